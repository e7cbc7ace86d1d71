"""Definitions as text, as JSON, and as the page docs/reference/metrics.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from bot.cards.card import Say
from bot.cards.metrics import definition_words, window_words
from bot.cards.plain import lead
from bot.model.definitions import GroupingItem, MetricItem, MetricVersion
from bot.model.figures import GRADES
from bot.model.told import PROVENANCES, grades_of

_HEAD = """# {title}

Written by `uptake metrics list --format markdown` from `content/metrics/` and `content/groupings/`; a test keeps it
current. A number is explained by the definition that held in its week. No grade is written down here: how good the
evidence is follows from where a number came from (A a random group that waits, B the same people before and after,
C people say so, D something is counted that stands for value).
"""


def lines_of(say: Say, item: MetricItem, versions: Sequence[MetricVersion]) -> Iterator[str]:
    """One number by these versions, a line a part."""
    yield f"{say.any_of(item.title.root)} ({item.key})"
    for version in versions:
        yield definition_words(say, item, version)
        yield say.any_of(version.sentence.root)
        for label, text in _pairs(say, item, version):
            yield f"  {lead(label, say.locale)}{text}"


def as_json(say: Say, item: MetricItem, versions: Sequence[MetricVersion]) -> dict[str, Any]:
    """The same as a table of keys and values, texts in one language."""
    return {
        "key": item.key,
        "title": say.any_of(item.title.root),
        "owner": item.owner,
        "grades": grades_of([item.key]),
        "versions": [
            version.model_dump(mode="json") | {n: say.any_of(text.root) for n, text in version.texts.items()}
            for version in versions
        ],
    }


def groupings_as_json(say: Say, groupings: Sequence[GroupingItem]) -> list[dict[str, Any]]:
    """What decision makers ask for, texts in one language."""
    return [
        {
            "key": one.key,
            "family": one.family,
            "title": say.any_of(one.title.root),
            "fed_by": one.fed_by,
            "grades": grades_of(one.fed_by),
        }
        | {name: say.any_of(text.root) for name, text in one.texts.items()}
        for one in groupings
    ]


def reference(say: Say, metrics: Mapping[str, MetricItem], groupings: Sequence[GroupingItem]) -> str:
    """The page, in Markdown."""
    parts = [_HEAD.format(title=say("metrics.reference_title"))]
    for key, item in metrics.items():
        parts.append(f"## {say.any_of(item.title.root)} (`{key}`)\n")
        parts += ["\n".join(_section(say, item, version)) for version in item.versions]
    for family, members in groupby(groupings, key=lambda one: one.family):
        parts.append(f"## {say(f'metrics.family_{family}')}\n")
        parts.append("\n".join(_bullet(say, one) for one in members) + "\n")
    return "\n".join(parts)


def _section(say: Say, item: MetricItem, version: MetricVersion) -> Iterator[str]:
    yield f"{say.any_of(version.sentence.root)}\n"
    for label, text in _pairs(say, item, version):
        yield f"- **{label}**: {text}"
    yield f"- **{say('metrics.version_label')}**: {definition_words(say, item, version)}\n"


def _pairs(say: Say, item: MetricItem, version: MetricVersion) -> Iterator[tuple[str, str]]:
    yield say("metrics.formula_label"), say.any_of(version.formula.root)
    yield say("metrics.counted_label"), say.any_of(version.counted.root)
    yield say("metrics.of_label"), say.any_of(version.of_whom.root)
    yield say("metrics.window_label"), window_words(say, version)
    named = [say(f"metrics.source_{source}") for source in version.sources]
    yield say("metrics.source_label"), ("; " if say.locale == "en" else "；").join(named)
    because = [
        say(f"metrics.because_{one}", grade=GRADES[one])
        for key, found in PROVENANCES.items()
        if key == item.key
        for one in found
    ]
    yield say("metrics.evidence_label"), (" " if say.locale == "en" else "").join(because)
    yield say("metrics.not_said_label"), say.any_of(version.not_said.root)


def _bullet(say: Say, one: GroupingItem) -> str:
    parts = [f"- **{say.any_of(one.title.root)}**: {say.any_of(one.sentence.root)}"]
    if one.fed_by:
        parts.append(say("metrics.fed_by", metrics=[f"`{key}`" for key in one.fed_by]))
        parts.append(say("metrics.grades", grades=grades_of(one.fed_by)))
    else:
        parts.append(say("metrics.fed_by_none"))
    if one.owner_enters:
        parts.append(say("metrics.owner_enters", text=say.any_of(one.owner_enters.root)))
    return (" " if say.locale == "en" else "").join(parts)
