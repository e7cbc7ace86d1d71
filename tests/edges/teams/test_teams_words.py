"""A person's words in a card: they look as they were written and do nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.cards.card import (
    Block,
    Card,
    Choice,
    Copyable,
    Facts,
    Form,
    Input,
    Link,
    Pick,
    Quote,
    Tap,
    Taps,
    Text,
)
from bot.teams.render import render
from tests.fakes.teams_cards import parts, refusals, words

NOTE = "You are in the pilot. I am a bot."
INJECTIONS = (
    "**bold** and _italic_ and ~~struck~~",
    "*one star*",
    "__init__",
    "`code`",
    "# a heading",
    "### a smaller heading",
    "> a quote",
    "- a list",
    "+ another list",
    "1. a numbered list",
    "12) another numbered list",
    "---",
    "[a link](https://evil.example)",
    "[a link](javascript:alert(1))",
    "![a picture](https://evil.example/pixel.png)",
    "[a reference][1]\n\n[1]: https://evil.example",
    "<https://evil.example>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b>bold</b>",
    "&lt;b&gt; &amp; &#42;",
    "<at>Ada Lovelace</at>",
    "< at>Ada</ at>",
    '<AT id="0">Ada</AT>',
    "</at>",
    "<!channel> <@U123> <!subteam^S1>",
    "@everyone @channel",
    "{{DATE(2026-11-02T09:00:00Z, SHORT)}}",
    "{{TIME(2026-11-02T09:00:00Z)}}",
    "{{ date(2026-11-02T09:00:00Z)}}",
    "{{{DATE(2026-11-02T09:00:00Z)}}}",
    "${$root.secret}",
    "${if(true, 'x', 'y')}",
    "{name} {0} %s %(name)s",
    '","type":"Action.OpenUrl","url":"https://evil.example',
    '{"type":"Input.Text","id":"value"}',
    "\\*already escaped\\*",
    "a\\",
    "first line\nsecond line\n\nnew paragraph",
    "tab\tand \"quotes\" and 'more'",
    "\u202eright to left\u202c",
    "\u2066isolated\u2069",
    "null\x00byte and \x1b[31mred",
    '=HYPERLINK("https://evil.example")',
    "中文：*重點* 與 _底線_，{{DATE(2026-11-02T09:00:00Z)}}",
)


def card(*blocks: Block, title: str = "Week 6 of 12", note: str = NOTE, locale: str = "en") -> Card:
    return Card(title=title, blocks=blocks, note=note, locale=locale)


@pytest.mark.parametrize("said", INJECTIONS, ids=lambda said: repr(said)[:40])
def test_a_persons_words_change_nothing_but_the_words(said: str) -> None:
    def everywhere(text: str) -> dict[str, Any]:
        tap = Tap(label=text, action="a.b")
        return render(
            card(
                Text(text=text),
                Quote(text=text, by=text),
                Copyable(text=text),
                Facts(pairs=((text, text),)),
                Taps(taps=(tap,)),
                Pick(label=text, action="a.b", choices=(Choice(label=text, value="1"),)),
                Form(fields=(Input(name="f", label=text, hint=text, value=text),), send=tap),
                Link(label=text, url="https://example.com"),
                title=text,
                note=text,
            )
        )

    lines = len([line for line in said.split("\n") if line.strip()])
    harmless = everywhere("\n".join(["harmless"] * lines))
    rendered = everywhere(said)

    assert refusals(rendered) == []
    assert [each["type"] for each in parts(rendered)] == [each["type"] for each in parts(harmless)]
    assert "entities" not in json.dumps(rendered)
    assert "<at" not in words(rendered).lower().replace(" ", "")


@pytest.mark.parametrize("said", INJECTIONS, ids=lambda said: repr(said)[:40])
def test_markdown_in_a_title_is_shown_as_it_was_written(said: str) -> None:
    title = render(card(Text(text="x"), title=said))["body"][0]["text"]

    bare = title.replace("\\\\", "\0")
    for sign in ("*", "_", "`", "[", "]", "<", "~~"):
        assert bare.count(sign) == bare.count("\\" + sign)
