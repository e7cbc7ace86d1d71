"""What somebody measured: one effect in money over a span of days, with how it was measured."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.model.figures import GRADES, Grade, Provenance

Family = Literal["efficiency", "cost", "revenue", "quality", "innovation", "satisfaction"]
FAMILIES: tuple[Family, ...] = ("efficiency", "cost", "revenue", "quality", "innovation", "satisfaction")
Basis = Literal["before_after", "holdout", "self_report", "proxy"]
BASES: tuple[Basis, ...] = ("holdout", "before_after", "self_report", "proxy")
MOST_MONEY, MOST_NOTE = 1_000_000_000_000, 300
_PROVENANCE: dict[Basis, Provenance] = {
    "holdout": "holdout",
    "before_after": "before_after",
    "self_report": "self_report",
    "proxy": "use_count",
}


class Benefit(BaseModel):
    """One measured effect: `low` to `high` whole units of `currency`, below 0 when it got worse.
    Never changed; one that was wrong is withdrawn."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    benefit_id: str
    family: Family
    low: int
    high: int
    currency: str
    from_on: date
    to_on: date
    basis: Basis
    note: str = ""
    entered_at: datetime

    @property
    def grade(self) -> Grade:
        """The evidence grade, from how it was measured."""
        return GRADES[_PROVENANCE[self.basis]]

    @property
    def adds_to_roi(self) -> bool:
        """Time saved is in the hours people say already; counted again it would count twice."""
        return self.family != "efficiency"


def read_amount(text: str) -> tuple[int, int] | None:
    """`12000`, `12,000` or `8000 to 12000` as whole units, low and high; None when it can't be read."""
    text = unicodedata.normalize("NFKC", text)
    for word in ("~", "–", "至", "到", ".."):
        text = text.replace(word, " to ")
    ends = [_whole(part) for part in text.split(" to ")]
    if len(ends) > 2 or any(end is None for end in ends):
        return None
    low, high = ends[0], ends[-1]
    if low is None or high is None or low > high:
        return None
    return low, high


def _whole(text: str) -> int | None:
    digits = text.strip().replace(",", "").replace("−", "-").lstrip("+")
    if not digits.lstrip("-").isascii() or not digits.removeprefix("-").isdecimal():
        return None
    value = int(digits) if len(digits) < 20 else MOST_MONEY + 1
    return value if abs(value) <= MOST_MONEY else None


def weakest(grades: list[Grade]) -> Grade | None:
    """What rests on several numbers is no surer than the least sure of them; None for none."""
    return max(grades, default=None)
