"""Which days are asked for, when again, and when somebody hears of a trouble."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.model.pulls import (
    EVERY,
    LEASE_FOR,
    PULL_FOR,
    TOLD_AFTER,
    Rhythm,
    asked,
    is_due,
    is_to_be_told,
    next_after_success,
    next_after_trouble,
)

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
TODAY = NOW.date()
RHYTHM = Rhythm(at_first=28, again=7, oldest_on=date(2026, 1, 1))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def on(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def test_at_first_the_last_28_whole_days_are_asked_for() -> None:
    found = asked(RHYTHM, None, TODAY)
    assert (found.first, found.last, len(found.days), found.is_first) == (on("10-26"), on("11-22"), 28, True)


def test_later_the_last_known_days_are_asked_for_again_and_all_since() -> None:
    found = asked(RHYTHM, on("11-19"), TODAY)
    assert (found.first, found.last, found.is_first) == (on("11-13"), on("11-22"), False)


@pytest.mark.parametrize(
    ("known_to", "first"),
    [("11-22", "11-16"), ("11-23", "11-16"), ("11-24", "10-26"), ("03-01", "02-23"), ("01-02", "01-01")],
)
def test_a_watermark_is_believed_unless_it_lies_in_the_future(known_to: str, first: str) -> None:
    assert asked(RHYTHM, on(known_to), TODAY).first == on(first)


@pytest.mark.parametrize(
    ("since", "first"),
    [
        ("2026-11-20", "11-20"),
        ("2026-02-01", "02-01"),
        ("2024-01-01", "01-01"),
        ("2026-12-24", "11-22"),
    ],
)
def test_days_since_a_day_are_asked_for_within_what_the_vendor_has(since: str, first: str) -> None:
    found = asked(RHYTHM, on("11-19"), TODAY, date.fromisoformat(since))
    assert (found.first, found.last) == (on(first), on("11-22"))


def test_never_more_than_a_year_is_asked_for_at_once() -> None:
    found = asked(Rhythm(oldest_on=date(2020, 1, 1)), date(2021, 1, 1), TODAY)
    assert len(found.days) == 366


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_the_next_pull_is_a_day_later_but_not_to_the_minute(chance: float) -> None:
    wait = next_after_success(NOW, chance) - NOW
    assert abs(wait - DAY) <= timedelta(minutes=29)
    assert (wait == DAY) == (chance == 0.5)


@pytest.mark.parametrize(("failures", "hours"), [(1, 1), (2, 2), (5, 16), (6, 24), (99, 24)])
def test_a_vendor_that_does_not_answer_is_left_alone_for_longer_and_longer_up_to_a_day(
    failures: int, hours: int
) -> None:
    assert next_after_trouble(NOW, "unreachable", failures, timedelta()) == NOW + hours * HOUR


def test_a_refused_key_is_tried_once_a_day_and_a_wish_for_silence_is_kept_up_to_a_day() -> None:
    assert next_after_trouble(NOW, "denied", 1, timedelta()) == NOW + EVERY
    assert next_after_trouble(NOW, "unreachable", 1, 3 * HOUR) == NOW + 3 * HOUR
    assert next_after_trouble(NOW, "unreachable", 1, timedelta(days=400)) == NOW + EVERY


def test_a_source_is_due_when_its_time_has_come_and_nobody_pulls_it() -> None:
    free = NOW - HOUR
    assert is_due(NOW, free, NOW)
    assert not is_due(NOW + HOUR, free, NOW)
    assert not is_due(NOW, NOW + LEASE_FOR, NOW)
    assert is_due(NOW + 3 * EVERY, NOW + 3 * LEASE_FOR, NOW)  # a clock that was wrong wrote both


def test_a_pull_ends_before_its_lease_does() -> None:
    assert PULL_FOR < LEASE_FOR


def test_a_trouble_is_told_once_and_a_silent_vendor_only_when_that_lasts() -> None:
    assert is_to_be_told("denied", "", NOW, NOW)
    assert not is_to_be_told("denied", "denied", NOW, NOW + 9 * DAY)
    assert not is_to_be_told("unreachable", "", NOW, NOW + TOLD_AFTER - HOUR)
    assert is_to_be_told("unreachable", "", NOW, NOW + TOLD_AFTER)
    assert is_to_be_told("unreadable", "denied", NOW, NOW)
