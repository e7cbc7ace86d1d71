"""The shape of what we say: one item a file, every language side by side."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from bot.model.people import LOCALES
from bot.model.segments import SEGMENTS, UseSegment


class Worded(RootModel[dict[str, str]]):
    """One text in every language we speak; a missing or empty one is refused."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _speaks_every_language(self) -> Worded:
        missing = [locale for locale in LOCALES if not self.root.get(locale, "").strip()]
        if missing:
            raise ValueError(f"missing in {', '.join(missing)}: write it in every language")
        strange = sorted(self.root.keys() - set(LOCALES))
        if strange:
            raise ValueError(f"unknown language {', '.join(strange)}: use {', '.join(LOCALES)}")
        return self


def stale_languages(revised: dict[str, date]) -> list[str]:
    """Languages written before the newest one, or without a date; all of them when none has one."""
    newest = max(revised.values(), default=date.max)
    return [locale for locale in LOCALES if revised.get(locale, date.min) < newest]


class Item(BaseModel):
    """A content file. `revised` says when each language was last written: an older one is stale."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    revised: dict[str, date]

    def stale_languages(self) -> list[str]:
        """Languages written before the newest one, or never."""
        return stale_languages(self.revised)


Cause = Literal["tap", "access", "useful", "quality", "trust"]


class NudgeItem(Item):
    """A small push at the right moment: one ask, benefit first, time cost stated.

    It is for people of these `segments` of use; `topic` is what a person may switch off, its stage
    unless it is said.
    `asks_plan`: its answer is a when-then plan. `fails_as`: what went wrong when somebody says that it
    failed. `rescues`: what must have gone wrong for it to come, by a tap or by the answer to that question.
    """

    stage: str
    roles: tuple[str, ...]
    segments: tuple[UseSegment, ...] = SEGMENTS
    topic: str = ""
    minutes: int = Field(ge=1, le=30)
    asks_plan: bool = False
    fails_as: Cause = "tap"
    rescues: tuple[Cause, ...] = ()
    checked_on: date
    title: Worded
    body: Worded
    copy_text: Worded | None = Field(None, alias="copy")


class TipItem(Item):
    """What power users learned, with a passport: role, tool, data class, when checked, until when."""

    role: str
    tool: str
    task: str
    segments: tuple[UseSegment, ...] = SEGMENTS
    topic: str = ""
    data_class: Literal["public", "internal", "confidential"]
    checked_on: date
    expires_on: date
    title: Worded
    body: Worded
    copy_text: Worded | None = Field(None, alias="copy")


class PlanTask(Item):
    """What a person may plan to do: `label` ends the sentence “After my next meeting, I will …”."""

    order: int = Field(ge=1)
    label: Worded
    copy_text: Worded = Field(alias="copy")


class ThemeItem(Item):
    """What comments can be about, and the words that tell, in each language. `obstacle`: it can stand in
    the way; else it is named only where we ask what went well. `undone_by_no`: its words say by themselves what
    is good or bad (slow, wrong, faster), so a no before one takes it back; “no permission” takes nothing back."""

    obstacle: bool
    undone_by_no: bool = False
    title: Worded
    words: dict[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _has_words_in_every_language(self) -> ThemeItem:
        if set(self.words) != set(LOCALES) or not all(self.words.values()):
            raise ValueError(f"words: at least one in each of {', '.join(LOCALES)}, and no other language")
        return self


Kind = Literal["scale", "choice", "many", "yes_no", "number", "time", "text", "ranking"]
NOT_APPLICABLE, NOT_SAID = "na", "prefer-not-to-say"
STANDARD = (NOT_APPLICABLE, NOT_SAID)  # answers that say nothing about the matter; they stand last and alone
_WITHOUT_OPTIONS = ("text", "number")
_WITHOUT_ORDER = ("choice", "many", "ranking")


class Option(BaseModel):
    """One labelled answer; `minutes` is the midpoint of a time band."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    key: str = Field(max_length=20, pattern=r"^[^,:|]+$")
    en: str
    zh_hant: str = Field(alias="zh-Hant")
    zh_hans: str = Field(alias="zh-Hans")
    minutes: float | None = None

    @property
    def label(self) -> dict[str, str]:
        return {"en": self.en, "zh-Hant": self.zh_hant, "zh-Hans": self.zh_hans}


