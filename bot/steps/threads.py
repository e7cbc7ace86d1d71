"""Finding who wrote a comment, so that an answer arrives, without anybody being told who that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.cards.threads import Line, View
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.model.redaction import redact
from bot.model.threads import MOST_CHARACTERS, MOST_IN_A_ROW, must_wait, quote_mark
from bot.steps.themes import LOOKS_BACK, roster_names
from bot.store import comments, feedback, people, programs, pseudonyms, threads
from bot.store.threads import Side, Thread


@dataclass(frozen=True)
class Written:
    """Words somebody wrote. `author` is a person, or a slip of the anonymous `window_id`."""

    author: str
    window_id: str
    body: str
    is_named: bool


def find_words(ctx: Context, mark: str) -> tuple[Written, str] | None:
    """The comment that is shown as the words of this mark, with these words; None when it is gone."""
    written = list(_written(ctx))
    plain = next((one for one in written if quote_mark(one.body) == mark), None)
    if plain:
        return plain, plain.body.strip()
    names = roster_names(ctx)
    shown = ((one, redact(one.body, names)) for one in written)
    return next(((one, quote) for one, quote in shown if quote_mark(quote) == mark), None)


def author_of(ctx: Context, thread: Thread) -> Person | None:
    """Who gets the champion's words; None once the author was erased or the window's key destroyed."""
    if not thread.window_id:
        return people.find(ctx.db, thread.author)
    person_id = pseudonyms.person_behind(ctx.db, thread.window_id, thread.author)
    return people.find(ctx.db, person_id) if person_id else None


def side_of(ctx: Context, person: Person, thread_id: str) -> tuple[Thread, Side]:
    """The thread and the side on which this person is. UserError for anybody else, in the same words as for a
    thread that is gone."""
    thread = threads.find(ctx.db, thread_id)
    if thread and thread.champion == person.person_id:
        return thread, "champion"
    if thread and thread.author in (person.person_id, *pseudonyms.slips_of(ctx.db, person.person_id)):
        return thread, "author"
    raise UserError("threads.gone")


def write(ctx: Context, thread: Thread, side: Side, body: str) -> str:
    """Adds what one side says; returns the message's id. UserError: closed, empty, too long, not one's turn."""
    if thread.state == "closed":
        raise UserError("threads.closed")
    body = check_words(body)
    if must_wait([one.side for one in threads.messages(ctx.db, thread.thread_id)], side):
        raise UserError("threads.wait", count=MOST_IN_A_ROW)
    message_id = ctx.new_id("thm")
    threads.write(ctx.db, message_id, thread.thread_id, side, body, ctx.now)
    return message_id


def check_words(body: str) -> str:
    """What can be sent. UserError when it is empty or too long."""
    if not body.strip():
        raise UserError("feedback.empty")
    if len(body) > MOST_CHARACTERS:
        raise UserError("feedback.too_long", length=len(body), most=MOST_CHARACTERS)
    return body.strip()


def view(ctx: Context, thread: Thread, side: Side) -> View:
    """The thread as one side may see it: to the champion the author's words come without what points to anybody,
    until the author says who it is."""
    names = roster_names(ctx)
    is_hidden = side == "champion" and not thread.is_named
    lines = tuple(
        Line(one.side == side, redact(one.body, names) if is_hidden and one.side == "author" else one.body)
        for one in threads.messages(ctx.db, thread.thread_id)
    )
    champion = people.find(ctx.db, thread.champion)
    author = author_of(ctx, thread) if thread.is_named else None
    return View(
        thread_id=thread.thread_id, quote=thread.quote, lines=lines, is_open=thread.state == "open",
        champion=champion.name if champion else "–", author=author.name if author else "",
    )  # fmt: skip


def thread_lines(ctx: Context, person: Person, is_own: bool) -> Iterator[str]:
    """What a person wrote in threads, for the export; under a slip for the own eyes alone."""
    slips = pseudonyms.slips_of(ctx.db, person.person_id) if is_own else []
    for writer in (person.person_id, *slips):
        for row in threads.written_by(ctx.db, writer):
            yield f"thread: {row['said_at']:%Y-%m-%d} as {row['side']}: {row['body']}"


def _written(ctx: Context) -> Iterator[Written]:
    for one in comments.said_since(ctx.db, ctx.now - LOOKS_BACK):
        yield Written(one.person_id, "", one.body, _is_named(ctx, one.comment_id))
    running = programs.latest(ctx.db)
    for window_id in pseudonyms.live_keys(ctx.db, running.program_id) if running else ():
        questions = feedback.window(ctx.db, window_id).frozen.questions
        for slip_id, (_, said) in pseudonyms.of_window(ctx.db, window_id).items():
            for key, value in said.items():
                if key in questions and questions[key].kind == "text":
                    yield Written(slip_id, window_id, value, is_named=False)


def _is_named(ctx: Context, comment_id: str) -> bool:
    prompt = feedback.prompt(ctx.db, comment_id.partition("/")[0])
    return prompt is not None and feedback.window(ctx.db, prompt.window_id).frozen.mode == "named"
