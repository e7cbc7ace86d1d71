"""How it is said that a nudge was retired, and that nudges stop."""

from __future__ import annotations

from bot.cards.card import Card, Say, Tap, Taps, Text
from bot.model.effect import Counts, difference, points, seen_by


def retired_card(say: Say, title: str, counts: Counts | None) -> Card:
    """To a champion: what goes out no longer, and the numbers that say why, where they may be told."""
    why = say("results.effect_untold", title=title) if counts is None else _numbers(say, title, counts)
    return Card(
        title=say("effects.retired_title"),
        blocks=(Text(text=why), Text(text=say("effects.how_judged"), style="subtle")),
        note=say("note.short"),
        locale=say.locale,
    )


def _numbers(say: Say, title: str, counts: Counts) -> str:
    _, low, high = difference(counts)
    return say(
        "effects.retired", title=title, nudged=counts.nudged, held=counts.held,
        low=signed(low), high=signed(high), smallest=points(seen_by(counts) or 1.0),
    )  # fmt: skip


def resting_card(say: Say) -> Card:
    """To a person: that nudges stop, and how to get them again."""
    again = Tap(label=say("effects.again"), action="effects.again")
    settings = Tap(label=say("effects.settings"), action="me.show_beside")
    return Card(
        title=say("effects.resting_title"),
        blocks=(Text(text=say("effects.resting")), Taps(taps=(again, settings))),
        note=say("note.short"),
        locale=say.locale,
    )


def again_card(say: Say) -> Card:
    """To a person who wants them again."""
    return Card(
        title=say("effects.resting_title"),
        blocks=(Text(text=say("effects.come_again")),),
        note=say("note.short"),
        locale=say.locale,
    )


def signed(share: float) -> str:
    """A difference in whole points with its sign: +4, -12, 0."""
    whole = round(100 * share)
    return f"+{whole}" if whole > 0 else str(whole).replace("-", "\N{MINUS SIGN}")
