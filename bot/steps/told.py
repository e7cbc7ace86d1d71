"""What becomes of what people named goes back to exactly those who named it: once, and each sees the own only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.context import Context
from bot.errors import UserError
from bot.model.delivery import next_open
from bot.model.ground import Ground, Respondent, named_by
from bot.model.people import Person, authorize
from bot.steps.gate_asks import plan_item
from bot.steps.permits import not_permitted
from bot.steps.themes import known_themes
from bot.store import feedback, open_items, outbox, people, programs, pseudonyms, responses
from bot.store.database import Row
from bot.store.grounds import ground_of
from bot.store.open_items import OpenItem
from bot.store.programs import Running


def tell_back(ctx: Context, running: Running) -> None:
    """Once every item of a window has an answer, whoever named one gets what became of it; and once more how it
    ended, if all there was to tell was that somebody is on it."""
    for window_id in open_items.untold(ctx.db, running.program_id):
        items = open_items.of_window(ctx.db, window_id)
        _tell(ctx, running, "items.told", window_id, _sayers(ctx, running, window_id, items))
        open_items.mark_told(ctx.db, window_id, ctx.now)
    for item in open_items.ended(ctx.db, running.program_id):
        sayers = _sayers(ctx, running, item.window_id, [item])
        _tell(ctx, running, "items.ended", item.item_id, sayers - open_items.who_know(ctx.db, item))
        open_items.mark_ended(ctx.db, item.item_id)


def _tell(ctx: Context, running: Running, story: str, about: str, person_ids: set[str]) -> None:
    for person in people.find_some(ctx.db, sorted(person_ids)).values():
        due_at = next_open(ctx.now, person, running.program.limits(), ctx.workdays)
        outbox.plan(ctx.db, ctx.new_id, person, "told", story, about, due_at=due_at, planned_at=ctx.now)


def own_items(ctx: Context, person: Person, window_id: str) -> list[OpenItem]:
    """The items of a window that this person named; of an anonymous one all, so that no message tells who
    named what."""
    found = named(ctx, open_items.of_window(ctx.db, window_id))
    if pseudonyms.is_anonymous(ctx.db, window_id):
        return found
    asked = [row for row in feedback.prompts_of(ctx.db, person.person_id) if row["window_id"] == window_id]
    themes = {theme for row in asked for theme in themes_of(ctx, row)}
    return [item for item in found if item.theme in themes]


def themes_of(ctx: Context, asked: Row) -> set[str]:
    """What a person named in one prompt, by tap or in own words."""
    window = feedback.window(ctx.db, asked["window_id"])
    said = feedback.answers(ctx.db, asked["prompt_id"])
    monday = window.opens_at.date()
    alone = Ground(
        monday, window.week, 1, (), {}, "none", None, (), (Respondent(asked["person_id"], "", said),),
        window.frozen.questions, lexicon=known_themes(ctx),
    )  # fmt: skip
    return set(named_by(alone))


def named(ctx: Context, found: list[OpenItem]) -> list[OpenItem]:
    """The items with their owners' names, as they are called now."""
    names = people.find_some(ctx.db, [item.owner for item in found if item.owner])
    return [
        item.model_copy(update={"owner": names[item.owner].name if item.owner in names else ""})
        for item in found
    ]


def may_answer(ctx: Context, person: Person) -> bool:
    """Whether the person may say what becomes of an item: administrators, champions, leads of the program."""
    running = programs.current(ctx.db)
    return authorize(person, "take_action") or bool(running and person.email in running.program.leads())


def permit_answering(ctx: Context, person: Person) -> None:
    """Goes on for those who may. UserError that names who may."""
    if not may_answer(ctx, person):
        raise not_permitted(ctx, person, "people.champions")


def find_item(ctx: Context, person: Person, item_id: str) -> OpenItem:
    """The item, for those who may say what becomes of it. UserError for others, or when there is none."""
    permit_answering(ctx, person)
    item = open_items.find(ctx.db, item_id)
    if item is None:
        raise UserError("gates.item_answered")
    return item


def give_item(ctx: Context, person: Person, item: OpenItem, email: str, due: str) -> None:
    """Gives an item to whoever has this address. UserError: nobody has it; the day is none, or gone by."""
    owner = people.find_by_email(ctx.db, email.strip().lower())
    if owner is None or owner.state != "active":
        raise UserError("gates.owner_unknown", email=email.strip() or "–")
    try:
        due_on = date.fromisoformat(due.strip()) if due.strip() else None
    except ValueError:
        raise UserError("items.bad_day") from None
    if due_on and due_on < ctx.now.astimezone(person.zone).date():
        raise UserError("items.bad_day")
    plan_item(ctx, person, item.item_id, owner, due_on)


def _sayers(ctx: Context, running: Running, window_id: str, items: Sequence[OpenItem]) -> set[str]:
    """Ids of those who named one of these items of a window; of an anonymous one everybody who was asked."""
    if pseudonyms.is_anonymous(ctx.db, window_id):
        return responses.people_in(ctx.db, window_id)
    window = open_items.window_of(ctx.db, window_id)
    ground, _ = ground_of(ctx.db, running, window.week_on, window.week, ctx.now)
    said = named_by(replace(ground, lexicon=known_themes(ctx)))
    return set().union(*(said.get(item.theme, set()) for item in items))
