"""Programs, their phases, who is enrolled, and the pause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from bot.model.delivery import PAUSED, Limits
from bot.model.people import Person
from bot.model.rollout import PhaseState, Program, ProgramState, Terms
from bot.model.schedule import PhaseStatus
from bot.store import people
from bot.store.database import Row, Transaction
from bot.store.members import of_phase


@dataclass(frozen=True)
class Running:
    """A program as stored: its id, its text, and where each phase stands."""

    program_id: str
    version: int
    state: ProgramState
    program: Program
    phases: tuple[PhaseStatus, ...]

    def status(self, phase_key: str) -> PhaseStatus:
        """Where a phase stands; KeyError for an unknown one."""
        found = next((status for status in self.phases if status.phase_key == phase_key), None)
        if found is None:
            raise KeyError(phase_key)
        return found

    @property
    def present(self) -> PhaseStatus | None:
        """The phase that runs or waits at its gate; None before the first and after the last."""
        return next((status for status in self.phases if status.state in ("running", "at_gate")), None)

    @property
    def has_begun(self) -> bool:
        """Whether any of its phases began."""
        return any(status.state != "planned" for status in self.phases)

    @property
    def is_at_gate(self) -> bool:
        """Whether a phase waits for a person's decision."""
        return any(status.state == "at_gate" for status in self.phases)

    @property
    def upcoming(self) -> PhaseStatus | None:
        """The next phase that has not begun."""
        return next((status for status in self.phases if status.state == "planned"), None)


def current(db: Transaction) -> Running | None:
    """The program of this organisation that is approved, running or held; None when there is none."""
    row = next(iter(db.kept("programs.current_program")), None)
    return _running(db, row) if row else None


def latest(db: Transaction) -> Running | None:
    """The program in force; else the newest draft; else the one that ended last. None when there never was one."""
    row = db.one("programs.latest_program")
    return _running(db, row) if row else None


def find(db: Transaction, program_id: str) -> Running | None:
    """The program with this key, wherever it stands."""
    row = db.one("programs.find_program", program_id=program_id)
    return _running(db, row) if row else None


def has_ended(db: Transaction, program_id: str) -> bool:
    """Whether a program is done or was stopped."""
    present = current(db)
    if present and present.program_id == program_id:
        return False
    found = find(db, program_id)
    return found is not None and found.state in ("done", "stopped")


def place(db: Transaction, program: Program, version: int, state: ProgramState, at: datetime) -> Running:
    """Makes this text the one of its program; `state` is taken by one that is new or was only a draft."""
    program_id = program.program.key
    db.run(
        "programs.put_program",
        program_id=program_id,
        version=version,
        state=state,
        plan_json=program.model_dump_json(by_alias=True),
        digest=program.fingerprint(),
        applied_at=at,
    )
    db.run("programs.drop_planned_phases", program_id=program_id)
    for ordinal, phase in enumerate(program.phase):
        db.run("programs.put_phase", program_id=program_id, phase_key=phase.key, ordinal=ordinal)
    placed = find(db, program_id)
    assert placed is not None, "just written"  # noqa: S101
    return placed


def retire_others(db: Transaction, program_id: str, at: datetime) -> None:
    """Whatever else was in force gives way to this program, and ends with the phase it stands in; drafts of
    others stay."""
    db.run("programs.end_phases_of_others", program_id=program_id, ended_at=at)
    db.run("programs.retire_others", program_id=program_id)


def begin_phase(
    db: Transaction, program_id: str, phase_key: str, week_one_on: date, at: datetime, by: str
) -> bool:
    """A planned phase begins; False when it was begun before."""
    db.run("programs.mark_program", program_id=program_id, state="running")
    changed = db.run(
        "programs.begin_phase",
        program_id=program_id,
        phase_key=phase_key,
        week_one_on=week_one_on,
        started_at=at,
        changed_by=by,
    )
    return changed == 1


def mark_phase(
    db: Transaction,
    program_id: str,
    phase_key: str,
    was: PhaseState,
    state: PhaseState,
    at: datetime,
) -> bool:
    """Moves a phase on, if it still stands where the caller saw it."""
    changed = db.run(
        "programs.mark_phase",
        program_id=program_id,
        phase_key=phase_key,
        was=was,
        state=state,
        ended_at=at,
    )
    return changed == 1


def mark_program(db: Transaction, program_id: str, state: ProgramState) -> None:
    """Says where a whole program stands."""
    db.run("programs.mark_program", program_id=program_id, state=state)


def finish(db: Transaction, program_id: str, state: ProgramState = "done") -> None:
    """The last phase has ended, or the program was stopped."""
    db.run("programs.mark_program", program_id=program_id, state=state)


def enrolled_ids(db: Transaction, program_id: str) -> set[str]:
    """Ids of active people in the program."""
    rows = db.all("programs.list_teams_of_enrolled", program_id=program_id)
    return {row["person_id"] for row in rows if row["state"] == "active"}


def told_since(db: Transaction, program_id: str) -> dict[str, datetime]:
    """Person id → since when the person takes part and knows who speaks; absent before that."""
    rows = db.all("programs.list_told", program_id=program_id)
    return {row["person_id"]: max(row["enrolled_at"], row["disclosed_at"]) for row in rows}


