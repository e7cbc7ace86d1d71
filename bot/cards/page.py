"""Dresses a card as one self-contained page, for e-mail and for printing.

Nothing is loaded from anywhere: style and picture stand in the page, and a policy forbids the rest. All text is
escaped. There are no buttons, because a page can't tell who pressed them; the chat has them.
"""

from __future__ import annotations

from html import escape
from typing import assert_never

from bot.cards.card import Block, Card, Chart, Copyable, Facts, Form, Link, Pick, Quote, Rule, Taps, Text
from bot.cards.clean import clean
from bot.cards.page_chart import draw_chart

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_FONTS = {
    "en": "",
    "zh-Hant": '"PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "Noto Sans TC", ',
    "zh-Hans": '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", ',
}
_STYLE = """
:root { color-scheme: light dark; --ground: #f4f3ef; --panel: #fff; --line: #dedbd2; --ink: #1d1c1a; --soft: #5d5a52;
  --one: #0b6e4f; --two: #b0721a; --quote: #f1f5f2; }
@media (prefers-color-scheme: dark) { :root { --ground: #121315; --panel: #1b1d20; --line: #3a3e44; --ink: #ecebe7;
  --soft: #b4b2ab; --one: #57c79b; --two: #e2b84d; --quote: #202a26; } }
body { margin: 0; padding: 24px 12px; background: var(--ground); color: var(--ink);
  font: 15px/1.55 FONTSsystem-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
main { max-width: 640px; margin: 0 auto; padding: 24px; background: var(--panel); border: 1px solid var(--line);
  border-radius: 12px; }
h1 { margin: 0 0 12px; font-size: 20px; line-height: 1.3; }
p, dl, figure, blockquote, pre { margin: 0 0 14px; }
.strong { font-weight: 600; font-size: 16px; }
.subtle, footer { color: var(--soft); font-size: 13px; }
dl { display: grid; grid-template-columns: minmax(96px, max-content) 1fr; gap: 6px 14px; }
dt { font-weight: 600; } dd { margin: 0; }
blockquote { padding: 10px 14px; background: var(--quote); border-left: 3px solid var(--one); }
blockquote p { margin: 0; } blockquote footer { margin-top: 4px; }
pre { white-space: pre-wrap; padding: 10px 14px; background: var(--quote); font: 13px/1.5 ui-monospace, monospace; }
figcaption { font-weight: 600; margin-bottom: 4px; }
svg { display: block; width: 100%; min-width: 480px; height: auto; }
.grid { stroke: var(--line); } .tick { fill: var(--soft); font-size: 11px; }
polyline { fill: none; stroke-width: 2.5; stroke-linejoin: round; } circle { stroke: none; }
polyline.line-1 { stroke: var(--one); } circle.line-1 { fill: var(--one); }
polyline.line-2 { stroke: var(--two); stroke-dasharray: 6 5; } circle.line-2 { fill: var(--two); }
polyline { stroke: var(--soft); }
.legend { margin: 2px 0 6px; font-size: 13px; } .legend span { margin-right: 16px; white-space: nowrap; }
.key { display: inline-block; width: 18px; height: 0; margin: 0 6px 3px 0; border-top: 3px solid var(--one); }
.key.line-2 { border-top: 3px dashed var(--two); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 12px; font-variant-numeric: tabular-nums; }
th, td { padding: 2px 5px; text-align: right; vertical-align: bottom; border-bottom: 1px solid var(--line); }
th { word-break: keep-all; overflow-wrap: normal; } th[scope=row] { text-align: left; white-space: nowrap; }
hr { border: 0; border-top: 1px solid var(--line); margin: 16px 0; }
main > footer { border-top: 1px solid var(--line); padding-top: 12px; }
@media (max-width: 520px) { dl { display: block; } dd { margin: 0 0 8px; } main { padding: 16px; } }
@media print { body { padding: 0; background: none; } main { border: 0; } }
"""


def page(card: Card) -> str:
    """The card as an HTML page in its language, light or dark as the reader's screen is; without its buttons."""
    title = _line(card.title)
    style = _STYLE.replace("FONTS", _FONTS.get(card.locale, ""))
    head = (
        f'<!doctype html>\n<html lang="{escape(card.locale)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{title}</title>\n<style>{style}</style>\n</head>'
    )
    body = "\n".join(part for block in card.blocks if (part := _block(block)))
    foot = f"<footer>{_lines(card.note)}</footer>"
    return f"{head}\n<body>\n<main>\n<h1>{title}</h1>\n{body}\n{foot}\n</main>\n</body>\n</html>\n"


def _block(block: Block) -> str:
    match block:
        case Text():
            look = "" if block.style == "normal" else f' class="{block.style}"'
            return f"<p{look}>{_lines(block.text)}</p>"
        case Quote():
            by = f"<footer>{_line(block.by)}</footer>" if block.by else ""
            return f"<blockquote><p>{_lines(block.text)}</p>{by}</blockquote>"
        case Copyable():
            return f"<pre>{escape(clean(block.text))}</pre>"
        case Facts():
            pairs = (f"<dt>{_line(label)}</dt><dd>{_lines(value)}</dd>" for label, value in block.pairs)
            return f"<dl>{''.join(pairs)}</dl>"
        case Chart():
            return draw_chart(block)
        case Link():
            return f'<p><a href="{escape(clean(block.url))}">{_line(block.label)}</a></p>'
        case Rule():
            return "<hr>"
        case Taps() | Pick() | Form():
            return ""
        case _:
            assert_never(block)


def _line(text: str) -> str:
    return escape(" ".join(clean(text).split()))


def _lines(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br>\n")
