"""A champion answers a comment without learning who wrote it; the author answers back, or says who it is.

Started by: the button under a quote in the digest or in `/ai-themes`; the form and the buttons of the thread.
Refuses:    who is neither the champion nor the author; more than three messages in a row, ten new threads a
            week, a thousand characters; anything once it is closed; words that are gone.
Says:       both sides' words, and to each side what the other knows.
"""

from __future__ import annotations

from bot.cards import threads as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.delivery import next_open
from bot.model.people import Person
from bot.model.threads import MOST_OPENED, OPENED_WITHIN
from bot.router import Router
from bot.steps.permits import permit
from bot.steps.threads import Written, author_of, check_words, find_words, side_of, view, write
from bot.store import audit, outbox, people, programs, threads
from bot.store.threads import Side, Thread

routes = Router()


@routes.pressed("thread.ask")
def ask(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """A place to write to whoever wrote these words."""
    _, quote = _words(ctx, person, pressed.target)
    return Reply(cards.ask_card(ctx.say_to(person), pressed.target, quote), replaces=False)


@routes.pressed("thread.open")
def open_thread(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The champion's first words; the author gets them as a card."""
    written, quote = _words(ctx, person, pressed.target)
    body = check_words(pressed.fields.get("body", ""))
    is_new = not threads.has_about(ctx.db, person.person_id, written.author, quote)
    if is_new and threads.opened_since(ctx.db, person.person_id, ctx.now - OPENED_WITHIN) >= MOST_OPENED:
        raise UserError("threads.too_many", most=MOST_OPENED)
    thread = threads.open_thread(
        ctx.db, ctx.new_id("thr"), person.person_id, written.author, written.window_id, quote,
        written.is_named, ctx.now,
    )  # fmt: skip
    _say(ctx, thread, "champion", body)
    if is_new:
        audit.record(ctx, person, "thread.opened", thread.thread_id)
    return _shown(ctx, person, thread, "champion", "threads.sent")


@routes.pressed("thread.answer")
def answer(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Either side writes to the other."""
    thread, side = side_of(ctx, person, pressed.target)
    _say(ctx, thread, side, pressed.fields.get("body", ""))
    return _shown(ctx, person, thread, side, "threads.sent")


@routes.pressed("thread.close")
def close(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Either side ends it, without a reason."""
    thread, side = side_of(ctx, person, pressed.target)
    if threads.close(ctx.db, thread.thread_id):
        audit.record(ctx, None, "thread.closed", thread.thread_id)
    return _shown(ctx, person, thread, side)


@routes.pressed("thread.reveal")
def reveal(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The author says who it is, to this champion in this thread."""
    thread, side = side_of(ctx, person, pressed.target)
    if side == "author" and thread.state == "open" and threads.reveal(ctx.db, thread.thread_id):
        audit.record(ctx, None, "thread.revealed", thread.thread_id)
        _send(ctx, thread, "champion", "named")
    return _shown(ctx, person, thread, side)


@routes.composes("threads.message")
def compose(ctx: Context, person: Person, about: str) -> Card | None:
    """The thread for the side that was written to; nothing once it is gone or closed."""
    try:
        thread, side = side_of(ctx, person, about.partition("/")[0])
    except UserError:
        return None
    return _shown(ctx, person, thread, side).card if thread.state == "open" else None


def _say(ctx: Context, thread: Thread, side: Side, body: str) -> None:
    message_id = write(ctx, thread, side, body)
    if side == "author":
        audit.record(ctx, None, "thread.answered", thread.thread_id)
    _send(ctx, thread, "author" if side == "champion" else "champion", message_id)


def _send(ctx: Context, thread: Thread, to: Side, what: str) -> None:
    person = author_of(ctx, thread) if to == "author" else people.find(ctx.db, thread.champion)
    if person is None:
        raise UserError("threads.gone")
    has_answered = any(one.side == "author" for one in threads.messages(ctx.db, thread.thread_id))
    kind = "request" if has_answered else "told"  # who never answered is not waiting for more
    about, due_at = (
        f"{thread.thread_id}/{what}",
        next_open(ctx.now, person, programs.limits(ctx.db), ctx.workdays),
    )
    outbox.plan(ctx.db, ctx.new_id, person, kind, "threads.message", about, due_at=due_at, planned_at=ctx.now)


def _words(ctx: Context, person: Person, mark: str) -> tuple[Written, str]:
    permit(ctx, person, "take_action")
    found = find_words(ctx, mark)
    if found is None:
        raise UserError("threads.gone")
    return found


def _shown(ctx: Context, person: Person, thread: Thread, side: Side, saved: str = "") -> Reply:
    say = ctx.say_to(person)
    seen = view(ctx, threads.find(ctx.db, thread.thread_id) or thread, side)
    card = cards.champion_card if side == "champion" else cards.author_card
    return Reply(card(say, seen, say(saved) if saved else ""))
