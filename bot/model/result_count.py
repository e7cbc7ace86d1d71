"""From the answers of a closed window to what may be told of them, of one group after the other.

A figure is told of a group when `k` people stand behind it there and no other group's figure, taken off the
whole, leaves fewer: people are counted, never answers. Words need ten people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import quantiles

from bot.model.content import NOT_APPLICABLE, NOT_SAID, STANDARD, Option, Question
from bot.model.ground import WHOLE, Ground
from bot.model.people import LOCALES
from bot.model.privacy import K_TEXT, visible_groups
from bot.model.results import (
    Amount,
    Middle,
    Paired,
    Part,
    Picked,
    QuestionResult,
    Topic,
    part,
    rounded,
)
from bot.model.statistics import TOO_FEW, sign_certainty

_ORDERED = ("scale", "time", "number")
_FROM_K = ("many", "ranking")  # each option counts people of its own, and is told like a theme


@dataclass(frozen=True)
class Said:
    """One answer, with the team it counts in and what the same person had said before."""

    team: str
    value: str
    before: str = ""


class Grouped:
    """Answers by group: those of a team, or all of them for the empty name."""

    def __init__(self, said: Sequence[Said]) -> None:
        self._all = said
        self._teams: dict[str, list[Said]] = {}
        for one in said:
            self._teams.setdefault(one.team, []).append(one)

    def of(self, team: str) -> Sequence[Said]:
        """What was said in a group."""
        return self._all if team == WHOLE else self._teams.get(team, ())


@dataclass(frozen=True)
class Heard:
    """Everything said to one question, and of which groups each figure of it may be told."""

    ground: Ground
    question: Question
    said: Sequence[Said]

    @cached_property
    def matter(self) -> Sequence[Said]:
        """What says something about the matter."""
        return [one for one in self.said if one.value not in STANDARD]

    @cached_property
    def told(self) -> frozenset[str]:
        """The groups of which the question is told at all."""
        return self._told(self.matter, K_TEXT if self.question.kind == "text" else None)

    @cached_property
    def pairs(self) -> Sequence[Said]:
        """Who answered the same before, where answers have an order."""
        if self.question.kind not in _ORDERED:
            return []
        return [one for one in self.matter if one.before and one.before not in STANDARD]

    @cached_property
    def pairs_told(self) -> frozenset[str]:
        """The groups of which then and now are told."""
        return self._told(self.pairs)

    @cached_property
    def apart_told(self) -> Mapping[str, frozenset[str]]:
        """What stands apart → the groups of which it is told how many said so."""
        return {
            key: self._told([one for one in self.said if one.value == key])
            for key in (NOT_APPLICABLE, NOT_SAID)
        }

    @cached_property
    def rest_told(self) -> frozenset[str]:
        """The groups of which it is told how many said nothing about the matter, silent ones included."""
        rest = Counter(one.team for one in self.ground.asked) - Counter(one.team for one in self.matter)
        return self.ground.tells_of(list(rest.elements()))

    @cached_property
    def named_told(self) -> Mapping[str, frozenset[str]]:
        """Option or theme → the groups of which it is told who named it."""
        named: dict[str, list[Said]] = {}
        for one in self.matter:
            for key in self.names(one.value):
                named.setdefault(key, []).append(one)
        return {key: self._told(some) for key, some in named.items()}

    def names(self, value: str) -> Sequence[str]:
        """What an answer names: options, or themes of its words; where we ask for a change, obstacles only."""
        return self._names[value]

    @cached_property
    def _names(self) -> Mapping[str, Sequence[str]]:
        values, lexicon = {one.value for one in self.matter}, self.ground.lexicon
        if self.question.kind != "text":
            return {value: [option.key for option in self.question.chosen(value)] for value in values}
        is_change = self.question.role == "open"
        return {
            value: [t for t in lexicon.themes_of(value) if not is_change or t in lexicon.obstacles]
            for value in values
        }

    # Grouped once: there may be a thousand teams.

    @cached_property
    def said_in(self) -> Grouped:
        """Everything, by group."""
        return Grouped(self.said)

    @cached_property
    def matter_in(self) -> Grouped:
        """What says something, by group."""
        return Grouped(self.matter)

    @cached_property
    def pairs_in(self) -> Grouped:
        """Who answered before, too, by group."""
        return Grouped(self.pairs)

    def _told(self, some: Sequence[Said], k: int | None = None) -> frozenset[str]:
        return self.ground.tells_of([one.team for one in some], k)


def heard(ground: Ground) -> Iterator[Heard]:
    """What was said, question by question, in the order they were asked."""
    for key, question in ground.questions.items():
        said = [
            Said(one.team, one.answers[key], ground.baseline.get(one.person_id, {}).get(key, ""))
            for one in ground.asked
            if one.answers.get(key)
        ]
        yield Heard(ground, question, said)


def response(ground: Ground, team: str) -> Part | None:
    """How many of a group answered anything; None where that may not be told."""
    asked = ground.asked_of(team)
    if team not in ground.answered.told["response"]:
        return None
    return part(sum(bool(one.answers) for one in asked), len(asked))


def question_result(one: Heard, team: str) -> QuestionResult:
    """What may be told of one question and group. Who was asked and said nothing is a group, too: how many
    did not answer is never told of fewer than `k`."""
    question, matter, k = one.question, one.matter_in.of(team), one.ground.k
    apart = Counter(said.value for said in one.said_in.of(team) if said.value in STANDARD)
    asked = len(one.ground.asked_of(team))
    rest = asked - len(matter)
    exact = visible_groups({"silent": rest - apart.total(), **apart}, k)
    stand = {key: count for key, count in apart.items() if key in exact and team in one.apart_told[key]}
    found = QuestionResult(
        key=question.key, kind=question.kind, text=question.text.root, is_told=team in one.told,
        not_applicable=stand.get(NOT_APPLICABLE), not_said=stand.get(NOT_SAID),
    )  # fmt: skip
    if not found.is_told:
        return found
    is_least = rest > 0 and team not in one.rest_told
    fewer = asked - k if k <= asked - k <= len(matter) else k
    base = {"people": fewer if is_least else len(matter), "is_least": is_least}
    return found.model_copy(update={**base, **_figures(one, team, matter)})


def _figures(one: Heard, team: str, matter: Sequence[Said]) -> dict[str, object]:
    question = one.question
    found: dict[str, object] = {"before": _paired(one, team)}
    if question.kind == "text":
        return found | {"topics": tuple(_topics(one, team, matter))}
    if question.kind in ("number", "time"):
        return found | {"middle": _middle(question, [s.value for s in matter])}
    if question.kind == "ranking":
        return found | {"options": tuple(_ranked(one, team, matter))}
    counts = Counter(key for s in matter for key in one.names(s.value))
    found["options"] = tuple(
        _picked(option, _part_of(one, team, option.key, counts[option.key], len(matter)))
        for option in question.own_options
    )
    if question.favourable and question.kind == "scale":
        good = sum(counts[key] for key in question.favourable)
        found["favourable"] = part(good, len(matter))
    return found


def _picked(option: Option, told: Part | None) -> Picked:
    return Picked(key=option.key, labels=option.label, part=told)


def _part_of(one: Heard, team: str, key: str, count: int, of: int) -> Part | None:
    """An option's share; where several may be named, only when a group named it."""
    if one.question.kind in _FROM_K and team not in one.named_told.get(key, frozenset()):
        return None
    return part(count, of)


