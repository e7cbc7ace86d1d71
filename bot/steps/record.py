"""Everything stored about one person: shown, exported, erased. One list, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.card import Recorded
from bot.cards.plain import lead
from bot.context import Context
from bot.model.people import Person
from bot.store import addresses, feedback, nudges, outbox, privacy, tips, usage


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
    privacy.forget_person(ctx.db, person.person_id)


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
    for row in feedback.prompts_of(ctx.db, person.person_id):
        for late in (False, True):
            for question, value in feedback.answers(ctx.db, row["prompt_id"], late).items():
                yield f"answer: week {row['week']} {question} = {value}{' (late)' if late else ''}"
    for remark in feedback.remarks_of(ctx.db, person.person_id):
        yield f"remark: {remark['said_at']:%Y-%m-%d} {remark['body']}"
    for nudge in nudges.of_person(ctx.db, person.person_id):
        told = (nudge.item, nudge.outcome, nudge.reason, nudge.segment, nudge.arm)
        yield f"{nudge.kind}: {nudge.decided_at:%Y-%m-%d} {' '.join(part for part in told if part)}"
    if resting_since := nudges.resting_since(ctx.db, person.person_id):
        yield f"nudges stopped: {resting_since:%Y-%m-%d}"
    for row in usage.signals_of(ctx.db, person.person_id):
        yield f"use: {row['day_on']} {row['tool']} {row['feature']} x{row['actions']} ({row['source']})"
    for delivery in outbox.of_person(ctx.db, person.person_id):
        yield f"message: {delivery.due_at:%Y-%m-%d} {delivery.kind} {delivery.state} {delivery.reason}".rstrip()
