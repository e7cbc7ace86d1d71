"""A rehearsal and the real run of the same program decide the same: for whom, which slot, which item,
when it is due, and what became of it. The real run is the engine's, with its claims and its platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.context import Context
from bot.rehearsal.play import Played, approve, play
from bot.rehearsal.stage import Roster, set_up
from bot.steps.program import apply_program, read_program
from bot.steps.program_writing import STORY as WAITS
from bot.steps.program_writing import approve_program
from bot.store import nudges, outbox, people
from tests.world import PROGRAMS, World

ROSTER = (
    "dana,Office,admin",
    "ada,Sales,pilot_user,zh-TW",
    "bea,Sales,pilot_user,en,America/New_York",
    "cai,Sales,pilot_user,zh-CN,Asia/Shanghai,sales",
    "dov,Support,pilot_user,en,Europe/London,engineering",
    "eli,Support,pilot_user,en,Australia/Lord_Howe",
    "fay,Support,champion,en,Asia/Taipei,sales",
    "gus,Finance,pilot_user,zh-TW,Asia/Taipei,finance",
    *(f"h{n},Legal,pilot_user" for n in range(8)),  # a gate asks for so many
)
Decision = tuple[str, ...]


@pytest.fixture(params=["short", "two-week"])
def program(request: pytest.FixtureRequest, world: World) -> str:
    """A small program with a gate, and the shipped one of two weeks, moved to the first day."""
    name: str = request.param
    folder = PROGRAMS if name == "short" else world.house.settings.content / "programs"
    return _moved((folder / f"{name}.toml").read_text(encoding="utf-8"))


def test_a_rehearsal_decides_as_the_real_run_does(world: World, program: str) -> None:
    world.roster(*ROSTER)
    rehearsed, played = _rehearse(world, program)

    _really_run(world, program, played)

    really = world.run(_decisions)
    assert rehearsed == really
    assert {kind for kind, *_ in really} >= {"prompt", "reminder", "tip", "disclosure", "digest"}
    assert len({state for *_, state, _ in really}) > 1, "nothing was lost, so losing was not compared"


def test_who_stopped_or_rests_is_treated_alike(world: World, program: str) -> None:
    world.roster(*ROSTER)
    world.says("ada", "stop")
    world.run(lambda ctx: people.choose_quiet_hours(ctx.db, world_id(ctx, "cai"), "09:00", "12:30"))
    rehearsed, played = _rehearse(world, program)

    _really_run(world, program, played)

    really = world.run(_decisions)
    assert rehearsed == really
    assert not [one for one in really if one[1] == "ada@example.com" and one[-2] == "sent"]


def test_a_rehearsal_leaves_the_running_house_as_it_was(world: World, program: str) -> None:
    world.roster(*ROSTER)

    _rehearse(world, program)

    assert world.run(_decisions) == []
    assert world.chat.messages == []


def world_id(ctx: Context, name: str) -> str:
    found = people.find_by_email(ctx.db, f"{name}@example.com")
    assert found is not None
    return found.person_id


def _rehearse(world: World, program: str) -> tuple[list[Decision], Played]:
    roster = world.run(Roster.read)
    at = world.clock.now()
    with set_up(
        world.house, read_program(program, "p.toml"), "p.toml", roster, at, "never", len(ROSTER)
    ) as stage:
        played = play(stage)
        with stage.house.context() as ctx:
            return _decisions(ctx), played


def _really_run(world: World, program: str, played: Played) -> None:
    """An administrator starts it, and whoever decides approves at the same instants; nobody else acts."""
    world.run(lambda ctx: _apply(ctx, program))
    world.says("dana", "/ai-rollout start")
    for approval in played.approvals:
        world.until(approval.at)
        assert world.run(approve) == approval.phase_key
    world.until(played.until)


def _apply(ctx: Context, program: str) -> None:
    draft = apply_program(ctx, program, "p.toml")
    dana = people.find_by_email(ctx.db, "dana@example.com")
    assert dana is not None
    approve_program(ctx, draft.program_id, dana)


def _decisions(ctx: Context) -> list[Decision]:
    """Everything decided about everybody, by address instead of by the ids of one run."""
    return sorted(_all_decisions(ctx))


def _all_decisions(ctx: Context) -> Iterator[Decision]:
    for person in people.everyone(ctx.db):
        decided = {one.nudge_id: one for one in nudges.of_person(ctx.db, person.person_id)}
        for one in decided.values():
            if one.outcome == "lost":
                yield (one.kind, person.email, one.slot, one.item, "", one.outcome, one.reason)
        for row in outbox.of_person(ctx.db, person.person_id):
            if row.kind in ("reply", "greeting") or row.story == WAITS:
                continue  # what answers a command in chat, or asks to approve: a rehearsal does neither
            nudge = decided.get(row.about)
            slot, item = (nudge.slot, nudge.item) if nudge else (row.story, "")
            due = row.not_before_at.isoformat()
            yield (row.kind, person.email, slot, item, due, row.state, row.reason)


def _moved(text: str) -> str:
    lines = ["starts_on = 2026-11-30" if line.startswith("starts_on") else line for line in text.splitlines()]
    return "\n".join(lines)
