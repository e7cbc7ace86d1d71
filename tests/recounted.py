"""A window's results, counted again from raw answers: slowly, one person at a time, by other means than ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from bot.model.content import Question
from bot.model.results import Amount, Part, QuestionResult, WindowResult

SILENT = ("", "na", "prefer-not-to-say")
Asked = Sequence[tuple[str, Mapping[str, str]]]  # everybody asked: team, and answer by question


def agrees(result: WindowResult, everybody: Asked, questions: Mapping[str, Question]) -> int:
    """Compares every figure of a group's result; how many were compared."""
    group = [answers for team, answers in everybody if result.team in ("", team)]
    assert result.asked == len(group) >= result.k
    compared = 0
    if result.response:
        assert result.response == near_told(sum(any(a.values()) for a in group), len(group), result.k)
    if result.saved and not result.saved.is_before_after:
        _saved(result, group, questions)
    for one in result.questions:
        said = [a[one.key] for a in group if a.get(one.key, "") not in SILENT]
        if not one.is_told:
            nothing = QuestionResult(key=one.key, kind=one.kind, text=one.text, is_told=False)
            apart = {"not_applicable": one.not_applicable, "not_said": one.not_said}
            assert one == nothing.model_copy(update=apart)
            continue
        compared += 1
        _people(one, said, group, result.k)
        _figures(one, questions[one.key], said, result.k)
    return compared


def _saved(result: WindowResult, group: list[Mapping[str, str]], questions: Mapping[str, Question]) -> None:
    """Without minus with, checking and rework: of those who answered all of it that was asked."""
    keys = {one.role: key for key, one in questions.items()}
    spent = [keys[role] for role in ("time_with", "time_checking", "time_rework") if role in keys]
    asked = [keys["time_without"], *spent]
    values = sorted(
        _worth(questions[asked[0]], a[asked[0]]) - sum(_worth(questions[key], a[key]) for key in spent)
        for a in group
        if all(a.get(key, "") not in SILENT for key in asked)
    )
    told = result.saved
    assert told is not None
    assert len(values) >= result.k
    assert told.people <= len(values) if told.is_least else told.people == len(values)
    middle, ends = (_at(values, Fraction(n, 4)) for n in (2, 1)), _at(values, Fraction(3, 4))
    typical, low = (float(5 * round(value / 5)) for value in middle)
    assert told.minutes == typical
    wide = (low, float(5 * round(ends / 5))) if len(values) >= 10 else (None, None)
    assert (told.low, told.high) == wide


def _people(one: QuestionResult, said: list[str], group: list[Mapping[str, str]], k: int) -> None:
    assert len(said) >= (10 if one.kind == "text" else k)
    rest = len(group) - len(said)
    if one.is_least:
        assert k <= one.people <= len(said)
    else:
        assert one.people == len(said)
        assert rest >= k  # that nobody was silent is told of no group either
    for key, told in (("na", one.not_applicable), ("prefer-not-to-say", one.not_said)):
        assert told is None or told == sum(a.get(one.key) == key for a in group) >= k


def _figures(one: QuestionResult, question: Question, said: list[str], k: int) -> None:
    named = {o.key: [v for v in said if o.key in v.split(",")] for o in question.own_options}
    for picked in one.options:
        people = len(named[picked.key])
        if picked.part is None:
            assert question.kind in ("many", "ranking")
        else:
            assert question.kind not in ("many", "ranking") or people >= k
            assert picked.part == as_told(people, len(said))
    if question.kind == "ranking":
        ranked = [p.key for p in one.options if p.part]
        means = [_mean([v.split(",").index(key) for v in named[key]]) for key in ranked]
        assert means == sorted(means)
    if one.favourable:
        good = sum(v in question.favourable for v in said)
        assert one.favourable == near_told(good, len(said), k)
        is_near = (
            len(said) < 10
            or good < k
            or len(said) - good < k
            or 10 * min(good, len(said) - good) <= len(said)
        )
        assert bool(one.options) != is_near
    if one.middle:
        worths = sorted(_worth(question, v) for v in said)
        assert one.middle.typical == _amount(question, _at(worths, Fraction(1, 2)))
        ends = (Fraction(1, 4), Fraction(3, 4)) if len(said) >= 10 else ()
        assert (one.middle.low, one.middle.high) == (
            tuple(_amount(question, _at(worths, end)) for end in ends) or (None, None)
        )


def as_told(x: int, n: int) -> Part:
    """So many of so many, by the words of docs/explanation/privacy.md."""
    if n < 10:
        return Part(word=_word(x, n))
    if Fraction(x, n) <= Fraction(1, 10):
        return Part(percent=10, edge="at_most")
    if Fraction(x, n) >= Fraction(9, 10):
        return Part(percent=90, edge="at_least")
    step = 5 if n < 50 else 1
    exact = Fraction(100 * x, n)
    return Part(percent=max(range(0, 101, step), key=lambda p: (-abs(p - exact), p)))


def near_told(x: int, n: int, k: int) -> Part:
    """The same where fewer than `k` from all, or from nobody, must not show."""
    if n < 10:
        return Part(word="half_or_more" if Fraction(x, n) >= Fraction(1, 2) else "under_half")
    step = 5 if n < 50 else 1
    alike = [y for y in range(n + 1) if y < k or 10 * y <= n]
    if x in alike:
        bound = min(p for p in range(0, 101, step) if Fraction(p) >= Fraction(100 * max(alike), n))
        return Part(percent=max(10, bound), edge="at_most")
    if n - x in alike:
        bound = max(p for p in range(0, 101, step) if Fraction(p) <= Fraction(100 * (n - max(alike)), n))
        return Part(percent=min(90, bound), edge="at_least")
    return as_told(x, n)


def _word(x: int, n: int) -> str:
    if x < 2:
        return "few"
    if x > n - 2:
        return "nearly_all"
    return (
        "some" if Fraction(x, n) < Fraction(2, 5) else "half" if Fraction(x, n) <= Fraction(3, 5) else "most"
    )


def _mean(places: list[int]) -> Fraction:
    return Fraction(sum(places), len(places))


def _worth(question: Question, value: str) -> Fraction:
    minutes = {o.key: o.minutes for o in question.own_options}
    return Fraction(minutes[value] or 0) if value in minutes else Fraction(value)


def _at(ordered: list[Fraction], share: Fraction) -> Fraction:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _amount(question: Question, value: Fraction) -> Amount:
    if question.kind == "number":
        near = _near(value)
        assert question.unit is not None
        return Amount(value=near, labels={k: f"{near:g} {unit}" for k, unit in question.unit.root.items()})
    by_distance = [(abs(Fraction(o.minutes or 0) - value), n) for n, o in enumerate(question.own_options)]
    option = question.own_options[min(by_distance)[1]]
    return Amount(value=option.minutes or 0.0, labels=option.label)


def _near(value: Fraction) -> float:
    step = 1 if value < 20 else 5 if value < 100 else 50 if value < 1000 else 500
    steps = Decimal(float(value)) / step
    return float(steps.quantize(Decimal(1), ROUND_HALF_EVEN) * step)
