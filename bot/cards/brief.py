"""The sponsor's monthly brief: five questions a busy person asks, each answered in a line or two."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.card import Block, Card, Say, Tap, Taps, Text
from bot.cards.leak import worst_line
from bot.cards.plain import lead
from bot.cards.summary_words import number_label, number_value, share_words
from bot.cards.value_words import break_even_line, worth_lines
from bot.model.brief import Brief
from bot.model.summary import Decision


def brief_card(say: Say, brief: Brief, number: int, has_buttons: bool = True) -> Card:
    """On plan? Worth it? Where are people lost? What is to be decided? What does nobody know?"""
    blocks: list[Block] = []
    for question, lines in (
        ("plan", _plan(say, brief)),
        ("worth", _worth(say, brief)),
        ("lost", [worst_line(say, brief.leak)]),
        ("decide", _decide(say, brief.decision)),
        ("unknown", list(_unknown(say, brief))),
    ):
        blocks += [Text(text=say(f"brief.ask_{question}"), style="strong"), Text(text="\n".join(lines))]
    foot = say("brief.foot", number=number, weeks=len(brief.summary_ids), day=brief.known_to, k=brief.k)
    blocks.append(Text(text=foot, style="subtle"))
    if has_buttons:
        blocks.append(_taps(say, brief))
    return Card(title=_title(say, brief), blocks=tuple(blocks), note=say("brief.note"), locale=say.locale)


def sentence_card(say: Say, phrase: str, **values: object) -> Card:
    """One sentence instead of a brief."""
    return Card(
        title=say("brief.heading"),
        blocks=(Text(text=say(f"brief.{phrase}", **values)),),
        note=say("note.short"),
        locale=say.locale,
    )


def _title(say: Say, brief: Brief) -> str:
    first, last = brief.weeks
    phrase = "brief.title" if first != last else "brief.title_one"
    if last > brief.last_week:
        phrase = "brief.title_after"
    return say(phrase, group=say.any_of(brief.titles), first=first, week=last, of=brief.last_week)


def _plan(say: Say, brief: Brief) -> list[str]:
    """The status word; then who was active and who has the habit, each against its plan, and the month before."""
    is_blind = brief.status == "watch" and brief.numbers[1].state != "shown"
    word = say("brief.plan_no_figures" if is_blind else f"brief.plan_{brief.status}")
    status = [word, *([say("summary.line_partial")] if brief.is_partial else [])]
    active, habit = (
        lead(number_label(say, number), say.locale) + number_value(say, number)
        for number in (next(n for n in brief.numbers if n.key == key) for key in ("active", "habit"))
    )
    if brief.active_before and brief.active_before.share:
        active += say("brief.active_before", share=share_words(say, brief.active_before.share))
    return [("" if say.locale != "en" else " ").join(status), active, habit]


def _worth(say: Say, brief: Brief) -> list[str]:
    lines = worth_lines(say, brief.value)
    return [*lines, *([break_even_line(say, brief.value.break_even)] if brief.value.break_even else [])]


def _decide(say: Say, decision: Decision | None) -> list[str]:
    """What is to be decided, when, by whom, and the evidence so far."""
    if decision is None:
        return [say("brief.no_decision")]
    gate = decision.gate
    named = {"gate": say.any_of(gate.titles), "due_on": gate.due_on, "owner": gate.owner}
    line = say("summary.gate_due" if gate.is_due else "summary.gate_ahead", **named)
    if decision.criteria:
        line += say("summary.gate_criteria", **decision.criteria.model_dump())
    elif gate.so_far:
        number = gate.so_far.model_copy(update={"target": None})  # between looks there is no verdict
        told = {"label": number_label(say, number), "value": number_value(say, number)}
        line += say("summary.gate_so_far", **told, target=gate.so_far.target)
    return [line]


def _unknown(say: Say, brief: Brief) -> Iterator[str]:
    if brief.unmeasured:
        families = [say(f"value.family_{key}") for key in brief.unmeasured]
        yield say("brief.unmeasured", families=families)
    if not any(one.grade == "A" for one in brief.benefits):
        yield say("brief.observational")


def _taps(say: Say, brief: Brief) -> Taps:
    return Taps(
        taps=(
            Tap(label=say("leak.tap"), action="leak.show", target=brief.summary_ids[-1]),
            Tap(label=say("value.show"), action="value.show"),
        )
    )
