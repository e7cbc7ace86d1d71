"""The weekly summary on one screen: what is open, what happened, how sure we are, what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.actions import action_blocks
from bot.cards.card import Block, Card, Chart, Facts, Quote, Say, Series, Tap, Taps, Text
from bot.cards.denominators import ladder_lines, left_out_lines
from bot.cards.summary_words import number_label, number_value, share_words
from bot.cards.threads import answer_author
from bot.model.actions import Proposal
from bot.model.summary import Summary

_NAMED_SOURCES = ("generic", "m365-copilot", "chat")


def digest_card(
    say: Say, summary_id: str, summary: Summary, proposals: Sequence[Proposal], may_act: bool
) -> Card:
    """A published summary with its actions as they stand now; buttons for those who may act."""
    left = [one for one in proposals if one.is_again]
    rest = [one for one in proposals if not one.is_again]
    blocks: list[Block] = [
        *action_blocks(say, summary, summary_id, left, may_act, "summary.still_open"),
        Text(text=_sentence(say, summary), style="strong"),
        *_chart(say, summary),
        Facts(pairs=tuple((number_label(say, n), number_value(say, n)) for n in summary.numbers)),
        *action_blocks(say, summary, summary_id, rest, may_act, "summary.this_week", not left),
        *_voices(say, summary, may_act),
        *_outlook(say, summary),
        Text(text=_footnote(say, summary), style="subtle"),
        _taps(say, summary_id, has_results=summary.asked > 0),
    ]
    title = heading(say, summary)
    return Card(title=title, blocks=tuple(blocks), note=say("summary.note"), locale=say.locale)


def heading(say: Say, summary: Summary) -> str:
    """Week, group and status word."""
    phrase = "summary.header" if summary.program_week >= 1 else "summary.header_before"
    if summary.program_week > summary.last_week:
        phrase = "summary.header_after"
    return say(
        phrase,
        week=summary.program_week,
        of=summary.last_week,
        group=summary.team or say.any_of(summary.titles),
        status=say(f"summary.status_{summary.status}"),
    )


def _sentence(say: Say, summary: Summary) -> str:
    active, habit = summary.number("active"), summary.number("habit")
    if active.state != "shown" or active.share is None:
        return say("summary.line_no_figures", monday=summary.week_on, tool=summary.tool)
    phrase = "summary.line_said" if summary.basis == "chat" else "summary.line_active"
    parts = [say(phrase, monday=summary.week_on, share=share_words(say, active.share), tool=summary.tool)]
    if summary.started is not None and summary.stopped is not None:
        parts.append(say("summary.line_moves", started=summary.started, stopped=summary.stopped))
    if habit.state == "shown" and habit.share:
        parts.append(say("summary.line_habit", share=share_words(say, habit.share), weeks=habit.weeks))
    if habit.state == "shown" and habit.share and habit.target is not None:
        planned = round(habit.target * habit.share.of / 100)
        parts.append(say("summary.line_plan", planned=planned))
    if summary.is_partial:
        parts.append(say("summary.line_partial"))
    if summary.is_holiday:
        parts.append(say("holiday_weeks.line"))
    return ("" if say.locale != "en" else " ").join(parts)


def _chart(say: Say, summary: Summary) -> list[Block]:
    trend = summary.trend
    if trend is None or all(value is None for value in trend.active):
        return []
    series = [Series(name=say("summary.chart_ours"), values=trend.active)]
    if any(value is not None for value in trend.plan):
        series.append(Series(name=say("summary.chart_plan"), values=trend.plan))
    return [
        Chart(
            title=say("summary.chart_title"),
            categories=tuple(say("summary.week_short", week=week) for week in trend.weeks),
            series=tuple(series),
            unit="%",
            x_label=say("summary.chart_weeks"),
        )
    ]


def _voices(say: Say, summary: Summary, may_act: bool) -> list[Block]:
    found: list[Block] = []
    if summary.themes:
        named = [
            say(
                "figures.theme_least" if theme.is_least else "summary.theme",
                label=say.any_of(theme.labels),
                people=theme.people,
            )
            for theme in summary.themes
        ]
        found.append(Text(text=say("summary.obstacles", themes=named)))
    if summary.quote:
        found.append(Quote(text=summary.quote, by=say("summary.quote_by")))
        found += [answer_author(say, summary.quote)] if may_act else []
    return found


def _outlook(say: Say, summary: Summary) -> list[Block]:
    lines = []
    if summary.tip:
        lines.append(say("summary.tip", title=say.any_of(summary.tip.titles)))
        if summary.tip.votes:
            lines[-1] += say("summary.tip_votes", helpful=summary.tip.helpful, votes=summary.tip.votes)
    if decision := summary.decision:
        gate = decision.gate
        named = {"gate": say.any_of(gate.titles), "due_on": gate.due_on, "owner": gate.owner}
        phrase = "summary.gate_due" if gate.is_due else "summary.gate_ahead"
        lines.append(say(phrase, **named, weeks=decision.weeks_left))
        if decision.criteria:
            lines[-1] += say("summary.gate_criteria", **decision.criteria.model_dump())
        elif gate.so_far:
            number = gate.so_far.model_copy(update={"target": None})  # between looks there is no verdict
            told = {"label": number_label(say, number), "value": number_value(say, number)}
            lines[-1] += say("summary.gate_so_far", **told, target=gate.so_far.target)
    return [Text(text="\n".join(lines))] if lines else []


def _footnote(say: Say, summary: Summary) -> str:
    parts = [
        say("summary.foot_source", source=source_name(say, name), day=day) for name, day in summary.sources
    ]
    parts.append(say("summary.foot_enabled", people=summary.enabled))
    parts += left_out_lines(say, summary)
    if summary.answered is not None:
        phrase = (
            f"figures.answered_{summary.answered_edge}" if summary.answered_edge else "summary.foot_answered"
        )
        parts.append(say(phrase, answered=summary.answered, asked=summary.asked))
    elif summary.asked:
        parts.append(say("summary.foot_answered_hidden"))
    parts.append(say("summary.foot_hidden", k=summary.k))
    if summary.hidden_teams:
        parts.append(say("summary.foot_hidden_teams", teams=summary.hidden_teams))
    if summary.hidden_changed:
        parts.append(say("rosters.hidden_changed", teams=summary.hidden_changed, k=summary.k))
    if summary.is_standing:
        parts.append(say("rosters.standing", k=summary.k))
    if summary.updated_weeks:
        weeks = [say("summary.week_short", week=week) for week in summary.updated_weeks]
        parts.append(say("summary.foot_updated", weeks=weeks))
    parts += ladder_lines(say, summary)
    if summary.questioned or summary.corrected:
        parts.append(say("complaints.foot", questioned=summary.questioned, corrected=summary.corrected))
    return " · ".join([*parts, say("summary.foot_rules")])


def source_name(say: Say, name: str) -> str:
    """Where the figures came from, as people call it."""
    return say(f"summary.source_{name}") if name in _NAMED_SOURCES else name


def _taps(say: Say, summary_id: str, has_results: bool) -> Taps:
    answers = Tap(label=say("results.tap"), action="results.of_week", target=summary_id)
    return Taps(
        taps=(
            *((answers,) if has_results else ()),
            Tap(label=say("leak.tap"), action="leak.show", target=summary_id),
            Tap(label=say("summary.explain"), action="summary.explain", target=summary_id),
            Tap(label=say("summary.wrong"), action="summary.wrong", target=summary_id),
        )
    )
