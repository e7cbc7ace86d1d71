"""Anonymous windows: answers stand on slips, each under a pseudonym that only the window's key can make.

Who was asked, and who has finished, stands in the prompts as everywhere; what was said stands on slips, which know
neither person nor time. While the key lives, a person's own tap finds the slip again, to change or erase it. Once it
is destroyed, nobody can tell whose slip is whose, whatever they read in the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.errors import UserError
from bot.model.modes import pseudonym
from bot.model.privacy import visible_groups
from bot.store import themes, threads
from bot.store.database import Row, Transaction


@dataclass(frozen=True)
class Slip:
    """Where one person's answers stand in an anonymous window; without an id once the key was destroyed."""

    slip_id: str
    window_id: str
    team: str


def make_key(db: Transaction, window_id: str, secret: str) -> None:
    """Makes a window anonymous, before anybody is asked; a window that has a key keeps it."""
    db.run("pseudonyms.put_key", window_id=window_id, secret=secret)


def live_keys(db: Transaction, program_id: str) -> list[str]:
    """The anonymous windows of a program whose key has not been destroyed."""
    return [row["window_id"] for row in db.all("pseudonyms.list_live_keys", program_id=program_id)]


@dataclass(frozen=True)
class EndedKey:
    """A key that outlived its program; `ended_at` is when the last phase of that ended, if any began."""

    window_id: str
    program_id: str
    closes_at: datetime
    ended_at: datetime | None


def of_ended(db: Transaction) -> list[EndedKey]:
    """The keys of programs that are over, which are to be destroyed."""
    return [EndedKey(**row) for row in db.all("pseudonyms.list_keys_of_ended")]


def destroy(db: Transaction, window_id: str, at: datetime, k: int = 5) -> bool:
    """Destroys a window's key for good; False when there was none left.

    What could still tell by itself goes along: two-way threads about its comments with the messages that carried
    them, who finished and who stopped half-way, teams that were too small to hide in, what a model wrote, and
    the order in which slips were written, which a database keeps and anybody could lay beside other instants.
    """
    if not db.run("pseudonyms.destroy_key", window_id=window_id, destroyed_at=at):
        return False
    threads.forget_window(db, window_id)
    themes.forget_written(db)
    _forget_who_finished(db, window_id)
    _write_in_order(db, window_id, _told_teams(db, window_id, k))
    return True


def slip_of(db: Transaction, prompt_id: str) -> Slip | None:
    """Where the answers to a prompt stand; None when the window is not anonymous."""
    row = next(iter(db.kept("pseudonyms.find_prompt_key", prompt_id=prompt_id)), None)
    if row is None:
        return None
    slip_id = pseudonym(row["secret"], prompt_id) if row["secret"] else ""
    return Slip(slip_id, row["window_id"], row["team"])


def keep_answer(db: Transaction, slip: Slip, question: str, value: str, late: bool) -> None:
    """Writes or changes an answer on a slip. UserError when nobody's slip can be found any more."""
    if not slip.slip_id:
        raise UserError("modes.key_destroyed")
    db.run("pseudonyms.put_slip", slip_id=slip.slip_id, window_id=slip.window_id, team=slip.team)
    db.run("pseudonyms.put_answer", slip_id=slip.slip_id, question=question, late=late, value=value)


def drop_answer(db: Transaction, slip: Slip, question: str, late: bool) -> None:
    """Takes an answer off a slip."""
    db.run("pseudonyms.drop_answer", slip_id=slip.slip_id, question=question, late=late)


def answers(db: Transaction, slip: Slip, late: bool) -> dict[str, str]:
    """Question → answer on a slip; nothing once the key was destroyed."""
    rows = db.all("pseudonyms.list_answers", slip_id=slip.slip_id, late=late)
    return {row["question"]: row["value"] for row in rows}


def count_late(db: Transaction, slip: Slip) -> None:
    """The close was moved on: what came late counts after all."""
    db.run("pseudonyms.count_late", slip_id=slip.slip_id)


