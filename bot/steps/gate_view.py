"""Gathers what a gate's card shows: the look as it was kept, and everything beside it as it stands now."""

from __future__ import annotations

from bot.cards.card import Card
from bot.cards.gate import GateView, gate_card
from bot.cards.gate_forms import early_card
from bot.chat import Reply
from bot.context import Context
from bot.model.people import Person, authorize
from bot.model.readiness import DRIVERS, lagging, missing_owners
from bot.model.rollout import Phase
from bot.steps.gate import deciders, due_look, graduates_on, is_past_graduation
from bot.steps.gate_asks import band_counts
from bot.steps.gate_decision import AtGate, recommended
from bot.store import audit, gate_facts, gates, open_items, people, programs
from bot.store.programs import Running


def gate_view(ctx: Context, running: Running, person: Person) -> GateView | None:
    """The gate that waits for a decision, as `person` sees it; None when none does."""
    look = due_look(ctx, running)
    if look is None:
        return None
    phase = running.program.phase_named(look.phase_key)
    at = AtGate(running, running.status(look.phase_key), phase, look)
    asked = deciders(ctx, running, phase)
    live = tuple(gate_facts.incident_rails(ctx.db, running, phase.gate)) if phase.gate else ()
    said = gates.readiness(ctx.db, running.program_id)
    scores = {driver: said[driver].score for driver in DRIVERS if driver in said}
    items = open_items.standing(ctx.db, running.program_id)
    return GateView(
        look_id=look.look_id,
        title=running.program.program.title.root,
        phase=phase.title.root,
        kpi=phase.kpi,
        evidence=look.evidence,
        rails=(*look.evidence.rails, *live),
        advice=recommended(ctx, at),
        has_next=running.upcoming is not None,
        may_extend=at.may_extend,
        may_decide=person.person_id in {one.person_id for one in asked},
        deciders=tuple(one.name for one in asked),
        scores=tuple(scores.items()),
        lagging=tuple(lagging(scores)),
        missing=tuple(missing_owners(running.program, phase, _here(ctx))),
        items=len(items),
        unanswered=sum(item.state == "open" for item in items),
        objections=tuple((one.objection_id, one.body) for one in _earlier(ctx, running, look.look_id)),
        bands=band_counts(ctx, running, phase.key),
        graduates_on=graduates_on(running),
        is_held=is_past_graduation(ctx, running),
    )


def may_see_gate(view: GateView, person: Person, phase: Phase) -> bool:
    """Administrators, governance and those who decide."""
    return view.may_decide or person.role in ("admin", "sponsor", "governance") or person.email == phase.owner


def shown_gate(ctx: Context, person: Person) -> tuple[str, Card] | None:
    """The id and the card of the look that waits, for those who may see it."""
    running = programs.current(ctx.db)
    view = gate_view(ctx, running, person) if running else None
    if running is None or view is None or running.present is None:
        return None
    if not may_see_gate(view, person, running.program.phase_named(running.present.phase_key)):
        return None
    return view.look_id, gate_card(ctx.say_to(person), view)


def gate_reply(ctx: Context, person: Person, words: str = "") -> Reply | None:
    """The gate's card, where one waits: no step of the plan goes past it. Before its planned look a phase is
    ended with a sentence of reason only: `words`, or a form that asks for it."""
    if shown := shown_gate(ctx, person):
        return Reply(shown[1])
    running = programs.current(ctx.db)
    present = running.present if running else None
    if running is None or present is None or not authorize(person, "run_rollout"):
        return None
    phase = running.program.phase_named(present.phase_key)
    if phase.gate is None or present.state != "running":
        return None
    if words:
        keep_early(ctx, person, phase.key, words)
        return None
    return Reply(early_card(ctx.say_to(person), phase.title.root, phase.key))


def keep_early(ctx: Context, person: Person, phase_key: str, reason: str) -> None:
    """Keeps why a phase with a gate was ended before anybody looked at the evidence."""
    audit.record(ctx, person, "gate.passed_early", phase_key, reason=reason)


def _here(ctx: Context) -> frozenset[str]:
    return frozenset(one.email for one in people.everyone(ctx.db) if one.state == "active")


def _earlier(ctx: Context, running: Running, look_id: str) -> list[gates.Objection]:
    return [one for one in gates.objections(ctx.db, running.program_id) if one.look_id != look_id]
