"""Where the bot's token may go, and what the directory there says of somebody."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.chat import Posted, Refused, UnreachableError
from bot.teams.client import TeamsChat, is_connector, is_near
from tests.fakes.teams import FakeTeams, Fault
from tests.fakes.teams_desk import Desk, a_card, address, anonymous_settings, settings_for
from tests.fakes.teams_traffic import TENANT, Person

CARD = a_card()


async def test_the_token_goes_to_microsoft_only(
    teams: FakeTeams, session: aiohttp.ClientSession, desk: Desk
) -> None:
    chat = TeamsChat(settings_for(teams), session, desk.now)

    outcome = await chat.post(address(teams), CARD, "k")

    assert outcome == Refused("address_refused", permanent=True)
    assert (teams.sent, teams.grants) == ([], 0)
    await chat.close()


async def test_in_anonymous_mode_there_is_no_token_and_no_way_out_of_this_machine(
    teams: FakeTeams, session: aiohttp.ClientSession, desk: Desk
) -> None:
    chat = TeamsChat(anonymous_settings(), session, desk.now)
    far = address(teams, service_url="https://smba.trafficmanager.net/emea/")

    assert await chat.post(far, CARD, "k") == Refused("address_refused", permanent=True)
    assert await chat.post(address(teams), CARD, "k") == Posted("m1", "a:ada")
    assert teams.bearers == [""]
    await chat.close()


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net:443/teams",
        "https://SMBA.trafficmanager.net/in/",
        "https://webchat.botframework.com/",
        "https://x.botframework.us/",
        "https://api.botframework.azure.cn/",
        "https://smba.infra.gcc.teams.microsoft.com/gcc/",
        "https://smba.infra.gov.teams.microsoft.us/gcch/",
        "https://smba.infra.dod.teams.microsoft.us/dod/",
    ],
)
def test_microsofts_connectors_are_known(url: str) -> None:
    assert is_connector(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smba.trafficmanager.net",
        "http://smba.trafficmanager.net/",
        "https://evil.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evilbotframework.com/",
        "https://botframework.com.evil.example/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://user:pass@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net:port/",
        "https://127.0.0.1/",
        "https://169.254.169.254/metadata",
        "https://[::1]/",
        "https://[broken/",
        "https://evil.azure.cn/",
        "file:///etc/passwd",
        "https://smba.trafficmanager.net\\@evil.example/",
    ],
)
def test_no_other_address_is_a_connector(url: str) -> None:
    assert not is_connector(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://localhost/_c", "http://[::1]:9/"])
def test_local_tools_are_near(url: str) -> None:
    assert is_near(url)
    assert not is_near("http://10.0.0.7/")


async def test_a_member_is_looked_up(chat: TeamsChat, teams: FakeTeams, ada: Person) -> None:
    found = await chat.member("a:ada", teams.service_url, "29:ada")

    assert found is not None
    assert (found.email, found.name, found.tenant) == ("ada@example.com", "Ada Lovelace", TENANT)
    assert found.is_guest is False


@pytest.mark.parametrize(
    "changes",
    [
        {"userRole": "guest"},
        {"userRole": "Anonymous"},
        {"userPrincipalName": "eve_far.example#EXT#@home.example"},
    ],
    ids=repr,
)
async def test_a_guest_is_recognised(
    chat: TeamsChat, teams: FakeTeams, ada: Person, changes: dict[str, Any]
) -> None:
    teams.members["29:ada"] |= changes
    found = await chat.member("a:ada", teams.service_url, "29:ada")

    assert found is not None
    assert found.is_guest is True


@pytest.mark.parametrize("fault", ["403", "404"])
async def test_a_look_up_that_is_refused_knows_nobody(
    chat: TeamsChat, teams: FakeTeams, ada: Person, fault: Fault
) -> None:
    teams.fail(fault)

    assert await chat.member("a:ada", teams.service_url, "29:ada") is None
    assert len(teams.sent) == 1


@pytest.mark.parametrize("fault", ["429", "502", "not_json", "close_before"])
async def test_a_look_up_that_fails_says_nothing_about_anybody(
    chat: TeamsChat, teams: FakeTeams, ada: Person, fault: Fault
) -> None:
    teams.fail(fault)

    with pytest.raises(UnreachableError):
        await chat.member("a:ada", teams.service_url, "29:ada")
    assert len(teams.sent) == 1
