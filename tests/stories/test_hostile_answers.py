"""Hostile answers, through the platform's own payloads: kept as words or refused with a sentence, never more."""

from __future__ import annotations

import pytest

from bot.cards.clean import clean
from bot.chat import Pressed, Sender
from bot.store import feedback
from tests.corpora.hostile import hostile
from tests.world import Shown, World

EVERY = 7  # of the corpus; every string stands on every surface in tests/edges


@pytest.fixture
def blockers(world: World) -> World:
    """Ada and Ben are asked what got in the way."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user")
    world.program(**{'questions = "pulse-a"': 'questions = "blockers"'})
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    return world


def own_words(world: World) -> Shown:
    shown = world.tap("ada", world.last("ada"), "Too slow")
    return world.tap("ada", shown, world.label("ada", "answers.next"))


def prompt_of(world: World, name: str) -> str:
    person_id = world.person(name).person_id
    return str(world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]["prompt_id"])


def kept(world: World) -> dict[str, str]:
    prompt_id = prompt_of(world, "ada")
    found: dict[str, str] = world.run(lambda ctx: feedback.answers(ctx.db, prompt_id))
    return found


@pytest.mark.parametrize("first", range(EVERY))
def test_hostile_words_are_kept_as_words_or_refused_with_a_sentence(blockers: World, first: int) -> None:
    form = own_words(blockers)
    send = blockers.label("ada", "feedback.send")
    before = "A few words."
    blockers.tap("ada", form, send, body=before)
    for said in hostile()[first :: EVERY * 4]:
        words = clean(said).strip()
        reply = blockers.tap("ada", form, send, body=said)
        if not words:
            assert reply.says("feedback.empty"), said[:40]
        elif len(words) > 500:
            assert reply.says("feedback.too_long", length=len(words), most=500), said[:40]
        else:
            before = words
            assert reply.says("feedback.thanks"), said[:40]
        assert kept(blockers) == {"blockers": "speed", "open": before}, said[:40]


@pytest.mark.parametrize("action", ["answer", "mark", "write", "skip", "back", "change", "decline"])
def test_a_forged_tap_changes_no_answer_and_is_told_why(blockers: World, action: str) -> None:
    own_words(blockers)
    sender = blockers.tapping("ada", blockers.last("ada"), "Too slow").sender
    targets = (prompt_of(blockers, "ada"), prompt_of(blockers, "ben"), "")
    for number, said in enumerate(hostile()[:: EVERY * 2]):
        target = (*targets, clean(said)[:200])[number % 4]
        reply = blockers.receive(forged(blockers, sender, action, target, clean(said)[:1500], number))
        assert reply is not None
        assert reply.card is not None
    assert kept(blockers) == {"blockers": "speed"}
    ben = prompt_of(blockers, "ben")
    assert blockers.run(lambda ctx: feedback.answers(ctx.db, ben)) == {}


def forged(world: World, sender: Sender, action: str, target: str, value: str, number: int) -> Pressed:
    return Pressed(
        event_id=f"forged-{action}-{number}", sender=sender, at=world.clock.now(), action=f"feedback.{action}",
        target=target, value=value, fields={"body": value},
    )  # fmt: skip


def test_who_was_erased_answers_nothing_any_more(blockers: World) -> None:
    prompt, prompt_id = blockers.last("ada"), prompt_of(blockers, "ada")
    erase = blockers.label("ada", "preferences.erase")
    shown = blockers.tap("ada", blockers.says("ada", "ai-me"), erase)
    yes, late = (
        blockers.tapping("ada", shown, blockers.label("ada", "preferences.erase_yes")),
        blockers.tapping("ada", prompt, "Too slow"),
    )
    blockers.receive(yes)
    blockers.receive(late)
    assert blockers.run(lambda ctx: feedback.asked(ctx.db, prompt_id)) is None


def test_an_answer_while_sending_is_paused_is_kept(blockers: World) -> None:
    blockers.says("dana", "ai-pause all")
    blockers.tap("ada", blockers.last("ada"), "Too slow")
    assert kept(blockers) == {"blockers": "speed"}
