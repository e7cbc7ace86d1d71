"""Takes usage in: a file of an export, a batch of signals, a click in chat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Say
from bot.connectors import (
    chatgpt_enterprise,
    claude_enterprise,
    gemini,
    generic,
    github_copilot,
    m365_copilot,
)
from bot.connectors.export import Brought, Export
from bot.connectors.mapping import ColumnMap
from bot.connectors.table import BadRow, write_rejected
from bot.context import Context
from bot.errors import BadInput
from bot.model.people import Person
from bot.model.usage import CHAT, Signal
from bot.steps.file_words import file_say, said
from bot.steps.usage_file import Taking, contradicting
from bot.store import programs, usage
from bot.store.usage import Kept

Reader = Callable[[Brought], Export]
READERS: dict[str, Reader] = {
    "generic": generic.read,
    m365_copilot.TOOL: m365_copilot.read,
    github_copilot.TOOL: github_copilot.read,
    chatgpt_enterprise.TOOL: chatgpt_enterprise.read,
    claude_enterprise.TOOL: claude_enterprise.read,
    gemini.TOOL: gemini.read,
}
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
    encoding: str = "",
    day: date | None = None,
    period: tuple[date, date] | None = None,
) -> ImportReport:
    """Takes a whole export in, or nothing: BadInput lists every wrong row with what to do, and must end
    the transaction.

    With `skip_bad` wrong rows stay out and, when `raw` is a file, are written beside it as
    `<file>.rejected.csv`. The same file twice changes nothing; a corrected row replaces the old
    one. `day` is the day of a file that does not name it, `period` the days that the file may be about.
    """
    if source not in READERS:
        raise BadInput([f"source {source!r} is unknown; use {' or '.join(sorted(READERS))}"])
    say = file_say(ctx.words, locale)
    reader = READERS[source]
    with said(say, file_name), Brought(raw, file_name, ctx.now.date(), mapping, encoding, day) as brought:
        left_out = contradicting(reader(brought)) if skip_bad else {}
        taking = Taking(ctx, source, reader(brought), say, file_name, period, left_out, skip_bad)
        taking.take()
    return _concluded(ctx, taking, raw, say)


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


def _concluded(ctx: Context, taking: Taking, raw: bytes | Path, say: Say) -> ImportReport:
    """Writes down that the file came in, and says what came of it."""
    export, kept = taking.export, taking.kept
    complete_to = None if 2 * export.concealed > len(export.met) else export.complete_to
    usage.record_import(
        ctx.db, ctx.new_id("imp"), taking.source, taking.file_name, complete_to, kept, len(taking.bad),
        export.note, ctx.now, taking.tools,
    )  # fmt: skip
    unknown = taking.unknown()
    report = ImportReport(
        accepted=kept.accepted,
        repeated=kept.repeated,
        replaced=kept.replaced,
        rejected=len(taking.bad),
        unknown=len(unknown),
        people=len(export.met) - len(unknown),
        first_on=taking.days[0] if taking.days else None,
        last_on=taking.days[-1] if taking.days else None,
        complete_to_on=complete_to,
        note=export.note,
        rejected_file=_keep_rejected(raw, export.header, taking.bad),
        sentences=(),
    )
    told = tuple(_sentences(ctx, report, taking, unknown, say))
    return report.model_copy(update={"sentences": told})


def _keep_rejected(raw: bytes | Path, header: tuple[str, ...], bad: list[BadRow]) -> str:
    if not bad or not isinstance(raw, Path):
        return ""
    beside = raw.with_name(f"{raw.name}.rejected.csv")
    write_rejected(beside, header, bad)
    return str(beside)


def _sentences(
    ctx: Context, report: ImportReport, taking: Taking, unknown: list[tuple[int, str]], say: Say
) -> Iterable[str]:
    export = taking.export
    if export.concealed:
        yield say("usage.concealed", rows=export.concealed, note=export.note)
    if export.met or not export.concealed:
        yield say("usage.imported", **report.model_dump())
    if report.complete_to_on:
        yield say("usage.complete_to", day=report.complete_to_on)
    if report.rejected:
        beside = report.rejected_file
        yield say("usage.rejected", rows=report.rejected) + (
            say("usage.rejected_file", file=beside) if beside else ""
        )
    if taking.repeated:
        yield say("files.repeated", rows=taking.repeated)
    if taking.kept.closed:
        yield say("intake.closed", rows=taking.kept.closed)
    if unknown:
        first = [f"{person} ({row})" for row, person in unknown[:_NAMED]]
        yield say("usage.unknown", people=report.unknown, first=first)
        if export.known_by:
            yield say("files.accounts", attributes=export.known_by)
    for phrase, values in export.remarks:
        yield say(f"usage.{phrase}" if phrase == "prompts_not_placed" else f"files.{phrase}", **values)
    yield from _other_tools(ctx, taking.tools, say)


def _other_tools(ctx: Context, tools: set[str], say: Say) -> Iterable[str]:
    """Signals of a tool that the program is not about are kept, but counted in no summary: say
    so."""
    running = programs.current(ctx.db)
    if running and (others := sorted(tools - {running.program.program.tool_key})):
        yield say("usage.other_tool", tools=others, counted=running.program.program.tool_key)
