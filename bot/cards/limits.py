"""What a card may hold so that every platform can show it; checked before anything is sent.

Sources: Slack's block reference (docs.slack.dev/reference/block-kit) and Microsoft's card
guidance (learn.microsoft.com/microsoftteams/platform/task-modules-and-cards), November 2026.
The numbers are the stricter of the two platforms.
"""

from __future__ import annotations

from typing import assert_never

from bot.cards.card import (
    Block,
    Card,
    Chart,
    Copyable,
    Facts,
    Form,
    Link,
    Pick,
    Quote,
    Rule,
    Taps,
    Text,
)

KEY_LENGTH = 80  # of the opaque key that a message's buttons carry
TITLE = 150
TEXT = 3000
LABEL = 75
FACTS = 10
FACT = 1900
TAPS = 25
CHOICES = 100
BLOCKS = 40
CHARACTERS = 12_000
CHART_SERIES = 6
CHART_POINTS = 12
CHART_TITLE = 50
CHART_LABEL = 20


def problems(card: Card) -> list[str]:
    """What a platform would refuse in this card, in plain sentences; empty when it fits."""
    found = []
    if not card.title or len(card.title) > TITLE:
        found.append(f"title: 1 to {TITLE} characters, not {len(card.title)}")
    if not card.note:
        found.append("note: every card says why it came and how to stop")
    if len(card.blocks) > BLOCKS:
        found.append(f"{len(card.blocks)} blocks, at most {BLOCKS}")
    size = len(card.model_dump_json())
    if size > CHARACTERS * 2:
        found.append(f"{size} characters in all, at most {CHARACTERS * 2}")
    for number, block in enumerate(card.blocks, 1):
        found += [f"block {number}: {problem}" for problem in _block_problems(block)]
    return found


def _too_long(name: str, text: str, limit: int) -> list[str]:
    return [f"{name}: 1 to {limit} characters, not {len(text)}"] if not 0 < len(text) <= limit else []


def _block_problems(block: Block) -> list[str]:
    match block:
        case Text() | Quote() | Copyable():
            return _too_long(block.kind, block.text, TEXT)
        case Facts():
            return _facts_problems(block)
        case Chart():
            return _chart_problems(block)
        case Taps():
            many = [f"{len(block.taps)} buttons, at most {TAPS}"] if len(block.taps) > TAPS else []
            return many + [p for tap in block.taps for p in _too_long("button", tap.label, LABEL)]
        case Pick():
            many = [f"{len(block.choices)} choices"] if not 0 < len(block.choices) <= CHOICES else []
            return many + [p for c in block.choices for p in _too_long("choice", c.label, LABEL)]
        case Form():
            labels = [p for f in block.fields for p in _too_long("label", f.label, TEXT)]
            return labels + _too_long("button", block.send.label, LABEL)
        case Link():
            wrong = [] if block.url.startswith("https://") else ["link: https only"]
            return wrong + _too_long("link", block.label, LABEL)
        case Rule():
            return []
        case _:
            assert_never(block)


def _facts_problems(block: Facts) -> list[str]:
    many = [f"{len(block.pairs)} facts, 1 to {FACTS}"] if not 0 < len(block.pairs) <= FACTS else []
    return many + [p for label, value in block.pairs for p in _too_long(label, value, FACT)]


def _chart_problems(block: Chart) -> list[str]:
    found = _too_long("chart title", block.title, CHART_TITLE)
    if not 0 < len(block.series) <= CHART_SERIES:
        found.append(f"{len(block.series)} series, 1 to {CHART_SERIES}")
    if not 0 < len(block.categories) <= CHART_POINTS:
        found.append(f"{len(block.categories)} points, 1 to {CHART_POINTS}")
    for label in (*block.categories, *(s.name for s in block.series)):
        found += _too_long("chart label", label, CHART_LABEL)
    for series in block.series:
        if len(series.values) != len(block.categories):
            found.append(f"series {series.name}: as many values as categories")
    return found
