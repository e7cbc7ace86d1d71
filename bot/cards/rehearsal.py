"""How a rehearsal is told in chat: whether the plan can begin, what had better be changed, the figures."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Block, Card, Facts, Say, Text

MOST_FINDINGS = 8


class FindingLine(BaseModel):
    """One finding, in the words of whoever asked."""

    model_config = ConfigDict(frozen=True)

    level: str
    text: str


class RehearsalView(BaseModel):
    """Everything the card says; `problem` instead of all else when the rehearsal did not come to its end.

    `is_anew`: the program had begun, and was played from its beginning all the same.
    """

    model_config = ConfigDict(frozen=True)

    title: dict[str, str]
    is_anew: bool = False
    problem: str = ""
    first_on: date | None = None
    last_on: date | None = None
    taking_part: int = 0
    reached: int = 0
    messages: int = 0
    lost: int = 0
    most_a_day: int = 0
    over_one_a_day: int = 0
    fullest_at: datetime | None = None
    fullest: int = 0
    hours: float = 0.0
    errors: int = 0
    warnings: int = 0
    findings: tuple[FindingLine, ...] = ()


def asked_card(say: Say, title: dict[str, str], phrase: str, is_anew: bool) -> Card:
    """It will be played, or one is under way."""
    return _card(say, title, (Text(text=say(phrase)), *_anew(say, is_anew)))


def report_card(say: Say, view: RehearsalView) -> Card:
    """The report on one screen."""
    if view.problem:
        return _card(
            say, view.title, (Text(text=say("rehearsal.failed", reason=view.problem), style="strong"),)
        )
    verdict = (
        say("rehearsal.unfit", errors=view.errors, warnings=view.warnings)
        if view.errors
        else say("rehearsal.fit")
    )
    blocks: list[Block] = [Text(text=verdict, style="strong"), *_anew(say, view.is_anew)]
    blocks += [_finding(say, line) for line in view.findings[:MOST_FINDINGS]]
    if more := len(view.findings) - MOST_FINDINGS:
        blocks += [Text(text=say("rehearsal.more", count=more), style="subtle")] if more > 0 else []
    return _card(say, view.title, (*blocks, Facts(pairs=_figures(say, view))))


def _anew(say: Say, is_anew: bool) -> tuple[Text, ...]:
    """That a program which has begun is not played on from where it stands."""
    return (Text(text=say("rehearsal_running.anew")),) if is_anew else ()


def _finding(say: Say, line: FindingLine) -> Text:
    head = say(f"rehearsal.{line.level}")
    dot = ": " if say.locale == "en" else "："
    return Text(text=f"{head}{dot}{line.text}")


def _figures(say: Say, view: RehearsalView) -> tuple[tuple[str, str], ...]:
    pairs = [
        (say("rehearsal.span"), say("rehearsal.span_value", first_on=view.first_on, last_on=view.last_on)),
        (
            say("rehearsal.reach"),
            say("rehearsal.reach_value", taking_part=view.taking_part, reached=view.reached),
        ),
        (
            say("rehearsal.messages"),
            say("rehearsal.messages_value", messages=view.messages, lost=view.lost),
        ),
        (
            say("rehearsal.load"),
            say("rehearsal.load_value", most=view.most_a_day, count=view.over_one_a_day),
        ),
    ]
    if view.fullest_at:
        value = say("rehearsal.queue_value", at=view.fullest_at, messages=view.fullest, hours=view.hours)
        pairs.append((say("rehearsal.queue"), value))
    return tuple(pairs)


def _card(say: Say, title: dict[str, str], blocks: tuple[Block, ...]) -> Card:
    told = say("rehearsal.title", title=say.any_of(title))
    return Card(title=told, blocks=blocks, note=say("note.short"), locale=say.locale)
