"""What people said got in the way in closed windows, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.model.actions import Theme
from bot.store.database import Row, Transaction

ItemState = Literal["open", "doing", "done", "declined"]


class OpenItem(BaseModel):
    """One theme of a window, named by `people` people; `owner` is a name as it was said. `week` is the
    window's, where windows stand side by side."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    item_id: str
    program_id: str
    window_id: str
    theme: str = ""
    labels: dict[str, str] = Field(alias="labels_json")
    people: int
    state: ItemState
    owner: str = ""
    reason: str = ""
    due_on: date | None = None
    week: int = 0


class Step(BaseModel):
    """What was said of an item at one time; `owner` and `said_by` are people's ids."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    state: ItemState
    owner: str
    reason: str
    due_on: date | None
    said_by: str
    said_at: datetime


class ClosedWindow(BaseModel):
    """The window that was closed last."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    window_id: str
    phase_key: str
    week: int
    week_on: date


def last_window(db: Transaction, program_id: str) -> ClosedWindow | None:
    """The window closed last in which anybody was asked."""
    row = db.one("open_items.last_closed_window", program_id=program_id)
    return ClosedWindow.model_validate(row) if row else None


def put(
    db: Transaction, new_ids: Iterable[str], program_id: str, window_id: str, themes: Iterable[Theme]
) -> int:
    """Keeps the themes of a window, each once; returns how many are new."""
    return sum(
        db.run(
            "open_items.put_item", item_id=item_id, program_id=program_id, window_id=window_id,
            theme=theme.key, labels_json=theme.labels, people=theme.people,
        )
        for item_id, theme in zip(new_ids, themes, strict=True)
    )  # fmt: skip


def standing(db: Transaction, program_id: str) -> list[OpenItem]:
    """The items of the window closed last, and those of every earlier one that are not settled: what waits
    for an answer first, the newest before the older."""
    window = last_window(db, program_id)
    last = window.window_id if window else ""
    rows = db.all("open_items.list_standing", program_id=program_id, window_id=last)
    return [OpenItem.model_validate(row) for row in rows]


def answered_since(db: Transaction, program_id: str, since: datetime) -> list[OpenItem]:
    """The items of which something was said since then and still holds, the newest first."""
    rows = db.all("open_items.list_answered_since", program_id=program_id, since_at=since)
    return [OpenItem.model_validate(row) for row in rows]


def of_window(db: Transaction, window_id: str) -> list[OpenItem]:
    """The items of a window, most named first."""
    return [OpenItem.model_validate(row) for row in db.all("open_items.list_items", window_id=window_id)]


def window_of(db: Transaction, window_id: str) -> ClosedWindow:
    """The week of a window that has items."""
    return ClosedWindow.model_validate(db.one("open_items.find_window", window_id=window_id))


def untold(db: Transaction, program_id: str) -> list[str]:
    """Windows all of whose items have an answer, of which nobody who named them was told yet."""
    return [row["window_id"] for row in db.all("open_items.list_untold_windows", program_id=program_id)]


def mark_told(db: Transaction, window_id: str, at: datetime) -> None:
    """Those who named the items of a window are told now, and not again."""
    db.run("open_items.mark_told", window_id=window_id, told_at=at)


def ended(db: Transaction, program_id: str) -> list[OpenItem]:
    """Items that are done or declined, of which those who named them only heard that somebody is on them."""
    return [OpenItem.model_validate(row) for row in db.all("open_items.list_ended", program_id=program_id)]


def mark_ended(db: Transaction, item_id: str) -> None:
    """Those who named the item hear how it ended."""
    db.run("open_items.mark_ended", item_id=item_id)


def who_know(db: Transaction, item: OpenItem) -> set[str]:
    """Ids of those whose first message about the window's items said how this one ended, will say so, or
    never reached them."""
    answered_at = db.value("open_items.answered_last_at", item_id=item.item_id)
    tellings = db.all("open_items.list_tellings", window_id=item.window_id)
    first = ("sent", "sending", "in_doubt")
    return {
        row["person_id"]
        for row in tellings
        if row["state"] not in first or (row["settled_at"] and row["settled_at"] >= answered_at)
    }


def unanswered(db: Transaction, program_id: str) -> int:
    """How many items of any window nobody has answered."""
    return int(db.value("open_items.count_open", program_id=program_id))


def hold_back(db: Transaction, program_id: str) -> bool:
    """Whether new questions wait: items are unanswered, and nobody opened new questions all the same since
    the last ones closed."""
    return bool(unanswered(db, program_id)) and not _override(db, program_id)


def override_in_force(db: Transaction, program_id: str) -> str:
    """Why new questions open although items are unanswered; empty when none are."""
    return _override(db, program_id) if unanswered(db, program_id) else ""


def _override(db: Transaction, program_id: str) -> str:
    """The reason somebody gave once the last window had closed: it holds until the next one closes."""
    window = last_window(db, program_id)
    found = db.one("open_items.find_override", window_id=window.window_id) if window else None
    return str(found["reason"]) if found else ""


def override(db: Transaction, window_id: str, reason: str, by: str, at: datetime) -> bool:
    """New questions may open after this window although items are unanswered; False when it was said before."""
    changed = db.run(
        "open_items.put_override", window_id=window_id, reason=reason, opened_by=by, opened_at=at
    )
    return changed == 1


def overrides_of(db: Transaction, person_id: str) -> list[Row]:
    """What a person opened all the same, for the export."""
    return db.all("open_items.list_overrides_of", person_id=person_id)


def find(db: Transaction, item_id: str) -> OpenItem | None:
    """The item with this id."""
    row = db.one("open_items.find_item", item_id=item_id)
    return OpenItem.model_validate(row) if row else None


def answer(
    db: Transaction, item_id: str, state: ItemState, owner: str, reason: str, by: str, at: datetime
) -> bool:
    """Says what becomes of an item; False when it was done or declined before."""
    changed = db.run(
        "open_items.answer_item", item_id=item_id, state=state, owner=owner, reason=reason, answered_by=by,
        answered_at=at,
    )  # fmt: skip
    return changed == 1


def plan(db: Transaction, item_id: str, owner: str, due_on: date | None, by: str, at: datetime) -> None:
    """Somebody owns an item from now on, by a day or without one; also one that was done or declined."""
    db.run(
        "open_items.plan_item", item_id=item_id, owner=owner, due_on=due_on, answered_by=by, answered_at=at
    )  # fmt: skip


def add_step(db: Transaction, step_id: str, item: OpenItem, by: str, at: datetime) -> None:
    """Keeps how an item stands now, beside how it stood before."""
    db.run(
        "open_items.add_step", step_id=step_id, item_id=item.item_id, state=item.state, owner=item.owner,
        reason=item.reason, due_on=item.due_on, said_by=by, said_at=at,
    )  # fmt: skip


def steps(db: Transaction, item_id: str) -> list[Step]:
    """Everything that was said of an item, oldest first."""
    return [Step.model_validate(row) for row in db.all("open_items.list_steps", item_id=item_id)]


def steps_by(db: Transaction, person_id: str) -> list[Row]:
    """What a person said of items, for the export."""
    return db.all("open_items.list_steps_by", person_id=person_id)


def forget_person(db: Transaction, person_id: str) -> None:
    """Takes the person out of the items' history; what became of each item stays."""
    db.run("open_items.forget_step_names", person_id=person_id)


def answered_by(db: Transaction, person_id: str) -> list[Row]:
    """What a person answered, for the export."""
    return db.all("open_items.list_answered_by", person_id=person_id)
