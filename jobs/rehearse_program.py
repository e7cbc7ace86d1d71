"""A rehearsal that was asked for in chat is played, beside everything else, and its report is planned.

Started by: the engine, before it delivers; the playing itself goes on in a thread of its own.
Refuses:    a second one at a time; to hold up the end of the process: it is played anew after the start.
Says:       the report, to whoever asked.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from bot.cards.rehearsal import FindingLine, RehearsalView
from bot.chat import Chat
from bot.errors import BadInput
from bot.house import House
from bot.rehearsal.play import StoppedError
from bot.rehearsal.rehearse import rehearse
from bot.rehearsal.report import Report
from bot.rehearsal.stage import Roster
from bot.store import outbox, people, programs, rehearsals
from bot.store.programs import Running
from bot.store.rehearsals import Rehearsal

_NAME = "the program in force"
_log = logging.getLogger("uptake.rehearsal")


async def rehearse_program(house: House, chats: Mapping[str, Chat]) -> None:
    """Begins to play the oldest one that waits, and does not wait for its end."""
    taken = await asyncio.to_thread(_take, house)
    if taken:
        asyncio.get_running_loop().run_in_executor(None, _play, house, taken)


def _take(house: House) -> Rehearsal | None:
    with house.context() as ctx:
        return None if house.is_stopping.is_set() else rehearsals.take(ctx.db, ctx.now)


def _play(house: House, taken: Rehearsal) -> None:
    """Plays to the end; whatever happens, whoever asked hears of it."""
    try:
        _end(house, taken, _view(house, taken))
    except StoppedError:
        with house.context() as ctx:
            rehearsals.give_back(ctx.db, taken)
    except Exception:
        _log.exception("rehearsal.failed", extra={"rehearsal": taken.rehearsal_id})


def _view(house: House, taken: Rehearsal) -> RehearsalView:
    with house.context() as ctx:
        running = programs.latest(ctx.db)
        person, roster = people.get(ctx.db, taken.asked_by), Roster.read(ctx)
        say = ctx.say_to(person)
    if running is None:
        raise LookupError("the program is gone")
    try:
        report = rehearse(house, running.program, _NAME, roster, assume="always", locale=person.language)
    except BadInput as error:
        return RehearsalView(title=running.program.program.title.root, problem=" ".join(error.problems[:3]))
    except StoppedError:
        raise
    except Exception:
        _log.exception("rehearsal.failed", extra={"rehearsal": taken.rehearsal_id})
        return RehearsalView(title=running.program.program.title.root, problem=say("rehearsal.broken"))
    return _told(running, report)


def _told(running: Running, report: Report) -> RehearsalView:
    full = report.fullest
    return RehearsalView(
        title=running.program.program.title.root, is_anew=running.has_begun,
        first_on=report.begins_on, last_on=report.ends_on,
        taking_part=report.taking_part, reached=report.reached, messages=report.messages,
        lost=sum(one.messages for one in report.lost), most_a_day=report.load.most_a_day,
        over_one_a_day=report.load.over_one_a_day, fullest_at=full.at if full else None,
        fullest=full.messages if full else 0, hours=full.hours if full else 0.0,
        errors=report.count("error"), warnings=report.count("warning"),
        findings=tuple(FindingLine(level=one.level, text=one.text) for one in report.findings),
    )  # fmt: skip


def _end(house: House, taken: Rehearsal, view: RehearsalView) -> None:
    with house.context() as ctx:
        person = people.find(ctx.db, taken.asked_by)
        if person and rehearsals.end(ctx.db, taken, view.model_dump(mode="json")):
            about = taken.rehearsal_id
            outbox.plan(ctx.db, ctx.new_id, person, "urgent", "rehearsal.report", about, due_at=ctx.now)
    house.doorbell.ring()
