"""A champion answers a comment without learning who wrote it; the author answers, closes, or says who it is."""

from __future__ import annotations

import pytest

from bot.model.threads import must_wait, quote_mark
from bot.steps.record import erase, full_record
from bot.store import audit, feedback, pseudonyms, threads
from tests.world import Shown, World

FORKLIFT = "the forklift scanner beeps"
NAMES = [f"p{at:02}" for at in range(12)]
HELLO = "Which scanner is it?"
CLOSES = 'closes = "fri 17:00"'


def wrote(world: World, *more: str) -> World:
    """Twelve people wrote alike, each in a few own words; Cleo is their champion."""
    world.roster(
        "dana,Office,admin", "cleo,Sales,champion", *more, *(f"{name},Sales,pilot_user" for name in NAMES)
    )
    world.program()
    world.says("dana", "ai-rollout start")
    for at, name in enumerate(NAMES):
        world.says(name, f"ai-feedback {FORKLIFT} {at} times")
    world.at("Mon 10:00")
    return world


QUOTE = f"{FORKLIFT} 0 times"  # the first by letters; its author is p00


def opens(world: World, body: str = HELLO) -> Shown:
    """Cleo answers the author of the quote shown in ai-themes."""
    shown = world.says("cleo", "ai-themes")
    assert QUOTE in shown
    form = world.tap("cleo", shown, world.label("cleo", "threads.answer_author"))
    return world.tap("cleo", form, world.label("cleo", "threads.send"), body=body)


def card_of(world: World, name: str) -> Shown:
    """The newest card of a thread that somebody got."""
    title = world.label(name, "threads.title")
    return [shown for shown in world.inbox(name) if title in shown][-1]


def turn(world: World) -> None:
    world.at("Mon 16:00" if world.clock.now() < world.instant("Mon 16:00") else "Tue 11:00")


def answers(world: World, name: str, shown: Shown, body: str) -> Shown:
    return world.tap(name, shown, world.label(name, "threads.send"), body=body)


def thread(world: World, name: str = "p00") -> threads.Thread:
    """The thread somebody was written to in."""
    about = next(row.about for row in world.deliveries(name) if row.story == "threads.message")
    found: threads.Thread = world.run(lambda ctx: threads.find(ctx.db, about.partition("/")[0]))
    return found


def test_the_author_gets_the_answer_and_the_champion_never_learns_who_it_is(world: World) -> None:
    wrote(world)
    opened = opens(world)
    assert opened.says("threads.sent")
    assert opened.says("threads.is_unknown")
    turn(world)
    card = card_of(world, "p00")
    assert card.says("threads.you_are_unknown", name="Cleo Example")
    assert (QUOTE in card, HELLO in card) == (True, True)
    assert not [name for name in NAMES[1:] if HELLO in world.last(name)]

    answers(world, "p00", card, "The blue one; ask P00 Example, mail p00@example.com.")
    turn(world)
    heard = card_of(world, "cleo")
    assert "The blue one; ask […], mail […]" in heard
    p00 = world.person("p00")
    shown = str(opened.card) + str(heard.card)
    assert not [told for told in (p00.person_id, p00.email, p00.name) if told in shown]
    answers(world, "cleo", heard, "Thank you, a new one comes on Friday.")
    world.at("Wed 11:00")
    assert "a new one comes on Friday" in card_of(world, "p00")


def test_the_author_may_say_who_it_is_and_then_the_champion_knows(world: World) -> None:
    wrote(world)
    opens(world)
    turn(world)
    known = world.tap("p00", card_of(world, "p00"), world.label("p00", "threads.reveal"))
    assert known.says("threads.you_are_named", name="Cleo Example")
    world.at("Tue 11:00")
    assert card_of(world, "cleo").says("threads.is_named", name="P00 Example")


def test_either_side_ends_it_and_nothing_is_sent_after_that(world: World) -> None:
    wrote(world)
    opened = opens(world)
    turn(world)
    card = card_of(world, "p00")
    assert world.tap("p00", card, world.label("p00", "threads.close")).says("threads.closed")
    assert answers(world, "cleo", opened, "Hello?").says("threads.closed")
    assert answers(world, "p00", card, "One more thing").says("threads.closed")
    about = thread(world).thread_id
    assert len(world.run(lambda ctx: threads.messages(ctx.db, about))) == 1


def test_nobody_else_gets_into_a_thread_whatever_they_tap(world: World) -> None:
    wrote(world, "max,Office,champion")
    opened = opens(world)
    turn(world)
    card = card_of(world, "p00")
    assert answers(world, "p01", card, "It was me!").says("threads.gone")
    assert answers(world, "max", opened, "Let me in").says("threads.gone")
    assert world.tap("p01", card, world.label("p00", "threads.reveal")).says("threads.gone")
    form = world.tap("cleo", world.says("cleo", "ai-themes"), world.label("cleo", "threads.answer_author"))
    refused = world.tap("p02", form, world.label("cleo", "threads.send"), body="Hello")
    assert refused.says("error.not_permitted", who=world.label("p02", "people.champions"))


def test_three_messages_in_a_row_are_enough(world: World) -> None:
    wrote(world)
    shown = opens(world)
    for body in ("And when?", "And where?"):
        shown = answers(world, "cleo", shown, body)
    assert answers(world, "cleo", shown, "Hello?").says("threads.wait", count=3)
    turn(world)
    answers(world, "p00", card_of(world, "p00"), "Patience.")
    assert answers(world, "cleo", shown, "Thanks.").says("threads.sent")


@pytest.mark.parametrize(("body", "phrase"), [(" ", "feedback.empty"), ("x" * 1001, "feedback.too_long")])
def test_nothing_empty_or_endless_is_sent(world: World, body: str, phrase: str) -> None:
    wrote(world)
    refused = opens(world, body)
    assert refused.says(phrase, length=1001, most=1000)
    turn(world)
    assert not [shown for shown in world.inbox("p00") if world.label("p00", "threads.title") in shown]


