"""Everything stored about one person: shown, exported, erased. One list, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.cards.card import Recorded, Say, Tap
from bot.cards.plain import lead
from bot.context import Context
from bot.model.people import Person
from bot.model.when_then import WhenThen
from bot.steps.left_out import own_line, own_tap, stored_lines
from bot.steps.nudges import topic_name
from bot.steps.plans import plans_ahead
from bot.steps.threads import thread_lines
from bot.store import (
    addresses,
    benefits,
    corrections,
    feedback,
    gates,
    groups,
    incidents,
    ledger,
    left_out,
    members,
    nudges,
    open_items,
    outbox,
    privacy,
    pseudonyms,
    quoting,
    rehearsals,
    summary_complaints,
    threads,
    tips,
    topics,
    usage,
    versions,
    volunteers,
    when_then,
)

MOST_PLANS = 2  # on the card; the export has all


def stored_facts(ctx: Context, person: Person) -> tuple[tuple[str, str], ...]:
    """The record in short, as pairs of label and value in the person's language."""
    say = ctx.say_to(person)
    messages = [row for row in outbox.of_person(ctx.db, person.person_id) if row.state == "sent"]
    asked = feedback.prompts_of(ctx.db, person.person_id)
    quiet = f"{person.quiet_from}-{person.quiet_until}" if person.quiet_from else say("preferences.none")
    paused = say("preferences.stopped_short") if person.stopped_at else say("preferences.none")
    if person.paused_until_on and not person.stopped_at:
        paused = say("preferences.until", day=person.paused_until_on)
    return (
        (say("preferences.who"), f"{person.name} · {person.email}"),
        (say("preferences.team"), person.team or say("preferences.none")),
        *_part_taken(ctx, person),
        (
            say("preferences.hours"),
            f"{person.timezone} · {lead(say('preferences.quiet'), say.locale)}{quiet}",
        ),
        (say("preferences.paused"), paused),
        (say("preferences.messages"), say("preferences.messages_count", count=len(messages))),
        (say("preferences.answers"), say("preferences.answers_count", count=len(asked))),
        (say("preferences.usage"), _usage_line(ctx, person)),
        *_wishes(ctx, person),
        *_quiet_line(ctx, person),
        *own_line(ctx, person),
    )


def own_switches(ctx: Context, person: Person) -> tuple[Tap, ...]:
    """What the person set up by taps on messages: each plan ahead, each topic that is off; and
    whether own words may be quoted."""
    say = ctx.say_to(person)
    plans = (
        Tap(label=say("plans.open", at=plan.at), action="plan.show", target=plan.plan_id)
        for plan, _ in plans_ahead(ctx, person)[:MOST_PLANS]
    )
    off = (
        Tap(label=say("fewer.turn_on", topic=topic_name(ctx, person, topic)), action="me.topic", target=topic)
        for topic in topics.off_of(ctx.db, person.person_id)
    )
    ledger = Tap(label=say("items.open_ledger"), action="me.ledger")
    is_quoted = quoting.refused_since(ctx.db, person.person_id) is None
    phrase = "rosters.quote_stop" if is_quoted else "rosters.quote_allow"
    quoted = Tap(label=say(phrase), action="me.quoting", value="no" if is_quoted else "yes")
    return (*plans, *off, *own_tap(ctx, person), ledger, quoted)


def full_record(ctx: Context, person: Person, *, is_own: bool = True) -> list[str]:
    """Every stored line about the person, for the export; what was said anonymously for the own eyes alone."""
    return list(_lines(ctx, person, is_own))


def erase(ctx: Context, person: Person) -> None:
    """Erases the person everywhere; counts already published stay, and nobody can be found in them."""
    feedback.forget_person(ctx.db, person.person_id)
    open_items.forget_person(ctx.db, person.person_id)
    threads.forget_person(ctx.db, person.person_id)
    when_then.forget_person(ctx.db, person.person_id)
    topics.forget_person(ctx.db, person.person_id)
    nudges.forget_person(ctx.db, person.person_id)
    tips.forget_person(ctx.db, person.person_id)
    usage.forget_person(ctx.db, person)
    gates.forget_person(ctx.db, person.person_id, person.email)
    incidents.forget_person(ctx.db, person.person_id)
    left_out.forget_person(ctx.db, person.person_id)
    corrections.forget_person(ctx.db, person.person_id)
    summary_complaints.forget_person(ctx.db, person.person_id)
    rehearsals.forget_person(ctx.db, person.person_id)
    benefits.forget_person(ctx.db, person.person_id)
    quoting.allow(ctx.db, person.person_id)
    privacy.forget_person(ctx.db, person.person_id)


