"""Kills the bot at every write edge of every step of a story, starts it again on what is left, and looks
whether anything was lost, doubled or corrupted. Run with `python -m bench.crash --points 2000`."""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import pickle
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.edges import KeptSlack, OneThread, Watch, WatchedDatabase
from bench.story import CHAPTERS, Told, facts
from bot.clock import seeded_chance
from bot.errors import BadInput
from bot.settings import Settings
from bot.store import backup
from tests.world import words_of

NAMES = tuple(CHAPTERS)
KINDS = ("corrupt", "acknowledged and lost", "doubled", "never sent", "ends otherwise", "does not go on")


class _Killer:
    """Ends the process at the n-th edge, as a power button does for a process; 0 never."""

    def __init__(self, at: int) -> None:
        self.at, self.passed = at, 0

    def __call__(self, edge: str) -> None:
        self.passed += 1
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Tally:
    """What came of all points so far."""

    points: int = 0
    kills: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def note(self, what: str, where: str) -> None:
        """One failure, of one of the four kinds."""
        self.counts[what] += 1
        self.told.append(f"{what}: {where}")


def open_world(folder: Path, watch: Watch, seed: int) -> Told:
    """The bot on the files of a folder, as it starts; not durable, for a killed process leaves the system's
    cache alone."""
    database = WatchedDatabase(folder / "uptake.db", watch, durable=False)
    return Told(folder, database, KeptSlack(folder / "posts", watch), seed)


def play(world: Told, chapter: int, first: int = 0) -> None:
    """Tells a chapter from one of its steps on, and an hour more, so that every doubt is settled."""
    for number, step in enumerate(CHAPTERS[NAMES[chapter]][first:], first):
        world.begin(chapter, number)
        step(world)
    world.until(world.clock.now() + timedelta(hours=1))


def resume(world: Told, chapter: int) -> list[str]:
    """What a restart finds: acts that were acknowledged and are not there; then the rest of the chapter is
    told, beginning with what was never acknowledged, which the platform delivers again."""
    log = [json.loads(line) for line in world.log.read_text().splitlines()] if world.log.exists() else []
    step = max((line["step"] for line in log if "step" in line), default=0)
    acked = {line["acked"] for line in log if "acked" in line}
    raw = world.house.database.plain  # type: ignore[attr-defined]
    here = {row[0] for row in raw.execute("select event_id from inbox")}
    last = max((n for n, line in enumerate(log) if "step" in line), default=0)
    sent = [line for line in log[last:] if "sent" in line]
    for line in sent:
        if line["sent"] not in acked:
            world.receive(pickle.loads(base64.b64decode(line["act"])))
    play(world, chapter, step + 1 if sent else step)
    return sorted(acked - here)


