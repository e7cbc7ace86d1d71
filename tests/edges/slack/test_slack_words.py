"""A person's words in a card stay words: no mention, link, emoji or markup comes out of them."""

from __future__ import annotations

import json

import pytest

from bot.cards.card import (
    Block,
    Card,
    Chart,
    Choice,
    Copyable,
    Facts,
    Form,
    Input,
    Link,
    Pick,
    Quote,
    Series,
    Tap,
    Taps,
    Text,
)
from bot.cards.clean import clean
from bot.slack.render import render
from tests.fakes.slack_blocks import refusals, text_objects


def a_card(*blocks: Block, **changes: str) -> Card:
    return Card(**{"title": "Title", "blocks": blocks, "note": "Why you got this.", **changes})


HOSTILE = [
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!subteam^S0TEAM>",
    "<!date^1392734382^{date}|x>",
    "<@U0BOSS>",
    "<@W0BOSS|boss>",
    "<#C0GENERAL>",
    "<#C0GENERAL|general>",
    "<https://evil.example|Your bank>",
    "<mailto:x@evil.example|HR>",
    "<tel:+1900|call>",
    "<javascript:alert(1)|x>",
    "[click](https://evil.example)",
    "![x](https://evil.example/pixel.png)",
    "*bold* _italic_ ~gone~ `code`",
    "```\ncode\n```",
    "> quoted",
    ">>> quoted to the end",
    "• item\n1. item",
    ":rotating_light: :smile:",
    "&lt;!channel&gt;",
    "&amp;lt;!channel&amp;gt;",
    "<at>Everyone</at>",
    "{{DATE(2025-11-02T09:00:00Z, SHORT)}}",
    "${process.env.TOKEN}",
    "%(name)s {name} {0}",
    "<script>alert(1)</script>",
    "'; drop table people; --",
    '","type":"mrkdwn","text":"<!channel>',
    '"}]}}]',
    "=HYPERLINK(1)",
    "\u202egnp.exe\u202c",
    "\u2066hidden\u2069",
    "a\x00b\x07c\x1b[31md",
    "line\r\nline\rline\u2028line",
    "@channel @here @everyone",
    "#general",
    "https://evil.example/?a=1&b=2",
    "｡ﾟ full＝width＜!channel＞",
    "٠١٢ עברית العربية",
    "  ",
]


def everywhere(words: str) -> Card:
    """A card with `words` in every place that takes words."""
    short = words[:20]
    return a_card(
        Text(text=words),
        Text(text=words, style="strong"),
        Text(text=words, style="subtle"),
        Quote(text=words, by=words),
        Copyable(text=words),
        Facts(pairs=((words, words),)),
        Chart(
            title=short,
            categories=(short,),
            series=(Series(name=short, values=(1,)),),
            unit=short,
            x_label=short,
        ),
        Chart(title=short, categories=(short,), series=(Series(name=short, values=(None,)),)),
        Taps(taps=(Tap(label=words, action="a.b", target="t", value=words),)),
        Pick(label=words, action="a.b", choices=(Choice(label=words, value="1"),)),
        Form(
            fields=(Input(name="n", label=words, value=words, hint=words),),
            send=Tap(label=words, action="a.b"),
        ),
        Link(label=words, url="https://example.com"),
        title=words,
        note=words,
    )


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_nothing_a_person_writes_becomes_markup(words: str) -> None:
    message = render(everywhere(words))

    assert refusals(message) == []
    assert {node["type"] for node in text_objects(message["blocks"])} <= {"plain_text", "text"}
    assert all(node.get("emoji", False) is False for node in text_objects(message["blocks"]))
    assert "<" not in message["text"]
    assert ">" not in message["text"]
    json.dumps(message).encode()
    "".join(node["text"] for node in text_objects(message)).encode("utf-8")


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_a_cards_shape_does_not_depend_on_its_words(words: str) -> None:
    def shape(node: object) -> object:
        if isinstance(node, dict):
            return {k: v if k in ("type", "action_id") else shape(v) for k, v in node.items()}
        return [shape(child) for child in node] if isinstance(node, list) else type(node).__name__

    assert shape(render(everywhere(words))) == shape(render(everywhere("words")))


def test_words_stand_as_they_were_written() -> None:
    (dressed,) = render(a_card(Text(text="a < b & *c* <!here>")))["blocks"][1:-1]

    assert dressed["text"] == {"type": "plain_text", "text": "a < b & *c* <!here>", "emoji": False}


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_cleaning_twice_is_cleaning_once(words: str) -> None:
    assert clean(clean(words)) == clean(words)


def test_cleaning_takes_what_cannot_be_seen_and_keeps_what_can() -> None:
    assert clean("\ud83d") == ""
    assert clean("a\x00b\x1b\u202ec\u2066d\ud800\ufeff") == "abcd"
    assert clean("one\r\ntwo\rthree\tfour\u2028five") == "one\ntwo\nthree\tfour\nfive"
    assert clean("👩‍💻 繁體 简体 é\u200fא") == "👩‍💻 繁體 简体 é\u200fא"


@pytest.mark.parametrize(
    "block",
    [
        Text(text="canary" * 600),
        Taps(taps=(Tap(label="x", action="a.b", value="canary" * 400),)),
        Form(fields=(Input(name="n", label="n", value="canary" * 100),), send=Tap(label="x", action="a.b")),
        Form(
            fields=(Input(name="n", label="n", type="date", value="canary"),),
            send=Tap(label="x", action="a.b"),
        ),
    ],
    ids=range(4),
)
def test_an_error_about_a_card_does_not_repeat_its_words(block: Block) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the sentence differs for each limit
        render(a_card(block))

    assert "canary" not in str(error.value)
