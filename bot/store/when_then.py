"""When-then plans of people."""

from __future__ import annotations

from datetime import datetime

from bot.model.when_then import State, WhenThen
from bot.store.database import Row, Transaction


def put(db: Transaction, plan: WhenThen) -> bool:
    """Keeps a plan; False while another plan made on the same nudge stands."""
    values = plan.model_dump(exclude={"state"})
    return db.run("when_then.put_plan", **values) == 1


def find(db: Transaction, plan_id: str) -> WhenThen | None:
    """The plan with this id."""
    return _made(db.one("when_then.find_plan", plan_id=plan_id))


def planned_on(db: Transaction, nudge_id: str) -> WhenThen | None:
    """The plan that stands, made on this nudge."""
    return _made(db.one("when_then.find_planned_on", nudge_id=nudge_id))


def settle(db: Transaction, plan_id: str, state: State, at: datetime) -> None:
    """What became of a plan."""
    db.run("when_then.settle_plan", plan_id=plan_id, state=state, answered_at=at)


def of_person(db: Transaction, person_id: str) -> list[WhenThen]:
    """Every plan of a person, oldest first."""
    rows = db.all("when_then.list_of_person", person_id=person_id)
    return [WhenThen.model_validate(row) for row in rows]


def ahead(db: Transaction, person_id: str, now: datetime) -> list[WhenThen]:
    """The plans whose reminder is still to come, the soonest first."""
    found = [one for one in of_person(db, person_id) if one.state == "planned" and one.at > now]
    return sorted(found, key=lambda one: one.at)


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases a person's plans."""
    db.run("when_then.forget_plans", person_id=person_id)


def _made(row: Row | None) -> WhenThen | None:
    return WhenThen.model_validate(row) if row else None
