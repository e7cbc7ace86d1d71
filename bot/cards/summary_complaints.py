"""A number is questioned: which one, why, what whoever answers for it says, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards.card import Block, Card, Choice, Form, Input, Pick, Quote, Say, Tap, Text
from bot.cards.metrics import number_choices
from bot.model.definitions import MetricItem
from bot.model.summary import Summary

MOST_WORDS = 500


def which_card(
    say: Say, summary_id: str, summary: Summary, known: Mapping[str, MetricItem], other: str
) -> Card:
    """Which number looks wrong: one choice; `other` stands for something that is no number."""
    choices = (
        *number_choices(say, summary, known),
        Choice(label=say("complaints.other"), value=other),
    )
    pick = Pick(
        label=say("complaints.which"), action="complaint.number", target=summary_id, choices=choices,
        missing=say("error.choose_one"),
    )  # fmt: skip
    return _card(say, say("complaints.which_title"), Text(text=say("complaints.which_text")), pick)


def words_card(say: Say, summary_id: str, key: str, name: str, value: str) -> Card:
    """What looks wrong with it, in own words; it goes to a person."""
    field = Input(
        name="body", label=say("complaints.words"), type="long_text", missing=say("summary.wrong_empty"),
        max_characters=MOST_WORDS,
    )  # fmt: skip
    send = Tap(
        label=say("summary.send"), action="summary.report", target=summary_id, value=key, style="primary"
    )
    told = (Text(text=value),) if value else ()
    title = say("complaints.words_title", name=name)
    return _card(say, title, *told, Text(text=say("complaints.which_text")), Form(fields=(field,), send=send))


def request_card(say: Say, complaint_id: str, about: str, words: str) -> Card:
    """For whoever answers: what is questioned, the words, and the two ways to answer."""
    said = (Quote(text=words),) if words else ()
    return _card(
        say,
        say("complaints.request_title"),
        Text(text=about),
        *said,
        _answer_form(say, complaint_id, "right"),
        _answer_form(say, complaint_id, "corrected"),
    )


def answered_card(say: Say, about: str, reason: str, words: str) -> Card:
    """For whoever asked: what became of it."""
    asked = (Quote(text=words),) if words else ()
    return _card(say, say("complaints.told_title"), *asked, Text(text=about), Quote(text=reason))


def kept_card(say: Say) -> Card:
    """For whoever answered."""
    return _card(say, say("complaints.request_title"), Text(text=say("complaints.kept")))


def _answer_form(say: Say, complaint_id: str, way: str) -> Form:
    label = say(f"complaints.{way}")
    field = Input(
        name=f"reason_{way}", label=label, type="long_text", missing=say("complaints.reason_missing"),
        max_characters=MOST_WORDS,
    )  # fmt: skip
    send = Tap(label=say(f"complaints.{way}_send"), action="complaint.answer", target=complaint_id, value=way)
    return Form(fields=(field,), send=send)


def _card(say: Say, title: str, *blocks: Block) -> Card:
    return Card(title=title, blocks=blocks, note=say("note.short"), locale=say.locale)
