"""Groups of the platforms as cohorts: read every hour, never emptied because they could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.chat import Address, NoGroupError, UnreachableError
from bot.steps.group_view import group_lines
from bot.steps.people import import_people
from bot.store import groups, programs
from tests.world import ROSTER, World

IDS = {"slack": "S0PILOTS", "teams": "19:pilots@thread.tacv2"}


class Grouped:
    """The world's chat with groups of its own: `members` by group, or what asking for one raises."""

    def __init__(self, world: World) -> None:
        self.inner = world.chat
        self.platform = world.chat.platform
        self.members: dict[str, Mapping[str, str] | Exception] = {}
        self.listed: dict[str, Address] = {}
        self.asked: list[str] = []

    async def post(self, *about: Any) -> Any:
        return await self.inner.post(*about)

    async def was_posted(self, *about: Any) -> Any:
        return await self.inner.was_posted(*about)

    async def directory(self) -> Mapping[str, Address]:
        return self.listed

    async def group(self, group_id: str, service_url: str) -> Mapping[str, str]:
        self.asked.append(group_id)
        found = self.members.get(group_id, NoGroupError("no_such_subteam"))
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def grouped(world: World) -> Grouped:
    """The world's platform shows its groups."""
    chat = Grouped(world)
    world.cycle.chats[world.chat.platform] = chat  # type: ignore[index]
    return chat


def apply(world: World, *group_ids: str) -> None:
    named = ", ".join(f'"{one}"' for one in group_ids)
    text = f'[program.cohort]\nteams = ["Office"]\n{world.chat.platform}_groups = [{named}]\n\n[digest]'
    world.program(**{"[digest]": text})


def of(world: World, *names: str) -> dict[str, str]:
    return {world.chat.account(name): "" for name in names}


def people_in(world: World) -> set[str]:
    found = world.run(lambda ctx: programs.members(ctx.db, "short", "first"))
    return {one.email.partition("@")[0] for one in found}


def begin(world: World, grouped: Grouped) -> str:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user", "cho,Sales,pilot_user")
    group = IDS[world.chat.platform]
    grouped.members[group] = {**of(world, "ada", "ben"), "U0NOBODY": ""}
    apply(world, group)
    world.says("dana", "ai-rollout start")
    world.at("Mon 10:05")
    return group


def test_members_of_a_group_take_part_and_are_asked(world: World, grouped: Grouped) -> None:
    begin(world, grouped)
    assert people_in(world) == {"dana", "ada", "ben"}
    world.at("Tue 10:00")
    kinds = {
        name: {row.kind for row in world.deliveries(name) if row.state == "sent"} for name in ("ada", "cho")
    }
    assert kinds["ada"] == {"disclosure", "prompt"}
    assert kinds["cho"] == set()


def test_a_group_is_read_once_an_hour_and_at_once_after_a_new_version(world: World, grouped: Grouped) -> None:
    group = begin(world, grouped)
    world.at("Mon 12:00")
    before = len(grouped.asked)
    world.turn()
    world.at("Mon 12:59")
    assert len(grouped.asked) == before
    world.at("Mon 13:00")
    assert len(grouped.asked) == before + 1
    apply(world, group, "S0OTHERS" if world.chat.platform == "slack" else "19:others@thread.tacv2")
    world.turn()
    assert len(grouped.asked) == before + 3


def test_who_leaves_the_group_leaves_and_who_joins_comes_in(world: World, grouped: Grouped) -> None:
    group = begin(world, grouped)
    grouped.members[group] = of(world, "ben", "cho")
    world.at("Mon 11:05")
    assert people_in(world) == {"dana", "ben", "cho"}


@pytest.mark.parametrize(
    "error", [UnreachableError("ratelimited"), NoGroupError("missing_scope"), KeyError("x")]
)
def test_a_group_that_cannot_be_read_keeps_its_last_members(
    world: World, grouped: Grouped, error: Exception
) -> None:
    group = begin(world, grouped)
    read_at = world.run(lambda ctx: groups.readings(ctx.db, [group]))[0].read_at
    grouped.members[group] = error
    world.at("Mon 14:05")
    assert people_in(world) == {"dana", "ada", "ben"}
    (line,) = lines(world)
    assert group in line
    assert world.label("dana", "groups.kept", at=read_at) in line

    grouped.members[group] = of(world, "ada")
    world.at("Mon 15:05")
    assert lines(world) == ()
    assert people_in(world) == {"dana", "ada"}


