"""`uptake pause drill`: proves that the kill switch works, and how fast."""

from __future__ import annotations

import argparse
from typing import Any

from bot.cli.opened import opened_house
from bot.clock import Stopwatch
from bot.errors import BadInput, UserError
from bot.steps.drill import drill
from bot.store import people


def add_to(commands: Any) -> None:
    """Adds the command."""
    parts = commands.add_parser("pause", help="the kill switch").add_subparsers(metavar="what", required=True)
    parts.add_parser("drill", help="pause for a moment, prove it, write a receipt").set_defaults(run=_drill)


def _drill(options: argparse.Namespace) -> int:
    with opened_house() as house:
        watch = Stopwatch()
        with house.context() as ctx:
            someone = next((one for one in people.everyone(ctx.db) if one.state == "active"), None)
            if someone is None:
                raise BadInput(["nobody is known yet; see “uptake people import”"])
            try:
                receipt = drill(ctx, someone, None, watch)
            except UserError:
                raise BadInput(["sending is paused already, so a drill would prove nothing"]) from None
    print(f"{receipt.code}: nothing started {receipt.milliseconds:.1f} ms after the command")
    print(
        f"held: {', '.join(receipt.held) or '-'}; under way: {receipt.under_way}; planned: {receipt.waiting}"
    )
    if receipt.open_scopes:
        raise BadInput([f"a pause of {', '.join(receipt.open_scopes)} did not hold a probe back"])
    return 0
