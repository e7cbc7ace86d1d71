"""Usage as it is counted: counters a person and week, bitmaps a week, how far each source has told.

How signals come in and what is kept of them stands in `intake`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.model.people import Person
from bot.model.usage import bits_of, day_of, days_in, read_bits, stored_bits, week_number, with_bits
from bot.store.database import Row, Transaction
from bot.store.intake import Kept as Kept
from bot.store.intake import add_up as add_up
from bot.store.intake import closed_until as closed_until
from bot.store.intake import keep as keep
from bot.store.intake import keep_each as keep_each


@dataclass(frozen=True)
class Reach:
    """Up to which day a source has told us about a tool."""

    source: str
    until_on: date


def active(db: Transaction, tool: str, kind: str, first: date, last: date) -> dict[date, int]:
    """Monday → bitmap of who was active, for weeks from `first` to `last`; weeks without are left
    out."""
    rows = db.all("usage.list_bitmaps", tool=tool, first_on=first, last_on=last)
    return {row["week_on"]: read_bits(row["people"]) for row in rows if row["kind"] == kind}


def person_weeks(db: Transaction, tool: str, first: date, last: date) -> list[Row]:
    """Rows `ordinal, week_on, actions, days, features`, as measured, of people and weeks with any use, from
    `first` to `last`."""
    return db.all("usage.list_person_weeks", tool=tool, first_on=first, last_on=last)


def reach(db: Transaction, tool: str) -> list[Reach]:
    """Up to which day each source has told us about the tool: by what its report says, else by its last signal.
    Of a source that tells of several tools a report vouches only for those that stand in it."""
    rows = db.all("usage.list_reach", tool=tool)
    return [Reach(row["source"], row["complete_to_on"] or row["last_on"]) for row in rows]


def told(db: Transaction) -> list[Row]:
    """What every source has told of: `source, tool, last_on, complete_to_on, imported_at`; the last two are None
    where nothing was imported from a file, `complete_to_on` also where a source tells of several tools."""
    return db.all("usage.list_told")


def activations(db: Transaction, tool: str) -> dict[int, date]:
    """Person's ordinal → the day by which the person had used the tool three times, on two days, within
    fourteen days, for the first time."""
    return {row["ordinal"]: row["activated_on"] for row in db.all("usage.list_activations", tool=tool)}


def activated(db: Transaction, tool: str, monday: date) -> int:
    """The bitmap of those of whom that was so when the week of `monday` ended."""
    sunday = monday + timedelta(days=6)
    return bits_of(ordinal for ordinal, day in activations(db, tool).items() if day <= sunday)


def days_of(db: Transaction, person_id: str) -> list[date]:
    """The days of thirteen months on which a tool's report saw this person, ascending; clicks in chat are
    not among them."""
    rows = db.all("usage.list_weeks_of_person", person_id=person_id)
    return sorted({day for row in rows for day in days_in(row["day_bits"], row["week_on"])})


def weeks_of(db: Transaction, person_id: str) -> list[Row]:
    """What is counted of a person: `tool, week_on, actions, days, features, day_bits, clicks, click_bits`."""
    return db.all("usage.list_weeks_of_person", person_id=person_id)


def activations_of(db: Transaction, person_id: str) -> list[Row]:
    """When a person first used which tool often enough: `tool, activated_on`."""
    return db.all("usage.list_activations_of_person", person_id=person_id)


def signals_of(db: Transaction, person_id: str) -> list[Row]:
    """Every stored signal of a person: `source, signal_id, tool, feature, day_on, actions`."""
    rows = db.all("usage.list_signals_of_person", person_id=person_id, weeks=_weeks(db))
    for row in rows:
        row["day_on"] = day_of(row.pop("week_no"), row.pop("day"))
        row["signal_id"] = row["signal_id"] or f"{person_id}|{row['tool']}|{row['feature']}|{row['day_on']}"
    return sorted(rows, key=lambda row: (row["day_on"], row["source"], row["tool"], row["feature"]))


def _weeks(db: Transaction) -> list[int]:
    """The numbers of the weeks of which anything is kept: the signals stand in their order."""
    return [week_number(row["week_on"]) for row in db.all("usage.list_weeks")]


def knows_people(db: Transaction) -> bool:
    """Whether any report tells us which person used a tool on which day."""
    return any(row["signals"] for row in db.kept("usage.knows_people"))


def forget_person(db: Transaction, person: Person) -> None:
    """Erases a person's signals and counters and clears the person's bit in every week."""
    db.run("usage.forget_totals", ordinal=person.ordinal, weeks=_weeks(db))
    db.run("usage.forget_activations", ordinal=person.ordinal)
    db.run("usage.forget_person_weeks", ordinal=person.ordinal)
    for row in db.all("usage.lock_all_bitmaps"):
        bits = read_bits(row["people"])
        if bits >> person.ordinal & 1:
            left = stored_bits(with_bits(bits, (), [person.ordinal]))
            db.run("facts.put_bitmap", **{**row, "people": left})


def forget_signals_before(db: Transaction, day: date) -> int:
    """Drops the single signals of whole weeks before the day's own; returns how many. What was counted of them
    stays, and their tools are closed for that time: a week is never counted again from half of its signals."""
    week = week_number(day)
    db.run("usage.close_tools", week_no=week, until_on=day_of(week) - timedelta(days=1))
    return db.run("usage.drop_signals_before", week_no=week)


def forget_facts_before(db: Transaction, day: date) -> None:
    """Drops what was counted of whole weeks before the day's own, and the activation of people of whom nothing
    later is counted."""
    monday = day_of(week_number(day))
    db.run("usage.drop_weeks_before", week_on=monday)
    db.run("usage.drop_bitmaps_before", week_on=monday)
    db.run("usage.drop_old_activations", week_on=monday)


def record_import(
    db: Transaction, import_id: str, source: str, file_name: str, complete_to: date | None,
    kept: Kept, rejected: int, note: str, at: datetime, tools: Collection[str] = (),
) -> None:  # fmt: skip
    """Writes down that a file came in, and to which day it is complete about the `tools` that stand in it."""
    for tool in sorted(tools) if complete_to else ():
        db.run("facts.put_reach", source=source, tool=tool, last_on=complete_to)
    db.run(
        "usage.add_import", import_id=import_id, source=source, file_name=file_name,
        complete_to_on=complete_to, accepted=kept.accepted + kept.replaced, repeated=kept.repeated,
        rejected=rejected, note=note, imported_at=at,
    )  # fmt: skip


def imports(db: Transaction, most: int = 20) -> list[Row]:
    """The last files that came in, newest first."""
    return db.all("usage.list_imports", most=most)
