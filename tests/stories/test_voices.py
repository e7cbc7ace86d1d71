"""What was said anonymously counts in themes and is found, without a time, without a person; nobody is quoted who
said no, nor anybody once that can't be told any more."""

from __future__ import annotations

import pytest

from bot.model.themes import counted
from bot.steps.themes import LOOKS_BACK, known_themes, unnamed
from bot.store import feedback, themes, voices
from tests.anonymous import (
    FORKLIFT,
    GONE,
    NAMES,
    asked,
    everything,
    over,
    prompt_of,
    stop,
    thread_about,
    wrote,
    wrote_alike,
)
from tests.world import World


def found(world: World, query: str) -> list[str]:
    said = world.run(lambda ctx: voices.search(ctx.db, query, ctx.now))
    return [one.body for one in said]


@pytest.fixture
def closed(world: World) -> World:
    """Twelve people wrote alike; the window is closed."""
    wrote_alike(asked(world))
    world.at("week 2 Mon 08:00")
    return world


def test_a_champion_names_what_was_said_anonymously(closed: World) -> None:
    shown = closed.says("cleo", "ai-themes")
    assert shown.says("themes.people", people=12)
    assert f"{FORKLIFT} for p00x" in shown
    closed.tap("cleo", shown, "Training")
    known = closed.run(known_themes)
    said = closed.run(lambda ctx: voices.said_since(ctx.db, ctx.now - LOOKS_BACK, ctx.now))
    assert counted(said, known) == {"training": 12}


def test_nothing_of_it_counts_or_is_found_before_the_window_is_closed(world: World) -> None:
    wrote_alike(asked(world))
    world.at("Fri 16:59")
    assert world.says("cleo", "ai-themes").says("themes.nothing")
    assert found(world, "forklift") == []
    world.at("week 2 Mon 08:00")
    assert len(found(world, "forklift")) == 12


def test_what_comes_late_on_a_slip_is_never_seen_to_come(closed: World) -> None:
    before = found(closed, "scanner")
    to = prompt_of(closed, "lee")["prompt_id"]
    closed.run(
        lambda ctx: feedback.keep_answer(
            ctx.db, to, "open", "a scanner, late", ctx.now, late=True, is_text=True
        )
    )
    assert found(closed, "scanner") == before


def test_it_is_found_by_every_word_in_chinese_and_english_with_one_time_for_all(world: World) -> None:
    asked(world)
    wrote(world, {"p00": "沒有權限可以登入", "p01": "I have no permission to log in", "p02": "限權"})
    world.at("week 2 Mon 08:00")
    assert found(world, "權限") == ["沒有權限可以登入"]
    assert found(world, "permission log") == ["I have no permission to log in"]
    assert found(world, "限可") == ["沒有權限可以登入"]
    assert (found(world, "scanner"), found(world, "!?")) == ([], [])
    said = world.run(lambda ctx: voices.search(ctx.db, "權限", ctx.now))
    assert {one.said_at for one in said} == {world.instant("Fri 17:00")}
    people = {world.person(name).person_id for name in NAMES}
    assert not {one.person_id for one in said} & people


def test_what_the_same_person_wrote_by_name_is_counted_once(world: World) -> None:
    asked(world)
    wrote(world, {name: f"{FORKLIFT} for {name}x" for name in NAMES[:9]})
    for name in NAMES[:9]:
        world.says(name, f"ai-feedback {FORKLIFT} as {name}y")
    world.at("week 2 Mon 08:00")
    assert len(found(world, "forklift")) == 18
    assert world.says("cleo", "ai-themes").says("themes.nothing")


def test_who_said_no_is_counted_and_not_quoted_from_a_slip(closed: World) -> None:
    for name in ("p00", "p05"):
        me = closed.says(name, "ai-me")
        closed.tap(name, me, closed.label(name, "rosters.quote_stop"))
    (group,) = closed.run(unnamed)
    quotes = str(group.quotes(()))
    assert group.people == 12
    assert ("p00x" in quotes, "p05x" in quotes, "p01x" in quotes) == (False, False, True)
    shown = closed.says("cleo", "ai-themes")
    assert ("p00x" in shown, "p01x" in shown) == (False, True)


def test_with_the_key_every_quote_goes_and_the_count_stays(closed: World) -> None:
    stop(closed)
    closed.at(GONE)
    (group,) = closed.run(unnamed)
    assert (group.people, group.quotes(())) == (12, [])
    shown = closed.says("cleo", "ai-themes")
    assert shown.says("themes.people", people=12)
    assert FORKLIFT not in shown


def test_whoever_holds_the_receipt_erases_what_was_said_and_it_is_found_no_more(closed: World) -> None:
    closed.run(lambda ctx: themes.keep_written(ctx.db, "asked", (), ctx.now))
    receipt = prompt_of(closed, "p03")["receipt"]
    assert closed.says("p09", f"ai-feedback erase {receipt}").says("answers.erased", count=2)
    assert len(found(closed, "forklift")) == 11
    assert "p03x" not in str(everything(closed)["slip_answer"])
    assert closed.run(lambda ctx: themes.written(ctx.db, "asked")) is None
    assert closed.says("p09", f"ai-feedback erase {receipt}").says("answers.no_such_receipt")
    assert prompt_of(closed, "p03")["finished_at"] is not None
    assert len(everything(closed)["slip"]) == 11


def test_what_is_erased_with_its_thread_leaves_no_message_behind(closed: World) -> None:
    about, author = thread_about(closed)
    receipt = prompt_of(closed, author)["receipt"]
    closed.says(author, f"ai-feedback erase {receipt}")
    rows = everything(closed)
    assert (rows["thread"], rows["thread_message"]) == ([], [])
    assert not [row for row in rows["outbox"] if about in str(row)]


def test_after_the_end_it_still_counts(world: World) -> None:
    over(wrote_alike(asked(world)))
    assert len(found(world, "forklift scanner")) == 12
