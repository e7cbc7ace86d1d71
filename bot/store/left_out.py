"""Who is left out of the use figures with a reason, who agreed, and of whom each week's figures were told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.model.ground import Ground
from bot.model.left_out import Agreement, State, agreed_in, left_in, settle_left_out
from bot.model.rosters import Settled
from bot.model.usage import read_bits
from bot.store import ledger
from bot.store.database import Row, Transaction


@dataclass(frozen=True)
class Reason:
    """One person's reason as it stands; `is_still_said`: the answer is stored, and is still this one."""

    left_out_id: str
    program_id: str
    person_id: str
    prompt_id: str
    question: str
    reason: str
    state: State
    said_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    from_on: date | None
    until_on: date | None
    ended_at: datetime | None
    is_still_said: bool

    def stands(self, today: date) -> bool:
        """Whether it is asked about or agreed to, and not over."""
        is_over = self.until_on is not None and self.until_on <= today
        return self.is_still_said and self.state in ("proposed", "agreed") and not is_over


def put(
    db: Transaction, left_out_id: str, program_id: str, person_id: str, prompt_id: str, answer: tuple[str, str],
    state: State, at: datetime,
) -> Reason:  # fmt: skip
    """Keeps what the person chose about one answer (question, option); a later word takes the earlier one's
    place."""
    question, reason = answer
    db.run(
        "left_out.put", left_out_id=left_out_id, program_id=program_id, person_id=person_id,
        prompt_id=prompt_id, question=question, reason=reason, state=state, said_at=at,
    )  # fmt: skip
    return next(one for one in reversed(of_person(db, person_id)) if one.prompt_id == prompt_id)


def find(db: Transaction, left_out_id: str) -> Reason | None:
    """The one with this id."""
    row = db.one("left_out.find", left_out_id=left_out_id)
    return _reason(row) if row else None


def of_person(db: Transaction, person_id: str) -> list[Reason]:
    """All of a person, oldest first."""
    return [_reason(row) for row in db.all("left_out.list_of_person", person_id=person_id)]


def decide(
    db: Transaction, left_out_id: str, state: State, by: str, at: datetime, span: tuple[date, date] | None
) -> bool:
    """A champion agrees, from a Monday to before another, or counts on; False when it was decided before."""
    from_on, until_on = span or (None, None)
    return bool(
        db.run(
            "left_out.decide", left_out_id=left_out_id, state=state, decided_by=by, decided_at=at,
            from_on=from_on, until_on=until_on,
        )
    )  # fmt: skip


def withdraw(db: Transaction, left_out_id: str, at: datetime) -> bool:
    """The person counts again; False when there was nothing to take back."""
    return bool(db.run("left_out.withdraw", left_out_id=left_out_id, ended_at=at))


def decided_by(db: Transaction, person_id: str) -> list[Row]:
    """Rows `decided_at, state` of what somebody decided about others."""
    return db.all("left_out.list_decided_by", person_id=person_id)


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases a person's reasons, and the name under decisions about others."""
    db.run("left_out.forget_person", person_id=person_id)
    db.run("left_out.forget_decider", person_id=person_id)


def counted(db: Transaction, program_id: str, ground: Ground, settled: Settled) -> Ground:
    """The week without those whom its use figures leave out; earlier weeks without whom they left out when they
    were told."""
    rows = db.all("left_out.list_agreed", program_id=program_id)
    agreed = [Agreement(row["ordinal"], row["from_on"], row["until_on"]) for row in rows]
    told = _told(db, program_id)
    earlier = {monday: groups for monday, groups in told.items() if monday < ground.monday}
    if ground.monday in told:  # a week that was published is counted as it was
        return replace(ground, left_out=earlier | {ground.monday: told[ground.monday]})
    left, standing = left_in(ground.monday, agreed, ground.active), agreed_in(ground.monday, agreed)
    if not standing:
        return replace(ground, left_out=earlier)
    last = earlier[max(earlier)] if earlier else {}
    found = settle_left_out(ledger.all_told(db), settled.told, left, last, ground.k, standing)
    return replace(ground, left_out=earlier | {ground.monday: found.out}, few_left_out=found.few)


def enter(db: Transaction, program_id: str, ground: Ground, settled: Settled, at: datetime) -> None:
    """Writes down of whom the use figures of a week are told where they leave somebody out."""
    out = ground.left_out.get(ground.monday, {})
    counted_ones = {group: settled.told[group] & ~left for group, left in out.items()}
    if counted_ones:
        told = dict.fromkeys(counted_ones, _METRICS)
        ledger.enter_beside(db, program_id, f"counted/{ground.monday}", ground.monday, counted_ones, told, at)


_METRICS = ("counted", "active", "habit", "moves")


def _told(db: Transaction, program_id: str) -> Mapping[date, Mapping[str, int]]:
    """Monday → group → whom its use figures left out, as they were told."""
    found: dict[date, dict[str, int]] = {}
    for row in db.all("left_out.list_counted", program_id=program_id):
        out = read_bits(row["roster"]) & ~read_bits(row["counted"])
        found.setdefault(row["week_on"], {})[row["team"]] = out
    return found


def _reason(row: Row) -> Reason:
    return Reason(
        **{key: row[key] for key in Reason.__dataclass_fields__ if key != "is_still_said"},
        is_still_said=bool(row["is_still_said"]),
    )
