"""The same story under strace: the kernel kills the bot, or says that the disk is full or broken, at the n-th
write that SQLite really makes. Run with `python -m bench.syscalls --points 300`; skipped without strace."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.crash import KINDS, NAMES, Tally, Trial, in_child, open_world, play
from bench.disk import FailingDisk, live
from bot.clock import seeded_chance
from bot.errors import BadInput
from bot.settings import Settings
from bot.store import backup
from tests.world import words_of

# strace counts the calls of each process apart and strikes at one number. A child makes calls that go
# nowhere up to the right distance from it, so that one strace serves every point.
STRIKES_AT = 3000
WAYS = {"killed": "signal=KILL", "disk full": "error=ENOSPC", "disk broken": "error=EIO"}


def main() -> None:
    """Prints one table for each way; exits 1 when anything was lost, doubled or corrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--points", type=int, default=300, help="how many points to try, of all ways together"
    )
    parser.add_argument("--way", choices=sorted(WAYS), help="used by the command itself, under strace")
    options = parser.parse_args()
    if options.way:
        sys.exit(_try(options.way, options.points))
    if shutil.which("strace") is None:
        print("strace is not installed: nothing was tried")
        sys.exit(0)
    sys.exit(max(_under_strace(way, options.points // len(WAYS)) for way in WAYS))


def _under_strace(way: str, points: int) -> int:
    inject = f"inject=pwrite64:{WAYS[way]}:when={STRIKES_AT}"
    strace = ["strace", "-f", "-qqq", "-o", os.devnull, "-e", "trace=pwrite64", "-e", inject]
    itself = [sys.executable, "-m", "bench.syscalls", "--way", way, "--points", str(points)]
    return subprocess.run([*strace, *itself]).returncode


def _try(way: str, points: int) -> int:
    words_of(Settings(_env_file=None).content)
    tally = Tally()
    draw = seeded_chance(way)
    with tempfile.TemporaryDirectory(prefix="uptake-syscalls-") as folder:
        trial = Trial(Path(folder))
        while tally.points < points:
            chapter = draw.choices(range(len(NAMES)), trial.edges)[0]
            _point(trial, chapter, draw.randint(1, max(2, trial.edges[chapter] // 2)), way, tally)
    lines = [("way", way), ("points tried", tally.points), ("points that struck", tally.kills)]
    lines += [(kind, tally.counts[kind]) for kind in KINDS]
    print("\n".join([*(f"{what:<24}{found!s:>13}" for what, found in lines), *tally.told[:20]]), flush=True)
    return 1 if tally.told else 0


def _point(trial: Trial, chapter: int, write: int, way: str, tally: Tally) -> None:
    work = trial.laid_out(chapter)
    where = f"“{NAMES[chapter]}”, {way} at write {write}"
    tally.points += 1
    if way == "killed":
        tally.kills += in_child(lambda: _play(work, chapter, write), work / "out") != 0
        told = trial.run(lambda: trial.last_telling(work, chapter))
    else:
        told = trial.run(lambda: live(work, chapter, FailingDisk(0, 0, 0), lambda: _approach(write)))
        tally.kills += bool(told.get("struck"))
    try:
        backup.look_through(work / "uptake.db")
    except BadInput as error:
        tally.note("corrupt", f"{where}: {error}")
    trial.judge(told, chapter, where, tally)


def _play(work: Path, chapter: int, write: int) -> None:
    world = open_world(work, lambda edge: None, 10 * chapter + 2)
    _approach(write)
    play(world, chapter)


def _approach(write: int) -> None:
    """Makes as many calls as bring the one to strike to the `write`-th from here."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for _ in range(STRIKES_AT - write):
        os.pwrite(nowhere, b"-", 0)
    os.close(nowhere)


if __name__ == "__main__":
    main()