def _part_taken(ctx: Context, person: Person) -> Iterator[tuple[str, str]]:
    """How somebody takes part is no secret from that person, least of all being listed as a sceptic."""
    rows = members.of_person(ctx.db, person.person_id)
    listed = person.stratum if "stratum" in person.attributes or not rows else rows[-1]["stratum"]
    if volunteers.of_person(ctx.db, person.person_id):
        listed = "volunteer"
    if rows or listed != "assigned":
        say = ctx.say_to(person)
        yield say("volunteers.label"), say(f"volunteers.stratum_{listed}")


def _wishes(ctx: Context, person: Person) -> Iterator[tuple[str, str]]:
    say = ctx.say_to(person)
    for plan, line in plans_ahead(ctx, person)[:MOST_PLANS]:
        yield say("plans.title"), _timed(say, plan, line)
    off = [topic_name(ctx, person, topic) for topic in topics.off_of(ctx.db, person.person_id)]
    if off:
        yield say("fewer.topics_off"), (", " if say.locale == "en" else "、").join(off)


def _timed(say: Say, plan: WhenThen, line: str) -> str:
    return line if plan.cue == "time" else say("plans.with_time", plan=line, at=plan.at)


def _quiet_line(ctx: Context, person: Person) -> Iterator[tuple[str, str]]:
    """The quiet day that is owed, from today on; nothing when none is."""
    today = ctx.now.astimezone(person.zone).date()
    if days := corrections.quiet_days(ctx.db, [person.person_id], today).get(person.person_id):
        say = ctx.say_to(person)
        yield say("corrections.quiet_label"), say("corrections.quiet_until", day=max(days))


def _usage_line(ctx: Context, person: Person) -> str:
    say = ctx.say_to(person)
    days = usage.days_of(ctx.db, person.person_id)
    if not days:
        return say("preferences.usage_none")
    return say("preferences.usage_days", count=len(days), first=Recorded(min(days)), last=Recorded(max(days)))


