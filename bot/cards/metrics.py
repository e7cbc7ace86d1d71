"""How one number of a summary is made: its definition, what was counted of whom, and how good the evidence is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.cards.card import Block, Card, Choice, Facts, Pick, Recorded, Say, Tap, Taps, Text
from bot.cards.denominators import ladder_lines
from bot.cards.summary import source_name
from bot.cards.summary_words import likely_words, number_value, share_words
from bot.model.definitions import MetricItem, MetricVersion
from bot.model.figures import Share
from bot.model.summary import Summary
from bot.model.told import OF_ANSWERS, Told, told_numbers

_EXPLAINED = ("habit", "active", "minutes", "favourable", "likely", "words", "evidence", "actions", "hidden")


def explain_card(
    say: Say,
    summary_id: str,
    summary: Summary,
    place: int,
    made_at: datetime,
    known: Mapping[str, MetricItem],
) -> Card:
    """What every number means, what stands behind the words, and a choice of one number in full. The summary is
    its group's `place`th."""
    pairs = tuple(
        (say(f"summary.explain_{key}_label"), say(f"summary.explain_{key}", k=summary.k, tool=summary.tool))
        for key in _EXPLAINED
    )
    made = Text(text=say("summary.explain_made", number=place, made_at=Recorded(made_at)), style="subtle")
    steps = [Text(text=line) for line in ladder_lines(say, summary)]
    choose = Pick(
        label=say("metrics.pick"), action="metric.explain", target=summary_id,
        choices=number_choices(say, summary, known), missing=say("error.choose_one"),
    )  # fmt: skip
    return Card(
        title=say("summary.explain_title"), blocks=(choose, *steps, Facts(pairs=pairs), made),
        note=say("note.short"), locale=say.locale,
    )  # fmt: skip


def number_choices(say: Say, summary: Summary, known: Mapping[str, MetricItem]) -> tuple[Choice, ...]:
    """The numbers a summary tells, by the names of their definitions."""
    return tuple(
        Choice(label=say.any_of(known[one.key].title.root), value=one.key) for one in told_numbers(summary)
    )


def metric_card(
    say: Say, summary_id: str, summary: Summary, told: Told, item: MetricItem,
    corrections: Sequence[tuple[datetime, str]] = (),
) -> Card:  # fmt: skip
    """One number in full, by the definition in force in its week; with what was corrected of it since."""
    held = item.in_force(summary.week_on, summary.program_week)
    pairs = [(say("metrics.value_label"), told_value(say, told))]
    if held:
        pairs += _made_of(say, summary, told, held[0])
    pairs.append((say("metrics.source_label"), source_words(say, summary, told)))
    pairs.append((say("metrics.likely_label"), _likely(say, told)))
    pairs.append((say("metrics.evidence_label"), say(f"metrics.because_{told.provenance}", grade=told.grade)))
    if held:
        pairs.append((say("metrics.not_said_label"), say.any_of(held[0].not_said.root)))
    standing = definition_words(say, item, held[0]) if held else say("metrics.no_definition")
    pairs.append((say("metrics.version_label"), standing))
    taps = (
        Tap(label=say("complaints.wrong"), action="complaint.number", target=summary_id, value=told.key),
        Tap(label=say("complaints.all"), action="summary.explain", target=summary_id),
    )
    fixed = (Text(text=say("complaints.correction", at=at, reason=reason)) for at, reason in corrections)
    what = (Text(text=say.any_of(held[0].sentence.root), style="strong"),) if held else ()
    blocks: tuple[Block, ...] = (*what, *fixed, Facts(pairs=tuple(pairs)), Taps(taps=taps))
    title = say("metrics.title", name=say.any_of(item.title.root))
    return Card(title=title, blocks=blocks, note=say("note.short"), locale=say.locale)


