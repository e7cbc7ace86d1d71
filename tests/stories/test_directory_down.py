"""While a platform's directory can't be read, the rollout goes on and nobody is shouted at."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import cast

import pytest

from bot.chat import Address, Chat, Said, UnreachableError
from bot.steps.people import import_people
from bot.store import addresses
from jobs.find_accounts import find_accounts
from tests.world import ROSTER, World


class Listed:
    """A chat with a directory: of whom `known` says, or one that is down."""

    def __init__(self, world: World, known: Mapping[str, Address] | None = None) -> None:
        self.platform = world.chat.platform
        self.known = known

    async def directory(self) -> Mapping[str, Address]:
        if self.known is None:
            raise UnreachableError("http 503")
        return self.known


@pytest.fixture
def waiting(world: World) -> World:
    """Eva is in the rollout, yet nobody knows where to reach her."""
    world.roster("dana,Office,admin")
    row = "eva@example.com,Eva Example,Sales,,Asia/Taipei,en,pilot_user,"
    world.run(lambda ctx: import_people(ctx, (ROSTER + row).encode(), "people.csv"))
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Mon 10:05")
    return world


def look(world: World, listed: Listed) -> None:
    asyncio.run(find_accounts(world.house, {listed.platform: cast(Chat, listed)}))


def reached(world: World) -> bool:
    person_id = world.person("eva").person_id
    return bool(world.run(lambda ctx: addresses.of_person(ctx.db, person_id)))


def test_a_directory_that_is_down_is_one_line_without_a_trace_and_asked_again_later(
    waiting: World, caplog: pytest.LogCaptureFixture
) -> None:
    waiting.clock.set(waiting.instant("Mon 10:20"))
    look(waiting, Listed(waiting))

    assert [(line.getMessage(), line.exc_info) for line in caplog.records] == [("directory.not_read", None)]
    assert not reached(waiting)

    waiting.clock.set(waiting.instant("Mon 10:30"))
    account = waiting.chat.account("eva")
    look(waiting, Listed(waiting, {"eva@example.com": Address(waiting.chat.platform, "W", account)}))
    assert reached(waiting)


@pytest.mark.parametrize(
    ("locale", "words"), [("en-US", "can't check"), ("zh-TW", "無法確認"), ("zh-CN", "暂时无法确认")]
)
def test_somebody_who_cannot_be_checked_is_told_in_their_own_language(
    world: World, locale: str, words: str
) -> None:
    said = world.chat.say(world.chat.account("eva"), "help", world.clock.now(), "event-1")
    assert isinstance(said, Said)
    sender = type(said.sender)(said.sender.platform, said.sender.workspace, said.sender.user, locale=locale)

    card = world.reception.not_checked(sender)

    assert words in card.blocks[0].text  # type: ignore[union-attr]
