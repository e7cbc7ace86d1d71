"""Takes a people file in: every problem of every row at once, nothing half-applied, the same file
twice changes nothing. Whoever was imported before keeps preferences, answers and number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot import workdays
from bot.cards.card import Say
from bot.cards.clean import clean
from bot.chat import Address, Platform
from bot.connectors.opening import Raw, open_text
from bot.connectors.problems import Wrong
from bot.connectors.table import MAX_BYTES, BadRow, Table, open_table
from bot.context import Context
from bot.errors import BadInput
from bot.model.people import LOCALES, ROLES, STRATA, locale_for
from bot.model.time import known_zones
from bot.steps.file_words import bad_row, file_say, said
from bot.steps.zone_rules import keep_to_zone
from bot.store import addresses, audit, job_runs, people

OPTIONAL = "calendar"
STRATUM = "stratum"
COLUMNS = ("email", "name", "team", "manager", "timezone", "locale", "role")
MOST_REMARKS = 20
_MANY = (50, 500, 5_000, 50_000)  # rows of a file after which the tables are not what they were
_REQUIRED = ("email", "name", "timezone", "locale", "role")
_ACCOUNTS: tuple[tuple[str, Platform], ...] = (("slack_id", "slack"), ("aad_id", "teams"))
_EMAIL = re.compile(r"^[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+$")


@dataclass
class PeopleReport:
    """What an import did; `rejected` are the rows left out, with what is wrong with each; `remarks`
    are about rows that were taken but look like a slip."""

    added: int = 0
    changed: int = 0
    same: int = 0
    left: int = 0
    header: tuple[str, ...] = ()
    rejected: list[BadRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        return [problem for row in self.rejected for problem in row.problems]


@dataclass(frozen=True)
class _Entry:
    number: int
    columns: dict[str, str]
    attributes: dict[str, str]
    accounts: dict[str, str]


def import_people(
    ctx: Context,
    raw: Raw,
    file_name: str,
    *,
    skip_bad: bool = False,
    is_whole_list: bool = False,
    encoding: str = "",
) -> PeopleReport:
    """Imports a people file (header `email,name,team,manager,timezone,locale,role`, optional
    `calendar,slack_id,aad_id`, any order; further columns become attributes).

    With `is_whole_list`, people who are not in the file are marked as having left. Raises BadInput
    with a sentence per problem, unless `skip_bad`, which imports the good rows and returns the rest.
    """
    say = file_say(ctx.words, "en")
    with said(say, file_name), open_text(raw, MAX_BYTES, encoding) as text:
        return _import_table(ctx, open_table(text), file_name, say, skip_bad, is_whole_list)


def _import_table(
    ctx: Context, table: Table, file_name: str, say: Say, skip_bad: bool, is_whole_list: bool
) -> PeopleReport:
    header = {name.lower(): name for name in table.header if name}
    if missing := [name for name in COLUMNS if name not in header]:
        raise BadInput(
            [
                f"{file_name}: row 1: column {', '.join(missing)} is missing; the header must have {','.join(COLUMNS)}"
            ]
        )
    report = PeopleReport(header=table.header)
    good = list(_good(table, file_name, say, report.rejected))
    if report.rejected and not skip_bad:
        raise BadInput(report.problems)
    emails = {entry.columns["email"] for entry in good}
    for number, entry in enumerate(good, 1):
        _rename(ctx, entry, emails, file_name, report)
        _keep(ctx, entry, report)
        if number in _MANY:
            people.take_stock(ctx.db)
    if is_whole_list and not report.rejected:
        _refuse_to_empty(good, file_name)
        report.left = _mark_leavers(ctx, emails)
    report.remarks += _remarks(ctx, good, file_name)
    job_runs.look_again(ctx.db, ctx.now)
    audit.record(
        ctx,
        None,
        "people.imported",
        file_name,
        added=report.added,
        changed=report.changed,
        left=report.left,
    )
    return report


def _good(table: Table, file_name: str, say: Say, rejected: list[BadRow]) -> Iterator[_Entry]:
    taken: dict[str, int] = {}
    for row in table.rows:
        if isinstance(row, Wrong):
            rejected.append(bad_row(say, file_name, row))
            continue
        entry = _entry(row.number, table.cells(row))
        problems = tuple(f"{file_name}: row {row.number}: {text}" for text in _problems(entry, taken))
        if problems:
            rejected.append(BadRow(row.number, row.raw, problems))
        else:
            taken |= dict.fromkeys((entry.columns["email"], *entry.accounts.values()), row.number)
            yield entry


def _remarks(ctx: Context, good: list[_Entry], file_name: str) -> list[str]:
    """Managers need not take part, so an address nobody has is a remark and no refusal."""
    known = {person.email for person in people.everyone(ctx.db)}
    odd = [entry for entry in good if entry.columns["manager"] and entry.columns["manager"] not in known]
    remarks = []
    for entry in odd[:MOST_REMARKS]:
        manager = entry.columns["manager"]
        meant = get_close_matches(manager, known, n=1, cutoff=0.85)
        hint = f"; did you mean {meant[0]}?" if meant else "; that is fine if the manager takes no part"
        remarks.append(f"{file_name}: row {entry.number}: manager: nobody imported has {manager}{hint}")
    more = len(odd) - MOST_REMARKS
    return [*remarks, *([f"… and {more} more managers nobody has imported"] if more > 0 else [])]


def _entry(number: int, written: dict[str, str]) -> _Entry:
    cells = {name.lower(): value for name, value in written.items()}
    columns = {name: cells.get(name, "") for name in COLUMNS}
    columns["email"] = columns["email"].lower()
    columns["manager"] = columns["manager"].lower()
    columns["role"] = columns["role"].lower().replace(" ", "_").replace("-", "_")
    if OPTIONAL in cells:
        columns[OPTIONAL] = cells[OPTIONAL].strip().upper()
    known = {*COLUMNS, OPTIONAL, *(name for name, _ in _ACCOUNTS)}
    attributes = {name: value for name, value in cells.items() if name not in known and value}
    if STRATUM in attributes:
        attributes[STRATUM] = attributes[STRATUM].strip().lower()
    accounts = {name: cells[name] for name, _ in _ACCOUNTS if cells.get(name)}
    return _Entry(number, columns, attributes, accounts)


def _problems(entry: _Entry, taken: dict[str, int]) -> Iterator[str]:
    lines = {name: "".join(value.split("\n")) for name, value in entry.attributes.items()}
    for name, value in {**lines, **entry.columns, **entry.accounts}.items():
        if signs := _unseen(value):
            yield f"{name}: holds {signs}, which nobody sees; type it anew without"
    for name in _REQUIRED:
        if not entry.columns[name]:
            yield f"{name} is empty; fill it in"
    email, role = entry.columns["email"], entry.columns["role"]
    if email and not _EMAIL.match(email):
        yield f"email: {email!r} is no e-mail address"
    for name, user in entry.accounts.items():
        if user in taken:
            yield f"{name}: {user} is in row {taken[user]} already; every account belongs to one person"
    if email in taken:
        yield f"email: {email} is in row {taken[email]} already; keep one of the two"
    manager = entry.columns["manager"]
    if manager and not _EMAIL.match(manager):
        yield f"manager: {manager!r} is no e-mail address; write the manager's, or leave it empty"
    zone = entry.columns["timezone"]
    if zone and zone not in known_zones():
        yield f'timezone: {zone!r} is unknown; write it like "Asia/Taipei"'
    if entry.columns["locale"] and locale_for(entry.columns["locale"]) is None:
        yield f"locale: {entry.columns['locale']!r} is not spoken here; use {', '.join(LOCALES)}"
    calendar = entry.columns.get(OPTIONAL, "")
    if calendar and not workdays.is_known(calendar):
        yield f"calendar: {workdays.problem_with(calendar)}"
    if role and role not in ROLES:
        yield f"role: {role!r} is unknown; use one of {', '.join(ROLES)}"
    stratum = entry.attributes.get(STRATUM, "")
    if stratum and stratum not in STRATA:
        yield f"stratum: {stratum!r} is unknown; use one of {', '.join(STRATA)}, or leave it empty"


def _unseen(value: str) -> str:
    """The control characters of a cell, tabs and line ends among them: `U+202E`; empty when none."""
    kept = clean(value).replace("\n", "").replace("\t", "")
    found = dict.fromkeys(sign for sign in value if sign not in kept)
    return ", ".join(f"U+{ord(sign):04X}" for sign in found)


def _rename(ctx: Context, entry: _Entry, emails: set[str], file_name: str, report: PeopleReport) -> None:
    """An account keeps its person when only the address changed: what was answered, drawn and sent stays."""
    email = entry.columns["email"]
    if not entry.accounts or people.find_by_email(ctx.db, email):
        return
    owners = (addresses.owner(ctx.db, kind, entry.accounts.get(name, "")) for name, kind in _ACCOUNTS)
    known = next((one for one in owners if one and one.email not in emails), None)
    if known:
        people.rename(ctx.db, known.person_id, email)
        report.remarks.append(
            f"{file_name}: row {entry.number}: email: the account of {known.email}, so this is the same person"
        )


def _keep(ctx: Context, entry: _Entry, report: PeopleReport) -> None:
    columns = {name: entry.columns[name] for name in ("name", "team", "manager", "timezone", "role")}
    columns["locale"] = locale_for(entry.columns["locale"]) or "en"
    known = people.find_by_email(ctx.db, entry.columns["email"])
    was = known.calendar if known else ""
    columns[OPTIONAL] = entry.columns.get(OPTIONAL, was)  # a file without the column changes nothing
    if known is None:
        person_id = ctx.new_id("per")
        people.add(
            ctx.db, person_id, people.next_ordinal(ctx.db), ctx.now,
            email=entry.columns["email"], attributes_json=entry.attributes, **columns,
        )  # fmt: skip
        report.added += 1
    else:
        person_id = known.person_id
        before = {name: getattr(known, name) for name in columns}
        if before == columns and known.attributes == entry.attributes and known.state == "active":
            report.same += 1
        else:
            people.change(ctx.db, person_id, attributes_json=entry.attributes, **columns)
            if known.timezone != columns["timezone"]:
                keep_to_zone(ctx, person_id, columns["timezone"])
            report.changed += 1
    for name, platform in _ACCOUNTS:
        if user := entry.accounts.get(name):
            addresses.claim(ctx.db, person_id, Address(platform, "", user), ctx.now)


def _refuse_to_empty(good: list[_Entry], file_name: str) -> None:
    """A list that would leave nobody to run the rollout is a mistake, not a wish."""
    if not any(entry.columns["role"] == "admin" for entry in good):
        raise BadInput(
            [f"{file_name}: as a whole list it would leave no admin; add one, or leave --whole-list out"]
        )


def _mark_leavers(ctx: Context, emails: set[str]) -> int:
    gone = [one for one in people.everyone(ctx.db) if one.state == "active" and one.email not in emails]
    for person in gone:
        people.mark_left(ctx.db, person.person_id)
    return len(gone)