class Question(Item):
    """One question. `favourable` names the options that count as a good answer.

    `scale` is ordinal, `time` has bands with minutes, `many` takes any number of options, `ranking` puts up
    to `most_picks` of them in order; a `number` has a `unit` and lies from `least` to `most`. With `shuffle`
    everybody sees the options in an order of their own, those of `STANDARD` last.
    """

    kind: Kind
    role: str
    optional: bool = False
    favourable: tuple[str, ...] = ()
    max_characters: int = Field(500, ge=1, le=3000)
    shuffle: bool = False
    most_picks: int = Field(5, ge=2, le=5)
    unit: Worded | None = None
    least: float = 0
    most: float = 0
    decimals: int = Field(0, ge=0, le=2)
    text: Worded
    options: tuple[Option, ...] = ()

    @model_validator(mode="after")
    def _options_fit(self) -> Question:
        keys = [option.key for option in self.options]
        if len(set(keys)) != len(keys):
            raise ValueError("options: every key once")
        if (self.kind in _WITHOUT_OPTIONS) == bool(self.own_options):
            raise ValueError("options: none for text and numbers, at least two otherwise")
        if self.kind == "text" and keys:
            raise ValueError("options: none for text; who does not want to write taps Skip")
        if unknown := set(self.favourable) - set(keys):
            raise ValueError(f"favourable: no option {', '.join(sorted(unknown))}")
        return self

    @model_validator(mode="after")
    def _kind_fits(self) -> Question:
        if self.kind == "number" and (self.unit is None or self.least >= self.most):
            raise ValueError("a number needs its unit, and least below most")
        if self.kind == "time" and any(option.minutes is None for option in self.own_options):
            raise ValueError("options: every band of a time has its minutes")
        if self.kind == "yes_no" and [option.key for option in self.own_options] != ["yes", "no"]:
            raise ValueError("options: yes and no, in this order")
        if self.shuffle and self.kind not in _WITHOUT_ORDER:
            raise ValueError(f"shuffle: only for {', '.join(_WITHOUT_ORDER)}; other answers have an order")
        return self

    @property
    def own_options(self) -> tuple[Option, ...]:
        """The options that say something about the matter."""
        return tuple(option for option in self.options if option.key not in STANDARD)

    @property
    def takes_several(self) -> bool:
        return self.kind in ("many", "ranking")

    def option(self, key: str) -> Option | None:
        return next((option for option in self.options if option.key == key), None)

    def chosen(self, value: str) -> tuple[Option, ...]:
        """The options an answer names, in its own order; none for own words and numbers."""
        keys = value.split(",") if self.takes_several else [value]
        return tuple(option for key in keys if (option := self.option(key)))


class Ask(BaseModel):
    """One question in a set, and when it is asked: earlier answers may call for it or rule it out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    ask_when: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    skip_when: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def is_asked(self, answers: dict[str, str]) -> bool:
        """Whether the question is asked, given the answers so far (question key → option key)."""
        if any(_names(answers, earlier, values) for earlier, values in self.skip_when.items()):
            return False
        return all(_names(answers, earlier, values) for earlier, values in self.ask_when.items())


def _names(answers: dict[str, str], earlier: str, values: tuple[str, ...]) -> bool:
    return not set(answers.get(earlier, "").split(",")).isdisjoint(values)


class QuestionSet(Item):
    """The questions of one window, in order; `minutes` is the honest time cost.

    Who was asked these is left in peace with them for `cooldown_days`; every set has a clock of its own.
    """

    minutes: int = Field(ge=1, le=5)
    cooldown_days: int = Field(0, ge=0, le=400)
    title: Worded
    ask: tuple[Ask, ...] = Field(min_length=1)

    def path(self, answers: dict[str, str]) -> list[str]:
        """The questions a person with these answers is asked, in order."""
        return [step.question for step in self.ask if step.is_asked(answers)]
