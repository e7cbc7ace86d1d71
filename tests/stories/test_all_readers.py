"""Buttons of a team's summary in the hands of those it is not for: whoever forges one reads and changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import Pressed
from bot.store import programs, summaries
from tests.actions import SALES, lead_sales, weeks
from tests.world import Shown, World

OF_SUMMARY = (
    "summary.show", "summary.explain", "metric.explain", "summary.wrong", "complaint.number", "summary.report",
    "summary.share", "summary.criteria", "leak.show",
)  # fmt: skip
OF_ACTION = (
    "summary.assign", "summary.not_now", "summary.reason", "action.preview", "action.change", "action.send",
    "action.done", "action.bring_back",
)  # fmt: skip
OF_LETTER = ("action.quick", "action.reply")


@pytest.fixture
def told(world: World) -> World:
    """The champion's digest proposes an access clinic for six of ten."""
    lead_sales(world)
    weeks(world, ["cho", *SALES[:3]], ["cho", *SALES[:3]])
    return world


@pytest.mark.parametrize("name", ["fin0", "sal0", "lee"])
def test_a_forged_button_of_a_teams_summary_shows_and_changes_nothing(told: World, name: str) -> None:
    program_id = told.run(lambda ctx: programs.latest(ctx.db)).program_id
    found = told.run(lambda ctx: summaries.latest(ctx.db, program_id, "Sales"))
    before = told.run(lambda ctx: summaries.proposals(ctx.db, found))
    action_id = before[0].action_id
    forged = [(action, found.summary_id, "active") for action in OF_SUMMARY]
    forged += [(action, action_id, found.summary_id) for action in OF_ACTION if action != "summary.reason"]
    forged += [("summary.reason", action_id, f"no_time:{found.summary_id}")]
    for action, target, value in forged:
        assert pressed(told, name, action, target, value).says("summary.gone"), action
    for action in OF_LETTER:
        assert pressed(told, name, action, action_id, "").says("letters.gone"), action
    assert told.run(lambda ctx: summaries.proposals(ctx.db, found)) == before


def pressed(world: World, name: str, action: str, target: str, value: str) -> Shown:
    """What somebody is answered who sends a tap that no card of theirs has."""
    cho = world.tapping("cho", world.last("cho"), world.label("cho", "summary.assign"))
    sender = replace(cho.sender, user=world.chat.account(name))
    reply = world.receive(
        Pressed(
            event_id=f"forged-{name}-{action}",
            sender=sender,
            at=world.clock.now(),
            action=action,
            target=target,
            value=value,
            fields={"body": "Hello"},
        )
    )
    assert reply is not None
    return Shown(world, world.person(name), reply.card)
