"""A message or phase went wrong: it is withdrawn, and exactly those who got it hear the truth, once."""

from __future__ import annotations

from datetime import date

import pytest

from bot.model.delivery import PAUSED
from bot.store import audit, claims, corrections, programs
from tests.world import Shown, World

PEOPLE = (
    "dana,Office,admin",
    "ada,Sales,pilot_user",
    "bo,Sales,pilot_user,zh-Hant",
    "chen,Legal,pilot_user,zh-Hans",
    "zoe,Sales,pilot_user,en,America/New_York",
)
WRONG = {"en": "Clause 4 is outdated.", "zh-Hant": "第四條已經過時。", "zh-Hans": "第四条已经过时。"}


@pytest.fixture
def nudged(world: World) -> World:
    """The nudge of week 2 has reached Taipei, and New York not yet."""
    world.roster(*PEOPLE)
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("week 2 Tue 10:01")
    return world


def stories(world: World, name: str, story: str) -> list[str]:
    return [row.state for row in world.deliveries(name) if row.story == story]


def picks(card: Shown, part: str) -> str:
    """The value behind the choice whose label has `part` in it."""
    (pick,) = [block for block in card.card.blocks if block.kind == "pick"]
    return next(one.value for one in pick.choices if part in one.label)


def form_for(world: World, sort: str) -> Shown:
    """The form for what was sent last of a sort."""
    chosen = world.says("dana", "ai-rollout rollback")
    part = world.label("dana", f"corrections.sort_{sort}")
    (pick,) = [block for block in chosen.card.blocks if block.kind == "pick"]
    label = next(one.label for one in pick.choices if one.label.startswith(part))
    return world.tap("dana", chosen, label)


def previewed(world: World, sort: str, **words: str) -> Shown:
    form = form_for(world, sort)
    return world.tap("dana", form, world.label("dana", "corrections.preview"), **(words or WRONG))


def withdrawn(world: World, sort: str) -> Shown:
    """Withdraws the newest of a sort, all the way to the receipt."""
    preview = previewed(world, sort)
    return world.tap("dana", preview, world.label("dana", "corrections.confirm"))


def passes_the_gate(world: World) -> None:
    gate = [one for one in world.inbox("dana") if world.label("dana", "rollout.advance") in labels_of(one)][
        -1
    ]
    form = world.tap("dana", gate, world.label("dana", "rollout.advance"))
    world.tap("dana", form, world.label("dana", "gates.decide"), reason="They use it.")


def labels_of(shown: Shown) -> list[str]:
    return [tap.label for tap in shown.card.taps()]


def receipt_says(world: World, receipt: Shown, told: int, ahead: int, unreached: int) -> bool:
    counts = {"told_so_far": told, "still_to_tell": ahead, "unreached": unreached}
    return all(
        f"{world.label('dana', f'corrections.{key}')}: {count}" in receipt for key, count in counts.items()
    )


def test_the_choices_are_punctuated_as_their_reader_writes(world: World) -> None:
    world.roster(*PEOPLE, "ming,Office,admin,zh-Hant")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("week 2 Tue 10:01")
    (pick,) = [b for b in world.says("ming", "ai-rollout rollback").card.blocks if b.kind == "pick"]
    labels = [one.label for one in pick.choices]
    assert any(label.startswith("整個階段：初次使用 · ") for label in labels)
    assert not any(": " in label for label in labels)


def test_only_those_who_got_it_are_told_once_in_their_own_language_and_hours(nudged: World) -> None:
    assert receipt_says(nudged, withdrawn(nudged, "nudge"), told=0, ahead=4, unreached=0)
    before = len(nudged.inbox("zoe"))
    nudged.at("week 2 Tue 10:02")
    for name, locale in (("ada", "en"), ("bo", "zh-Hant"), ("chen", "zh-Hans")):
        told = nudged.last(name)
        assert told.says("corrections.told_title")
        assert WRONG[locale] in told
        assert told.says("corrections.do_nudge")
        assert "Dana Example" in told
    assert stories(nudged, "zoe", "nudge.first") == ["cancelled"]
    nudged.at("week 3 Fri 17:00")
    assert stories(nudged, "ada", "corrections.told") == ["sent"]
    assert stories(nudged, "zoe", "corrections.told") == []
    assert not any(one.says("corrections.told_title") for one in nudged.inbox("zoe")[before:])


def test_the_follow_up_names_the_message_and_when_it_came(nudged: World) -> None:
    nudge = nudged.last("ada").card.title
    withdrawn(nudged, "nudge")
    nudged.at("week 2 Tue 12:00")
    sent_at = next(row.settled_at for row in nudged.deliveries("ada") if row.story == "nudge.first")
    assert nudged.last("ada").says("corrections.about_nudge", title=nudge, at=sent_at)


