"""`uptake demo`: the product on a demo company, in a browser or headless."""

from __future__ import annotations

import argparse
from typing import Any

from bot.errors import BadInput
from bot.playground.demo import headless, serve
from bot.wiring import playground_parts


def add_to(commands: Any) -> None:
    """Adds the command."""
    demo = commands.add_parser("demo", help="try Uptake on a demo company, without any account")
    demo.add_argument("--headless", action="store_true", help="play without a page and print the last digest")
    demo.add_argument("--weeks", type=int, default=6, help="weeks to play headless (1 to 26)")
    demo.add_argument("--people", type=int, default=120, help="people of the company, headless (8 to 500)")
    demo.add_argument("--seed", type=int, default=7, help="the same seed gives the same story")
    demo.add_argument("--port", type=int, default=8765, help="port of the page; 0 picks a free one")
    demo.add_argument("--no-browser", action="store_true", help="only print the address")
    demo.set_defaults(run=_demo)


def _demo(options: argparse.Namespace) -> int:
    if not 1 <= options.weeks <= 26:
        raise BadInput([f"--weeks: {options.weeks}; write 1 to 26"])
    if not 8 <= options.people <= 500:
        raise BadInput([f"--people: {options.people}; write 8 to 500"])
    if not 0 <= options.port <= 65535:
        raise BadInput([f"--port: {options.port}; write 0 to 65535"])
    if options.headless:
        print(headless(playground_parts(), options.weeks, options.seed, options.people))
        return 0
    serve(playground_parts(), options.port, options.seed, not options.no_browser, _announce)
    return 0


def _announce(address: str) -> None:
    print(f"Uptake's playground: {address}", flush=True)
    print("Everything in it is fictional and forgotten when you stop it (Ctrl+C).", flush=True)
