"""Two platforms that fail: what they accept stands in a conversation, whatever the caller came to know.

A call is decided when it arrives; whether it lands does not depend on the worker that made it being
alive to hear of it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards.card import Card
from bot.chat import Address, Doubtful, Outcome, Platform, Posted, Refused
from bot.simulation.record import Record
from bot.simulation.worker import Worker, present

_UNHEARD = 40.0  # seconds a silent platform keeps a caller waiting: longer than any caller waits
_LANDS_LATE = 55.0  # most seconds after a call ended unheard at which it may still land
_SHOWS_LATE = 20.0  # most seconds before what landed shows in the history


@dataclass(frozen=True)
class Standing:
    """A message as people see it."""

    number: int
    key: str
    user: str
    card: Card
    landed_at: float
    shows_at: float


@dataclass(frozen=True)
class Start:
    """One call as it arrived: when by the true time, for whom, by which worker."""

    at: float
    wall: datetime
    workspace: str
    user: str
    key: str
    wrote: int


@dataclass(frozen=True)
class Silence:
    """A workspace asked for silence, and this worker heard it."""

    said_at: float
    until: float
    heard_by: Worker

    def is_broken(self, now: float) -> bool:
        """Whether a call now breaks it; nobody else knows what a worker heard that died or fell asleep
        before it could write it down."""
        knows = not self.heard_by.is_dead and self.heard_by.wakes_at < self.said_at
        return knows and self.said_at + 0.001 < now < self.until - 0.001


class FakePlatform:
    """The port `Chat` of one platform; `can_read` where conversations can be read back."""

    def __init__(self, record: Record, platform: Platform, can_read: bool) -> None:
        self.platform: Platform = platform
        self.can_read = can_read
        self.standing: list[Standing] = []
        self.starts: list[Start] = []
        self.reads: list[tuple[float, str]] = []
        self.under_way: Counter[str] = Counter()
        self.silences: dict[str, Silence] = {}
        self._record = record

    async def post(self, to: Address, card: Card, key: str) -> Outcome:
        """Accepts, refuses or loses a message, as the weather has it."""
        worker = present()
        worker.live()
        record = self._record
        fault = record.strikes(record.weather.posts)
        record.note("post", platform=self.platform, user=to.user, key=key, fault=fault or "-")
        self._start(to, key)
        try:
            return await self._answered(fault, to, card, key)
        finally:
            self.under_way[to.user] -= 1
            await worker.awake()

    async def was_posted(self, to: Address, key: str, since: datetime) -> Posted | bool:
        """Reads back; True where this platform can't be read."""
        if not self.can_read:
            return True
        record = self._record
        self.reads.append((record.loop.time(), to.workspace))
        await asyncio.sleep(record.chance.random())
        fault = record.strikes(record.weather.reads)
        record.note("read", key=key, fault=fault or "-")
        await present().awake()
        if fault == "read_fails":
            raise ConnectionError("the history could not be read")
        now = record.loop.time()
        found = [one for one in self.standing if one.key == key and one.shows_at <= now]
        return Posted(f"{found[0].number}", to.user) if found else False

    def seen_by(self, user: str) -> list[Standing]:
        """What stands in a person's conversation, in the order it landed."""
        return [one for one in self.standing if one.user == user]

    def _start(self, to: Address, key: str) -> None:
        record, now = self._record, self._record.loop.time()
        if self.under_way[to.user]:
            record.blame("I8", f"two calls under way into the conversation of {to.user}")
        self.under_way[to.user] += 1
        self.starts.append(Start(now, record.clock.now(), to.workspace, to.user, key, present().number))
        silence = self.silences.get(to.workspace)
        if silence and silence.is_broken(now) and record.last_step < silence.said_at:
            record.blame("paces", f"a call at {now} though {to.workspace} asked for silence: {silence.until}")

    async def _answered(self, fault: str, to: Address, card: Card, key: str) -> Outcome:
        chance = self._record.chance
        await asyncio.sleep(0.05 + chance.random() * 0.3)
        match fault:
            case "":
                return self._land(to, card, key)
            case "throttled":
                now, wait = self._record.loop.time(), float(chance.randrange(1, 90))
                self.silences[to.workspace] = Silence(now, now + wait, present())
                return Refused("ratelimited", permanent=False, retry_after=wait)
            case "refused":
                return Refused("service_unavailable", permanent=False)
            case "gone":
                return Refused("user_disabled", permanent=True, recipient_gone=True)
            case "unsendable":
                return Refused("invalid_blocks", permanent=True)
            case "lost":
                return Doubtful("connection reset")
        return await self._unheard(fault, to, card, key)

    async def _unheard(self, fault: str, to: Address, card: Card, key: str) -> Outcome:
        """Faults after which nobody knows; some of them landed, or will."""
        record = self._record
        if fault in ("landed_unheard", "landed_5xx", "timeout_landed"):
            self._land(to, card, key)
        if fault == "late":
            after = _UNHEARD - 10 + record.chance.random() * _LANDS_LATE
            record.loop.call_later(after, self._land, to, card, key)
        if fault in ("late", "timeout_lost", "timeout_landed"):
            record.impatient(to.user)
            await asyncio.sleep(_UNHEARD)
        return Doubtful("HTTP 502")

    def _land(self, to: Address, card: Card, key: str) -> Posted:
        record, now = self._record, self._record.loop.time()
        lags = record.chance.random() * _SHOWS_LATE if record.weather.reads.get("read_lags") else 0.0
        standing = Standing(len(self.standing) + 1, key, to.user, card, now, now + lags)
        self.standing.append(standing)
        record.note("landed", platform=self.platform, user=to.user, key=key)
        record.notice(self.platform, standing)
        return Posted(f"{standing.number}", to.user)


def seconds(span: timedelta) -> float:
    """A span in seconds."""
    return span / timedelta(seconds=1)
