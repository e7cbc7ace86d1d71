"""A message or phase went wrong: nobody else gets it, those who got it are told the truth once, and the
program keeps quiet with them until the next working day is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.cards.card import Say
from bot.cards.corrections import Choosable, Draft, Receipt, Told
from bot.context import Context
from bot.errors import UserError
from bot.model.corrections import LOOKS_BACK, Correction, Subject, quiet_days
from bot.model.delivery import Limits, next_open
from bot.model.people import LOCALES, Person
from bot.model.time import local_instant
from bot.steps.holds import drop_hold
from bot.store import audit, corrections, feedback, holds, job_runs, outbox, people, programs, tips
from bot.store.programs import Running

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Extent:
    """Whom a subject reached since `since`, by id with when; and the rows that would still bring it."""

    since: datetime
    got: Mapping[str, datetime]
    planned: int


def choosable(ctx: Context, running: Running, say: Say) -> list[Choosable]:
    """What may have gone wrong: the phase that runs, and every message of the last two weeks."""
    found = []
    if running.present:
        subject = Subject("phase", running.present.phase_key)
        found.append((subject, len(extent(ctx, running, subject).got)))
    found += corrections.got_lately(ctx.db, running.program_id, ctx.now - LOOKS_BACK)
    gone = corrections.withdrawn_items(ctx.db, running.program_id)
    return [
        Choosable(
            subject=subject.text, sort=subject.sort, title=title_of(ctx, running, say, subject), people=count
        )
        for subject, count in found
        if subject.target not in gone
    ]


def title_of(ctx: Context, running: Running, say: Say, subject: Subject) -> str:
    """A subject by the title under which people know it."""
    if subject.sort == "phase":
        return say.any_of(running.program.phase_named(subject.target).title.root)
    if subject.sort == "window":
        return say.any_of(feedback.window(ctx.db, subject.target).frozen.question_set.title.root)
    content = ctx.words.content
    item = content.nudges.get(subject.target) or content.tips.get(subject.target)
    if item is None:
        shared = tips.find(ctx.db, subject.target)
        return shared.title if shared else subject.target
    return say.any_of(
        item.title.root, tool=running.program.program.tool, minutes=getattr(item, "minutes", "")
    )


def extent(ctx: Context, running: Running, subject: Subject) -> Extent:
    """How far it went; UserError for a subject that is not the program's."""
    since = ctx.now - LOOKS_BACK
    if subject.sort == "phase":
        begun_on = running.present.week_one_on if running.present else None
        if running.present is None or running.present.phase_key != subject.target or begun_on is None:
            raise UserError("corrections.other_phase")
        since = min(since, local_instant(begun_on, time.min, running.program.zone) - _A_DAY)
    got = corrections.got(ctx.db, running.program_id, subject, since)
    return Extent(since, got, len(corrections.planned(ctx.db, running.program_id, subject)))


def keep_draft(
    ctx: Context, by: Person, running: Running, subject: Subject, reason: Mapping[str, str]
) -> Draft:
    """Keeps the words until they are confirmed; UserError while one language is missing."""
    if any(not reason.get(locale, "").strip() for locale in LOCALES):
        raise UserError("corrections.every_language")
    found = extent(ctx, running, subject)
    correction_id = ctx.new_id("cor")
    corrections.draft(
        ctx.db, correction_id, running.program_id, subject, reason, found.since, by.person_id, ctx.now
    )
    titles = {one: title_of(ctx, running, ctx.words.say(one, by.zone, ctx.now), subject) for one in LOCALES}
    return Draft(
        correction_id=correction_id, sort=subject.sort, titles=titles, reason=dict(reason),
        people=len(found.got), planned=found.planned,
    )  # fmt: skip


def confirm(ctx: Context, by: Person, running: Running, correction_id: str) -> Correction:
    """Withdraws it and plans the follow-up to exactly those it reached; UserError when that was done before."""
    draft = corrections.find(ctx.db, correction_id)
    if draft is None or draft.program_id != running.program_id:
        raise UserError("error.stale_button")
    programs.await_claims(ctx.db)  # nobody is claimed between the count and the withdrawal
    got = extent(ctx, running, draft.subject).got if draft.state == "draft" else {}
    if not corrections.mark_told(ctx.db, correction_id, by.person_id, ctx.now, len(got)):
        raise UserError("corrections.told_before")
    cancelled = _withdraw(ctx, running, draft.subject)
    for person in people.find_some(ctx.db, list(got)).values():
        apologise_to(ctx, person, running.program.limits(), corrections.TOLD, correction_id)
    if draft.sort == "phase":
        _take_back(ctx, by, running, draft)
    corrections.close_windows(ctx.db, running.program_id, draft.subject, ctx.now)
    audit.record(
        ctx, by, "correction.told", correction_id, subject=draft.subject.text, people=len(got),
        cancelled=cancelled, reason=draft.reason,
    )  # fmt: skip
    job_runs.look_again(ctx.db, ctx.now)
    return corrections.find(ctx.db, correction_id) or draft


