"""Reading the members of a team."""

from __future__ import annotations

import aiohttp
import pytest

from bot.chat import Groups, NoGroupError, UnreachableError
from bot.teams.client import TeamsChat
from tests.fakes.teams import FakeTeams, Fault
from tests.fakes.teams_desk import Desk, settings_for
from tests.fakes.teams_traffic import TENANT

TEAM = "19:pilots@thread.tacv2"


def member(name: str, **about: str) -> dict[str, str]:
    known = {"id": f"29:{name}", "aadObjectId": name, "email": f"{name.title()}@Example.com"}
    return {**known, "tenantId": TENANT, "userRole": "user", **about}


async def test_a_team_is_read_page_by_page(chat: TeamsChat, teams: FakeTeams) -> None:
    names = [f"p{number}" for number in range(5)]
    teams.teams[TEAM] = [member(name) for name in names]
    teams.page_of_members = 2

    assert isinstance(chat, Groups)
    found = await chat.group(TEAM, teams.service_url)
    assert found == {name: f"{name}@example.com" for name in names}
    assert [method for method, path in teams.sent if path.endswith("pagedmembers")] == ["GET"] * 3


async def test_guests_and_people_of_another_tenant_are_left_out(chat: TeamsChat, teams: FakeTeams) -> None:
    teams.teams[TEAM] = [
        member("ada"),
        member("gus", userRole="guest"),
        member("ext", userPrincipalName="ext_other.example#EXT#@home.example"),
        member("far", tenantId="bbbbbbbb-0000-0000-0000-000000000002"),
        {"id": "28:bot", "name": "A bot"},
    ]

    assert await chat.group(TEAM, teams.service_url) == {"ada": "ada@example.com"}


async def test_a_team_the_bot_is_not_in_is_told_apart(chat: TeamsChat, teams: FakeTeams) -> None:
    with pytest.raises(NoGroupError, match="404"):
        await chat.group(TEAM, teams.service_url)
    teams.fail("403")
    with pytest.raises(NoGroupError, match="403"):
        await chat.group(TEAM, teams.service_url)


@pytest.mark.parametrize("fault", ["429", "429_without_hint", "401", "500", "502", "not_json", "close_after"])
async def test_a_page_that_does_not_come_gives_no_half_a_team(
    chat: TeamsChat, teams: FakeTeams, fault: Fault
) -> None:
    teams.teams[TEAM] = [member(f"p{number}") for number in range(3)]
    teams.page_of_members = 2
    teams.fail("redirect")
    with pytest.raises(UnreachableError):
        await chat.group(TEAM, teams.service_url)

    teams.fail("", fault)
    with pytest.raises(UnreachableError):
        await chat.group(TEAM, teams.service_url)


async def test_an_answer_without_members_is_no_empty_team(chat: TeamsChat, teams: FakeTeams) -> None:
    teams.teams[TEAM] = [{"name": "nobody's id"}]

    with pytest.raises(UnreachableError):
        await chat.group(TEAM, teams.service_url)


async def test_the_token_goes_to_no_connector_but_microsofts(
    teams: FakeTeams, session: aiohttp.ClientSession, desk: Desk
) -> None:
    chat = TeamsChat(settings_for(teams), session, desk.now)

    with pytest.raises(NoGroupError, match="address_refused"):
        await chat.group(TEAM, teams.service_url)
    assert (teams.sent, teams.grants) == ([], 0)
    await chat.close()
