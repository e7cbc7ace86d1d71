"""Who wants no words of theirs quoted; what they wrote counts in themes all the same."""

from __future__ import annotations

from datetime import datetime

from bot.store import pseudonyms, themes
from bot.store.database import Transaction


def refuse(db: Transaction, person_id: str, at: datetime) -> None:
    """From now on nothing the person wrote is quoted; what a model wrote about everybody's words is forgotten."""
    db.run("quoting.refuse", person_id=person_id, since_at=at)
    themes.forget_written(db)


def allow(db: Transaction, person_id: str) -> None:
    """The person's words may be quoted again, redacted and without a name."""
    db.run("quoting.allow", person_id=person_id)


def refused(db: Transaction) -> frozenset[str]:
    """Everybody who is not quoted."""
    return frozenset(row["person_id"] for row in db.all("quoting.list_refused"))


def unquoted(db: Transaction) -> frozenset[str]:
    """People and slips that are not quoted. Once an anonymous window's key is destroyed nobody can tell which
    slips are of somebody who refused, so none of them is."""
    people = refused(db)
    slips = {slip for person_id in people for slip in pseudonyms.slips_of(db, person_id)}
    return people | slips | pseudonyms.keyless_slips(db)


def refused_since(db: Transaction, person_id: str) -> datetime | None:
    """Since when the person is not quoted; None when quoting is fine."""
    found: datetime | None = db.value("quoting.find_refused", person_id=person_id)
    return found
