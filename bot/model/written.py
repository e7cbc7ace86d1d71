"""How single values are written in a program file: times, days, zones, addresses, shares."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.model.people import LOCALES
from bot.model.time import WEEKDAYS, known_zones


class Part(BaseModel):
    """A table of a program file: frozen, and no key but the known ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _weekday(name: str) -> str:
    if name.strip().lower() not in WEEKDAYS:
        raise ValueError(f"write a weekday as one of {', '.join(WEEKDAYS)}, not {name!r}")
    return name.strip().lower()


def _wall_time(text: str) -> str:
    try:
        return time.fromisoformat(text).strftime("%H:%M")
    except ValueError:
        raise ValueError(f"write a time as HH:MM, not {text!r}") from None


def _day_and_time(text: str) -> str:
    day, _, wall = text.strip().partition(" ")
    return f"{_weekday(day)} {_wall_time(wall.strip())}"


def _span(text: str) -> str:
    start, dash, end = text.partition("-")
    if not dash or _wall_time(start.strip()) >= _wall_time(end.strip()):
        raise ValueError(f'write hours as "09:30-16:30", the start first, not {text!r}')
    return f"{_wall_time(start.strip())}-{_wall_time(end.strip())}"


def _zone(name: str) -> str:
    if name not in known_zones():
        raise ValueError(f'unknown time zone {name!r}: write it like "Asia/Taipei"')
    return name


def _key(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", text):
        raise ValueError(f"write small letters, digits and hyphens, not {text!r}")
    return text


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError(f"write an e-mail address, not {text!r}")
    return text


def _locale(name: str) -> str:
    if name not in LOCALES:
        raise ValueError(f"unknown language {name!r}: use {', '.join(LOCALES)}")
    return name


Weekday = Annotated[str, AfterValidator(_weekday)]
WallTime = Annotated[str, AfterValidator(_wall_time)]
DayAndTime = Annotated[str, AfterValidator(_day_and_time)]
Hours = Annotated[str, AfterValidator(_span)]
Zone = Annotated[str, AfterValidator(_zone)]
Locale = Annotated[str, AfterValidator(_locale)]
Key = Annotated[str, AfterValidator(_key)]
Email = Annotated[str, AfterValidator(_email)]
Calendar = Annotated[str, Field(pattern=r"^([A-Z]{2}(-[A-Z0-9]{1,4})?)?$")]
Percent = Annotated[float, Field(ge=0, le=100)]
