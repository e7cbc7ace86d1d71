"""Windows, prompts and answers. An answer is one row a question; late ones are kept beside, never counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.model.asking import Came
from bot.model.feedback import Asked, FeedbackPrompt, FeedbackWindow, FrozenQuestions
from bot.model.modes import Mode
from bot.model.people import Person
from bot.model.time import LocalTime
from bot.store import comments, pseudonyms
from bot.store.database import Row, Transaction

TWICE_WITHIN = timedelta(minutes=1)


def open_window(
    db: Transaction, window_id: str, program_id: str, phase_key: str, window_key: str, week: int, monday: date,
    opens_at: datetime, closes_at: datetime, frozen: FrozenQuestions,
) -> FeedbackWindow:  # fmt: skip
    """The window of this key, opened once; its questions are frozen by the first opening."""
    db.run(
        "feedback.open_window", window_id=window_id, program_id=program_id, phase_key=phase_key,
        window_key=window_key, question_set=frozen.question_set.key, week=week, week_on=monday,
        opens_at=opens_at, closes_at=closes_at, frozen_json=frozen.model_dump_json(by_alias=True),
    )  # fmt: skip
    row = db.one(
        "feedback.find_window_named",
        program_id=program_id,
        phase_key=phase_key,
        window_key=window_key,
    )
    assert row is not None, "just written"  # noqa: S101
    return _window(row)


def stretch(db: Transaction, window_id: str, opens_at: datetime, closes_at: datetime) -> None:
    """A window lasts from its earliest local opening to its latest local close."""
    db.run("feedback.stretch_window", window_id=window_id, opens_at=opens_at, closes_at=closes_at)


def window(db: Transaction, window_id: str) -> FeedbackWindow:
    """The window with this id; KeyError when there is none."""
    row = db.one("feedback.find_window", window_id=window_id)
    if row is None:
        raise KeyError(window_id)
    return _window(row)


def due_to_close(db: Transaction, now: datetime) -> list[FeedbackWindow]:
    """Open windows whose last local close has passed."""
    return [_window(row) for row in db.all("feedback.list_due_to_close", now_at=now)]


def hold_open(db: Transaction, window_id: str) -> bool:
    """Whether the window is open; if so it can't be closed before this transaction ends."""
    return bool(db.value("feedback.hold_open", window_id=window_id))


def close(db: Transaction, window_id: str, at: datetime) -> bool:
    """Freezes a window; False when it was closed before."""
    return db.run("feedback.close_window", window_id=window_id, closed_at=at) == 1


@dataclass(frozen=True, slots=True)
class Asking:
    """One of many people to ask at once, by the local rules of opening and close."""

    prompt_id: str
    person: Person
    opens: LocalTime
    closes: LocalTime
    came: Came = ""


def ask_many(db: Transaction, window_id: str, asking: Sequence[Asking]) -> set[str]:
    """Asks people once in a window; returns the prompts of those who had not been asked before."""
    rows = (
        {
            "prompt_id": one.prompt_id, "window_id": window_id, "person_id": one.person.person_id,
            "team": one.person.team, "opens_at": one.opens.instant(), "closes_at": one.closes.instant(),
            "opens_wall": one.opens.text, "closes_wall": one.closes.text, "zone": one.opens.zone,
            "came": one.came,
        }
        for one in asking
    )  # fmt: skip
    ids = {one.prompt_id for one in asking}
    if db.run_many("feedback.ask", rows) == len(asking):
        return ids
    return ids & {row["prompt_id"] for row in db.all("feedback.list_prompt_ids", window_id=window_id)}


def withdraw_unopened(db: Transaction, now: datetime) -> list[str]:
    """Takes back prompts that have not opened, and windows left without any; returns the prompts' ids."""
    rows = db.all("feedback.list_unopened", now_at=now)
    for row in rows:
        db.run("feedback.drop_prompt", prompt_id=row["prompt_id"])
    db.run("feedback.drop_empty_windows", now_at=now)
    return [row["prompt_id"] for row in rows]


