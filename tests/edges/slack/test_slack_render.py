"""Cards in Slack's Block Kit: every block shows, and nothing is cut in silence."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from slack_sdk.models.blocks import Block as SlackBlock

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
    Rule,
    Series,
    Tap,
    Taps,
    Text,
)
from bot.slack.render import has_native_chart, render
from tests.fakes.slack_blocks import refusals

CHART = Chart(
    title="Active each week",
    categories=("W1", "W2", "W3"),
    series=(
        Series(name="This wave", values=(35, 52, 61)),
        Series(name="Plan", values=(30, 45, 55)),
    ),
    unit="%",
    x_label="Week",
)
FORM = Form(
    fields=(
        Input(name="about", label="What is it about?", value="Reports", hint="A few words"),
        Input(name="words", label="In your words", type="long_text", required=False),
        Input(name="on", label="Day", type="date", value="2025-11-03"),
        Input(name="at", label="Hour", type="time", value="09:30"),
    ),
    send=Tap(label="Send", action="tips.offer", target="tip_1", style="primary"),
)
EVERY_BLOCK: tuple[Block, ...] = (
    Text(text="A paragraph."),
    Text(text="What matters.", style="strong"),
    Text(text="What may be skipped.", style="subtle"),
    Quote(text="It saves me an hour.", by="Ada"),
    Quote(text="Nobody said this."),
    Copyable(text="Summarise:\n  - the facts"),
    Facts(pairs=(("Answered", "31 of 40"), ("Change", "+4"))),
    CHART,
    Taps(taps=(Tap(label="1", action="feedback.answer", target="p", value="1"),)),
    Taps(taps=(Tap(label="Stop", action="human.ask", style="danger"),)),
    Pick(label="Team", action="summary.show", choices=(Choice(label="Finance", value="fin"),)),
    Pick(label="Team", action="summary.show", choices=(Choice(label="Finance", value="fin"),), value="fin"),
    FORM,
    Link(label="Our rules", url="https://example.com/rules"),
    Rule(),
)


def a_card(*blocks: Block, **changes: str) -> Card:
    return Card(**{"title": "Title", "blocks": blocks, "note": "Why you got this.", **changes})


@pytest.mark.parametrize("block", EVERY_BLOCK, ids=lambda block: block.kind)
def test_every_block_passes_slacks_rules_and_the_sdks_models(block: Block) -> None:
    message = render(a_card(block))

    assert refusals(message) == []
    for dressed in message["blocks"]:
        if dressed["type"] != "data_visualization":  # slack_sdk has no class for it
            parsed = SlackBlock.parse(dressed)
            assert parsed is not None
            assert parsed.to_dict()["type"] == dressed["type"]


def test_every_kind_of_block_is_among_the_rendered_ones() -> None:
    union = get_args(get_args(Block)[0])

    assert {type(block) for block in EVERY_BLOCK} == set(union)


def test_a_card_with_everything_is_one_message_slack_accepts() -> None:
    assert refusals(render(a_card(*EVERY_BLOCK))) == []


def test_the_fallback_text_carries_the_whole_card_escaped() -> None:
    text = render(a_card(Text(text="a < b & c"), Facts(pairs=(("Answered", "31"),))))["text"]

    assert text == "Title\na &lt; b &amp; c\nAnswered: 31\nWhy you got this."


def test_facts_have_their_languages_colon_and_a_question_has_none() -> None:
    pairs = (("團隊", "業務"), ("用在哪裡？", "寫程式"))
    facts = render(a_card(Facts(pairs=pairs), locale="zh-Hant"))["blocks"][1]

    runs = [run["text"] for run in facts["elements"][0]["elements"]]
    assert runs == ["團隊：", "業務", "\n用在哪裡？", "寫程式"]


def test_a_list_shows_the_choice_that_holds_now() -> None:
    choices = (Choice(label="English", value="en"), Choice(label="繁體中文", value="zh-Hant"))
    pick = Pick(label="Language", action="a.b", choices=choices, value="zh-Hant")
    select = render(a_card(pick))["blocks"][1]["elements"][0]

    assert select["initial_option"] == select["options"][1]
    assert (
        "initial_option"
        not in render(a_card(pick.model_copy(update={"value": ""})))["blocks"][1]["elements"][0]
    )


def test_a_fallback_text_over_4000_characters_ends_with_an_ellipsis_between_entities() -> None:
    for shift in range(6):
        text = render(a_card(Text(text="x" * shift + "&" * 2900)))["text"]

        assert len(text) <= 4000
        assert text.endswith("&amp;…")


def test_the_note_is_the_last_thing_on_a_card() -> None:
    last = render(a_card(*EVERY_BLOCK))["blocks"][-1]

    assert last["type"] == "context"
    assert last["elements"][0]["text"] == "Why you got this."


def test_equal_buttons_get_different_action_ids_with_the_same_action() -> None:
    same = Tap(label="4", action="feedback.answer", target="prm_1", value="4")
    buttons = render(a_card(Taps(taps=(same, same)), Taps(taps=(same,))))["blocks"]
    elements = [one for block in buttons[1:-1] for one in block["elements"]]

    assert [one["action_id"] for one in elements] == [f"feedback.answer:{n}" for n in (1, 2, 3)]
    assert {one["value"] for one in elements} == {"prm_1|4"}


def test_a_form_carries_its_names_as_block_and_action() -> None:
    blocks = render(a_card(FORM))["blocks"][1:-1]

    names = [(b["block_id"], b["element"]["action_id"]) for b in blocks if b["type"] == "input"]
    assert names == [(n, n) for n in ("about", "words", "on", "at")]
    assert [b["optional"] for b in blocks if b["type"] == "input"] == [False, True, False, False]
    assert blocks[2]["element"]["initial_date"] == "2025-11-03"
    assert blocks[3]["element"]["initial_time"] == "09:30"
    assert blocks[4]["elements"][0]["style"] == "primary"


def test_a_chart_is_native_with_its_numbers_in_words_beneath() -> None:
    chart, words = render(a_card(CHART))["blocks"][1:-1]

    assert chart["chart"]["axis_config"] == {
        "categories": ["W1", "W2", "W3"],
        "x_label": "Week",
        "y_label": "%",
    }
    assert chart["chart"]["series"][0]["data"][0] == {"label": "W1", "value": 35}
    assert "35 → 61 %" in words["elements"][0]["text"]


@pytest.mark.parametrize(
    "chart",
    [
        CHART.model_copy(update={"series": (Series(name="A", values=(1, None, 3)),)}),
        CHART.model_copy(update={"series": (CHART.series[0], CHART.series[0])}),
        CHART.model_copy(update={"categories": ("W1", "W1", "W3")}),
        CHART.model_copy(update={"unit": "u" * 51}),
    ],
    ids=["an unknown value", "two lines of one name", "two weeks of one name", "a long unit"],
)
def test_a_chart_slack_cannot_draw_truly_becomes_text(chart: Chart) -> None:
    message = render(a_card(chart))

    assert not has_native_chart(message)
    assert refusals(message) == []
    assert chart.title in json.dumps(message["blocks"], ensure_ascii=False)


def test_without_native_charts_the_numbers_are_still_there() -> None:
    message = render(a_card(CHART), charts=False)

    assert not has_native_chart(message)
    assert "35 → 61 %" in json.dumps(message["blocks"], ensure_ascii=False)


def test_a_third_chart_in_one_message_becomes_text() -> None:
    message = render(a_card(CHART, CHART, CHART))

    assert [block["type"] for block in message["blocks"]].count("data_visualization") == 2
    assert refusals(message) == []


@pytest.mark.parametrize(
    "blocks",
    [
        (Text(text="x" * 3001),),
        (Link(label="here", url="http://example.com"),),
        (Taps(taps=(Tap(label="x", action="a.b", value="v" * 2001),)),),
        (Pick(label="x" * 151, action="a.b", choices=(Choice(label="x", value="1"),)),),
        (Pick(label="x", action="a.b", choices=(Choice(label="x", value="1" * 151),)),),
        (Form(fields=(FORM.fields[0], FORM.fields[0]), send=FORM.send),),
        (Form(fields=(Input(name="n", label="n", max_characters=5000),), send=FORM.send),),
        (Form(fields=(Input(name="n", label="n", value="x" * 501),), send=FORM.send),),
        (Form(fields=(Input(name="n", label="n", type="date", value="soon"),), send=FORM.send),),
        (CHART,) * 2 + (FORM.model_copy(update={"fields": FORM.fields * 12}),),
    ],
    ids=range(10),
)
def test_a_card_over_a_limit_is_an_error_and_never_cut(blocks: tuple[Block, ...]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence differs for each limit
        render(a_card(*blocks))
