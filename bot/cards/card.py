"""What we say before it is dressed: a card is a title, a closed set of blocks, and a note.

Each platform's renderer matches on `Block` with `assert_never`, so a new block without a renderer
is a type error. All text in a card is plain: no markup is ever read out of it, which is why a
person's words can stand in a card without becoming a mention, a link or a formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import UserError


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Frozen):
    """A paragraph. `strong` for the one sentence that matters, `subtle` for what may be skipped."""

    kind: Literal["text"] = "text"
    text: str
    style: Literal["normal", "strong", "subtle"] = "normal"


class Quote(_Frozen):
    """Somebody's own words, word for word."""

    kind: Literal["quote"] = "quote"
    text: str
    by: str = ""


class Copyable(_Frozen):
    """Text to copy into a tool, shown in fixed width."""

    kind: Literal["copyable"] = "copyable"
    text: str


class Facts(_Frozen):
    """Pairs of a short label and its value, read top to bottom."""

    kind: Literal["facts"] = "facts"
    pairs: tuple[tuple[str, str], ...]


class Series(_Frozen):
    """One line of a chart; `values` runs along the chart's categories, None where unknown."""

    name: str
    values: tuple[float | None, ...]


class Chart(_Frozen):
    """A line chart of at most 6 series over at most 12 categories, and the same in one line of text."""

    kind: Literal["chart"] = "chart"
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    x_label: str = ""


class Tap(_Frozen):
    """A button. On the wire it carries `action`, `target` and `value`: opaque ids, never a name."""

    label: str
    action: str
    target: str = ""
    value: str = ""
    style: Literal["normal", "primary", "danger"] = "normal"


class Taps(_Frozen):
    """Buttons side by side."""

    kind: Literal["taps"] = "taps"
    taps: tuple[Tap, ...]


class Choice(_Frozen):
    """One entry of a `Pick`."""

    label: str
    value: str


class Pick(_Frozen):
    """One choice from a list too long for buttons; choosing acts at once.

    `value` is the choice that holds now; `missing` is what to say to a tap without any choice.
    """

    kind: Literal["pick"] = "pick"
    label: str
    action: str
    target: str = ""
    choices: tuple[Choice, ...]
    value: str = ""
    missing: str = ""


class Input(_Frozen):
    """One input of a form. `name` is the key under which the text arrives; `missing` is what to say
    when a required one was left empty."""

    name: str
    label: str
    type: Literal["text", "long_text", "date", "time"] = "text"
    value: str = ""
    hint: str = ""
    required: bool = True
    missing: str = ""
    max_characters: int = 500


class Form(_Frozen):
    """Inputs with one button that sends them."""

    kind: Literal["form"] = "form"
    fields: tuple[Input, ...]
    send: Tap


class Link(_Frozen):
    """A link to a page of the customer's own; https only."""

    kind: Literal["link"] = "link"
    label: str
    url: str


class Rule(_Frozen):
    """A thin line between two parts of a card."""

    kind: Literal["rule"] = "rule"


Block = Annotated[
    Text | Quote | Copyable | Facts | Chart | Taps | Pick | Form | Link | Rule,
    Field(discriminator="kind"),
]


class Card(_Frozen):
    """A whole message. `note` says why you got this, that I am a bot, how to stop, how to reach a
    person; `locale` tells the platform and the screen reader which language this is."""

    title: str
    blocks: tuple[Block, ...]
    note: str
    locale: str = "en"

    def taps(self) -> tuple[Tap, ...]:
        """Every button of the card, forms included, in reading order."""
        found: list[Tap] = []
        for block in self.blocks:
            if isinstance(block, Taps):
                found.extend(block.taps)
            elif isinstance(block, Form):
                found.append(block.send)
        return tuple(found)


@dataclass(frozen=True)
class Recorded:
    """A date or instant that stands in a record, to be read years later: told with its year."""

    at: date | datetime


class Say(Protocol):
    """Words in one person's language and zone; made by `bot.words`, used by everything that speaks."""

    @property
    def locale(self) -> str:
        """The language: one of `LOCALES`."""
        ...

    def __call__(self, phrase: str, /, **values: object) -> str:
        """The phrase with its blanks filled; unknown phrase or blank is an error of ours."""
        ...

    def any_of(self, worded: dict[str, str], /, **values: object) -> str:
        """The text of a trilingual content item in this language."""
        ...


def sorry(say: Say, error: UserError) -> Card:
    """The card that tells a person what went wrong and what to do next."""
    return Card(
        title=say("error.title"),
        blocks=(Text(text=say(error.phrase, **error.values)),),
        note=say("note.short"),
        locale=say.locale,
    )
