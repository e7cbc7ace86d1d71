"""The week is summed up: one snapshot for everybody and one for each team that may be told about.

Started by: the timetable; it acts once a week, shortly before the digest goes out.
Refuses:    a program below the smallest group; a week before the first phase; a second version;
            to count a window before what was answered in time can't come any more.
Says:       the digest, to champions (their team, else everybody), administrators and the sponsor.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bot.context import Context
from bot.model.feedback import REDELIVERY_FOR
from bot.model.people import Person
from bot.model.slices import WHOLE
from bot.model.summary import build
from bot.steps.summary import digest_at, has_ended_before, last_week
from bot.store import feedback, outbox, people, programs, summaries
from bot.store.programs import Running
from bot.store.summaries import Published
from bot.store.summary_facts import facts_of, gather, members_of

AHEAD = timedelta(hours=6)  # as often as the timetable looks, so that the digest is ready on time


def make_summaries(ctx: Context) -> None:
    """Publishes last week's summaries and plans their digests, if they are due and not made yet."""
    running = programs.latest(ctx.db)
    if running is None:
        return
    monday = last_week(running.program, ctx.now)
    goes_out_at = digest_at(running.program, monday, running.program.zone)
    if has_ended_before(running, monday) or ctx.now < goes_out_at - AHEAD or _may_still_change(ctx):
        return
    is_tellable = (
        len(programs.enrolled_ids(ctx.db, running.program_id)) >= running.program.program.group_minimum
    )
    if is_tellable and summaries.of_week(ctx.db, running.program_id, WHOLE, monday) is None:
        _tell(ctx, running, monday, _publish_all(ctx, running, monday))


def _may_still_change(ctx: Context) -> bool:
    """Whether a window is over, yet so lately that an answer may come that was given in time."""
    return any(
        window.closes_at > ctx.now - REDELIVERY_FOR for window in feedback.due_to_close(ctx.db, ctx.now)
    )


def _publish_all(ctx: Context, running: Running, monday: date) -> dict[str, Published]:
    """Team → summary; nothing when the whole is too small to be told about."""
    gathered = gather(ctx.db, running, monday, ctx.now, ctx.words.content.tips)
    if gathered is None or not gathered.ground.is_tellable:
        return {}
    return {
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


def _tell(ctx: Context, running: Running, monday: date, made: Mapping[str, Published]) -> None:
    if not made:
        return
    for champion in people.with_role(ctx.db, "champion"):
        _plan(ctx, running, monday, champion, made.get(champion.team) or made[WHOLE])
    for role in ("admin", "sponsor"):
        for person in people.with_role(ctx.db, role):
            _plan(ctx, running, monday, person, made[WHOLE])


def _plan(ctx: Context, running: Running, monday: date, person: Person, published: Published) -> None:
    due_at = max(ctx.now, digest_at(running.program, monday, person.zone))
    outbox.plan(
        ctx.db,
        ctx.new_id,
        person,
        "digest",
        "summary.digest",
        published.summary_id,
        due_at=due_at,
        planned_at=ctx.now,
    )
