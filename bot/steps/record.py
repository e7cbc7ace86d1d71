"""Everything stored about one person: shown, exported, erased. One list, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.card import Recorded
from bot.cards.plain import lead
from bot.context import Context
from bot.model.people import Person
from bot.store import (
    addresses,
    feedback,
    groups,
    members,
    nudges,
    outbox,
    privacy,
    rehearsals,
    tips,
    usage,
    versions,
    volunteers,
)


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
    )


def full_record(ctx: Context, person: Person) -> list[str]:
    """Every stored line about the person, for the export."""
    return list(_lines(ctx, person))


def erase(ctx: Context, person: Person) -> None:
    """Erases the person everywhere; counts already published stay, and nobody can be found in them."""
    feedback.forget_person(ctx.db, person.person_id)
    nudges.forget_person(ctx.db, person.person_id)
    tips.forget_person(ctx.db, person.person_id)
    usage.forget_person(ctx.db, person)
    rehearsals.forget_person(ctx.db, person.person_id)
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


def _usage_line(ctx: Context, person: Person) -> str:
    say = ctx.say_to(person)
    days = usage.days_of(ctx.db, person.person_id)
    if not days:
        return say("preferences.usage_none")
    return say("preferences.usage_days", count=len(days), first=Recorded(min(days)), last=Recorded(max(days)))


def _lines(ctx: Context, person: Person) -> Iterator[str]:
    locale = ctx.say_to(person).locale
    calendar = (("calendar", person.calendar),) if person.calendar else ()
    pairs = (*stored_facts(ctx, person), *calendar, *sorted(person.attributes.items()))
    yield from (lead(label, locale) + value for label, value in pairs)
    for address in addresses.of_person(ctx.db, person.person_id):
        yield f"address: {address.platform} {address.workspace} {address.user}"
    yield from _memberships(ctx, person)
    for row in feedback.prompts_of(ctx.db, person.person_id):
        for late in (False, True):
            for question, value in feedback.answers(ctx.db, row["prompt_id"], late).items():
                yield f"answer: week {row['week']} {question} = {value}{' (late)' if late else ''}"
    for remark in feedback.remarks_of(ctx.db, person.person_id):
        yield f"remark: {remark['said_at']:%Y-%m-%d} {remark['body']}"
    for nudge in nudges.of_person(ctx.db, person.person_id):
        yield f"{nudge.kind}: {nudge.decided_at:%Y-%m-%d} {nudge.item} {nudge.outcome} {nudge.reason}".rstrip()
    for row in usage.signals_of(ctx.db, person.person_id):
        yield f"use: {row['day_on']} {row['tool']} {row['feature']} x{row['actions']} ({row['source']})"
    for written in versions.written_by(ctx.db, person.person_id):
        yield f"plan: {written['written_at']:%Y-%m-%d} wrote {written['program_id']} version {written['version']}"
    for delivery in outbox.of_person(ctx.db, person.person_id):
        yield f"message: {delivery.due_at:%Y-%m-%d} {delivery.kind} {delivery.state} {delivery.reason}".rstrip()
    for row in rehearsals.of_person(ctx.db, person.person_id):
        yield f"rehearsal asked for: {row['asked_at']:%Y-%m-%d} {row['state']}"


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