def enrolled_among(db: Transaction, program_id: str, person_ids: Sequence[str]) -> set[str]:
    """Which of these people take part in a program, by id."""
    rows = db.all("programs.list_enrolled_among", program_id=program_id, person_ids=list(person_ids))
    return {row["person_id"] for row in rows}


def is_running(db: Transaction, program_id: str, phase_key: str) -> bool:
    """Whether this phase of this program runs now; one that ended or waits at its gate does not."""
    running = current(db)
    if running is None or running.program_id != program_id or running.present is None:
        return False
    return (running.present.phase_key, running.present.state) == (phase_key, "running")


def not_disclosed(db: Transaction, program_id: str) -> list[Person]:
    """Enrolled people who can be reached and were not told yet who speaks, nor said stop."""
    return [people.made(row) for row in db.all("programs.list_not_disclosed", program_id=program_id)]


def enrolled(db: Transaction, program_id: str) -> list[Person]:
    """Active people in the program, by ordinal."""
    return [people.made(row) for row in db.all("programs.list_enrolled", program_id=program_id)]


def members(db: Transaction, program_id: str, phase_key: str) -> list[Person]:
    """Active people of the program who are in this phase, by ordinal; nobody before it has begun."""
    return of_phase(db, program_id, phase_key)


def count_enrolled(db: Transaction, program_id: str) -> list[Row]:
    """How many active people take part (`enrolled`), and how many of them a message can reach (`reachable`),
    by the `calendar` of their own."""
    return db.all("programs.count_enrolled", program_id=program_id)


def calendars(db: Transaction, program_id: str) -> dict[str, int]:
    """Calendar → how many active people who take part have it."""
    return {
        row["calendar"]: int(row["enrolled"])
        for row in db.all("programs.count_calendars", program_id=program_id)
    }


def has_enrolled(db: Transaction, program_id: str, people: int) -> bool:
    """Whether at least so many active people take part."""
    return int(db.value("programs.count_up_to", program_id=program_id, most=people)) >= people


def limits(db: Transaction) -> Limits:
    """The promises of the current program to a person; the defaults without one."""
    running = current(db)
    return running.program.limits() if running else Limits()


def terms(db: Transaction) -> Terms:
    """What cards need to know of the current program; neutral words without one."""
    row = next(iter(db.kept("programs.current_program")), None)
    return parsed(row["digest"], row["plan_text"]).terms() if row else Terms(tool="AI", group_minimum=5)


def pause(
    db: Transaction, pause_id: str, scope: str, by: str, reason: str, at: datetime, target: str = ""
) -> None:
    """Stops all sending the scope covers: once this is committed, no message it covers is claimed."""
    await_claims(db)
    db.run(
        "programs.add_pause",
        pause_id=pause_id,
        scope=scope,
        target=target,
        reason=reason,
        paused_by=by,
        paused_at=at,
    )


def lift_pause(db: Transaction, scope: str, by: str, at: datetime) -> int:
    """Lifts every pause of a scope; what they held back is looked at again now. Returns how many pauses."""
    lifted = db.run("programs.lift_pauses", scope=scope, lifted_by=by, lifted_at=at)
    db.run("programs.release_held", due_at=at, reason=PAUSED)
    return lifted


def lift_one_pause(db: Transaction, pause_id: str, by: str, at: datetime) -> bool:
    """Lifts one pause and no other; False when it was lifted before."""
    lifted = db.run("programs.lift_one_pause", pause_id=pause_id, lifted_by=by, lifted_at=at)
    if lifted:
        db.run("programs.release_held", due_at=at, reason=PAUSED)
    return lifted == 1


def release_held(db: Transaction, at: datetime) -> None:
    """What a pause held back is looked at again now."""
    db.run("programs.release_held", due_at=at, reason=PAUSED)


def keep_pauses(db: Transaction) -> None:
    """Until this transaction ends no pause comes into force; on SQLite only one writes at a time anyway."""
    db.one("programs.keep_pauses")


def await_claims(db: Transaction) -> None:
    """Waits for the claims that are being made; until this transaction ends no other one begins."""
    db.one("programs.await_claims")


def pauses(db: Transaction) -> list[Row]:
    """Pauses in force, oldest first."""
    return db.all("programs.list_pauses")


def is_paused(db: Transaction) -> bool:
    """Whether any pause is in force."""
    return bool(pauses(db))


@lru_cache(maxsize=8)
def parsed(fingerprint: str, text: str) -> Program:
    """Parsed once a version: the same fingerprint is the same text."""
    return Program.model_validate_json(text)


def _running(db: Transaction, row: Row) -> Running:
    phases = db.kept("programs.list_phases", program_id=row["program_id"])
    return Running(
        program_id=row["program_id"],
        version=row["version"],
        state=row["state"],
        program=parsed(row["digest"], row["plan_text"]),
        phases=tuple(PhaseStatus.model_validate({**one, "shifts": one["shifts_json"]}) for one in phases),
    )
