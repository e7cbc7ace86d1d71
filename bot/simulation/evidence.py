"""What every check looks at: the rows, what stands at the platforms, and the calls that were made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.context import Context
from bot.model.mark import marked
from bot.simulation.fakes import FakePlatform, Standing, Start
from bot.store import outbox, people
from bot.store.outbox import Delivery

if TYPE_CHECKING:
    from bot.simulation.seed import Play


@dataclass
class Tally:
    """What one seed sent: messages that stand, those that stand twice, those that should and don't."""

    messages: int = 0
    doubled: int = 0
    lost: int = 0
    states: Counter[str] = field(default_factory=Counter)


@dataclass
class Evidence:
    """Everything a check looks at, read once."""

    play: Play
    rows: dict[str, Delivery]
    standing: dict[str, list[Standing]]
    starts: dict[str, list[Start]]

    @property
    def platforms(self) -> tuple[FakePlatform, FakePlatform]:
        return self.play.slack, self.play.teams


def gathered(play: Play) -> Evidence:
    """Reads the database and both platforms."""
    with play.house.context() as ctx:
        rows = {row.delivery_id: row for row in _all_rows(ctx)}
    standing: dict[str, list[Standing]] = defaultdict(list)
    starts: dict[str, list[Start]] = defaultdict(list)
    for platform in (play.slack, play.teams):
        for one in platform.standing:
            standing[marked(one.key)].append(one)
        for start in platform.starts:
            starts[marked(start.key)].append(start)
    return Evidence(play, rows, standing, starts)


def tally(evidence: Evidence) -> Tally:
    """The counts of a seed."""
    found = Tally()
    for row in evidence.rows.values():
        stands = len(evidence.standing[row.delivery_id])
        found.messages += stands
        found.states[row.state] += 1
        found.doubled += max(0, stands - 1 - row.resends)
        found.lost += row.state == "sent" and not stands and row.platform == "slack"
    return found


def _all_rows(ctx: Context) -> Iterator[Delivery]:
    for person in people.everyone(ctx.db):
        yield from outbox.of_person(ctx.db, person.person_id)
