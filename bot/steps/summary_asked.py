"""Which summary somebody asks for: the words of a command, and as of when."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import UserError
from bot.model.time import local_instant

_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
_AGO = re.compile(r"-(\d{1,2})")
_AS_OF = re.compile(r"(?:\bas[- ]of\b|截至|截止)\s*:?\s*(\S*)", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """A group by the name somebody gave it (empty: their own), the Monday of a week (None: the newest), and the
    instant whose state is wanted (None: now)."""

    name: str
    monday: date | None
    as_of: datetime | None


def asked_for(words: str, last: date, zone: ZoneInfo, now: datetime) -> Asked:
    """What is meant; `last` is the Monday of the last whole week. Nobody knows a later instant than `now`. UserError
    for a week or day there is not."""
    words, as_of = unicodedata.normalize("NFKC", words), None  # as Chinese keyboards type digits, too
    if found := _AS_OF.search(words):
        as_of = read_instant(found[1], zone)
        if as_of is None:
            raise UserError("views.no_day", words=found[1] or found[0].strip())
        as_of = min(as_of, now)
        words = words[: found.start()] + words[found.end() :]
    monday, rest = None, []
    for word in words.split():
        if ago := _AGO.fullmatch(word):
            monday = last - timedelta(weeks=max(0, int(ago[1]) - 1))
        elif week := _WEEK.fullmatch(word):
            monday = _monday(int(week[1]), int(week[2]))
        else:
            rest.append(word)
    return Asked(" ".join(rest), monday, as_of)


def read_instant(text: str, zone: ZoneInfo) -> datetime | None:
    """The instant of a date or date and time; a date means its last moment in the zone, and a time without an
    offset stands in the zone. None for anything else."""
    text = text.replace("/", "-")
    try:
        if len(text) <= len("2026-11-10"):
            midnight = local_instant(date.fromisoformat(text) + timedelta(days=1), time.min, zone)
            return midnight - timedelta.resolution
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else local_instant(at.date(), at.time(), zone)


def _monday(year: int, week: int) -> date:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        raise UserError("summary.never_made", week=f"{year}-W{week:02d}") from None
