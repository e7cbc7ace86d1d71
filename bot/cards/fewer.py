"""Fewer messages, from inside a message: each way at once, each to be undone."""

from __future__ import annotations

from bot.cards.card import Card, Form, Input, Say, Tap, Taps, Text


def fewer_card(say: Say, target: str, topic: str) -> Card:
    """What would you like less of?"""
    pause = tuple(
        Tap(label=say(f"fewer.{name}"), action="fewer.pause", target=target, value=days)
        for name, days in (("week", "7"), ("two_weeks", "14"))
    )
    field = Input(name="day", label=say("fewer.until"), type="date", missing=say("error.fill_in"))
    until = Form(
        fields=(field,),
        send=Tap(label=say("fewer.until_then"), action="fewer.pause", target=target, value="day"),
    )
    rest = (
        Tap(label=say("fewer.topic", topic=topic), action="fewer.topic", target=target),
        Tap(label=say("preferences.stop"), action="fewer.stop", target=target, style="danger"),
        Tap(label=say("fewer.back"), action="fewer.back", target=target),
    )
    blocks = (Text(text=say("fewer.ask")), Taps(taps=pause), until, Taps(taps=rest))
    return Card(title=say("fewer.title"), blocks=blocks, note=say("note.short"), locale=say.locale)


def done_card(say: Say, text: str, target: str, undo: str) -> Card:
    """What holds from now on, and the way back."""
    taps = (Tap(label=say("fewer.undo"), action="fewer.undo", target=target, value=undo),)
    return Card(
        title=say("fewer.title"),
        blocks=(Text(text=text), Taps(taps=taps)),
        note=say("note.short"),
        locale=say.locale,
    )


def undone_card(say: Say, target: str) -> Card:
    """As before; the message is one tap away."""
    taps = (Tap(label=say("fewer.back"), action="fewer.back", target=target),)
    blocks = (Text(text=say("fewer.undone")), Taps(taps=taps))
    return Card(title=say("fewer.title"), blocks=blocks, note=say("note.short"), locale=say.locale)
