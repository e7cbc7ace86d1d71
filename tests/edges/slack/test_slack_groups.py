"""Reading Slack user groups."""

from __future__ import annotations

import pytest

from bot.chat import Groups, NoGroupError, UnreachableError
from bot.slack.client import SlackChat
from tests.fakes.slack import TEAM, FakeSlack

GROUP = "S0PILOTS"


async def test_a_user_group_gives_its_members_accounts(chat: SlackChat, slack: FakeSlack) -> None:
    slack.groups[GROUP] = ["U0ADA", "W0BEN"]

    assert isinstance(chat, Groups)
    assert await chat.group(GROUP) == {"U0ADA": "", "W0BEN": ""}
    (asked,) = slack.called("usergroups.users.list")
    assert (asked["usergroup"], asked["team_id"]) == (GROUP, TEAM)


async def test_an_empty_group_is_empty_and_an_unknown_one_is_an_error(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.groups[GROUP] = []

    assert await chat.group(GROUP) == {}
    with pytest.raises(NoGroupError, match="no_such_subteam"):
        await chat.group("S0NOWHERE")


@pytest.mark.parametrize("error", ["missing_scope", "plan_upgrade_required", "access_denied"])
async def test_what_only_an_administrator_can_mend_is_told_apart(
    chat: SlackChat, slack: FakeSlack, error: str
) -> None:
    slack.fail("usergroups.users.list", {"ok": False, "error": error})

    with pytest.raises(NoGroupError, match=error):
        await chat.group(GROUP)


@pytest.mark.parametrize("fault", ["ratelimited", "500", "503", "html", "garbage", "reset_after"])
async def test_a_slack_that_does_not_answer_is_asked_again_later(
    chat: SlackChat, slack: FakeSlack, fault: str
) -> None:
    slack.groups[GROUP] = ["U0ADA"]
    await chat.team_id()
    slack.fail("usergroups.users.list", fault, fault)

    with pytest.raises(UnreachableError):
        await chat.group(GROUP)


async def test_an_answer_without_members_is_no_empty_group(chat: SlackChat, slack: FakeSlack) -> None:
    slack.fail("usergroups.users.list", {"ok": True})

    with pytest.raises(UnreachableError):
        await chat.group(GROUP)
