"""The company of the demo: plainly fictional people, eight teams, three languages, four zones.

It is written as a people file, so that it enters by the same import as anybody's own.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date, time, timedelta
from itertools import count, cycle
from zoneinfo import ZoneInfo

from bot.model.time import local_instant

NAME = "Example Works"
KEY = "copilot-pilot-demo"  # the holdout is drawn by it: a newcomer's chairs are among those who get nudges
STARTS_ON = date(2027, 1, 11)
OPENS_AT = local_instant(STARTS_ON - timedelta(days=4), time(9), ZoneInfo("Europe/London"))
ADMIN = "dana@example.com"
# Shown first to a newcomer: a pilot user, a champion, a power user, the admin, the sponsor.
CHAIRS = (
    "ada@example.com",
    "lin.fanli@example.com",
    "chen.shili@example.com",
    ADMIN,
    "robin@example.com",
)
COLUMNS = ("email", "name", "team", "manager", "timezone", "locale", "role", "job")


@dataclass(frozen=True)
class Row:
    """One line of the people file, in the order of its columns; `lead` is the line manager."""

    email: str
    name: str
    team: str
    lead: str
    timezone: str
    locale: str
    role: str
    job: str


@dataclass(frozen=True)
class Team:
    """A team, its job family, and how many of 120 people are in it."""

    name: str
    job: str
    size: int


@dataclass(frozen=True)
class Place:
    """Where a person works, and in which language."""

    timezone: str
    locale: str


TEAMS = (
    Team("Operations", "operations", 15),
    Team("Finance", "finance", 16),
    Team("Sales", "sales", 20),
    Team("Support", "support", 18),
    Team("Engineering", "engineering", 22),
    Team("Marketing", "marketing", 14),
    Team("People", "hr", 12),
)
SMALL = Team("Legal", "legal", 3)  # below the group minimum, so that hiding small groups can be seen
_SMALLEST = 4  # a champion, a lead, and two more
_TAIPEI, _SHANGHAI = Place("Asia/Taipei", "zh-Hant"), Place("Asia/Shanghai", "zh-Hans")
_LONDON, _NEW_YORK = Place("Europe/London", "en"), Place("America/New_York", "en")
_PLACES = (_TAIPEI, _LONDON, _SHANGHAI, _TAIPEI, _NEW_YORK, _LONDON, _TAIPEI, _SHANGHAI, _NEW_YORK)

_CAST = (
    ("ada@example.com", "Ada Example", "Finance", _LONDON, "pilot_user"),
    ("lin.fanli@example.com", "林範例", "Finance", _TAIPEI, "champion"),
    ("chen.shili@example.com", "陈示例", "Sales", _SHANGHAI, "power_user"),
    (ADMIN, "Dana Example", "Operations", _LONDON, "admin"),
    ("robin@example.com", "Robin Sample", "Operations", _NEW_YORK, "sponsor"),
    ("gray@example.com", "Gray Specimen", "People", _LONDON, "governance"),
)
_EN = (
    "Ben Cleo Dev Elif Finn Gita Hugo Iris Jonas Kofi Lena Milo Nora Omar Pia Quinn Rosa Sami Tess "
    "Uma Viktor Wren Xena Yara Zeno Alma Bram Cara Dina Emil Faye Gus Hana Ivo June Kira Liam Maya"
)
_HANT = (
    "林lin 陳chen 黃huang 張chang 李lee 王wang 吳wu 劉liu 蔡tsai 楊yang 許hsu 鄭cheng 謝hsieh "
    "郭kuo 洪hung 曾tseng 周chou 葉yeh 蘇su 呂lu"
)
_HANS = "陈chen 李li 王wang 张zhang 刘liu 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 孙sun 马ma 朱zhu 胡hu"
Halves = Sequence[tuple[str, str]]  # as written, and as in an e-mail address
_HALVES: dict[str, tuple[Halves, Halves]] = {
    "en": (
        [(f"{name} ", name.lower()) for name in _EN.split()],
        [(name, name.lower()) for name in ("Example", "Sample", "Specimen")],
    ),
    "zh-Hant": (
        [(name[0], name[1:]) for name in _HANT.split()],
        [("範例", "fanli"), ("樣本", "yangben"), ("示範", "shifan")],
    ),
    "zh-Hans": (
        [(name[0], name[1:]) for name in _HANS.split()],
        [("示例", "shili"), ("样例", "yangli"), ("演示", "yanshi")],
    ),
}


def people_file(people: int = 120) -> str:
    """The people file of the company, as CSV text with a header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(row) for row in roster(people))
    return text.getvalue()


