"""People who can't be reached yet are looked up by e-mail in the platforms' directories.

Started by: the engine, at most every ten minutes, while somebody has no address.
Refuses:    guests, bots and closed accounts, which the directory leaves out.
Says:       nothing; whoever is found is told who speaks by the next enrolment.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.chat import Address, Chat, Directory, UnreachableError
from bot.house import House
from bot.steps.enrolment import take_people_in
from bot.store import addresses, job_runs, people, programs

EVERY = timedelta(minutes=10)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_log = logging.getLogger("uptake.people")


async def find_accounts(house: House, chats: Mapping[str, Chat]) -> None:
    """Connects people of the running program with their accounts."""
    listed = [chat for chat in chats.values() if isinstance(chat, Directory)]
    missing = await asyncio.to_thread(_missing, house) if listed else {}
    for chat in listed if missing else []:
        try:
            known = await chat.directory()
        except UnreachableError as error:
            _log.warning("directory.not_read", extra={"platform": chat.platform, "reason": str(error)})
            continue
        except Exception:
            _log.exception("directory.not_read", extra={"platform": chat.platform})
            continue
        await asyncio.to_thread(_connect, house, missing, known)


def _missing(house: House) -> dict[str, str]:
    """E-mail address → id of people without an address; nobody when this slot was looked at before."""
    with house.context() as ctx:
        running = programs.current(ctx.db)
        if running is None or running.present is None:
            return {}
        slot = ctx.now - (ctx.now - _EPOCH) % EVERY
        if not job_runs.is_first(ctx.db, "find_accounts", slot, ctx.now):
            return {}
        ids = programs.enrolled_ids(ctx.db, running.program_id) - addresses.reachable(ctx.db)
        return {people.get(ctx.db, person_id).email: person_id for person_id in sorted(ids)}


def _connect(house: House, missing: Mapping[str, str], known: Mapping[str, Address]) -> None:
    with house.context() as ctx:
        for email, person_id in missing.items():
            if email in known:
                addresses.claim(ctx.db, person_id, known[email], ctx.now)
        if running := programs.current(ctx.db):
            take_people_in(ctx, running)
