"""What is too long is refused with its length and the most that fits; nothing is cut unsaid."""

from __future__ import annotations

import pytest

from bot.store import open_items
from bot.store.open_items import OpenItem
from tests.stories.test_gates import SALES, TWO_WINDOWS, company, jump, names_obstacle
from tests.world import Shown, World

LONG = "x" * 40_000


@pytest.fixture
def waiting(world: World) -> World:
    """Five people named access, and new questions wait until somebody answers."""
    company(world, *SALES[:5], **TWO_WINDOWS)
    jump(world, "Mon 11:00")
    jump(world, "Tue 12:00")
    names_obstacle(world, SALES[:5], "access")
    world.at("week 2 Mon 10:00")
    return world


def item(world: World) -> OpenItem:
    window = world.run(lambda ctx: open_items.last_window(ctx.db, "gated"))
    (one,) = world.run(lambda ctx: open_items.of_window(ctx.db, window.window_id))
    return one  # type: ignore[no-any-return]


def is_refused(shown: Shown, length: int, most: int) -> bool:
    return shown.says("free_text.too_long", length=length, most=most)


def test_a_reason_to_decline_that_is_too_long_is_refused_and_nothing_is_declined(waiting: World) -> None:
    label = waiting.label("cho", "gates.item_decline")
    form = waiting.tap("cho", waiting.says("cho", "ai-rollout items"), label)
    assert is_refused(waiting.tap("cho", form, label, reason=LONG), 40_000, 500)
    assert is_refused(waiting.tap("cho", form, label, reason="x" * 501), 501, 500)
    assert item(waiting).state == "open"
    waiting.tap("cho", form, label, reason="x" * 500)
    assert item(waiting).reason == "x" * 500


def test_a_reason_to_open_all_the_same_that_is_too_long_opens_nothing(waiting: World) -> None:
    label = waiting.label("dana", "gates.open_anyway")
    items = waiting.says("dana", "ai-rollout items")
    assert is_refused(waiting.tap("dana", items, label, reason=LONG), 40_000, 500)
    assert waiting.run(lambda ctx: open_items.hold_back(ctx.db, "gated"))


@pytest.mark.parametrize("field", ["owner", "due"])
def test_an_owner_or_a_day_that_is_too_long_is_refused_and_not_said_again(waiting: World, field: str) -> None:
    form = waiting.tap("cho", waiting.says("cho", "ai-rollout items"), waiting.label("cho", "items.give"))
    values = {"owner": "olga@example.com", "due": "", field: LONG}
    shown = waiting.tap("cho", form, waiting.label("cho", "items.save"), **values)
    assert is_refused(shown, 40_000, 500)
    assert LONG not in shown
    assert item(waiting).state == "open"


def test_an_incident_that_is_too_long_is_refused_whole(waiting: World) -> None:
    assert is_refused(waiting.says("sal0", f"ai-incident {LONG}"), 40_000, 1000)
    form = waiting.says("sal0", "ai-incident it made a figure up")
    report = waiting.label("sal0", "incidents.report_wrong")
    assert is_refused(waiting.tap("sal0", form, report, body_wrong="x" * 1001), 1001, 1000)
    assert not any(one.story == "incident.opened" for one in waiting.deliveries("dana"))


def test_words_for_a_person_that_are_too_long_are_refused_whole(waiting: World) -> None:
    assert is_refused(waiting.says("sal0", f"ai-human {LONG}"), 40_000, 1000)
    assert not any(one.story == "human.request" for one in waiting.deliveries("dana"))
