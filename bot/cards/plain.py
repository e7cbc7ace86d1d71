"""The plain-text form of a card: what a notification shows, a screen reader reads, a log keeps.

It carries the whole content, so that nobody needs the picture to take part.
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
    Series,
    Taps,
    Text,
)

_ENDS = ("?", "？", ":", "：", ".", "。")
_BARS = "▁▂▃▄▅▆▇█"


def plain(card: Card) -> str:
    """The card as lines of text, title first, note last."""
    parts = [card.title, *(_block(block, card.locale) for block in card.blocks), card.note]
    return "\n".join(part for part in parts if part)


def lead(label: str, locale: str) -> str:
    """A label as it stands before its value: with a colon, unless it is a question already."""
    colon = "" if label.endswith(_ENDS) else ":" if locale == "en" else "："
    return f"{label}{colon} " if locale == "en" else label + colon


def sparkline(values: tuple[float | None, ...]) -> str:
    """One bar a value, `·` where unknown: `▂▄▅·▆▇`."""
    known = [value for value in values if value is not None]
    top = max(known, default=0) or 1
    return "".join(
        "·" if value is None else _BARS[min(7, max(0, round(value / top * 7)))] for value in values
    )


def chart_line(chart: Chart, series: Series) -> str:
    """One series in words: `This wave ▂▄▅ 35 → 68 %`."""
    known = [value for value in series.values if value is not None]
    ends = f" {known[0]:g} → {known[-1]:g}" if len(known) > 1 else "".join(f" {v:g}" for v in known)
    unit = f" {chart.unit}" if chart.unit and known else ""
    return f"{series.name} {sparkline(series.values)}{ends}{unit}"


def chart_numbers(chart: Chart) -> str:
    """Every number of a chart in the order of its categories: `W1 35 / 30 · W2 – / 40`."""
    return " · ".join(
        f"{category} {' / '.join(_figure(series.values[place]) for series in chart.series)}"
        for place, category in enumerate(chart.categories)
    )


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _block(block: Block, locale: str) -> str:
    match block:
        case Text() | Copyable():
            return block.text
        case Quote():
            return _quote(block, locale)
        case Facts():
            return "\n".join(lead(label, locale) + value for label, value in block.pairs)
        case Chart():
            return "\n".join(
                [block.title, *(chart_line(block, s) for s in block.series), chart_numbers(block)]
            )
        case Taps():
            return " · ".join(f"[{tap.label}]" for tap in block.taps)
        case Pick():
            return lead(block.label, locale) + " / ".join(choice.label for choice in block.choices)
        case Form():
            fields = (f"{lead(field.label, locale)}____" for field in block.fields)
            return "\n".join([*fields, f"[{block.send.label}]"])
        case Link():
            return lead(block.label, locale) + block.url
        case Rule():
            return ""
        case _:
            assert_never(block)


def _quote(block: Quote, locale: str) -> str:
    before, after = ("「", "」") if locale == "zh-Hant" else ("“", "”")
    by = f" ({block.by})" if locale == "en" else f"（{block.by}）"
    return before + block.text + after + (by if block.by else "")
