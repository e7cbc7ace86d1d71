"""The pure rules of delivery: pace, doubt, marks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.delivery import (
    CALL_FOR,
    KINDS,
    LEASE_FOR,
    START_WITHIN,
    TOO_SOON,
    Drop,
    Limits,
    Recent,
    Rules,
    Wait,
    judge,
    may_start,
    next_try,
    settles_at,
)
from bot.model.mark import mark
from bot.model.pace import LONGEST_CLOSED, Pace, closed_until
from bot.model.people import Person

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)


@given(
    per_second=st.sampled_from([0.5, 1.0, 5.0, 25.0, 50.0]),
    waits=st.lists(st.integers(0, 400_000), min_size=1, max_size=200),
)
def test_no_second_ever_holds_more_starts_than_the_limit_however_wake_ups_fall(
    per_second: float, waits: list[int]
) -> None:
    pace, now, opens_at, starts = Pace(per_second), NOW, NOW, []
    for wait in waits:
        now += timedelta(microseconds=wait)
        free = pace.free(opens_at, now, 1000)
        starts += [now] * free
        opens_at = pace.after(opens_at, now, free)
    for at in starts:
        within = sum(at <= other < at + timedelta(seconds=1) for other in starts)
        assert within <= max(1, per_second)


@pytest.mark.parametrize("per_second", [5.0, 25.0])
def test_waking_when_the_lane_opens_loses_less_than_two_percent(per_second: float) -> None:
    pace, now, opens_at = Pace(per_second), NOW, NOW
    for _ in range(500):
        now = max(now, opens_at) + timedelta(milliseconds=2)  # a clockwork that is always a little late
        assert pace.free(opens_at, now, 50) == 1
        opens_at = pace.after(opens_at, now, 1)
    assert now - NOW <= timedelta(seconds=500 / per_second * 1.02)


def test_an_opening_far_in_the_future_was_written_by_a_wrong_clock_and_closes_nothing() -> None:
    pace = Pace(1.0)
    assert pace.free(NOW + timedelta(days=3), NOW, 5) == 1
    assert pace.free(NOW + timedelta(minutes=30), NOW, 5) == 0


def test_a_request_for_silence_is_kept_but_not_for_ever() -> None:
    assert closed_until(NOW, NOW, 120) == NOW + timedelta(seconds=120)
    assert closed_until(NOW + timedelta(minutes=9), NOW, 120) == NOW + timedelta(minutes=9)
    assert closed_until(NOW, NOW, 1e9) == NOW + LONGEST_CLOSED


def test_a_claim_may_start_while_it_is_fresh_and_its_doubt_is_settled_after_all_it_could_do() -> None:
    assert may_start(NOW, NOW)
    assert may_start(NOW, NOW + START_WITHIN)
    assert not may_start(NOW, NOW + START_WITHIN + timedelta.resolution)
    assert not may_start(NOW, NOW - timedelta(hours=2))
    assert START_WITHIN + CALL_FOR < LEASE_FOR
    assert settles_at(NOW) > NOW + LEASE_FOR


def test_ten_tries_reach_over_half_a_day_and_the_platforms_word_comes_first() -> None:
    at = NOW
    for attempts in range(1, 10):
        at = next_try(at, attempts, 0, 0.5)
    assert timedelta(hours=8) < at - NOW < timedelta(hours=36)
    assert next_try(NOW, 1, 300, 0.5) == NOW + timedelta(seconds=300)


def test_a_mark_names_the_row_and_cannot_be_made_without_the_secret() -> None:
    assert mark("s", "msg_1").startswith("msg_1.")
    assert mark("s", "msg_1") == mark("s", "msg_1") != mark("t", "msg_1")
    assert mark("s", "msg_1").partition(".")[2] != mark("s", "msg_2").partition(".")[2]


ADA = Person(
    person_id="per_a", email="ada@example.com", name="Ada", timezone="Asia/Taipei", locale="en", ordinal=0
)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"stopped_at": NOW}, "the person said stop"),
        ({"paused_until_on": date(2026, 12, 7)}, "the person paused messages"),
    ],
)
def test_a_stop_or_pause_of_ones_own_drops_all_but_answers_and_what_somebody_waits_for(
    changed: dict[str, object], reason: str
) -> None:
    silent = ADA.model_copy(update=changed)
    later = NOW + timedelta(hours=1)
    judged = {kind: judge(kind, silent, Rules(Limits()), Recent(), NOW, later) for kind in KINDS}
    dropped = {kind for kind, verdict in judged.items() if verdict == Drop("cancelled", reason)}
    assert set(KINDS) - dropped == {"reply", "request", "urgent"}


def test_a_champions_words_wait_for_the_week_and_for_the_hours_apart_instead_of_being_dropped() -> None:
    later = NOW + timedelta(days=28)
    full = judge("relayed", ADA, Rules(Limits()), Recent(this_week=2), NOW, later)
    assert isinstance(full, Wait)
    assert full.until.astimezone(ADA.zone).weekday() == 0
    last_at = NOW - timedelta(hours=47)
    close = judge("relayed", ADA, Rules(Limits()), Recent(this_week=1, last_at=last_at), NOW, later)
    assert close == Wait(last_at + timedelta(hours=48), TOO_SOON)
    nudge = judge("nudge", ADA, Rules(Limits()), Recent(this_week=1, last_at=last_at), NOW, later)
    assert nudge == Drop("cancelled", TOO_SOON)
