"""The language of the stories: people, a clock, a chat, a database. `World` enters by the doors that
people and time use, and looks at what they see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.cards.card import Card
from bot.cards.plain import plain
from bot.chat import Interaction, Reply
from bot.clock import SetClock, seeded_chance
from bot.context import Context
from bot.model.mark import mark
from bot.model.people import Person
from bot.model.time import local_instant, weekday_number
from bot.reception import Reception
from bot.settings import Settings
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program, may_approve
from bot.store import lanes, people
from bot.store.database import Database
from bot.store.outbox import Delivery, of_person
from bot.store.versions import PlanVersion
from bot.wiring import build_cycle, build_house
from bot.words import Words, load_content
from tests.fakes.chats import ChatDouble, Message

ZONE = ZoneInfo("Asia/Taipei")
FIRST_DAY = datetime(2026, 11, 30, tzinfo=ZONE).date()  # a Monday
PROGRAMS = Path(__file__).parent / "programs"
ROSTER = "email,name,team,manager,timezone,locale,role,job\n"


@cache
def words_of(folder: Path) -> Words:
    """The words of a folder, read once a test run."""
    return Words(load_content(folder))


def _approve(ctx: Context, draft: PlanVersion) -> None:
    """The first person who may approve does; the same text again is no draft."""
    if draft.state == "draft":
        by = next(person for person in people.everyone(ctx.db) if may_approve(ctx, person, draft))
        approve_program(ctx, draft.program_id, by)


class Shown:
    """A card somebody sees."""

    def __init__(self, world: World, person: Person, card: Card, stands: Message | None = None) -> None:
        self.card = card
        self.key, self.ref = (stands.key, stands.ref) if stands else ("", "1762074000.000100")
        self.text = plain(card)
        self._say = world.house.words.say(person.language, person.zone, world.clock.now())

    def says(self, phrase: str, **values: object) -> bool:
        """Whether the phrase stands in the card, in the person's own language."""
        return self._say(phrase, **values) in self.text

    def __contains__(self, text: str) -> bool:
        return text in self.text


