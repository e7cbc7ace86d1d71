"""The ledger of what was published of whom: asked before anything is told of a group, and only added to."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.ground import WHOLE, Ground
from bot.model.ledger import publishable
from bot.model.rosters import Settled, groups_of, on_rosters, settle
from bot.model.summary import Summary
from bot.model.usage import read_bits, stored_bits
from bot.store.database import Transaction


@dataclass(frozen=True)
class Told:
    """A set of people and how often a metric was told of it."""

    metric: str
    people: int
    times: int


@dataclass(frozen=True)
class Known:
    """The sets of people anything was told of, or is told of now: whether one of them is this one. Only digests are
    kept, for the sets may be many and large."""

    digests: frozenset[str]

    def __contains__(self, group: object) -> bool:
        return isinstance(group, int) and _digest(group) in self.digests


def known(db: Transaction, now: Iterable[int]) -> Known:
    """Everything told before, and the sets of this week."""
    before = (row["digest"] for row in db.all("ledger.list_digests"))
    return Known(frozenset(before) | {_digest(group) for group in now})


def settled(db: Transaction, program_id: str, ground: Ground) -> tuple[Ground, Settled]:
    """The week on the rosters that may be told beside everything told before; a week that was published is
    settled as it was."""
    rosters = {row["digest"]: read_bits(row["people"]) for row in db.all("ledger.list_rosters")}
    before = _last_beside(db, rosters, program_id) | _of(
        db, rosters, "ledger.list_last_of_teams", program_id=program_id, before_on=ground.monday
    )
    of_week = _of(db, rosters, "ledger.list_of_week", program_id=program_id, week_on=ground.monday)
    now = groups_of(ground)
    if WHOLE in of_week:
        found = Settled(of_week, dict.fromkeys(now.keys() - of_week.keys(), "changed"), now)
    else:
        found = settle(list(rosters.values()), now, before, ground.k)
    return on_rosters(ground, found), found


def settled_beside(db: Transaction, program_id: str, ground: Ground) -> Settled:
    """The rosters on which something else than a week may be told of the people on this ground."""
    rosters = {row["digest"]: read_bits(row["people"]) for row in db.all("ledger.list_rosters")}
    before = _last_beside(db, rosters, program_id) | _of(
        db, rosters, "ledger.list_last_of_teams", program_id=program_id, before_on=date.max
    )
    return settle(list(rosters.values()), groups_of(ground), before, ground.k)


def last_whole(db: Transaction, program_id: str) -> int:
    """The people everybody's figures were told of last; nobody before the first ones."""
    rosters = {row["digest"]: read_bits(row["people"]) for row in db.all("ledger.list_rosters")}
    week = _of(db, rosters, "ledger.list_last_of_teams", program_id=program_id, before_on=date.max)
    return (_last_beside(db, rosters, program_id) | week).get(WHOLE, 0)


def may_tell(db: Transaction, groups: Collection[int], k: int) -> bool:
    """Whether something may be told of all these sets of people, beside everything told before."""
    return len(publishable(all_told(db), {str(n): group for n, group in enumerate(groups)}, k)) == len(groups)


def all_told(db: Transaction) -> list[int]:
    """Every set of people anything was told of, once."""
    return [read_bits(row["people"]) for row in db.all("ledger.list_rosters")]


def was_told(db: Transaction, group: int) -> bool:
    """Whether anything was told of exactly these people before."""
    return bool(db.value("ledger.has_roster", digest=_digest(group)))


