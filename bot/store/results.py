"""Results of closed windows: what they are counted from, and what was published, which never changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.content import Question
from bot.model.feedback import FeedbackWindow, FrozenQuestions
from bot.model.ground import WHOLE, Ground, Member, Respondent
from bot.model.results import WindowResult
from bot.model.themes import Lexicon
from bot.store import grounds, pseudonyms
from bot.store.database import Row, Transaction

_BASELINE = "baseline"


@dataclass(frozen=True)
class PublishedResult:
    """A window's result of one group, as it was published."""

    window_id: str
    week_on: date
    made_at: datetime
    result: WindowResult


@dataclass(frozen=True)
class Due:
    """A closed window nothing was published of yet."""

    window: FeedbackWindow
    week_on: date


def due(db: Transaction) -> list[Due]:
    """Closed windows nothing was published of yet, oldest first."""
    return [
        Due(FeedbackWindow.model_validate({**row, "frozen": row["frozen_json"]}), row["week_on"])
        for row in db.all("results.list_due")
    ]


def ground_of(db: Transaction, due: Due, k: int, known: Lexicon) -> Ground:
    """Who was asked in a window, in the team of that moment, and what they answered in time."""
    window, asked = due.window, db.all("results.list_asked", window_id=due.window.window_id)
    members = tuple(
        Member(row["person_id"], row["ordinal"], row["name"], row["team"], due.week_on) for row in asked
    )
    respondents = (
        grounds.nameless(db, window.window_id)
        if pseudonyms.is_anonymous(db, window.window_id)
        else _respondents(db, window.window_id, asked)
    )
    questions = {key: window.frozen.questions[key] for key in _in_order(window)}
    return Ground(
        monday=due.week_on, program_week=window.week, k=k, members=members, active={}, basis="none",
        known_until=None, calendar=(), asked=tuple(respondents), questions=questions,
        baseline=_before(db, due, questions), lexicon=known,
    )  # fmt: skip


def keep(db: Transaction, window_id: str, result: WindowResult, at: datetime) -> None:
    """Publishes a result; the first one stays."""
    db.run(
        "results.put", window_id=window_id, team=result.team, result_json=result.model_dump_json(), made_at=at
    )


def find(db: Transaction, window_id: str, team: str = WHOLE) -> PublishedResult | None:
    """The result of a window and group; None when none was published."""
    row = db.one("results.find", window_id=window_id, team=team)
    if row is None:
        return None
    result = WindowResult.model_validate(row["result_json"])
    return PublishedResult(row["window_id"], row["week_on"], row["made_at"], result)


def published(db: Transaction, program_id: str) -> list[Row]:
    """Windows with a result, the newest first: `window_id, window_key, week, week_on, titles_json`."""
    rows = db.all("results.list_of_program", program_id=program_id)
    for row in rows:
        row["titles_json"] = row.pop("frozen_json")["question_set"]["title"]
    return rows


def _in_order(window: FeedbackWindow) -> list[str]:
    return list(dict.fromkeys(step.question for step in window.frozen.question_set.ask))


def _respondents(db: Transaction, window_id: str, asked: list[Row]) -> list[Respondent]:
    answers: dict[str, dict[str, str]] = defaultdict(dict)
    for row in db.all("summaries.list_answers", window_id=window_id):
        answers[row["person_id"]][row["question"]] = row["value"]
    return [Respondent(row["person_id"], row["team"], answers[row["person_id"]]) for row in asked]


def _before(db: Transaction, due: Due, questions: dict[str, Question]) -> dict[str, dict[str, str]]:
    """Person → question → the first answer, of questions the baseline asked in an earlier week."""
    asked: set[str] = set()
    where = {"program_id": due.window.program_id, "week_on": due.week_on}
    for row in db.all("results.list_earlier", **where):
        frozen = FrozenQuestions.model_validate(row["frozen_json"])
        is_baseline = frozen.question_set.key == _BASELINE
        asked |= {key for key, one in frozen.questions.items() if is_baseline or one.role == _BASELINE}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for key in sorted(asked & questions.keys()):
        for row in db.all("summaries.list_first_answers", **where, question=key):
            found[row["person_id"]][key] = row["value"]
    return found
