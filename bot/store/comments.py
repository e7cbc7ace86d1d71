"""What people wrote in own words, found again: one index on either database, fed with the same tokens.

A comment is an answer to a text question or a remark; its words stay where they were written, the index
holds tokens only. It is written, changed and erased in the transaction that does so to the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b

from bot.errors import ConfigurationError
from bot.model.feedback import FrozenQuestions
from bot.model.tokens import VERSION, Comment, index_query, index_words, ranked
from bot.store.database import Row, Transaction

_PROBE = "權限"
_BIGGEST = 2**63


def keep_answer(
    db: Transaction, prompt_id: str, question: str, late: bool, person_id: str, body: str, at: datetime
) -> None:
    """Indexes an answer in own words, or one that was changed."""
    about = {"prompt_id": prompt_id, "question": question, "late": late, "remark_id": None}
    _keep(db, _answer_id(prompt_id, question, late), person_id, body, at, about)


def keep_remark(db: Transaction, remark_id: str, person_id: str, body: str, at: datetime) -> None:
    """Indexes what was said outside any window."""
    about = {"prompt_id": None, "question": "", "late": False, "remark_id": remark_id}
    _keep(db, remark_id, person_id, body, at, about)


def drop_answer(db: Transaction, prompt_id: str, question: str, late: bool = False) -> None:
    """Takes an answer out that was taken back; one that was no text is not in it."""
    _drop(db, _answer_id(prompt_id, question, late))


def forget_person(db: Transaction, person_id: str) -> None:
    """Takes everything a person wrote out of the index, and forgets what was written about everybody's words."""
    for row in db.all("comments.list_of_person", person_id=person_id):
        _drop(db, row["comment_id"])
    db.run("themes.forget_written")


def search(db: Transaction, query: str) -> list[Comment]:
    """The comments that hold every word of the query, runs of signs unbroken; best first."""
    words = index_query(query)
    if not words:
        return []
    return ranked(query, map(_comment, db.all("comments.search", words=words)))


def said_since(db: Transaction, since: datetime) -> list[Comment]:
    """Every comment that came in time since an instant, oldest first."""
    return [_comment(row) for row in db.all("comments.list_since", since_at=since, late=0)]


def of_person(db: Transaction, person_id: str) -> list[Comment]:
    """Everything in the index that one person wrote."""
    return [_comment(row) for row in db.all("comments.list_of_person", person_id=person_id)]


def catch_up(db: Transaction) -> int:
    """Indexes what was written before there was an index; returns how much that was."""
    remarks = db.all("comments.list_unknown_remarks")
    for row in remarks:
        keep_remark(db, row["remark_id"], row["person_id"], row["body"], row["said_at"])
    answers = [row for window in db.all("comments.list_windows") for row in _unknown_answers(db, window)]
    for row in answers:
        late, at = bool(row["late"]), row["answered_at"]
        keep_answer(db, row["prompt_id"], row["question"], late, row["person_id"], row["value"], at)
    return len(remarks) + len(answers)


def renew(db: Transaction) -> int:
    """Indexes everything anew when it was indexed by an older way of cutting a text; returns how much that was."""
    place = _place(db, "version")
    if db.all("comments.find_words", words=index_query(VERSION), place=place):
        return 0
    known = db.all("comments.list_since", since_at=datetime.fromtimestamp(0, UTC), late=1)
    for row in known:
        _keep_words(db, row["place"], row["body"])
    _keep_words(db, place, VERSION)
    return len(known)


def prove(db: Transaction) -> None:
    """Refuses to go on with a database that does not find a Chinese word inside a sentence."""
    place = _place(db, "probe")
    _keep_words(db, place, f"沒有{_PROBE}可以登入")
    found = db.all("comments.find_words", words=index_query(_PROBE), place=place)
    db.run("comments.drop_words", place=place)
    if not found:
        raise ConfigurationError(
            f"UPTAKE_DATABASE: its text search does not find {_PROBE}; it was built without FTS5 or changed"
        )


def _unknown_answers(db: Transaction, window: Row) -> list[Row]:
    questions = FrozenQuestions.model_validate(window["frozen_json"]).questions.values()
    texts = [question.key for question in questions if question.kind == "text"]
    return db.all("comments.list_unknown_answers", window_id=window["window_id"], questions=texts)


def _keep(
    db: Transaction, comment_id: str, person_id: str, body: str, at: datetime, about: Mapping[str, object]
) -> None:
    place = _place(db, comment_id)
    db.run(
        "comments.keep", comment_id=comment_id, place=place, person_id=person_id, said_at=at, **about
    )  # fmt: skip
    _keep_words(db, place, body)


def _keep_words(db: Transaction, place: int, text: str) -> None:
    db.run("comments.drop_words", place=place)
    db.run("comments.keep_words", place=place, words=index_words(text))


def _drop(db: Transaction, comment_id: str) -> None:
    if db.run("comments.drop", comment_id=comment_id):
        db.run("comments.drop_words", place=_place(db, comment_id))


def _answer_id(prompt_id: str, question: str, late: bool) -> str:
    return f"{prompt_id}/{question}" + ("/late" if late else "")


def _place(db: Transaction, comment_id: str) -> int:
    """A row number both databases can hold; of a million comments two share one in one of 10 million cases,
    and the second is refused then, never mixed up."""
    digest = blake2b(f"{db.org_id}\0{comment_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) % _BIGGEST


def _comment(row: Row) -> Comment:
    return Comment(
        row["comment_id"],
        row["person_id"],
        row["question"],
        row["body"],
        row["said_at"],
        bool(row["is_unquoted"]),
    )
