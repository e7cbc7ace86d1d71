"""Working days: public holidays, make-up days, other weekends, and the company's own file over all of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.model.delivery import (
    KINDS,
    Drop,
    Go,
    Limits,
    Pause,
    Recent,
    Rules,
    Verdict,
    Wait,
    judge,
    next_open,
    plain_weeks,
    works_on,
)
from bot.model.people import Person
from bot.workdays import Overrides, Workdays, is_known, read_overrides, version

DAYS = Workdays()
TAIPEI = ZoneInfo("Asia/Taipei")


def person(calendar: str = "", zone: str = "Asia/Taipei", **more: object) -> Person:
    named = {"person_id": "p", "email": "a@example.com", "name": "Ada Example", "locale": "en", "ordinal": 0}
    return Person(**{**named, "timezone": zone, "calendar": calendar, **more})


def own(**tables: object) -> Workdays:
    return Workdays(Overrides.model_validate(tables))


@pytest.mark.parametrize(
    ("calendar", "day", "is_worked"),
    [
        ("TW", "2026-02-17", False),  # Lunar New Year
        ("TW", "2026-09-28", False),  # Teachers' Day, a day off again since 2025
        ("TW", "2026-10-26", False),  # Retrocession Day falls on a Sunday: the Monday after
        ("TW", "2026-12-25", False),
        ("TW", "2026-12-24", None),
        ("TW", "2026-02-14", None),  # an ordinary Saturday in Taiwan, a working one in China
        ("CN", "2026-02-14", True),
        ("CN", "2026-02-28", True),
        ("CN", "2026-10-10", True),
        ("CN", "2026-02-20", False),
        ("CN", "2026-10-07", False),
        ("US", "2026-03-31", None),
        ("US-CA", "2026-03-31", False),  # a day of one state only
        ("", "2026-01-01", None),
    ],
)
def test_holidays_and_make_up_days_are_those_of_the_place(
    calendar: str, day: str, is_worked: bool | None
) -> None:
    assert DAYS(calendar, date.fromisoformat(day)) is is_worked


def test_a_make_up_saturday_is_worked_though_the_program_rests_on_saturdays() -> None:
    saturday = date(2026, 2, 14)
    assert works_on(saturday, person("CN"), Limits(), DAYS)
    assert not works_on(saturday, person("TW"), Limits(), DAYS)
    assert works_on(saturday, person(), Limits(calendar="CN"), DAYS)


def test_the_programs_own_days_stay_the_base() -> None:
    shop = Limits(days=frozenset({0, 1, 2, 3, 4, 5}), calendar="TW")
    assert works_on(date(2026, 3, 7), person(), shop, DAYS)  # a Saturday
    assert not works_on(date(2026, 3, 8), person(), shop, DAYS)
    assert not works_on(date(2026, 2, 28), person(), shop, DAYS)  # a Saturday that is a holiday


def test_where_friday_and_saturday_are_the_weekend_sunday_is_worked() -> None:
    riyadh = Limits(days=frozenset({6, 0, 1, 2, 3}), calendar="SA")
    week = [date(2026, 11, 1) + timedelta(days=n) for n in range(7)]  # from a Sunday on
    assert [works_on(day, person(), riyadh, DAYS) for day in week] == [True] * 5 + [False, False]


def test_a_calendar_of_ones_own_brings_its_weekend_along() -> None:
    friday, sunday = date(2026, 11, 6), date(2026, 11, 8)
    mondays_to_fridays = Limits(calendar="TW")
    assert works_on(friday, person(), mondays_to_fridays, DAYS)
    assert not works_on(friday, person("SA"), mondays_to_fridays, DAYS)
    assert not works_on(sunday, person("SA"), mondays_to_fridays, DAYS)  # the program still rests


def test_the_next_opening_lies_behind_the_longest_holiday() -> None:
    eve = datetime(2026, 2, 13, 17, 0, tzinfo=TAIPEI)
    assert next_open(eve, person("CN"), Limits(), DAYS) == datetime(2026, 2, 14, 9, 30, tzinfo=TAIPEI)
    eve = datetime(2026, 2, 14, 17, 0, tzinfo=TAIPEI)
    assert next_open(eve, person("CN"), Limits(), DAYS) == datetime(2026, 2, 24, 9, 30, tzinfo=TAIPEI)
    only_mondays = Limits(days=frozenset({0}), calendar="TW")
    monday = datetime(2026, 2, 16, 9, 0, tzinfo=TAIPEI)
    assert next_open(monday, person(), only_mondays, DAYS) == datetime(2026, 2, 23, 9, 30, tzinfo=TAIPEI)


@given(
    calendar=st.sampled_from(["", "TW", "CN", "US-CA", "SA", "JP", "DE"]),
    zone=st.sampled_from(["Asia/Taipei", "America/Los_Angeles", "Asia/Riyadh", "Pacific/Kiritimati"]),
    hours=st.integers(0, 2 * 366 * 24),
)
def test_an_opening_is_always_a_working_instant_and_never_before(
    calendar: str, zone: str, hours: int
) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    one, limits = person(calendar, zone), Limits()
    opens = next_open(at, one, limits, DAYS)
    local = opens.astimezone(one.zone)
    assert at <= opens
    assert works_on(local.date(), one, limits, DAYS)
    assert limits.from_time <= local.time() < limits.until_time
    assert next_open(opens, one, limits, DAYS) == opens


def verdict(at: datetime, kind: str = "nudge", rules: Rules | None = None, **more: object) -> Verdict:
    used = rules or Rules(Limits(calendar="TW"), (), DAYS)
    return judge(kind, person(**more), used, Recent(), at, at + timedelta(days=30))  # type: ignore[arg-type]


def test_a_message_due_on_a_holiday_waits_for_the_next_working_day() -> None:
    holiday = datetime(2026, 12, 25, 10, 0, tzinfo=TAIPEI)
    assert verdict(holiday) == Wait(
        datetime(2026, 12, 28, 9, 30, tzinfo=TAIPEI), "outside the person's hours"
    )
    assert verdict(holiday, rules=Rules(Limits())) == Go()
    assert verdict(holiday, "reply") == Go()
    assert verdict(holiday, "chosen_time") == Go()  # the person said when


def test_an_answer_leaves_whatever_is_paused_and_nothing_else_does() -> None:
    noon = datetime(2026, 12, 24, 12, 0, tzinfo=TAIPEI)
    paused = Rules(Limits(), (Pause("all"),))
    gone = {kind for kind in KINDS if isinstance(verdict(noon, kind, paused), Go)}
    assert gone == {"reply"}


def test_who_does_not_take_part_gets_what_is_not_of_the_program() -> None:
    noon = datetime(2026, 12, 24, 12, 0, tzinfo=TAIPEI)
    later = noon + timedelta(days=1)
    dropped = {
        kind
        for kind in KINDS
        if isinstance(judge(kind, person(), Rules(Limits()), Recent(), noon, later, is_member=False), Drop)
    }
    assert dropped == {
        "disclosure",
        "nudge",
        "tip",
        "rescue",
        "prompt",
        "reminder",
        "told",
        "relayed",
        "chosen_time",
    }


def test_the_companys_file_lies_over_the_holidays() -> None:
    days = own(
        TW={
            "off": [{"on": "2026-12-24", "why": "company day"}],
            "working": [{"on": "2026-12-25", "why": "quarter end"}],
        },
        **{"*": {"off": [{"on": "2026-12-31", "why": "closed everywhere"}]}},
    )
    assert days("TW", date(2026, 12, 24)) is False
    assert days("TW", date(2026, 12, 25)) is True
    assert days("CN", date(2026, 12, 24)) is None
    assert [days(calendar, date(2026, 12, 31)) for calendar in ("TW", "CN", "")] == [False] * 3


def test_the_more_particular_table_wins() -> None:
    days = own(
        **{
            "*": {"off": [{"on": "2026-12-31", "why": "closed"}]},
            "US": {"working": [{"on": "2026-12-31", "why": "stock taking"}]},
            "US-CA": {"off": [{"on": "2026-12-31", "why": "the office is closed"}]},
        }
    )
    worked = [days(calendar, date(2026, 12, 31)) for calendar in ("TW", "US", "US-NY", "US-CA")]
    assert worked == [False, True, True, False]


def test_a_year_that_is_not_announced_yet_is_an_estimate_until_somebody_says_it_is_final() -> None:
    assert [DAYS.is_estimate("CN", year) for year in (2025, 2026, 2099)] == [False, False, True]
    assert not DAYS.is_estimate("TW", 2026)
    assert not DAYS.is_estimate("", 2099)
    assert DAYS.is_estimate("AE", 2099)  # by the moon
    assert not own(CN={"announced": [2099]}).is_estimate("CN", 2099)


def test_codes_are_countries_or_regions_of_them() -> None:
    known = {"TW": True, "US-CA": True, "US-QQ": False, "XX": False, "tw": False, "TW-": False, "": False}
    assert {code: is_known(code) for code in known} == known
    assert version().count(".") >= 1


def written(folder: Path, text: str) -> Path:
    path = folder / "calendar.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_is_read_with_its_reasons(tmp_path: Path) -> None:
    path = written(
        tmp_path, '[CN]\nannounced = [2027]\nworking = [{ on = 2027-02-06, why = "make-up day" }]\n'
    )
    days = Workdays(read_overrides(path))
    assert days("CN", date(2027, 2, 6)) is True
    assert days.overrides.root["CN"].working[0].why == "make-up day"
    assert read_overrides(None) == Overrides()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[TW\n", "calendar.toml: can't be read as TOML"),
        ("[XX]\n", "calendar.toml: XX: no such calendar"),
        ("[TW]\noff = [{ on = 2026-12-24 }]\n", "calendar.toml: TW.off.1.why: is missing"),
        ('[TW]\noff = [{ on = "soon", why = "x" }]\n', "calendar.toml: TW.off.1.on: "),
        ("[TW]\nfree = []\n", "calendar.toml: TW.free: "),
        (
            '[TW]\noff = [{ on = 2026-12-24, why = "a" }]\nworking = [{ on = 2026-12-24, why = "b" }]\n',
            "calendar.toml: TW: 2026-12-24 stands there twice",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_file_and_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_overrides(written(tmp_path, text))
    assert refused.value.problems[0].startswith(says)


def test_a_file_that_is_not_there_is_named_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"UPTAKE_CALENDAR: .*nowhere\.toml"):
        read_overrides(tmp_path / "nowhere.toml")


def test_without_a_calendar_the_weekdays_alone_decide() -> None:
    week = [date(2026, 1, 1) + timedelta(days=n) for n in range(7)]
    assert [works_on(day, person(), Limits(), plain_weeks) for day in week] == [
        day.weekday() < 5 for day in week
    ]
    assert Limits().from_time == time(9, 30)
