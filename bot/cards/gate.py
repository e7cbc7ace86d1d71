"""The gate's card: what was counted, what the machine recommends and why, and the taps of who decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Block, Card, Facts, Recorded, Say, Tap, Taps, Text
from bot.cards.summary_words import number_value
from bot.model.gate_rules import CHOICES, Choice, Evidence, Rail, Recommendation, Standing
from bot.model.prediction import WIDTH
from bot.model.readiness import DRIVERS, Driver, OwnerGap

_MOST_OBJECTIONS = 3


class GateView(BaseModel):
    """Everything the card says; `settled` are taps that answer an earlier objection, by its id."""

    model_config = ConfigDict(frozen=True)

    look_id: str
    title: dict[str, str]
    phase: dict[str, str]
    kpi: str
    evidence: Evidence
    rails: tuple[Rail, ...]
    advice: Recommendation
    has_next: bool
    may_extend: bool
    may_decide: bool
    deciders: tuple[str, ...]
    scores: tuple[tuple[Driver, int], ...] = ()
    lagging: tuple[Driver, ...] = ()
    missing: tuple[OwnerGap, ...] = ()
    items: int = 0
    unanswered: int = 0
    objections: tuple[tuple[str, str], ...] = ()
    bands: tuple[tuple[int, int], ...] = ()
    graduates_on: date | None = None
    is_held: bool = False


def gate_card(say: Say, view: GateView) -> Card:
    """One screen: counts first, one sentence of advice, the four conditions, what else counts, the taps."""
    blocks: list[Block] = [
        Text(text=_headline(say, view), style="strong"),
        Text(text=_advice(say, view)),
        Facts(pairs=tuple(_conditions(say, view))),
        Facts(pairs=tuple(_beside(say, view))),
        *_objections(say, view),
    ]
    if view.may_decide:
        blocks.append(Taps(taps=tuple(_taps(say, view))))
    blocks.append(Text(text=_footnote(say, view), style="subtle"))
    title = say("rollout.gate_title", title=say.any_of(view.title))
    return Card(title=title, blocks=tuple(blocks), note=say("note.short"), locale=say.locale)


def _headline(say: Say, view: GateView) -> str:
    number = view.evidence.number
    phase = say.any_of(view.phase)
    if number is None:
        why = say(f"gates.state_{view.evidence.state}")
        return say("gates.headline_none", phase=phase, why=why, target=view.evidence.target)
    told = number.model_copy(update={"target": None})
    return say(
        "gates.headline",
        phase=phase,
        label=say(f"gates.metric_{view.evidence.metric}"),
        value=number_value(say, told),
        target=view.evidence.target,
    )


def _advice(say: Say, view: GateView) -> str:
    why = _why(say, view)
    sentence = say(f"gates.advice_{view.advice}", why=why)
    who = say("gates.you_decide") if view.may_decide else say("gates.who_decides", names=list(view.deciders))
    return f"{sentence}\n{who}"


def _why(say: Say, view: GateView) -> str:
    """The one reason that weighs most."""
    broken = [rail for rail in view.rails if rail.is_broken]
    if view.advice in ("stop", "hold") and broken:
        safety = [rail for rail in broken if rail.key == "safety"]
        return _rail(say, (safety or broken)[0])
    if view.advice == "hold":
        return say("gates.why_items", count=view.unanswered)
    if view.advice == "stop":
        return say("gates.why_twice")
    evidence = view.evidence
    if evidence.sample == "unmet":
        return say("gates.why_sample", minimum=evidence.minimum_people)
    return say(f"gates.why_{evidence.verdict}", target=evidence.target)


def _conditions(say: Say, view: GateView) -> Iterator[tuple[str, str]]:
    """The four conditions, approval last."""
    evidence, number = view.evidence, view.evidence.number
    over = say("gates.time_over", weeks=evidence.weeks, day=evidence.ended_on)
    yield say("gates.time"), _stands(say, "met", over)
    people = number.share.of if number and number.share else 0
    counted = say("gates.sample_of", people=people, minimum=evidence.minimum_people)
    none = say(f"gates.state_{evidence.state}")
    yield say("gates.sample"), _stands(say, evidence.sample, counted if number else none)
    value = number_value(say, number) if number else none
    yield say("gates.metric"), _stands(say, evidence.verdict, value)
    yield say("gates.approval"), _stands(say, "unmet", say("gates.awaits", names=list(view.deciders)))


def _stands(say: Say, standing: Standing, evidence: str) -> str:
    return f"{say(f'gates.{standing}')} · {evidence}"


def _beside(say: Say, view: GateView) -> Iterator[tuple[str, str]]:
    broken = [_rail(say, rail) for rail in view.rails if rail.is_broken]
    yield say("gates.rails"), " · ".join(broken) or say("gates.rails_hold")
    yield say("gates.readiness"), _readiness(say, view)
    gaps = [say(f"gates.gap_{gap}") for gap in view.missing]
    yield say("gates.owners"), say("gates.missing", names=gaps) if gaps else say("gates.complete")
    phrase = "gates.items_count" if view.items else "gates.items_none"
    yield say("gates.items"), say(phrase, open=view.unanswered, count=view.items)
    if view.bands:
        told = [
            say("gates.band_people", band=band_label(say, band), count=count) for band, count in view.bands
        ]
        yield say("gates.predicted"), " · ".join(told)
    yield say("rollout.kpi"), view.kpi


def band_label(say: Say, band: int) -> str:
    """A band in percent."""
    return say("gates.band", low=band, high=band + WIDTH)


def _rail(say: Say, rail: Rail) -> str:
    return say(f"gates.rail_{rail.key}", value=rail.value, limit=rail.limit, group=rail.group)


def _readiness(say: Say, view: GateView) -> str:
    if not view.scores:
        return say("gates.not_assessed")
    scores = " · ".join(f"{say(f'gates.driver_{driver}')} {score}" for driver, score in view.scores)
    parts = [scores]
    if view.lagging:
        parts.append(say("gates.lags", names=[say(f"gates.driver_{driver}") for driver in view.lagging]))
    if len(view.scores) < len(DRIVERS):
        parts.append(say("gates.drivers_left", count=len(DRIVERS) - len(view.scores)))
    return ("; " if say.locale == "en" else "；").join(parts)


def _objections(say: Say, view: GateView) -> Iterator[Block]:
    """What was objected at an earlier gate, until it is settled."""
    for objection_id, body in view.objections[:_MOST_OBJECTIONS]:
        yield Text(text=say("gates.objected", body=body))
        if view.may_decide:
            answers = ("settled", "stands")
            yield Taps(
                taps=tuple(
                    Tap(
                        label=say(f"gates.objection_{answer}"), action="gate.objection", target=objection_id,
                        value=f"{answer}:{view.look_id}",
                    )
                    for answer in answers
                )
            )  # fmt: skip


def _taps(say: Say, view: GateView) -> Iterator[Tap]:
    for choice in CHOICES:
        if choice == "extend" and not view.may_extend:
            continue
        yield Tap(
            label=choice_label(say, choice, view.has_next),
            action="gate.choose",
            target=view.look_id,
            value=choice,
            style="primary"
            if choice == view.advice == "advance"
            else "danger"
            if choice == "stop"
            else "normal",
        )
    if view.unanswered:
        yield Tap(label=say("gates.answer_items"), action="gate.items", target=view.look_id)


def choice_label(say: Say, choice: Choice, has_next: bool) -> str:
    """What a decision is called."""
    if choice == "advance":
        return say("rollout.advance") if has_next else say("rollout.finish")
    return say(f"gates.choose_{choice}")


def _footnote(say: Say, view: GateView) -> str:
    evidence = view.evidence
    parts = [say("gates.look", number=evidence.look, of=2)]
    if evidence.week is not None:
        parts.append(say("gates.of_week", week=evidence.week))
    if evidence.until:
        parts.append(say("gates.until", day=Recorded(evidence.until)))
    if view.graduates_on:
        phrase = "gates.held_since" if view.is_held else "gates.graduates"
        parts.append(say(phrase, day=view.graduates_on))
    parts.append(say("gates.rule"))
    return " · ".join(parts)
