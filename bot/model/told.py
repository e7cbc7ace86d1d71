"""The numbers a published summary tells, each with what is needed to question it: nothing here is counted anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.model.definitions import METRICS, MetricKey
from bot.model.figures import GRADES, Grade, Number, Provenance, Share
from bot.model.statistics import Edge
from bot.model.summary import Summary

OF_ANSWERS: frozenset[MetricKey] = frozenset({"favourable", "minutes", "net-time", "response"})
_BEHIND: dict[str, MetricKey] = {
    "never_activated": "never",
    "not_returning": "returning",
    "dormant": "dormant",
}  # the rule of an action → the number it rests on
_USE: tuple[Provenance, ...] = (
    "use_count",
    "self_report",
)  # a report counts; taps in chat are what people say
_COUNTED: tuple[MetricKey, ...] = ("enabled", "response")
_SAID: tuple[MetricKey, ...] = ("favourable", "net-time")
PROVENANCES: dict[MetricKey, tuple[Provenance, ...]] = (
    dict.fromkeys(METRICS, _USE)
    | dict.fromkeys(_COUNTED, ("use_count",))
    | dict.fromkeys(_SAID, ("self_report",))
    | {"minutes": ("before_after", "self_report")}
)  # where each number can come from
_FROM: dict[Grade, Provenance] = {grade: provenance for provenance, grade in GRADES.items()}


@dataclass(frozen=True)
class Told:
    """One number as it was published. `number` is one with a state, a likely range and a target; else `count`
    people, `of` so many where it is a part of them. Neither is there where it was hidden."""

    key: MetricKey
    provenance: Provenance
    number: Number | None = None
    count: int | None = None
    of: int | None = None
    edge: Edge = ""

    @property
    def grade(self) -> Grade:
        """How good the evidence is: it follows from where the number came from."""
        return GRADES[self.provenance]


def grades_of(keys: Iterable[str]) -> tuple[Grade, ...]:
    """The grades these numbers can have, the best first; other names have none."""
    return tuple(
        sorted({GRADES[one] for key, found in PROVENANCES.items() if key in set(keys) for one in found})
    )


def told_numbers(summary: Summary) -> tuple[Told, ...]:
    """Every number of a summary somebody may ask about, in reading order, each name once."""
    found: dict[MetricKey, Told] = {}
    for one in (*_numbers(summary), *_counts(summary), *_evidence(summary)):
        found.setdefault(one.key, one)
    return tuple(found.values())


def told_number(summary: Summary, key: str) -> Told | None:
    """One of them; None when the summary does not tell it."""
    return next((one for one in told_numbers(summary) if one.key == key), None)


def _numbers(summary: Summary) -> Iterator[Told]:
    decided = summary.decision.gate.so_far if summary.decision else None
    for number in (*summary.numbers, *summary.more, *([decided] if decided else [])):
        yield Told(key=number.key, provenance=_FROM[number.grade], number=number)


def _counts(summary: Summary) -> Iterator[Told]:
    use = _of_use(summary)
    if summary.started is not None and summary.stopped is not None:
        yield Told(key="started", provenance=use, count=summary.started)
        yield Told(key="stopped", provenance=use, count=summary.stopped)
    if summary.asked:
        yield Told(
            key="response", provenance="use_count", count=summary.answered, of=summary.asked,
            edge=summary.answered_edge,
        )  # fmt: skip
    yield Told(key="enabled", provenance="use_count", count=summary.enabled)


def _evidence(summary: Summary) -> Iterator[Told]:
    """What the proposed actions rest on."""
    for action in summary.actions:
        key, share = _BEHIND.get(action.rule), action.evidence
        if key and share:
            part = _rest(share) if key == "returning" else share  # that rule counts who did not come back
            yield Told(key=key, provenance=_of_use(summary), count=part.count, of=part.of, edge=part.edge)


def _rest(share: Share) -> Share:
    other: dict[Edge, Edge] = {"at_least": "at_most", "at_most": "at_least"}
    return Share(count=share.of - share.count, of=share.of, edge=other.get(share.edge, ""))


def _of_use(summary: Summary) -> Provenance:
    return "self_report" if summary.basis == "chat" else "use_count"
