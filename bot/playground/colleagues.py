"""The simulated colleagues: they come in, look at what arrives, tap real buttons, and use the tool.

Nothing here knows an answer the engine would not give to a person: a colleague reads the message as
Slack was sent it and taps through the reception. The usage export goes in by the door of a file.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from bot.context import Context
from bot.model.people import Person
from bot.playground import inbound
from bot.playground.buttons import buttons_of
from bot.playground.client import Message
from bot.playground.exports import import_day, import_early_use
from bot.playground.stage import Stage
from bot.playground.temper import Temper

_EXPORT_AT = time(3, 0, tzinfo=UTC)
_NEXT_LOOK = timedelta(hours=16)
_MOST_TAPS = 12
_READ, _TRIED = 0.008, 0.016  # what a message read, and one acted upon, leave behind
_REACTS_AFTER = {
    "rollout": timedelta(minutes=50),
    "feedback": timedelta(hours=4),
    "nudge": timedelta(hours=5),
}
_SOME_TIME = timedelta(hours=6)
_ENOUGH = {
    "rollout.start",
    "gate.decide",
    "gate.predict",
    "item.answer",
    "summary.assign",
}  # one such tap a message
_WRITES = {"feedback.write", "tip.send", "gate.decide"}  # forms a colleague fills in

Act = Callable[[Stage], Awaitable[None]]


@dataclass(order=True)
class _Planned:
    """An act to come; `user` is empty for what no person does."""

    at: datetime
    number: int
    user: str = field(compare=False)
    act: Act = field(compare=False)


class Colleagues:
    """Everybody but the person at the page."""

    def __init__(self, people: Sequence[Person], seed: int, opens_at: datetime) -> None:
        self._tempers = {person.email: Temper.of(person, seed) for person in people}
        self._planned: list[_Planned] = []
        self._numbers = count()
        self._plan_first_acts(opens_at)

    def next_at(self) -> datetime | None:
        """When somebody does something next."""
        return self._planned[0].at if self._planned else None

    async def act(self, stage: Stage, seated: str) -> bool:
        """Does what is due; whose chair is taken looks again later. Whether anything was done."""
        now = stage.clock.now()
        did_something = False
        while self._planned and self._planned[0].at <= now:
            planned = heapq.heappop(self._planned)
            if planned.user and planned.user == seated:
                self._plan(now + _NEXT_LOOK, planned.user, planned.act)
                continue
            await planned.act(stage)
            did_something = True
        return did_something

    def notice(self, message: Message) -> None:
        """A message arrived: its reader may react to it after a while."""
        temper = self._tempers.get(message.user)
        noun = next((button.action.partition(".")[0] for button in buttons_of(message)), "")
        if temper is None or not noun:
            return
        if noun in ("nudge", "tip"):
            temper.warm_up(_READ)
        if temper.will_react(noun):
            at = temper.moment_after(message.at, _REACTS_AFTER.get(noun, _SOME_TIME))
            self._plan(at, message.user, _Reaction(temper, message.ref))

    def import_early_use(self, ctx: Context) -> None:
        """What the tool reported before the pilot."""
        import_early_use(ctx, self._tempers.values())

    # What comes without any message

    def _plan_first_acts(self, opens_at: datetime) -> None:
        for number, (user, temper) in enumerate(self._tempers.items()):
            at = temper.moment_after(opens_at, timedelta(minutes=20))
            self._plan(at, user, _Arrival(user))
            if temper.person.role == "admin":
                self._plan(opens_at + timedelta(hours=1), user, _Typing(user, "ai-rollout"))
            if temper.person.role == "power_user" and number % 3 == 0:
                at = temper.moment_after(
                    opens_at + timedelta(weeks=3 + number % 4, days=number % 3), _SOME_TIME
                )
                self._plan(at, user, _Typing(user, "ai-tip share"))
        self._plan_export(opens_at)

    def _plan_export(self, after: datetime) -> None:
        at = datetime.combine(after.date(), _EXPORT_AT)
        self._plan(at if at > after else at + timedelta(days=1), "", self._export)

    async def _export(self, stage: Stage) -> None:
        now = stage.clock.now()
        if day := await asyncio.to_thread(self._take_in, stage, now):
            stage.journal.read_export(day.isoformat(), now)
        self._plan_export(now)

    def _take_in(self, stage: Stage, now: datetime) -> date | None:
        with stage.house.context() as ctx:
            return import_day(ctx, self._tempers.values(), now)

    def _plan(self, at: datetime, user: str, act: Act) -> None:
        heapq.heappush(self._planned, _Planned(at, next(self._numbers), user, act))


@dataclass(frozen=True)
class _Arrival:
    """The person opens the bot's page for the first time."""

    user: str

    async def __call__(self, stage: Stage) -> None:
        await stage.receive(inbound.arrived(self.user, stage.event_id(), stage.clock.now()))


@dataclass(frozen=True)
class _Typing:
    """The person types a line; the answer comes through the outbox."""

    user: str
    text: str

    async def __call__(self, stage: Stage) -> None:
        typed = inbound.Typed(user=self.user, text=self.text)
        stage.chat.hear(self.user, self.text, "")
        await stage.receive(inbound.said(typed, stage.event_id(), stage.clock.now()))


@dataclass(frozen=True)
class _Reaction:
    """The person looks at a message and taps until nothing is left to tap."""

    temper: Temper
    ref: str

    async def __call__(self, stage: Stage) -> None:
        user = self.temper.person.email
        for _ in range(_MOST_TAPS):
            message = stage.chat.find(user, self.ref)
            button = self.temper.choose(buttons_of(message)) if message else None
            if button is None:
                return
            if button.action in ("nudge.did", "tip.helpful"):
                self.temper.warm_up(_TRIED)
            fields = self.temper.words_for(button) if button.action in _WRITES else {}
            await stage.tap(button.press(**fields))
            if button.action in _ENOUGH:
                return