def _lines(ctx: Context, person: Person, is_own: bool) -> Iterator[str]:
    locale = ctx.say_to(person).locale
    calendar = (("calendar", person.calendar),) if person.calendar else ()
    pairs = (*stored_facts(ctx, person), *calendar, *sorted(person.attributes.items()))
    yield from (lead(label, locale) + value for label, value in pairs)
    for address in addresses.of_person(ctx.db, person.person_id):
        yield f"address: {address.platform} {address.workspace} {address.user}"
    yield from _memberships(ctx, person)
    for row in feedback.prompts_of(ctx.db, person.person_id):
        if not is_own and pseudonyms.slip_of(ctx.db, row["prompt_id"]):
            yield f"asked: week {row['week']} anonymously; answers are shown in chat, to this person alone"
            continue
        for late in (False, True):
            for question, value in feedback.answers(ctx.db, row["prompt_id"], late).items():
                yield f"answer: week {row['week']} {question} = {value}{' (late)' if late else ''}"
        if row["declined_at"]:
            yield f"declined: week {row['week']}, {row['declined_at']:%Y-%m-%d}"
    for remark in feedback.remarks_of(ctx.db, person.person_id):
        yield f"remark: {remark['said_at']:%Y-%m-%d} {remark['body']}"
    for nudge in nudges.of_person(ctx.db, person.person_id):
        told = (nudge.item, nudge.outcome, nudge.reason, nudge.segment, nudge.arm)
        yield f"{nudge.kind}: {nudge.decided_at:%Y-%m-%d} {' '.join(part for part in told if part)}"
    if resting_since := nudges.resting_since(ctx.db, person.person_id):
        yield f"nudges stopped: {resting_since:%Y-%m-%d}"
    for plan in when_then.of_person(ctx.db, person.person_id):
        yield f"plan: {plan.planned_at:%Y-%m-%d} {plan.cue} {plan.wall} {plan.zone} {plan.task} {plan.state}"
    for topic in topics.off_of(ctx.db, person.person_id):
        yield f"topic off: {topic}"
    yield from _use(ctx, person)
    for written in versions.written_by(ctx.db, person.person_id):
        yield f"plan: {written['written_at']:%Y-%m-%d} wrote {written['program_id']} version {written['version']}"
    if since := quoting.refused_since(ctx.db, person.person_id):
        yield f"not quoted since: {since:%Y-%m-%d}"
    yield f"published: counted in {ledger.times_counted(ctx.db, person.ordinal)} figures of groups"
    yield from gates.of_person(ctx.db, person.person_id)
    for row in incidents.reported_by(ctx.db, person.person_id):
        yield f"incident: {row['reported_at']:%Y-%m-%d} {row['kind']} {row['body']}"
    yield from _questioned(ctx, person)
    for row in open_items.answered_by(ctx.db, person.person_id):
        yield f"item: {row['answered_at']:%Y-%m-%d} {row['labels_json']['en']} {row['state']} {row['reason']}".rstrip()
    for row in open_items.steps_by(ctx.db, person.person_id):
        parts = (row["labels_json"]["en"], row["state"], str(row["due_on"] or ""), row["reason"])
        yield f"item step: {row['said_at']:%Y-%m-%d} {' '.join(part for part in parts if part)}"
    yield from thread_lines(ctx, person, is_own)
    yield from stored_lines(ctx, person)
    for row in open_items.overrides_of(ctx.db, person.person_id):
        yield f"override: {row['opened_at']:%Y-%m-%d} {row['reason']}"
    for quiet_on, reason in (
        corrections.quiet_days(ctx.db, [person.person_id], date.min).get(person.person_id, {}).items()
    ):
        yield f"quiet day: {quiet_on} ({reason})"
    for delivery in outbox.of_person(ctx.db, person.person_id):
        yield f"message: {delivery.due_at:%Y-%m-%d} {delivery.kind} {delivery.state} {delivery.reason}".rstrip()
    yield from benefits.lines_of(ctx.db, person.person_id)
    for row in rehearsals.of_person(ctx.db, person.person_id):
        yield f"rehearsal asked for: {row['asked_at']:%Y-%m-%d} {row['state']}"


def _use(ctx: Context, person: Person) -> Iterator[str]:
    for row in usage.signals_of(ctx.db, person.person_id):
        yield f"use: {row['day_on']} {row['tool']} {row['feature']} x{row['actions']} ({row['source']})"
    for row in usage.weeks_of(ctx.db, person.person_id):
        said = f", {row['clicks']} said by a tap" if row["clicks"] else ""
        yield f"counted: week of {row['week_on']} {row['tool']} x{row['actions']} on {row['days']} days{said}"
    for row in usage.activations_of(ctx.db, person.person_id):
        yield f"regular use began: {row['activated_on']} {row['tool']}"


def _questioned(ctx: Context, person: Person) -> Iterator[str]:
    for row in summary_complaints.reported_by(ctx.db, person.person_id):
        yield f"number questioned: {row['reported_at']:%Y-%m-%d} {row['number_key']} {row['state']} {row['words']}"
    for row in summary_complaints.answered_by(ctx.db, person.person_id):
        yield f"number answered: {row['answered_at']:%Y-%m-%d} {row['number_key']} {row['state']} {row['reason']}"


def _memberships(ctx: Context, person: Person) -> Iterator[str]:
    for row in members.of_person(ctx.db, person.person_id):
        phase, since = row["phase_key"] or "-", row["joined_at"] or row["enrolled_at"]
        ended = row["left_at"] or row["phase_left_at"]
        until = f" until {ended:%Y-%m-%d}" if ended else ""
        drawn = f"{row['stratum']}, lot {row['bucket']}, {row['arm']}"
        yield f"takes part: {row['program_id']} {phase} since {since:%Y-%m-%d}{until} ({drawn})"
    for row in volunteers.of_person(ctx.db, person.person_id):
        yield f"volunteered: {row['said_at']:%Y-%m-%d} {row['program_id']} {row['phase_key']}"
    for platform, group_id in groups.of_person(ctx.db, person.person_id):
        yield f"group: {platform} {group_id}"
