"""Prints what Slack and Teams would be sent for a fixed set of cards, in three languages, as JSON.

The cards are real: a house in memory lives through two weeks of the small company's program, and the
cards are those that were delivered, or that answered a command or a tap.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from company import people_file, program_file, usage_file

from bot.cards.card import Card, Pick
from bot.chat import Address, Arrived, Interaction, Outcome, Posted, Pressed, Said, Sender
from bot.clock import SetClock, seeded_chance
from bot.reception import Reception
from bot.settings import Settings
from bot.slack.render import render as render_slack
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.steps.usage import import_signals
from bot.store import people
from bot.store.sqlite import SqliteDatabase
from bot.teams.render import render as render_teams
from bot.wiring import build_cycle, build_house

ZONE = ZoneInfo("Asia/Taipei")
START = datetime(2026, 11, 30, 8, tzinfo=ZONE)  # a Monday
THIRD_MONDAY = START + timedelta(days=14)
WINDOW = START + timedelta(days=15, hours=2)
Faces = dict[str, Card | None]
READERS = {"en": "otto", "zh-Hant": "wang", "zh-Hans": "zhao"}
SEARCHED = {"en": "meeting", "zh-Hant": "會議", "zh-Hans": "会议"}


class Mailbox:
    """A chat that keeps every card it is given, by reader."""

    platform = "slack"

    def __init__(self) -> None:
        self.cards: dict[str, list[Card]] = {}

    async def post(self, to: Address, card: Card, key: str) -> Outcome:
        """Keeps the card."""
        self.cards.setdefault(to.user, []).append(card)
        return Posted(ref=key, conversation=f"D-{to.user}")

    async def was_posted(self, to: Address, key: str, since: datetime) -> Posted | bool:
        """Everything was posted."""
        return True


class Life:
    """The company, its clock, and the two ways a card comes: with time, or as an answer."""

    def __init__(self) -> None:
        self.clock, self.mail, self._events = SetClock(START.astimezone(UTC)), Mailbox(), 0
        any_pace = {"sends_per_second_slack": 1e6, "seconds_between_slack": 0}  # its clock stands still
        settings = Settings(_env_file=None, **any_pace)
        self.house = build_house(settings, SqliteDatabase(":memory:"), self.clock, seeded_chance(7))
        self.reception = Reception(self.house)
        self._cycle = build_cycle(self.house, {"slack": self.mail})
        today = (START + timedelta(days=15)).date()
        with self.house.context() as ctx:
            everybody_leads = people_file(ZONE).replace("pilot_user", "admin").replace("champion", "admin")
            import_people(ctx, everybody_leads.encode(), "people.csv")
            draft = apply_program(ctx, program_file(today, ZONE, WINDOW), "program.toml")
            approve_program(ctx, draft.program_id, people.with_role(ctx.db, "admin")[0])
        for key in READERS.values():
            self.answer(Arrived(self._event(), self._sender(key), self.clock.now()))

    def until(self, at: datetime) -> None:
        """Time passes; what is due is delivered."""
        asyncio.run(self._pass(at.astimezone(UTC)))

    async def _pass(self, at: datetime) -> None:
        while (wake_at := await self._cycle.turn()) < at:
            self.clock.set(max(wake_at, self.clock.now() + timedelta(seconds=1)))
        self.clock.set(at)
        await self._cycle.turn()

    def use(self, at: datetime) -> None:
        """The usage report of the last two weeks comes in."""
        self.clock.set(at.astimezone(UTC))
        today = at.date()
        with self.house.context() as ctx:
            import_signals(ctx, "generic", usage_file(today).encode(), "usage.csv")

    def answer(self, interaction: Interaction) -> Card | None:
        """The card that answers an interaction."""
        reply = asyncio.run(self.reception.receive(interaction))
        return reply.card if reply else None

    def command(self, key: str, text: str) -> Card | None:
        """The answer to a slash command."""
        return self.answer(
            Said(self._event(), self._sender(key), self.clock.now(), text, rides_on_response=True)
        )

    def tap(self, key: str, card: Card, action: str, value: str = "") -> Card | None:
        """The answer to the first tap, or choice, of that action (and value)."""
        choices = [
            (p.action, p.target, c.value) for p in card.blocks if isinstance(p, Pick) for c in p.choices
        ]
        taps = [(t.action, t.target, t.value) for t in card.taps()]
        found = next(each for each in [*taps, *choices] if each[0] == action and value in ("", each[2]))
        return self.answer(Pressed(self._event(), self._sender(key), self.clock.now(), *found))

    def first_contact(self) -> Faces:
        """What each reader got first of all, by language."""
        return {locale: self.mail.cards[key][0] for locale, key in READERS.items()}

    def delivered(self) -> Faces:
        """The newest message of each reader, by language."""
        return {locale: self.mail.cards[key][-1] for locale, key in READERS.items()}

    def tapped(self, cards: Faces, action: str, value: str = "") -> Faces:
        """What each reader gets for tapping their card."""
        return {
            locale: self.tap(READERS[locale], card, action, value) for locale, card in cards.items() if card
        }

    def _event(self) -> str:
        self._events += 1
        return f"event-{self._events}"

    def _sender(self, key: str) -> Sender:
        return Sender("slack", "T0LANTERN", key, f"D-{key}", email=f"{key}@example.com")


def told(life: Life) -> Iterator[tuple[str, Faces]]:
    """Name and cards by language, in the order in which they come in a rollout."""
    ask = {name: lambda key, text=text: life.command(key, text) for name, text in (
        ("plan", "/ai-rollout"), ("help", "/ai-help"), ("me", "/ai-me"), ("tip-offer", "/ai-tip share"),
    )}  # fmt: skip
    life.command("otto", "/ai-rollout start")
    life.until(START)
    yield "disclosure", life.first_contact()
    for name, command in ask.items():
        yield name, {locale: command(key) for locale, key in READERS.items()}
    yield (
        "tip",
        {locale: life.command(READERS[locale], f"/ai-tip {word}") for locale, word in SEARCHED.items()},
    )
    life.use(THIRD_MONDAY)
    life.until(THIRD_MONDAY)
    yield from told_of_digest(life, life.delivered())
    life.until(WINDOW - timedelta(hours=1))
    yield from told_of_questions(life, life.delivered())
    life.until(WINDOW)
    nudges = life.delivered()
    yield "nudge", nudges
    yield "nudge-later", life.tapped(nudges, "nudge.later")


def told_of_digest(life: Life, digests: Faces) -> Iterator[tuple[str, Faces]]:
    """The Monday digest and what its buttons bring."""
    yield "digest", digests
    yield "digest-explained", life.tapped(digests, "summary.explain")
    yield "digest-reasons", life.tapped(digests, "summary.not_now")


def told_of_questions(life: Life, first: Faces) -> Iterator[tuple[str, Faces]]:
    """A list, buttons, a text, and the receipt."""
    yield "question-list", first
    yield "question-buttons", life.tapped(first, "feedback.answer", "use-last:code")
    reasons = life.tapped(first, "feedback.answer", "use-last:not-used")
    text = life.tapped(reasons, "feedback.answer", "non-user-reason:no-time")
    yield "question-text", text
    yield "receipt", life.tapped(text, "feedback.skip")


def main() -> None:
    """Every card, dressed twice."""
    dressed = [
        {"name": name, "locale": locale, "slack": render_slack(card), "teams": render_teams(card)}
        for name, cards in told(Life())
        for locale, card in cards.items()
        if card is not None
    ]
    json.dump(dressed, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