def test_the_first_message_waits_for_the_budget_and_what_the_author_waits_for_does_not(world: World) -> None:
    wrote(world)
    opened = opens(world)
    answers(world, "cleo", opened, "And where?")
    turn(world)
    kinds = [row.kind for row in world.deliveries("p00") if row.story == "threads.message"]
    assert kinds == ["told", "told"]
    answers(world, "p00", card_of(world, "p00"), "In hall 3.")
    answers(world, "cleo", opened, "Thanks.")
    kinds = [row.kind for row in world.deliveries("p00") if row.story == "threads.message"]
    assert kinds == ["told", "told", "request"]


def test_ten_new_threads_a_week_are_enough(world: World) -> None:
    wrote(world)
    cleo = world.person("cleo").person_id
    for at in range(10):
        world.run(
            lambda ctx, n=at: threads.open_thread(
                ctx.db, f"thr_{n}", cleo, f"per_{n}", "", "q", False, ctx.now
            )
        )
    assert opens(world).says("threads.too_many", most=10)
    world.at("week 2 Tue 11:00")
    assert opens(world).says("threads.sent")


def test_the_audit_knows_that_it_happened_and_neither_what_was_said_nor_by_whom(world: World) -> None:
    wrote(world)
    opens(world)
    turn(world)
    answers(world, "p00", card_of(world, "p00"), "The blue one.")
    rows = [row for row in world.run(lambda ctx: audit.recent(ctx.db)) if row["action"].startswith("thread.")]
    assert {row["action"] for row in rows} == {"thread.opened", "thread.answered"}
    told = str(rows)
    assert not [one for one in (world.person("p00").person_id, "blue", HELLO, QUOTE) if one in told]


def test_both_sides_export_what_they_wrote_and_erasing_the_author_erases_the_thread(world: World) -> None:
    wrote(world)
    opens(world)
    turn(world)
    answers(world, "p00", card_of(world, "p00"), "The blue one.")
    p00, cleo = world.person("p00"), world.person("cleo")
    exported = {one.name: world.run(lambda ctx, of=one: full_record(ctx, of)) for one in (p00, cleo)}
    assert [line for line in exported[p00.name] if line.endswith("as author: The blue one.")]
    assert [line for line in exported[cleo.name] if line.endswith(f"as champion: {HELLO}")]
    assert "The blue one." not in str(exported[cleo.name])
    about = thread(world).thread_id
    world.run(lambda ctx: erase(ctx, p00))
    assert world.run(lambda ctx: threads.find(ctx.db, about)) is None
    assert world.run(lambda ctx: threads.messages(ctx.db, about)) == []


def anonymous(world: World) -> World:
    """Twelve people answered an anonymous window in own words."""
    world.roster("dana,Office,admin", "cleo,Sales,champion", *(f"{name},Sales,pilot_user" for name in NAMES))
    world.program(**{'questions = "pulse-a"': 'questions = "full"', CLOSES: f'{CLOSES}\nmode = "anonymous"'})
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    for name in NAMES:
        person_id = world.person(name).person_id
        (row,) = world.run(lambda ctx, of=person_id: feedback.prompts_of(ctx.db, of))
        to, body = row["prompt_id"], f"{FORKLIFT} for {name}x"
        world.run(
            lambda ctx, to=to, body=body: feedback.keep_answer(
                ctx.db, to, "open", body, ctx.now, late=False, is_text=True
            )
        )
    return world


def test_whoever_wrote_anonymously_is_answered_and_the_thread_goes_with_the_key(world: World) -> None:
    anonymous(world)
    quote = f"{FORKLIFT} for p03x"
    world.at("week 2 Mon 09:30")
    digest = next(shown for shown in world.inbox("cleo") if FORKLIFT in shown)
    said = next(name for name in NAMES if f"{FORKLIFT} for {name}x" in digest)
    quote = f"{FORKLIFT} for {said}x"
    form = world.tap("cleo", digest, world.label("cleo", "threads.answer_author"))
    assert quote in form
    sent = world.tap("cleo", form, world.label("cleo", "threads.send"), body=HELLO)
    assert sent.says("threads.is_unknown")
    world.at("week 2 Mon 16:00")
    card = card_of(world, said)
    assert (quote in card, HELLO in card) == (True, True)
    answers(world, said, card, "The blue one.")
    kept = thread(world, said)
    assert kept.author.startswith("slp_")  # no person stands in it

    (window,) = world.run(lambda ctx: pseudonyms.live_keys(ctx.db, "short"))
    world.run(lambda ctx: pseudonyms.destroy(ctx.db, window, ctx.now))
    assert world.run(lambda ctx: threads.find(ctx.db, kept.thread_id)) is None
    assert answers(world, said, card, "Anybody there?").says("threads.gone")
    assert answers(world, "cleo", sent, "Anybody there?").says("threads.gone")


def test_a_quote_that_is_gone_is_no_way_in(world: World) -> None:
    wrote(world)
    shown = world.says("cleo", "ai-themes")
    p00 = world.person("p00")
    world.run(lambda ctx: erase(ctx, p00))
    assert world.tap("cleo", shown, world.label("cleo", "threads.answer_author")).says("threads.gone")


def test_the_same_words_have_one_mark_and_turns_are_counted_from_the_end() -> None:
    assert quote_mark(" a ") == quote_mark("a") != quote_mark("b")
    assert must_wait(["author", "champion", "champion", "champion"], "champion")
    assert not must_wait(["champion", "champion", "author", "champion"], "champion")
    assert not must_wait(["champion"] * 3, "author")
