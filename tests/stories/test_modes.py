"""Named, confidential, anonymous: said before the first question, fixed once somebody was asked."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import BadInput, UserError
from bot.model.modes import pseudonym
from bot.steps.program import apply_program
from bot.steps.program_editing import save_line
from bot.steps.program_writing import approve_program
from bot.steps.record import erase, full_record
from bot.store import feedback, grounds, programs, pseudonyms
from tests.world import FIRST_DAY, PROGRAMS, Shown, World

CLOSES = 'closes = "fri 17:00"'


def asked(world: World, mode: str = "", **changes: str) -> World:
    """Ada and Ben are asked in week 1, in a mode when one is written."""
    world.roster(
        "dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user,zh-TW", "kim,Office,sponsor"
    )
    world.program(**({CLOSES: f'{CLOSES}\nmode = "{mode}"'} if mode else {}), **changes)
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    return world


def prompt_id(world: World, name: str) -> str:
    person_id = world.person(name).person_id
    return str(world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]["prompt_id"])


def window_id(world: World) -> str:
    at = prompt_id(world, "ada")
    found = world.run(lambda ctx: feedback.prompt(ctx.db, at))
    return str(found.window_id)


def said(world: World, name: str, late: bool = False) -> dict[str, str]:
    of = prompt_id(world, name)
    found: dict[str, str] = world.run(lambda ctx: feedback.answers(ctx.db, of, late))
    return found


def before_answering(world: World, name: str, mode: str) -> str:
    closes_at = world.instant("Fri 17:00")
    return world.label(name, f"modes.{mode}", people=4, group_minimum=5, closes_at=closes_at)


def finish(world: World, name: str) -> Shown:
    shown = world.tap(name, world.last(name), "Code" if name == "ada" else "程式")
    for label in ("Very", "15 to 30 minutes", "Less than 5 minutes") if name == "ada" else ():
        shown = world.tap(name, shown, label)
    return shown


@pytest.mark.parametrize("mode", ["named", "confidential", "anonymous"])
def test_the_mode_stands_on_the_card_before_the_first_answer(world: World, mode: str) -> None:
    asked(world, mode)
    prompt = world.last("ada")
    assert before_answering(world, "ada", mode) in prompt
    assert before_answering(world, "ben", mode) in world.last("ben")
    second = world.tap("ada", prompt, "Code")
    assert before_answering(world, "ada", mode) not in second
    promises_more = second.says("feedback.note", group_minimum=5)
    assert promises_more is (mode != "named")


def test_what_is_not_written_is_confidential(world: World) -> None:
    asked(world)
    assert before_answering(world, "ada", "confidential") in world.last("ada")


def test_first_contact_promises_no_groups_only_where_a_window_asks_by_name(world: World) -> None:
    asked(world, "named")
    first = world.inbox("ada")[0]
    assert first.says("modes.promise_named", group_minimum=5)
    assert not first.says("privacy.answers", group_minimum=5)


def changed(world: World, mode: str) -> str:
    """The same program in another mode, as a file; what is said against it."""
    text = (PROGRAMS / "short.toml").read_text(encoding="utf-8").replace(CLOSES, f'{CLOSES}\nmode = "{mode}"')
    with pytest.raises(BadInput) as refused:
        world.run(lambda ctx: apply_program(ctx, text, "short.toml", are_all=False))
    return str(refused.value)


def test_a_window_somebody_was_asked_in_keeps_its_mode_in_files_and_in_chat(world: World) -> None:
    asked(world, "anonymous")
    finish(world, "ada")
    told = 'people were asked under mode = "anonymous"'
    assert told in changed(world, "named")
    assert told in changed(world, "confidential")
    dana = world.person("dana")
    with pytest.raises(BadInput, match="can't be changed any more"):
        world.run(lambda ctx: save_line(ctx, dana, 'phase.first.window.w1.mode = "named"'))
    assert "can't be changed any more" in world.says(
        "dana", 'ai-rollout set phase.first.window.w1.mode = "named"'
    )


def test_a_draft_written_before_anybody_was_asked_is_not_approved_after(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "kim,Office,sponsor")
    world.program()
    world.says("dana", "ai-rollout start")
    dana, kim = world.person("dana"), world.person("kim")
    world.run(lambda ctx: save_line(ctx, dana, 'phase.first.window.w1.mode = "named"'))
    world.at("Tue 10:00")
    with pytest.raises(UserError) as refused:
        world.run(lambda ctx: approve_program(ctx, "short", kim))
    assert refused.value.phrase == "modes.locked"


def test_before_anybody_was_asked_the_mode_may_change(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "kim,Office,sponsor")
    world.program()
    world.says("dana", "ai-rollout start")
    dana, kim = world.person("dana"), world.person("kim")
    world.run(lambda ctx: save_line(ctx, dana, 'phase.first.window.w1.mode = "anonymous"'))
    world.run(lambda ctx: approve_program(ctx, "short", kim))
    world.at("Tue 10:00")
    assert "🔒 Anonymous" in world.last("ada")
    world.tap("ada", world.last("ada"), "Code")
    assert rows(world, "answer") == []


def rows(world: World, table: str) -> list[dict[str, Any]]:
    """A whole table, as somebody reads it who has the database and nothing else, in the order it lies there."""
    return world.run(lambda ctx: _whole(ctx.db, table))  # type: ignore[no-any-return]


def _whole(db: Any, table: str) -> list[dict[str, Any]]:
    cursor = db._connection.execute(f"select * from {table}", {})  # noqa: S608
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def test_an_anonymous_answer_can_be_changed_finished_and_is_not_reminded_of(world: World) -> None:
    asked(world, "anonymous")
    receipt = finish(world, "ada")
    assert receipt.says("feedback.thanks")
    again = world.tap("ada", receipt, world.label("ada", "feedback.change"))
    world.tap("ada", again, "Tables and figures")
    assert said(world, "ada")["use-last"] == "data"
    world.at("Fri 16:59")
    assert [d.state for d in world.deliveries("ada") if d.kind == "reminder"] == ["cancelled"]
    assert [d.state for d in world.deliveries("ben") if d.kind == "reminder"] == ["sent"]


def test_nobody_with_the_database_alone_can_tell_whose_answer_is_whose_once_the_key_is_gone(
    world: World,
) -> None:
    asked(world, "anonymous")
    finish(world, "ben")
    finish(world, "ada")
    prompts = [prompt_id(world, name) for name in ("ada", "ben")]
    people = [world.person(name).person_id for name in ("ada", "ben")]
    (key,) = rows(world, "window_key")
    assert {pseudonym(key["secret"], one) for one in prompts} == {
        row["slip_id"] for row in rows(world, "slip")
    }

    of = window_id(world)
    assert world.run(lambda ctx: pseudonyms.live_keys(ctx.db, "short")) == [of]
    assert world.run(lambda ctx: pseudonyms.destroy(ctx.db, of, ctx.now)) is True
    assert world.run(lambda ctx: pseudonyms.destroy(ctx.db, of, ctx.now)) is False
    assert world.run(lambda ctx: pseudonyms.live_keys(ctx.db, "short")) == []

    assert (rows(world, "answer"), rows(world, "comment")) == ([], [])
    assert rows(world, "window_key")[0]["secret"] is None
    kept = str(rows(world, "slip")) + str(rows(world, "slip_answer"))
    assert len(rows(world, "slip")) == 2
    assert not [one for one in (*prompts, *people) if one in kept]
    assert not [column for column in rows(world, "slip_answer")[0] if column.endswith("_at")]
    in_file = [row["slip_id"] for row in rows(world, "slip")]
    assert in_file == sorted(in_file)
    assert said(world, "ada") == {}


def test_what_was_said_anonymously_still_counts_after_the_key_is_gone(world: World) -> None:
    asked(world, "anonymous")
    finish(world, "ada")
    world.at("week 2 Mon 08:00")
    before = counted(world)
    of = window_id(world)
    world.run(lambda ctx: pseudonyms.destroy(ctx.db, of, ctx.now))
    assert counted(world) == before
    assert [len(one) for one in before] == [0, 0, 0, 4]
    assert before[-1]["use-last"] == "code"


def counted(world: World) -> list[dict[str, str]]:
    """What the summary counts of everybody asked, without anybody's id."""
    running = world.run(lambda ctx: programs.latest(ctx.db))
    ground, _ = world.run(lambda ctx: grounds.ground_of(ctx.db, running, FIRST_DAY, 1, ctx.now))
    ids = {world.person(name).person_id for name in ("ada", "ben")}
    assert not ids & {one.person_id for one in ground.asked}
    return sorted((dict(one.answers) for one in ground.asked), key=len)


