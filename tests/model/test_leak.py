"""Where people are lost: only between steps that somebody counted, and the largest first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.cards.leak import leak_card, worst_line
from bot.cards.plain import plain
from bot.model.benefits import Benefit
from bot.model.figures import SurveyFacts, UseFacts
from bot.model.leak import Leak, leak_of
from bot.model.summary import Summary, SummaryFacts, build
from bot.settings import HOUSE
from tests.world import ZONE, words_of

MONDAY = date(2026, 11, 30)


def week(
    number: int = 6, enabled: int = 60, tried: int = 48, habit: int = 19, faster: int = 8, slower: int = 10,
    asked: int = 40, previous: Summary | None = None, **use: Any,
) -> Summary:  # fmt: skip
    minutes = (10.0,) * faster + (-10.0,) * slower
    facts = {"active": tried, "tried": tried, "habit": habit, "is_habit_known": number >= 4} | use
    return build(
        SummaryFacts(
            titles={"en": "A pilot"}, tool="Example", team="", owner="Dana",
            week_on=MONDAY + timedelta(weeks=number - 1), made_on=MONDAY, program_week=number, last_week=12,
            use=UseFacts(enabled=enabled, **facts), previous=previous,
            survey=SurveyFacts(asked=asked, answered=len(minutes), minutes=minutes),
        )
    )  # fmt: skip


def benefit(low: int) -> Benefit:
    return Benefit(
        benefit_id="val_1", family="cost", low=low, high=max(low, 0) + 1, currency="USD", from_on=MONDAY,
        to_on=MONDAY, basis="before_after", entered_at=datetime(2026, 12, 1, tzinfo=UTC),
    )  # fmt: skip


def leak(*weeks: Summary, benefits: list[Benefit] | None = None) -> Leak:
    found = leak_of(weeks, [] if benefits is None else benefits)
    assert found is not None
    return found


def states(found: Leak) -> list[str]:
    return [step.state for step in found.steps]


def test_the_largest_loss_between_two_counted_steps_is_the_leak() -> None:
    found = leak(week())
    assert [(one.before, one.after, one.people) for one in found.losses] == [
        ("seat", "tried", 12), ("tried", "habit", 29), ("habit", "changed", 10),
    ]  # fmt: skip
    assert found.worst == found.losses[1]


def test_of_equal_losses_the_earlier_one_is_named() -> None:
    found = leak(week(tried=40, habit=20))
    assert [one.people for one in found.losses[:2]] == [20, 20]
    assert found.worst
    assert found.worst.after == "tried"


def test_a_step_nobody_counted_is_left_open_and_its_neighbours_are_compared() -> None:
    early = leak(week(number=2))
    assert states(early) == ["known", "known", "early", "known", "not_measured"]
    assert [(one.before, one.after) for one in early.losses] == [("seat", "tried"), ("tried", "changed")]
    unasked = leak(week(faster=0, slower=0))
    assert states(unasked) == ["known", "known", "known", "not_asked", "not_measured"]
    unused = leak(week(faster=0, slower=0, is_known=False))
    assert states(unused)[1:3] == ["no_figures", "no_figures"]
    assert (unused.losses, unused.worst) == ((), None)


def test_a_summary_from_before_these_steps_were_counted_says_so() -> None:
    old = Summary.model_validate({k: v for k, v in week().model_dump().items() if k != "reach"})
    found = leak(old)
    assert states(found) == ["known", "not_counted", "known", "not_asked", "not_measured"]
    assert found.worst
    assert (found.worst.before, found.worst.after, found.worst.people) == ("seat", "habit", 41)


def test_what_people_said_earlier_counts_for_five_weeks_and_says_when() -> None:
    asked = week(number=4)
    silent = [week(number=number, faster=0, slower=0) for number in (9, 10)]
    assert [step.asked_in for step in leak(asked, silent[0]).steps if step.key == "changed"] == [4]
    assert states(leak(asked, silent[1]))[3] == "not_asked"


def test_near_nobody_and_everybody_a_loss_is_a_bound_like_the_share() -> None:
    found = leak(week(tried=60, habit=1))
    assert [(one.people, one.edge) for one in found.losses[:2]] == [(6, "at_most"), (48, "at_least")]
    assert leak(week(tried=2, habit=0)).losses[0].edge == "at_least"


def test_where_perhaps_nobody_is_lost_is_no_leak() -> None:
    everybody = leak(week(number=2, tried=60, faster=0, slower=0))
    assert [(one.edge, one.people) for one in everybody.losses] == [("at_most", 6)]
    assert everybody.worst is None
    say = words_of(HOUSE / "content").say("en", ZONE)
    assert worst_line(say, everybody) == say("leak.nobody")
    one = leak(week(number=5, enabled=20, tried=10, habit=9, faster=0, slower=0))
    assert "1 person lost here" in plain(leak_card(say, one))


def test_a_kpi_moved_only_when_even_the_low_end_got_better() -> None:
    found = {low: leak(week(), benefits=[benefit(low)]).steps[4] for low in (-5, 0, 5)}
    assert {low: step.state for low, step in found.items()} == {
        -5: "not_moved", 0: "not_moved", 5: "known",
    }  # fmt: skip
    assert found[5].grade == "B"
    of_team = leak_of([week()], None)
    assert of_team
    assert of_team.steps[4].state == "whole_only"


def test_who_say_that_nothing_changed_are_hidden_like_their_minutes() -> None:
    assert states(leak(week(faster=2, slower=2)))[3] == "not_asked"
    found = leak(week(faster=14, slower=1, asked=18))
    assert found.losses[-1].after == "habit"
    share = found.steps[3].share
    assert share
    assert (share.is_least, share.count) == (True, 0)  # how many answered would say how many were silent
    loss = leak(week(faster=30, slower=30, asked=63)).losses[-1]
    assert (loss.after, loss.edge, loss.people) == ("changed", "about", 29)  # half of at least 58


@given(
    tried=st.integers(0, 60), habit=st.integers(0, 60), faster=st.integers(0, 20), slower=st.integers(0, 20)
)
def test_nobody_is_lost_twice_and_never_more_than_there_were(
    tried: int, habit: int, faster: int, slower: int
) -> None:
    found = leak(week(tried=tried, habit=min(tried, habit), faster=faster, slower=slower))
    assert all(0 <= one.people <= 60 for one in found.losses)
    sure = [one for one in found.losses if one.edge != "at_most"]
    most = max((one.people for one in sure), default=0)
    assert (found.worst is None) == (most == 0)
    if found.worst:
        assert found.worst == next(one for one in sure if one.people == most)


def test_without_a_summary_there_is_no_leak() -> None:
    assert leak_of([], []) is None
