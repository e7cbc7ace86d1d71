"""Whoever heard that somebody is on what they named hears once more how it ended."""

from __future__ import annotations

from tests.stories.test_accountability import ANONYMOUS, declines, named, told
from tests.stories.test_gates import SALES
from tests.world import Shown, World


def taken(world: World, **changes: str) -> World:
    """Everybody who named it has heard that Cho is on it."""
    named(world, **changes)
    world.tap("cho", items(world), world.label("cho", "gates.item_doing"))
    world.at("week 2 Mon 16:00")
    return world


def items(world: World) -> Shown:
    return world.says("cho", "ai-rollout items")


def ended(world: World, name: str) -> list[Shown]:
    title = world.label(name, "followups.title")
    return [shown for shown in world.inbox(name) if title in shown]


def done(world: World) -> None:
    world.tap("cho", items(world), world.label("cho", "gates.item_done"))


def test_whoever_heard_that_somebody_is_on_it_hears_once_more_that_it_is_done(world: World) -> None:
    taken(world)
    assert [len(told(world, name)) for name in SALES[:6]] == [1] * 5 + [0]
    done(world)
    world.at("week 4 Mon 16:00")
    for name in SALES[:5]:
        (shown,) = ended(world, name)
        assert shown.says("followups.ended")
        assert world.label(name, "gates.item_is_done", owner="Cho Example") in shown
        assert len(told(world, name)) == 1
    assert ended(world, "sal5") == ended(world, "cho") == []


def test_how_it_ended_is_told_once_although_it_is_taken_up_again(world: World) -> None:
    taken(world)
    declines(world, "The vendor said no.")
    world.turn()
    form = world.tap("cho", items(world), world.label("cho", "items.again"))
    world.tap("cho", form, world.label("cho", "items.save"), owner="cho@example.com", due="")
    done(world)
    world.at("week 5 Mon 16:00")
    (shown,) = ended(world, "sal0")
    assert world.label("sal0", "gates.item_is_declined", reason="The vendor said no.") in shown


def test_who_reads_in_the_first_message_that_it_is_done_hears_nothing_more(world: World) -> None:
    named(world)
    card = world.tap("cho", items(world), world.label("cho", "gates.item_doing"))
    world.cycle.run_jobs()  # it is planned, and has not left
    world.tap("cho", card, world.label("cho", "gates.item_done"))
    world.at("week 4 Mon 16:00")
    (first,) = told(world, "sal0")
    assert world.label("sal0", "gates.item_is_done", owner="Cho Example") in first
    assert ended(world, "sal0") == []


def test_of_an_anonymous_window_everybody_asked_hears_how_it_ended(world: World) -> None:
    taken(world, **ANONYMOUS)
    done(world)
    world.at("week 4 Mon 16:00")
    for name in SALES[:6]:
        (shown,) = ended(world, name)
        assert shown.says("followups.ended_all")
