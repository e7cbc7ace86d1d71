"""Which dates are worked where: public holidays and make-up working days, under an own file of exceptions.

What a government has not announced yet is an estimate, and is said to be one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import metadata
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, model_validator

from bot.errors import BadInput
from bot.model.complaints import complaints

EVERYWHERE = "*"
_ANNOUNCED_YEARLY = "CN"  # each November; its newest year tells how far the package's announcements reach


class Exceptional(BaseModel):
    """One date with the reason why it is not what the calendar says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: date
    why: str = Field(min_length=1)


class Exceptions(BaseModel):
    """What one country's calendar does not know: `off` and `working` days; `announced` years are final."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    off: tuple[Exceptional, ...] = ()
    working: tuple[Exceptional, ...] = ()
    announced: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _each_date_once(self) -> Exceptions:
        dates = [day.on for day in (*self.off, *self.working)]
        if twice := sorted({str(on) for on in dates if dates.count(on) > 1}):
            raise ValueError(f"{', '.join(twice)} stands there twice; keep one")
        return self


class Overrides(RootModel[dict[str, Exceptions]]):
    """The whole file: a table a country or region, `"*"` for everybody."""

    model_config = ConfigDict(frozen=True)
    root: dict[str, Exceptions] = Field(default_factory=dict)


@dataclass(frozen=True)
class Year:
    """One year of a calendar: which dates are off, and which weekend days are worked."""

    off: frozenset[date]
    worked: frozenset[date]
    weekend: frozenset[int]
    is_estimate: bool


@dataclass(frozen=True)
class Workdays:
    """The calendars of an installation."""

    overrides: Overrides = field(default_factory=Overrides)

    def __call__(self, calendar: str, day: date, with_weekend: bool = False) -> bool | None:
        """Whether a date is worked; None where the program's own weekdays decide."""
        for own in self._own(calendar):
            if any(one.on == day for one in own.off):
                return False
            if any(one.on == day for one in own.working):
                return True
        if not is_known(calendar):
            return None
        year = year_of(calendar, day.year)
        if day in year.worked:
            return True
        if day in year.off or (with_weekend and day.weekday() in year.weekend):
            return False
        return None

    def is_estimate(self, calendar: str, year: int) -> bool:
        """Whether the year may still change, and nobody here has said that it is final."""
        if any(year in own.announced for own in self._own(calendar)):
            return False
        return is_known(calendar) and year_of(calendar, year).is_estimate

    def _own(self, calendar: str) -> Iterator[Exceptions]:
        """The exceptions that hold for a calendar, the most particular first."""
        for key in dict.fromkeys((calendar, calendar.partition("-")[0], EVERYWHERE)):
            if key in self.overrides.root:
                yield self.overrides.root[key]


def read_overrides(path: Path | None) -> Overrides:
    """The file of exceptions; BadInput names file and key of everything that is wrong in it."""
    if path is None:
        return Overrides()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput([f"UPTAKE_CALENDAR: {path}: {error.strerror or error}"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput([f"{path.name}: can't be read as TOML: {error}"]) from None
    try:
        overrides = Overrides.model_validate(table)
    except ValidationError as error:
        raise BadInput([f"{path.name}: {one}" for one in complaints(error, Overrides)]) from None
    if strange := [key for key in overrides.root if key != EVERYWHERE and not is_known(key)]:
        raise BadInput([f"{path.name}: {problem_with(key)}" for key in strange])
    return overrides


def problem_with(calendar: str) -> str:
    """Why a code names no calendar, in a sentence."""
    return f'{calendar}: no such calendar; write a country like "TW", or a region of it like "US-CA"'


def version() -> str:
    """The version of the package the public holidays come from."""
    return metadata.version("holidays")


@cache
def is_known(calendar: str) -> bool:
    """Whether there is a calendar of this country or region."""
    country, dash, region = calendar.partition("-")
    if not country:  # most people have none, and the package takes a second to read all of its countries
        return False
    regions = _regions().get(country)
    return regions is not None and (not dash or region in regions)


@cache
def year_of(calendar: str, year: int) -> Year:
    """One year of a known calendar."""
    import holidays

    country, _, region = calendar.partition("-")
    named = holidays.country_holidays(country, subdiv=region or None, years=year, language="en_US")
    is_guessed = any("estimated" in name for name in named.values())
    return Year(
        off=frozenset(day for day in named if day.year == year),
        worked=frozenset(day for day in named.weekend_workdays if day.year == year),
        weekend=frozenset(named.weekend),
        is_estimate=is_guessed or _awaits_announcement(country, year),
    )


@cache
def _regions() -> Mapping[str, list[str]]:
    import holidays

    return holidays.list_supported_countries(include_aliases=False)


def _awaits_announcement(country: str, year: int) -> bool:
    """Whether the country moves working days by a yearly announcement, and this year's is not there."""
    known, newest = _announced(country), max(_announced(_ANNOUNCED_YEARLY))
    return {newest, newest - 1} <= known and year > max(known)


@cache
def _announced(country: str) -> frozenset[int]:
    """Years with days off that a government announced for that year alone."""
    import holidays

    made = holidays.country_holidays(country)
    tables = (getattr(made, name, None) or {} for name in ("special_public_holidays", "substituted_holidays"))
    return frozenset(year for table in tables for year in table)
