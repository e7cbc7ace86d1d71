"""How a program's plan is said: where it stands, and the one tap that is due."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Block, Card, Facts, Say, Tap, Taps, Text
from bot.cards.pause import MOST_TAPS, PauseLine, also, lift_tap
from bot.cards.windows import extend_tap
from bot.model.sharing_weeks import Yielded

_MOST_YIELDED = 6
Step = Literal["start", "advance", "finish", "none"]


class PhaseLine(BaseModel):
    """One phase as the plan shows it."""

    model_config = ConfigDict(frozen=True)

    title: dict[str, str]
    state: str
    weeks: tuple[int, int]
    first_on: date | None
    last_on: date | None
    has_gate: bool
    owner: str
    kpi: str


class CalendarLine(BaseModel):
    """A holiday calendar in use: where it is from, and the years of the program that may still change."""

    model_config = ConfigDict(frozen=True)

    code: str
    version: str
    estimates: tuple[int, ...] = ()


class DraftLine(BaseModel):
    """A draft that waits for approval; `author` is '' for the command line, `mark` its opaque id."""

    model_config = ConfigDict(frozen=True)

    version: int
    author: str
    mark: str
    may_approve: bool
    is_first: bool


class PlanView(BaseModel):
    """Everything the plan card says."""

    model_config = ConfigDict(frozen=True)

    title: dict[str, str]
    why: dict[str, str]
    version: int
    phases: tuple[PhaseLine, ...]
    week: int | None
    begins_on: date | None
    enrolled: int
    reachable: int
    next_at: datetime | None
    calendars: tuple[CalendarLine, ...] = ()
    pauses: tuple[PauseLine, ...]
    held_since: datetime | None
    step: Step
    step_phase: str
    step_key: str
    present_key: str
    may_run: bool
    draft: DraftLine | None = None
    graduates_on: date | None = None
    is_past_graduation: bool = False
    is_stopped: bool = False
    unread_groups: tuple[str, ...] = ()
    windows: tuple[tuple[str, datetime], ...] = ()  # open ones, with their close
    left_out: tuple[Yielded, ...] = ()


def plan_card(say: Say, view: PlanView, saved: str = "") -> Card:
    """The whole plan on one screen; `saved` confirms the last tap."""
    blocks: list[Block] = []
    if saved:
        blocks.append(Text(text=saved, style="strong"))
    blocks.append(Text(text=say.any_of(view.why)))
    if view.is_stopped:
        blocks.append(Text(text=say("rollout_end.stopped"), style="strong"))
    if view.draft:
        blocks.append(Text(text=draft_sentence(say, view.draft), style="strong"))
    blocks.append(Facts(pairs=tuple(phase_pair(say, line) for line in view.phases)))
    blocks.append(Facts(pairs=_numbers(say, view)))
    blocks += [
        Text(text=say(one.phrase, **one.values), style="subtle") for one in view.left_out[:_MOST_YIELDED]
    ]
    blocks += [Text(text=line, style="strong") for line in view.unread_groups]
    blocks += also(say, view.pauses)
    if view.held_since:
        blocks.append(Text(text=say("rollout.held_since", at=view.held_since), style="strong"))
    if view.is_past_graduation:
        blocks.append(Text(text=say("gates.held_since", day=view.graduates_on), style="strong"))
    if taps := (*_draft_taps(say, view.draft), *_taps(say, view)):
        blocks.append(Taps(taps=taps))
    return Card(
        title=say.any_of(view.title),
        blocks=tuple(blocks),
        note=say("note.short"),
        locale=say.locale,
    )


def draft_sentence(say: Say, draft: DraftLine) -> str:
    """That a draft waits, and for whom."""
    author = draft.author or say("program.command_line")
    if draft.is_first:
        return say("program.waits", author=author)
    return say("program.draft_waits", version=draft.version, author=author)


def _draft_taps(say: Say, draft: DraftLine | None) -> tuple[Tap, ...]:
    if draft is None:
        return ()
    see = Tap(
        label=say("program.see_draft", version=draft.version), action="program.draft", target=draft.mark
    )
    if not draft.may_approve:
        return (see,)
    label = say("program.approve", version=draft.version)
    return (Tap(label=label, action="program.approve", target=draft.mark, style="primary"), see)


def phase_pair(say: Say, line: PhaseLine) -> tuple[str, str]:
    """A phase's title, and where it stands with weeks, dates and gate."""
    first, last = line.weeks
    span = (
        say("rollout.weeks", first=first, last=last) if first != last else say("rollout.one_week", week=first)
    )
    dates = (
        f" · {say('rollout.dates', first_on=line.first_on, last_on=line.last_on)}" if line.first_on else ""
    )
    gate = f" · {say('rollout.with_gate')}" if line.has_gate else ""
    return say.any_of(line.title), f"{say(f'rollout.state_{line.state}')} · {span}{dates}{gate}"


def _numbers(say: Say, view: PlanView) -> tuple[tuple[str, str], ...]:
    pairs = [
        (
            say("rollout.people"),
            say("rollout.people_count", enrolled=view.enrolled, reachable=view.reachable),
        )
    ]
    if view.week is not None:
        pairs.insert(0, (say("rollout.now"), say("rollout.one_week", week=view.week)))
    elif view.begins_on:
        pairs.insert(0, (say("rollout.now"), say("rollout.begins", monday=view.begins_on)))
    if view.graduates_on and not view.is_past_graduation:
        pairs.append((say("gates.decided_by"), say("gates.graduates", day=view.graduates_on)))
    if view.next_at:
        pairs.append((say("rollout.next"), say("rollout.next_at", at=view.next_at)))
    if view.calendars:
        between = "; " if say.locale == "en" else "；"
        pairs.append((say("rollout.calendar"), between.join(_calendar(say, line) for line in view.calendars)))
    pairs.append((say("rollout.version"), str(view.version)))
    return tuple(pairs)


def _calendar(say: Say, line: CalendarLine) -> str:
    estimates = [say("rollout.estimate", year=year) for year in line.estimates]
    return " · ".join([say("rollout.calendar_of", code=line.code, version=line.version), *estimates])


def _taps(say: Say, view: PlanView) -> tuple[Tap, ...]:
    if not view.may_run:
        return ()
    taps: list[Tap] = []
    if view.step == "start":
        taps.append(
            Tap(
                label=say("rollout.start", phase=view.step_phase),
                action="rollout.start",
                target=view.step_key,
                style="primary",
            )
        )
    if view.step in ("advance", "finish"):
        taps.append(
            Tap(
                label=say(f"rollout.{view.step}"),
                action="rollout.advance",
                target=view.present_key,
                style="primary",
            )
        )
    if view.held_since:
        taps.append(
            Tap(
                label=say("rollout.go_on"), action="rollout.release", target=view.present_key, style="primary"
            )
        )
    elif view.present_key:
        taps.append(Tap(label=say("rollout.hold"), action="rollout.hold", target=view.present_key))
    longer = (extend_tap(say, key, closes_at) for key, closes_at in view.windows[:MOST_TAPS])
    return (*taps, *longer, *(lift_tap(say, line) for line in view.pauses[:MOST_TAPS]))