def has_unasked(db: Transaction, program_id: str, phase_key: str, window_key: str) -> bool:
    """Whether somebody is in the phase who was not asked in this window; most looks find nobody."""
    return bool(
        db.value("feedback.has_unasked", program_id=program_id, phase_key=phase_key, window_key=window_key)
    )


def people_asked(db: Transaction, program_id: str, phase_key: str, window_key: str) -> set[str]:
    """Ids of everyone asked in a window; empty before it is opened."""
    rows = db.all("feedback.list_asked", program_id=program_id, phase_key=phase_key, window_key=window_key)
    return {row["person_id"] for row in rows}


def last_asked(
    db: Transaction, program_id: str, phase_key: str, window_key: str, question_set: str
) -> dict[str, datetime]:
    """When each person was last asked a question set by another window than this one, of any program."""
    rows = db.all(
        "feedback.list_last_asked", program_id=program_id, phase_key=phase_key, window_key=window_key,
        question_set=question_set,
    )  # fmt: skip
    return {row["person_id"]: row["opens_at"] for row in rows}


def mark_extended(db: Transaction, window_id: str, at: datetime) -> None:
    """An administrator gave more time; every card of the window says so from now on."""
    db.run("feedback.mark_extended", window_id=window_id, extended_at=at)


def has_reminder_ahead(db: Transaction, prompt_id: str) -> bool:
    """Whether a second reminder is still to come."""
    return bool(db.value("feedback.has_reminder_ahead", prompt_id=prompt_id))


def call_off_reminders(db: Transaction, person_id: str, prompt_id: str, at: datetime, reason: str) -> None:
    """No reminder of this person's prompt comes any more; by the person, whose few messages are quickly found."""
    db.run(
        "feedback.call_off_reminders", person_id=person_id, prompt_id=prompt_id, settled_at=at, reason=reason
    )


def prompt(db: Transaction, prompt_id: str) -> FeedbackPrompt | None:
    """The prompt with this id."""
    row = db.one("feedback.find_prompt", prompt_id=prompt_id)
    return FeedbackPrompt.model_validate(row) if row else None


def open_prompt(db: Transaction, person_id: str, now: datetime) -> FeedbackPrompt | None:
    """What the person can answer right now."""
    row = db.one("feedback.find_open_prompt", person_id=person_id, now_at=now)
    return FeedbackPrompt.model_validate(row) if row else None


def stand_at(db: Transaction, prompt_id: str, question: str) -> None:
    """Remembers which question is shown."""
    db.run("feedback.stand_at", prompt_id=prompt_id, at_question=question)


def finish(db: Transaction, prompt_id: str, at: datetime, receipt: str) -> None:
    """The path is complete; the first receipt stays."""
    db.run("feedback.finish", prompt_id=prompt_id, finished_at=at, receipt=receipt)


def decline(db: Transaction, asked: FeedbackPrompt, at: datetime) -> None:
    """The person wants to hear no more of these questions: no reminder, no notice that they are open longer."""
    db.run("feedback.decline", prompt_id=asked.prompt_id, declined_at=at)
    call_off_reminders(db, asked.person_id, asked.prompt_id, at, "declined")


def keep_answer(
    db: Transaction,
    prompt_id: str,
    question: str,
    value: str,
    at: datetime,
    late: bool,
    *,
    is_text: bool = False,
) -> None:
    """Writes or changes an answer; one in own words (`is_text`) can be searched for, unless it is anonymous.
    UserError in an anonymous window whose key was destroyed."""
    if slip := pseudonyms.slip_of(db, prompt_id):
        pseudonyms.keep_answer(db, slip, question, value, late)
        return
    db.run(
        "feedback.keep_answer",
        prompt_id=prompt_id,
        question=question,
        value=value,
        answered_at=at,
        late=late,
    )
    if is_text and (found := prompt(db, prompt_id)):
        comments.keep_answer(db, prompt_id, question, late, found.person_id, value, at)


