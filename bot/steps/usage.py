"""Takes usage in: a file of an export, a batch of signals, a click in chat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from bot.connectors import generic, m365_copilot
from bot.connectors.export import Export
from bot.connectors.generic import ColumnMap
from bot.connectors.table import BadRow, Raw, write_rejected
from bot.context import Context
from bot.errors import BadInput
from bot.model.people import Person
from bot.model.usage import CHAT, Signal
from bot.store import people, programs, usage
from bot.store.usage import Kept

Reader = Callable[[Raw, str, date, ColumnMap | None], Export]
READERS: dict[str, Reader] = {"generic": generic.read, "m365-copilot": m365_copilot.read}
MOST_SENTENCES = 50
_NAMED = 5


class ImportReport(BaseModel):
    """What came of one file. `rejected` rows were wrong, `unknown` people are in no people file;
    `sentences` say it all in words."""

    model_config = ConfigDict(frozen=True)

    accepted: int
    repeated: int
    replaced: int
    rejected: int
    unknown: int
    people: int
    first_on: date | None
    last_on: date | None
    complete_to_on: date | None
    note: str
    rejected_file: str
    sentences: tuple[str, ...]


def import_signals(
    ctx: Context,
    source: str,
    raw: bytes | Path,
    file_name: str,
    *,
    mapping: ColumnMap | None = None,
    skip_bad: bool = False,
    locale: str = "en",
) -> ImportReport:
    """Takes a whole export in, or nothing: BadInput lists every wrong row with what to do.

    With `skip_bad` wrong rows stay out and, when `raw` is a file, are written beside it as
    `<file>.rejected.csv`. The same file twice changes nothing; a corrected row replaces the old
    one.
    """
    if source not in READERS:
        raise BadInput([f"source {source!r} is unknown; use {' or '.join(sorted(READERS))}"])
    export = READERS[source](raw, file_name, ctx.now.date(), mapping)
    if export.bad and not skip_bad:
        raise _wrong(export.bad)
    signals, unknown = _of_known_people(ctx, source, export)
    if unknown and len(unknown) == len(export.people):
        raise BadInput([_nobody_known(file_name, unknown)])
    kept = usage.keep(ctx.db, signals, ctx.now)
    joined = None if export.concealed else export.complete_to
    usage.record_import(
        ctx.db,
        ctx.new_id("imp"),
        source,
        file_name,
        joined,
        kept,
        len(export.bad),
        export.note,
        ctx.now,
    )
    rejected_file = _keep_rejected(raw, export)
    report = _report(export, kept, signals, unknown, rejected_file)
    return report.model_copy(
        update={"sentences": tuple(_sentences(ctx, report, export, unknown, signals, locale))}
    )


def keep_signals(ctx: Context, signals: Iterable[Signal]) -> Kept:
    """Keeps signals whose people are known; the facts of the weeks follow at once."""
    return usage.keep(ctx.db, signals, ctx.now)


def keep_click(ctx: Context, person: Person, about: str) -> Kept:
    """Keeps that a person says to have used the tool today, by a tap on the message `about`."""
    running = programs.current(ctx.db)
    if running is None:
        return Kept()
    day = ctx.now.astimezone(person.zone).date()
    tool = running.program.program.tool_key
    return keep_signals(ctx, [Signal(CHAT, about, person.person_id, tool, "nudge", day, 1)])


def _wrong(bad: Sequence[BadRow]) -> BadInput:
    sentences = [problem for row in bad for problem in row.problems]
    rows = "this row, or leave it" if len(bad) == 1 else f"these {len(bad)} rows, or leave them"
    advice = f"Nothing was imported. Correct {rows} out with --skip-bad."
    return BadInput(sentences[:MOST_SENTENCES], advice, max(0, len(sentences) - MOST_SENTENCES))


def _of_known_people(ctx: Context, source: str, export: Export) -> tuple[list[Signal], list[tuple[int, str]]]:
    everyone = people.everyone(ctx.db)
    known = {person.email.lower(): person.person_id for person in everyone}
    known |= {person.person_id.lower(): person.person_id for person in everyone}
    signals = [
        Signal(
            source, reading.signal_id(known[reading.person]), known[reading.person], reading.tool,
            reading.feature, reading.day, reading.actions,
        )
        for reading in export.readings
        if reading.person in known
    ]  # fmt: skip
    return signals, [(row, person) for row, person in export.people if person not in known]


def _nobody_known(file_name: str, unknown: Sequence[tuple[int, str]]) -> str:
    return (
        f"{file_name}: none of its people is known, for example {unknown[0][1]} in row "
        f"{unknown[0][0]}; import the people first, with the same e-mail addresses"
    )


def _keep_rejected(raw: Raw, export: Export) -> str:
    if not export.bad or not isinstance(raw, Path):
        return ""
    beside = raw.with_name(f"{raw.name}.rejected.csv")
    write_rejected(beside, export.header, export.bad)
    return str(beside)


def _report(
    export: Export,
    kept: Kept,
    signals: Sequence[Signal],
    unknown: Sequence[tuple[int, str]],
    rejected: str,
) -> ImportReport:
    days = [signal.day for signal in signals]
    return ImportReport(
        accepted=kept.accepted,
        repeated=kept.repeated,
        replaced=kept.replaced,
        rejected=len(export.bad),
        unknown=len({person for _, person in unknown}),
        people=len({person for _, person in export.people}) - len({person for _, person in unknown}),
        first_on=min(days, default=None),
        last_on=max(days, default=None),
        complete_to_on=None if export.concealed else export.complete_to,
        note=export.note,
        rejected_file=rejected,
        sentences=(),
    )


def _sentences(
    ctx: Context, report: ImportReport, export: Export, unknown: Sequence[tuple[int, str]],
    signals: Sequence[Signal], locale: str,
) -> Iterable[str]:  # fmt: skip
    say = ctx.words.say(locale, ZoneInfo("UTC"), ctx.now)
    if export.concealed:
        yield say("usage.concealed", rows=export.concealed, note=export.note)
    else:
        yield say("usage.imported", **report.model_dump())
    if report.complete_to_on:
        yield say("usage.complete_to", day=report.complete_to_on)
    if report.rejected:
        beside = report.rejected_file
        yield say("usage.rejected", rows=report.rejected) + (
            say("usage.rejected_file", file=beside) if beside else ""
        )
    if unknown:
        first = [f"{person} ({row})" for row, person in unknown[:_NAMED]]
        yield say("usage.unknown", people=report.unknown, first=first)
    for phrase, values in export.remarks:
        yield say(f"usage.{phrase}", **values)
    yield from _other_tools(ctx, signals, locale)


def _other_tools(ctx: Context, signals: Sequence[Signal], locale: str) -> Iterable[str]:
    """Signals of a tool that the program is not about are kept, but counted in no summary: say
    so."""
    running = programs.current(ctx.db)
    tools = sorted({signal.tool for signal in signals})
    if running and (others := [tool for tool in tools if tool != running.program.program.tool_key]):
        say = ctx.words.say(locale, ZoneInfo("UTC"), ctx.now)
        yield say("usage.other_tool", tools=others, counted=running.program.program.tool_key)
