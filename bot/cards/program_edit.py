"""How a program is edited in chat: its parts, a form for one part, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Block, Card, Choice, Form, Input, Pick, Recorded, Say, Tap, Text
from bot.cards.limits import TEXT
from bot.cards.program import MOST_CHANGES, change_blocks, key_word
from bot.model.program_diff import Change
from bot.model.program_edit import FORMS, Entry, Part

MOST_PROBLEMS = 20
_TYPES: Mapping[str, Literal["text", "long_text", "date", "time"]] = {"long": "long_text", "date": "date"}


class EditView(BaseModel):
    """A version open for editing; `mark` is its opaque id, `part` the part whose form is open."""

    model_config = ConfigDict(frozen=True)

    title: dict[str, str]
    version: int
    mark: str
    parts: tuple[Part, ...]
    part: Part | None = None
    values: Mapping[str, str] = {}


class NewerLine(BaseModel):
    """A version somebody else wrote meanwhile."""

    model_config = ConfigDict(frozen=True)

    version: int
    author: str
    written_at: Recorded


def edit_card(say: Say, view: EditView, above: Sequence[Block] = ()) -> Card:
    """The form of one part, if one is open, and a list of what else can be opened."""
    blocks: list[Block] = list(above)
    if not above:
        blocks.append(Text(text=say("program_edit.intro", version=view.version)))
    if view.part:
        blocks.append(Text(text=part_name(say, view.part), style="strong"))
        blocks.append(_form(say, view, view.part))
    if view.parts:
        choices = tuple(Choice(label=_label(say, part), value=part.mark) for part in view.parts[:100])
        label = say("program_edit.open")
        blocks.append(
            Pick(
                label=label,
                action="program.edit",
                target=view.mark,
                choices=choices,
                missing=say("error.choose_one"),
            )
        )
    return Card(title=say.any_of(view.title), blocks=tuple(blocks), note=say("note.short"), locale=say.locale)


def problem_blocks(say: Say, problems: Sequence[str], head: str = "") -> list[Block]:
    """Everything that is wrong, in the words of the command line: with key and what to write instead."""
    shown = list(problems[:MOST_PROBLEMS])
    if more := len(problems) - len(shown):
        shown.append(say("program.more_changes", count=more))
    return [
        Text(text=head or say("program_edit.refused"), style="strong"),
        Text(text="\n".join(shown)[:TEXT]),
    ]


def problem_card(say: Say, title: dict[str, str], problems: Sequence[str], head: str = "") -> Card:
    """What was typed, or waits to be approved, is refused, all at once."""
    blocks = tuple(problem_blocks(say, problems, head))
    return Card(title=say.any_of(title), blocks=blocks, note=say("note.short"), locale=say.locale)


def conflict_blocks(say: Say, newer: Sequence[NewerLine], changes: tuple[Change, ...]) -> list[Block]:
    """Who wrote what since the form was opened; nothing typed is lost."""
    lines = [
        say(
            "program_edit.newer",
            version=one.version,
            author=one.author or say("program.command_line"),
            at=one.written_at,
        )
        for one in newer[-MOST_CHANGES:]
    ]
    return [
        Text(text=say("program_edit.conflict"), style="strong"),
        Text(text="\n".join(lines)),
        *change_blocks(say, changes),
        Text(text=say("program_edit.send_again")),
    ]


def part_name(say: Say, part: Part) -> str:
    """A part as its reader calls it."""
    return say(f"program_edit.part_{part.sort}", name=part.name)


def _label(say: Say, part: Part) -> str:
    return part_name(say, part)[:75]


def _form(say: Say, view: EditView, part: Part) -> Form:
    fields = tuple(_input(say, entry, view.values.get(entry.key, "")) for entry in FORMS[part.sort])
    label = say("program_edit.save")
    send = Tap(label=label, action="program.save", target=view.mark, value=part.mark, style="primary")
    return Form(fields=fields, send=send)


def _input(say: Say, entry: Entry, value: str) -> Input:
    label = " · ".join(key_word(say, name) for name in entry.key.split("."))
    return Input(
        name=entry.key,
        label=label[:75],
        type=_TYPES.get(entry.kind, "text"),
        value=value,
        required=entry.required,
        missing=say("program_edit.missing", what=label),
    )
