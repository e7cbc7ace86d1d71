"""What one can do here, and the way to a person."""

from __future__ import annotations

from bot.cards.card import Card, Facts, Quote, Say, Tap, Taps, Text
from bot.cards.limits import FACTS


def help_card(say: Say, commands: tuple[tuple[str, str], ...], unknown: str = "") -> Card:
    """Commands this person may use, each with what it does; `unknown` is what was not understood."""
    first = say("help.unknown", text=unknown) if unknown else say("help.hello")
    taps = (
        Tap(label=say("privacy.show_me"), action="me.show_beside"),
        Tap(label=say("human.ask"), action="human.ask"),
    )
    facts = (Facts(pairs=commands[at : at + FACTS]) for at in range(0, len(commands), FACTS))
    blocks = (Text(text=first), *facts, Taps(taps=taps))
    return Card(title=say("help.title"), blocks=blocks, note=say("note.short"), locale=say.locale)


def human_card(say: Say, human: str | list[str]) -> Card:
    """A person was told; nobody asks why."""
    return Card(
        title=say("human.title"),
        blocks=(Text(text=say("human.told", human=human)),),
        note=say("note.short"),
        locale=say.locale,
    )


def human_request_card(say: Say, name: str, email: str, words: str, request_id: str) -> Card:
    """Somebody wants to talk to a person: for the one who answers."""
    taps = Taps(taps=(Tap(label=say("human.take"), action="human.take", target=request_id, style="primary"),))
    said = (Quote(text=words),) if words else ()
    blocks = (Text(text=say("human.request", name=name, email=email)), *said, taps)
    return Card(title=say("human.request_title"), blocks=blocks, note=say("note.short"), locale=say.locale)


def human_taken_card(say: Say, name: str, email: str) -> Card:
    """The request is in somebody's hands."""
    blocks = (Text(text=say("human.taken", name=name, email=email)),)
    return Card(title=say("human.request_title"), blocks=blocks, note=say("note.short"), locale=say.locale)
