"""Versions of a program: a draft is written, approved by somebody else, or rejected with a reason.

Whoever may approve a draft is asked once; the question is withdrawn when the draft is decided or replaced.
"""

from __future__ import annotations

from bot.context import Context
from bot.errors import BadInput, UserError
from bot.model.modes import mode_problems
from bot.model.people import Person, Role, authorize
from bot.model.program_check import begun_problems, problems
from bot.model.program_diff import Change, changes
from bot.model.rollout import Program
from bot.steps.permits import permit
from bot.steps.withholding import withdraw_unopened
from bot.store import audit, feedback, job_runs, nudges, outbox, people, programs, versions
from bot.store.programs import Running
from bot.store.versions import PlanVersion

ENDED = ("done", "stopped")
_HAS_ENDED = "has ended; give the next program a key of its own"
STORY = "program.waits"
_APPROVE: tuple[Role, ...] = ("admin", "sponsor")


class EditedMeanwhile(BadInput):
    """Somebody else wrote a version since the one an edit is based on. `newer` are those versions, each with
    its author's name, `changes` what they changed, `newest` what the edit has to build on."""

    def __init__(
        self,
        file_name: str,
        base: int,
        newest: PlanVersion,
        newer: list[tuple[PlanVersion, str]],
        found: list[Change],
    ) -> None:
        self.newest, self.newer, self.changes = newest, newer, found
        problems = [
            f"{file_name}: version {one.version} was written by {name or 'the command line'} on "
            f"{one.written_at:%Y-%m-%d %H:%M} UTC; your file is based on "
            + (f"version {base}" if base else "none before it")
            for one, name in newer
        ]
        problems += [f"{file_name}: changed since: {change}" for change in found]
        advice = (
            f"Take these changes into your file, write based_on = {newest.version} at its top and apply it again; "
            f"“uptake program show --toml {newest.program_id}” prints version {newest.version}."
        )
        super().__init__(problems, advice)


def write_draft(
    ctx: Context, program: Program, by: Person | None, based_on: int | None, file_name: str
) -> PlanVersion:
    """Writes a checked program as the next draft of its key. The same text again is no new version."""
    key = program.program.key
    placed = programs.find(ctx.db, key)
    if placed and placed.state in ENDED:
        raise BadInput([f"{file_name}: program.key: {key} {_HAS_ENDED}"])
    if lost := begun_problems(program, placed.phases if placed else ()):
        raise BadInput([f"{file_name}: {problem}" for problem in lost])
    if changed := _changed_modes(ctx, program):
        raise BadInput([f"{file_name}: {problem}" for problem in changed])
    known = versions.history(ctx.db, key)
    newest = newest_of(known)
    author = by.person_id if by else ""
    if newest and newest.digest == program.fingerprint():
        return _signed(ctx, newest, author)
    base = based_on if based_on is not None else _own_base(known, author)
    _refuse_if_edited(ctx, known, base, file_name)
    number = known[-1].version + 1 if known else 1
    if placed is None:
        programs.place(ctx.db, program, number, "draft", ctx.now)
    draft = versions.add(ctx.db, program, number, base, author, ctx.now)
    if draft is None:
        raise BadInput([f"{file_name}: somebody else wrote a version just now; apply yours again to see it"])
    if placed and placed.state == "draft":
        programs.place(ctx.db, program, number, "draft", ctx.now)
    audit.record(ctx, by, "program.written", key, version=number)
    for replaced in (one for one in known if one.state == "draft"):
        _withdraw_question(ctx, replaced, "another draft took its place")
    for one in approvers_of(ctx, draft):
        outbox.plan(ctx.db, ctx.new_id, one, "request", STORY, _about(draft), due_at=ctx.now)
    return draft


def newest_of(known: list[PlanVersion]) -> PlanVersion | None:
    """The version the next one builds on: the newest nobody turned down."""
    return next((one for one in reversed(known) if one.state != "rejected"), None)


def authors_of(ctx: Context, draft: PlanVersion) -> set[str]:
    """Ids of everybody who wrote on what a draft changes; '' when it came from the command line unsigned."""
    authors: set[str] = set()
    for one in reversed(versions.history(ctx.db, draft.program_id)):
        if one.state == "approved":
            break
        authors |= {one.author} if one.author or one.version == draft.version else set()
    return authors


def approvers_of(ctx: Context, draft: PlanVersion) -> list[Person]:
    """Everybody who may let a draft begin."""
    authors = authors_of(ctx, draft)
    having = [one for role in _APPROVE for one in people.with_role(ctx.db, role)]
    return [one for one in having if one.person_id not in authors]


def may_approve(ctx: Context, person: Person, draft: PlanVersion) -> bool:
    """Whether this person may let a draft begin: has the right, and wrote no part of it."""
    return authorize(person, "approve_plan") and person.person_id not in authors_of(ctx, draft)


