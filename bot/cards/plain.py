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

_BARS = "▁▂▃▄▅▆▇█"


def plain(card: Card) -> str:
    """The card as lines of text, title first, note last."""
    colon = ": " if card.locale == "en" else "："
    parts = [card.title, *(_block(block, colon) for block in card.blocks), card.note]
    return "\n".join(part for part in parts if part)


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


def _block(block: Block, colon: str) -> str:
    match block:
        case Text() | Copyable():
            return block.text
        case Quote():
            return f"“{block.text}”" + (f" ({block.by})" if block.by else "")
        case Facts():
            return "\n".join(f"{label}{colon}{value}" for label, value in block.pairs)
        case Chart():
            return "\n".join([block.title, *(chart_line(block, s) for s in block.series)])
        case Taps():
            return " · ".join(f"[{tap.label}]" for tap in block.taps)
        case Pick():
            return f"{block.label}{colon}" + " / ".join(choice.label for choice in block.choices)
        case Form():
            return "\n".join(
                [*(f"{field.label}{colon}____" for field in block.fields), f"[{block.send.label}]"]
            )
        case Link():
            return f"{block.label}{colon}{block.url}"
        case Rule():
            return ""
        case _:
            assert_never(block)
