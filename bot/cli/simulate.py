"""`uptake simulate`: the real store and jobs in virtual time against platforms that fail; see
docs/explanation/delivery.md for what is checked."""

from __future__ import annotations

import argparse
from typing import Any

from bot.errors import BadInput
from bot.simulation.company import EVERYBODY, company
from bot.simulation.run import Setting, Sum, simulate, table
from bot.simulation.seed import DEFAULT_WEEKS, play


def add_to(commands: Any) -> None:
    """Adds the command."""
    sim = commands.add_parser("simulate", help="prove delivery: play seeds of faults, deaths and clock steps")
    sim.add_argument("--seeds", type=int, default=100, metavar="N", help="how many (100)")
    sim.add_argument("--from", type=int, default=0, dest="first", metavar="S", help="the first seed (0)")
    sim.add_argument(
        "--weeks", type=float, default=DEFAULT_WEEKS, metavar="W",
        help=f"weeks of faults a seed ({DEFAULT_WEEKS}); more than a day of calm follows",
    )  # fmt: skip
    sim.add_argument(
        "--people", type=int, default=EVERYBODY, help=f"people in the rollout (4 to {EVERYBODY})"
    )
    sim.add_argument("--cores", type=int, default=1, metavar="P", help="cores to use (1)")
    sim.add_argument("--postgres", default="", metavar="ADDRESS", help="play on this PostgreSQL server")
    sim.add_argument("--quiet", action="store_true", help="no line for each seed that holds")
    sim.add_argument(
        "--events", action="store_true", help="print every event of the first seed, nothing else"
    )
    sim.set_defaults(run=_simulate)


def _simulate(options: argparse.Namespace) -> int:
    if options.seeds < 1 or options.weeks <= 0 or options.cores < 1:
        raise BadInput(["--seeds, --weeks and --cores are numbers above 0"])
    if not 4 <= options.people <= EVERYBODY:
        raise BadInput([f"--people: {options.people}, but the simulated company has 4 to {EVERYBODY}"])
    if options.events:
        return _events(options)
    total, setting = Sum(), Setting(options.weeks, options.people, options.postgres)
    seeds = range(options.first, options.first + options.seeds)
    for outcome in simulate(seeds, setting, options.cores):
        total.add(outcome)
        if outcome.violations or not options.quiet:
            verdict = "ok" if not outcome.violations else "; ".join(outcome.violations)
            print(
                f"seed {outcome.seed}  hash {outcome.hash}  messages {outcome.messages}  {verdict}",
                flush=True,
            )
    print(table(total))
    return 1 if total.bad else 0


def _events(options: argparse.Namespace) -> int:
    outcome = play(company(options.people), options.first, options.weeks, keeps_lines=True)
    print(*outcome.lines, *outcome.violations, f"hash {outcome.hash}", sep="\n")
    return 1 if outcome.violations else 0