class World:
    """One organisation on one database and one platform."""

    def __init__(self, database: Database, chat: ChatDouble, content: Path | None = None) -> None:
        self.chat: Any = chat
        self.clock = SetClock(local_instant(FIRST_DAY, datetime.min.time(), ZONE) + timedelta(hours=8))
        chat.now = self.clock.now
        any_pace = {
            "sends_per_second_slack": 1e6,
            "sends_per_second_teams": 1e6,
            "seconds_between_slack": 0,
            "seconds_between_teams": 0,
        }  # its clock stands still
        settings = Settings(_env_file=None, **any_pace, **({"content": content} if content else {}))
        words = words_of(content or settings.content)
        self.house = build_house(settings, database, self.clock, seeded_chance(7), words)
        self.reception = Reception(self.house)
        self.cycle = build_cycle(self.house, {chat.platform: chat})
        self._events = 0

    # people and programs

    def roster(self, *rows: str) -> None:
        """Imports rows `name,team,role[,locale[,timezone[,job]]]`; everyone opens the chat once."""
        lines = []
        for row in rows:
            name, team, role, *rest = row.split(",")
            locale, zone, job = [*rest, "", "", ""][:3]
            place = f"{zone or 'Asia/Taipei'},{locale or 'en'}"
            lines.append(f"{name}@example.com,{name.title()} Example,{team},,{place},{role},{job}")
        self.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(lines)).encode(), "people.csv"))
        for row in rows:
            self.arrives(row.split(",")[0])

    def program(self, name: str = "short", **changes: str) -> None:
        """Applies a program file of tests/programs, and whoever may approves it; `changes` replaces text in it.
        Stories have few people, so their number is not held against its gates."""
        text = (PROGRAMS / f"{name}.toml").read_text(encoding="utf-8")
        for before, after in changes.items():
            assert before in text, before
            text = text.replace(before, after)
        self.run(lambda ctx: _approve(ctx, apply_program(ctx, text, f"{name}.toml", are_all=False)))

    def run(self, act: Callable[[Context], Any]) -> Any:
        """One transaction, as the command line opens it."""
        with self.house.context() as ctx:
            return act(ctx)

    def person(self, name: str) -> Person:
        """The person as stored."""
        found: Person | None = self.run(lambda ctx: people.find_by_email(ctx.db, f"{name}@example.com"))
        assert found is not None, name
        return found

    # time

    def instant(self, text: str, zone: ZoneInfo = ZONE) -> datetime:
        """`week 2 Tue 10:00`, or `Tue 10:00` of week 1; week 1 begins on FIRST_DAY."""
        week = 1
        if text.startswith("week "):
            _, number, text = text.split(" ", 2)
            week = int(number)
        day, _, wall = text.partition(" ")
        date = FIRST_DAY + timedelta(weeks=week - 1, days=weekday_number(day))
        return local_instant(date, datetime.strptime(wall, "%H:%M").time(), zone)  # noqa: DTZ007

    def at(self, text: str, zone: ZoneInfo = ZONE) -> None:
        """Time passes until then; whatever is due on the way happens."""
        self.until(self.instant(text, zone))

    def until(self, target: datetime) -> None:
        """Time passes until `target`."""
        asyncio.run(self._pass(target))

    async def _pass(self, target: datetime) -> None:
        while True:
            wake_at = await self.cycle.turn()
            if wake_at >= target:
                break
            self.clock.set(max(wake_at, self.clock.now() + timedelta(seconds=1)))
        self.clock.set(target)
        await self.cycle.turn()

    def turn(self) -> None:
        """The engine looks once, now."""
        asyncio.run(self.cycle.turn())

    # what people do

    def arrives(self, name: str, **about: str) -> None:
        """Somebody opens the chat with the bot for the first time."""
        interaction = self.chat.arrive(self.chat.account(name), self.clock.now(), self._event())
        self.receive(self._known(interaction, name, **about))

    def says(self, name: str, text: str) -> Shown:
        """Somebody writes; the answer, on whichever way it comes."""
        interaction = self.chat.say(self.chat.account(name), text, self.clock.now(), self._event())
        reply = self.receive(interaction)
        if reply is None:
            self.turn()
            return self.inbox(name)[-1]
        return Shown(self, self.person(name), reply.card)

    def taps(self, name: str, message: Shown, label: str, event: str = "", **fields: str) -> Shown | None:
        """Somebody taps what stands in a message; the card that answers, None when nothing does."""
        reply = self.receive(self.tapping(name, message, label, event, **fields))
        return Shown(self, self.person(name), reply.card) if reply else None

    def tapping(
        self,
        name: str,
        message: Shown,
        label: str,
        event: str = "",
        first_sent_at: datetime | None = None,
        **fields: str,
    ) -> Interaction:
        """The interaction of a tap, as the platform's own payload is read; with `first_sent_at` of one
        that the platform delivers again."""
        now = self.clock.now()
        stands = Message(message.ref, self.chat.account(name), message.card, now, message.key)
        event_id = event or self._event()
        found: Interaction = self.chat.tap(stands.user, stands, label, fields, now, event_id, first_sent_at)
        return found

    def tap(self, name: str, message: Shown, label: str, **fields: str) -> Shown:
        """Somebody taps and gets an answer."""
        shown = self.taps(name, message, label, **fields)
        assert shown is not None, f"no answer to {label!r}"
        return shown

    def receive(self, interaction: Interaction) -> Reply | None:
        """Hands an interaction to the reception."""
        return asyncio.run(self.reception.receive(interaction))

    def inbox(self, name: str) -> list[Shown]:
        """What a person was sent so far, oldest first."""
        user = self.chat.account(name)
        person = self.person(name)
        return [Shown(self, person, m.card, m) for m in self.chat.messages if m.user == user]

    def last(self, name: str) -> Shown:
        """The newest message of a person."""
        return self.inbox(name)[-1]

    def deliveries(self, name: str) -> list[Delivery]:
        """Everything planned for or sent to a person."""
        person_id = self.person(name).person_id
        found: list[Delivery] = self.run(lambda ctx: of_person(ctx.db, person_id))
        return found

    def mark_of(self, delivery: Delivery) -> str:
        """The mark under which a delivery stands at the platform."""
        found: str = self.run(lambda ctx: mark(lanes.secret(ctx.db, ctx.chance), delivery.delivery_id))
        return found

    def label(self, name: str, phrase: str, **values: object) -> str:
        """A phrase as this person reads it: a button's label."""
        person = self.person(name)
        return self.house.words.say(person.language, person.zone, self.clock.now())(phrase, **values)

    def _known(self, interaction: Interaction, name: str, **about: str) -> Any:
        email = about.pop("email", f"{name}@example.com")
        sender = replace(interaction.sender, email=email, **about)
        return replace(interaction, sender=sender)

    def _event(self) -> str:
        self._events += 1
        return f"1762074001.{self._events:06d}"