def test_the_list_says_how_many_got_each_message(nudged: World) -> None:
    chosen = nudged.says("dana", "ai-rollout rollback")
    (pick,) = [block for block in chosen.card.blocks if block.kind == "pick"]
    labels = [one.label for one in pick.choices]
    assert any(label.startswith("Nudge") and label.endswith("4 got it") for label in labels)
    assert any(label.startswith("Questions") and label.endswith("5 got it") for label in labels)
    assert labels[0].startswith("Whole phase: First use")


def test_every_language_is_asked_for_and_neutral_words_stand_there_already(nudged: World) -> None:
    form = form_for(nudged, "nudge")
    (fields,) = [block.fields for block in form.card.blocks if block.kind == "form"]
    assert [field.name for field in fields] == ["en", "zh-Hant", "zh-Hans"]
    assert all(field.value for field in fields)
    assert len({field.value for field in fields}) >= 2
    half = {**WRONG, "zh-Hans": "  "}
    refusal = nudged.tap("dana", form, nudged.label("dana", "corrections.preview"), **half)
    assert refusal.says("corrections.every_language")


def test_nothing_leaves_before_it_is_confirmed_and_the_preview_shows_every_word(nudged: World) -> None:
    preview = previewed(nudged, "nudge")
    assert all(words in preview for words in WRONG.values())
    nudged.at("week 2 Wed 12:00")
    assert stories(nudged, "ada", "corrections.told") == []
    form = nudged.tap("dana", preview, nudged.label("dana", "corrections.edit"))
    (fields,) = [block.fields for block in form.card.blocks if block.kind == "form"]
    assert {field.name: field.value for field in fields} == WRONG


def test_confirming_twice_tells_nobody_twice(nudged: World) -> None:
    preview = previewed(nudged, "nudge")
    confirm = nudged.label("dana", "corrections.confirm")
    nudged.tap("dana", preview, confirm)
    assert nudged.tap("dana", preview, confirm).says("corrections.told_before")
    nudged.at("week 2 Wed 12:00")
    assert stories(nudged, "ada", "corrections.told") == ["sent"]


def test_what_was_withdrawn_is_never_chosen_again(nudged: World) -> None:
    item = picks(nudged.says("dana", "ai-rollout rollback"), "Nudge").partition(":")[2]
    withdrawn(nudged, "nudge")
    nudged.roster("eve,Sales,pilot_user")
    nudged.at("week 3 Fri 17:00")
    gone = nudged.run(lambda ctx: corrections.withdrawn_items(ctx.db, "short"))
    assert gone == {item}
    assert item not in picks_all(nudged.says("dana", "ai-rollout rollback"))


def picks_all(card: Shown) -> str:
    return " ".join(one.value for block in card.card.blocks if block.kind == "pick" for one in block.choices)


@pytest.mark.parametrize("can_read_back", [True, False])
def test_who_may_have_got_a_message_in_doubt_is_told_and_nobody_gets_it_later(
    world: World, can_read_back: bool
) -> None:
    world.roster(*PEOPLE)
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("week 2 Tue 09:59")
    (row,) = [one for one in world.deliveries("ada") if one.story == "nudge.first"]
    world.clock.set(world.instant("week 2 Tue 10:00"))
    world.run(lambda ctx: claims.claim(ctx.db, row, ctx.now))  # and the sender went away before its call
    withdrawn(world, "nudge")
    world.chat.can_read_back = can_read_back
    world.at("week 2 Wed 12:00")
    assert not any(one.says("nudges.did_it") for one in world.inbox("ada"))
    told = stories(world, "ada", "corrections.told")
    assert told == (["cancelled"] if can_read_back else ["sent"])
    (nudge,) = [one for one in world.deliveries("ada") if one.story == "nudge.first"]
    assert (nudge.reason == corrections.WITHDRAWN) is can_read_back


def test_a_withdrawn_window_closes_and_reminds_nobody(world: World) -> None:
    world.roster(*PEOPLE)
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:01")
    prompt = world.last("ada")
    assert receipt_says(world, withdrawn(world, "window"), told=0, ahead=4, unreached=0)
    assert "not counted" in world.tap("ada", prompt, "Code")
    world.at("week 2 Mon 09:00")
    assert stories(world, "ada", "feedback.reminder") == ["cancelled"]
    assert stories(world, "zoe", "feedback.prompt") == ["cancelled"]
    (told,) = [one for one in world.inbox("bo") if one.says("corrections.told_title")]
    assert told.says("corrections.do_window")


def test_a_phase_taken_back_tells_everybody_and_begins_again_only_when_a_person_says_so(world: World) -> None:
    world.roster(*PEOPLE)
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("week 3 Mon 10:00")
    passes_the_gate(world)
    world.says("ada", "ai-help")  # whoever leaves everything unanswered would get no tip this week
    world.at("week 3 Thu 15:01")
    tip = world.last("ada").card.title
    receipt = withdrawn(world, "phase")
    assert receipt.says("corrections.withdrawn", title="Second use")
    states = {one.phase_key: one.state for one in world.run(lambda ctx: programs.current(ctx.db)).phases}
    assert states == {"first": "done", "second": "planned"}
    world.at("week 3 Fri 12:00")
    assert stories(world, "ada", "corrections.told") == ["sent"]
    assert world.last("ada").says("corrections.do_phase")

    world.at("week 5 Mon 10:00")
    assert world.run(lambda ctx: programs.current(ctx.db)).present is None
    world.says("dana", "ai-rollout start")
    world.at("week 6 Mon 12:00")
    titles = [one.card.title for one in world.inbox("ada")]
    assert titles.count(tip) == 1  # a restart gives nobody the same again


