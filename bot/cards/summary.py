"""The weekly summary on one screen: what is open, what happened, how sure we are, what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.cards.actions import action_blocks
from bot.cards.card import Block, Card, Chart, Facts, Quote, Say, Series, Tap, Taps, Text
from bot.cards.denominators import left_out_lines
from bot.cards.summary_words import number_label, number_value, share_words
from bot.cards.threads import answer_author
from bot.model.actions import MOST, Proposal
from bot.model.changes import Change
from bot.model.summary import Summary

_NAMED_SOURCES = ("generic", "m365-copilot", "chat")
_NAMED_TOOLS = ("github-copilot", "chatgpt-enterprise", "claude-enterprise", "gemini")
_LONGEST_REASON = 60
_WAITING = ("proposed", "lapsed")


def digest_card(
    say: Say, summary_id: str, summary: Summary, proposals: Sequence[Proposal], may_act: bool
) -> Card:
    """A published summary with its actions as they stand now; buttons for those who may act. A week of which there
    is nothing to tell is one line."""
    if is_empty(summary) and not proposals:
        line = Text(text=say("summary_card.empty", monday=summary.week_on, tool=summary.tool))
        return Card(title=heading(say, summary), blocks=(line,), note=say("summary.note"), locale=say.locale)
    shown = at_most(proposals)
    left = [one for one in shown if one.is_again]
    rest = [one for one in shown if not one.is_again]
    blocks: list[Block] = [
        *action_blocks(say, summary, summary_id, left, may_act, "summary.still_open"),
        Text(text=sentence(say, summary), style="strong"),
        *chart(say, summary),
        *numbers(say, summary),
        *action_blocks(say, summary, summary_id, rest, may_act, "summary.this_week", not left),
        *_voices(say, summary, may_act),
        *_outlook(say, summary, summary_id),
        Text(text=" · ".join([*_waiting(say, proposals, shown), footnote(say, summary)]), style="subtle"),
        _taps(say, summary_id, has_results=summary.asked > 0),
    ]
    title = heading(say, summary)
    return Card(title=title, blocks=tuple(blocks), note=say("summary.note"), locale=say.locale)


def is_empty(summary: Summary) -> bool:
    """Whether there is nothing to tell of this week: no number, no voice, no action, no decision due."""
    is_due = summary.decision is not None and summary.decision.gate.is_due
    told = any(number.state in ("shown", "hidden") for number in summary.numbers)
    return not (told or is_due or summary.themes or summary.quote or summary.changed or summary.actions)


def at_most(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Three actions at most, in their order: what waits for an answer comes before what has one. What is not offered
    any more is said once, so it is always said, in the place of one of them."""
    gone = [one for one in proposals if one.state == "retired"]
    waiting = [one for one in proposals if one.state in _WAITING]
    answered = [one for one in proposals if one not in gone and one not in waiting]
    kept = {one.action_id for one in [*gone, *[*waiting, *answered][: MOST - bool(gone)]]}
    return [one for one in proposals if one.action_id in kept]


def _waiting(say: Say, proposals: Sequence[Proposal], shown: Sequence[Proposal]) -> list[str]:
    more = sum(one.state in _WAITING for one in proposals) - sum(one.state in _WAITING for one in shown)
    return [say("summary_card.more_open", count=more)] if more > 0 else []


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


def numbers(say: Say, summary: Summary) -> list[Block]:
    """The four numbers."""
    return [Facts(pairs=tuple((number_label(say, n), number_value(say, n)) for n in summary.numbers))]


def sentence(say: Say, summary: Summary) -> str:
    """What happened, in one sentence with counts."""
    active, habit = summary.number("active"), summary.number("habit")
    if active.state != "shown" or active.share is None:
        return say("summary.line_no_figures", monday=summary.week_on, tool=summary.tool)
    phrase = "summary.line_said" if summary.basis == "chat" else "summary.line_active"
    parts = [say(phrase, monday=summary.week_on, share=share_words(say, active.share), tool=summary.tool)]
    if summary.started is not None and summary.stopped is not None:
        phrase = "holiday_weeks.line_moves" if _follows_holiday(summary) else "summary.line_moves"
        parts.append(say(phrase, started=summary.started, stopped=summary.stopped))
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


def _follows_holiday(summary: Summary) -> bool:
    """Whether the week before was a holiday week, so that this one is compared with one before that."""
    return summary.trend is not None and summary.program_week - 1 in summary.trend.holidays