def drop_answer(db: Transaction, prompt_id: str, question: str, late: bool = False) -> None:
    """Takes back an answer: the person did, or a changed earlier one made it moot."""
    if slip := pseudonyms.slip_of(db, prompt_id):
        pseudonyms.drop_answer(db, slip, question, late)
        return
    db.run("feedback.drop_answer", prompt_id=prompt_id, question=question, late=late)
    comments.drop_answer(db, prompt_id, question, late)


def answers(db: Transaction, prompt_id: str, late: bool = False) -> dict[str, str]:
    """Question key → answer, as counted; or the late ones. Nothing once an anonymous window's key is gone."""
    if slip := pseudonyms.slip_of(db, prompt_id):
        return pseudonyms.answers(db, slip, late)
    rows = db.all("feedback.list_answers", prompt_id=prompt_id, late=late)
    return {row["question"]: row["value"] for row in rows}


def asked(db: Transaction, prompt_id: str) -> Asked | None:
    """A prompt with its window and counted answers."""
    found = prompt(db, prompt_id)
    return Asked(window(db, found.window_id), found, answers(db, prompt_id)) if found else None


def with_people(db: Transaction, asked: Asked) -> Asked:
    """The same with how many are asked, which only a card without answers says: tens of thousands take
    milliseconds to count."""
    if asked.answers:
        return asked
    (row,) = db.kept("feedback.count_asked", window_id=asked.window.window_id)
    return replace(asked, people=int(row["people"]))


def modes_asked(db: Transaction, program_id: str, now: datetime) -> list[tuple[str, str, Mode]]:
    """(phase, window) keys with the mode of every window in which somebody was asked already."""
    rows = db.all("feedback.list_asked_windows", program_id=program_id, now_at=now)
    frozen = ((row, FrozenQuestions.model_validate(row["frozen_json"])) for row in rows)
    return [(row["phase_key"], row["window_key"], one.mode) for row, one in frozen]


def prompts_of(db: Transaction, person_id: str) -> list[Row]:
    """Everything a person was asked, oldest first, with `window_key` and `week`."""
    return db.all("feedback.list_prompts_of_person", person_id=person_id)


def add_remark(db: Transaction, remark_id: str, person_id: str, body: str, at: datetime) -> None:
    """Keeps what a person said outside any window; the same form sent twice by a double click, once."""
    if db.value("feedback.has_remark", person_id=person_id, body=body, since_at=at - TWICE_WITHIN):
        return
    db.run("feedback.add_remark", remark_id=remark_id, person_id=person_id, body=body, said_at=at)
    comments.keep_remark(db, remark_id, person_id, body, at)


def remarks_of(db: Transaction, person_id: str) -> list[Row]:
    """What a person said outside any window."""
    return db.all("feedback.list_remarks", person_id=person_id)


def erase_answers(db: Transaction, receipt: str) -> int:
    """Erases the answers a receipt stands for, late ones included; how many they were. That the prompt was
    finished stays, so that nobody is reminded of it."""
    row = db.one("feedback.find_receipt", receipt=receipt) if receipt else None
    if row is None:
        return 0
    prompt_id = row["prompt_id"]
    db.run("feedback.clear_receipt", prompt_id=prompt_id)
    db.run("themes.forget_written")
    if slip := pseudonyms.slip_of(db, prompt_id):
        return pseudonyms.erase(db, slip)
    for late in (False, True):
        for question in answers(db, prompt_id, late):
            comments.drop_answer(db, prompt_id, question, late)
    return db.run("feedback.erase_answers", prompt_id=prompt_id)


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases everything a person answered or said."""
    comments.forget_person(db, person_id)
    pseudonyms.forget_person(db, person_id)
    for query in ("forget_answers", "forget_prompts", "forget_remarks"):
        db.run(f"feedback.{query}", person_id=person_id)


def _window(row: Row) -> FeedbackWindow:
    return FeedbackWindow.model_validate({**row, "frozen": _frozen(row["frozen_text"])})


@lru_cache(maxsize=32)
def _frozen(text: str) -> FrozenQuestions:
    """Parsed once a text: every tap of a window reads the same one, and another text is another entry."""
    return FrozenQuestions.model_validate_json(text)
