"""A mode that people were told holds: through files, chat, clones, backups and every other way in."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.errors import BadInput
from bot.model.program_diff import tree
from bot.model.program_edit import FORMS, parts, parts_within
from bot.model.rollout import Program
from bot.steps.program import apply_program
from bot.steps.program_editing import newest, save_line, save_part
from bot.steps.program_export import cloned, exported, version_file
from bot.steps.program_writing import approve_program
from bot.store import backup, programs, pseudonyms, versions
from bot.store.sqlite import SqliteDatabase
from bot.web import make_app
from tests.anonymous import everything, raw
from tests.fakes.chats import SlackDouble
from tests.world import PROGRAMS, World

CLOSES = 'closes = "fri 17:00"'
ANONYMOUS = f'{CLOSES}\nmode = "anonymous"'
TOLD = 'people were asked under mode = "anonymous", and that can\'t be changed any more'
SHORT = (PROGRAMS / "short.toml").read_text(encoding="utf-8")


def asked(world: World) -> World:
    """Ada was asked anonymously and has answered a first question."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "kim,Office,sponsor")
    world.program(**{CLOSES: ANONYMOUS})
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    world.tap("ada", world.last("ada"), "Code")
    return world


def refused(world: World, text: str, file_name: str = "mine.toml") -> list[str]:
    """What is said against a file; nothing of it was written."""
    before = everything(world)
    with pytest.raises(BadInput) as caught:
        world.run(lambda ctx: apply_program(ctx, text, file_name, are_all=False))
    assert everything(world) == before
    return list(caught.value.problems)


def newest_text(world: World) -> str:
    found: str = version_file(world.run(newest))
    return found


@pytest.mark.parametrize("mode", ["named", "confidential"])
def test_a_file_with_another_mode_is_refused_and_nothing_of_it_is_written(world: World, mode: str) -> None:
    asked(world)
    text = SHORT.replace(CLOSES, f'{CLOSES}\nmode = "{mode}"').replace(
        'en = "A short pilot"', 'en = "Renamed"'
    )
    (problem,) = refused(world, text)
    assert TOLD in problem
    assert problem.startswith("mine.toml: window w1: ")


def test_leaving_the_mode_out_is_another_mode_and_is_refused(world: World) -> None:
    (problem,) = refused(asked(world), SHORT)
    assert TOLD in problem


def test_what_comes_out_goes_in_again_under_the_same_mode_and_under_no_other(world: World) -> None:
    asked(world)
    printed = newest_text(world)
    again = world.run(lambda ctx: apply_program(ctx, printed, "mine.toml", are_all=False))
    assert (again.version, again.state) == (1, "approved")
    (problem,) = refused(world, printed.replace('mode = "anonymous"', 'mode = "named"'))
    assert TOLD in problem
    text = world.run(lambda ctx: exported(ctx, programs.latest(ctx.db)))
    assert Program.model_validate(tomllib.loads(text)).phase[0].window[0].mode == "anonymous"


def test_a_clone_keeps_the_mode_and_is_no_way_back_into_the_program_it_came_from(world: World) -> None:
    asked(world)
    program = world.run(lambda ctx: programs.latest(ctx.db)).program
    text = world.run(lambda ctx: cloned(ctx, program, "next", date(2027, 3, 1), []))
    copy = Program.model_validate(tomllib.loads(text))
    assert copy.phase[0].window[0].mode == "anonymous"
    back = text.replace('key = "next"', 'key = "short"').replace('mode = "anonymous"', 'mode = "named"')
    assert any(TOLD in problem for problem in refused(world, back))
    fresh = text.replace('mode = "anonymous"', 'mode = "named"')  # nobody was asked in the clone yet
    assert world.run(lambda ctx: apply_program(ctx, fresh, "next.toml", are_all=False)).version == 1


def test_an_older_version_taken_up_again_is_refused(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "kim,Office,sponsor")
    world.program()
    world.program(**{CLOSES: ANONYMOUS})
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    first = world.run(lambda ctx: versions.history(ctx.db, "short"))[0]
    text = version_file(first).replace("based_on = 1", "based_on = 2")
    assert any(TOLD in problem for problem in refused(world, text))


def test_the_form_in_chat_refuses_another_mode_and_an_emptied_one(world: World) -> None:
    asked(world)
    dana, base = world.person("dana"), world.run(newest)
    table = tree(base.program)
    window = next(p for part in parts(table) for p in parts_within(table, part) if p.sort == "window")
    typed = {
        "questions": "pulse-a",
        "week": "1",
        "opens": "tue 10:00",
        "reminds": "thu 14:00",
        "closes": "fri 17:00",
    }
    for mode in ("named", "", "confidential"):
        before = everything(world)
        with pytest.raises(BadInput, match="can't be changed any more"):
            world.run(lambda ctx, mode=mode: save_part(ctx, dana, base, window.mark, {**typed, "mode": mode}))
        assert everything(world) == before
    assert "mode" in {entry.key for entry in FORMS["window"]}


