"""Reads `content/`, chooses the language, fills the blanks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from bot.cards.card import Recorded, Say
from bot.errors import BadInput
from bot.model.complaints import complaints
from bot.model.content import NudgeItem, PlanTask, Question, QuestionSet, ThemeItem, TipItem, Worded
from bot.model.definitions import GroupingItem, MetricItem
from bot.model.people import LOCALES

_BLANK = re.compile(r"\{(\w+)\}")
_LOOSE = re.compile(
    r"(?<=[（）「」，。：；]) +(?!·)|(?<!·)(?<! ) +(?=[（）「」，。：；])"
)  # full-width marks bring their own space; the dot between two parts keeps its own
_Item = TypeVar("_Item", bound=BaseModel)
_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh-Hant": ("週一", "週二", "週三", "週四", "週五", "週六", "週日"),
    "zh-Hans": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Content:
    """Everything under `content/`, validated in shape; `bot.check` judges the rest."""

    phrases: dict[str, Worded] = field(default_factory=dict)
    revised: dict[str, dict[str, date]] = field(default_factory=dict)
    nudges: dict[str, NudgeItem] = field(default_factory=dict)
    tips: dict[str, TipItem] = field(default_factory=dict)
    plan_tasks: dict[str, PlanTask] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    question_sets: dict[str, QuestionSet] = field(default_factory=dict)
    topics: dict[str, Worded] = field(default_factory=dict)
    themes: dict[str, ThemeItem] = field(default_factory=dict)
    metrics: dict[str, MetricItem] = field(default_factory=dict)
    groupings: dict[str, GroupingItem] = field(default_factory=dict)
    commands: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def rests(self) -> dict[str, int]:
        """For how many days each question set rests after somebody was asked it."""
        return {key: one.cooldown_days for key, one in self.question_sets.items()}


@dataclass(frozen=True)
class Saying:
    """Words in one language, with instants told in one zone; days of another year than that of
    `today` are told with their year."""

    content: Content
    locale: str
    zone: ZoneInfo
    today: date | None = None

    def __call__(self, phrase: str, /, **values: object) -> str:
        """The phrase with its blanks filled; KeyError when the phrase or a blank is unknown."""
        return self.any_of(self.content.phrases[phrase].root, **values)

    def any_of(self, worded: dict[str, str], /, **values: object) -> str:
        """The text of a trilingual item in this language, its blanks filled."""
        text = _BLANK.sub(lambda blank: self.shown(values[blank[1]]), worded[self.locale])
        return text if self.locale == "en" else _LOOSE.sub("", text)

    def shown(self, value: object) -> str:
        """A value as this language writes it: instants in the person's zone, lists joined."""
        if isinstance(value, Recorded):
            return self._record(value.at)
        if isinstance(value, datetime):
            return self._moment(value.astimezone(self.zone))
        if isinstance(value, date):
            return self._day(value)
        if isinstance(value, (list, tuple)):
            return (", " if self.locale == "en" else "、").join(self.shown(part) for part in value)
        return str(value)

    def _day(self, day: date) -> str:
        weekday = _WEEKDAYS[self.locale][day.weekday()]
        dated = self._date(day, with_year=self.today is not None and day.year != self.today.year)
        return f"{weekday} {dated}" if self.locale == "en" else f"{dated}（{weekday}）"

    def _date(self, day: date, *, with_year: bool) -> str:
        if self.locale == "en":
            return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if with_year else "")
        return (f"{day.year} 年 " if with_year else "") + f"{day.month} 月 {day.day} 日"

    def _record(self, at: date | datetime) -> str:
        if not isinstance(at, datetime):
            return self._date(at, with_year=True)
        local = at.astimezone(self.zone)
        return f"{self._date(local.date(), with_year=True)} {local:%H:%M}"

    def _moment(self, at: datetime) -> str:
        return (
            f"{self._day(at.date())} {at:%H:%M}"
            if self.locale == "en"
            else f"{self._day(at.date())}{at:%H:%M}"
        )


