"""What somebody hears who asks to join."""

from __future__ import annotations

from datetime import date

from bot.cards.card import Block, Card, Say, Tap, Taps, Text


def joined_card(say: Say, phase: str, begins_on: date, is_stopped: bool) -> Card:
    """Noted, with the date and the way back."""
    blocks: list[Block] = [Text(text=say("volunteers.joined", phase=phase, monday=begins_on))]
    if is_stopped:
        blocks.append(Text(text=say("volunteers.stopped")))
    blocks.append(Taps(taps=(Tap(label=say("volunteers.undo"), action="volunteer.undo"),)))
    return _card(say, blocks)


def taking_part_card(say: Say) -> Card:
    """There is nothing to ask for."""
    return _card(say, [Text(text=say("volunteers.taking_part"))])


def undone_card(say: Say) -> Card:
    """The word is taken back."""
    join = Tap(label=say("volunteers.join"), action="volunteer.join")
    return _card(say, [Text(text=say("volunteers.undone")), Taps(taps=(join,))])


def _card(say: Say, blocks: list[Block]) -> Card:
    return Card(
        title=say("volunteers.title"), blocks=tuple(blocks), note=say("note.short"), locale=say.locale
    )
