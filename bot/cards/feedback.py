"""How a feedback prompt is said: one question at a time, in place, and a receipt at the end."""

from __future__ import annotations

from typing import Literal

from bot.cards.answers import answer_shown, choices
from bot.cards.card import Block, Card, Facts, Form, Input, Say, Tap, Taps, Text
from bot.model.content import Question
from bot.model.feedback import Asked, FeedbackPrompt
from bot.model.rollout import Terms

Place = Literal["only", "first", "last"]


def present_card(say: Say, asked: Asked, terms: Terms, command: str) -> Card:
    """The first open question, or the receipt when there is none."""
    question = asked.next_open()
    if asked.prompt.finished_at or question is None:
        finished = receipt_card if asked.answers else no_answers_card
        return finished(say, asked, terms, command)
    return question_card(say, asked, question, terms)


def question_card(say: Say, asked: Asked, question: Question, terms: Terms) -> Card:
    """The card of one question; the earlier answer, if any, is shown above the choices."""
    keys = [step.key for step in asked.path()]
    place = keys.index(question.key) + 1
    chosen = asked.answers.get(question.key, "")
    blocks: list[Block] = []
    if place == 1 and not asked.answers:
        minutes = asked.window.frozen.question_set.minutes
        blocks.append(Text(text=say("feedback.opening", minutes=minutes, questions=len(keys))))
        if asked.prompt.came:
            came = say(f"windows.{asked.prompt.came}", closes_at=asked.prompt.closes_at)
            blocks.append(Text(text=came, style="subtle"))
        blocks += before_answering(say, asked, terms)
    if asked.window.extended_at:
        blocks.append(Text(text=say("windows.extended_note", at=asked.window.extended_at), style="subtle"))
    blocks.append(Text(text=say.any_of(question.text.root, tool=terms.tool), style="strong"))
    if chosen:
        shown = answer_shown(say, question, chosen)
        blocks.append(Text(text=say("feedback.you_said", answer=shown), style="subtle"))
    blocks += choices(say, asked.prompt, question, chosen)
    blocks.append(_way(say, asked.prompt, question, is_first=place == 1, chosen=chosen))
    progress = say("feedback.progress", place=place, of=len(keys), closes_at=asked.prompt.closes_at)
    blocks.append(Text(text=progress, style="subtle"))
    return _card(say, asked, terms, *blocks)


def before_answering(say: Say, asked: Asked, terms: Terms) -> list[Block]:
    """Who will know whose answer it is, as it is fixed for this window; and why it opened before its time."""
    mode = say(
        f"modes.{asked.window.frozen.mode}", people=asked.people, group_minimum=terms.group_minimum,
        closes_at=asked.prompt.closes_at,
    )  # fmt: skip
    blocks: list[Block] = [Text(text=mode)]
    if why := asked.window.frozen.opened_why:
        blocks.append(Text(text=say("modes.opened_all_the_same", reason=why)))
    return blocks


def receipt_card(say: Say, asked: Asked, terms: Terms, command: str) -> Card:
    """What was answered, until when it can be changed, what happens with it, and how to erase it."""
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
        Text(text=_what_next(say, asked, terms)),
        Taps(taps=(change, Tap(label=say("rosters.view_tap"), action="me.own_report"))),
        *_receipt(say, asked.prompt.receipt, command),
    )


def _what_next(say: Say, asked: Asked, terms: Terms) -> str:
    return say(
        "feedback.what_next", closes_at=asked.prompt.closes_at, group_minimum=terms.group_minimum
    )  # fmt: skip


def reminder_card(say: Say, asked: Asked, terms: Terms, place: Place) -> Card:
    """A reminder to somebody who has not answered all; it says whether another one follows."""
    minutes = asked.window.frozen.question_set.minutes
    partial = "_partial" if asked.answers else ""
    phrase = f"feedback.reminder{partial}" if place == "only" else f"windows.{place}_reminder{partial}"
    text = say(phrase, minutes=minutes, left=asked.left(), closes_at=asked.prompt.closes_at)
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


def no_answers_card(say: Say, asked: Asked, terms: Terms, command: str) -> Card:
    """Every question was skipped, or every answer taken back: a receipt would stand for nothing."""
    text = say("closed.no_answers", closes_at=asked.prompt.closes_at)
    begin = Tap(label=say("feedback.begin"), action="feedback.change", target=asked.prompt.prompt_id)
    return _card(say, asked, terms, Text(text=text), Taps(taps=(begin,)))


def closed_card(say: Say, asked: Asked, terms: Terms, command: str, late: str = "") -> Card:
    """Something was tapped after the close. `late` is the question whose answer was kept as late; without
    one nothing was changed. What was answered in time stays, and can still be erased."""
    blocks: list[Block] = [Text(text=say(_closed_phrase(asked, late), closed_at=asked.prompt.closes_at))]
    if asked.answers:
        if late not in asked.answers:
            blocks.append(Text(text=say("closed.in_time_stays")))
        blocks += _receipt(say, asked.prompt.receipt, command)
    return _card(say, asked, terms, *blocks)


def _closed_phrase(asked: Asked, late: str) -> str:
    if not late:
        return "closed.nothing_changed"
    if late in asked.answers:
        return "closed.late_beside"
    return "closed.late_final" if asked.window.state == "closed" else "closed.late_open"


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


def thanks_card(say: Say, phrase: str, **values: object) -> Card:
    """A short thank-you."""
    return Card(
        title=say("feedback.remark_title"),
        blocks=(Text(text=say(phrase, **values)),),
        note=say("note.short"),
        locale=say.locale,
    )


def _card(say: Say, asked: Asked, terms: Terms, *blocks: Block) -> Card:
    is_named = asked.window.frozen.mode == "named"
    return Card(
        title=say.any_of(asked.window.frozen.question_set.title.root),
        blocks=blocks,
        note=say("modes.note_named") if is_named else say("feedback.note", group_minimum=terms.group_minimum),
        locale=say.locale,
    )


def _receipt(say: Say, receipt: str, command: str) -> tuple[Block, ...]:
    text = say("answers.receipt", receipt=receipt, command=command)
    return (Text(text=text, style="subtle"),) if receipt else ()


def _way(say: Say, prompt: FeedbackPrompt, question: Question, is_first: bool, chosen: str) -> Block:
    on = "answers.next" if question.takes_several and chosen else "feedback.skip"
    skip = Tap(
        label=say(on), action="feedback.skip", target=prompt.prompt_id, value=question.key,
        style="primary" if on == "answers.next" else "normal",
    )  # fmt: skip
    back = Tap(
        label=say("feedback.back"),
        action="feedback.back",
        target=prompt.prompt_id,
        value=question.key,
    )
    return Taps(taps=(skip,) if is_first else (back, skip))
