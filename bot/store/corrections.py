"""Corrections: who got what went wrong, what is withdrawn for good, and the quiet days people are owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.model.corrections import Correction, Subject
from bot.model.delivery import KINDS
from bot.store.database import Row, Transaction

WITHDRAWN = "withdrawn: it was wrong"
TOLD = "corrections.told"


def got_lately(db: Transaction, program_id: str, since: datetime) -> list[tuple[Subject, int]]:
    """Items and windows that reached somebody since then, the newest first, with how many people got them."""
    items = db.all("corrections.list_got_items", program_id=program_id, since_at=since)
    windows = db.all("corrections.list_got_windows", program_id=program_id, since_at=since)
    found = [(Subject(row["sort"], row["target"]), row["people"]) for row in items]
    return found + [(Subject("window", row["target"]), row["people"]) for row in windows]


def got(db: Transaction, program_id: str, subject: Subject, since: datetime) -> dict[str, datetime]:
    """Person id → when the subject first reached the person, or may have."""
    rows = db.all(
        "corrections.list_got",
        program_id=program_id,
        sort=subject.sort,
        target=subject.target,
        since_at=since,
    )
    return {row["person_id"]: row["got_at"] for row in rows}


def got_by(db: Transaction, correction: Correction, person_id: str) -> datetime | None:
    """When what is corrected reached this person; None when it never did."""
    found: datetime | None = db.value(
        "corrections.find_got_by", program_id=correction.program_id, sort=correction.sort,
        target=correction.target, since_at=correction.since_at, person_id=person_id,
    )  # fmt: skip
    return found


def planned(db: Transaction, program_id: str, subject: Subject) -> list[Row]:
    """Rows of the outbox that would still bring it: their id, person, story and nudge."""
    return db.all("corrections.list_planned", program_id=program_id, sort=subject.sort, target=subject.target)


def cancel(db: Transaction, delivery_id: str, at: datetime) -> bool:
    """Cancels one of them; False when it is under way by now."""
    changed = db.run("corrections.cancel_planned", delivery_id=delivery_id, settled_at=at, reason=WITHDRAWN)
    return changed == 1


def withdrawn_items(db: Transaction, program_id: str) -> set[str]:
    """Keys of nudges and tips that were told to be wrong: nobody gets them any more."""
    rows = db.kept("corrections.list_standing", program_id=program_id)
    return {row["target"] for row in rows if row["sort"] in ("nudge", "tip")}


def withdrawn(db: Transaction, program_id: str, abouts: Sequence[str]) -> set[str]:
    """Which of these nudges were told to be wrong; asked only when anything ever was."""
    if not db.kept("corrections.list_standing", program_id=program_id):
        return set()
    ids = sorted({about.partition("@")[0] for about in abouts})
    return {row["about"] for row in db.all("corrections.list_withdrawn", abouts=ids)}


def draft(
    db: Transaction, correction_id: str, program_id: str, subject: Subject, reason: Mapping[str, str],
    since: datetime, by: str, at: datetime,
) -> None:  # fmt: skip
    """Keeps what is to be said until somebody confirms it; drafts older than `since` are dropped."""
    db.run("corrections.forget_drafts", before_at=since)
    db.run(
        "corrections.put_draft", correction_id=correction_id, program_id=program_id, sort=subject.sort,
        target=subject.target, reason_json=dict(reason), since_at=since, drafted_by=by, drafted_at=at,
    )  # fmt: skip


def find(db: Transaction, correction_id: str) -> Correction | None:
    """The correction with this id."""
    row = db.one("corrections.find_correction", correction_id=correction_id)
    return Correction.model_validate({**row, "reason": row["reason_json"]}) if row else None


def mark_told(db: Transaction, correction_id: str, by: str, at: datetime, people: int) -> bool:
    """It was confirmed; False when somebody did so before."""
    changed = db.run(
        "corrections.mark_told", correction_id=correction_id, told_by=by, told_at=at, people=people
    )
    return changed == 1


def told(db: Transaction, correction_id: str) -> dict[str, int]:
    """State → how many follow-ups of a correction stand there."""
    rows = db.all("corrections.count_told", about=correction_id)
    return {row["state"]: row["messages"] for row in rows}


def keep_quiet(db: Transaction, person_id: str, days: Sequence[date], reason: str) -> None:
    """The program starts nothing with this person on these local days."""
    for day in days:
        db.run("corrections.put_quiet_day", person_id=person_id, day_on=day, reason=reason)


def quiet_days(db: Transaction, person_ids: Sequence[str], since: date) -> dict[str, dict[date, str]]:
    """Person id → quiet days from `since` on, each with its reason."""
    found: dict[str, dict[date, str]] = defaultdict(dict)
    for row in db.all("corrections.list_quiet_days", person_ids=list(person_ids), since_on=since):
        found[row["person_id"]][row["day_on"]] = row["reason"]
    return found


def reached_often(db: Transaction, since: datetime, most: int) -> dict[str, list[tuple[datetime, int]]]:
    """Person id → when counted messages were sent, and how often once more; of people with more than `most`."""
    kinds = [name for name, kind in KINDS.items() if kind.counts]
    found: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for row in db.all("corrections.list_reached_often", since_at=since, most=most, kinds=kinds):
        found[row["person_id"]].append((row["settled_at"], row["resends"]))
    return found


def was_sent(db: Transaction, since: datetime) -> bool:
    """Whether any message was sent since then."""
    return bool(db.value("corrections.was_sent", since_at=since))


def close_windows(db: Transaction, program_id: str, subject: Subject, at: datetime) -> None:
    """The window, or every window of the phase, takes no more answers that count."""
    if subject.sort == "window":
        db.run("corrections.close_window", window_id=subject.target, closed_at=at)
    if subject.sort == "phase":
        db.run(
            "corrections.close_windows_of_phase",
            program_id=program_id,
            phase_key=subject.target,
            closed_at=at,
        )


def take_phase_back(db: Transaction, program_id: str, phase_key: str, correction_id: str) -> None:
    """The phase has not begun, its windows may open anew one day, and the program waits for a start."""
    of = {"program_id": program_id, "phase_key": phase_key}
    db.run("corrections.reset_phase", **of)
    db.run("corrections.free_window_keys", **of, correction_id=correction_id)
    db.run("programs.mark_program", program_id=program_id, state="approved")


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases a person's quiet days."""
    db.run("corrections.forget_quiet_days", person_id=person_id)
