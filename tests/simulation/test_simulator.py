"""The simulator proves delivery, and is itself held to account: it repeats, and it sees what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bench.planted import BUGS, QUICK, Bug, found_at
from bot.simulation.company import company
from bot.simulation.run import Setting, simulate

SMALL = Setting(weeks=0.05, people=4)
SEEDS, CHUNKS = 500, 20
CORPUS = Path(__file__).with_name("corpus.txt")
FIRST = 8


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_whatever_fails_nothing_is_lost_and_nothing_doubled(chunk: int) -> None:
    seeds = range(chunk * SEEDS // CHUNKS, (chunk + 1) * SEEDS // CHUNKS)
    found = {outcome.seed: outcome.violations for outcome in simulate(seeds, SMALL)}
    assert len(found) == SEEDS // CHUNKS
    assert {seed: violations for seed, violations in found.items() if violations} == {}


def test_seeds_that_once_failed_hold_now() -> None:
    seeds = [int(line.split()[0]) for line in CORPUS.read_text().splitlines() if line[:1].isdigit()]
    assert seeds
    outcomes = list(simulate(seeds, Setting()))
    assert {outcome.seed: outcome.violations for outcome in outcomes if outcome.violations} == {}


def test_every_fault_and_every_transition_happens_somewhere() -> None:
    counts = sum((outcome.counts for outcome in simulate(range(40), Setting())), start=Counter[str]())
    for fault in (
        "throttled", "refused", "gone", "unsendable", "lost", "landed_unheard", "landed_5xx", "timeout_lost",
        "timeout_landed", "late", "read_fails", "read_lags", "nap", "clock step", "restore",
        "death before a commit", "death after a commit", "delivered twice at once", "delivered again later",
    ):  # fmt: skip
        assert counts[f"fault {fault}"], fault
    for passage in (
        "planned → sending", "sending or in_doubt → sent", "sending or in_doubt → in_doubt",
        "sending or in_doubt → undeliverable", "sending or in_doubt → planned", "sending → planned, untried",
        "sending → in_doubt, lease ended", "in_doubt → planned, by policy", "planned → expired",
        "planned → cancelled", "planned → planned, later",
    ):  # fmt: skip
        assert counts[f"transition {passage}"], passage


def test_the_same_seed_plays_the_same_whatever_process_plays_it() -> None:
    command = [sys.executable, "-m", "bot", "simulate", "--seeds", "3", "--people", "4"]
    said = [
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": chosen}, capture_output=True, text=True, check=True
        ).stdout
        for chosen in ("1", "2")
    ]
    assert said[0] == said[1]
    hashes = [line.split()[3] for line in said[0].splitlines() if line.startswith("seed ")]
    assert len(set(hashes)) == 3


def test_on_postgres_nothing_is_lost_and_nothing_doubled_either(postgres_server: str) -> None:
    there = list(simulate(range(20), Setting(SMALL.weeks, SMALL.people, postgres_server)))
    assert sum(outcome.messages for outcome in there) > 200
    assert {outcome.seed: outcome.violations for outcome in there if outcome.violations} == {}


@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug.name in QUICK], ids=lambda bug: bug.name)
def test_a_planted_bug_is_found(bug: Bug) -> None:
    assert found_at(company(), bug, FIRST) is not None


def test_a_planted_nothing_is_not_found() -> None:
    assert found_at(company(), Bug("nothing", lambda stack: None), FIRST) is None
