"""What a hold leaves behind: how long sending stood still, what never left, windows that were open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.model.holds import Span
from bot.model.schedule import PhaseStatus, Shift
from bot.model.time import LocalTime
from bot.store import pseudonyms
from bot.store.database import Row, Transaction


def standstills(db: Transaction, since: datetime, now: datetime) -> list[tuple[str, Span]]:
    """Holds and program-wide pauses that lasted beyond `since`: their scope and span, to now when in force."""
    rows = db.all("holds.list_standstills", since_at=since)
    return [(row["scope"], (row["paused_at"], row["lifted_at"] or now)) for row in rows]


def find_pause(db: Transaction, pause_id: str) -> Row | None:
    """One hold or pause, in force or lifted."""
    return db.one("holds.find_pause", pause_id=pause_id)


def add_shift(db: Transaction, program_id: str, status: PhaseStatus, shift: Shift) -> None:
    """The phase's weeks move."""
    shifts = [one.model_dump() for one in (*status.shifts, shift)]
    db.run("holds.put_shifts", program_id=program_id, phase_key=status.phase_key, shifts_json=shifts)


def free_unsent(
    db: Transaction, program_id: str, phase_key: str, since: datetime, now: datetime, reason: str
) -> None:
    """What was decided for a phase and never began to leave is decided anew: what still waits, and what ran
    out of time from `since` on. Windows left without anybody asked are prepared anew."""
    of = {"program_id": program_id, "phase_key": phase_key, "since_at": since}
    for row in db.all("holds.list_unsent_nudges", **of):
        db.run("holds.drop_nudge", nudge_id=row["nudge_id"])
        db.run("holds.cancel_unsent", about=row["nudge_id"], settled_at=now, reason=reason)
    for row in db.all("holds.list_unsent_prompts", **of):
        db.run("holds.drop_prompt", prompt_id=row["prompt_id"])
        db.run("holds.cancel_unsent", about=row["prompt_id"], settled_at=now, reason=reason)
    db.run("holds.drop_windows_without_prompts", program_id=program_id, phase_key=phase_key)


def open_windows(db: Transaction, program_id: str, phase_key: str) -> list[Row]:
    """Windows of a phase that are not closed: id, key, week, Monday, opening and close."""
    return db.all("holds.list_open_windows", program_id=program_id, phase_key=phase_key)


def prompts(db: Transaction, window_id: str) -> list[Row]:
    """Everybody asked in a window."""
    return db.all("holds.list_prompts_of_window", window_id=window_id)


def move_close(db: Transaction, prompt_id: str, closes: LocalTime) -> None:
    """A person may answer until then; answers kept as late that are in time by it are counted."""
    closes_at = closes.instant()
    db.run("holds.move_close", prompt_id=prompt_id, closes_at=closes_at, closes_wall=closes.text)
    db.run("holds.count_late_answers", prompt_id=prompt_id, closes_at=closes_at)
    if slip := pseudonyms.slip_of(db, prompt_id):
        pseudonyms.count_late(db, slip)


def move_window(db: Transaction, window_id: str, closes: Sequence[LocalTime], week_on: date) -> None:
    """The window lasts to the latest of these closes, and is counted in the week of that Monday."""
    latest = max(one.instant() for one in closes)
    db.run("holds.move_window", window_id=window_id, closes_at=latest, week_on=week_on)


def move_reminder(db: Transaction, prompt_id: str, reminds: LocalTime, not_after: datetime) -> None:
    """A reminder that never left comes then."""
    db.run(
        "holds.move_reminder", about=prompt_id, due_at=reminds.instant(), not_after_at=not_after,
        wall=reminds.text, zone=reminds.zone,
    )  # fmt: skip


def mark_held(db: Transaction, program_id: str, is_held: bool) -> None:
    """The program stands still at an administrator's word, or runs again."""
    db.run("programs.mark_program", program_id=program_id, state="held" if is_held else "running")


def newest_lifted(db: Transaction) -> str:
    """The id of the hold or program-wide pause that was lifted last; empty when there was none."""
    return str(db.value("holds.newest_lifted") or "")


def drop_nudge(db: Transaction, nudge_id: str) -> None:
    """A decision that never left is taken back: its slot is free again."""
    db.run("holds.drop_nudge", nudge_id=nudge_id)
