"""What is asked around a gate: a sealed guess before the phase, and answers to what people named in a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.context import Context
from bot.model.delivery import next_open
from bot.model.ground import WHOLE
from bot.model.people import Person
from bot.model.prediction import may_say
from bot.model.rollout import Phase
from bot.model.schedule import PhaseStatus
from bot.model.slices import themes
from bot.steps.gate import deciders
from bot.steps.themes import known_themes
from bot.steps.withholding import withdraw_unopened
from bot.store import audit, gates, job_runs, ledger, open_items, outbox, people, programs, windows
from bot.store.grounds import ground_of
from bot.store.programs import Running

_USUAL = timedelta(hours=12)  # between two looks, with one missed


def predictors(ctx: Context, running: Running, phase: Phase) -> list[Person]:
    """Owner, sponsor and champions."""
    found = [*deciders(ctx, running, phase), *people.with_role(ctx.db, "champion")]
    return list({person.person_id: person for person in found}.values())


def ask_predictions(ctx: Context, running: Running, status: PhaseStatus, phase: Phase) -> None:
    """Asks each for one tap, once, while a first guess may still be made."""
    if phase.gate is None or not may_predict(ctx, running, status, said_before=False):
        return
    about = f"{running.program_id}/{phase.key}"
    for person in predictors(ctx, running, phase):
        due_at = next_open(ctx.now, person, running.program.limits(), ctx.workdays)
        outbox.plan(
            ctx.db,
            ctx.new_id,
            person,
            "request",
            "gates.prediction",
            about,
            due_at=due_at,
            planned_at=ctx.now,
        )


def may_predict(ctx: Context, running: Running, status: PhaseStatus, said_before: bool) -> bool:
    """Whether a guess may still be made, or changed."""
    today = ctx.now.astimezone(running.program.zone).date()
    is_open = status.state == "running" and status.week_one_on is not None
    return is_open and may_say(status.week_one_on or today, today, said_before)


def collect_items(ctx: Context, running: Running) -> None:
    """What enough people named in the window closed last becomes an item that wants an answer."""
    window = open_items.last_window(ctx.db, running.program_id)
    if window is None or not _is_new(ctx, running):
        return
    windows.mark_collected(ctx.db, running.program_id, ctx.now)
    ground, _ = ground_of(ctx.db, running, window.week_on, window.week, ctx.now)
    ground, settled = ledger.settled(ctx.db, running.program_id, replace(ground, lexicon=known_themes(ctx)))
    named = themes(ground)
    new = open_items.put(
        ctx.db, [ctx.new_id("itm") for _ in named], running.program_id, window.window_id, named
    )
    if open_items.hold_back(ctx.db, running.program_id):
        withdraw_unopened(ctx, "what people named has no answer")
    if not new:
        return
    told = {WHOLE: [f"theme:{theme.key}" for theme in named]}
    ledger.enter_beside(
        ctx.db, running.program_id, f"items/{window.window_id}", window.week_on, settled.told, told, ctx.now
    )
    audit.record(ctx, None, "items.opened", window.window_id, items=new)
    for person in answerers(ctx):
        due_at = next_open(ctx.now, person, running.program.limits(), ctx.workdays)
        outbox.plan(
            ctx.db, ctx.new_id, person, "request", "gates.items", window.window_id, due_at=due_at,
            planned_at=ctx.now,
        )  # fmt: skip


def _is_new(ctx: Context, running: Running) -> bool:
    """Whether a window was closed since the last look, which else would find the same; a change of people or
    program drops the looks of a day, so that everything is read anew after it."""
    looked_at = job_runs.last_before(ctx.db, "advance_phases", ctx.now)
    is_long_ago = looked_at is None or ctx.now - looked_at > _USUAL
    return is_long_ago or windows.has_uncollected(ctx.db, running.program_id)


def answerers(ctx: Context) -> list[Person]:
    """Who says what becomes of an item: administrators and champions."""
    return [*people.with_role(ctx.db, "admin"), *people.with_role(ctx.db, "champion")]


def answer_item(ctx: Context, person: Person, item_id: str, state: open_items.ItemState, reason: str) -> bool:
    """Keeps what becomes of an item, beside what was said of it before; False when it was done or declined.
    Who owns it keeps it, unless somebody else takes it."""
    item = open_items.find(ctx.db, item_id)
    owner = person.person_id if item is None or state == "doing" else item.owner or person.person_id
    if not open_items.answer(ctx.db, item_id, state, owner, reason, person.person_id, ctx.now):
        return False
    _keep_step(ctx, person, item_id)
    audit.record(ctx, person, "item.answered", item_id, state=state, reason=reason)
    job_runs.look_again(ctx.db, ctx.now)
    return True


def plan_item(ctx: Context, person: Person, item_id: str, owner: Person, due_on: date | None) -> None:
    """Gives an item to somebody, who is told; also one that was done or declined, which is open again then."""
    open_items.plan(ctx.db, item_id, owner.person_id, due_on, person.person_id, ctx.now)
    _keep_step(ctx, person, item_id)
    audit.record(
        ctx,
        person,
        "item.planned",
        item_id,
        owner=owner.person_id,
        due_on=due_on.isoformat() if due_on else "",
    )
    job_runs.look_again(ctx.db, ctx.now)
    if owner.person_id != person.person_id:
        outbox.plan(ctx.db, ctx.new_id, owner, "request", "items.owned", item_id, due_at=ctx.now)


def _keep_step(ctx: Context, person: Person, item_id: str) -> None:
    if item := open_items.find(ctx.db, item_id):
        open_items.add_step(ctx.db, ctx.new_id("stp"), item, person.person_id, ctx.now)


def override_items(ctx: Context, person: Person, window_id: str, reason: str) -> bool:
    """Lets new questions open although items wait, until these close; False when another window has closed
    since, or nothing waits any more."""
    running = programs.current(ctx.db)
    last = open_items.last_window(ctx.db, running.program_id) if running else None
    if running is None or last is None or last.window_id != window_id:
        return False
    if not open_items.unanswered(ctx.db, running.program_id):
        return False
    if not open_items.override(ctx.db, window_id, reason, person.person_id, ctx.now):
        return False
    audit.record(ctx, person, "items.overridden", window_id, reason=reason)
    job_runs.look_again(ctx.db, ctx.now)
    return True


def band_counts(ctx: Context, running: Running, phase_key: str) -> tuple[tuple[int, int], ...]:
    """How many guessed each band, the lowest first; who guessed what stays sealed for good."""
    said = list(gates.predictions(ctx.db, running.program_id, phase_key).values())
    return tuple((band, said.count(band)) for band in sorted(set(said)))
