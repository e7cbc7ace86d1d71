"""The running playground: one house on a set clock, a chat in memory, and a cast of colleagues.

Nothing waits here: the clock jumps from one instant that matters to the next.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.chat import Interaction, Reply
from bot.clock import SetClock
from bot.house import House
from bot.playground import inbound
from bot.playground.client import Dress, Message, PlaygroundChat
from bot.playground.journal import Journal
from bot.playground.plans import Jump, jump_to
from bot.reception import Reception

Step = Literal["message", "morning", "monday", "phase"]
_log = logging.getLogger("uptake.playground")
_TICK = timedelta(seconds=1)


class Clockwork(Protocol):
    """What the stage needs of the engine: a turn at the present instant, and when to wake next."""

    async def turn(self) -> datetime: ...


class Cast(Protocol):
    """The colleagues: what they do next and when; `seated` is left to the person at the page."""

    def next_at(self) -> datetime | None: ...
    def notice(self, message: Message) -> None: ...
    async def act(self, stage: Stage, seated: str) -> bool: ...


@dataclass
class Stage:
    """One playground: every act goes through the reception, every message through the outbox."""

    house: House
    clock: SetClock
    chat: PlaygroundChat
    reception: Reception
    clockwork: Clockwork
    cast: Cast
    journal: Journal

    def __post_init__(self) -> None:
        self.version = 0
        self.seated = ""
        self._turning = asyncio.Lock()
        self._changed = asyncio.Event()
        self._halted = False
        self._move: asyncio.Task[None] | None = None
        self.chat.readers += [self.journal.post, self.cast.notice]

    # What people do

    async def sit(self, user: str) -> None:
        """Somebody takes a chair; the person's page is open from now on."""
        self.seated = user
        async with self._turning:
            await self.receive(inbound.arrived(user, self.event_id(), self.clock.now()))
            await self._turn()
        self._touch()

    async def say(self, typed: inbound.Typed) -> None:
        """A line typed in a pane; a slash command is answered in that pane only."""
        async with self._turning:
            self.chat.hear(typed.user, typed.text, typed.dress)
            self.journal.act("said", typed.user, self.clock.now())
            reply = await self.receive(inbound.said(typed, self.event_id(), self.clock.now()))
            self._show(typed.user, "", typed.dress, reply)
            await self._turn()
        self._touch()

    async def press(self, press: inbound.SlackPress | inbound.TeamsPress) -> None:
        """A tap in one of the dresses; the answer stands in both."""
        async with self._turning:
            await self.tap(press)
            await self._turn()
        self._touch()

    async def tap(self, press: inbound.SlackPress | inbound.TeamsPress) -> None:
        """A tap without a turn of the clockwork after it: for colleagues, who tap as it moves."""
        pressed = inbound.pressed(press, self.event_id(), self.clock.now())
        self.journal.act(pressed.action, press.user, self.clock.now())
        message = self.chat.find(press.user, press.ref)
        dress: Dress = message.only_in if message else ""
        self._show(press.user, press.ref, dress, await self.receive(pressed))

    async def receive(self, interaction: Interaction) -> Reply | None:
        """Hands an interaction to the one door."""
        return await self.reception.receive(interaction)

    def event_id(self) -> str:
        """The id of what comes in next; opaque, as a platform's would be."""
        return self.house.ids("evt", self.clock.now())

    def _show(self, user: str, ref: str, dress: Dress, reply: Reply | None) -> None:
        if reply and not (reply.replaces and ref and self.chat.redraw(user, ref, reply.card)):
            self.chat.answer(user, reply.card, dress)

    # What time does

    async def advance_to(self, target: datetime, until: Callable[[], bool] = lambda: False) -> None:
        """Lets everything happen that falls due up to `target`, or until `until` says so."""
        while True:
            async with self._turning:
                wake = await self._settle()
                now = self.clock.now()
                if now >= target or self._halted or until():
                    break
                times = [max(wake, now + _TICK), target, *filter(None, [self.cast.next_at()])]
                self.clock.set(max(min(times), now))
            self._touch()
        self._touch()

    async def step(self, step: Step, user: str = "") -> None:
        """One jump of the clock, told in the zone of the person in the chair."""
        jump = await asyncio.to_thread(self._jump, step, user or self.seated)
        if jump:
            await self.advance_to(jump.at, jump.until(self.chat, self.house))

    def begin_step(self, step: Step, user: str) -> None:
        """Starts a jump that goes on while the page watches; ignored while another one runs."""
        if not self.is_moving:
            self._halted = False
            self._move = asyncio.create_task(self._stepped(step, user))

    async def halt(self) -> None:
        """Stops a jump where it is, and waits for that."""
        self._halted = True
        if self._move:
            await asyncio.gather(self._move, return_exceptions=True)
        self._halted = False

    @property
    def is_moving(self) -> bool:
        return self._move is not None and not self._move.done()

    async def changed(self, seen: int) -> None:
        """Returns when something changed since `version` was `seen`."""
        while self.version == seen:
            await self._changed.wait()

    async def _stepped(self, step: Step, user: str) -> None:
        try:
            await self.step(step, user)
        except Exception:
            _log.exception("playground.step_failed")
        finally:
            asyncio.get_running_loop().call_soon(self._touch)

    async def _turn(self) -> None:
        await self.clockwork.turn()
        await asyncio.to_thread(self._look)

    async def _settle(self) -> datetime:
        """Turns the clockwork and lets colleagues act, until nobody has anything to do now."""
        did_something = await self.cast.act(self, self.seated)
        wake = await self.clockwork.turn()
        is_worth_a_look = did_something or self.clock.now().minute == 0
        while await self.cast.act(self, self.seated):
            wake = await self.clockwork.turn()
            is_worth_a_look = True
        if is_worth_a_look:
            await asyncio.to_thread(self._look)
        return wake

    def _look(self) -> None:
        with self.house.context() as ctx:
            self.journal.look(ctx)

    def _jump(self, step: Step, user: str) -> Jump | None:
        with self.house.context() as ctx:
            return jump_to(ctx, step, user)

    def _touch(self) -> None:
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()
