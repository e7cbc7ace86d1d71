"""Dates as a reader of each language sees them: with the year where it would be missed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.cards.card import Recorded, Say
from bot.settings import HOUSE
from tests.world import ZONE, World, words_of

TODAY = datetime(2026, 11, 22, 9, tzinfo=ZONE)


def speaker(locale: str) -> Say:
    return words_of(HOUSE / "content").say(locale, ZONE, TODAY)


@pytest.mark.parametrize(
    ("locale", "this_year", "next_year"),
    [
        ("en", "Sun 22 Nov", "Mon 4 Jan 2027"),
        ("zh-Hant", "11 月 22 日（週日）", "2027 年 1 月 4 日（週一）"),
        ("zh-Hans", "11 月 22 日（周日）", "2027 年 1 月 4 日（周一）"),
    ],
)
def test_a_day_of_another_year_has_its_year(locale: str, this_year: str, next_year: str) -> None:
    say = speaker(locale)
    assert this_year in say("rollout.started", monday=date(2026, 11, 22))
    assert "2026" not in say("rollout.started", monday=date(2026, 11, 22))
    assert next_year in say("rollout.started", monday=date(2027, 1, 4))


def test_the_year_turns_where_the_person_lives() -> None:
    at = datetime(2026, 12, 31, 17, tzinfo=UTC)  # half past midnight and more in Taipei
    say = words_of(HOUSE / "content").say("en", ZONE, at)
    assert "Fri 1 Jan 01:00" in say("rollout.held_since", at=at)
    assert "2027" not in say("rollout.held_since", at=at)


@pytest.mark.parametrize(
    ("locale", "day", "instant"),
    [
        ("en", "22 Nov 2026", "22 Nov 2026 09:00"),
        ("zh-Hant", "2026 年 11 月 22 日", "2026 年 11 月 22 日 09:00"),
    ],
)
def test_a_date_for_the_record_has_its_year_always(locale: str, day: str, instant: str) -> None:
    say = speaker(locale)
    assert day in say("preferences.export_text", day=Recorded(TODAY.date()))
    assert instant in say("summary.explain_made", number=1, made_at=Recorded(TODAY))


def test_the_passport_of_a_tip_says_in_which_year_it_was_checked(world: World) -> None:
    world.roster("dana,Office,admin")
    assert "Nov 2026, test again after" in world.says("dana", "ai-tip minutes")


def test_the_dot_between_two_parts_keeps_its_spaces_beside_a_bracket() -> None:
    say = speaker("zh-Hant")
    line = say.any_of(dict.fromkeys(("en", "zh-Hant", "zh-Hans"), "{day} · {day} 起"), day=date(2026, 11, 28))
    assert line == "11 月 28 日（週六） · 11 月 28 日（週六）起"
