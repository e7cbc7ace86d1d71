"""What happened, as the page's timeline tells it: messages that really left the outbox, taps that
really reached a handler, phases that really turned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.context import Context
from bot.playground.client import Message
from bot.playground.render import Json
from bot.store import outbox, people, programs

MOST = 80
_TOGETHER = timedelta(minutes=45)
_ACTS_TOGETHER = timedelta(hours=6)
_TOLD_APART = ("feedback", "nudge", "tip", "rollout", "summary", "said")
_FIRST_CONTACTS = timedelta(hours=24)


@dataclass
class Moment:
    """One line of the timeline; `count` things of one kind that happened close together."""

    at: datetime
    sort: str
    key: str
    count: int = 0
    user: str = ""
    title: dict[str, str] | None = None
    day: str = ""

    def told(self) -> Json:
        """The moment as the page reads it; the page knows the words for each key."""
        return {
            "at": self.at.isoformat(), "sort": self.sort, "key": self.key, "count": self.count,
            "user": self.user, "title": self.title or {}, "day": self.day,
        }  # fmt: skip


def kinds_of(ctx: Context, users: Iterable[str]) -> dict[str, str]:
    """The key of every message these people were sent, and its kind, as the outbox has it."""
    found = (people.find_by_email(ctx.db, user) for user in sorted(users))
    rows = (row for one in found if one for row in outbox.of_person(ctx.db, one.person_id))
    return {row.delivery_id: row.kind for row in rows}


class Journal:
    """The last moments, newest first when told."""

    def __init__(self) -> None:
        self._moments: list[Moment] = []
        self._unsorted: list[Message] = []
        self._phases: dict[str, str] = {}
        self._was_paused = False

    def post(self, message: Message) -> None:
        """A message arrived; its kind is looked up when the timeline is asked for."""
        self._unsorted.append(message)

    def act(self, action: str, user: str, at: datetime) -> None:
        """Somebody tapped (`noun.verb`) or typed (`said`)."""
        noun = action.partition(".")[0]
        key = f"act-{noun}" if noun in _TOLD_APART else "act-other"
        self._count("act", key, user, at, _ACTS_TOGETHER)

    def read_export(self, day: str, at: datetime) -> None:
        """A usage export came in; one line a day is enough."""
        self._moments = [moment for moment in self._moments if moment.key != "usage-import"]
        self._moments.append(Moment(at, "act", "usage-import", day=day))

    def look(self, ctx: Context) -> None:
        """Notes which phases turned and whether sending was paused since the last look."""
        running = programs.latest(ctx.db)
        for status in running.phases if running else ():
            if running and self._phases.get(status.phase_key, "planned") != status.state:
                title = running.program.phase_named(status.phase_key).title.root
                self._moments.append(Moment(ctx.now, "turn", f"turn-{status.state}", title=title))
            self._phases[status.phase_key] = status.state
        is_paused = programs.is_paused(ctx.db)
        if is_paused != self._was_paused:
            self._moments.append(Moment(ctx.now, "held", "turn-paused" if is_paused else "turn-resumed"))
        self._was_paused = is_paused

    def told(self, ctx: Context) -> list[Json]:
        """The timeline, newest first."""
        kinds = kinds_of(ctx, {message.user for message in self._unsorted})
        for message in self._unsorted:
            kind = kinds.get(message.delivery_id, "reply")
            span = _FIRST_CONTACTS if kind in ("greeting", "disclosure") else _TOGETHER
            self._count("sent", f"sent-{kind}", message.user, message.at, span)
        self._unsorted.clear()
        self._moments.sort(key=lambda moment: moment.at)
        del self._moments[:-MOST]
        return [moment.told() for moment in reversed(self._moments)]

    def _count(self, sort: str, key: str, user: str, at: datetime, span: timedelta) -> None:
        for moment in reversed(self._moments):
            if moment.key == key and abs(at - moment.at) <= span:
                moment.count += 1
                return
        self._moments.append(Moment(at, sort, key, 1, user))
