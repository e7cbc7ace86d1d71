"""Two-way threads: a champion answers a comment, and whoever wrote it answers back, unknown as before."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.store.database import Row, Transaction

Side = Literal["champion", "author"]


class Thread(BaseModel):
    """One thread. `author` is a person's id, or a slip of the anonymous `window_id`; it is for delivery, and
    `is_named` alone lets a card say who it is."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    thread_id: str
    champion: str
    author: str
    window_id: str
    quote: str
    state: Literal["open", "closed"]
    is_named: bool


class Message(BaseModel):
    """What one side wrote."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    message_id: str
    side: Side
    body: str
    said_at: datetime


def open_thread(
    db: Transaction, thread_id: str, champion: str, author: str, window_id: str, quote: str, is_named: bool,
    at: datetime,
) -> Thread:  # fmt: skip
    """The champion's thread about a comment: the one there is, or a new one."""
    row = db.one("threads.find_about", champion=champion, author=author, quote=quote)
    if row is None:
        db.run(
            "threads.open_thread", thread_id=thread_id, champion=champion, author=author, window_id=window_id,
            quote=quote, is_named=is_named, opened_at=at,
        )  # fmt: skip
        row = db.one("threads.find_about", champion=champion, author=author, quote=quote)
    return Thread.model_validate(row)


def find(db: Transaction, thread_id: str) -> Thread | None:
    """The thread with this id."""
    row = db.one("threads.find_thread", thread_id=thread_id)
    return Thread.model_validate(row) if row else None


def has_about(db: Transaction, champion: str, author: str, quote: str) -> bool:
    """Whether the champion answered this comment before."""
    return db.one("threads.find_about", champion=champion, author=author, quote=quote) is not None


def opened_since(db: Transaction, champion: str, since: datetime) -> int:
    """How many threads a champion opened since an instant."""
    return int(db.value("threads.count_opened", champion=champion, since_at=since))


def write(db: Transaction, message_id: str, thread_id: str, side: Side, body: str, at: datetime) -> None:
    """Adds a message."""
    db.run(
        "threads.add_message", message_id=message_id, thread_id=thread_id, side=side, body=body, said_at=at
    )


def messages(db: Transaction, thread_id: str) -> list[Message]:
    """What was written, oldest first."""
    return [Message.model_validate(row) for row in db.all("threads.list_messages", thread_id=thread_id)]


def close(db: Transaction, thread_id: str) -> bool:
    """Ends a thread; False when it was over before."""
    return db.run("threads.close_thread", thread_id=thread_id) == 1


def reveal(db: Transaction, thread_id: str) -> bool:
    """The author says who it is; False when that was known before."""
    return db.run("threads.reveal", thread_id=thread_id) == 1


def written_by(db: Transaction, writer: str) -> list[Row]:
    """What a person or slip wrote in threads, for the export."""
    return db.all("threads.list_written", writer=writer)


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases the threads a person opened or answered under the own id."""
    db.run("threads.forget_messages_by_champion", person_id=person_id)
    db.run("threads.forget_threads_by_champion", person_id=person_id)
    forget_author(db, person_id)


def forget_author(db: Transaction, author: str) -> None:
    """Erases the threads about what a person, or a slip, said, with the messages that carried them."""
    db.run("threads.forget_deliveries_by_author", author=author)
    db.run("threads.forget_messages_by_author", author=author)
    db.run("threads.forget_threads_by_author", author=author)


def forget_window(db: Transaction, window_id: str) -> None:
    """Erases the threads about what was said in an anonymous window, with the messages that carried them: who got
    one wrote something."""
    db.run("threads.forget_deliveries_of_window", window_id=window_id)
    db.run("threads.forget_messages_of_window", window_id=window_id)
    db.run("threads.forget_threads_of_window", window_id=window_id)


def is_under_way(db: Transaction, window_id: str) -> bool:
    """Whether a message about words of an anonymous window is being sent right now."""
    return db.one("threads.find_under_way", window_id=window_id) is not None