def lines(world: World) -> tuple[str, ...]:
    dana = world.person("dana")
    found: tuple[str, ...] = world.run(
        lambda ctx: group_lines(ctx, programs.current(ctx.db), dana)  # type: ignore[arg-type]
    )
    return found


def test_one_group_that_fails_does_not_skip_the_rest(world: World, grouped: Grouped) -> None:
    group = begin(world, grouped)
    first = "S0AAAA" if world.chat.platform == "slack" else "19:aaaa@thread.tacv2"
    grouped.members |= {first: RuntimeError("broken"), group: of(world, "cho")}
    apply(world, first, group)
    world.turn()
    assert people_in(world) == {"dana", "cho"}


def test_administrators_are_told_once_of_a_group_the_platform_does_not_know(
    world: World, grouped: Grouped
) -> None:
    world.roster("dana,Office,admin", "eva,Office,admin,zh-Hant", "ada,Sales,pilot_user")
    apply(world, IDS[world.chat.platform])
    world.at("Wed 12:00")
    for name in ("dana", "eva"):
        told = [shown for shown in world.inbox(name) if shown.says("groups.title")]
        assert len(told) == 1
        assert told[0].says("groups.do_unknown")
        assert told[0].says("groups.never")
    assert not [shown for shown in world.inbox("ada") if shown.says("groups.title")]


def test_the_plan_shows_administrators_which_group_cannot_be_read(world: World, grouped: Grouped) -> None:
    group = begin(world, grouped)
    world.roster("rob,Board,sponsor")
    assert "can't be read" not in world.says("dana", "ai-rollout")
    grouped.members[group] = NoGroupError("missing_scope")
    world.at("Mon 11:05")
    plan = world.says("dana", "ai-rollout")
    assert lines(world)[0] in plan
    assert plan.says("groups.do_scope")
    assert group not in world.says("rob", "ai-rollout")


def test_a_group_of_a_platform_that_is_not_connected_is_said(world: World) -> None:
    world.roster("dana,Office,admin")
    other = "teams" if world.chat.platform == "slack" else "slack"
    world.program(**{"[digest]": f'[program.cohort]\n{other}_groups = ["{IDS[other]}"]\n\n[digest]'})
    world.at("Tue 12:00")
    assert world.last("dana").says("groups.do_connect")


def test_a_member_nobody_ever_reached_is_found_by_address(world: World, grouped: Grouped) -> None:
    world.roster("dana,Office,admin")
    row = "eva@example.com,Eva Example,Sales,,Asia/Taipei,en,pilot_user,"
    world.run(lambda ctx: import_people(ctx, (ROSTER + row).encode(), "people.csv"))
    group, account = IDS[world.chat.platform], world.chat.account("eva")
    if world.chat.platform == "slack":  # which says no addresses with a group, but lists them all
        grouped.members[group] = {account: ""}
        grouped.listed = {"eva@example.com": Address("slack", "W", account)}
    else:
        grouped.members[group] = {account: "eva@example.com"}
    apply(world, group)
    world.says("dana", "ai-rollout start")
    world.turn()
    assert people_in(world) == {"dana", "eva"}


def test_erasing_a_person_leaves_nothing_of_the_groups_either(world: World, grouped: Grouped) -> None:
    begin(world, grouped)
    ada = world.person("ada").person_id
    assert world.run(lambda ctx: groups.of_person(ctx.db, ada))
    me = world.says("ada", "ai-me")
    assert f"group: {world.chat.platform}" in world.tap("ada", me, world.label("ada", "preferences.export"))
    asked = world.tap("ada", me, world.label("ada", "preferences.erase"))
    world.receive(world.tapping("ada", asked, world.label("ada", "preferences.erase_yes")))
    assert world.run(lambda ctx: groups.of_person(ctx.db, ada)) == []
