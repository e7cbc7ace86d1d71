"""The rules that propose what to do: one line each. Whoever wants to know why an action was proposed, or to
argue about a threshold, reads this table and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

RuleName = Literal[
    "no_figures", "never_activated", "blocker", "not_returning", "power_users", "dormant", "low_response"
]
RULE_NAMES: tuple[RuleName, ...] = get_args(RuleName)
Who = Literal["champion", "owner"]
Audience = Literal["concerned", "owner", "admins"]
FEWEST = 3  # no rule speaks about one or two people
_WEDNESDAY, _FRIDAY = 2, 4


@dataclass(frozen=True)
class ActionRule:
    """One line of the table.

    `percent`: proposed from this share on; with `is_floor`, below it. `fewest`: and when it is about so many
    people. `first_week`: not before this program week. `who` acts `by` that weekday (0 is Monday). [Send it]
    goes to `to`: those the number counts, who stay unnamed, or somebody with a name. Once it was answered it
    rests for `rests` weeks, unless the number got worse by `worse_by`: percentage points, or people where no
    share is told. ValueError for a line that could never, or would always, be proposed.
    """

    name: RuleName
    who: Who
    to: Audience
    rests: int
    worse_by: int = 10
    percent: int = 0
    is_floor: bool = False
    fewest: int = FEWEST
    first_week: int = 0
    by: int = _FRIDAY

    def __post_init__(self) -> None:
        bounds = {
            "percent": (self.percent, 0, 90), "rests": (self.rests, 1, 26), "worse_by": (self.worse_by, 1, 50),
            "fewest": (self.fewest, 2, 20), "first_week": (self.first_week, 0, 12), "by": (self.by, 0, 4),
        }  # fmt: skip
        for what, (value, least, most) in bounds.items():
            if not least <= value <= most:
                raise ValueError(f"{self.name}: {what} is {value}; it lies from {least} to {most}")


# The weightiest first: of all that is due, a digest proposes the first three.
RULES: tuple[ActionRule, ...] = (
    ActionRule("no_figures", "owner", "admins", rests=2, first_week=1, by=_WEDNESDAY),
    ActionRule("never_activated", "champion", "concerned", rests=3, percent=20, first_week=2, by=_WEDNESDAY),
    ActionRule("blocker", "owner", "owner", rests=4, worse_by=3),
    ActionRule("not_returning", "champion", "concerned", rests=4, percent=30),
    ActionRule("power_users", "champion", "concerned", rests=8, fewest=2),
    ActionRule("dormant", "owner", "concerned", rests=8, percent=15),
    ActionRule("low_response", "champion", "concerned", rests=3, percent=40, is_floor=True),
)
RULE: dict[RuleName, ActionRule] = {rule.name: rule for rule in RULES}
