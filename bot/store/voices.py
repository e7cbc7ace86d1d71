"""What people wrote in own words, under their names or on slips: themes and search read both.

Slips are not in the index, which knows who and when; they are read as they lie, and only once their window is
closed and all together, so that nobody who asks again and again sees one come in. What came late on a slip
is left out for the same reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.model.feedback import FrozenQuestions
from bot.model.tokens import Comment, ranked
from bot.store import comments, pseudonyms, quoting
from bot.store.database import Transaction

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def said_since(db: Transaction, since: datetime, now: datetime) -> list[Comment]:
    """Every comment that came in time since an instant; on slips, of windows closed since then."""
    return [*comments.said_since(db, since), *_on_slips(db, since, now)]


def search(db: Transaction, query: str, now: datetime) -> list[Comment]:
    """The comments that hold every word of the query, runs of signs unbroken; best first."""
    return ranked(query, [*comments.search(db, query), *_on_slips(db, _EVER, now)])


def _on_slips(db: Transaction, since: datetime, now: datetime) -> Iterator[Comment]:
    unquoted = quoting.unquoted(db)
    for window in db.all("pseudonyms.list_closed_windows", since_at=since, now_at=now):
        questions = FrozenQuestions.model_validate(window["frozen_json"]).questions
        texts = {key for key, question in questions.items() if question.kind == "text"}
        for slip_id, (_, said) in pseudonyms.of_window(db, window["window_id"]).items():
            for key in sorted(texts & said.keys()):
                yield Comment(
                    f"{slip_id}/{key}", slip_id, key, said[key], window["closes_at"], slip_id in unquoted,
                    window["window_id"],
                )  # fmt: skip