def enter_beside(
    db: Transaction, program_id: str, about: str, week_on: date, rosters: Mapping[str, int],
    told: Mapping[str, Iterable[str]], at: datetime, why: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Writes down what is published beside the weeks: of each group its metrics, on its roster; and for how
    many groups nothing is, `why`."""
    digests = _keep(db, {team: rosters[team] for team in told})
    rows = [
        {
            "program_id": program_id, "about": about, "metric": metric, "team": team, "week_on": week_on,
            "digest": digests[team], "published_at": at,
        }
        for team, metrics in told.items()
        for metric in metrics
    ]  # fmt: skip
    db.run_many("ledger.publish_beside", rows)
    for reason, groups in Counter((why or {}).values()).items():
        db.run(
            "ledger.hide_beside", program_id=program_id, about=about, week_on=week_on, reason=reason,
            groups=groups,
        )  # fmt: skip


def is_entered(db: Transaction, program_id: str, about: str) -> bool:
    """Whether anything was written down under this."""
    return bool(db.value("ledger.is_entered", program_id=program_id, about=about))


def enter(
    db: Transaction, program_id: str, week_on: date, settled: Settled, told: Mapping[str, Iterable[str]],
    at: datetime,
) -> None:  # fmt: skip
    """Writes down what is published, for each group its metrics, and how many groups are hidden why."""
    digests = _keep(db, {team: settled.told[team] for team in told})
    common = {"program_id": program_id, "week_on": week_on, "published_at": at}
    db.run_many(
        "ledger.publish",
        [
            {**common, "metric": metric, "team": team, "digest": digests[team]}
            for team, metrics in told.items()
            for metric in metrics
        ],
    )
    for reason, groups in Counter(settled.why.values()).items():
        db.run("ledger.hide", program_id=program_id, week_on=week_on, reason=reason, groups=groups)


def metrics_of(summary: Summary) -> list[str]:
    """The name of every figure that a summary tells of its group; how many people it has is one."""
    found = [
        "people",
        *(number.key for number in (*summary.numbers, *summary.more) if number.state == "shown"),
    ]
    found += ["moves"] if summary.started is not None else []
    found += ["response"] if summary.answered is not None else []
    found += [step for step in ("tried", "changed") if getattr(summary.reach, step)]
    found += ["quote"] if summary.quote else []
    found += [f"action:{action.rule}" for action in summary.actions if action.theme is None]
    found += [f"theme:{theme.key}" for theme in summary.themes]
    found += [_moved_metric(one.key) for one in summary.moved if one.now or one.now_theme]
    return list(dict.fromkeys(found))


def _moved_metric(key: str) -> str:
    rule, _, about = key.partition("/")
    return f"theme:{about}" if about else f"action:{rule}"


def everything(db: Transaction) -> list[Told]:
    """Every set of people anything was told of, by metric."""
    return [
        Told(row["metric"], read_bits(row["people"]), row["times"]) for row in db.all("ledger.list_metrics")
    ]


def times_counted(db: Transaction, ordinal: int) -> int:
    """How many published figures of groups count the person with this number. Erasing leaves them as they are:
    a set of numbers, of which the erased person's belongs to nobody any more."""
    return sum(one.times for one in everything(db) if one.people >> ordinal & 1)


def hidden(db: Transaction) -> list[tuple[date, str, int]]:
    """How many groups were hidden in each week, by reason."""
    return [(row["week_on"], row["reason"], row["groups"]) for row in db.all("ledger.list_hidden")]


def _of(db: Transaction, rosters: Mapping[str, int], query: str, **where: object) -> dict[str, int]:
    return {row["team"]: rosters[row["digest"]] for row in db.all(query, **where)}


def _last_beside(db: Transaction, rosters: Mapping[str, int], program_id: str) -> dict[str, int]:
    return _of(db, rosters, "ledger.list_last_beside", program_id=program_id)


def _digest(group: int) -> str:
    return hashlib.sha256(stored_bits(group)).hexdigest()


def _keep(db: Transaction, groups: Mapping[str, int]) -> dict[str, str]:
    """Keeps each set of people once; group → its digest."""
    stored = {team: stored_bits(people) for team, people in groups.items()}
    digests = {team: hashlib.sha256(people).hexdigest() for team, people in stored.items()}
    rosters = {digests[team]: people for team, people in stored.items()}
    db.run_many("ledger.put_roster", [{"digest": d, "people": people} for d, people in rosters.items()])
    return digests
