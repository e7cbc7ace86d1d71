"""A gate's metric, counted from what is known of a week: the same figures the weekly summary tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.model.gate import GateMetric
from bot.model.gate_rules import Count, CountState
from bot.model.ground import WHOLE, Ground
from bot.model.slices import survey_facts, use_facts
from bot.model.statistics import TOO_FEW, people_told
from bot.model.usage import anywhere, bits_of

OF_SURVEYS: frozenset[GateMetric] = frozenset({"favourable", "response"})


def count_metric(metric: GateMetric, ground: Ground, since: date, team: str = WHOLE) -> Count:
    """So many of so many; `since` is the Monday the phase began with."""
    if metric in OF_SURVEYS:
        return _count_survey(metric, ground, team)
    return _count_use(metric, ground, since, team)


def _count_use(metric: GateMetric, ground: Ground, since: date, team: str) -> Count:
    use = use_facts(ground, team)
    found = {
        "active": use.active,
        "habit": use.habit,
        "activation": _ever(ground, since, team).bit_count(),
    }[metric]
    state: CountState = "counted"
    if use.enabled < ground.k:
        state = "hidden"
    elif not use.is_known:
        state = "no_figures"
    elif metric == "habit" and not use.is_habit_known:
        state = "early"
    elif use.is_partial:
        state = "partial"
    is_told = state in ("counted", "partial")
    return Count(
        metric=metric,
        state=state,
        count=found if is_told else 0,
        of=use.enabled if is_told else 0,
        week=ground.program_week,
        until=ground.known_until,
        by_report=ground.basis == "measured",
    )


def _ever(ground: Ground, since: date, team: str) -> int:
    """Who used it at least once from a Monday on."""
    here = bits_of(m.ordinal for m in ground.members if team in (WHOLE, m.team))
    return anywhere(bits for monday, bits in ground.active.items() if since <= monday <= ground.monday) & here


def _count_survey(metric: GateMetric, ground: Ground, team: str) -> Count:
    survey = survey_facts(ground, team)
    x, n = (survey.answered, survey.asked) if metric == "response" else (survey.favourable, survey.rated)
    state: CountState = "counted"
    if not survey.asked:
        state = "not_asked"
    elif n < ground.k or metric in survey.hidden:
        state = "hidden"
    is_told = state == "counted"
    rest_told = "favourable_rest" not in survey.hidden
    people, is_least = people_told(n, survey.asked, ground.k, rest_told) if is_told else (0, False)
    return Count(
        metric=metric,
        state=state,
        count=x if is_told else 0,
        of=n if is_told else 0,
        week=ground.program_week,
        by_report=False,
        k=ground.k,
        at_least=people if is_least and metric == "favourable" else None,
    )


def groups_behind(metric: GateMetric, ground: Ground, since: date) -> Iterator[tuple[str, float]]:
    """Teams that may be told about, and of whom percentages are said, with the points they lie behind."""
    whole = count_metric(metric, ground, since)
    for team in sorted(ground.shown_teams) if whole.is_told else ():
        own = count_metric(metric, ground, since, team)
        if own.is_told and own.of >= TOO_FEW:
            yield team, 100 * (whole.count / whole.of - own.count / own.of)
