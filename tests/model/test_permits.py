"""Who may do what: every role and every action, and whose team."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.model.people import ROLES, Action, Person, Role, authorize

ACTIONS: tuple[Action, ...] = get_args(Action)
EVERYBODY = ("answer", "give_tip", "read_summary", "see_self")
TABLE: dict[Role, tuple[Action, ...]] = {
    "pilot_user": (),
    "power_user": (),
    "champion": ("clear_human_request", "review_tip", "see_rollout", "see_team_summary", "take_action"),
    "admin": (
        "approve_plan", "clear_human_request", "pause", "review_tip", "run_rollout", "see_rollout",
        "see_summary", "see_team_summary", "take_action",
    ),
    "sponsor": ("approve_plan", "see_rollout", "see_summary"),
    "governance": ("pause", "see_rollout", "see_summary"),
}  # fmt: skip


def a_person(role: Role, state: str = "active") -> Person:
    return Person(
        person_id="per_1", email="a@example.com", name="A", team="Sales", timezone="UTC", locale="en",
        role=role, ordinal=1, state=state,
    )  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: Role) -> None:
    may = {action for action in ACTIONS if authorize(a_person(role), action)}
    assert may == {*EVERYBODY, *TABLE[role]}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_written_for_a_team_is_read_by_its_own_people_only(role: Role) -> None:
    reader = a_person(role)
    assert [authorize(reader, "read_summary", team) for team in ("", "Sales", "Legal")] == [True, True, False]
    sees_all = role in ("admin", "sponsor", "governance")
    assert authorize(reader, "see_summary", "Legal") == sees_all
    assert authorize(reader, "see_team_summary", "Legal") == (role == "admin")


@pytest.mark.parametrize("state", ["left", "erased"])
def test_somebody_who_is_gone_may_do_nothing(state: str) -> None:
    assert not any(authorize(a_person(role, state), action) for role in ROLES for action in ACTIONS)