class Words:
    """The content of one installation, ready to speak."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._names = {
            name.casefold(): command
            for command, languages in content.commands.items()
            for names in languages.values()
            for name in names
        }

    def say(self, locale: str, zone: ZoneInfo, now: datetime | None = None) -> Say:
        """Words in `locale` (English when we do not speak it), instants told in `zone`; with `now`,
        days of another year are told with it."""
        today = now.astimezone(zone).date() if now else None
        return Saying(self.content, locale if locale in LOCALES else "en", zone, today)

    def command_named(self, text: str) -> tuple[str, str] | None:
        """Splits a typed line into a command and the words after it; None when it names none.

        A leading slash and closing punctuation do not count, nor do upper and lower case.
        """
        line = " ".join(text.replace("\u3000", " ").split()).lstrip("/").strip()
        folded = line.casefold().rstrip(".。!！?？") or line
        if folded in self._names:
            return self._names[folded], ""
        first, _, rest = line.partition(" ")
        if first.casefold() in self._names:
            return self._names[first.casefold()], rest.strip()
        return None

    def name_of(self, command: str, locale: str) -> str:
        """The name a command is shown under in help."""
        languages = self.content.commands[command]
        return (languages.get(locale) or languages["en"])[0]


def load_content(folder: Path) -> Content:
    """Reads a content folder; BadInput lists every file that can't be read, with the key."""
    problems: list[str] = []
    revised: dict[str, dict[str, date]] = {}
    content = Content(
        phrases=_phrases(folder / "phrases", revised, problems),
        revised=revised,
        nudges=_items(folder / "nudges", NudgeItem, problems),
        tips=_items(folder / "tips", TipItem, problems),
        plan_tasks=_items(folder / "plan_tasks", PlanTask, problems),
        questions=_items(folder / "questions", Question, problems),
        question_sets=_items(folder / "question_sets", QuestionSet, problems),
        topics=_topics(folder / "topics.toml", revised, problems),
        themes=_items(folder / "themes", ThemeItem, problems),
        metrics=_items(folder / "metrics", MetricItem, problems),
        groupings=_items(folder / "groupings", GroupingItem, problems),
        commands=_commands(folder / "commands.toml", problems),
    )
    if problems:
        raise BadInput(problems)
    return content


def read_toml(path: Path, problems: list[str]) -> dict[str, Any]:
    """The file as a table; a file that can't be read becomes a problem, with its name and line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"{path.parent.name}/{path.name}: can't be read as TOML in UTF-8: {error}")
        return {}


def _items(folder: Path, model: type[_Item], problems: list[str]) -> dict[str, _Item]:
    found: dict[str, _Item] = {}
    for path in sorted(folder.glob("*.toml")):
        table = read_toml(path, problems)
        try:
            if table or not path.stat().st_size:
                found[path.stem] = model.model_validate(table)
        except ValidationError as error:
            file = f"{folder.name}/{path.name}"
            problems.extend(f"{file}: {complaint}" for complaint in complaints(error, model))
    return found


def _phrases(folder: Path, revised: dict[str, dict[str, date]], problems: list[str]) -> dict[str, Worded]:
    found: dict[str, Worded] = {}
    for path in sorted(folder.glob("*.toml")):
        table = read_toml(path, problems)
        revised[path.name] = table.pop("revised", {})
        for key, worded in table.items():
            _keep(
                f"{path.stem}.{key}",
                worded,
                Worded.model_validate,
                f"phrases/{path.name}",
                found,
                problems,
            )
    return found


def _topics(path: Path, revised: dict[str, dict[str, date]], problems: list[str]) -> dict[str, Worded]:
    found: dict[str, Worded] = {}
    table = read_toml(path, problems) if path.exists() else {}
    revised[path.name] = table.pop("revised", {})
    for key, worded in table.items():
        _keep(key, worded, Worded.model_validate, path.name, found, problems)
    return found


def _keep(
    key: str,
    raw: Any,
    make: Callable[[Any], Worded],
    name: str,
    found: dict[str, Worded],
    problems: list[str],
) -> None:
    try:
        found[key] = make(raw)
    except ValidationError as error:
        problems.extend(f"{name}: {key}: {complaint}" for complaint in complaints(error, Worded))


def _commands(path: Path, problems: list[str]) -> dict[str, dict[str, list[str]]]:
    return read_toml(path, problems) if path.exists() else {}
