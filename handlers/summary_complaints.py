"""A champion says that a number looks wrong, and hears what becomes of it.

Started by: “Something wrong?” of a weekly summary or of one of its numbers; the two answers of whoever is asked.
Refuses:    summaries of another team, numbers the summary does not tell, an empty question or answer; to answer
            without being asked, or twice.
Says:       who looks at it; to them, what is questioned; to whoever asked, why it is right or what was corrected.
"""

from __future__ import annotations

from bot.cards import summary_complaints as cards
from bot.cards.card import Card
from bot.cards.metrics import told_value
from bot.cards.summary_actions import sentence_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.model.told import told_number
from bot.router import Router
from bot.steps.free_text import free_text
from bot.steps.permits import not_permitted
from bot.steps.summary import visible_summary
from bot.steps.summary_complaints import about, may_answer, name_of, who_answer
from bot.store import audit, outbox, people, summary_complaints
from bot.store.summary_complaints import OTHER, State

routes = Router()
_WAYS: dict[str, State] = {"right": "answered", "corrected": "corrected"}


@routes.pressed("summary.wrong")
def ask_which(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Which number."""
    found, known = visible_summary(ctx, person, pressed.target), ctx.words.content.metrics
    card = cards.which_card(ctx.say_to(person), found.summary_id, found.summary, known, OTHER)
    return Reply(card, replaces=False)


@routes.pressed("complaint.number")
def ask_words(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Why it looks wrong."""
    found, say = visible_summary(ctx, person, pressed.target), ctx.say_to(person)
    told = told_number(found.summary, pressed.value)
    if told is None and pressed.value != OTHER:
        raise UserError("metrics.gone")
    name, value = name_of(ctx, person, pressed.value), told_value(say, told) if told else ""
    return Reply(cards.words_card(say, found.summary_id, pressed.value, name, value))


@routes.pressed("summary.report")
def report(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Keeps the number and the words, and tells whoever answers; the same words again tell nobody twice."""
    found, key = visible_summary(ctx, person, pressed.target), pressed.value or OTHER
    words = free_text(pressed.fields.get("body", ""), cards.MOST_WORDS)
    if not words:
        raise UserError("summary.wrong_empty")
    if key != OTHER and told_number(found.summary, key) is None:
        raise UserError("metrics.gone")
    told = who_answer(ctx)
    if not told:
        raise UserError("human.nobody")
    if summary_complaints.find_same(ctx.db, found.summary_id, key, words, person.person_id) is None:
        complaint_id = ctx.new_id("cpl")
        summary_complaints.report(
            ctx.db, complaint_id, found.summary_id, key, words, person.person_id, ctx.now
        )
        audit.record(ctx, None, "number.questioned", complaint_id, number=key, summary=found.summary_id)
        _tell(ctx, told, "complaint.opened", complaint_id)
    return Reply(sentence_card(ctx.say_to(person), "summary.wrong_sent", names=[one.name for one in told]))


@routes.pressed("complaint.answer")
def answer(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """It is right, or something was corrected: with a reason, once; whoever asked is told."""
    complaint, state = summary_complaints.find(ctx.db, pressed.target), _WAYS.get(pressed.value)
    if complaint is None or state is None:
        raise UserError("error.stale_button")
    if not may_answer(ctx, person):
        raise not_permitted(ctx, person, "people.admins")
    reason = free_text(pressed.fields.get(f"reason_{pressed.value}", ""), cards.MOST_WORDS)
    if not reason:
        raise UserError("complaints.reason_missing")
    if not summary_complaints.answer(
        ctx.db, complaint.complaint_id, state, person.person_id, reason, ctx.now
    ):
        raise UserError("complaints.answered_before")
    audit.record(ctx, person, f"number.{state}", complaint.complaint_id, number=complaint.number_key)
    asker = people.find(ctx.db, complaint.reported_by) if complaint.reported_by else None
    if asker:
        _tell(ctx, [asker], "complaint.answered", complaint.complaint_id)
    return Reply(cards.kept_card(ctx.say_to(person)))


@routes.composes("complaint.opened")
def compose_request(ctx: Context, person: Person, target: str) -> Card | None:
    """For whoever answers, while nobody did; those who answer now are told in place of who does no more."""
    complaint = summary_complaints.find(ctx.db, target)
    if complaint is None or complaint.state != "open":
        return None
    if not may_answer(ctx, person):
        _tell(ctx, who_answer(ctx), "complaint.opened", target)
        return None
    say, asker = ctx.say_to(person), people.find(ctx.db, complaint.reported_by or "")
    blanks = about(ctx, person, complaint)
    if asker:
        lead = say("complaints.request", name=asker.name, email=asker.email, **blanks)
    else:
        lead = say("complaints.request_nameless", **blanks)
    return cards.request_card(say, target, lead, complaint.words)


@routes.composes("complaint.answered")
def compose_answer(ctx: Context, person: Person, target: str) -> Card | None:
    """For whoever asked: what became of it."""
    complaint = summary_complaints.find(ctx.db, target)
    if complaint is None or complaint.state == "open" or complaint.reported_by != person.person_id:
        return None
    say, by = ctx.say_to(person), people.find(ctx.db, complaint.answered_by or "")
    blanks = about(ctx, person, complaint)
    name = by.name if by else say("people.admins")
    lead = say(f"complaints.told_{complaint.state}", name=name, **blanks)
    return cards.answered_card(say, lead, complaint.reason, complaint.words)


def _tell(ctx: Context, told: list[Person], story: str, target: str) -> None:
    for one in told:
        outbox.plan(ctx.db, ctx.new_id, one, "request", story, target, due_at=ctx.now)
