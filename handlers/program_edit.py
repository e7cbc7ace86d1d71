"""An administrator changes the plan in chat.

Started by: `/ai-rollout edit`, `/ai-rollout set phase.habit.weeks = 6`, the list of parts, a part's form.
Refuses:    people without the role; what a file would be refused for, all of it at once; an edit of a
            version that somebody else has changed since.
Says:       the form with what stands there now; then the new draft, what it changes, and who may approve it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards import program as draft_cards
from bot.cards import program_edit as cards
from bot.cards.card import Block
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import BadInput, UserError
from bot.model.people import Person
from bot.router import Router
from bot.steps.permits import permit
from bot.steps.program_editing import newest, save_line, save_part, version_marked
from bot.steps.program_view import draft_view, edit_view, newer_lines
from bot.steps.program_writing import EditedMeanwhile
from bot.store.versions import PlanVersion

routes = Router()


@routes.command("rollout", "edit", "編輯", "编辑")
def say_edit(ctx: Context, person: Person, words: str) -> Reply:
    """The parts of the newest version."""
    _require(ctx, person)
    return Reply(cards.edit_card(ctx.say_to(person), edit_view(newest(ctx), "")))


@routes.command("rollout", "set", "設定", "设置")
def say_set(ctx: Context, person: Person, words: str) -> Reply:
    """One key of the newest version."""
    _require(ctx, person)
    try:
        return _written(ctx, person, save_line(ctx, person, words))
    except BadInput as error:
        title = newest(ctx).program.program.title.root
        return Reply(cards.problem_card(ctx.say_to(person), title, error.problems))


@routes.pressed("program.edit")
def open_part(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The form of one part."""
    _require(ctx, person)
    version = version_marked(ctx, pressed.target)
    return Reply(cards.edit_card(ctx.say_to(person), edit_view(version, pressed.value)))


@routes.pressed("program.save")
def save(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """A part's form: the next draft, or the form again with what is wrong with it."""
    _require(ctx, person)
    base = version_marked(ctx, pressed.target)
    try:
        return _written(ctx, person, save_part(ctx, person, base, pressed.value, pressed.fields))
    except EditedMeanwhile as error:
        return _conflict(ctx, person, pressed, error)
    except BadInput as error:
        say = ctx.say_to(person)
        return _again(
            ctx, person, base, pressed.value, pressed.fields, cards.problem_blocks(say, error.problems)
        )


def _conflict(ctx: Context, person: Person, pressed: Pressed, error: EditedMeanwhile) -> Reply:
    say = ctx.say_to(person)
    blocks = cards.conflict_blocks(say, newer_lines(error), tuple(error.changes))
    return _again(ctx, person, error.newest, pressed.value, pressed.fields, blocks)


def _again(
    ctx: Context,
    person: Person,
    base: PlanVersion,
    part: str,
    fields: Mapping[str, str],
    above: list[Block],
) -> Reply:
    """The form as it was typed, with what there is to know above it."""
    return Reply(cards.edit_card(ctx.say_to(person), edit_view(base, part, fields), above))


def _written(ctx: Context, person: Person, draft: PlanVersion) -> Reply:
    say = ctx.say_to(person)
    if draft.state != "draft":
        raise UserError("program_edit.nothing_changed")
    saved = say("program_edit.saved", version=draft.version)
    return Reply(draft_cards.draft_card(say, draft_view(ctx, draft, person, saved)))


def _require(ctx: Context, person: Person) -> None:
    permit(ctx, person, "run_rollout")
