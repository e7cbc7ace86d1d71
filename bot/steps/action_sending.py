"""A champion's words go to those an action concerns: whom the bot finds, and whom the champion is not told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards.action_messages import SERIES, Letter
from bot.context import Context
from bot.errors import UserError
from bot.model.action_people import concerned
from bot.model.action_rules import RULE
from bot.model.actions import Action, Proposal
from bot.model.delivery import next_open
from bot.model.ground import WHOLE
from bot.model.people import Person
from bot.model.time import monday_of
from bot.model.usage import anywhere
from bot.steps.permits import permit
from bot.steps.tips import find_tips
from bot.store import actions, audit, ladder, ledger, left_out, outbox, people, programs, usage
from bot.store.grounds import ground_of
from bot.store.outbox import Planned
from bot.store.programs import Running
from bot.store.summaries import Published
from bot.store.summary_facts import owner_of

STORY = "action.message"
_EVERY = timedelta(weeks=1)  # between two messages of a series


def permit_sending(ctx: Context, person: Person, found: Published, action: Action) -> Running:
    """Goes on for who may send for this group, while its program runs: to people of all teams only who runs the
    program. UserError otherwise."""
    running = programs.current(ctx.db)
    if running is None or running.program_id != found.program_id:
        raise UserError("error.no_program")
    if found.team == WHOLE and RULE[action.rule].to == "concerned":
        permit(ctx, person, "run_rollout")
    return running


def named_readers(ctx: Context, person: Person, running: Running, action: Action) -> list[Person]:
    """Whose task it is by name, but for who sends: nobody for an action that concerns people who stay unnamed.
    UserError when nobody else is left."""
    match RULE[action.rule].to:
        case "concerned":
            return []
        case "owner":
            owner = people.find_by_email(ctx.db, owner_of(running))
            found = [owner] if owner and owner.state == "active" else []
        case "admins":
            found = people.with_role(ctx.db, "admin")
    others = [one for one in found if one.person_id != person.person_id]
    if not others:
        raise UserError("letters.nobody_else")
    return others


def send(ctx: Context, person: Person, found: Published, proposal: Proposal, words: str) -> None:
    """Plans the action's message, once, to those it concerns as things stand now. UserError: not permitted, nobody
    else to write to, answered before."""
    action = proposal.action
    running = permit_sending(ctx, person, found, action)
    is_unnamed = RULE[action.rule].to == "concerned"
    readers = named_readers(ctx, person, running, action) or _concerned(ctx, person, running, found, action)
    if not actions.mark_sent(
        ctx.db, proposal.action_id, person.person_id, ctx.now, words, len(readers) if is_unnamed else 0
    ):
        raise UserError("summary.answered_before")
    kind = "relayed" if is_unnamed else "request"
    limits = running.program.limits()
    plans = [
        Planned(one, kind, STORY, about, next_open(at, one, limits, ctx.workdays), ctx.now)
        for one in readers
        for about, at in _parts(ctx, proposal)
    ]
    outbox.plan_many(ctx.db, ctx.new_id, plans)
    audit.record(ctx, person, "action.sent", proposal.action_id, rule=action.key, changed=bool(words))


def letter_to(ctx: Context, person: Person, about: str) -> Letter | None:
    """The message as this person gets it; None when whoever sent it is gone, or there is no tip left to tell."""
    action_id, _, number = about.partition("/")
    row = actions.find(ctx.db, action_id)
    sender = people.find(ctx.db, row["sent_by"]) if row and row["sent_by"] else None
    if row is None or sender is None or sender.state != "active":
        return None
    action, place = actions.action_of(ctx.db, row), int(number or "1")
    tips = find_tips(ctx, person, "") if action.rule == "not_returning" else []
    if place > 1 and len(tips) < place:
        return None
    return Letter(
        action_id=action_id, action=action, sender=sender.name, tool=programs.terms(ctx.db).tool,
        words=row["words"], number=place, tip=tips[place - 1] if len(tips) >= place else None,
    )  # fmt: skip


def is_still_true(ctx: Context, person: Person, letter: Letter) -> bool:
    """Whether it may still be said; a message may wait for weeks, and “you have not got in yet” be wrong by then."""
    return letter.action.rule != "never_activated" or not usage.days_of(ctx.db, person.person_id)


def was_sent(ctx: Context, person: Person, action_id: str) -> bool:
    """Whether this person was sent the action's message."""
    return any(
        one.story == STORY and one.about.partition("/")[0] == action_id
        for one in outbox.of_person(ctx.db, person.person_id)
    )


def keep_reply(ctx: Context, person: Person, letter: Letter, body: str) -> None:
    """The answer goes to whoever sent it; of seats, to those who move them. UserError when the person answered
    before, or was never asked."""
    row = actions.find(ctx.db, letter.action_id)
    if row is None or not was_sent(ctx, person, letter.action_id):
        raise UserError("error.stale_button")
    reply_id = ctx.new_id("rep")
    if not actions.put_reply(ctx.db, reply_id, letter.action_id, person.person_id, body, ctx.now):
        raise UserError("letters.answered_before")
    readers = (
        people.with_role(ctx.db, "admin")
        if letter.action.rule == "dormant"
        else [people.get(ctx.db, row["sent_by"])]
    )
    for one in readers:
        due_at = next_open(ctx.now, one, programs.limits(ctx.db), ctx.workdays)
        outbox.plan(
            ctx.db, ctx.new_id, one, "request", "action.replied", reply_id, due_at=due_at, planned_at=ctx.now
        )


def _parts(ctx: Context, proposal: Proposal) -> list[tuple[str, datetime]]:
    """What each reader gets, and from when on: one message, or a tip a week."""
    if proposal.action.rule != "not_returning":
        return [(proposal.action_id, ctx.now)]
    return [(f"{proposal.action_id}/{n + 1}", ctx.now + n * _EVERY) for n in range(SERIES)]


def _concerned(
    ctx: Context, person: Person, running: Running, found: Published, action: Action
) -> list[Person]:
    """Those the number counts who still are what it says, but for who sends."""
    monday = found.summary.week_on
    ground, _ = ground_of(ctx.db, running, monday, found.summary.program_week, ctx.now, ctx.workdays)
    _, settled = ledger.settled(ctx.db, running.program_id, ground)
    ground = left_out.counted(
        ctx.db, running.program_id, ground, settled
    )  # who is left out is not written to
    tool = running.program.program.tool_key
    today = monday_of(ctx.now.astimezone(running.program.zone).date())
    later = anywhere(usage.active(ctx.db, tool, ground.basis, monday + _EVERY, today).values())
    if action.rule == "power_users":
        ground = replace(ground, busy=ladder.busy_of(ctx.db, tool, ground))
    ids = concerned(ground, found.team, action.rule, later) - {person.person_id}
    return [one for one in people.find_some(ctx.db, sorted(ids)).values() if one.state == "active"]