def approve_program(ctx: Context, program_id: str, by: Person) -> Running:
    """Makes the draft of a program the version in force; what the version before planned gives way.

    UserError: there is no draft; the person wrote it or may not approve. BadInput: what was right when it was
    written no longer is: a message is gone, an owner has left, a phase it drops has begun.
    """
    draft = draft_of(ctx, program_id)
    if draft is None:
        raise UserError("program.no_draft")
    permit(ctx, by, "approve_plan")
    if not may_approve(ctx, by, draft):
        raise UserError("program.own_draft")
    if _changed_modes(ctx, draft.program):  # somebody was asked since the draft was written
        raise UserError("modes.locked")
    if lost := _lost_since(ctx, draft):
        raise BadInput([f"{program_id}: {problem}" for problem in lost])
    before = programs.current(ctx.db)
    if not versions.approve(ctx.db, draft, by.person_id, ctx.now):
        raise UserError("error.stale_button")
    running = programs.place(ctx.db, draft.program, draft.version, "approved", ctx.now)
    programs.retire_others(ctx.db, program_id, ctx.now)
    if before and (before.program_id, before.version) != (program_id, draft.version):
        withdraw_plan(ctx)
    _withdraw_question(ctx, draft, "somebody approved it")
    audit.record(ctx, by, "program.approved", program_id, version=draft.version)
    job_runs.look_again(ctx.db, ctx.now)
    return running


def _changed_modes(ctx: Context, program: Program) -> list[str]:
    written = {(phase.key, window.key): window.mode for phase in program.phase for window in phase.windows}
    return mode_problems(written, feedback.modes_asked(ctx.db, program.program.key, ctx.now))


def reject_program(ctx: Context, program_id: str, by: Person | None, reason: str) -> PlanVersion:
    """Turns the draft of a program down, or takes it back; it stays on record with the reason.

    UserError: there is no draft, or no reason.
    """
    draft = draft_of(ctx, program_id)
    if draft is None:
        raise UserError("program.no_draft")
    if not reason.strip():
        raise UserError("program.reason_missing")
    who = by.person_id if by else ""
    if not versions.reject(ctx.db, draft, who, reason.strip(), ctx.now):
        raise UserError("error.stale_button")
    _withdraw_question(ctx, draft, "it was turned down")
    audit.record(ctx, by, "program.rejected", program_id, version=draft.version, reason=reason.strip())
    return draft


def draft_of(ctx: Context, program_id: str) -> PlanVersion | None:
    """The draft of a program that waits for approval."""
    return next((one for one in versions.drafts(ctx.db) if one.program_id == program_id), None)


def _own_base(known: list[PlanVersion], author: str) -> int:
    """What a file that says nothing is based on: the newest version if it is the author's own or nobody's
    by name, else the last one the author wrote."""
    newest = newest_of(known)
    if newest and newest.author in ("", author):
        return newest.version
    return next((one.version for one in reversed(known) if one.author == author), 0)


def _refuse_if_edited(ctx: Context, known: list[PlanVersion], base: int, file_name: str) -> None:
    """Nobody writes over what they have not seen."""
    newest = newest_of(known)
    if base == (newest.version if newest else 0):
        return
    newer = [one for one in known if one.version > base and one.state != "rejected"]
    if newest is None or not newer:
        there = f"the newest is {newest.version}" if newest else "there is none yet"
        raise BadInput([f"{file_name}: based_on: there is no version {base} to build on; {there}"])
    seen = next((one for one in known if one.version == base), None)
    found = changes(seen.program, newest.program) if seen else []
    raise EditedMeanwhile(file_name, base, newest, [(one, author_name(ctx, one)) for one in newer], found)


def author_name(ctx: Context, version: PlanVersion) -> str:
    """Who wrote a version; '' for the command line."""
    author = people.find(ctx.db, version.author) if version.author else None
    return author.name if author else ""


def _signed(ctx: Context, newest: PlanVersion, author: str) -> PlanVersion:
    """The same text again, now with a name: that person answers for it."""
    if author and newest.state == "draft" and not newest.author:
        versions.sign(ctx.db, newest, author)
        return versions.history(ctx.db, newest.program_id)[-1]
    return newest


def asked_about(ctx: Context, about: str) -> PlanVersion | None:
    """The draft somebody is asked to approve; None once it was decided or replaced."""
    return next((one for one in versions.drafts(ctx.db) if _about(one) == about), None)


def _about(draft: PlanVersion) -> str:
    return f"{draft.program_id}/{draft.version}"


def _withdraw_question(ctx: Context, draft: PlanVersion, reason: str) -> None:
    outbox.cancel_about(ctx.db, STORY, _about(draft), ctx.now, reason)


def _lost_since(ctx: Context, draft: PlanVersion) -> list[str]:
    """What keeps a draft from starting that did not when it was written."""
    placed = programs.find(ctx.db, draft.program_id)
    if placed and placed.state in ENDED:
        return [_HAS_ENDED]
    content = ctx.words.content
    known = [person for person in people.everyone(ctx.db) if person.state == "active"]
    found = problems(draft.program, set(content.nudges), content.rests(), known, are_all=False)
    return [*found, *begun_problems(draft.program, placed.phases if placed else ())]


def withdraw_plan(ctx: Context) -> None:
    """What the version before has planned and not yet begun gives way: the jobs plan it anew at once. They
    begin nothing further than two days ahead, so this is all there is to rewrite."""
    reason = "the program was changed"
    nudges.withdraw_undelivered(ctx.db, ctx.now)
    outbox.cancel_ahead(ctx.db, "nudge.first", ctx.now, reason)
    withdraw_unopened(ctx, reason)
