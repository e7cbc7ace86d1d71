"""Feedback windows and prompts: who is asked what, until when, and which answer counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.model.content import Question, QuestionSet
from bot.model.modes import Mode

Timeliness = Literal["early", "in_time", "late"]

# Slack delivers again at once, after a minute and after five; Teams after 15 seconds. A window is
# not counted before what was sent in time can't come any more.
REDELIVERY_FOR = timedelta(minutes=6)
SET_BACK = timedelta(minutes=1)


def received_at(now: datetime, latest: datetime | None) -> datetime:
    """When something came in: by the clock, unless that was set back by more than a minute since the
    `latest` event; what somebody may have seen closed then stays closed."""
    return latest if latest and latest - now > SET_BACK else now


def counted_at(received_at: datetime, first_sent_at: datetime | None) -> datetime:
    """The instant an answer is judged by: when we received it; for one that the platform delivers
    again, because the first delivery never reached us, when it was sent, at most 6 minutes before."""
    if first_sent_at is None or not timedelta() <= received_at - first_sent_at <= REDELIVERY_FOR:
        return received_at
    return first_sent_at


class FrozenQuestions(BaseModel):
    """The questions of a window as they were when it opened, in every language at once; with them who can
    know whose answer is whose, and why they were asked although what was named before waits (`opened_why`)."""

    model_config = ConfigDict(frozen=True)

    question_set: QuestionSet
    questions: dict[str, Question]
    mode: Mode = "confidential"
    opened_why: str = ""

    def path(self, answers: dict[str, str]) -> list[Question]:
        """The questions a person with these answers is asked, in order."""
        return [self.questions[key] for key in self.question_set.path(answers)]


class FeedbackWindow(BaseModel):
    """One window: `opens_at` is its earliest local opening, `closes_at` its latest local close."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    window_id: str
    program_id: str
    phase_key: str
    window_key: str
    week: int
    state: Literal["open", "closed"]
    opens_at: datetime
    closes_at: datetime
    frozen: FrozenQuestions
    extended_at: datetime | None = None


class FeedbackPrompt(BaseModel):
    """What one person is asked in one window, with the times of the person's own zone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    prompt_id: str
    window_id: str
    person_id: str
    opens_at: datetime
    closes_at: datetime
    at_question: str = ""
    finished_at: datetime | None = None
    receipt: str = ""
    came: str = ""
    declined_at: datetime | None = None  # “not this time”, or every question was skipped

    def timeliness(self, at: datetime) -> Timeliness:
        """Half-open: an answer received at `closes_at` is late."""
        if at < self.opens_at:
            return "early"
        return "in_time" if at < self.closes_at else "late"


@dataclass(frozen=True)
class Asked:
    """One person's prompt with its window and the answers so far (question key → answer)."""

    window: FeedbackWindow
    prompt: FeedbackPrompt
    answers: dict[str, str]
    people: int = 0  # how many are asked; counted for a card without answers only

    def answered(self, key: str, value: str) -> Asked:
        """The same once this answer is kept, or, empty, taken back."""
        others = {other: said for other, said in self.answers.items() if other != key}
        return replace(self, answers={**others, key: value} if value else others)

    def timeliness(self, at: datetime) -> Timeliness:
        """A window that was closed stays closed, whatever a clock that was set back says."""
        return "late" if self.window.state == "closed" else self.prompt.timeliness(at)

    @property
    def is_declined(self) -> bool:
        """Whether the person wanted to hear no more of it, and did not answer after all."""
        return self.prompt.declined_at is not None and not self.answers

    @property
    def is_anonymous(self) -> bool:
        return self.window.frozen.mode == "anonymous"

    def path(self) -> list[Question]:
        """The questions on this person's path, in order; never empty."""
        return self.window.frozen.path(self.answers)

    def next_open(self) -> Question | None:
        """The first question without an answer; None when the path is complete."""
        return next((question for question in self.path() if question.key not in self.answers), None)

    def left(self) -> int:
        """How many questions of the path have no answer."""
        return len([question for question in self.path() if question.key not in self.answers])

    def beside(self, key: str, step: int) -> Question | None:
        """The question `step` places from `key` on the path; None beyond either end."""
        path = self.path()
        places = [place for place, question in enumerate(path) if question.key == key]
        place = places[0] + step if places else -1
        return path[place] if 0 <= place < len(path) else None

    def moot(self) -> list[str]:
        """Answered questions that a changed earlier answer took off the path."""
        asked = {question.key for question in self.path()}
        return [key for key in self.answers if key not in asked]
