"""How a whole program is ended: the one more step before it, and the thanks after it."""

from __future__ import annotations

from bot.cards.card import Card, Form, Input, Say, Tap, Taps, Text
from bot.cards.gate_forms import thanks_card


def stop_card(say: Say, title: dict[str, str], program_id: str, reason: str) -> Card:
    """Nothing ends by a slip: what it means, and the sentence everybody who took part will read."""
    field = Input(
        name="reason", label=say("program_stop.reason"), type="long_text", value=reason,
        missing=say("program_stop.reason_missing"),
    )  # fmt: skip
    send = Tap(label=say("program_stop.stop"), action="program.stop", target=program_id, style="danger")
    back = Tap(label=say("gates.back"), action="rollout.show")
    blocks = (Text(text=say("program_stop.means")), Form(fields=(field,), send=send), Taps(taps=(back,)))
    return Card(title=say.any_of(title), blocks=blocks, note=say("note.short"), locale=say.locale)


def farewell_card(say: Say, title: dict[str, str], reason: str, group_minimum: int) -> Card:
    """To everybody who took part."""
    learned = [(say("program_stop.why"), reason)]
    return thanks_card(say, title, say("program_stop.thanks"), learned, group_minimum)
