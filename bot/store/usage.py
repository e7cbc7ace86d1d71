"""Usage signals, and the facts kept from them at ingest: counters a person and week, bitmaps a
week.

Facts are recomputed from the raw signals of every person and week that a change touches, so
replays, corrections and late arrivals give the same facts as one perfect delivery. Clicks in chat
are kept apart from what a tool's own report measured (bitmaps of kind `chat` and `measured`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.model.people import Person
from bot.model.time import monday_of
from bot.model.usage import POWER_ACTIONS, Ladder, Signal, read_bits, stored_bits, with_bits
from bot.store.database import Row, Transaction

_CHUNK = 1000
_SPAN = timedelta(days=31)
_Touched = dict[tuple[date, str], set[str]]  # (Monday, tool) → people


@dataclass(frozen=True)
class Kept:
    """What became of signals: new ones, ones known already, corrections of known ones."""

    accepted: int = 0
    repeated: int = 0
    replaced: int = 0


@dataclass(frozen=True)
class Reach:
    """Up to which day a source has told us about a tool."""

    source: str
    until_on: date


@dataclass
class _Sorting:
    """One chunk of one source on its way in: what was known, and what it is now."""

    before: dict[str, Signal]
    now: dict[str, Signal] = field(default_factory=dict)
    ids: dict[tuple[str, str, str, date], str] = field(default_factory=dict)
    accepted: int = 0
    repeated: int = 0
    replaced: int = 0
    touched: list[Signal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = dict(self.before)
        self.ids = {signal.natural: signal_id for signal_id, signal in self.before.items()}

    def take(self, signal: Signal) -> None:
        """Sorts one signal: known, correction, or new."""
        same_id = self.now.get(signal.signal_id)
        same_day = self.now.get(self.ids.get(signal.natural, ""))
        if signal == same_id or (same_day and not same_id and same_day.actions == signal.actions):
            self.repeated += 1
            return
        for old in {old for old in (same_id, same_day) if old}:
            self._leave(old)
        self.replaced += bool(same_id or same_day)
        self.accepted += not (same_id or same_day)
        self.now[signal.signal_id] = signal
        self.ids[signal.natural] = signal.signal_id
        self.touched.append(signal)

    def _leave(self, old: Signal) -> None:
        del self.now[old.signal_id]
        del self.ids[old.natural]
        self.touched.append(old)

    def gone(self) -> list[str]:
        """Ids whose stored row must go or change."""
        return [key for key, signal in self.before.items() if self.now.get(key) != signal]

    def come(self) -> list[Signal]:
        """Signals to be written."""
        return [signal for key, signal in self.now.items() if self.before.get(key) != signal]


def keep(db: Transaction, signals: Iterable[Signal], at: datetime) -> Kept:
    """Keeps signals of known people: once a (source, id), one total a (person, tool, feature, day);
    the later one wins. Facts follow at once."""
    by_source: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        by_source[signal.source].append(signal)
    touched: _Touched = defaultdict(set)
    kept = Kept()
    for source, all_signals in sorted(by_source.items()):
        if len(all_signals) > _CHUNK:
            all_signals.sort(key=lambda signal: signal.day)  # so that a chunk meets few stored rows
        for chunk in _chunks(all_signals):
            sorting = _write(db, source, chunk, at)
            kept = Kept(
                kept.accepted + sorting.accepted,
                kept.repeated + sorting.repeated,
                kept.replaced + sorting.replaced,
            )
            for signal in sorting.touched:
                touched[monday_of(signal.day), signal.tool].add(signal.person_id)
    _refresh(db, touched)
    return kept


def _chunks(signals: Sequence[Signal]) -> Iterator[Sequence[Signal]]:
    """A thousand at a time, and of one month at most: the stored rows of all their people and days are
    looked at together."""
    start = 0
    for end, signal in enumerate(signals):
        if end - start >= _CHUNK or signal.day - signals[start].day > _SPAN:
            yield signals[start:end]
            start = end
    yield signals[start:]


def add_up(db: Transaction, signals: Sequence[Signal], at: datetime) -> Kept:
    """Adds the actions of these signals to what is kept under their ids; one that is new is kept as it
    is. Two that add to one week at once wait for each other."""
    by_source: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        by_source[signal.source].append(signal)
    for monday, tool in sorted({(monday_of(signal.day), signal.tool) for signal in signals}):
        where = {"week_on": monday, "tool": tool, "kind": "measured"}
        db.run("usage.ensure_bitmap", **where, people=b"")
        db.value("usage.lock_bitmap", **where)
    summed = []
    for source, added in by_source.items():
        rows = db.all("usage.list_by_id", source=source, ids=[signal.signal_id for signal in added])
        before = {row["signal_id"]: int(row["actions"]) for row in rows}
        summed += [replace(one, actions=one.actions + before.get(one.signal_id, 0)) for one in added]
    return keep(db, summed, at)


def _write(db: Transaction, source: str, signals: Sequence[Signal], at: datetime) -> _Sorting:
    sorting = _Sorting(_known(db, source, signals))
    for signal in signals:
        sorting.take(signal)
    db.run_many("usage.drop_signal", [{"source": source, "signal_id": key} for key in sorting.gone()])
    db.run_many("usage.put_signal", [{**_columns(signal), "received_at": at} for signal in sorting.come()])
    return sorting


def _known(db: Transaction, source: str, signals: Sequence[Signal]) -> dict[str, Signal]:
    """Stored signals that share an id, or a person and the span of days, with these."""
    rows = db.all("usage.list_by_id", source=source, ids=[signal.signal_id for signal in signals])
    rows += db.all(
        "usage.list_by_day",
        source=source,
        people=sorted({signal.person_id for signal in signals}),
        first_on=min(signal.day for signal in signals),
        last_on=max(signal.day for signal in signals),
    )
    return {row["signal_id"]: _signal(row) for row in rows}


def _refresh(db: Transaction, touched: _Touched) -> None:
    """Counters and bits of these people and weeks, from the raw signals."""
    for (monday, tool), people in sorted(touched.items()):
        rows: list[Row] = []
        ids = sorted(people)
        for start in range(0, len(ids), _CHUNK):
            rows += db.all(
                "usage.sum_week", week_on=monday, sunday_on=monday + timedelta(days=6), tool=tool,
                people=ids[start : start + _CHUNK],
            )  # fmt: skip
        where = {"week_on": monday, "tool": tool}
        db.run_many("usage.drop_person_week", [{**where, "ordinal": row["ordinal"]} for row in rows])
        counted = [row for row in rows if row["actions"] > 0]
        db.run_many("usage.put_person_week", [{**where, **_without_clicks(row)} for row in counted])
        _set_bits(db, monday, tool, "measured", {row["ordinal"]: row["actions"] > 0 for row in rows})
        _set_bits(db, monday, tool, "chat", {row["ordinal"]: row["clicks"] > 0 for row in rows})


def _without_clicks(row: Row) -> Row:
    return {key: value for key, value in row.items() if key != "clicks"}


def _set_bits(db: Transaction, monday: date, tool: str, kind: str, active: dict[int, bool]) -> None:
    where = {"week_on": monday, "tool": tool, "kind": kind}
    db.run("usage.ensure_bitmap", **where, people=b"")
    before = read_bits(db.value("usage.lock_bitmap", **where))
    on = [ordinal for ordinal, is_active in active.items() if is_active]
    off = [ordinal for ordinal, is_active in active.items() if not is_active]
    bits = with_bits(before, on, off)
    if bits != before:
        db.run("usage.put_bitmap", **where, people=stored_bits(bits))


def active(db: Transaction, tool: str, kind: str, first: date, last: date) -> dict[date, int]:
    """Monday → bitmap of who was active, for weeks from `first` to `last`; weeks without are left
    out."""
    rows = db.all("usage.list_bitmaps", tool=tool, first_on=first, last_on=last)
    return {row["week_on"]: read_bits(row["people"]) for row in rows if row["kind"] == kind}


def person_weeks(db: Transaction, tool: str, first: date, last: date) -> list[Row]:
    """Rows `ordinal, week_on, actions, days, features`, as measured, of weeks from `first` to
    `last`."""
    return db.all("usage.list_person_weeks", tool=tool, first_on=first, last_on=last)


def power_users(db: Transaction, tool: str, last: date, ladder: Ladder) -> frozenset[int]:
    """The ordinals of people on the highest step of the ladder in the weeks up to Monday `last`, as measured."""
    rows = db.all(
        "usage.list_power", tool=tool, last_on=last, first_on=last - timedelta(weeks=ladder.weeks - 1),
        need=ladder.need, actions=POWER_ACTIONS * ladder.weeks,
    )  # fmt: skip
    return frozenset(row["ordinal"] for row in rows)


def reach(db: Transaction, tool: str) -> list[Reach]:
    """Up to which day each source has told us about the tool, by what its report says, else by its
    last signal."""
    rows = db.all("usage.list_reach", tool=tool)
    return [Reach(row["source"], row["complete_to_on"] or row["last_on"]) for row in rows]


def days_of(db: Transaction, person_id: str) -> list[date]:
    """The days on which a tool's report saw this person, ascending; clicks in chat are not among
    them."""
    return [row["day_on"] for row in db.all("usage.list_days_of_person", person_id=person_id)]


def signals_of(db: Transaction, person_id: str) -> list[Row]:
    """Every stored signal of a person: `source, signal_id, tool, feature, day_on, actions`."""
    return db.all("usage.list_signals_of_person", person_id=person_id)


def knows_people(db: Transaction) -> bool:
    """Whether any report tells us which person used a tool on which day."""
    return any(row["signals"] for row in db.kept("usage.knows_people"))


def forget_person(db: Transaction, person: Person) -> None:
    """Erases a person's signals and counters and clears the person's bit in every week."""
    db.run("usage.forget_signals", person_id=person.person_id)
    db.run("usage.forget_person_weeks", ordinal=person.ordinal)
    for row in db.all("usage.lock_all_bitmaps"):
        bits = read_bits(row["people"])
        if bits >> person.ordinal & 1:
            left = stored_bits(with_bits(bits, (), [person.ordinal]))
            db.run("usage.put_bitmap", **{**row, "people": left})


def record_import(
    db: Transaction, import_id: str, source: str, file_name: str, complete_to: date | None,
    kept: Kept, rejected: int, note: str, at: datetime,
) -> None:  # fmt: skip
    """Writes down that a file came in, and to which day it is complete."""
    db.run(
        "usage.add_import", import_id=import_id, source=source, file_name=file_name,
        complete_to_on=complete_to, accepted=kept.accepted + kept.replaced, repeated=kept.repeated,
        rejected=rejected, note=note, imported_at=at,
    )  # fmt: skip


def imports(db: Transaction, most: int = 20) -> list[Row]:
    """The last files that came in, newest first."""
    return db.all("usage.list_imports", most=most)


def _signal(row: Row) -> Signal:
    return Signal(
        source=row["source"],
        signal_id=row["signal_id"],
        person_id=row["person_id"],
        tool=row["tool"],
        feature=row["feature"],
        day=row["day_on"],
        actions=int(row["actions"]),
    )


def _columns(signal: Signal) -> Row:
    return {
        "source": signal.source,
        "signal_id": signal.signal_id,
        "person_id": signal.person_id,
        "tool": signal.tool,
        "feature": signal.feature,
        "day_on": signal.day,
        "actions": signal.actions,
    }
