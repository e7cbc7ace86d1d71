"""The bot was down for hours, a day, a week, three weeks: what it makes good, what it records as
skipped, and that it does nothing twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from bot.model.ground import WHOLE
from bot.steps.people import import_people
from bot.store import audit, feedback, outbox, summaries
from bot.store.outbox import Delivery
from tests.world import FIRST_DAY, ROSTER, World

PEOPLE = ("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user", "cho,Sales,champion")
MORE = ("dee", "eve", "fay")  # known, never met: they make the group large enough to be told of


@pytest.fixture
def running(world: World) -> World:
    """A short pilot, begun on its first Monday; everybody was told who speaks."""
    return begun(world)


def begun(world: World, **changes: str) -> World:
    world.roster(*PEOPLE)
    rows = [f"{name}@example.com,{name.title()} Example,Sales,,Asia/Taipei,en,pilot_user," for name in MORE]
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "more.csv"))
    world.program("short", **changes)
    world.says("dana", "ai-rollout start")
    world.at("Mon 12:00")
    return world


def wakes(world: World, text: str) -> None:
    """The bot was down since the last look and is up again; it looks three times."""
    world.clock.set(world.instant(text))
    for _ in range(3):
        world.turn()


def of_kind(world: World, name: str, *kinds: str) -> list[tuple[str, str]]:
    """State and reason of what was planned of these kinds, oldest first."""
    return [(row.state, row.reason) for row in world.deliveries(name) if row.kind in kinds]


def expired(world: World) -> list[Delivery]:
    """What `uptake outbox expired` lists."""
    found: list[Delivery] = world.run(lambda ctx: outbox.in_state(ctx.db, "expired"))
    return found


def weeks_told(world: World) -> list[int]:
    """Weeks (from 1) with a summary of everybody, in the order in which they were made."""
    found = [
        world.run(lambda ctx, n=n: summaries.of_week(ctx.db, "short", WHOLE, FIRST_DAY + timedelta(weeks=n)))
        for n in range(12)
    ]
    made = sorted((one for one in found if one), key=lambda one: one.summary_id)
    return [(one.week_on - FIRST_DAY).days // 7 + 1 for one in made]


def assert_nothing_twice(world: World) -> None:
    keys = Counter((row.person_id, row.kind, row.about) for row in everything(world))
    assert [key for key, times in keys.items() if times > 1] == []
    decided = Counter((m.user, str(m.card)) for m in world.chat.messages)
    assert [key for key, times in decided.items() if times > 1] == []


def everything(world: World) -> list[Delivery]:
    return [row for name in ("dana", "ada", "ben", "cho") for row in world.deliveries(name)]


def test_a_nudge_is_sent_when_the_bot_is_back_within_two_hours(running: World) -> None:
    running.at("week 2 Mon 09:00")
    wakes(running, "week 2 Tue 11:59")
    assert of_kind(running, "ada", "nudge") == [("sent", "")]
    assert_nothing_twice(running)


@pytest.mark.parametrize("last_look", ["Mon 09:00", "Tue 09:00"])
def test_a_nudge_is_recorded_as_skipped_after_two_hours_decided_before_or_not(
    running: World, last_look: str
) -> None:
    running.at(f"week 2 {last_look}")
    messages = len(running.inbox("ada"))
    wakes(running, "week 2 Tue 12:00")
    assert [state for state, _ in of_kind(running, "ada", "nudge")] == ["expired"]
    assert all(reason for _, reason in of_kind(running, "ada", "nudge"))
    assert len(running.inbox("ada")) == messages
    assert "nudge" in {row.kind for row in expired(running)}


def test_what_was_skipped_counts_neither_against_the_cap_nor_as_seen(running: World) -> None:
    running.at("Fri 18:00")
    wakes(running, "week 2 Wed 12:00")
    running.at("week 2 Thu 15:01")
    assert of_kind(running, "ada", "tip")[-1] == ("sent", "")


@pytest.mark.parametrize(("back_at", "state"), [("Wed 09:59", "sent"), ("Wed 10:00", "expired")])
def test_an_opening_is_made_good_within_a_day_and_the_window_stays_open_after_it(
    running: World, back_at: str, state: str
) -> None:
    wakes(running, back_at)
    assert [state for state, _ in of_kind(running, "ada", "prompt")] == [state]
    person_id = running.person("ada").person_id
    open_now = running.run(lambda ctx: feedback.open_prompt(ctx.db, person_id, ctx.now))
    assert open_now is not None
    running.at("Thu 14:01")
    assert of_kind(running, "ada", "reminder") == [("sent", "")]
    assert_nothing_twice(running)


IN_WEEK_TWO = {'week = 1\nopens = "tue 10:00"': 'week = 2\nopens = "tue 10:00"'}


@pytest.mark.parametrize(
    ("back_at", "prompt", "reminder"),
    [("week 2 Wed 09:59", "sent", "sent"), ("week 2 Wed 12:00", "expired", "sent")],
)
def test_a_window_nobody_had_prepared_opens_as_if_it_had_been(
    world: World, back_at: str, prompt: str, reminder: str
) -> None:
    begun(world, **IN_WEEK_TWO).at("Fri 18:00")
    wakes(world, back_at)
    world.at("week 2 Thu 14:01")
    assert [state for state, _ in of_kind(world, "ada", "prompt")] == [prompt]
    assert [state for state, _ in of_kind(world, "ada", "reminder")] == [reminder]


def test_who_joins_while_a_window_is_open_is_asked_at_once_however_late_it_is(running: World) -> None:
    running.at("Thu 12:00")
    running.roster("gus,Sales,pilot_user")
    running.at("Thu 12:30")
    assert of_kind(running, "gus", "prompt") == [("sent", "")]


def test_a_window_that_passed_unseen_is_told_of_once_and_asks_nobody(world: World) -> None:
    begun(world, **IN_WEEK_TWO).at("Fri 18:00")
    wakes(world, "week 3 Mon 12:00")
    told = [row for row in world.run(lambda ctx: audit.recent(ctx.db)) if row["action"] == "window.skipped"]
    assert [row["object"] for row in told] == ["first/w1"]
    assert of_kind(world, "ada", "prompt", "reminder") == []
    published = world.run(
        lambda ctx: summaries.of_week(ctx.db, "short", WHOLE, FIRST_DAY + timedelta(weeks=1))
    )
    assert published.summary.asked == 0


def test_a_window_closes_and_the_week_is_summed_up_however_late(running: World) -> None:
    running.at("Tue 12:00")
    running.tap("ada", running.last("ada"), "Code")
    wakes(running, "week 2 Fri 18:00")
    assert running.run(lambda ctx: feedback.due_to_close(ctx.db, ctx.now)) == []
    published = running.run(lambda ctx: summaries.of_week(ctx.db, "short", WHOLE, FIRST_DAY))
    assert published.summary.asked == 4
    assert weeks_told(running) == [1]
    assert of_kind(running, "cho", "digest") == [("planned", "")]
    running.at("week 3 Mon 08:00")
    running.at("week 3 Mon 12:00")
    assert weeks_told(running) == [1, 2]
    assert_nothing_twice(running)


def test_after_a_week_every_slot_that_passed_is_recorded_for_everybody(running: World) -> None:
    running.at("Fri 18:00")
    wakes(running, "week 2 Fri 18:00")
    for name in ("ada", "ben"):
        skipped = [row.kind for row in running.deliveries(name) if row.state == "expired"]
        assert skipped == ["nudge", "tip"]


GATE = 'gate = { metric = "active", target = 50, minimum_people = 10 }'
NO_GATE = {GATE: "gate = false"}
LONGER = {f"weeks = 2\n{GATE}": f"weeks = 6\n{GATE}", "first_week = 3": "first_week = 7"}


UNDECIDED = {"group_minimum = 5": "group_minimum = 5\ngraduates_on = 2026-12-31"}


@pytest.mark.parametrize("changes", [NO_GATE, LONGER, UNDECIDED])
def test_after_three_weeks_every_summary_is_made_in_order_and_one_digest_tells(
    world: World, changes: dict[str, str]
) -> None:
    begun(world, **changes).at("Fri 18:00")
    wakes(world, "week 4 Tue 10:00")
    assert weeks_told(world) == [1, 2, 3]
    assert of_kind(world, "cho", "digest") == [("sent", "")]
    digests = [row for row in world.deliveries("cho") if row.kind == "digest"]
    newest = world.run(lambda ctx: summaries.find(ctx.db, digests[0].about))
    assert newest.week_on == FIRST_DAY + timedelta(weeks=2)
    assert_nothing_twice(world)


def test_a_digest_held_back_gives_way_to_the_newer_one(running: World) -> None:
    running.at("week 2 Mon 08:30")
    wakes(running, "week 3 Mon 10:00")
    states = {(row.state, row.about) for row in running.deliveries("cho") if row.kind == "digest"}
    assert sorted(state for state, _ in states) == ["cancelled", "sent"]
    sent = next(about for state, about in states if state == "sent")
    newest = running.run(lambda ctx: summaries.find(ctx.db, sent))
    assert newest.week_on == FIRST_DAY + timedelta(weeks=1)


def test_after_three_weeks_the_gate_waits_for_a_person_and_asks_once(running: World) -> None:
    running.at("Fri 18:00")
    wakes(running, "week 4 Tue 10:00")
    assert [row.state for row in running.deliveries("dana") if row.story == "rollout.gate"] == ["sent"]
    assert {row.kind for row in expired(running)} == {"nudge", "tip"}
