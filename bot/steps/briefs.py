"""The sponsor's brief of a month: made once from what was published, kept, and made again to prove it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.context import Context
from bot.errors import UserError
from bot.model.brief import Brief, build, month_of, told_weeks
from bot.model.ground import WHOLE
from bot.model.people import Person, authorize
from bot.model.time import LocalTime, weekday_number
from bot.steps.summary import digest_time
from bot.steps.value import quality_at, standing_benefits
from bot.store import benefits, briefs, summaries
from bot.store.briefs import PublishedBrief
from bot.store.programs import Running
from bot.store.summaries import Published

_FRESH_FOR = timedelta(weeks=1)  # of a program that ended long ago nobody hears again


def may_read(person: Person) -> bool:
    """The brief is of everybody, and of money."""
    return authorize(person, "see_summary")


def visible_brief(ctx: Context, person: Person, brief_id: str) -> PublishedBrief:
    """A brief the person may read. UserError for any other."""
    found = briefs.find(ctx.db, brief_id)
    if found is None or not may_read(person):
        raise UserError("brief.gone")
    return found


def fresh_brief(ctx: Context, running: Running) -> tuple[PublishedBrief, Published] | None:
    """The brief of the month in which the newest digest comes, made now if nobody made it, with the newest summary
    it tells of; None when there is no summary, or when the digest it comes with is a week old."""
    newest = summaries.latest(ctx.db, running.program_id, WHOLE)
    if newest is None:
        return None
    month = month_of(_digest_of(running, newest).day)
    found = briefs.of_month(ctx.db, running.program_id, month)
    if found is None and ctx.now - _digest_of(running, newest).instant() <= _FRESH_FOR:
        brief = _build(ctx, running, month, ctx.now)
        briefs.publish(ctx.db, ctx.new_id("brf"), running.program_id, brief, ctx.now)
        found = briefs.of_month(ctx.db, running.program_id, month)
    told = summaries.find(ctx.db, found.brief.summary_ids[-1]) if found else None
    if found is None or told is None or ctx.now - _digest_of(running, told).instant() > _FRESH_FOR:
        return None
    return found, told


def _digest_of(running: Running, told: Published) -> LocalTime:
    return digest_time(running.program, told.week_on, running.program.program.timezone)


def made_again(ctx: Context, found: PublishedBrief) -> Brief:
    """The same brief from the published summaries it names, and what it keeps of everything else."""
    told = [one for one in (summaries.find(ctx.db, key) for key in found.brief.summary_ids) if one]
    before = told[0].week_on - timedelta(weeks=1)
    earlier = [summary for _, summary in benefits.weeks(ctx.db, found.program_id, WHOLE, before)]
    kept = found.brief
    pairs = [(one.summary_id, one.summary) for one in told]
    return build(kept.month, kept.made_on, pairs, earlier, kept.costs, kept.benefits, kept.quality)


def _build(ctx: Context, running: Running, month: str, at: datetime) -> Brief:
    weeks = benefits.weeks(ctx.db, running.program_id, WHOLE)
    after = timedelta(weeks=1, days=weekday_number(running.program.digest.day))
    mondays = told_weeks([summary.week_on for _, summary in weeks], month, after)
    return build(
        month,
        at.astimezone(running.program.zone).date(),
        [one for one in weeks if one[1].week_on in mondays],
        [summary for _, summary in weeks if summary.week_on < mondays[0]],
        running.program.value,
        standing_benefits(ctx, running, at),
        quality_at(ctx, running.program_id, at),
    )
