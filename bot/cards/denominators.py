"""Of whom a summary tells: who is left out of its use figures, and how many stand on which rung of the ladder."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.card import Say
from bot.model.summary import Summary


def left_out_lines(say: Say, summary: Summary) -> Iterator[str]:
    """How many a champion agreed to leave out; of fewer than may be told, that they are still counted."""
    if summary.left_out:
        yield say("left_out.foot", people=summary.left_out)
    if summary.few_left_out:
        yield say("left_out.foot_few", k=summary.k)


def ladder_lines(say: Say, summary: Summary) -> Iterator[str]:
    """The rungs that may be told, best first; nothing where none may."""
    told = [
        say(
            f"ladder.rung_{share.edge}" if share.edge else "ladder.rung",
            name=say(f"ladder.{step}"),
            count=share.count,
        )
        for step, share in summary.rungs
    ]
    if told:
        yield say("ladder.foot", of=summary.rungs[0][1].of, rungs=told)
