"""A backup tried out: its copy is opened, migrated and lived with for a day, and nothing leaves the house."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.chat import Chat, Platform
from bot.clock import SetClock, system_chance
from bot.context import Context
from bot.engine.cycle import Cycle
from bot.house import House
from bot.playground.client import PlaygroundChat
from bot.settings import Settings
from bot.store import backup, job_runs, outbox
from bot.store.opening import open_database
from bot.wiring import build_cycle, build_house, playground_parts

_PLATFORMS: tuple[Platform, ...] = ("slack", "teams", "playground")
_DAY = timedelta(days=1)
_ANY_PACE = {
    "sends_per_second_slack": 1e6,
    "sends_per_second_teams": 1e6,
    "seconds_between_slack": 0.0,
    "seconds_between_teams": 0.0,
}  # its clock stands still


@dataclass(frozen=True)
class Finding:
    """One line of the table: what was looked at, what was found, and whether that is as it should be."""

    what: str
    found: str
    is_good: bool = True


def rehearse(settings: Settings, file: Path, now: datetime) -> list[Finding]:
    """Restores `file` to a folder that is gone afterwards and lets a day from `now` happen there.

    Raises BadInput when the file is no whole Uptake database.
    """
    contents = backup.look_through(file)
    with tempfile.TemporaryDirectory(prefix="uptake-drill-") as folder:
        copy = Path(folder) / "drill.db"
        backup.copy_whole(file, copy)
        database = open_database(str(copy))
        try:
            applied = database.migrate()
            clock = SetClock(now)
            house = build_house(settings.model_copy(update=_ANY_PACE), database, clock, system_chance())
            found = [Finding("pages and references", "whole")]
            found += [Finding(f"rows of {table}", str(rows)) for table, rows in contents.rows.items()]
            found.append(Finding("migrations applied", ", ".join(applied) or "none were missing"))
            return found + _live(house, clock)
        finally:
            database.close()


def _live(house: House, clock: SetClock) -> list[Finding]:
    with house.context() as ctx:
        doubts = backup.doubt_what_may_have_left(ctx.db, ctx.now)
        before = _states(ctx)
    cycle = build_cycle(house, _chats(clock))
    day = _play(cycle, clock)
    with house.context() as ctx:
        after = _states(ctx)
        ran = job_runs.present(ctx.db, ctx.now)
        failed = [one.name for one in cycle.timetable if (one.name, one.slot(ctx.now)) not in ran]
    dead = after["dead"] - before["dead"]
    return [
        Finding("knows of nothing after", f"{doubts.since:%Y-%m-%d %H:%M:%S} UTC"),
        Finding(
            "messages in doubt", f"{doubts.sending} being sent, {doubts.perhaps_sent} perhaps sent since"
        ),
        day,
        Finding("sent in that day", f"{after['sent'] - before['sent']}, to nobody"),
        Finding("in doubt after that day", str(after["in_doubt"]), after["in_doubt"] == 0),
        Finding("could not be composed", str(dead), dead == 0),
        Finding("jobs that failed", ", ".join(failed) or "none", not failed),
    ]


def _play(cycle: Cycle, clock: SetClock) -> Finding:
    try:
        asyncio.run(_pass(cycle, clock))
    except Exception as error:
        return Finding("a day of play", f"broke off at {clock.now():%H:%M}: {type(error).__name__}", False)
    return Finding("a day of play", f"ends at {clock.now():%Y-%m-%d %H:%M} UTC")


async def _pass(cycle: Cycle, clock: SetClock) -> None:
    end = clock.now() + _DAY
    while (wake := await cycle.turn()) < end:
        clock.set(max(wake, clock.now() + timedelta(seconds=1)))
    clock.set(max(end, clock.now()))
    await cycle.turn()


def _chats(clock: SetClock) -> dict[str, Chat]:
    """A chat in memory for each platform: it dresses every card for both, and accepts it."""
    wardrobe = playground_parts().wardrobe
    chats: dict[str, Chat] = {}
    for platform in _PLATFORMS:
        chats[platform] = chat = PlaygroundChat(wardrobe, clock.now)
        chat.platform = platform
    return chats


def _states(ctx: Context) -> Counter[str]:
    return Counter({row["state"]: row["messages"] for row in outbox.counts(ctx.db)})