def roster(people: int = 120) -> list[Row]:
    """The company's people; teams keep their proportions, the small team stays at three.

    At least eight people: nothing works without an administrator and somebody to ask.
    """
    places = cycle(_PLACES)
    names = {locale: _names(locale) for locale in _HALVES}
    return [row for team, size in _sizes(people) for row in _team_rows(team, size, places, names)]


def redated(program_text: str) -> str:
    """A program file as shipped, under the demo's own key and begun on the demo's own Monday."""
    text = re.sub(r"^starts_on\b.*$", f"starts_on = {STARTS_ON}", program_text, flags=re.MULTILINE)
    return re.sub(r"^key\b.*$", f'key = "{KEY}"', text, count=1, flags=re.MULTILINE)


def _sizes(people: int) -> list[tuple[Team, int]]:
    """How the people spread over the teams; a handful of people make fewer teams."""
    has_small = people >= _SMALLEST * (len(TEAMS) + 1)
    room = people - SMALL.size if has_small else people
    teams = TEAMS[: max(1, min(len(TEAMS), room // _SMALLEST))]
    free, whole = room - _SMALLEST * len(teams), sum(team.size for team in teams)
    sizes = [_SMALLEST + free * team.size // whole for team in teams]
    sizes[0] += room - sum(sizes)
    return [*zip(teams, sizes, strict=True), *([(SMALL, SMALL.size)] if has_small else [])]


def _team_rows(
    team: Team, size: int, places: Iterator[Place], names: dict[str, Iterator[tuple[str, str]]]
) -> Iterator[Row]:
    lead = f"{team.job}.lead@example.com"
    cast = [member for member in _CAST if member[2] == team.name]
    for email, name, _, place, role in cast:
        yield Row(email, name, team.name, lead, place.timezone, place.locale, role, team.job)
    first_seat = 1 if any(role == "champion" for *_, role in cast) else 0
    for seat in range(first_seat, first_seat + size - len(cast)):
        place = next(places)
        email, name = next(names[place.locale])
        yield _seat_row(seat, email, name, team, lead, place)


def _seat_row(seat: int, email: str, name: str, team: Team, lead: str, place: Place) -> Row:
    """The first seat is the champion's, the second the lead's, every seventh a power user's."""
    if seat == 1:
        return Row(lead, name, team.name, "", place.timezone, place.locale, "pilot_user", "manager")
    role = "champion" if seat == 0 else "power_user" if seat % 7 == 2 else "pilot_user"
    return Row(email, name, team.name, lead, place.timezone, place.locale, role, team.job)


def _names(locale: str) -> Iterator[tuple[str, str]]:
    """Endless pairs of e-mail address and name as a language writes it, each once."""
    firsts, seconds = _HALVES[locale]
    taken = {email for email, *_ in _CAST}
    for turn in count():
        again = f"{turn // len(seconds) + 1}" if turn >= len(seconds) else ""
        for place, (first, first_roman) in enumerate(firsts):
            second, second_roman = seconds[(place + turn) % len(seconds)]
            email = f"{first_roman}.{second_roman}{again}@example.com"
            if email not in taken:
                yield email, f"{first}{second}{again and ' ' + again}"
