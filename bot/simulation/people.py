"""The people of a seed: they write, tap what stands there, tap twice, tap late; and the platform
delivers what they did again, out of order, or to a worker that dies over it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.cards.card import Card, Tap
from bot.chat import Address, Interaction, Pressed, Said, Sender
from bot.model.delivery import START_WITHIN
from bot.simulation.record import Record
from bot.simulation.worker import Died, Worker

_MOST_TAPS = 5
_REACTS = 0.5
_IMPATIENT = 0.2
_AGAIN_AFTER = (0.0, 60.0, 300.0)  # seconds after which a platform delivers an unacknowledged event again
_HARMLESS = ("feedback", "nudge", "plan", "tip")
Pick = Callable[[], Worker]


@dataclass(frozen=True)
class Act:
    """One interaction as it was delivered once; `acked` when the bot took it."""

    interaction: Interaction
    received_at: datetime
    acked: bool
    is_refused: bool = False
    began: float = 0.0
    at: float = 0.0


class Crowd:
    """Everybody with an account. `pick` gives a worker to talk to, as a load balancer would."""

    def __init__(self, record: Record, accounts: Sequence[Address], pick: Pick) -> None:
        self.acts: list[Act] = []
        self._record = record
        self._accounts = {account.user: account for account in accounts}
        self._pick = pick
        self._events = 0
        record.readers.append(self.react)
        record.impatient = self._ask_again

    def accounts(self) -> Sequence[Address]:
        """Where everybody is reached."""
        return tuple(self._accounts.values())

    def react(self, platform: str, standing: Any) -> None:
        """A message landed: half of the readers tap something in it, soon or much later."""
        chance = self._record.chance
        taps = [tap for tap in standing.card.taps() if tap.action.partition(".")[0] in _HARMLESS]
        if not taps or chance.random() > _REACTS:
            return
        after = chance.choice((5.0, 600.0, 7200.0, 93_600.0)) * (0.5 + chance.random())
        self._later(after, self._tap_on, standing.user, standing.card)

    def write(self, user: str, text: str) -> None:
        """Somebody writes to the bot."""
        said = Said(self._event_id(), self._sender(user), self._record.clock.now(), text)
        self._begin(self._deliver(said, comes_again=True))

    def _ask_again(self, user: str) -> None:
        """While the platform keeps silent, somebody may write."""
        if self._record.chance.random() < _IMPATIENT:
            self._record.loop.call_later(3.0, self.write, user, "ai-help")

    def command(self, user: str, text: str) -> None:
        """Somebody types a slash command."""
        now = self._record.clock.now()
        said = Said(self._event_id(), self._sender(user), now, text, rides_on_response=True)
        self._begin(self._deliver(said, comes_again=False))

    def forget_since(self, at: float) -> None:
        """What people did since then was lost with the machine it was written on."""
        before = [act for act in self.acts if act.began < at]
        self.acts = [replace(act, acked=act.acked and act.at < at) for act in before]

    def was_paused(self, at: float) -> bool:
        """Whether sending was surely paused at `at` and long enough before for no claim to be older."""
        paused_at, lasts = None, 0.0
        for act in self.acts:
            text = act.interaction.text if isinstance(act.interaction, Said) else ""
            if text.startswith("/ai-pause") and act.acked and not act.is_refused:
                paused_at = act.at + START_WITHIN.total_seconds() if paused_at is None else paused_at
            if text.startswith("/ai-resume") and paused_at is not None and not lasts:
                lasts = act.began
        return paused_at is not None and paused_at < at < lasts

    def had_stopped(self, user: str, at: float) -> bool:
        """Whether this person's stop word was surely taken so long before `at` that no claim is older."""
        said = [
            act.at for act in self.acts
            if isinstance(act.interaction, Said) and act.interaction.text == "stop" and act.acked
            and act.interaction.sender.user == user
        ]  # fmt: skip
        return bool(said) and at > min(said) + START_WITHIN.total_seconds()

    async def _tap_on(self, user: str, card: Card | None) -> None:
        """Taps until nothing is left to tap, or interest is lost."""
        chance = self._record.chance
        for _ in range(_MOST_TAPS):
            taps = [tap for tap in card.taps() if tap.action.startswith("feedback.answer")] if card else []
            taps = taps or ([tap for tap in card.taps() if _is_harmless(tap)] if card else [])
            if not taps:
                return
            tap = chance.choice(taps)
            now = self._record.clock.now()
            pressed = Pressed(self._event_id(), self._sender(user), now, tap.action, tap.target, tap.value)
            card = await self._deliver(pressed, comes_again=False)
            await asyncio.sleep(2 + chance.random() * 20)

    async def _deliver(self, interaction: Interaction, comes_again: bool) -> Card | None:
        """Delivers once and, with the weather's chance, more often; until it is acknowledged where the
        platform does that."""
        record = self._record
        if record.happens("delivered twice at once", record.weather.redelivers / 4):
            self._begin(self._once(interaction))
        if record.happens("delivered again later", record.weather.redelivers / 4):
            self._later(record.chance.uniform(1, 400), self._once, interaction)
        acked, card = await self._once(interaction)
        for after in _AGAIN_AFTER if comes_again else ():
            if acked:
                break
            await asyncio.sleep(after)
            acked, card = await self._once(interaction)
        return card

    async def _once(self, interaction: Interaction) -> tuple[bool, Card | None]:
        record = self._record
        worker = self._pick()
        worker.enter()
        began = record.loop.time()
        received = replace(interaction, at=record.clock.now())
        acked, card = False, None
        try:
            reply = await worker.reception.receive(received)
            acked, card = True, reply.card if reply else None
        except Died:
            worker.is_dead = True
        except Exception as error:
            record.note("not taken", error=type(error).__name__)
        failed = card is None or card.title == record.error_title
        self.acts.append(Act(received, received.at, acked, failed, began, record.loop.time()))
        record.note("inbound", id=interaction.event_id, acked=acked)
        return acked, card

    def _later(self, after: float, act: Callable[..., Any], *given: Any) -> None:
        self._record.loop.call_later(after, lambda: self._begin(act(*given)))

    def _begin(self, coroutine: Any) -> None:
        task = self._record.loop.create_task(coroutine)
        self._record.tasks.add(task)
        task.add_done_callback(self._record.tasks.discard)

    def _event_id(self) -> str:
        self._events += 1
        return f"E{self._events}"

    def _sender(self, user: str) -> Sender:
        address = self._accounts[user]
        return Sender(address.platform, address.workspace, user, address.conversation, address.service_url)


def _is_harmless(tap: Tap) -> bool:
    return tap.action.partition(".")[0] in _HARMLESS
