"""A rehearsal from its beginning to its report."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from bot.cards.card import Say
from bot.house import House
from bot.model.rollout import Program
from bot.rehearsal import findings, look
from bot.rehearsal.play import FORGETS, begins_at, play
from bot.rehearsal.report import Report
from bot.rehearsal.stage import Assume, PeopleFile, Roster, Stage, set_up

ASSUMPTIONS = ("silent", "approved", "started", "undisturbed")


def rehearse(
    house: House, program: Program, name: str, cast: Roster | PeopleFile, *, assume: Assume, locale: str = "en",
    email: str = "",
) -> Report:  # fmt: skip
    """Plays a program on a roster in a private house and reports in one language; `email` adds one person's
    calendar. BadInput says what `apply` and `people import` would; `StoppedError` when the process is told to end."""
    at = begins_at(program, house.clock.now())
    size = len(cast.people) if isinstance(cast, Roster) else _lines(cast)
    with _hushed(), set_up(house, program, name, cast, at, assume, size) as stage:
        return _report(stage, house.words.say(locale, ZoneInfo("UTC"), at), email)


def _lines(cast: PeopleFile) -> int:
    if isinstance(cast.raw, bytes):
        return cast.raw.count(b"\n")
    try:
        return cast.raw.stat().st_size // 60
    except OSError:
        return 0  # the import says what is wrong with it


def _report(stage: Stage, say: Say, email: str) -> Report:
    played = play(stage, FORGETS if email else frozenset())
    with stage.house.context() as ctx:
        seen = look.see(ctx, played)
        load, fullest = look.load(seen), look.fullest(seen)
        slots, windows, compared = look.slot_lines(seen), look.window_lines(seen), look.comparisons(seen)
        found = [
            *findings.about_content(seen),
            *findings.about_people(seen, stage.assumed),
            *findings.about_slots(seen, slots),
            *findings.about_windows(windows),
            *findings.about_shared_weeks(seen),
            *findings.about_load(seen, load, fullest),
            *findings.about_gates(seen, compared),
        ]
        zone = seen.running.program.zone
        return Report(
            program=seen.running.program_id,
            begins_on=played.begins_at.astimezone(zone).date(),
            ends_on=played.ends_at.astimezone(zone).date(),
            people=len(seen.everyone),
            taking_part=len(seen.members),
            reached=sum(one.person_id in seen.reached for one in seen.members),
            messages=played.tally.sent.total(),
            weeks=look.weeks(seen),
            load=load,
            lost=look.lost(seen),
            slots=slots,
            windows=windows,
            fullest=fullest,
            comparisons=compared,
            findings=findings.told(say, found),
            assumptions=tuple(say(f"rehearsal.assumes_{one}") for one in ASSUMPTIONS),
            person=look.calendar_of(ctx, email) if email else None,
        )


@contextmanager
def _hushed() -> Iterator[None]:
    """What happens in a rehearsal is told by its report, not by the log of the running house; other threads
    log on."""
    ours = threading.get_ident()
    loggers = [
        logging.getLogger(name) for name in list(logging.root.manager.loggerDict) if name[:6] == "uptake"
    ]
    quiet = _Others(ours)
    for logger in loggers:
        logger.addFilter(quiet)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(quiet)


class _Others(logging.Filter):
    """Lets through what other threads log."""

    def __init__(self, ours: int) -> None:
        super().__init__()
        self._ours = ours

    def filter(self, record: logging.LogRecord) -> bool:
        return record.thread != self._ours
