"""A wall time means one instant, in every zone, whatever the clock on the wall does that day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import tzdata_version
from bot.model.delivery import Limits, next_open, plain_weeks
from bot.model.people import Person
from bot.model.schedule import time_in_week
from bot.model.time import LocalTime, first_monday, known_zones, local_instant, monday_of, week_label
from tests.model.time_oracle import MINUTE, Transition, distinct, transitions

tzdata_version()
ZONES = sorted(known_zones())
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
walls = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


def differences(found: list[Transition]) -> list[str]:
    """Rules whose instant is not the one the wall shows."""
    wrong = []
    for one in found:
        rules = list(one.rules())
        assert len(rules) >= 20
        for (day, wall), expected in zip(rules, one.instants(rules), strict=True):
            if (given := local_instant(day, wall, one.zone)) != expected:
                wrong.append(f"{one.zone.key} {day} {wall}: {given}, the wall says {expected}")
    return wrong


def test_around_every_transition_of_a_year_each_wall_time_is_the_instant_the_wall_shows() -> None:
    found = distinct([one for name in ZONES for one in transitions(ZoneInfo(name), 2026, 2026)])
    assert len(found) > 50
    assert differences(found) == []


@pytest.mark.parametrize(
    ("zone", "year", "missing"),
    [
        ("Africa/Cairo", 2026, "2026-04-24T00:00"),
        ("Asia/Beirut", 2026, "2026-03-29T00:00"),
        ("America/Santiago", 2026, "2026-09-06T00:00"),
        ("America/Sao_Paulo", 2018, "2018-11-04T00:00"),
        ("Pacific/Apia", 2011, "2011-12-30T09:00"),
        ("Australia/Lord_Howe", 2026, "2026-10-04T02:15"),
    ],
)
def test_a_wall_time_that_is_skipped_means_the_first_instant_after_the_gap(
    zone: str, year: int, missing: str
) -> None:
    at = LocalTime.read(missing, zone).instant()
    naive = datetime.fromisoformat(missing)
    assert at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) > naive
    assert (at - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None) < naive
    assert differences(transitions(ZoneInfo(zone), year, year)) == []


def test_a_day_that_is_missing_altogether_begins_with_the_next() -> None:
    apia = ZoneInfo("Pacific/Apia")
    instants = {local_instant(date(2011, 12, 30), time(hour), apia) for hour in range(24)}
    assert instants == {local_instant(date(2011, 12, 31), time(0), apia)}


def test_a_wall_time_that_comes_twice_means_the_first() -> None:
    new_york = ZoneInfo("America/New_York")
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert local_instant(date(2026, 11, 1), time(1, 30), new_york) == first
    assert local_instant(date(2026, 11, 1), time(1, 30, fold=1), new_york) == first


@given(days, walls, zones)
def test_an_instant_shows_its_wall_time_or_the_end_of_a_gap(day: date, wall: time, zone: ZoneInfo) -> None:
    at = local_instant(day, wall, zone)
    assert at.tzinfo is UTC
    shown = at.astimezone(zone).replace(tzinfo=None)
    assert shown >= datetime.combine(day, wall)
    before = (at - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert before < datetime.combine(day, wall)


@given(st.lists(st.tuples(days, walls), min_size=2), zones)
def test_what_is_earlier_on_the_wall_is_never_later_in_truth(
    rules: list[tuple[date, time]], zone: ZoneInfo
) -> None:
    instants = [local_instant(day, wall, zone) for day, wall in sorted(rules)]
    assert all(one <= other for one, other in pairwise(instants))


@given(days, walls, st.sampled_from(ZONES))
def test_a_rule_is_read_back_as_it_was_stored(day: date, wall: time, zone: str) -> None:
    rule = LocalTime(day, wall, zone)
    assert LocalTime.read(rule.text, zone) == rule


@given(days)
def test_every_date_lies_in_the_week_of_its_monday(day: date) -> None:
    monday = monday_of(day)
    assert monday.weekday() == 0
    assert timedelta(0) <= day - monday < timedelta(days=7)
    assert first_monday(day) in (monday, monday + timedelta(days=7))
    assert first_monday(day) >= day


@pytest.mark.parametrize(
    ("day", "monday", "label"),
    [
        (date(2026, 12, 31), date(2026, 12, 28), "2026-W53"),
        (date(2027, 1, 3), date(2026, 12, 28), "2026-W53"),  # a Sunday ends its week, wherever weeks begin
        (date(2027, 1, 4), date(2027, 1, 4), "2027-W01"),
        (date(2028, 2, 29), date(2028, 2, 28), "2028-W09"),
        (date(2024, 12, 30), date(2024, 12, 30), "2025-W01"),
    ],
)
def test_week_53_leap_day_and_year_end_belong_to_one_week(day: date, monday: date, label: str) -> None:
    assert monday_of(day) == monday
    assert week_label(monday) == label


def test_a_window_over_a_change_of_the_clock_keeps_its_wall_times() -> None:
    opens, closes = (
        time_in_week(date(2026, 3, 23), at, "Europe/Berlin") for at in ("fri 10:00", "sun 10:00")
    )
    assert closes.instant() - opens.instant() == timedelta(hours=47)
    assert (opens.text, closes.text) == ("2026-03-27T10:00", "2026-03-29T10:00")


@given(
    st.integers(0, 365 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + n * MINUTE),
    st.sampled_from(
        ["Africa/Cairo", "America/Santiago", "Asia/Taipei", "Europe/Berlin", "Australia/Lord_Howe"]
    ),
    st.sampled_from([("", ""), ("12:00", "13:00"), ("16:00", "10:00")]),
)
def test_the_next_open_instant_is_the_first_the_wall_shows_as_open(
    at: datetime, zone: str, quiet: tuple[str, str]
) -> None:
    ada = Person(
        person_id="per_a", email="ada@example.com", name="Ada", timezone=zone, locale="en", ordinal=0,
        quiet_from=quiet[0], quiet_until=quiet[1],
    )  # fmt: skip
    limits = Limits()

    def is_open(instant: datetime) -> bool:
        shown = instant.astimezone(ZoneInfo(zone))
        starts, ends = quiet
        wall = f"{shown:%H:%M}"
        is_quiet = starts <= wall < ends if starts <= ends else not ends <= wall < starts
        is_working = shown.weekday() in limits.days and limits.from_time <= shown.time() < limits.until_time
        return is_working and not is_quiet

    minutes = (at + n * MINUTE for n in range(5 * 24 * 60))
    opens = next_open(at, ada, limits, plain_weeks)
    assert opens == next(instant for instant in minutes if is_open(instant))


def test_the_zone_rules_in_use_have_a_version_and_serve_every_zone() -> None:
    assert len(tzdata_version()) == 5
    assert tzdata_version()[:4].isdecimal()
    assert {"Asia/Taipei", "America/New_York", "Africa/Cairo"} <= known_zones()