def told_value(say: Say, told: Told) -> str:
    """The number as it was published, in one line; a hidden one says so."""
    if told.number is not None:
        return number_value(say, told.number)
    graded = say("summary.evidence", grade=told.grade)
    if told.count is None:
        return f"{say('summary.state_hidden')} · {graded}"
    if told.of is None:
        return f"{say('metrics.people', count=told.count)} · {graded}"
    return f"{share_words(say, Share(count=told.count, of=told.of, edge=told.edge))} · {graded}"


def definition_words(say: Say, item: MetricItem, version: MetricVersion) -> str:
    """Which version, since when, in which weeks of a program, and the role that answers for it."""
    told = say("metrics.version", version=version.version, since=Recorded(version.effective_from))
    owner = say("metrics.owned_by", owner=say(f"metrics.owner_{item.owner}"))
    return " · ".join((told, *_program_weeks(say, version), owner))


def window_words(say: Say, version: MetricVersion) -> str:
    """Over which time it is counted, and when it is known."""
    words = (say(f"metrics.window_{version.window}"), say(f"metrics.lag_{version.lag}"))
    return (" " if say.locale == "en" else "").join(words)


def _program_weeks(say: Say, version: MetricVersion) -> Iterator[str]:
    first, last = version.first_program_week, version.last_program_week
    if first is not None and last is not None:
        yield say("metrics.weeks_between", first=first, last=last)
    elif first is not None or last is not None:
        phrase = "metrics.weeks_to" if first is None else "metrics.weeks_from"
        yield say(phrase, first=first, last=last)


def _made_of(say: Say, summary: Summary, told: Told, version: MetricVersion) -> list[tuple[str, str]]:
    counted, of = _amounts(say, summary, told)
    return [
        (say("metrics.counted_label"), _with(say, counted, say.any_of(version.counted.root))),
        (say("metrics.of_label"), _with(say, of, say.any_of(version.of_whom.root))),
        (say("metrics.formula_label"), say.any_of(version.formula.root)),
        (say("metrics.window_label"), window_words(say, version)),
    ]


def _with(say: Say, amount: str, text: str) -> str:
    return say("metrics.with_text", amount=amount, text=text) if amount else text


def _amounts(say: Say, summary: Summary, told: Told) -> tuple[str, str]:
    """Numerator and denominator of this summary, as far as they were told."""
    number = told.number
    if number is None:
        of = summary.enabled if told.of is None and told.key != "enabled" else told.of
        return _people(say, told.count, told.edge), _people(say, of)
    share = number.share
    if number.state != "shown" or share is None:
        return "", ""
    of_whom = _people(say, share.of, "at_least" if share.is_least else "")
    if number.minutes is not None:
        return say("metrics.minutes", count=number.minutes), of_whom
    return "" if share.is_least else _people(say, share.count, share.edge), of_whom


def _people(say: Say, count: int | None, edge: str = "") -> str:
    return "" if count is None else say(f"metrics.people_{edge}" if edge else "metrics.people", count=count)


def source_words(say: Say, summary: Summary, told: Told) -> str:
    """Where the number came from, and to which day."""
    if told.key == "enabled":
        return say("metrics.source_roster")
    if told.key in OF_ANSWERS:
        asked_in = told.number.asked_in if told.number else None
        if asked_in is not None:
            return say("summary.asked_in", week=asked_in)
        return say(
            "metrics.source_asked" if summary.asked else "summary.state_not_asked", monday=summary.week_on
        )
    found = [
        say("summary.foot_source", source=source_name(say, name), day=day) for name, day in summary.sources
    ]
    if summary.is_partial:
        found.append(say("summary.line_partial"))
    return " · ".join(found) or say("metrics.source_none")


def _likely(say: Say, told: Told) -> str:
    words = likely_words(say, told.number) if told.number and told.number.state == "shown" else ""
    if not words or told.number is None:
        return say("metrics.range_none")
    unit = "percent" if told.number.minutes is None else "minutes"
    return f"{words} · {say(f'metrics.range_{unit}')}"
