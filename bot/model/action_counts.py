"""How often each rule's action was proposed, and what groups did with it: counts of actions, never of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.model.action_rules import RULE_NAMES


class RuleCount(BaseModel):
    """What became of one rule's actions: each stands in exactly one of `unanswered`, `taken`, `sent`, `done` and
    `declined` (by reason). `retired` counts the groups that are not offered it any more."""

    model_config = ConfigDict(frozen=True)

    rule: str
    proposed: int = 0
    unanswered: int = 0
    taken: int = 0
    sent: int = 0
    done: int = 0
    declined: dict[str, int] = {}
    retired: int = 0


def count_by_rule(rows: Iterable[Mapping[str, Any]]) -> list[RuleCount]:
    """The counts of every rule, in the order of the table, from stored actions `rule, team, state, reason,
    retired_at, brought_back_at`."""
    by_rule: dict[str, list[Mapping[str, Any]]] = {name: [] for name in RULE_NAMES}
    for row in rows:
        by_rule.setdefault(row["rule"].partition("/")[0], []).append(row)
    return [_counted(rule, found) for rule, found in by_rule.items()]


def _counted(rule: str, rows: list[Mapping[str, Any]]) -> RuleCount:
    states = Counter(row["state"] for row in rows)
    retired = {
        (row["team"], row["rule"])
        for row in rows
        if (row["retired_at"] or row["state"] == "retired") and not row["brought_back_at"]
    }
    reasons = Counter(row["reason"] or "other" for row in rows if row["state"] == "declined")
    return RuleCount(
        rule=rule, proposed=len(rows), taken=states["taken"], sent=states["sent"], done=states["done"],
        unanswered=states["proposed"] + states["lapsed"] + states["retired"],
        declined=dict(sorted(reasons.items())), retired=len(retired),
    )  # fmt: skip