def chart(say: Say, summary: Summary) -> list[Block]:
    """This wave against the plan; a week with few working days says so. Nothing before there is a line."""
    trend = summary.trend
    if trend is None or all(value is None for value in trend.active):
        return []
    series = [Series(name=say("summary.chart_ours"), values=trend.active)]
    if any(value is not None for value in trend.plan):
        series.append(Series(name=say("summary.chart_plan"), values=trend.plan))
    return [
        Chart(
            title=say("summary.chart_title"),
            categories=tuple(say(_week_phrase(week in trend.holidays), week=week) for week in trend.weeks),
            series=tuple(series),
            unit="%",
            x_label=say("summary.chart_weeks"),
        )
    ]


def _week_phrase(is_holiday: bool) -> str:
    return "summary_card.week_holiday" if is_holiday else "summary.week_short"


def _voices(say: Say, summary: Summary, may_act: bool) -> list[Block]:
    found: list[Block] = [Text(text="\n".join(said))] if (said := voices(say, summary)) else []
    if summary.quote:
        found.append(Quote(text=summary.quote, by=say("summary.quote_by")))
        found += [answer_author(say, summary.quote)] if may_act else []
    return found


def voices(say: Say, summary: Summary) -> list[str]:
    """What people named, and what became of it."""
    lines = []
    if summary.themes:
        named = [
            say(
                "figures.theme_least" if theme.is_least else "summary.theme",
                label=say.any_of(theme.labels),
                people=theme.people,
            )
            for theme in summary.themes
        ]
        lines.append(say("summary.obstacles", themes=named))
    if summary.changed:
        lines.append(_changed(say, summary.changed))
    return lines


def _changed(say: Say, change: Change) -> str:
    theme, reason = say.any_of(change.labels), change.reason
    if change.state == "doing" and change.due_on:
        return say("summary_card.changed_doing_by", theme=theme, day=change.due_on)
    if len(reason) > _LONGEST_REASON:
        reason = reason[: _LONGEST_REASON - 1].rstrip() + "…"
    return say(f"summary_card.changed_{change.state}", theme=theme, reason=reason)


def _outlook(say: Say, summary: Summary, summary_id: str) -> Iterator[Block]:
    lines, taps = tip_line(say, summary), []
    if summary.tip:
        taps.append(Tap(label=say("summary_card.share_tip"), action="summary.share", target=summary_id))
    if decision := summary.decision:
        gate = decision.gate
        named = {"gate": say.any_of(gate.titles), "due_on": gate.due_on, "owner": gate.owner}
        phrase = "summary.gate_due" if gate.is_due else "summary.gate_ahead"
        lines.append(say(phrase, **named))
        if decision.criteria:
            lines[-1] += say("summary.gate_criteria", **decision.criteria.model_dump())
        elif gate.so_far:
            number = gate.so_far.model_copy(update={"target": None})  # between looks there is no verdict
            told = {"label": number_label(say, number), "value": number_value(say, number)}
            lines[-1] += say("summary.gate_so_far", **told, target=gate.so_far.target)
        taps.append(Tap(label=say("summary_card.see_criteria"), action="summary.criteria", target=summary_id))
    if lines:
        yield Text(text="\n".join(lines))
        yield Taps(taps=tuple(taps))


def tip_line(say: Say, summary: Summary) -> list[str]:
    """The tip of the week, with how many found it useful."""
    if summary.tip is None:
        return []
    line = say("summary.tip", title=say.any_of(summary.tip.titles))
    if summary.tip.votes:
        line += say("summary.tip_votes", helpful=summary.tip.helpful, votes=summary.tip.votes)
    return [line]


def footnote(say: Say, summary: Summary) -> str:
    """What the numbers rest on: data to which day and which days are missing, of whom, what is hidden and why."""
    parts = [_reach(say, summary, name, day) for name, day in summary.sources]
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
    if summary.questioned or summary.corrected:
        parts.append(say("complaints.foot", questioned=summary.questioned, corrected=summary.corrected))
    return " · ".join([*parts, say("summary.foot_rules")])


def _reach(say: Say, summary: Summary, name: str, day: date) -> str:
    """Up to which day a source has told, and which days of the week are missing."""
    told = say("summary.foot_source", source=source_name(say, name), day=day)
    sunday = summary.week_on + timedelta(days=6)
    late = (sunday - day).days
    if late <= 0:
        return told
    if day < summary.week_on:
        missing = say("summary_card.missing_week")
    else:
        first = day + timedelta(days=1)
        phrase = "missing_day" if late == 1 else "missing_days"
        missing = say(f"summary_card.{phrase}", late=late, first=first, last=sunday)
    return told + ("; " if say.locale == "en" else "，") + missing


def source_name(say: Say, name: str) -> str:
    """Where the figures came from, as people call it."""
    if name in _NAMED_TOOLS:
        return say(f"summary_card.source_{name}")
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