def test_a_line_in_chat_that_takes_the_mode_out_or_the_window_and_back_is_refused(world: World) -> None:
    asked(world)
    dana, kim = world.person("dana"), world.person("kim")
    with pytest.raises(BadInput, match="can't be changed any more"):
        world.run(lambda ctx: save_line(ctx, dana, "phase.first.window.w1.mode ="))
    without = newest_text(world)
    cut = without[: without.index("[[phase.window]]")] + without[without.index("[[phase.nudge]]") :]
    world.run(lambda ctx: apply_program(ctx, cut, "cut.toml", are_all=False))
    world.run(lambda ctx: approve_program(ctx, "short", kim))
    back = without.replace("based_on = 1", "based_on = 2").replace('mode = "anonymous"', 'mode = "named"')
    assert any(TOLD in problem for problem in refused(world, back))


def test_a_window_that_comes_again_keeps_its_mode_though_nobody_was_asked_the_first_time(
    world: World,
) -> None:
    world.roster("dana,Office,admin", "kim,Office,sponsor", "bea,Sales,pilot_user")
    world.says("bea", "stop")
    weekly = {
        CLOSES: f"{ANONYMOUS}\nevery_weeks = 1",
        'key = "short"': 'key = "short"\ncohort = { teams = ["Sales"] }',
    }
    world.program(**weekly)
    world.says("dana", "ai-rollout start")
    world.at("week 2 Mon 08:00")
    world.roster("dana,Office,admin", "kim,Office,sponsor", "ada,Sales,pilot_user")
    world.at("week 2 Wed 12:00")
    rows = everything(world)
    asked_in = {row["window_id"] for row in rows["feedback_prompt"]}
    windows = [row for row in rows["feedback_window"] if row["window_id"] in asked_in]
    assert [row["window_key"] for row in windows] == ["w1-w2"]
    text = newest_text(world).replace('mode = "anonymous"', 'mode = "named"')
    assert any(problem.startswith("mine.toml: window w1-w2: " + TOLD) for problem in refused(world, text))


@pytest.fixture
def in_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The same, in a database file that the command line opens, too."""
    place = tmp_path / "uptake.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UPTAKE_DATABASE", str(place))
    database = SqliteDatabase(place)
    database.migrate()
    world = asked(World(database, SlackDouble()))
    raw(world, "update feedback_prompt set opens_at = 0")  # asked before now, by this machine's clock, too
    yield world
    database.close()


def ran(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(str(left.value.code))


def test_the_command_line_refuses_it_with_the_same_sentence(
    in_file: World, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("mine.toml").write_text(SHORT, encoding="utf-8")
    before = everything(in_file)
    assert ran("program", "apply", "--people-later", "mine.toml") == 1
    assert TOLD in capsys.readouterr().err
    assert everything(in_file) == before


def test_a_restored_database_holds_the_mode_and_the_own_slip_is_found_again(
    in_file: World, capsys: pytest.CaptureFixture[str]
) -> None:
    database: Any = in_file.house.database
    assert ran("backup", "copy.db") == 0
    in_file.tap("ada", in_file.last("ada"), "Tables and figures")
    slips = [row["slip_id"] for row in everything(in_file)["slip"]]
    database.close()
    assert ran("restore", "copy.db") == 0
    assert ran("restore", "--after-restore") == 0
    Path("mine.toml").write_text(SHORT, encoding="utf-8")
    assert ran("program", "apply", "--people-later", "mine.toml") == 1
    assert TOLD in capsys.readouterr().err

    restored = SqliteDatabase(Path("uptake.db"))
    with restored.transaction(in_file.house.settings.organisation) as db:
        (window,) = pseudonyms.live_keys(db, "short")
        assert list(pseudonyms.of_window(db, window)) == slips
        assert pseudonyms.of_window(db, window)[slips[0]][1] == {"use-last": "code"}
    restored.close()


def test_a_draft_of_another_mode_that_a_restore_brings_back_is_not_approved(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "kim,Office,sponsor")
    world.program(**{CLOSES: ANONYMOUS})
    world.says("dana", "ai-rollout start")
    world.at("Mon 12:00")  # whom Tuesday asks stands there by now; nobody was asked
    dana = world.person("dana")
    world.run(lambda ctx: save_line(ctx, dana, 'phase.first.window.w1.mode = "named"'))
    world.clock.set(world.instant("Tue 12:00"))  # it was restored later; what was due may have left
    world.run(lambda ctx: backup.doubt_what_may_have_left(ctx.db, ctx.now))
    card = world.says("kim", "ai-rollout")
    shown = world.tap("kim", card, world.label("kim", "program.approve", version=2))
    assert shown.says("modes.locked")
    assert world.run(lambda ctx: programs.current(ctx.db)).version == 1


def test_no_way_over_http_leads_to_a_program(world: World) -> None:
    app = make_app(world.house, [], lambda: True)
    routes = {(route.method, route.resource.canonical) for route in app.router.routes() if route.resource}
    assert {path for method, path in routes if method not in ("GET", "HEAD")} == {"/signals"}
