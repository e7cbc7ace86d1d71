"""Gathers what the cards about a program's versions show."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards.card import Recorded
from bot.cards.program import DraftView, Outline
from bot.cards.program_edit import EditView, NewerLine
from bot.cards.rollout import PhaseLine
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person, authorize
from bot.model.program_diff import Change, changes, tree
from bot.model.program_edit import part_marked, parts, parts_within, shown
from bot.model.rollout import Program
from bot.steps.program_writing import EditedMeanwhile, approvers_of, author_name, may_approve
from bot.store import versions
from bot.store.versions import PlanVersion

_MOST_NAMES = 10


def draft_view(ctx: Context, draft: PlanVersion, person: Person, saved: str = "") -> DraftView:
    """A draft beside the version it would replace, as the card of `person` shows it."""
    may = [one.name for one in approvers_of(ctx, draft)]
    return DraftView(
        title=draft.program.program.title.root,
        version=draft.version,
        mark=draft.digest,
        author=author_name(ctx, draft),
        written_at=draft.written_at,
        outline=None if approved_before(ctx, draft) else _outline(draft.program),
        changes=tuple(change_of(ctx, draft)),
        approvers=tuple(may[:_MOST_NAMES]),
        may_approve=may_approve(ctx, person, draft),
        may_reject=authorize(person, "approve_plan") or person.person_id == draft.author,
        saved=saved,
    )


def _outline(program: Program) -> Outline:
    charter = program.program
    phases = tuple(
        PhaseLine(
            title=phase.title.root, state="planned", weeks=(phase.first_week, phase.last_week), first_on=None,
            last_on=None, has_gate=phase.gate is not None, owner=phase.owner, kpi=phase.kpi,
        )
        for phase in program.phase
    )  # fmt: skip
    return Outline(why=charter.why.root, starts_on=charter.starts_on, kpi=charter.kpi.name, phases=phases)


def approved_before(ctx: Context, draft: PlanVersion) -> PlanVersion | None:
    """The version a draft would replace; None while none was ever approved."""
    known = versions.history(ctx.db, draft.program_id)
    return next((one for one in reversed(known) if one.state == "approved"), None)


def change_of(ctx: Context, draft: PlanVersion) -> list[Change]:
    """What a draft changes in the version in force; nothing to compare for the first."""
    before = approved_before(ctx, draft)
    return changes(before.program, draft.program) if before else []


def edit_view(version: PlanVersion, mark: str, typed: Mapping[str, str] | None = None) -> EditView:
    """A version open for editing, with the form of one part; `typed` is what stood in it when it was sent."""
    table = tree(version.program)
    part = part_marked(table, mark) if mark else None
    if mark and part is None:
        raise UserError("error.stale_button")
    return EditView(
        title=version.program.program.title.root,
        version=version.version,
        mark=version.digest,
        parts=tuple(parts_within(table, part) if part else parts(table)),
        part=part,
        values=(typed or shown(table, part)) if part else {},
    )


def newer_lines(error: EditedMeanwhile) -> list[NewerLine]:
    """The versions that came between, as cards say them."""
    return [
        NewerLine(version=one.version, author=name, written_at=Recorded(one.written_at))
        for one, name in error.newer
    ]
