"""Who is in the groups a program's cohorts name is read from the platforms.

Started by: the engine, at most every hour while a program names groups, and at once when people or the
            program changed.
Refuses:    to empty a group because it could not be read: its last members stay; members nobody imported.
Says:       to administrators, once a group, that it can't be read and what mends that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.chat import Chat, Directory, Groups, NoGroupError, Platform, UnreachableError
from bot.house import House
from bot.steps.enrolment import take_people_in
from bot.steps.group_view import NOT_CONNECTED, groups_of
from bot.store import groups, job_runs, outbox, people, programs

EVERY = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_log = logging.getLogger("uptake.people")


@dataclass(frozen=True)
class _Group:
    """A group to read, and by which connector."""

    platform: Platform
    group_id: str
    connector: str


async def read_groups(house: House, chats: Mapping[str, Chat]) -> None:
    """Stores who is in each group, and takes people in when that changed."""
    changed = False
    for group in await asyncio.to_thread(_wanted, house):
        try:
            members = await _read(house, chats.get(group.platform), group)
        except NoGroupError as error:
            await asyncio.to_thread(_fail, house, group, str(error), True)
        except UnreachableError as error:
            await asyncio.to_thread(_fail, house, group, str(error), False)
        except Exception as error:
            _log.exception("group.not_read", extra={"group": group.group_id})
            await asyncio.to_thread(_fail, house, group, type(error).__name__, False)
        else:
            changed |= await asyncio.to_thread(_keep, house, group, members)
    if changed:
        await asyncio.to_thread(_take_in, house)


def _wanted(house: House) -> list[_Group]:
    """The groups of the current program; none when this slot was looked at before."""
    with house.context() as ctx:
        running = programs.current(ctx.db)
        named = groups_of(running) if running else []
        slot = ctx.now - (ctx.now - _EPOCH) % EVERY
        if not named or not job_runs.is_first(ctx.db, "read_groups", slot, ctx.now):
            return []
        connector = groups.connector(ctx.db)
        return [
            _Group(platform, group_id, connector if platform == "teams" else "")
            for platform, group_id in named
        ]


async def _read(house: House, chat: Chat | None, group: _Group) -> Mapping[str, str]:
    """Account → e-mail address; asks the directory for accounts nobody of ours is known by."""
    if not isinstance(chat, Groups):
        raise NoGroupError(NOT_CONNECTED)
    members = await chat.group(group.group_id, group.connector)
    unknown = await asyncio.to_thread(_unknown, house, group.platform, members)
    if not unknown or not isinstance(chat, Directory):
        return members
    listed = await chat.directory()
    emails = {address.user: email for email, address in listed.items() if address.user in unknown}
    return {**members, **emails}


def _unknown(house: House, platform: Platform, members: Mapping[str, str]) -> set[str]:
    with house.context() as ctx:
        known = groups.persons_of(ctx.db, platform, members)
    return {user for user, email in members.items() if not email and user not in known}


def _keep(house: House, group: _Group, members: Mapping[str, str]) -> bool:
    with house.context() as ctx:
        found = groups.persons_of(ctx.db, group.platform, members)
        return groups.keep(ctx.db, group.platform, group.group_id, set(found.values()), ctx.now)


def _fail(house: House, group: _Group, reason: str, needs_hand: bool) -> None:
    _log.warning("group.not_read", extra={"group": group.group_id, "reason": reason})
    with house.context() as ctx:
        groups.note_failed(ctx.db, group.platform, group.group_id, reason, ctx.now)
        for admin in people.with_role(ctx.db, "admin") if needs_hand else ():
            outbox.plan(
                ctx.db, ctx.new_id, admin, "request", "groups.refused", group.group_id, due_at=ctx.now
            )


def _take_in(house: House) -> None:
    with house.context() as ctx:
        running = programs.current(ctx.db)
        if running and running.present:
            take_people_in(ctx, running)
