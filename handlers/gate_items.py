"""What people named in closed windows is answered: somebody does it, it is done, or declined with why.

Started by: a window that closed, `/ai-rollout items`, the buttons of the card.
Refuses:    who is neither administrator, champion nor lead of the program; to decline, or to open new questions before
            these are answered, without a reason; a second answer; an owner nobody knows; a day
            gone by.
Says:       each item with what becomes of it, and how many still wait.
"""

from __future__ import annotations

from bot.cards.accountability import give_card
from bot.cards.card import Card
from bot.cards.clean import clean, has_words
from bot.cards.gate_lists import decline_card, items_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person, authorize
from bot.router import Router
from bot.steps.free_text import free_text
from bot.steps.gate_asks import answer_item, override_items
from bot.steps.permits import permit
from bot.steps.told import find_item, give_item, may_answer, named, permit_answering
from bot.store import open_items, people, programs
from bot.store.open_items import ItemState, OpenItem

routes = Router()
MOST_WORDS = 500
_ANSWERS: dict[str, ItemState] = {"doing": "doing", "done": "done"}


@routes.composes("gates.items")
def compose_items(ctx: Context, person: Person, about: str) -> Card | None:
    """The items that wait; nothing once those of this window are answered."""
    found = _items(ctx)
    is_due = any(item.window_id == about and item.state == "open" for item in found)
    return _card(ctx, person, found) if is_due and may_answer(ctx, person) else None


@routes.command("rollout", "items", "待辦", "待办")
def show_items(ctx: Context, person: Person, words: str) -> Reply:
    """The items of the window closed last, and of earlier ones what is not settled."""
    return _shown(ctx, person)


@routes.pressed("gate.items")
def show_beside(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The same, beside the gate's card."""
    return Reply(_shown(ctx, person).card, replaces=False)


@routes.pressed("item.answer")
def answer(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Somebody takes it, or it is done already."""
    item = _open(ctx, person, pressed.target)
    if pressed.value == "decline":
        return Reply(decline_card(ctx.say_to(person), item.item_id, item.labels))
    if pressed.value not in _ANSWERS:
        raise UserError("error.stale_button")
    return _keep(ctx, person, item, _ANSWERS[pressed.value], "")


@routes.pressed("item.decline")
def decline(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Declined, with the reason people can be told."""
    item = _open(ctx, person, pressed.target)
    return _keep(ctx, person, item, "declined", _reason(pressed))


@routes.pressed("item.override")
def open_anyway(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """New questions open although these wait; an administrator says why."""
    permit(ctx, person, "run_rollout")
    if not override_items(ctx, person, pressed.target, _reason(pressed)):
        raise UserError("gates.item_answered")
    return _shown(ctx, person)


@routes.pressed("item.give")
def ask_owner(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Who sees to it, and by when; also where it was done or declined."""
    item = find_item(ctx, person, pressed.target)
    email = next((one.email for one in people.find_some(ctx.db, [item.owner]).values()), person.email)
    return Reply(give_card(ctx.say_to(person), item.item_id, item.labels, email, item.due_on))


@routes.pressed("item.given")
def give(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Somebody owns it from now on, and is told."""
    item = find_item(ctx, person, pressed.target)
    owner, due = (free_text(pressed.fields.get(name, ""), MOST_WORDS) for name in ("owner", "due"))
    give_item(ctx, person, item, owner, due)
    return _shown(ctx, person)


def _reason(pressed: Pressed) -> str:
    """What people will read as the reason: words somebody can see."""
    reason = free_text(clean(pressed.fields.get("reason", "")), MOST_WORDS)
    if not has_words(reason):
        raise UserError("gates.reason_missing")
    return reason


def _keep(ctx: Context, person: Person, item: OpenItem, state: ItemState, reason: str) -> Reply:
    if not answer_item(ctx, person, item.item_id, state, reason):
        raise UserError("gates.item_answered")
    return _shown(ctx, person)


def _open(ctx: Context, person: Person, item_id: str) -> OpenItem:
    item = find_item(ctx, person, item_id)
    if item.state in ("done", "declined"):
        raise UserError("gates.item_answered")
    return item


def _shown(ctx: Context, person: Person) -> Reply:
    permit_answering(ctx, person)
    return Reply(_card(ctx, person, _items(ctx)))


def _card(ctx: Context, person: Person, found: list[OpenItem]) -> Card:
    program_id = found[0].program_id if found else ""
    holds = bool(found) and open_items.hold_back(ctx.db, program_id)
    last = open_items.last_window(ctx.db, program_id) if holds and authorize(person, "run_rollout") else None
    window_id = last.window_id if last else ""
    return items_card(ctx.say_to(person), named(ctx, found), holds, window_id)


def _items(ctx: Context) -> list[OpenItem]:
    running = programs.current(ctx.db)
    return open_items.standing(ctx.db, running.program_id) if running else []
