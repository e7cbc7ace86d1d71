"""Lets the disk fail at every write edge of every step of a story, once and for a while, and looks whether
the bot stays up, says so, and goes on with nothing lost or doubled once there is room again. Run with
`python -m bench.disk --faults 1000`."""

from __future__ import annotations

import argparse
import logging
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.crash import KINDS, NAMES, Tally, Trial
from bench.edges import KeptSlack, WatchedDatabase
from bench.story import CHAPTERS, Step, Told, facts
from bot.cards.plain import plain
from bot.chat import Interaction, Reply
from bot.clock import seeded_chance
from bot.errors import BadInput, CannotSave
from bot.settings import Settings
from bot.store import backup
from bot.store.sqlite import sqlite3
from tests.world import ZONE, World, words_of

_MINUTE = timedelta(minutes=1)
_WAYS = ("database or disk is full", "disk I/O error")
_WRITES = ("insert", "update", "delete", "commit")
_PATIENCE = 200
_NUMBER = re.compile(r"err_\w+")


class FailingDisk:
    """Fails the n-th write and as many after it as `most` says. In one way of failing SQLite has ended the
    transaction by itself, in the other it is still open: both are documented for a full disk."""

    def __init__(self, at: int, most: int, way: int) -> None:
        self.at, self.most, self.way = at, most, way
        self.passed = self.failed = 0
        self.database: WatchedDatabase | None = None
        self.is_in_use = False

    def __call__(self, edge: str) -> None:
        if edge not in _WRITES or not self.is_in_use:
            return
        self.passed += 1
        if self.at and self.at <= self.passed < self.at + self.most:
            self.failed += 1
            if self.way % 2 and self.database and self.database.plain.in_transaction:
                self.database.plain.execute("rollback")
            raise sqlite3.OperationalError(_WAYS[self.way // 2 % 2])


class Patient(Told):
    """People and platforms as they are: a platform delivers again what was answered by an error, a person
    taps again when told to, an operator repeats a command, the engine turns again in a minute."""

    told = 0
    has_acted = False

    def receive(self, interaction: Interaction) -> Reply | None:
        """Until it is taken; the answer counts as acknowledged only when it is no apology."""
        for _ in range(_PATIENCE):
            try:
                reply = World.receive(self, interaction)
            except CannotSave:
                reply = None
            else:
                if not (reply and self._is_apology(reply)):
                    self.has_acted |= not self._looking
                    return reply
                self.told += 1
            self.clock.set(self.clock.now() + _MINUTE)
            interaction = replace(interaction, at=self.clock.now())
        raise RuntimeError("the bot never took it")

    def turn(self) -> None:
        """One look of the engine; what it can't do now it does at the next."""
        try:
            super().turn()
        except CannotSave:
            self.clock.set(self.clock.now() + _MINUTE)

    def until(self, target: datetime) -> None:
        """Time passes until `target`, and the engine outlives what goes wrong on the way."""
        for _ in range(_PATIENCE):
            try:
                return super().until(target)
            except CannotSave:
                self.clock.set(self.clock.now() + _MINUTE)
        raise RuntimeError("the engine never went on")

    def again(self, step: Step) -> None:
        """One step; lookups and commands are repeated, an act that was taken is not."""
        for _ in range(_PATIENCE):
            before, self.has_acted = self._events, False
            try:
                step(self)
            except CannotSave:
                self.clock.set(self.clock.now() + _MINUTE)
                self._events = before
                if self.has_acted:
                    return
            else:
                return
        raise RuntimeError("the step never succeeded")

    def _is_apology(self, reply: Reply) -> bool:
        say = self.house.words.say("en", ZONE)
        return say("error.cannot_save", error_id="") in _NUMBER.sub("", plain(reply.card))


def live(
    work: Path, chapter: int, disk: FailingDisk, begin: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """One chapter with a disk that fails; what it came to."""
    logging.disable(logging.CRITICAL)
    database = WatchedDatabase(work / "uptake.db", disk, durable=False)
    world = Patient(work, database, KeptSlack(work / "posts", lambda edge: None), 10 * chapter + 2)
    disk.database, disk.is_in_use = database, True
    begin()
    for number, step in enumerate(CHAPTERS[NAMES[chapter]]):
        world.begin(chapter, number)
        world.again(step)
    world.until(world.clock.now() + timedelta(hours=1))
    told = {
        "facts": facts(world),
        "lost": [],
        "failed": disk.failed,
        "apologies": world.told,
        "struck": database.failed,
    }
    database.close()
    return told


def main() -> None:
    """Prints one table; exits 1 when anything was lost, doubled, corrupted, different or did not go on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=1000, help="how many faults to try")
    parser.add_argument("--seed", type=int, default=1, help="another order of the edges")
    options = parser.parse_args()
    words_of(Settings(_env_file=None).content)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="uptake-disk-") as folder:
        trial = Trial(Path(folder))
        draw = seeded_chance(options.seed)
        while tally.points < options.faults:
            chapter = draw.choices(range(len(NAMES)), trial.edges)[0]
            most = draw.choice((1, 1, 2, 3, 5, 8))
            try_one(
                trial,
                chapter,
                FailingDisk(draw.randint(1, trial.edges[chapter]), most, draw.randrange(4)),
                tally,
            )
    print(table(tally))
    sys.exit(1 if tally.told else 0)


def try_one(trial: Trial, chapter: int, disk: FailingDisk, tally: Tally) -> None:
    """One disk that fails in one chapter, judged by what the chapter comes to otherwise."""
    work = trial.laid_out(chapter)
    where = f"“{NAMES[chapter]}”, write {disk.at} and {disk.most - 1} more: {_WAYS[disk.way // 2 % 2]}, {disk.way % 2}"
    tally.points += 1
    told = trial.run(lambda: live(work, chapter, disk))
    tally.counts["faults met"] += told.get("failed", 0)
    tally.counts["people told so"] += told.get("apologies", 0)
    try:
        backup.look_through(work / "uptake.db")
    except BadInput as error:
        tally.note("corrupt", f"{where}: {error}")
    trial.judge(told, chapter, where, tally)


def table(tally: Tally) -> str:
    """The outcome, small enough for a glance; every failure with its place below."""
    lines = [("points tried", tally.points)]
    lines += [(kind, tally.counts[kind]) for kind in ("faults met", "people told so", *KINDS)]
    return "\n".join([*(f"{what:<26}{count:>7}" for what, count in lines), *tally.told[:20]])


if __name__ == "__main__":
    main()
