"""What a program brought about, as lines of its exported file: only about groups large enough to be told of."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.effects import signed
from bot.context import Context
from bot.model.effect import LOOKS, difference, points, seen_by
from bot.model.figures import Number, Share
from bot.model.rollout import Phase
from bot.model.schedule import last_week, monday_for
from bot.model.statistics import TOO_FEW
from bot.store import gates, ledger, results, summaries, trials
from bot.store.gate_facts import gate_key
from bot.store.gates import Look
from bot.store.programs import Running
from bot.store.trials import Trial, trial_key

_SAID = {"active": "were active", "habit": "had a weekly habit"}
_MET = {"met": "met", "unmet": "not met", "cant_tell": "can't tell"}
_VERDICT = {"kept": "kept, it has an effect", "retired": "retired, it showed none", "cant_tell": "can't tell"}


def effect_lines(ctx: Context, running: Running) -> list[str]:
    """Windows, summaries, gates and nudges, each as it may be told."""
    least = max(TOO_FEW, running.program.program.group_minimum)
    told = list(_windows(ctx, running, least))
    for phase in running.program.phase:
        for number in _last_numbers(ctx, running, phase):
            if number.share and number.share.percent is not None and number.share.of >= least:
                told.append(f"phase {phase.key}, last week: {_told(number.share)} {_SAID[number.key]}")
    told += [line for look in gates.looks(ctx.db, running.program_id) for line in _gate(ctx, look, least)]
    for _, looks in sorted(trials.trials(ctx.db, running.program_id).items()):
        told += _nudge(ctx, running, looks[-1], least)
    return told or [f"none that may be told: fewer than {least} people, or nothing has ended yet"]


def _windows(ctx: Context, running: Running, least: int) -> Iterator[str]:
    """How many answered in each window, as its results were published."""
    for row in reversed(results.published(ctx.db, running.program_id)):
        found = results.find(ctx.db, row["window_id"])
        if found and found.result.response and found.result.asked >= least:
            one = found.result.response
            edge = f"{one.edge.replace('_', ' ')} " if one.edge else ""
            yield f"window {row['window_key']}: {edge}{one.percent} % of {found.result.asked} people answered"


def _last_numbers(ctx: Context, running: Running, phase: Phase) -> list[Number]:
    """What was published about everybody for the last week of a phase: who was active, who had the habit."""
    status = next((one for one in running.phases if one.phase_key == phase.key), None)
    monday = monday_for(phase, status, last_week(phase, status)) if status else None
    published = summaries.of_week(ctx.db, running.program_id, "", monday) if monday else None
    return [one for one in published.summary.numbers if one.key in _SAID] if published else []


def _gate(ctx: Context, look: Look, least: int) -> Iterator[str]:
    """A planned look as it was kept and entered in the ledger, and what a person decided; the sentence of reason
    stays behind."""
    if not ledger.is_entered(ctx.db, look.program_id, gate_key(look.look_id)):
        return
    seen, number = look.evidence, look.evidence.number
    if number is None or number.share is None or number.share.of < least:
        return
    decided = f"; decided: {look.choice}" if look.choice else ""
    yield (
        f"gate of phase {look.phase_key}, look {look.number}: {seen.metric} {_told(number.share)}, "
        f"target {seen.target} %: {_MET[seen.verdict]}{decided}"
    )


def _nudge(ctx: Context, running: Running, last: Trial, least: int) -> Iterator[str]:
    """The last look at a nudge or tip; nothing where either side is too small to be told of, and no numbers
    where the ledger refused them."""
    counts, smallest = last.counts, seen_by(last.counts)
    if min(counts.nudged, counts.held) < least:
        return
    if not ledger.is_entered(ctx.db, running.program_id, trial_key(last)):
        why = "its numbers would point to somebody"
        yield f"{last.kind} {last.item}, look {last.look} of {LOOKS}: {_VERDICT[last.verdict]}; {why}"
        return
    middle, low, high = difference(counts)
    seen = f"the smallest effect it could show: {points(smallest)} points" if smallest else "none could show"
    yield (
        f"{last.kind} {last.item}, look {last.look} of {LOOKS}: {_VERDICT[last.verdict]}: "
        f"{signed(middle)} points, likely {signed(low)} to {signed(high)}; "
        f"{counts.nudged} people nudged, {counts.held} held out; {seen}"
    )


def _told(share: Share) -> str:
    edge = f"{share.edge.replace('_', ' ')} " if share.edge else ""
    return f"{edge}{share.percent} % of {share.of} people"