def test_an_answer_after_the_key_is_gone_is_refused_with_a_sentence(world: World) -> None:
    asked(world, "anonymous")
    prompt, of = world.last("ada"), window_id(world)
    world.run(lambda ctx: pseudonyms.destroy(ctx.db, of, ctx.now))
    assert world.tap("ada", prompt, "Code").says("modes.key_destroyed")
    assert rows(world, "slip_answer") == []


def test_a_late_anonymous_answer_is_kept_and_not_counted(world: World) -> None:
    asked(world, "anonymous")
    prompt = world.last("ada")
    world.at("Fri 17:00")
    assert world.tap("ada", prompt, "Code").says("closed.late_open", closed_at=world.instant("Fri 17:00"))
    assert (said(world, "ada"), said(world, "ada", late=True)) == ({}, {"use-last": "code"})


def test_an_anonymous_answer_is_in_the_persons_export_and_goes_with_the_person(world: World) -> None:
    asked(world, "anonymous")
    finish(world, "ada")
    finish(world, "ben")
    ada = world.person("ada")
    assert "answer: week 1 use-last = code" in world.run(lambda ctx: full_record(ctx, ada))
    world.run(lambda ctx: erase(ctx, ada))
    (left,) = rows(world, "slip")
    assert left["slip_id"] == pseudonym(rows(world, "window_key")[0]["secret"], prompt_id(world, "ben"))


def test_pseudonyms_differ_by_window_and_person() -> None:
    assert len({pseudonym(key, prompt) for key in ("a", "b") for prompt in ("p1", "p2")}) == 4
