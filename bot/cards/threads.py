"""A two-way thread between a champion and whoever wrote a comment; who that is stands on no card unless said."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.card import Block, Card, Form, Input, Quote, Say, Tap, Taps, Text
from bot.model.threads import MOST_CHARACTERS, quote_mark


@dataclass(frozen=True)
class Line:
    """One message; `is_own`: of who reads the card."""

    is_own: bool
    body: str


@dataclass(frozen=True)
class View:
    """A thread as one side sees it; `author` is empty unless the author said who it is."""

    thread_id: str
    quote: str
    lines: tuple[Line, ...]
    is_open: bool
    champion: str
    author: str


def answer_author(say: Say, quote: str) -> Taps:
    """The button under words that are shown."""
    return Taps(
        taps=(Tap(label=say("threads.answer_author"), action="thread.ask", target=quote_mark(quote)),)
    )


def ask_card(say: Say, mark: str, quote: str) -> Card:
    """A champion writes to whoever wrote these words."""
    blocks = (Quote(text=quote), Text(text=say("threads.how")), _form(say, "thread.open", mark))
    return _card(say, *blocks)


def champion_card(say: Say, view: View, saved: str = "") -> Card:
    """The thread as the champion sees it."""
    who = say("threads.is_named", name=view.author) if view.author else say("threads.is_unknown")
    lead = say("threads.they_wrote")
    other = view.author or say("threads.somebody")
    return _thread(say, view, saved, lead, who, other, ())


def author_card(say: Say, view: View, saved: str = "") -> Card:
    """The thread as whoever wrote the comment sees it."""
    known = say("threads.you_are_named" if view.author else "threads.you_are_unknown", name=view.champion)
    lead = say("threads.you_wrote")
    reveal = Tap(label=say("threads.reveal"), action="thread.reveal", target=view.thread_id)
    return _thread(say, view, saved, lead, known, view.champion, () if view.author else (reveal,))


def _thread(say: Say, view: View, saved: str, lead: str, who: str, other: str, taps: tuple[Tap, ...]) -> Card:
    blocks: list[Block] = [Text(text=saved, style="strong")] if saved else []
    blocks += [Text(text=lead, style="subtle"), Quote(text=view.quote)]
    for line in view.lines:
        blocks.append(Text(text=say("threads.you") if line.is_own else other, style="strong"))
        blocks.append(Quote(text=line.body))
    blocks.append(Text(text=who, style="subtle"))
    if view.is_open:
        close = Tap(label=say("threads.close"), action="thread.close", target=view.thread_id)
        blocks += [_form(say, "thread.answer", view.thread_id), Taps(taps=(*taps, close))]
    else:
        blocks.append(Text(text=say("threads.closed")))
    return _card(say, *blocks)


def _form(say: Say, action: str, target: str) -> Form:
    field = Input(
        name="body", label=say("threads.your_words"), type="long_text", missing=say("error.fill_in"),
        max_characters=MOST_CHARACTERS,
    )  # fmt: skip
    return Form(
        fields=(field,), send=Tap(label=say("threads.send"), action=action, target=target, style="primary")
    )


def _card(say: Say, *blocks: Block) -> Card:
    return Card(title=say("threads.title"), blocks=blocks, note=say("note.short"), locale=say.locale)
