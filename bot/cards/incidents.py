"""Incidents as people read them: what kind, who owns it, until when there must be an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.cards.card import Block, Card, Form, Input, Quote, Say, Tap, Taps, Text
from bot.model.incidents import REPORTED, STOPPING, IncidentKind, Reported


def kinds_card(say: Say) -> Card:
    """Of which kind it is: one tap."""
    taps = tuple(
        Tap(
            label=say(f"incidents.kind_{kind}"), action="incident.kind", value=kind,
            style="danger" if kind in STOPPING else "normal",
        )
        for kind in REPORTED
    )  # fmt: skip
    return _card(say, Text(text=say("incidents.which")), Taps(taps=taps))


def incident_form(say: Say, words: str, kinds: Sequence[Reported] = REPORTED) -> Card:
    """What happened, in the person's own words; a form for each kind it may be."""
    forms = [
        Form(
            fields=(
                Input(
                    name=f"body_{kind}", label=say(f"incidents.kind_{kind}"), type="long_text", value=words,
                    missing=say("gates.incident_empty"), max_characters=1000,
                ),
            ),
            send=Tap(
                label=say(f"incidents.report_{kind}"), action="incident.report", value=kind,
                style="danger" if kind in STOPPING else "normal",
            ),
        )
        for kind in kinds
    ]  # fmt: skip
    return _card(say, Text(text=say("gates.incident_how")), *forms)


def incident_card(
    say: Say, incident_id: str, kind: IncidentKind, body: str, may_close: bool,
    answer_by: datetime | None = None, lead: str = "",
) -> Card:  # fmt: skip
    """A report, for whoever owns it; with `answer_by` nobody has answered it yet."""
    matter = "safety" if kind in STOPPING else "other"
    blocks: list[Block] = [Text(text=say(f"gates.incident_is_{matter}"), style="strong"), Quote(text=body)]
    if kind in REPORTED:
        blocks.insert(1, Text(text=say(f"incidents.kind_{kind}")))
    if answer_by:
        take = Tap(label=say("incidents.take"), action="incident.answer", target=incident_id, style="primary")
        blocks.insert(0, Text(text=say(lead or "incidents.answer_by", answer_by=answer_by), style="strong"))
        blocks.append(Taps(taps=(take,)))
    if may_close:
        missing = say("gates.reason_missing")
        field = Input(name="outcome", label=say("gates.incident_outcome"), type="long_text", missing=missing)
        send = Tap(label=say("gates.incident_close"), action="incident.close", target=incident_id)
        blocks.append(Form(fields=(field,), send=send))
    return _card(say, *blocks)


def report_card(say: Say, name: str, kind: IncidentKind, answer_by: datetime) -> Card:
    """For whoever reported it: who looks at it, and until when there is an answer."""
    matter = "safety" if kind in STOPPING else "other"
    until = say("incidents.told_until", name=name, answer_by=answer_by)
    return _card(say, Text(text=say(f"gates.incident_told_{matter}", name=name)), Text(text=until))


def reported_before_card(say: Say, name: str) -> Card:
    """For whoever reports the same once more."""
    return _card(say, Text(text=say("incidents.reported_before", name=name)))


def taken_card(say: Say) -> Card:
    """For whoever answers for it now."""
    return _card(say, Text(text=say("incidents.taken")))


def closed_card(say: Say, name: str) -> Card:
    """That it is closed, and by whom."""
    return _card(say, Text(text=say("gates.incident_told_closed", name=name)))


def _card(say: Say, *blocks: Block) -> Card:
    return Card(title=say("gates.incident_title"), blocks=blocks, note=say("note.short"), locale=say.locale)
