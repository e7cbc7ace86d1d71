"""Usage signals on their way in: kept once, and the facts of the weeks that they change counted anew.

A signal is a day's total; its source, tool and feature together have a number (`usage_stream`), so that what
is kept of it is a handful of small numbers in one tree by week and person. Whatever comes is laid beside what
is kept; only what differs is written, and only of those people and weeks the facts are counted again, from the
signals: so replays, corrections and late arrivals give the same facts as one perfect delivery. Clicks in chat
stand apart from what a tool's own report measured.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.model.usage import ACTIVATION_WITHIN, Signal, day_of, week_number
from bot.store import facts
from bot.store.database import Transaction

Total = tuple[int, int, int, int, int]  # week, person's ordinal, stream, day of the week, actions
Stream = tuple[str, str]  # tool, feature
_Where = tuple[int, int, int, int]
_About = tuple[str, str, str, str, date]
_TOTAL = ("week_no", "ordinal", "stream_no", "day", "actions")
_NAMED = (*_TOTAL, "id_source", "signal_id", "is_moved")
_MANY = 200  # from here on it takes less time to count rows than to guess wrongly how many there are

OUTCOMES = ("accepted", "repeated", "replaced", "closed")


@dataclass(frozen=True)
class Kept:
    """What became of signals: new ones, ones known already, corrections of known ones, and those of days
    that are closed because the signals of that time have been forgotten."""

    accepted: int = 0
    repeated: int = 0
    replaced: int = 0
    closed: int = 0

    def plus(self, other: Kept) -> Kept:
        """Both together."""
        return Kept(
            self.accepted + other.accepted,
            self.repeated + other.repeated,
            self.replaced + other.replaced,
            self.closed + other.closed,
        )


@dataclass
class _Batch:
    """The last word on each day in a batch, as if its signals had come one by one."""

    now: dict[_About, Signal] = field(default_factory=dict)
    ids: dict[tuple[str, str], _About] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)
    gone: set[_About] = field(default_factory=set)

    def take(self, signal: Signal) -> str:
        """Sorts one signal: said before in this batch, a correction of that, or (empty) the first word on it."""
        about, own = (signal.source, *signal.natural), (signal.source, signal.own_id)
        same_day, same_id = self.now.get(about), self.ids.get(own) if signal.own_id else None
        if same_day and same_day.actions == signal.actions and same_id in (None, about):
            return "repeated"
        olds = {one for one in (about if same_day else None, same_id) if one}
        for old in olds:
            left = self.now.pop(old)
            self.ids.pop((left.source, left.own_id), None)
            self.gone.add(old)
        self.gone.discard(about)
        self.now[about] = signal
        if signal.own_id:
            self.ids[own] = about
            self.seen.add(own)
        return "replaced" if olds else ""


def keep(db: Transaction, signals: Iterable[Signal], at: datetime) -> Kept:
    """Keeps signals of known people: once a (source, id), one total a (person, tool, feature, day);
    the later one wins. Facts follow at once. Those of closed days are left alone and counted."""
    counts = Counter(keep_each(db, signals, at))
    return Kept(**{outcome: counts[outcome] for outcome in OUTCOMES})


def keep_each(db: Transaction, signals: Iterable[Signal], at: datetime) -> list[str]:
    """The same, and for each signal one of `OUTCOMES`."""
    closed, batch = closed_until(db), _Batch()
    outcomes: list[str] = []
    first: dict[_About, int] = {}
    for number, signal in enumerate(signals):
        if signal.tool in closed and signal.day <= closed[signal.tool]:
            outcomes.append("closed")
            continue
        outcomes.append(batch.take(signal))
        if not outcomes[-1]:
            first[signal.source, *signal.natural] = number
    changed = _keep_batch(db, batch, at) if batch.now else {}
    for about, number in first.items():
        outcomes[number] = changed.get(about, "accepted")
    return outcomes


def keep_totals(
    db: Transaction, week: int, totals: Iterable[Total], rows: int, tools: Collection[str], at: datetime
) -> Kept:
    """Keeps the totals of one week, `rows` of them, each person, stream and day named once, of streams of
    these tools; facts follow at once. In the order of their numbers is quickest."""
    _lock(db, {(week, tool) for tool in tools})
    db.empty("usage_stage")
    db.fill("usage_stage", _TOTAL, totals)
    if not _settle(db, at, (week, week), rows, has_ids=False):
        return Kept(repeated=rows)
    counts = db.all("intake.count_changes")[0]
    return Kept(counts["accepted"], rows - counts["accepted"] - counts["replaced"], counts["replaced"])


def add_up(db: Transaction, signals: Sequence[Signal], at: datetime) -> Kept:
    """Adds the actions of these signals to what is kept of the same people, features and days. Two that add
    to one week at once wait for each other."""
    _lock(db, {(week_number(signal.day), signal.tool) for signal in signals})
    numbers = _numbers(db, signals)
    ordinals = _ordinals(db, signals)
    summed = []
    for signal in signals:
        week, ordinal, stream, day = _where(signal, ordinals, numbers)
        rows = db.all("intake.list_totals", week_no=week, ordinal=ordinal)
        before = sum(row["actions"] for row in rows if (row["stream_no"], row["day"]) == (stream, day))
        summed.append(replace(signal, actions=signal.actions + before))
    return keep(db, summed, at)


def closed_until(db: Transaction) -> dict[str, date]:
    """Tool → the last day of which nothing can be changed any more: the signals of that time, or of the two
    weeks before that an activation may reach back to, have been forgotten."""
    within = timedelta(days=ACTIVATION_WITHIN)
    return {row["tool"]: row["until_on"] + within for row in db.kept("intake.list_forgotten")}


def stream_numbers(db: Transaction, source: str, streams: Iterable[Stream]) -> dict[Stream, int]:
    """The numbers of a source's tools and features; new ones are given."""
    wanted = set(streams)
    tools = sorted({tool for tool, _ in wanted})
    while True:
        rows = db.all("intake.list_streams", source=source, tools=tools)
        found = {(row["tool"], row["feature"]): row["stream_no"] for row in rows}
        missing = sorted(wanted - found.keys())
        if not missing:
            return {stream: found[stream] for stream in wanted}
        for tool, feature in missing:  # a number that another worker took meanwhile is asked for again
            db.run("intake.add_stream", source=source, tool=tool, feature=feature)


