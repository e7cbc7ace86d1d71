"""What the rollout is worth on one screen, and the way to enter what somebody measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.cards.card import Block, Card, Facts, Form, Input, Recorded, Say, Tap, Taps, Text
from bot.cards.value_words import (
    benefit_words,
    break_even_line,
    known_value,
    per_habitual_line,
    worth_lines,
)
from bot.model.benefits import BASES, FAMILIES, MOST_NOTE, Basis, Benefit, Family
from bot.model.measured import Known
from bot.model.value import Value

_MOST_ENTERED = 10


def value_card(
    say: Say, titles: dict[str, str], value: Value, metrics: Sequence[Known], families: Sequence[Known],
    entered: Sequence[tuple[Benefit, str]], may_enter: bool,
) -> Card:  # fmt: skip
    """The range, the seven metrics, the six families, and what was entered by whom; `entered` pairs an effect with
    a name."""
    lines = [*worth_lines(say, value)]
    lines += [break_even_line(say, value.break_even)] if value.break_even else []
    lines += [line] if (line := per_habitual_line(say, value)) else []
    blocks: list[Block] = [
        Text(text=lines[0], style="strong"),
        *([Text(text="\n".join(lines[1:]))] if lines[1:] else []),
        Text(text=say("value.seven"), style="strong"),
        Facts(pairs=tuple(_metrics(say, metrics, value))),
        Text(text=say("value.six"), style="strong"),
        Facts(pairs=tuple(_families(say, families, value))),
        *_entered(say, entered, may_enter),
        Text(text=say("value.caution"), style="subtle"),
    ]
    if may_enter:
        blocks.append(Taps(taps=(Tap(label=say("value.enter"), action="value.enter"),)))
    title = say("value.title", program=say.any_of(titles))
    return Card(title=title, blocks=tuple(blocks), note=say("note.short"), locale=say.locale)


def families_card(say: Say) -> Card:
    """Which family the effect belongs to: one tap."""
    taps = tuple(Tap(label=say(f"value.family_{one}"), action="value.family", value=one) for one in FAMILIES)
    return _card(say, say("value.enter_title"), Text(text=say("value.which_family")), Taps(taps=taps))


def bases_card(say: Say, family: Family) -> Card:
    """How it was measured: the grade comes from that."""
    taps = tuple(
        Tap(label=say(f"value.basis_choice_{one}"), action="value.basis", target=family, value=one)
        for one in BASES
    )
    text = say("value.which_basis", family=say(f"value.family_{family}"))
    return _card(say, say("value.enter_title"), Text(text=text), Taps(taps=taps))


def entry_form(
    say: Say, family: Family, basis: Basis, currency: str, today: date, written: dict[str, str]
) -> Card:
    """How much, from when to when, and where the figure comes from."""
    missing = say("error.fill_in")
    fields = (
        Input(name="amount", label=say("value.amount", currency=currency), hint=say("value.amount_hint"),
              value=written.get("amount", ""), missing=missing, max_characters=60),
        Input(name="from_on", label=say("value.from_on"), type="date", value=written.get("from_on", ""),
              missing=missing),
        Input(name="to_on", label=say("value.to_on"), type="date", missing=missing,
              value=written.get("to_on", today.isoformat())),
        Input(name="note", label=say("value.note"), type="long_text", value=written.get("note", ""),
              required=False, max_characters=MOST_NOTE),
    )  # fmt: skip
    send = Tap(label=say("value.keep"), action="value.keep", target=family, value=basis, style="primary")
    text = say("value.entering", family=say(f"value.family_{family}"), basis=say(f"value.basis_{basis}"))
    return _card(say, say("value.enter_title"), Text(text=text), Form(fields=fields, send=send))


def kept_card(say: Say, benefit: Benefit) -> Card:
    """What was kept, as everybody who sees worth will read it."""
    lines = f"{say(f'value.family_{benefit.family}')} · {benefit_words(say, benefit)}"
    blocks = [Text(text=say("value.kept")), Text(text=lines, style="strong")]
    if not benefit.adds_to_roi:
        blocks.append(Text(text=say("value.not_twice"), style="subtle"))
    return _card(say, say("value.enter_title"), *blocks, Taps(taps=(_to_value(say),)))


def withdraw_form(say: Say, benefit: Benefit) -> Card:
    """Why it is withdrawn; the figure stays on record and counts no more."""
    field = Input(
        name="reason", label=say("value.reason"), type="long_text", missing=say("value.reason_missing")
    )
    send = Tap(
        label=say("value.withdraw"), action="value.withdrawn", target=benefit.benefit_id, style="danger"
    )
    words = Text(text=benefit_words(say, benefit), style="strong")
    return _card(say, say("value.withdraw_title"), words, Form(fields=(field,), send=send))


def done_card(say: Say) -> Card:
    """It is withdrawn."""
    return _card(
        say, say("value.withdraw_title"), Text(text=say("value.withdrawn")), Taps(taps=(_to_value(say),))
    )


def _entered(say: Say, entered: Sequence[tuple[Benefit, str]], may_enter: bool) -> Iterator[Block]:
    """The newest first, each with who entered it and when."""
    if not entered:
        return
    yield Text(text=say("value.entered"), style="strong")
    for benefit, by in list(reversed(entered))[:_MOST_ENTERED]:
        at = Recorded(benefit.entered_at)
        said = say("value.entered_by", by=by, at=at) if by else say("value.entered_on", at=at)
        parts = (say(f"value.family_{benefit.family}"), benefit_words(say, benefit), said, benefit.note)
        yield Text(text=" · ".join(part for part in parts if part))
        if may_enter:
            label = say("value.withdraw_this", family=say(f"value.family_{benefit.family}"))
            yield Taps(taps=(Tap(label=label, action="value.withdraw", target=benefit.benefit_id),))
    if (more := len(entered) - _MOST_ENTERED) > 0:
        yield Text(text=say("value.more", count=more), style="subtle")


def _metrics(say: Say, found: Sequence[Known], value: Value) -> Iterator[tuple[str, str]]:
    for one in found:
        step = say(f"value.next_metric_{one.key}")
        yield say(f"value.metric_{one.key}"), known_value(say, one, value, step)


def _families(say: Say, found: Sequence[Known], value: Value) -> Iterator[tuple[str, str]]:
    for one in found:
        step = say(f"value.next_family_{one.key}")
        yield say(f"value.family_{one.key}"), known_value(say, one, value, step)


def _to_value(say: Say) -> Tap:
    return Tap(label=say("value.show"), action="value.show")


def _card(say: Say, title: str, *blocks: Block) -> Card:
    return Card(title=title, blocks=blocks, note=say("note.short"), locale=say.locale)
