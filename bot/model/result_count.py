"""From what was said in a closed window to what may be told of it, of one group after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import quantiles

from bot.model.content import NOT_APPLICABLE, NOT_SAID, STANDARD, Option, Question
from bot.model.ground import Ground
from bot.model.heard import Heard, Said
from bot.model.people import LOCALES
from bot.model.privacy import visible_groups
from bot.model.results import (
    Amount,
    Middle,
    Paired,
    Part,
    Picked,
    QuestionResult,
    Saved,
    Topic,
    part,
    rounded,
)
from bot.model.statistics import TOO_FEW, people_told, sign_certainty

_FROM_K = ("many", "ranking")  # each option counts people of its own, and is told like a theme


def known(ground: Ground, team: str, people: int, may_tell_rest: bool) -> tuple[int, bool]:
    """How many people stand behind a figure, and whether that is only a lower bound: exact it would say how
    many of those asked do not."""
    return people_told(people, len(ground.asked_of(team)), ground.k, may_tell_rest)


def saved(ground: Ground, team: str) -> Saved | None:
    """Minutes saved on one task; None where too few compared, or it may not be told."""
    facts = ground.answered
    if team not in facts.told["minutes"]:
        return None
    told = ground.tells_rest_of([one.team for one in ground.asked if one.person_id in facts.saved])
    values = [facts.saved[one.person_id] for one in ground.asked_of(team) if one.person_id in facts.saved]
    people, is_least = known(ground, team, len(values), team in told)
    low, typical, high = (round(value / 5) * 5 for value in quantiles(values, n=4, method="inclusive"))
    is_wide = len(values) >= TOO_FEW
    return Saved(
        people=people, is_least=is_least, minutes=typical, low=low if is_wide else None,
        high=high if is_wide else None, is_before_after=facts.is_before_after,
    )  # fmt: skip


def response(ground: Ground, team: str) -> Part | None:
    """How many of a group answered anything; None where that may not be told."""
    asked = ground.asked_of(team)
    if team not in ground.answered.told["response"]:
        return None
    return part(sum(bool(one.answers) for one in asked), len(asked), ground.k)


def question_result(one: Heard, team: str) -> QuestionResult:
    """What may be told of one question and group. Who was asked and said nothing is a group, too: how many
    did not answer is never told of fewer than `k`."""
    question, matter, k = one.question, one.matter_in.of(team), one.ground.k
    apart = Counter(said.value for said in one.said_in.of(team) if said.value in STANDARD)
    silent = len(one.ground.asked_of(team)) - len(matter) - apart.total()
    exact = visible_groups({"silent": silent, **apart}, k)
    stand = {key: count for key, count in apart.items() if key in exact and team in one.apart_told[key]}
    found = QuestionResult(
        key=question.key, kind=question.kind, text=question.text.root, is_told=team in one.told,
        not_applicable=stand.get(NOT_APPLICABLE), not_said=stand.get(NOT_SAID),
    )  # fmt: skip
    if not found.is_told:
        return found
    people, is_least = known(one.ground, team, len(matter), team in one.rest_told)
    base = {"people": people, "is_least": is_least}
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
        found["favourable"] = side = part(good, len(matter), one.ground.k)
        if side.edge or side.word:  # the single answers would add up to all of them, or to nobody
            found["options"] = ()
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
            yield Topic(key=key, labels=labels, part=part(count, len(matter), one.ground.k))


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
    people, is_least = known(one.ground, team, len(pairs), team in one.pairs_rest_told)
    return Paired(
        people=people,
        is_least=is_least,
        then=_amount(question, quantiles(then, n=2, method="inclusive")[0]),
        now=_amount(question, quantiles(now, n=2, method="inclusive")[0]),
        less=part(less, len(pairs), one.ground.k),
        more=part(more, len(pairs), one.ground.k),
        certainty=sign_certainty(less, more),
    )
