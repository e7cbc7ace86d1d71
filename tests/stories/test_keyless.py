"""Once the key is gone nobody can tell whose anonymous answers are whose, whatever they read."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bot.model.modes import pseudonym
from bot.steps.record import full_record
from bot.store import feedback, programs, threads
from bot.store.grounds import ground_of
from bot.store.sqlite import SqliteDatabase
from tests.anonymous import (
    FORKLIFT,
    NAMES,
    asked,
    card_of,
    everything,
    live,
    over,
    prompt_of,
    stop,
    thread_about,
    wrote,
    wrote_alike,
)
from tests.fakes.chats import SlackDouble
from tests.world import FIRST_DAY, World


def test_after_it_no_receipt_no_thread_and_no_own_record_leads_to_an_answer(world: World) -> None:
    wrote_alike(asked(world))
    about, author = thread_about(world)
    receipt, card = prompt_of(world, author)["receipt"], card_of(world, author)
    stop(world)
    world.at("week 4 Fri 12:00")
    assert live(world) == []
    assert world.says("p01", f"ai-feedback erase {receipt}").says("modes.key_destroyed")
    assert world.says(author, f"ai-feedback erase {receipt}").says("modes.key_destroyed")
    assert world.says("p01", "ai-feedback erase RNEVER").says("answers.no_such_receipt")
    again = world.tap(author, card, world.label(author, "threads.send"), body="Anybody there?")
    assert again.says("threads.gone")
    assert world.run(lambda ctx: threads.find(ctx.db, about)) is None
    person = world.person(author)
    exported = str(world.run(lambda ctx: full_record(ctx, person)))
    assert ("answer: " in exported, "thread: " in exported) == (False, False)
    me = world.says(author, "ai-me")
    ledger = world.tap(author, me, world.label(author, "items.open_ledger"))
    assert "nobody can tell any more whether or what you answered" in ledger
    assert len(everything(world)["slip"]) == 12


def test_whoever_reads_the_whole_database_finds_no_way_from_a_person_to_a_slip(world: World) -> None:
    wrote_alike(asked(world))
    wrote(world, {"lee": f"{FORKLIFT} for leex"})
    before = everything(world)
    secret, window = before["window_key"][0]["secret"], before["window_key"][0]["window_id"]
    of_prompt = {row["prompt_id"]: row["person_id"] for row in before["feedback_prompt"]}
    slips = {pseudonym(secret, prompt_id) for prompt_id in of_prompt}
    about, author = thread_about(world)
    stop(world)
    world.at("week 4 Fri 12:00")
    found = everything(world)

    assert [row["secret"] for row in found["window_key"]] == [None]
    assert not [name for name, rows in found.items() if secret in str(rows)]
    assert {name for name, rows in found.items() if any(slip in str(rows) for slip in slips)} == {
        "slip", "slip_answer"
    }  # fmt: skip
    kept = str(found["slip"]) + str(found["slip_answer"])
    assert not [one for one in (*of_prompt, *of_prompt.values()) if one in kept]
    assert [row["slip_id"] for row in found["slip"]] == sorted(row["slip_id"] for row in found["slip"])

    prompts = [row for row in found["feedback_prompt"] if row["window_id"] == window]
    assert {(row["finished_at"], row["at_question"]) for row in prompts} == {(None, "")}
    by_id = sorted(prompts, key=lambda row: row["prompt_id"])
    assert [bool(row["receipt"]) for row in by_id] == [True] * 13 + [False] * (len(by_id) - 13)

    author_id = world.person(author).person_id
    assert {name for name, rows in found.items() if about in str(rows)} == {"audit"}
    assert not [row for row in found["audit"] if about in str(row) and author_id in str(row)]
    assert not [row for row in found["outbox"] if row["story"] == "threads.message"]
    assert (found["thread"], found["thread_message"], found["written_theme"]) == ([], [], [])


def test_a_slip_keeps_its_team_only_where_enough_of_it_were_asked(world: World) -> None:
    asked(world, *(f"o{at},Office,pilot_user" for at in range(5)))
    names = [*NAMES, "lee", *(f"o{at}" for at in range(5))]
    wrote(world, {name: f"note of {name}x" for name in names})
    world.at("week 2 Mon 09:00")
    before = len(counted(world))
    over(world)
    assert Counter(row["team"] for row in everything(world)["slip"]) == {"Sales": 12, "": 6}
    assert len(counted(world)) == before


def counted(world: World) -> list[Any]:
    running = world.run(lambda ctx: programs.find(ctx.db, "short"))
    ground, _ = world.run(lambda ctx: ground_of(ctx.db, running, FIRST_DAY, 1, ctx.now))
    return list(ground.asked)


def test_what_was_said_anonymously_stands_in_the_digest(world: World) -> None:
    asked(world)
    wrote(world, {name: f"{FORKLIFT} for {name}x" for name in NAMES})
    for name in NAMES:
        to = prompt_of(world, name)["prompt_id"]
        world.run(lambda ctx, to=to: feedback.keep_answer(ctx.db, to, "useful", "5", ctx.now, late=False))
    world.at("week 2 Mon 09:30")
    digest = next(shown for shown in world.inbox("cleo") if FORKLIFT in shown)
    assert "12 of 1" in digest.text


def test_the_database_reads_the_same_whoever_of_two_said_what() -> None:
    """Two organisations alike but for which of two people said which of two things."""
    one, two = _with_words("p00", "p00"), _with_words("p00", "p07")
    assert one.keys() == two.keys()
    for name in one.keys() - {"_sqlite_migrations"}:  # which says when each was made
        assert one[name] == two[name], name
    assert len(one["slip_answer"]) == 12


def _with_words(name: str, other: str) -> dict[str, Any]:
    """What the database tells after the key is gone, with these two people's words exchanged. Slips are named by
    chance, so they are laid side by side by what stands on them."""
    database = SqliteDatabase(":memory:")
    database.migrate()
    world = asked(World(database, SlackDouble()))
    words = {one: f"{FORKLIFT} for {one}x" for one in NAMES}
    words[name], words[other] = words[other], words[name]
    over(wrote(world, words))
    found: dict[str, Any] = everything(world)
    database.close()
    said: dict[str, list[tuple[str, str]]] = {}
    for row in found["slip_answer"]:
        said.setdefault(row["slip_id"], []).append((row["question"], row["value"]))
    found["slip_answer"] = sorted(map(str, said.values()))
    return found
