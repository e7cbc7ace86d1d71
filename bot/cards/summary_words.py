"""A number in words: how many of whom, how sure, against which target, how good the evidence is."""

from __future__ import annotations

from bot.cards.card import Say
from bot.model.figures import Number, Share

IN_MINUTES = ("minutes", "net-time")


def number_label(say: Say, number: Number) -> str:
    """Which of the four numbers this is; a habit says over how many weeks."""
    return say(f"summary.label_{number.key}", weeks=number.weeks)


def number_value(say: Say, number: Number) -> str:
    """The number as one line; a hidden or missing one says why."""
    if number.state != "shown":
        return say(f"summary.state_{number.state}", weeks=number.weeks)
    parts = [_amount(say, number), likely_words(say, number), _against_target(say, number)]
    if number.arrow:
        parts.append(say(f"arrows.{number.arrow}"))
    if number.asked_in is not None:
        parts.append(say("summary.asked_in", week=number.asked_in))
    parts.append(say("summary.evidence", grade=number.grade))
    return " · ".join(part for part in parts if part)


def share_words(say: Say, share: Share) -> str:
    """So many of so many people, without percent; near the ends only a bound. Of people who are told to be so many
    at least, their share alone."""
    if share.is_least:
        if share.percent is None:
            return say(f"figures.half_{share.edge}", of=share.of)
        phrase = f"figures.part_{share.edge}" if share.edge else "figures.part"
        return say(phrase, percent=share.percent, of=share.of)
    return say(f"summary.share{'_' + share.edge if share.edge else ''}", count=share.count, of=share.of)


def _amount(say: Say, number: Number) -> str:
    share = number.share
    if number.key in IN_MINUTES:
        phrase = "figures.minutes_least" if share and share.is_least else "summary.minutes"
        return say(phrase, minutes=number.minutes, people=share.of if share else 0)
    if share is None:
        return ""
    words = share_words(say, share)
    if share.is_least:
        return words
    if share.percent is None:
        return say("summary.too_few", share=words)
    return words if share.edge else say("summary.percent", share=words, percent=share.percent)


def likely_words(say: Say, number: Number) -> str:
    """The likely range; empty where none may be told."""
    unit = "minutes" if number.key in IN_MINUTES else "percent"
    if number.share and number.share.percent is None and unit == "percent":
        return ""
    if number.low is not None and number.high is not None:
        phrase = f"likely_{unit}" if number.low != number.high else ""
    elif number.high is not None:
        phrase = "likely_up_to"
    else:
        phrase = "likely_from" if number.low is not None else ""
    return say(f"summary.{phrase}", low=number.low, high=number.high) if phrase else ""


def _against_target(say: Say, number: Number) -> str:
    if number.key in IN_MINUTES:
        return say(f"summary.{number.certainty}_time_{number.side}") if number.certainty != "cant_tell" else (
            say("summary.cant_tell")
        )  # fmt: skip
    if number.target is None:
        return ""
    if number.certainty == "cant_tell":
        return say("summary.cant_tell_target", target=number.target)
    return say(f"summary.{number.certainty}_{number.side}", target=number.target)