def of_window(db: Transaction, window_id: str) -> dict[str, tuple[str, Mapping[str, str]]]:
    """Slip → (team, counted answers by question); nobody's name, and no key needed."""
    said: dict[str, dict[str, str]] = {}
    for row in db.all("pseudonyms.list_answers_of_window", window_id=window_id):
        if not row["late"]:
            said.setdefault(row["slip_id"], {})[row["question"]] = row["value"]
    slips = db.all("pseudonyms.list_slips", window_id=window_id)
    return {row["slip_id"]: (row["team"], said[row["slip_id"]]) for row in slips if row["slip_id"] in said}


def is_anonymous(db: Transaction, window_id: str) -> bool:
    """Whether a window was asked anonymously, its key destroyed or not."""
    return db.one("pseudonyms.find_key", window_id=window_id) is not None


def person_behind(db: Transaction, window_id: str, slip_id: str) -> str | None:
    """Who has to get an answer to what stands on a slip, for delivery alone; None once the key was destroyed."""
    return people_behind(db, window_id).get(slip_id)


def people_behind(db: Transaction, window_id: str) -> dict[str, str]:
    """The slip that everybody asked has, or would have → the person; for delivery, and for the rosters that decide
    whose answers may count. Nothing once the key was destroyed."""
    rows = db.all("pseudonyms.list_keyed_prompts", window_id=window_id)
    return {pseudonym(row["secret"], row["prompt_id"]): str(row["person_id"]) for row in rows}


def slips_of(db: Transaction, person_id: str) -> list[str]:
    """The slips of a person that can still be found."""
    rows = db.all("pseudonyms.list_keyed_prompts_of", person_id=person_id)
    return [pseudonym(row["secret"], row["prompt_id"]) for row in rows]


def keyless_slips(db: Transaction) -> frozenset[str]:
    """The slips of which nobody can tell any more whose they are."""
    return frozenset(row["slip_id"] for row in db.all("pseudonyms.list_keyless_slips"))


def erase(db: Transaction, slip: Slip) -> int:
    """Erases a slip with what was written about it; how many answers stood on it. UserError when nobody's
    slip can be found any more."""
    if not slip.slip_id:
        raise UserError("modes.key_destroyed")
    threads.forget_author(db, slip.slip_id)
    return _forget(db, slip.slip_id)


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases the slips of a person that can still be found."""
    for slip_id in slips_of(db, person_id):
        threads.forget_author(db, slip_id)
        _forget(db, slip_id)


def _forget_who_finished(db: Transaction, window_id: str) -> None:
    """Nobody's prompt says any more whether it was answered. Receipts stay, so that whoever holds one is told why
    it opens nothing now; they are dealt anew, to the first prompts by their ids, which says nothing."""
    prompts = db.all("pseudonyms.list_receipts", window_id=window_id)
    receipts = sorted(row["receipt"] for row in prompts if row["receipt"])
    db.run("pseudonyms.forget_finished", window_id=window_id)
    for row, receipt in zip(prompts, receipts, strict=False):
        db.run("pseudonyms.put_receipt", prompt_id=row["prompt_id"], receipt=receipt)


def _told_teams(db: Transaction, window_id: str, k: int) -> set[str]:
    """The teams of which enough people were asked for a slip to say which of them it is from."""
    asked = Counter(row["team"] for row in db.all("summaries.list_asked", window_id=window_id))
    return visible_groups(asked, k)


def _write_in_order(db: Transaction, window_id: str, teams: set[str]) -> None:
    """Writes every slip anew in the order of the pseudonyms, which says nothing; with its team where that is
    one of `teams`."""
    slips = db.all("pseudonyms.list_slips", window_id=window_id)
    said: list[Row] = db.all("pseudonyms.list_answers_of_window", window_id=window_id)
    for slip in slips:
        _forget(db, slip["slip_id"])
    for slip in slips:
        db.run(
            "pseudonyms.put_slip",
            slip_id=slip["slip_id"],
            window_id=window_id,
            team=_one_of(teams, slip["team"]),
        )
    for row in said:
        db.run("pseudonyms.put_answer", **row)


def _one_of(teams: set[str], team: str) -> str:
    return team if team in teams else ""


def _forget(db: Transaction, slip_id: str) -> int:
    found = db.run("pseudonyms.forget_answers", slip_id=slip_id)
    db.run("pseudonyms.forget_slip", slip_id=slip_id)
    return found
