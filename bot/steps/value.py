"""What the rollout is worth, from what was published; and effects somebody measured, entered and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.context import Context
from bot.errors import UserError
from bot.model.benefits import BASES, FAMILIES, MOST_MONEY, MOST_NOTE, Benefit, read_amount
from bot.model.ground import WHOLE
from bot.model.leak import Leak, leak_of
from bot.model.measured import Known, Said, families, metrics, quality_said
from bot.model.people import Person, authorize
from bot.model.value import Value, value_of
from bot.steps.free_text import free_text
from bot.steps.permits import not_permitted
from bot.store import audit, benefits, results
from bot.store.benefits import Entered
from bot.store.programs import Running

_QUALITY = "quality"
_MOST_REASON = 300


@dataclass(frozen=True)
class ValueView:
    """Everything the card of worth shows; `program_week` is None before the first summary."""

    titles: dict[str, str]
    program_week: int | None
    value: Value
    metrics: tuple[Known, ...]
    families: tuple[Known, ...]
    entered: tuple[Entered, ...]
    may_enter: bool = False


def value_view(ctx: Context, running: Running, person: Person | None = None) -> ValueView:
    """From the published summaries of everybody, and what stands as measured now."""
    weeks = [summary for _, summary in benefits.weeks(ctx.db, running.program_id, WHOLE)]
    entered = tuple(benefits.standing(ctx.db, running.program_id, ctx.now))
    counted = [one.benefit for one in entered]
    newest, quality = weeks[-1] if weeks else None, quality_at(ctx, running.program_id, ctx.now)
    worth = value_of(running.program.value, weeks, counted)
    return ValueView(
        titles=running.program.program.title.root,
        program_week=newest.program_week if newest else None,
        value=worth,
        metrics=metrics(newest, worth, quality, counted),
        families=families(newest, quality, counted),
        entered=entered,
        may_enter=person is not None and may_enter(person, running),
    )


def quality_at(ctx: Context, program_id: str, at: datetime) -> Said | None:
    """How people last answered the question about quality, as it was published of everybody by then."""
    for row in results.published(ctx.db, program_id):
        found = results.find(ctx.db, row["window_id"])
        if found is None or found.made_at > at:
            continue
        asked = next((one for one in found.result.questions if one.key == _QUALITY), None)
        if asked and (said := quality_said(asked, found.result.week)):
            return said
    return None


def leak_view(ctx: Context, running: Running, team: str) -> Leak | None:
    """Where a group's people are lost, from its published summaries; None before the first one."""
    weeks = [summary for _, summary in benefits.weeks(ctx.db, running.program_id, team)]
    return leak_of(weeks, None if team else standing_benefits(ctx, running, ctx.now))


def may_see_value(person: Person, running: Running) -> bool:
    """Money is for those who see everybody's figures, and for those who answer for it."""
    return authorize(person, "see_summary") or may_enter(person, running)


def may_enter(person: Person, running: Running) -> bool:
    """Those who answer for the program: administrators, owners of phases, sponsors."""
    if person.state != "active":
        return False
    is_lead = person.email.strip().lower() in running.program.leads()
    return is_lead or authorize(person, "run_rollout") or person.role == "sponsor"


def permit_entry(ctx: Context, person: Person, running: Running) -> None:
    """Goes on when the person may enter effects. UserError that names who may."""
    if not may_enter(person, running):
        raise not_permitted(ctx, person, "value.owners")


def enter_benefit(
    ctx: Context, running: Running, person: Person | None, family: str, basis: str, written: dict[str, str]
) -> Benefit:
    """Keeps what was measured; `written` has amount, from_on, to_on and note as they were typed. The same once
    more, as a second tap brings it, is the one that stands.

    UserError for the first thing that can't be read, with what to write instead.
    """
    currency = running.program.value.currency
    known = next((one for one in FAMILIES if one == family), None)
    how = next((one for one in BASES if one == basis), None)
    if known is None or how is None:
        raise UserError("value.bad_choice", families=FAMILIES, bases=BASES)
    if not currency:
        raise UserError("value.no_currency")
    amount = read_amount(written.get("amount", ""))
    if amount is None:
        raise UserError("value.bad_amount", most=f"{MOST_MONEY:,}")
    from_on, to_on = _days(ctx, running, written)
    benefit = Benefit(
        benefit_id=ctx.new_id("val"), family=known, low=amount[0], high=amount[1], currency=currency,
        from_on=from_on, to_on=to_on, basis=how, note=free_text(written.get("note", ""), MOST_NOTE),
        entered_at=ctx.now,
    )  # fmt: skip
    same = {"benefit_id", "entered_at", "note"}
    for one in standing_benefits(ctx, running, ctx.now):
        if one.model_dump(exclude=same) == benefit.model_dump(exclude=same):
            return one
    benefits.enter(ctx.db, running.program_id, benefit, person.person_id if person else None)
    audit.record(ctx, person, "value.entered", benefit.benefit_id, family=family, basis=basis)
    return benefit


def withdraw_benefit(
    ctx: Context, running: Running, person: Person | None, benefit_id: str, reason: str
) -> None:
    """It counts no more, and stays on record. UserError without a reason, or when there is none such."""
    reason = free_text(reason, _MOST_REASON)
    if not reason:
        raise UserError("value.reason_missing")
    by = person.person_id if person else None
    if not benefits.withdraw(ctx.db, running.program_id, benefit_id, by, reason, ctx.now):
        raise UserError("value.withdrawn_before")
    audit.record(ctx, person, "value.withdrawn", benefit_id)


def standing_benefits(ctx: Context, running: Running, at: datetime) -> Sequence[Benefit]:
    """What counted at an instant."""
    return [one.benefit for one in benefits.standing(ctx.db, running.program_id, at)]


def _days(ctx: Context, running: Running, written: dict[str, str]) -> tuple[date, date]:
    today = ctx.now.astimezone(running.program.zone).date()
    try:
        from_on, to_on = (date.fromisoformat(written.get(key, "").strip()) for key in ("from_on", "to_on"))
    except ValueError:
        raise UserError("value.bad_days", today=today.isoformat()) from None
    if not from_on <= to_on <= today:
        raise UserError("value.bad_days", today=today.isoformat())
    return from_on, to_on
