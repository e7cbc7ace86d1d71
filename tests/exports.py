"""A house that knows Ada and Ben, and usage exports taken into it."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import Ids, SetClock, seeded_chance
from bot.errors import BadInput
from bot.house import House
from bot.router import Router
from bot.settings import Settings
from bot.steps.people import import_people
from bot.steps.usage import ImportReport, import_signals
from bot.store import usage
from bot.store.database import Database
from bot.words import Words

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SAMPLES = Path(__file__).parent / "samples"


def opened(database: Database, words: Words) -> House:
    ids = Ids(seeded_chance(2))
    settings = Settings(_env_file=None)
    made = House(database, words, settings, SetClock(NOW), random.Random(1), ids, Router())
    roster = "email,name,team,manager,timezone,locale,role,github_login\n" + "".join(
        f"{name}@example.com,{name.title()},Sales,,Asia/Taipei,en,pilot_user,{name}-acme\n"
        for name in ("ada", "ben")
    )
    with made.context() as ctx:
        import_people(ctx, roster.encode(), "people.csv")
    return made


def take(house: House, text: str | bytes | Path, source: str = "generic", **more: object) -> ImportReport:
    raw = text.encode() if isinstance(text, str) else text
    name = raw.name if isinstance(raw, Path) else "usage.csv"
    with house.context() as ctx:
        return import_signals(ctx, source, raw, name, **more)  # type: ignore[arg-type]


def problems(house: House, text: str | bytes | Path, source: str = "generic", **more: object) -> list[str]:
    with pytest.raises(BadInput) as caught:
        take(house, text, source, **more)
    assert count(house) == 0
    return caught.value.problems


def count(house: House) -> int:
    with house.context() as ctx:
        people = [row["person_id"] for row in ctx.db.all("people.list_people")]
        return sum(len(usage.signals_of(ctx.db, person)) for person in people)


def stored(house: House, name: str) -> list[tuple[str, str, int]]:
    with house.context() as ctx:
        row = next(r for r in ctx.db.all("people.list_people") if r["email"] == f"{name}@example.com")
        rows = usage.signals_of(ctx.db, row["person_id"])
        return sorted((r["feature"], r["day_on"].isoformat(), r["actions"]) for r in rows)