def test_the_first_phase_taken_back_leaves_a_program_that_has_not_begun(nudged: World) -> None:
    withdrawn(nudged, "phase")
    running = nudged.run(lambda ctx: programs.current(ctx.db))
    assert running.state == "approved"
    assert [one.state for one in running.phases] == ["planned", "planned"]
    nudged.at("week 3 Mon 09:00")
    nudged.says("dana", "ai-rollout start")
    nudged.at("week 4 Tue 10:30")
    asked = [
        one for one in nudged.deliveries("ada") if one.story == "feedback.prompt" and one.state == "sent"
    ]
    assert len(asked) == 2  # its windows open anew


def test_a_held_phase_that_is_taken_back_is_held_no_more(nudged: World) -> None:
    nudged.says("dana", "ai-rollout hold")
    withdrawn(nudged, "phase")
    assert not nudged.run(lambda ctx: programs.is_paused(ctx.db))
    nudged.at("week 2 Tue 12:00")
    assert stories(nudged, "ada", "corrections.told") == ["sent"]


@pytest.mark.parametrize(
    ("words", "leaves"),
    [
        ("ai-pause", False),
        ("ai-pause program", True),
        ("ai-pause team Sales", False),
        ("ai-rollout hold", True),
    ],
)
def test_a_correction_leaves_while_the_program_is_paused_but_not_while_everything_is(
    nudged: World, words: str, leaves: bool
) -> None:
    nudged.says("dana", words)
    withdrawn(nudged, "nudge")
    nudged.at("week 2 Wed 12:00")
    assert stories(nudged, "ada", "corrections.told") == (["sent"] if leaves else ["planned"])
    if not leaves:
        (row,) = [one for one in nudged.deliveries("ada") if one.story == "corrections.told"]
        assert row.reason == PAUSED
        nudged.says("dana", words.replace("pause", "resume"))
        nudged.at("week 2 Wed 12:01")
        assert stories(nudged, "ada", "corrections.told") == ["sent"]


def test_who_said_stop_is_counted_as_not_reachable(nudged: World) -> None:
    nudged.says("ada", "stop")
    receipt = withdrawn(nudged, "nudge")
    nudged.at("week 2 Tue 12:00")
    again = nudged.tap("dana", receipt, nudged.label("dana", "corrections.look_again"))
    assert receipt_says(nudged, again, told=3, ahead=0, unreached=1)


@pytest.mark.parametrize("name", ["ada"])
def test_only_an_administrator_withdraws(nudged: World, name: str) -> None:
    refusal = nudged.label(name, "error.not_permitted", who=nudged.label(name, "people.admins"))
    assert refusal in nudged.says(name, "ai-rollout rollback")
    preview = previewed(nudged, "nudge")
    assert refusal in nudged.tap(name, preview, nudged.label("dana", "corrections.confirm"))
    assert stories(nudged, "ada", "corrections.told") == []


def test_what_was_withdrawn_is_in_the_audit_with_its_words(nudged: World) -> None:
    withdrawn(nudged, "nudge")
    (record,) = [
        row for row in nudged.run(lambda ctx: audit.recent(ctx.db)) if row["action"] == "correction.told"
    ]
    assert record["actor"] == nudged.person("dana").person_id
    assert record["detail_json"]["reason"] == WRONG
    assert record["detail_json"]["people"] == 4


def test_with_nothing_sent_there_is_nothing_to_withdraw(world: World) -> None:
    world.roster("dana,Office,admin")
    world.program()
    assert world.says("dana", "ai-rollout rollback").says("corrections.nothing")


def test_the_quiet_day_stands_in_the_record_the_export_and_goes_with_an_erasure(nudged: World) -> None:
    withdrawn(nudged, "nudge")
    me = nudged.says("ada", "ai-me")
    assert me.says("corrections.quiet_until", day=date(2026, 12, 9))
    export = nudged.tap("ada", me, nudged.label("ada", "preferences.export"))
    assert "quiet day: 2026-12-08" in export
    assert "quiet day: 2026-12-09" in export
    person_id = nudged.person("ada").person_id
    ask = nudged.tap("ada", me, nudged.label("ada", "preferences.erase"))
    nudged.receive(nudged.tapping("ada", ask, nudged.label("ada", "preferences.erase_yes")))
    assert nudged.run(lambda ctx: corrections.quiet_days(ctx.db, [person_id], date.min)) == {}
