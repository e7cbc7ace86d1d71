"""The small cards around a gate: one sentence of reason, a sealed guess, thanks at the end."""

from __future__ import annotations

from datetime import date

from bot.cards.card import Block, Card, Facts, Form, Input, Say, Tap, Taps, Text
from bot.cards.gate import band_label, choice_label
from bot.cards.summary_words import number_value
from bot.model.gate_rules import MOST_WEEKS, Choice, Evidence
from bot.model.prediction import BANDS


def choice_card(say: Say, look_id: str, choice: Choice, has_next: bool) -> Card:
    """Every decision is kept with one sentence of reason."""
    reason = Input(
        name="reason",
        label=say(f"gates.reason_{choice}"),
        type="long_text",
        hint=say("gates.reason_hint"),
        missing=say("gates.reason_missing"),
    )
    fields = [reason]
    if choice == "extend":
        missing = say("gates.weeks_wrong", most=MOST_WEEKS)
        fields.insert(0, Input(name="weeks", label=say("gates.weeks", most=MOST_WEEKS), missing=missing))
    if choice == "object":
        missing = say("gates.reason_missing")
        fields.append(
            Input(name="objection", label=say("gates.objection"), type="long_text", missing=missing)
        )
    send = Tap(
        label=say("gates.decide"), action="gate.decide", target=look_id, value=choice,
        style="danger" if choice == "stop" else "primary",
    )  # fmt: skip
    back = Tap(label=say("gates.back"), action="gate.show", target=look_id)
    blocks: tuple[Block, ...] = (
        Text(text=say(f"gates.means_{choice}")),
        Form(fields=tuple(fields), send=send),
        Taps(taps=(back,)),
    )
    title = choice_label(say, choice, has_next)
    return Card(title=title, blocks=blocks, note=say("note.short"), locale=say.locale)


def early_card(say: Say, phase: dict[str, str], phase_key: str) -> Card:
    """A phase with a gate is to end before its planned look: no verdict, so a sentence of reason."""
    missing = say("gates.reason_missing")
    field = Input(name="reason", label=say("gates.reason_advance"), type="long_text", missing=missing)
    send = Tap(label=say("gates.decide"), action="gate.early", target=phase_key, style="primary")
    blocks = (Text(text=say("gates.early", phase=say.any_of(phase))), Form(fields=(field,), send=send))
    return Card(title=say("rollout.advance"), blocks=blocks, note=say("note.short"), locale=say.locale)


def decided_card(say: Say, title: dict[str, str], said: str, reason: str) -> Card:
    """What was decided, and the sentence it is kept with."""
    blocks = (Text(text=said, style="strong"), Text(text=say("gates.kept", reason=reason)))
    return Card(title=say.any_of(title), blocks=blocks, note=say("note.short"), locale=say.locale)


def prediction_card(
    say: Say, phase: dict[str, str], phase_key: str, metric: str, target: int, week_one_on: date,
    said: int | None, is_open: bool,
) -> Card:  # fmt: skip
    """One tap, sealed until the gate."""
    blocks: list[Block] = [
        Text(text=say("gates.predict", phase=say.any_of(phase), target=target, metric=metric))
    ]
    if said is not None:
        blocks.append(Text(text=say("gates.predicted_own", band=band_label(say, said)), style="strong"))
    if is_open:
        taps = (
            Tap(label=band_label(say, band), action="gate.predict", target=phase_key, value=str(band))
            for band in BANDS
        )
        blocks.append(Taps(taps=tuple(taps)))
    blocks.append(Text(text=say("gates.sealed", day=week_one_on), style="subtle"))
    return Card(
        title=say("gates.predict_title"), blocks=tuple(blocks), note=say("note.short"), locale=say.locale
    )


def farewell_card(
    say: Say, title: dict[str, str], sponsor: str, reason: str, evidence: Evidence, group_minimum: int
) -> Card:
    """The pilot ends before its plan: thanks, what was learned, what happens to what people gave."""
    number = evidence.number
    pairs = [(say("gates.learned"), reason)]
    if number:
        told = number.model_copy(update={"target": None})
        pairs.append((say(f"gates.metric_{evidence.metric}"), number_value(say, told)))
    return thanks_card(say, title, say("gates.thanks", sponsor=sponsor), pairs, group_minimum)


def thanks_card(
    say: Say, title: dict[str, str], thanks: str, learned: list[tuple[str, str]], group_minimum: int
) -> Card:
    """To everybody who took part in what ends before its plan: thanks, why, what happens to what they gave."""
    pairs = (
        *learned,
        (say("gates.your_data"), say("gates.your_data_is", group_minimum=group_minimum)),
        (say("gates.from_now"), say("gates.from_now_is")),
    )
    taps = Taps(
        taps=(
            Tap(label=say("privacy.show_me"), action="me.show_beside"),
            Tap(label=say("human.ask"), action="human.ask"),
        )
    )
    blocks = (Text(text=thanks), Facts(pairs=pairs), taps)
    heading = say("gates.farewell_title", title=say.any_of(title))
    return Card(title=heading, blocks=blocks, note=say("note.short"), locale=say.locale)
