"""How a pause is said: what it covers, since when, by whom and why; and the receipt of a drill."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Block, Card, Facts, Say, Tap, Taps, Text
from bot.model.delivery import Scope

MOST_TAPS = 2


class PauseLine(BaseModel):
    """One pause in force, as it is shown."""

    model_config = ConfigDict(frozen=True)

    pause_id: str
    scope: Scope
    team: str = ""
    at: datetime
    by: str
    reason: str = ""


class Receipt(BaseModel):
    """What a drill found: `held` scopes started nothing, `open_scopes` did; `milliseconds` until nothing
    started any more; `under_way` messages were with the platforms at that instant."""

    model_config = ConfigDict(frozen=True)

    code: str
    at: datetime
    by: str
    milliseconds: float
    under_way: int
    waiting: int
    held: tuple[Scope, ...]
    open_scopes: tuple[Scope, ...] = ()


def paused_card(say: Say, line: PauseLine, others: Sequence[PauseLine], waiting: int) -> Card:
    """What stands still from now on, what goes on, and what else is paused."""
    is_all = line.scope == "all"
    since = (
        say("rollout.paused", at=line.at, by=line.by, waiting=waiting)
        if is_all
        else say("pause.since", at=line.at, by=line.by)
    )
    blocks: list[Block] = [Text(text=since, style="strong")]
    if line.reason:
        blocks.append(Text(text=say("rollout.reason", reason=line.reason)))
    blocks.append(Text(text=say("rollout.paused_means" if is_all else f"pause.means_{line.scope}")))
    blocks += also(say, others)
    taps = [lift_tap(say, line)]
    if not is_all:
        taps.append(Tap(label=say("pause.all_instead"), action="pause.all"))
    blocks.append(Taps(taps=tuple(taps)))
    title = say("rollout.paused_title") if is_all else say("pause.title", what=_covers(say, line))
    return Card(title=title[:150], blocks=tuple(blocks), note=say("note.short"), locale=say.locale)


def resumed_card(say: Say, others: Sequence[PauseLine], moved: Sequence[Block] = ()) -> Card:
    """Sending goes on; what moved meanwhile and what is still paused is said."""
    blocks = (Text(text=say("rollout.resumed")), *moved, *also(say, others))
    return Card(title=say("rollout.resumed_title"), blocks=blocks, note=say("note.short"), locale=say.locale)


def drill_card(say: Say, receipt: Receipt) -> Card:
    """The receipt of a drill."""
    held = [say(f"pause.scope_{scope}", team=say("pause.a_team")) for scope in receipt.held]
    pairs = [
        (say("pause.drill_code"), receipt.code),
        (say("pause.drill_when"), say("pause.drill_by", at=receipt.at, by=receipt.by)),
        (say("pause.drill_took"), say("pause.drill_milliseconds", count=f"{receipt.milliseconds:.1f}")),
        (say("pause.drill_under_way"), str(receipt.under_way)),
        (say("pause.drill_waiting"), str(receipt.waiting)),
        (say("pause.drill_held"), " · ".join(held) or "–"),
    ]
    blocks: list[Block] = []
    if receipt.open_scopes:
        leaks = [say(f"pause.scope_{scope}", team=say("pause.a_team")) for scope in receipt.open_scopes]
        blocks.append(Text(text=say("pause.drill_failed", what=" · ".join(leaks)), style="strong"))
    blocks += [Facts(pairs=tuple(pairs)), Text(text=say("pause.drill_means"))]
    return Card(
        title=say("pause.drill_title"), blocks=tuple(blocks), note=say("note.short"), locale=say.locale
    )


def also(say: Say, lines: Sequence[PauseLine]) -> list[Block]:
    """A line for each pause in force."""
    return [Text(text=line_of(say, line), style="strong") for line in lines]


def line_of(say: Say, line: PauseLine) -> str:
    """One pause in a sentence: what, since when, by whom, why."""
    if line.scope == "phase":
        return say("rollout.held_since", at=line.at)
    text = say("pause.line", what=_covers(say, line), at=line.at, by=line.by)
    return f"{text} {say('rollout.reason', reason=line.reason)}" if line.reason else text


def lift_tap(say: Say, line: PauseLine) -> Tap:
    """The button that lifts this pause and no other."""
    label = say("rollout.resume") if line.scope == "all" else say("pause.lift", what=_covers(say, line))
    return Tap(label=label[:75], action="pause.lift", target=line.pause_id)


def _covers(say: Say, line: PauseLine) -> str:
    return say(f"pause.scope_{line.scope}", team=line.team)
