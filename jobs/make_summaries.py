"""The week is summed up: one snapshot for everybody and one for each team that may be told about.

Started by: the timetable; it acts once a week, shortly before the digest goes out.
Refuses:    a program below the smallest group; a week before the first phase; a second version;
            to count a window before what was answered in time can't come any more.
Says:       the digest, to champions (their team, else everybody) and administrators.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bot.context import Context
from bot.model.delivery import next_open
from bot.model.feedback import REDELIVERY_FOR
from bot.model.ground import WHOLE
from bot.model.people import Person
from bot.model.summary import build
from bot.steps.summary import digest_at, digest_time, has_ended_before, last_week
from bot.steps.themes import known_themes
from bot.store import feedback, job_runs, ledger, left_out, outbox, people, programs, summaries
from bot.store.programs import Running
from bot.store.summaries import Published
from bot.store.summary_facts import facts_of, gather, members_of

AHEAD = timedelta(hours=6)  # as often as the timetable looks, so that the digest is ready on time


def make_summaries(ctx: Context) -> None:
    """Publishes every week that is due and not made yet, in order; the digest tells of the newest."""
    running = programs.latest(ctx.db)
    if running is None:
        return
    owed = list(_owed(ctx, running))
    enough = running.program.program.group_minimum
    if not owed or _may_still_change(ctx):
        return
    if not programs.has_enrolled(ctx.db, running.program_id, enough):
        return
    newest = None
    for monday in owed:
        newest = (monday, made) if (made := _publish_all(ctx, running, monday)) else newest
    if newest and running.state != "held":  # past its graduation date nothing but the gate's question leaves
        outbox.cancel_kind(ctx.db, "digest", ctx.now, "a newer week took its place")
        _tell(ctx, running, *newest)


def _owed(ctx: Context, running: Running) -> Iterator[date]:
    """Last week, and before it every week that came due while no job ran."""
    last = last_week(running.program, ctx.now)
    looked_at = job_runs.last_before(ctx.db, "make_summaries", ctx.now)
    begun = min((status.week_one_on for status in running.phases if status.week_one_on), default=last)
    for monday in (begun + timedelta(weeks=n) for n in range((last - begun).days // 7 + 1)):
        made_at = digest_at(running.program, monday) - AHEAD
        was_missed = monday == last or looked_at is None or made_at > looked_at
        if (
            was_missed
            and made_at <= ctx.now
            and not has_ended_before(running, monday)
            and summaries.of_week(ctx.db, running.program_id, WHOLE, monday) is None
        ):
            yield monday


def _may_still_change(ctx: Context) -> bool:
    """Whether a window is over, yet so lately that an answer may come that was given in time."""
    return any(
        window.closes_at > ctx.now - REDELIVERY_FOR for window in feedback.due_to_close(ctx.db, ctx.now)
    )


def _publish_all(ctx: Context, running: Running, monday: date) -> dict[str, Published]:
    """Team → summary; nothing when the whole is too small to be told about."""
    tips, known = ctx.words.content.tips, known_themes(ctx)
    gathered = gather(ctx.db, running, monday, ctx.now, tips, ctx.workdays, known)
    if gathered is None or not gathered.ground.is_tellable:
        return {}
    made = {
        team: summaries.publish(
            ctx.db,
            ctx.new_id,
            running.program_id,
            build(facts_of(ctx.db, gathered, team)),
            members_of(gathered, team),
            ctx.now,
        )
        for team in (WHOLE, *sorted(gathered.ground.shown_teams))
    }
    told = {team: ledger.metrics_of(one.summary) for team, one in made.items()}
    ledger.enter(ctx.db, running.program_id, monday, gathered.settled, told, ctx.now)
    left_out.enter(ctx.db, running.program_id, gathered.ground, gathered.settled, ctx.now)
    return made


def _tell(ctx: Context, running: Running, monday: date, made: Mapping[str, Published]) -> None:
    for champion in people.with_role(ctx.db, "champion"):
        _plan(ctx, running, monday, champion, made.get(champion.team) or made[WHOLE])
    for person in people.with_role(ctx.db, "admin"):  # a sponsor gets the month: jobs/brief_sponsor.py
        _plan(ctx, running, monday, person, made[WHOLE])


def _plan(ctx: Context, running: Running, monday: date, person: Person, published: Published) -> None:
    wall = digest_time(running.program, monday, person.timezone)
    due_at = next_open(max(ctx.now, wall.instant()), person, running.program.limits(), ctx.workdays)
    outbox.plan(
        ctx.db, ctx.new_id, person, "digest", "summary.digest", published.summary_id,
        due_at=due_at, planned_at=ctx.now, wall=wall,
    )  # fmt: skip
