"""How a program's versions are said: what a draft changes, who wrote it, and who decides."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Block, Card, Facts, Form, Input, Recorded, Say, Tap, Taps, Text
from bot.cards.limits import TEXT
from bot.cards.rollout import PhaseLine, phase_pair
from bot.model.program_diff import Change

MOST_CHANGES = 20
WORDED = frozenset(
    {
        "phase",
        "window",
        "reminds_again",
        "clock",
        "every_weeks",
        "half",
        "mode",
        "nudge",
        "weeks",
        "first_week",
        "owner",
        "kpi",
        "gate",
        "metric",
        "target",
        "minimum_people",
        "title",
        "why",
        "problem",
        "program",
        "sponsor",
        "sponsor_email",
        "human",
        "starts_on",
        "ends_on",
        "graduates_on",
        "timezone",
        "weekly_cap",
        "hours_apart",
        "working_hours",
        "risk_appetite",
        "budget",
        "name",
        "baseline",
        "defined_by",
        "chosen_by",
        "supervised_by",
        "judged_by",
        "owners",
        "questions",
        "week",
        "opens",
        "reminds",
        "closes",
        "day",
        "at",
        "use",
        "tips",
        "holdout",
        "percent",
        "cohort",
        "teams",
        "tool",
        "digest",
        "plan",
        "calendar",
        "guardrails",
    }
)  # keys of a program file that every language has a word for


class Outline(BaseModel):
    """A program as it begins: why, from when, how it is judged, and its phases."""

    model_config = ConfigDict(frozen=True)

    why: dict[str, str]
    starts_on: date
    kpi: str
    phases: tuple[PhaseLine, ...]


class DraftView(BaseModel):
    """Everything the card of a draft says."""

    model_config = ConfigDict(frozen=True)

    title: dict[str, str]
    version: int
    mark: str
    author: str
    written_at: datetime
    outline: Outline | None
    changes: tuple[Change, ...]
    approvers: tuple[str, ...]
    may_approve: bool
    may_reject: bool
    saved: str = ""


def draft_card(say: Say, view: DraftView) -> Card:
    """A draft: what it changes, who wrote it, who may let it begin."""
    blocks: list[Block] = []
    if view.saved:
        blocks.append(Text(text=view.saved, style="strong"))
    blocks.append(Facts(pairs=_facts(say, view)))
    blocks += outline_blocks(say, view.outline) if view.outline else change_blocks(say, view.changes)
    if view.may_approve:
        label = say("program.approve", version=view.version)
        blocks.append(
            Taps(taps=(Tap(label=label, action="program.approve", target=view.mark, style="primary"),))
        )
    if view.may_reject:
        blocks.append(_reject_form(say, view))
    return Card(title=say.any_of(view.title), blocks=tuple(blocks), note=say("note.short"), locale=say.locale)


def outline_blocks(say: Say, outline: Outline) -> list[Block]:
    """What a first version sets out, because there is nothing to compare it with."""
    pairs = (
        (say("program_keys.starts_on"), say("program.first_day", monday=outline.starts_on)),
        (say("rollout.kpi"), outline.kpi),
        *(phase_pair(say, line) for line in outline.phases),
    )
    why = Text(text=say.any_of(outline.why))
    return [Text(text=say("program.first_version")), why, Facts(pairs=pairs)]


def said_card(say: Say, sentence: str) -> Card:
    """One sentence about the plan."""
    blocks = (Text(text=sentence),)
    return Card(title=say("program.title"), blocks=blocks, note=say("note.short"), locale=say.locale)


def change_blocks(say: Say, changes: tuple[Change, ...]) -> list[Block]:
    """A line a change; the rest is counted."""
    if not changes:
        return [Text(text=say("program.no_change"))]
    lines = [change_line(say, change) for change in changes[:MOST_CHANGES]]
    if more := len(changes) - len(lines):
        lines.append(say("program.more_changes", count=more))
    return [Text(text="\n".join(lines)[:TEXT])]


def change_line(say: Say, change: Change) -> str:
    """`phase habit · weeks: 4 → 6`, in the reader's words where there are words for the key."""
    where = " · ".join(key_word(say, part) for part in _parts(change))
    return say(f"program.line_{change.kind}", where=where, before=change.before, after=change.after)


def _parts(change: Change) -> list[str]:
    return [*(part for part in change.place.split(": ") if part), change.path[-1]]


def key_word(say: Say, part: str) -> str:
    """A key of a program file as its reader says it: `window pulse-6` → `Window pulse-6`."""
    first, _, name = part.partition(" ")
    return f"{say(f'program_keys.{first}')} {name}".strip() if first in WORDED else part


def _facts(say: Say, view: DraftView) -> tuple[tuple[str, str], ...]:
    who = say(
        "program.written_by",
        author=view.author or say("program.command_line"),
        at=Recorded(view.written_at),
    )
    may = "、".join(view.approvers) if say.locale != "en" else ", ".join(view.approvers)
    return (
        (say("rollout.version"), str(view.version)),
        (say("program.written"), who),
        (say("program.may_approve"), may or say("program.nobody_may")),
    )


def _reject_form(say: Say, view: DraftView) -> Form:
    field = Input(
        name="reason", label=say("program.reason"), missing=say("program.reason_missing"), max_characters=300
    )
    return Form(
        fields=(field,), send=Tap(label=say("program.reject"), action="program.reject", target=view.mark)
    )
