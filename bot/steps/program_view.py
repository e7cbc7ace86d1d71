"""Gathers what the cards about a program's versions show."""

from __future__ import annotations

from bot.cards.program import DraftView
from bot.context import Context
from bot.model.people import Person, authorize
from bot.model.program_diff import Change, changes
from bot.steps.program_writing import authors_of, may_approve
from bot.store import people, versions
from bot.store.versions import PlanVersion


def draft_view(ctx: Context, draft: PlanVersion, person: Person, saved: str = "") -> DraftView:
    """A draft beside the version it would replace, as the card of `person` shows it."""
    authors = authors_of(ctx, draft)
    may = [
        one.name
        for role in ("admin", "sponsor")
        for one in people.with_role(ctx.db, role)
        if one.person_id not in authors
    ]
    return DraftView(
        title=draft.program.program.title.root,
        version=draft.version,
        mark=draft.digest,
        author=author_name(ctx, draft),
        written_at=draft.written_at,
        in_force=approved_before(ctx, draft) is not None,
        changes=tuple(change_of(ctx, draft)),
        approvers=tuple(may),
        may_approve=may_approve(ctx, person, draft),
        may_reject=authorize(person, "approve_plan") or person.person_id == draft.author,
        saved=saved,
    )


def author_name(ctx: Context, version: PlanVersion) -> str:
    """Who wrote a version; '' for the command line."""
    author = people.find(ctx.db, version.author) if version.author else None
    return author.name if author else ""


def approved_before(ctx: Context, draft: PlanVersion) -> PlanVersion | None:
    """The version a draft would replace; None while none was ever approved."""
    known = versions.history(ctx.db, draft.program_id)
    return next((one for one in reversed(known) if one.state == "approved"), None)


def change_of(ctx: Context, draft: PlanVersion) -> list[Change]:
    """What a draft changes in the version in force; nothing to compare for the first."""
    before = approved_before(ctx, draft)
    return changes(before.program, draft.program) if before else []