def in_child(act: Callable[[], Any], result: Path) -> int:
    """Runs `act` in a process of its own and keeps what it gives in `result`; the signal that ended it, or 0."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            asyncio.set_event_loop_policy(OneThread())
            result.write_text(json.dumps(act()))
            code = 0
        except BaseException:
            result.write_text(json.dumps({"broke": traceback.format_exc()[-700:]}))
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


class Trial:
    """Chapters with the files each begins on, and what each comes to when nothing goes wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.expected: list[dict[str, Any]] = []
        self.edges: list[int] = []
        (folder / "start0").mkdir()
        for chapter, name in enumerate(NAMES):
            work = self.laid_out(chapter)
            told = self.run(lambda: self._first_telling(work, chapter))  # noqa: B023 - called at once
            if "broke" in told:
                raise SystemExit(f"the story itself broke in “{name}”:\n{told['broke']}")
            self.expected.append(told["facts"])
            self.edges.append(told["edges"])
            shutil.copytree(work, folder / f"start{chapter + 1}")
            (folder / f"start{chapter + 1}" / "log").unlink()

    def laid_out(self, chapter: int) -> Path:
        """A folder with the files a chapter begins on."""
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(self.folder / f"start{chapter}", work)
        return work

    def point(self, chapter: int, edge: int, second: int, tally: Tally) -> None:
        """Kills at one edge of a chapter, perhaps again at one of the recovery, and judges what is left."""
        work = self.laid_out(chapter)
        where = f"“{NAMES[chapter]}”, edge {edge}" + (f", then {second}" if second else "")
        tally.points += 1
        tally.kills += (
            in_child(lambda: play(open_world(work, _Killer(edge), 10 * chapter + 2), chapter), work / "out")
            != 0
        )
        if second:
            tally.kills += (
                in_child(
                    lambda: resume(open_world(work, _Killer(second), 10 * chapter + 3), chapter), work / "out"
                )
                != 0
            )
        try:
            backup.look_through(work / "uptake.db")
        except BadInput as error:
            # Killed before its first migration was written, a new file is whole and holds nothing yet.
            if chapter or "holds no Uptake database" not in str(error):
                tally.note("corrupt", f"{where}: {error}")
        told = self.run(lambda: self.last_telling(work, chapter))
        self.judge(told, chapter, where, tally)

    def judge(self, told: dict[str, Any], chapter: int, where: str, tally: Tally) -> None:
        """Notes every difference between what was told and what was to be expected."""
        if "broke" in told:
            tally.note("does not go on", f"{where}: {told['broke']}")
            return
        if told["lost"]:
            tally.note("acknowledged and lost", f"{where}: {told['lost']}")
        wanted, got = self.expected[chapter], told["facts"]
        said, heard = Counter(wanted.pop("said", {})), Counter(got["said"])
        wanted["said"] = dict(said)
        if more := heard - said:
            tally.note("doubled", f"{where}: {next(iter(more))[:300]!r}")
        if less := said - heard:
            tally.note("never sent", f"{where}: {next(iter(less))[:300]!r}")
        for name in wanted.keys() - {"said"}:
            if wanted[name] != got[name]:
                tally.note("ends otherwise", f"{where}: {name}: {_difference(wanted[name], got[name])}")

    def run(self, act: Callable[[], Any]) -> dict[str, Any]:
        """What `act` gives in a process of its own, or that it broke."""
        result = self.folder / "told"
        in_child(act, result)
        told: dict[str, Any] = json.loads(result.read_text())
        return told

    def _first_telling(self, work: Path, chapter: int) -> dict[str, Any]:
        killer = _Killer(0)
        world = open_world(work, killer, 10 * chapter + 1)
        play(world, chapter)
        told = {"facts": facts(world), "edges": killer.passed}
        world.house.database.close()
        return told

    def last_telling(self, work: Path, chapter: int) -> dict[str, Any]:
        """The chapter told to its end on what a kill left."""
        world = open_world(work, _Killer(0), 10 * chapter + 4)
        lost = resume(world, chapter)
        return {"facts": facts(world), "lost": lost}


def _difference(wanted: Any, got: Any) -> str:
    if isinstance(wanted, dict):
        return ", ".join(
            f"{key} {wanted[key]} → {got.get(key)}" for key in wanted if wanted[key] != got.get(key)
        )
    return f"not there {[row for row in wanted if row not in got]}, there {[row for row in got if row not in wanted]}"


def main() -> None:
    """Prints one table; exits 1 when anything was lost, doubled, corrupted or different."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=2000, help="how many kills to try")
    parser.add_argument("--seed", type=int, default=1, help="another order of the edges")
    options = parser.parse_args()
    words_of(Settings(_env_file=None).content)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="uptake-crash-") as folder:
        trial = Trial(Path(folder))
        for chapter, edge, second in choose(trial.edges, options.points, options.seed):
            trial.point(chapter, edge, second, tally)
    print(table(tally, sum(trial.edges)))
    sys.exit(1 if tally.told else 0)


def choose(edges: list[int], points: int, seed: int) -> list[tuple[int, int, int]]:
    """Each edge once in an order of chance; when more points are wanted, each again with a second kill
    while the bot recovers."""
    draw = seeded_chance(seed)
    everywhere = [(chapter, edge) for chapter, most in enumerate(edges) for edge in range(1, most + 1)]
    chosen: list[tuple[int, int, int]] = []
    while len(chosen) < points:
        is_first = not chosen
        draw.shuffle(everywhere)
        chosen += [(chapter, edge, 0 if is_first else draw.randint(1, 40)) for chapter, edge in everywhere]
    return chosen[:points]


def table(tally: Tally, edges: int) -> str:
    """The outcome, small enough for a glance; every failure with its place below."""
    lines = [("write edges in the story", edges), ("points tried", tally.points), ("kills", tally.kills)]
    lines += [(kind, tally.counts[kind]) for kind in KINDS]
    return "\n".join([*(f"{what:<26}{count:>7}" for what, count in lines), *tally.told[:20]])


if __name__ == "__main__":
    main()
