"""The buttons under the tip and the decision of the digest, and what became of what people named."""

from __future__ import annotations

from bot.model.content import TipItem
from bot.store import programs, summaries
from tests.stories.test_accountability import declines, named
from tests.stories.test_summary_story import SALES, digest, jump, running, used
from tests.world import FIRST_DAY, World

__all__ = ["running"]


def tip_told(world: World) -> TipItem:
    """The tip in the newest summary of Sales, as it stands in the content."""
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    told = world.run(lambda ctx: summaries.latest(ctx.db, program_id, "Sales")).summary.tip
    return world.house.words.content.tips[told.key]


def test_the_tip_of_the_week_is_shared_by_a_person_as_text_to_copy(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES)
    message = digest(running, "cho")
    tip = tip_told(running)
    before = len(running.chat.messages)
    shared = running.tap("cho", message, running.label("cho", "summary_card.share_tip"))
    running.turn()
    assert shared.says("summary_card.share_how")
    assert tip.title.root["en"] in shared
    assert tip.body.root["en"].partition("{")[0] in shared
    assert len(running.chat.messages) == before


def test_a_tip_that_has_expired_since_is_not_passed_on(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES)
    message = digest(running, "cho")
    running.clock.set(running.clock.now() + (tip_told(running).expires_on - FIRST_DAY))
    gone = running.tap("cho", message, running.label("cho", "summary_card.share_tip"))
    assert gone.says("summary_card.tip_gone")


def test_the_next_digest_tells_what_became_of_what_people_named(world: World) -> None:
    named(world)
    declines(world)
    world.at("week 3 Mon 10:00")
    for name in ("cho", "dana"):
        message = next(one for one in reversed(world.inbox(name)) if "Week 2 of" in one)
        assert "You said “Access or login”; it was declined: It costs too much." in message
    assert "it was declined: It costs too much." in world.says("sal5", "ai-summary")


def test_the_decision_says_what_it_rests_on(world: World) -> None:
    named(world)
    message = next(one for one in reversed(world.inbox("dana")) if "Week 1 of" in one)
    criteria = world.tap("dana", message, world.label("dana", "summary_card.see_criteria"))
    gate = next(
        phase.gate for phase in world.run(lambda ctx: programs.latest(ctx.db)).program.phase if phase.gate
    )
    assert criteria.says("summary_card.criteria_sample", people=gate.minimum_people)
    assert f"{gate.target:g} %" in criteria
    assert criteria.says("summary_card.criteria_no_look")


def test_a_team_is_not_told_that_nobody_has_looked_at_a_gate_that_was_looked_at(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES)
    jump(running, "week 2 Fri 18:00")
    used(running, 2, SALES[:3])
    message = digest(running, "cho", 3)
    told = running.tap("cho", message, running.label("cho", "summary_card.see_criteria"))
    assert told.says("summary_card.criteria_of_all")
    assert not told.says("summary_card.criteria_no_look")
    whole = running.tap("dana", running.last("dana"), running.label("dana", "summary_card.see_criteria"))
    assert "How it stood at the look in this summary" in whole
