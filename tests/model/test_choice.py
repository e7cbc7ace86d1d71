"""One best message a person and slot, and why the others were not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.clock import seeded_chance
from bot.model.choice import (
    BETTER,
    CAP,
    NOTHING_FITS,
    RESTING,
    STOPPED,
    Candidate,
    Choice,
    Silence,
    Slate,
    Standing,
    choose,
    first,
    thompson,
    withheld,
)
from bot.model.segments import SEGMENTS

TUESDAY = date(2026, 12, 8)
ADA = Standing(email="ada@example.com", job="sales", language="en", segment="tried_once")


def item(
    key: str, role: str = "everyone", *segments: str, topic: str = "write", stale: str = ""
) -> Candidate:
    return Candidate(
        key, frozenset({role}), frozenset(segments or SEGMENTS), topic, frozenset({stale} if stale else ())
    )


def chosen(who: Standing, *candidates: Candidate, retired: str = "", cap: int = 2) -> Choice:
    return choose(Slate(candidates, frozenset({retired})), who, TUESDAY, cap, first)


def test_what_was_made_for_the_persons_segment_comes_before_what_is_for_all() -> None:
    choice = chosen(ADA, item("for-all", "sales"), item("rescue", "everyone", "tried_once"))
    assert choice.item == "rescue"
    assert choice.passed_over == {"another was better": ("for-all",)}


def test_the_own_role_comes_before_everyone_and_then_the_authors_order() -> None:
    assert chosen(ADA, item("a"), item("b", "sales"), item("c", "sales")).item == "b"
    assert chosen(replace(ADA, job="everyone"), item("b", "sales"), item("a"), item("c")).item == "a"


def test_every_candidate_that_lost_is_kept_with_its_reason() -> None:
    who = replace(
        ADA, seen=frozenset({"seen"}), refused=frozenset({"refused"}), topics_off=frozenset({"meet"})
    )
    candidates = [
        item("retired"), item("role", "legal"), item("stale", stale="en"), item("off", topic="meet"),
        item("refused"), item("seen"), item("power", "everyone", "power"), item("best"), item("next"),
    ]  # fmt: skip
    choice = chosen(who, *candidates, retired="retired")
    assert (choice.item, choice.lost) == ("best", "")
    assert choice.passed_over == {
        "retired": ("retired",), "role": ("role",), "language": ("stale",), "topic off": ("off",),
        "refused": ("refused",), "seen": ("seen",), "segment": ("power",), "another was better": ("next",),
    }  # fmt: skip


def test_nothing_that_fits_is_a_decision_too() -> None:
    choice = chosen(ADA, item("role", "legal"))
    assert (choice.item, choice.lost, choice.passed_over) == (None, NOTHING_FITS, {"role": ("role",)})


def test_people_nobody_reports_about_get_what_is_for_any_segment() -> None:
    assert chosen(replace(ADA, segment=None), item("power", "everyone", "power")).item == "power"


def test_of_a_library_what_is_for_other_roles_is_no_candidate() -> None:
    slate = Slate([item("legal", "legal"), item("mine", "sales")], is_library=True)
    assert choose(slate, ADA, TUESDAY, 2, first).passed_over == {}


@pytest.mark.parametrize(
    ("load", "reserved", "lost"),
    [(0, 0, ""), (1, 0, ""), (2, 0, CAP), (1, 1, BETTER), (0, 2, BETTER), (0, 1, "")],
)
def test_the_budget_is_never_exceeded_and_more_important_messages_keep_their_place(
    load: int, reserved: int, lost: str
) -> None:
    assert withheld(replace(ADA, load=load, reserved=reserved), TUESDAY, 2) == lost


@pytest.mark.parametrize(
    ("ignored", "days_ago", "lost"),
    [(0, 2, ""), (1, 2, ""), (2, 13, RESTING), (2, 14, ""), (3, 13, RESTING), (3, 14, ""), (4, 40, STOPPED)],
)
def test_two_ignored_in_a_row_slow_it_down_to_one_a_fortnight_and_four_stop_it(
    ignored: int, days_ago: int, lost: str
) -> None:
    silence = Silence(ignored, TUESDAY - timedelta(days=days_ago))
    assert withheld(replace(ADA, silence=silence), TUESDAY, 2) == lost


def test_tips_are_drawn_by_address_and_slot_alone_and_found_helpful_ones_come_more_often() -> None:
    votes = {"good": (40, 2), "bad": (2, 40)}
    tips = [item("bad"), item("good"), item("new")]
    drawn = [thompson("p/1/tip", votes, seeded_chance)(f"{n}@example.com", tips).key for n in range(300)]
    again = [
        thompson("p/1/tip", votes, seeded_chance)(f"{n}@example.com", tips[::-1]).key for n in range(300)
    ]
    assert drawn == again
    assert drawn.count("good") > drawn.count("new") > drawn.count("bad")