def _numbers(db: Transaction, signals: Iterable[Signal]) -> dict[tuple[str, str, str], int]:
    wanted: dict[str, set[Stream]] = defaultdict(set)
    for signal in signals:
        wanted[signal.source].add((signal.tool, signal.feature))
    return {
        (source, tool, feature): number
        for source, streams in sorted(wanted.items())
        for (tool, feature), number in stream_numbers(db, source, streams).items()
    }


def _ordinals(db: Transaction, signals: Iterable[Signal]) -> dict[str, int]:
    people = sorted({signal.person_id for signal in signals})
    return {row["person_id"]: row["ordinal"] for row in db.all("intake.list_ordinals", people=people)}


def _where(
    signal: Signal, ordinals: Mapping[str, int], numbers: Mapping[tuple[str, str, str], int]
) -> _Where:
    stream = numbers[signal.source, signal.tool, signal.feature]
    return week_number(signal.day), ordinals[signal.person_id], stream, signal.day.weekday()


def _keep_batch(db: Transaction, batch: _Batch, at: datetime) -> dict[_About, str]:
    """What became of the last word on each day."""
    gone = [Signal(about[0], "", *about[1:], 0) for about in batch.gone]
    numbers = _numbers(db, [*batch.now.values(), *gone])
    ordinals = _ordinals(db, [*batch.now.values(), *gone])
    now = {_where(signal, ordinals, numbers): signal for signal in batch.now.values()}
    left = {_where(signal, ordinals, numbers) for signal in gone}
    moved = _moved(db, batch, now, left)
    rows: list[tuple[Any, ...]] = [
        (*where, one.actions, one.source if one.own_id else None, one.own_id or None, int(where in moved))
        for where, one in now.items()
    ]
    rows += [(*where, None, None, None, 0) for where in left - now.keys()]
    tools = {number: stream[1] for stream, number in numbers.items()}
    tools |= _tools(db, {where[2] for where in left} - tools.keys())
    _lock(db, {(where[0], tools[where[2]]) for where in (*now, *left)})
    db.empty("usage_stage")
    db.fill("usage_stage", _NAMED, sorted(rows, key=lambda row: tuple(row[:4])))
    outcomes = dict.fromkeys(now, "repeated")
    weeks = [row[0] for row in rows]
    if _settle(db, at, (min(weeks), max(weeks)), len(rows), has_ids=bool(batch.seen)):
        for row in db.all("intake.list_changes"):
            is_new = row["was"] is None and not row["is_moved"]
            where = (row["week_no"], row["ordinal"], row["stream_no"], row["day"])
            outcomes[where] = "accepted" if is_new else "replaced"
    return {(one.source, *one.natural): outcomes[where] for where, one in now.items()}


def _moved(db: Transaction, batch: _Batch, now: Mapping[_Where, Signal], left: set[_Where]) -> set[_Where]:
    """Which of these were kept about something else under their own id; what that was joins `left`."""
    ids: dict[str, list[str]] = defaultdict(list)
    for source, own in batch.seen:
        ids[source].append(own)
    holders = {(one.source, one.own_id): where for where, one in now.items()}
    moved = set()
    for source, own_ids in ids.items():
        for row in db.all("intake.list_by_id", source=source, ids=own_ids):
            where = (row["week_no"], row["ordinal"], row["stream_no"], row["day"])
            holder = holders.get((source, row["signal_id"]))
            if holder != where:
                left.add(where)
                moved |= {holder} if holder else set()
    return moved


def _tools(db: Transaction, numbers: set[int]) -> dict[int, str]:
    rows = db.all("intake.list_tools", numbers=sorted(numbers)) if numbers else []
    return {row["stream_no"]: row["tool"] for row in rows}


def _lock(db: Transaction, weeks: Collection[tuple[int, str]]) -> None:
    """Two that bring signals of one week and tool wait for each other."""
    for week, tool in sorted(weeks):
        where = {"week_on": day_of(week), "tool": tool, "kind": "measured"}
        db.run("facts.ensure_bitmap", **where, people=b"")
        db.value("facts.lock_bitmap", **where)


def _settle(db: Transaction, at: datetime, weeks: tuple[int, int], rows: int, *, has_ids: bool) -> bool:
    """Writes what differs from what is kept, of the first to the last of `weeks`, and counts the facts of whom it
    concerns; False when nothing does. Of many rows the database takes stock, else it goes through a week anew for
    each of its people."""
    many = rows >= _MANY
    if many:
        db.take_stock("usage_stage")
    db.empty("usage_change", "usage_touched")
    if not db.run("intake.find_changes", first_week=weeks[0], last_week=weeks[1]):
        return False
    if has_ids:
        db.run("intake.drop_changed")  # an id must be free before another total takes it
    db.run("intake.put_changed", received_at=at)
    facts.note_reach(db, closed_until(db))
    db.run("intake.touch")
    if many:
        db.take_stock("usage_touched")
    for row in db.all("intake.list_touched"):
        facts.count(db, row["week_no"], row["tool"])
    return True
