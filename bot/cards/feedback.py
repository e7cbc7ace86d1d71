"""How a feedback prompt is said: one question at a time, in place, and a receipt at the end."""

from __future__ import annotations

from bot.cards.card import Block, Card, Choice, Facts, Form, Input, Pick, Say, Tap, Taps, Text
from bot.model.content import Question
from bot.model.feedback import Asked, FeedbackPrompt
from bot.model.rollout import Terms

_MOST_BUTTONS = 6


def present_card(say: Say, asked: Asked, terms: Terms) -> Card:
    """The first open question, or the receipt when there is none."""
    question = asked.next_open()
    if asked.prompt.finished_at or question is None:
        return receipt_card(say, asked, terms)
    return question_card(say, asked, question, terms)


def question_card(say: Say, asked: Asked, question: Question, terms: Terms) -> Card:
    """The card of one question; the earlier answer, if any, is shown above the choices."""
    keys = [step.key for step in asked.path()]
    place = keys.index(question.key) + 1
    chosen = asked.answers.get(question.key, "")
    blocks: list[Block] = []
    if not asked.answers:
        minutes = asked.window.frozen.question_set.minutes
        blocks.append(Text(text=say("feedback.opening", minutes=minutes, questions=len(keys))))
    blocks.append(Text(text=say.any_of(question.text.root, tool=terms.tool), style="strong"))
    if chosen:
        shown = answer_shown(say, question, chosen)
        blocks.append(Text(text=say("feedback.you_said", answer=shown), style="subtle"))
    blocks += _choices(say, asked.prompt, question, chosen)
    blocks.append(_way(say, asked.prompt, question, is_first=place == 1))
    progress = say("feedback.progress", place=place, of=len(keys), closes_at=asked.prompt.closes_at)
    blocks.append(Text(text=progress, style="subtle"))
    return _card(say, asked, terms, *blocks)


def receipt_card(say: Say, asked: Asked, terms: Terms) -> Card:
    """What was answered, until when it can be changed, and what happens with it."""
    pairs = tuple(
        (
            say.any_of(question.text.root, tool=terms.tool),
            answer_shown(say, question, asked.answers[question.key]),
        )
        for question in asked.path()
        if question.key in asked.answers
    )
    change = Tap(label=say("feedback.change"), action="feedback.change", target=asked.prompt.prompt_id)
    return _card(
        say,
        asked,
        terms,
        Text(text=say("feedback.thanks"), style="strong"),
        *((Facts(pairs=pairs),) if pairs else ()),
        Text(text=say("feedback.what_next", closes_at=asked.prompt.closes_at)),
        Taps(taps=(change, Tap(label=say("rosters.view_tap"), action="me.own_report"))),
        Text(text=say("feedback.receipt", receipt=asked.prompt.receipt), style="subtle"),
    )


def reminder_card(say: Say, asked: Asked, terms: Terms) -> Card:
    """The one reminder to somebody who has not answered all."""
    minutes = asked.window.frozen.question_set.minutes
    text = say("feedback.reminder", minutes=minutes, closes_at=asked.prompt.closes_at)
    if asked.answers:
        text = say("feedback.reminder_partial", left=asked.left(), closes_at=asked.prompt.closes_at)
    target = asked.prompt.prompt_id
    taps = (
        Tap(label=say("feedback.begin"), action="feedback.change", target=target, style="primary"),
        Tap(label=say("feedback.not_now"), action="feedback.decline", target=target),
    )
    return _card(say, asked, terms, Text(text=text), Taps(taps=taps))


def declined_card(say: Say, asked: Asked, terms: Terms, command: str) -> Card:
    """Not this time: what that means, and how to change one's mind."""
    text = say("feedback.declined", command=command, closes_at=asked.prompt.closes_at)
    return _card(say, asked, terms, Text(text=text))


def closed_card(say: Say, asked: Asked, terms: Terms) -> Card:
    """An answer came after the close: it is kept as late, and said so."""
    return _card(say, asked, terms, Text(text=say("feedback.closed", closed_at=asked.prompt.closes_at)))


def remark_card(say: Say) -> Card:
    """A place to say something outside any window."""
    field = Input(
        name="body", label=say("feedback.remark_label"), type="long_text", missing=say("error.fill_in"),
        max_characters=2000,
    )  # fmt: skip
    send = Tap(label=say("feedback.send"), action="feedback.remark", style="primary")
    return Card(
        title=say("feedback.remark_title"),
        blocks=(Text(text=say("feedback.remark_text")), Form(fields=(field,), send=send)),
        note=say("note.short"),
        locale=say.locale,
    )


def thanks_card(say: Say, phrase: str) -> Card:
    """A short thank-you."""
    return Card(
        title=say("feedback.remark_title"),
        blocks=(Text(text=say(phrase)),),
        note=say("note.short"),
        locale=say.locale,
    )


def answer_shown(say: Say, question: Question, value: str) -> str:
    """An answer as the person reads it: the option's label, or the person's own words."""
    option = question.option(value)
    return say.any_of(option.label) if option else value


def _card(say: Say, asked: Asked, terms: Terms, *blocks: Block) -> Card:
    return Card(
        title=say.any_of(asked.window.frozen.question_set.title.root),
        blocks=blocks,
        note=say("feedback.note", group_minimum=terms.group_minimum),
        locale=say.locale,
    )


def _choices(say: Say, prompt: FeedbackPrompt, question: Question, chosen: str) -> list[Block]:
    if question.kind == "text":
        field = Input(
            name="body", label=say("feedback.your_words"), type="long_text", value=chosen,
            max_characters=question.max_characters, required=False,
        )  # fmt: skip
        send = Tap(
            label=say("feedback.send"), action="feedback.write", target=prompt.prompt_id, value=question.key,
            style="primary",
        )  # fmt: skip
        return [Form(fields=(field,), send=send)]
    if len(question.options) > _MOST_BUTTONS:
        choices = tuple(
            Choice(label=say.any_of(option.label), value=f"{question.key}:{option.key}")
            for option in question.options
        )
        pick = Pick(
            label=say("feedback.choose"),
            action="feedback.answer",
            target=prompt.prompt_id,
            choices=choices,
            value=f"{question.key}:{chosen}" if chosen else "",
            missing=say("error.choose_one"),
        )
        return [pick]
    taps = tuple(
        Tap(
            label=say.any_of(option.label), action="feedback.answer", target=prompt.prompt_id,
            value=f"{question.key}:{option.key}", style="primary" if option.key == chosen else "normal",
        )
        for option in question.options
    )  # fmt: skip
    return [Taps(taps=taps)]


def _way(say: Say, prompt: FeedbackPrompt, question: Question, is_first: bool) -> Block:
    skip = Tap(
        label=say("feedback.skip"),
        action="feedback.skip",
        target=prompt.prompt_id,
        value=question.key,
    )
    back = Tap(
        label=say("feedback.back"),
        action="feedback.back",
        target=prompt.prompt_id,
        value=question.key,
    )
    return Taps(taps=(skip,) if is_first else (back, skip))