def _ranked(one: Heard, team: str, matter: Sequence[Said]) -> Iterator[Picked]:
    """The options a group ranked, by their mean place; then those that too few did."""
    places: dict[str, list[int]] = {}
    for said in matter:
        for place, key in enumerate(one.names(said.value), start=1):
            places.setdefault(key, []).append(place)
    told = [o for o in one.question.own_options if team in one.named_told.get(o.key, frozenset())]
    told.sort(key=lambda option: (sum(places[option.key]) / len(places[option.key]), option.key))
    for option in told:
        yield _picked(option, part(len(places[option.key]), len(matter)))
    for option in one.question.own_options:
        if option not in told:
            yield _picked(option, None)


def _topics(one: Heard, team: str, matter: Sequence[Said]) -> Iterator[Topic]:
    counts = Counter(key for said in matter for key in set(one.names(said.value)))
    for key, count in sorted(counts.items(), key=lambda found: (-found[1], found[0])):
        if team in one.named_told[key]:
            labels = dict(one.ground.lexicon.titles[key])
            yield Topic(key=key, labels=labels, part=part(count, len(matter)))


def _middle(question: Question, said: Sequence[str]) -> Middle:
    """The median, and the quartiles from ten people on."""
    values = sorted(worth(question, value) for value in said)
    low, typical, high = quantiles(values, n=4, method="inclusive")
    if len(values) < TOO_FEW:
        return Middle(typical=_amount(question, typical))
    return Middle(
        typical=_amount(question, typical), low=_amount(question, low), high=_amount(question, high)
    )


def worth(question: Question, value: str) -> float:
    """An ordered answer as a number: minutes of a band, the place on a scale, or the number itself."""
    option = question.option(value)
    if option is None:
        return float(value)
    return option.minutes if option.minutes is not None else float(question.own_options.index(option))


def _amount(question: Question, value: float) -> Amount:
    """As people answered: the band or the label nearest to it, the lower one of two; a number is rounded."""
    if question.kind == "number":
        near = rounded(value)
        unit = question.unit.root if question.unit else dict.fromkeys(LOCALES, "")
        return Amount(value=near, labels={locale: f"{near:g} {unit[locale]}" for locale in LOCALES})
    option = min(question.own_options, key=lambda one: abs(worth(question, one.key) - value))
    return Amount(value=worth(question, option.key), labels=option.label)


def _paired(one: Heard, team: str) -> Paired | None:
    """The same people then and now, where they were asked the same before."""
    if team not in one.pairs_told:
        return None
    question, pairs = one.question, one.pairs_in.of(team)
    then = [worth(question, said.before) for said in pairs]
    now = [worth(question, said.value) for said in pairs]
    less = sum(b < a for a, b in zip(then, now, strict=True))
    more = sum(b > a for a, b in zip(then, now, strict=True))
    return Paired(
        people=len(pairs),
        then=_amount(question, quantiles(then, n=2, method="inclusive")[0]),
        now=_amount(question, quantiles(now, n=2, method="inclusive")[0]),
        less=part(less, len(pairs)),
        more=part(more, len(pairs)),
        certainty=sign_certainty(less, more),
    )
