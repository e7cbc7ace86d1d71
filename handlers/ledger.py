"""A person sees what came of the own answers: told once by the program, and in `/ai-me` at any time.

Started by: items that all have an answer; one that is done or declined later; an item given to somebody;
            the button of `/ai-me`.
Refuses:    to tell anybody what somebody else named.
Says:       what the person named and what becomes of it; everything asked, answered and when.
"""

from __future__ import annotations

from bot.cards import accountability as cards
from bot.cards.answers import answer_shown
from bot.cards.card import Card, Say
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.model.feedback import FeedbackWindow
from bot.model.people import Person
from bot.router import Router
from bot.steps.told import named, own_items
from bot.store import feedback, open_items, people, programs, pseudonyms, responses
from bot.store.database import Row

routes = Router()
MOST = 4


@routes.composes("items.told")
def compose_told(ctx: Context, person: Person, about: str) -> Card | None:
    """What becomes of what the person named in a window; nothing when that was erased or taken back."""
    items = own_items(ctx, person, about)
    return (
        cards.told_card(ctx.say_to(person), items, pseudonyms.is_anonymous(ctx.db, about)) if items else None
    )


@routes.composes("items.ended")
def compose_ended(ctx: Context, person: Person, about: str) -> Card | None:
    """How something ended that the person named and knows somebody was on; nothing when it was taken up again."""
    item = open_items.find(ctx.db, about)
    if item is None or item.state not in ("done", "declined"):
        return None
    own = [one for one in own_items(ctx, person, item.window_id) if one.item_id == about]
    is_anonymous = pseudonyms.is_anonymous(ctx.db, item.window_id)
    return cards.ended_card(ctx.say_to(person), own[0], is_anonymous) if own else None


@routes.composes("items.owned")
def compose_owned(ctx: Context, person: Person, about: str) -> Card | None:
    """The item a person was given; nothing when somebody else has it now."""
    item = open_items.find(ctx.db, about)
    if item is None or item.owner != person.person_id or item.state != "doing":
        return None
    giver = people.find(ctx.db, open_items.steps(ctx.db, about)[-1].said_by)
    return cards.owned_card(ctx.say_to(person), named(ctx, [item])[0], giver.name if giver else "–")


@routes.pressed("me.ledger")
def show_ledger(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The last windows in which the person was asked, newest first."""
    rows = [row for row in feedback.prompts_of(ctx.db, person.person_id) if row["opens_at"] <= ctx.now]
    asked = [_asked(ctx, person, row) for row in reversed(rows[-MOST:])]
    return Reply(cards.ledger_card(ctx.say_to(person), asked), replaces=False)


def _asked(ctx: Context, person: Person, row: Row) -> cards.Asked:
    window = feedback.window(ctx.db, row["window_id"])
    said, slip = feedback.answers(ctx.db, row["prompt_id"]), pseudonyms.slip_of(ctx.db, row["prompt_id"])
    return cards.Asked(
        title=window.frozen.question_set.title.root,
        week=window.week,
        mode=window.frozen.mode,
        closes_at=row["closes_at"],
        answered_at=responses.last_answered_at(ctx.db, row["prompt_id"]) or row["finished_at"],
        said=tuple(_said(ctx.say_to(person), programs.terms(ctx.db).tool, window, said)),
        items=tuple(own_items(ctx, person, window.window_id)) if said else (),
        is_keyless=slip is not None and not slip.slip_id,
    )


def _said(say: Say, tool: str, window: FeedbackWindow, said: dict[str, str]) -> list[tuple[str, str]]:
    questions = window.frozen.questions
    return [
        (say.any_of(questions[key].text.root, tool=tool), answer_shown(say, questions[key], value))
        for key, value in said.items()
        if key in questions
    ]
