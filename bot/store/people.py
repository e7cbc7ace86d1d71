"""People and what they chose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.model.people import Person, Role
from bot.store.database import Row, Transaction


def find(db: Transaction, person_id: str) -> Person | None:
    """The person with this id; None when there is none (or was erased)."""
    return _person(db.one("people.find_person", person_id=person_id))


def find_some(db: Transaction, person_ids: Sequence[str]) -> dict[str, Person]:
    """The people with these ids by id; those erased are left out."""
    rows = db.all("people.list_some", person_ids=list(person_ids))
    return {row["person_id"]: made(row) for row in rows if row["state"] != "erased"}


def get(db: Transaction, person_id: str) -> Person:
    """The person with this id; KeyError when there is none."""
    person = find(db, person_id)
    if person is None:
        raise KeyError(person_id)
    return person


def find_by_email(db: Transaction, email: str) -> Person | None:
    """The person with this e-mail address, upper and lower case alike."""
    return _person(next(iter(db.kept("people.find_by_email", email=email.strip().lower())), None))


def ids_of(db: Transaction, names: Sequence[str]) -> dict[str, str]:
    """E-mail address in lower case, or id, to the person's id, for those of the names that somebody has who is
    not erased."""
    rows = db.all("people.list_named", names=list(names))
    known = {row["email"].lower(): row["person_id"] for row in rows}
    known |= {row["person_id"]: row["person_id"] for row in rows}
    return {name: known[name] for name in names if name in known}


def everyone(db: Transaction) -> list[Person]:
    """Everyone not erased, by ordinal."""
    return [made(row) for row in db.all("people.list_people")]


def teams(db: Transaction) -> list[str]:
    """Every team of the people file, by name."""
    return sorted(row["team"] for row in db.all("people.list_teams"))


def has_team(db: Transaction, team: str) -> bool:
    """Whether anybody is in the team of exactly this name."""
    return bool(db.all("people.has_team", team=team))


def with_role(db: Transaction, role: Role) -> list[Person]:
    """Active people with this role."""
    return [made(row) for row in db.all("people.list_by_role", role=role)]


def next_ordinal(db: Transaction) -> int:
    """The next dense number; numbers are never used again."""
    return int(db.value("people.next_ordinal"))


def add(db: Transaction, person_id: str, ordinal: int, at: datetime, **columns: Any) -> None:
    """Writes a new person; `columns` as in the people file."""
    values = {"calendar": "", **columns}
    db.run("people.add_person", person_id=person_id, ordinal=ordinal, created_at=at, **values)


def change(db: Transaction, person_id: str, **columns: Any) -> None:
    """Overwrites what the people file says; preferences stay the person's own, and the calendar stays
    when the file has none."""
    values = {"calendar": None, **columns}
    db.run("people.change_person", person_id=person_id, **values)


def take_stock(db: Transaction) -> None:
    """Lets the database count its people, where it chooses ways to them by their number: PostgreSQL, which took
    stock of an empty table, would look through all of them for each that comes."""
    db.take_stock("person", "preference", "address")


def rename(db: Transaction, person_id: str, email: str) -> None:
    """The person has a new e-mail address; everything else of the person stays."""
    db.run("people.rename_person", person_id=person_id, email=email)


def mark_left(db: Transaction, person_id: str) -> None:
    """The person has left the organisation: nothing more is sent."""
    db.run("people.mark_left", person_id=person_id)


def mark_disclosed(db: Transaction, person_id: str, at: datetime) -> None:
    """The first-contact message reached the person."""
    mark_all_disclosed(db, [person_id], at)


def mark_all_disclosed(db: Transaction, person_ids: Sequence[str], at: datetime) -> None:
    """The first-contact message reached these people."""
    rows = [{"person_id": person_id, "disclosed_at": at} for person_id in person_ids]
    db.run_many("people.mark_disclosed", rows)


def choose_locale(db: Transaction, person_id: str, locale: str) -> None:
    """The person's own language, over what the people file says."""
    _choose(db, person_id, "people.choose_locale", own_locale=locale)


def choose_quiet_hours(db: Transaction, person_id: str, start: str, end: str) -> None:
    """Local wall times `HH:MM` between which nothing is sent; empty strings for none."""
    _choose(db, person_id, "people.choose_quiet_hours", quiet_from=start, quiet_until=end)


def choose_pause(db: Transaction, person_id: str, until: date | None) -> None:
    """No messages before this local date; None lifts it."""
    _choose(db, person_id, "people.choose_pause", paused_until_on=until)


def choose_stop(db: Transaction, person_id: str, at: datetime | None) -> None:
    """The stop word; None starts again."""
    _choose(db, person_id, "people.choose_stop", stopped_at=at)


def _choose(db: Transaction, person_id: str, query: str, **values: Any) -> None:
    db.run("people.ensure_preference", person_id=person_id)
    db.run(query, person_id=person_id, **values)


def _person(row: Row | None) -> Person | None:
    return made(row) if row and row["state"] != "erased" else None


def made(row: Row) -> Person:
    """A row of person and preference as a Person."""
    known = {key: value for key, value in row.items() if value is not None}
    return Person(**{**known, "attributes": row["attributes_json"]})