def receipt(ctx: Context, running: Running, say: Say, correction: Correction) -> Receipt:
    """How many were told, are still to be told, can't be reached."""
    states = corrections.told(ctx.db, correction.correction_id)
    told = states.get("sent", 0)
    ahead = sum(states.get(state, 0) for state in ("planned", "sending", "in_doubt"))
    return Receipt(
        correction_id=correction.correction_id, title=title_of(ctx, running, say, correction.subject),
        people=correction.people, told=told, ahead=ahead, unreached=max(0, correction.people - told - ahead),
    )  # fmt: skip


def told(ctx: Context, running: Running, person: Person, say: Say, correction: Correction) -> Told:
    """What `person` hears of it in the language of `say`; of a draft, with the time it first came to anybody."""
    limits = running.program.limits()
    got_at = corrections.got_by(ctx.db, correction, person.person_id)
    if correction.state == "told":
        quiet_on = keep_quiet(ctx, person, limits, ctx.now, corrections.TOLD)
    else:
        got = corrections.got(ctx.db, running.program_id, correction.subject, correction.since_at)
        got_at = min(got.values(), default=ctx.now)
        quiet_on = quiet_days(ctx.now.astimezone(person.zone).date(), person, limits, ctx.workdays)[1]
    return Told(
        sort=correction.sort, title=title_of(ctx, running, say, correction.subject), got_at=got_at or ctx.now,
        reason=correction.reason[say.locale], human=human_of(ctx, say, running), quiet_on=quiet_on,
    )  # fmt: skip


def human_of(ctx: Context, say: Say, running: Running) -> str:
    """The person to ask, by name."""
    email = running.program.program.human
    found = people.find_by_email(ctx.db, email)
    return say("human.named", name=found.name, email=found.email) if found else email


def apologise_to(ctx: Context, person: Person, limits: Limits, story: str, about: str) -> bool:
    """Plans one apology, once, and the quiet that comes with it; False when it was planned before."""
    due_at = next_open(ctx.now, person, limits, ctx.workdays)
    is_new = outbox.plan(
        ctx.db, ctx.new_id, person, "correction", story, about, due_at=due_at, planned_at=ctx.now
    )
    if is_new:
        keep_quiet(ctx, person, limits, due_at, story)
    return is_new


def keep_quiet(ctx: Context, person: Person, limits: Limits, at: datetime, reason: str) -> date:
    """The program starts nothing on the local day of `at` and on the working day after it, which is returned."""
    days = quiet_days(at.astimezone(person.zone).date(), person, limits, ctx.workdays)
    corrections.keep_quiet(ctx.db, person.person_id, days, reason)
    return days[1]


def _withdraw(ctx: Context, running: Running, subject: Subject) -> int:
    """Nobody else gets it: what is planned is cancelled, and the slots it had are free again."""
    cancelled = 0
    for row in corrections.planned(ctx.db, running.program_id, subject):
        if not corrections.cancel(ctx.db, row["delivery_id"], ctx.now):
            continue
        cancelled += 1
        if row["story"] == "nudge.first":
            holds.drop_nudge(ctx.db, row["nudge_id"])
    return cancelled


def _take_back(ctx: Context, by: Person, running: Running, draft: Correction) -> None:
    """The phase has not begun; the one before it waits at its gate for a person, as it did before."""
    keys = [status.phase_key for status in running.phases]
    place = keys.index(draft.target)
    drop_hold(ctx, by, running)
    holds.free_unsent(ctx.db, running.program_id, draft.target, ctx.now, ctx.now, corrections.WITHDRAWN)
    corrections.close_windows(ctx.db, running.program_id, draft.subject, ctx.now)
    before = keys[place - 1] if place else None
    corrections.take_phase_back(ctx.db, running.program_id, draft.target, before, draft.correction_id)
    audit.record(ctx, by, "phase.rolled_back", draft.target, to=before or "")
