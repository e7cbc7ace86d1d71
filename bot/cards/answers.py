"""How the answers of a question are offered, and how one that was given is shown."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.card import Block, Choice, Form, Input, Pick, Say, Tap, Taps, Text
from bot.model.answers import in_order
from bot.model.content import Option, Question
from bot.model.feedback import FeedbackPrompt

_MOST_BUTTONS = 6
_MARKED = "✓"


def choices(say: Say, prompt: FeedbackPrompt, question: Question, chosen: str) -> list[Block]:
    """What there is to tap or to fill in; `chosen` is the answer so far."""
    options = in_order(question, prompt.prompt_id)
    if question.kind == "text":
        return [_words(say, prompt, question, chosen)]
    if question.kind == "number":
        standard = [_buttons(say, prompt, question, options, chosen)] if options else []
        return [_number(say, prompt, question, chosen), *standard]
    if question.takes_several:
        return [_hint(say, question), _marks(say, prompt, question, options, chosen)]
    if len(options) > _MOST_BUTTONS:
        return [_pick(say, prompt, question, options, chosen)]
    return [_buttons(say, prompt, question, options, chosen)]


def answer_shown(say: Say, question: Question, value: str) -> str:
    """An answer as the person reads it: labels, places, a number with its unit, or the person's own words."""
    chosen = question.chosen(value)
    if question.kind == "ranking" and question.own_options and len(chosen) > 1:
        return " · ".join(
            f"{place}. {say.any_of(option.label)}" for place, option in enumerate(chosen, start=1)
        )
    if chosen:
        return " · ".join(say.any_of(option.label) for option in chosen)
    if question.kind == "number" and question.unit:
        return f"{value} {say.any_of(question.unit.root)}"
    return value


def _words(say: Say, prompt: FeedbackPrompt, question: Question, chosen: str) -> Form:
    field = Input(
        name="body", label=say("feedback.your_words"), type="long_text", value=chosen,
        max_characters=question.max_characters, required=False,
    )  # fmt: skip
    return Form(fields=(field,), send=_send(say, prompt, question))


def _number(say: Say, prompt: FeedbackPrompt, question: Question, chosen: str) -> Form:
    unit = say.any_of(question.unit.root) if question.unit else ""
    bounds = {"least": f"{question.least:g}", "most": f"{question.most:g}", "unit": unit}
    field = Input(
        name="body", label=say("answers.number", **bounds), missing=say("answers.not_a_number", **bounds),
        value="" if question.option(chosen) else chosen, max_characters=20, required=False,
    )  # fmt: skip
    return Form(fields=(field,), send=_send(say, prompt, question))


def _send(say: Say, prompt: FeedbackPrompt, question: Question) -> Tap:
    return Tap(
        label=say("feedback.send"), action="feedback.write", target=prompt.prompt_id, value=question.key,
        style="primary",
    )  # fmt: skip


def _hint(say: Say, question: Question) -> Text:
    if question.kind == "ranking":
        most = min(question.most_picks, len(question.own_options))
        return Text(text=say("answers.rank", most=most), style="subtle")
    return Text(text=say("answers.mark_all"), style="subtle")


def _marks(
    say: Say, prompt: FeedbackPrompt, question: Question, options: Sequence[Option], chosen: str
) -> Taps:
    marked = [option.key for option in question.chosen(chosen)]
    return Taps(taps=tuple(_mark(say, prompt, question, option, marked) for option in options))


def _mark(say: Say, prompt: FeedbackPrompt, question: Question, option: Option, marked: list[str]) -> Tap:
    """A button says what it will do: tapped twice by mistake it does the same once."""
    label, is_on = say.any_of(option.label), option.key in marked
    if is_on:
        sign = f"{marked.index(option.key) + 1}." if question.kind == "ranking" else _MARKED
        label = f"{sign} {label}"
    return Tap(
        label=label, action="feedback.mark", target=prompt.prompt_id,
        value=f"{question.key}:{option.key}:{'off' if is_on else 'on'}", style="primary" if is_on else "normal",
    )  # fmt: skip


def _pick(
    say: Say, prompt: FeedbackPrompt, question: Question, options: Sequence[Option], chosen: str
) -> Pick:
    return Pick(
        label=say("feedback.choose"),
        action="feedback.answer",
        target=prompt.prompt_id,
        choices=tuple(
            Choice(label=say.any_of(option.label), value=f"{question.key}:{option.key}") for option in options
        ),
        value=f"{question.key}:{chosen}" if chosen else "",
        missing=say("error.choose_one"),
    )


def _buttons(
    say: Say, prompt: FeedbackPrompt, question: Question, options: Sequence[Option], chosen: str
) -> Taps:
    taps = tuple(
        Tap(
            label=say.any_of(option.label), action="feedback.answer", target=prompt.prompt_id,
            value=f"{question.key}:{option.key}", style="primary" if option.key == chosen else "normal",
        )
        for option in options
    )  # fmt: skip
    return Taps(taps=taps)
