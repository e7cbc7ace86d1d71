"""Tips offered by people, and votes on all tips."""

from __future__ import annotations

from datetime import datetime

from bot.model.tips import SharedTip
from bot.store.database import Transaction


def offer(db: Transaction, tip_id: str, author_id: str, credited: bool, locale: str, title: str, body: str,
          role: str, tool: str, at: datetime) -> None:  # fmt: skip
    """Keeps an offered tip until a champion has read it."""
    db.run(
        "tips.offer", tip_id=tip_id, author_id=author_id, credited=credited, role=role, tool=tool, task="",
        locale=locale, title=title, body=body, offered_at=at,
    )  # fmt: skip


def offered(db: Transaction, author_id: str, title: str, body: str) -> str | None:
    """Id of the same tip, offered by the same person before and not read yet: a form sent twice."""
    found: str | None = db.value("tips.find_offered", author_id=author_id, title=title, body=body)
    return found


def find(db: Transaction, tip_id: str) -> SharedTip | None:
    """The shared tip with this id."""
    row = db.one("tips.find_tip", tip_id=tip_id)
    return SharedTip.model_validate(row) if row else None


def review(db: Transaction, tip_id: str, state: str, by: str, at: datetime) -> bool:
    """Approves or declines; False when somebody was faster."""
    return db.run("tips.review", tip_id=tip_id, state=state, reviewed_by=by, reviewed_at=at) == 1


def credit(db: Transaction, tip_id: str, credited: bool) -> None:
    """Whether the author's name stands beside the tip."""
    db.run("tips.credit", tip_id=tip_id, credited=credited)


def in_state(db: Transaction, state: str) -> list[SharedTip]:
    """Shared tips in a state, oldest first."""
    return [SharedTip.model_validate(row) for row in db.all("tips.list_in_state", state=state)]


def vote(db: Transaction, tip_key: str, person_id: str, helpful: bool, at: datetime) -> None:
    """One vote a person and tip; the last one counts."""
    db.run("tips.vote", tip_key=tip_key, person_id=person_id, helpful=helpful, voted_at=at)


def votes(db: Transaction) -> dict[str, tuple[int, int]]:
    """Tip key → (found it helpful, did not)."""
    return {
        row["tip_key"]: (int(row["helpful"]), int(row["not_helpful"])) for row in db.all("tips.count_votes")
    }


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases a person's votes and name; an approved tip stays, without an author."""
    db.run("tips.forget_votes", person_id=person_id)
    db.run("tips.forget_author", person_id=person_id)
