"""What must hold of the words people were sent, after every seed: each nudge, tip, rescue and plan reminder says
why it came, exactly as the stored decision says it, and none says more than the week's budget allows."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.card import Say
from bot.cards.nudge_plans import plan_why_line
from bot.cards.nudges import why_line
from bot.context import Context
from bot.simulation.evidence import Evidence
from bot.store import nudges, people, programs, when_then
from bot.store.outbox import Delivery

_DECIDED = ("nudge.first", "nudge.rescue", "nudge.again")
_PLANNED = "plan.reminder"


def explained(evidence: Evidence) -> Iterator[str]:
    """I16: the note of what stands there is the why-me line of the stored decision, word for word."""
    with evidence.play.house.context() as ctx:
        zones = {person.person_id: person.zone for person in people.everyone(ctx.db)}
        for row in evidence.rows.values():
            if row.story not in (*_DECIDED, _PLANNED):
                continue
            for standing in evidence.standing[row.delivery_id]:
                told_at = evidence.starts[row.delivery_id][0].wall
                say = ctx.words.say(standing.card.locale, zones[row.person_id], told_at)
                wanted = _reason(ctx, say, row)
                if standing.card.note != wanted:
                    yield f"{row.delivery_id} ({row.kind}) says {standing.card.note!r}, decided was {wanted!r}"


def within_budget(evidence: Evidence) -> Iterator[str]:
    """I16: nobody was sent a message that its own decision counts beyond the cap, or a second rescue."""
    rescued: set[str] = set()
    with evidence.play.house.context() as ctx:
        for row in evidence.rows.values():
            if row.story not in _DECIDED or not evidence.standing[row.delivery_id]:
                continue
            nudge = nudges.find(ctx.db, row.about.partition("@")[0])
            if nudge and nudge.why.number_this_week > nudge.why.weekly_cap:
                yield f"{row.delivery_id} is message {nudge.why.number_this_week} of {nudge.why.weekly_cap}"
            if row.kind == "rescue" and row.person_id in rescued:
                yield f"{row.delivery_id} is the second rescue of {row.person_id}"
            if row.kind == "rescue":
                rescued.add(row.person_id)


def _reason(ctx: Context, say: Say, row: Delivery) -> str:
    """The line as it is made from what is stored, and from nothing else."""
    if row.story == _PLANNED:
        plan = when_then.find(ctx.db, row.about)
        return plan_why_line(say, plan) if plan else ""
    nudge = nudges.find(ctx.db, row.about.partition("@")[0])
    running = programs.latest(ctx.db)
    if nudge is None or running is None:
        return ""
    phase = running.program.phase_named(nudge.why.phase_key)
    return why_line(say, nudge.why, say.any_of(phase.title.root))


WORDS = (explained, within_budget)
