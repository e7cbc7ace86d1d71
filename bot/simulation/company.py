"""The rollout every seed begins with: made once by the real import, program and start, then copied."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.chat import Address, Arrived, Platform, Said, Sender
from bot.clock import SetClock, seeded_chance
from bot.house import House
from bot.reception import Reception
from bot.settings import Settings
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.store import people as store
from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house

_PROGRAM = Path(__file__).parent / "program.toml"
_ADMIN = "dana"
# Name, team, role, zone, platform, workspace: three lanes, five zones, one of them with half an hour.
_PEOPLE = (
    (_ADMIN, "Office", "admin", "Asia/Taipei", "slack", "T1"),
    ("ada", "Sales", "pilot_user", "Asia/Taipei", "slack", "T1"),
    ("cai", "Sales", "pilot_user", "Europe/London", "slack", "T2"),
    ("eva", "Sales", "pilot_user", "Asia/Shanghai", "teams", "tenant"),
    ("lin", "Sales", "champion", "Asia/Taipei", "slack", "T1"),
    ("bea", "Sales", "pilot_user", "Asia/Taipei", "slack", "T1"),
    ("dov", "Sales", "pilot_user", "America/New_York", "slack", "T2"),
    ("fay", "Sales", "pilot_user", "Australia/Lord_Howe", "teams", "tenant"),
)
_JOBS = ("sales", "finance")  # the first are given a prompt to try, the others are asked for a plan
_HEADER = "email,name,team,manager,timezone,locale,role,job\n"
EVERYBODY = len(_PEOPLE)
_STARTS_AT = datetime(2026, 10, 26, 0, 30, tzinfo=UTC)  # half past eight in Taipei, on the first Monday


@dataclass(frozen=True)
class Company:
    """A started rollout: `database()` gives a fresh copy of it, `copy` one of a database in use."""

    house: House
    accounts: tuple[Address, ...]
    admin: str
    starts_at: datetime
    database: Callable[[], Database]
    copy: Callable[[Database], Database]


def company(people: int = EVERYBODY) -> Company:
    """The rollout of so many people (four at least: one a lane, and the admin), on SQLite in memory."""
    master = SqliteDatabase(":memory:")
    house, accounts = found(master, people)
    return Company(house, accounts, accounts[0].user, _STARTS_AT, master.copy, SqliteDatabase.copy)  # type: ignore[arg-type]


def company_on(address: str, people: int = EVERYBODY) -> Company:
    """The rollout on a PostgreSQL server: each copy is a database of its own there, dropped when closed."""
    from bot.store.templates import PostgresTemplate

    template = PostgresTemplate(address)
    with template.opened() as master:
        house, accounts = found(master, people)
    return Company(house, accounts, accounts[0].user, _STARTS_AT, template.copy, template.copy_of)


def found(database: Database, people: int) -> tuple[House, tuple[Address, ...]]:
    """Founds the company on an empty database: people arrive, the program is applied and started."""
    settings = Settings(_env_file=None)
    house = build_house(settings, database, SetClock(_STARTS_AT), seeded_chance("company"))
    rows = "".join(
        f"{name}@example.com,{name.title()} Example,{team},,{zone},en,{role},{_JOBS[number % 2]}\n"
        for number, (name, team, role, zone, _, _) in enumerate(_PEOPLE[:people])
    )
    with house.context() as ctx:
        import_people(ctx, (_HEADER + rows).encode(), "people.csv")
        draft = apply_program(ctx, _PROGRAM.read_text(encoding="utf-8"), _PROGRAM.name, are_all=False)
        approve_program(ctx, draft.program_id, store.with_role(ctx.db, "admin")[0])
    accounts = tuple(_account(name, platform, place) for name, _, _, _, platform, place in _PEOPLE[:people])
    asyncio.run(_arrive(Reception(house), accounts))
    return house, accounts


async def _arrive(reception: Reception, accounts: tuple[Address, ...]) -> None:
    for number, account in enumerate(accounts):
        await reception.receive(Arrived(f"A{number}", _sender(account), _STARTS_AT))
    start = Said("A-start", _sender(accounts[0]), _STARTS_AT, "/ai-rollout start", rides_on_response=True)
    await reception.receive(start)


def _account(name: str, platform: str, workspace: str) -> Address:
    place: Platform = "slack" if platform == "slack" else "teams"
    return Address(place, workspace, f"U-{name}", f"D-{name}", "")


def _sender(account: Address) -> Sender:
    email = f"{account.user.removeprefix('U-')}@example.com"
    return Sender(account.platform, account.workspace, account.user, account.conversation, email=email)
