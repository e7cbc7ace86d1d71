"""How a card looks in Teams: every block, inside Teams' limits, with words that stay words."""

from __future__ import annotations

from typing import Any

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
    Rule,
    Series,
    Tap,
    Taps,
    Text,
)
from bot.teams.render import MAX_BYTES, render
from tests.fakes.teams_cards import button, inputs, parts, refusals

NOTE = "You are in the pilot. I am a bot."
WEEKS = ("W1", "W2", "W3", "W4")


def card(*blocks: Block, title: str = "Week 6 of 12", note: str = NOTE, locale: str = "en") -> Card:
    return Card(title=title, blocks=blocks, note=note, locale=locale)


def drawn(*blocks: Block) -> list[dict[str, Any]]:
    """The elements between title and note."""
    rendered = render(card(*blocks))
    assert refusals(rendered) == []
    return list(rendered["body"][1:-1])


def chart(*series: tuple[float | None, ...], **more: str) -> Chart:
    named = tuple(Series(name=f"Wave {n}", values=values) for n, values in enumerate(series, 1))
    return Chart(title="Active each week", categories=WEEKS, series=named, **more)


def test_a_card_says_its_language_its_title_and_its_note() -> None:
    rendered = render(card(Text(text="Hello."), locale="zh-Hans"))

    title, text, note = rendered["body"]
    assert rendered["version"] == "1.5"
    assert rendered["lang"] == "zh"
    assert rendered["msteams"] == {"width": "Full"}
    assert (title["style"], title["size"], title["weight"]) == ("heading", "Large", "Bolder")
    assert text["inlines"][0]["text"] == "Hello."
    assert note["separator"] is True
    assert note["inlines"][0] == {
        "type": "TextRun",
        "text": NOTE,
        "size": "Small",
        "isSubtle": True,
    }


def test_traditional_chinese_is_not_called_zh_which_teams_draws_with_simplified_glyphs() -> None:
    rendered = render(card(Text(text="您好。"), locale="zh-Hant"))

    assert "lang" not in rendered
    assert refusals(rendered) == []


def test_the_fallback_text_carries_the_whole_card() -> None:
    rendered = render(card(Text(text="Hello."), Facts(pairs=(("People", "41"),))))

    for words_of_it in ("Week 6 of 12", "Hello.", "People: 41", NOTE):
        assert words_of_it in rendered["fallbackText"]


def test_each_line_of_a_text_is_an_element_of_its_own() -> None:
    first, second, third = drawn(Text(text="one\ntwo\n\nthree"))

    assert [each["inlines"][0]["text"] for each in (first, second, third)] == ["one", "two", "three"]
    assert second["spacing"] == "None"
    assert "spacing" not in first
    assert "spacing" not in third


def test_strong_and_subtle_text_look_it() -> None:
    strong, subtle = drawn(Text(text="a", style="strong"), Text(text="b", style="subtle"))

    assert strong["inlines"][0]["weight"] == "Bolder"
    assert subtle["inlines"][0]["isSubtle"] is True


def test_a_quote_stands_apart_with_its_author() -> None:
    (quote,) = drawn(Quote(text="It saved me an hour.", by="Ada"))

    assert quote["style"] == "emphasis"
    said, by = quote["items"]
    assert said["inlines"][0]["italic"] is True
    assert by["inlines"][0]["text"] == "Ada"


@pytest.mark.parametrize("locale", ["zh-Hant", "zh-Hans"])
def test_a_chinese_quote_is_not_slanted(locale: str) -> None:
    quote = render(card(Quote(text="省了一小時。"), locale=locale))["body"][1]

    assert "italic" not in quote["items"][0]["inlines"][0]


def test_copyable_text_is_in_fixed_width_and_keeps_its_blanks_and_braces() -> None:
    (box,) = drawn(Copyable(text="Write to {{name}}:\n  - kindly"))

    runs = [item["inlines"][0] for item in box["items"]]
    assert [run["text"] for run in runs] == ["Write to {{name}}:", "  - kindly"]
    assert {run["fontType"] for run in runs} == {"Monospace"}


def test_facts_are_a_fact_set() -> None:
    (facts,) = drawn(Facts(pairs=(("People", "41 / 60"), ("Change", "-5 %"), ("Rate", "2.5"))))

    assert facts["facts"] == [
        {"title": "People", "value": "41 / 60"},
        {"title": "Change", "value": "-5 %"},
        {"title": "Rate", "value": "2.5"},
    ]


def test_a_chart_is_a_picture_with_the_same_numbers_behind_and_below_it() -> None:
    heading, picture, line = drawn(chart((35, 52, 60, 68), unit="%", x_label="Week"))

    assert heading["inlines"][0]["text"] == "Active each week"
    assert picture["type"] == "Chart.Line"
    assert (picture["yMin"], picture["yMax"]) == (0, 100)
    assert (picture["xAxisTitle"], picture["yAxisTitle"]) == ("Week", "%")
    assert picture["data"][0]["values"][0] == {"x": "W1", "y": 35}
    assert picture["fallback"]["facts"][3] == {"title": "W4", "value": "68 %"}
    assert line["inlines"][0]["text"] == "Wave 1 ▅▆▇█ 35 → 68 %"


@pytest.mark.parametrize(
    ("values", "unit"), [((35, 52, 60, 68), "min"), ((35, 52, 60, 104), "%")], ids=["no percent", "over 100"]
)
def test_an_axis_that_does_not_end_at_100_is_left_to_teams(values: tuple[float, ...], unit: str) -> None:
    assert "yMax" not in drawn(chart(values, unit=unit))[1]


def test_the_numbers_of_a_chart_have_their_languages_colon() -> None:
    lines = chart((1, 2, 3, 4), (5, 6, 7, 8))
    told = render(card(lines, locale="zh-Hant"))["body"][2]["fallback"]["facts"][0]["value"]

    assert told == "Wave 1：1 · Wave 2：5"


def test_an_unknown_value_is_left_out_of_the_picture_and_a_dash_in_words() -> None:
    _, picture, *_ = drawn(chart((1, None, 3, 4), (5, 6, 7, None)))

    known = {line["legend"]: [point["x"] for point in line["values"]] for line in picture["data"]}
    assert known == {"Wave 1": ["W1", "W3", "W4"], "Wave 2": ["W1", "W2", "W3"]}
    assert picture["fallback"]["facts"][1]["value"] == "Wave 1: – · Wave 2: 6"


def test_the_axis_of_a_chart_stays_in_order_when_the_first_line_has_a_gap() -> None:
    _, picture, *_ = drawn(chart((1, None, 3, 4), (5, 6, 7, 8)))

    assert [line["legend"] for line in picture["data"]] == ["Wave 2", "Wave 1"]


def test_a_line_keeps_its_colour_when_the_lines_change_places() -> None:
    _, straight, *_ = drawn(chart((1, 2, 3, 4), (5, 6, 7, 8)))
    _, swapped, *_ = drawn(chart((1, None, 3, 4), (5, 6, 7, 8)))

    colours = [{line["legend"]: line["color"] for line in c["data"]} for c in (straight, swapped)]
    assert colours[0] == colours[1]


@pytest.mark.parametrize(
    "series",
    [[(None, None, None, None)], [(1, None, 3, None), (None, 2, None, None)]],
    ids=["nothing is known", "no order of the lines gives the axis"],
)
def test_a_chart_teams_would_draw_wrongly_is_told_in_words(series: list[Any]) -> None:
    heading, facts = drawn(chart(*series))

    assert heading["inlines"][0]["text"] == "Active each week"
    assert [fact["title"] for fact in facts["facts"]] == list(WEEKS)


def test_an_axis_with_negative_values_is_left_to_teams() -> None:
    _, picture, *_ = drawn(chart((-1, 0, 1, 2)))

    assert "yMin" not in picture


def test_a_button_carries_opaque_ids_twice_for_clients_old_and_new() -> None:
    tap = Tap(label="4", action="feedback.answer", target="prm_1", value="4", style="primary")
    execute = button(render(card(Taps(taps=(tap,)))), "4")

    assert (execute["type"], execute["verb"]) == ("Action.Execute", "feedback.answer")
    assert execute["data"] == {"action": "feedback.answer", "target": "prm_1", "value": "4"}
    assert execute["fallback"]["type"] == "Action.Submit"
    assert execute["fallback"]["data"] == execute["data"]
    assert execute["style"] == execute["fallback"]["style"] == "positive"
    assert execute["associatedInputs"] == "none"


def test_a_dangerous_button_looks_dangerous() -> None:
    tap = Tap(label="Erase", action="me.erase", style="danger")

    assert button(render(card(Taps(taps=(tap,)))), "Erase")["style"] == "destructive"


def test_buttons_stand_six_in_a_row() -> None:
    taps = tuple(Tap(label=str(n), action="a.b", value=str(n)) for n in range(14))

    assert [len(row["actions"]) for row in drawn(Taps(taps=taps))] == [6, 6, 2]


def test_a_pick_is_a_list_with_a_button_of_its_own() -> None:
    choices = (Choice(label="English", value="en"), Choice(label="繁體中文", value="zh-Hant"))
    select, row = drawn(Pick(label="Language", action="me.language", target="t", choices=choices))

    assert (select["type"], select["id"], select["style"]) == (
        "Input.ChoiceSet",
        "pick",
        "compact",
    )
    assert select["choices"][1] == {"title": "繁體中文", "value": "zh-Hant"}
    assert select["isRequired"] is True
    assert "value" not in select
    assert row["actions"][0]["verb"] == "me.language"
    assert "associatedInputs" not in row["actions"][0]


def test_a_pick_shows_the_choice_that_holds_now_and_says_when_there_is_none() -> None:
    choices = (Choice(label="English", value="en"), Choice(label="繁體中文", value="zh-Hant"))
    pick = Pick(label="Language", action="a.b", choices=choices, value="zh-Hant", missing="Choose one.")
    select, _ = drawn(pick)

    assert (select["value"], select["errorMessage"]) == ("zh-Hant", "Choose one.")


def test_a_required_field_left_empty_is_asked_for_in_a_sentence() -> None:
    field = Input(name="task", label="Task", hint="Up to 80 characters", missing="Please fill this in.")
    drawn_field, _ = drawn(Form(fields=(field,), send=Tap(label="Send", action="f.send")))

    assert drawn_field["errorMessage"] == "Please fill this in."


def test_a_form_has_an_input_of_each_kind_and_one_button() -> None:
    fields = (
        Input(name="task", label="Task", value="mail", max_characters=80),
        Input(name="why", label="Why", type="long_text", hint="One sentence", required=False),
        Input(name="day", label="Until", type="date", required=False),
        Input(name="at", label="At", type="time", value="09:30"),
    )
    task, why, day, at, row = drawn(Form(fields=fields, send=Tap(label="Send", action="f.send")))

    kinds = [each["type"] for each in (task, why, day, at)]
    assert kinds == ["Input.Text", "Input.Text", "Input.Date", "Input.Time"]
    assert (task["id"], task["maxLength"], task["isMultiline"]) == ("task", 80, False)
    assert (task["isRequired"], task["errorMessage"], task["value"]) == (True, "Task", "mail")
    assert (why["isMultiline"], why["placeholder"]) == (True, "One sentence")
    assert "isRequired" not in why
    assert at["value"] == "09:30"
    assert row["actions"][0]["title"] == "Send"


def test_inputs_of_several_forms_are_kept_apart_and_block_nobody() -> None:
    send = Tap(label="Save", action="a.b")
    form = Form(fields=(Input(name="from", label="From"), Input(name="value", label="V")), send=send)
    pick = Pick(label="P", action="c.d", choices=(Choice(label="x", value="x"),))
    rendered = render(card(pick, form, pick, form))

    assert refusals(rendered) == []
    ids = [each["id"] for each in parts(rendered) if each["type"].startswith("Input.")]
    assert len(set(ids)) == 6
    assert not any(each.get("isRequired") for each in parts(rendered))


def test_what_inputs_hold_is_sent_along() -> None:
    fields = (Input(name="task", label="Task", value="mail"),)
    rendered = render(card(Form(fields=fields, send=Tap(label="Send", action="f.send"))))

    assert inputs(rendered) == {"task": "mail"}


def test_a_link_opens_a_page() -> None:
    (row,) = drawn(Link(label="Guide", url="https://example.com/guide"))

    assert row["actions"] == [
        {"type": "Action.OpenUrl", "title": "Guide", "url": "https://example.com/guide"}
    ]


def test_a_rule_is_a_line_above_what_follows() -> None:
    above, below = drawn(Text(text="above"), Rule(), Text(text="below"))

    assert "separator" not in above
    assert below["separator"] is True


def test_a_rule_at_the_end_adds_nothing_to_the_line_above_the_note() -> None:
    (above,) = drawn(Text(text="above"), Rule())

    assert "separator" not in above


def test_a_card_over_a_limit_is_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match="title: 1 to 150 characters"):
        render(card(Text(text="x"), title="x" * 151))


@pytest.mark.parametrize(
    "block", [chart((1, float("nan"), 3, 4)), Text(text="half of a pair \ud83d")], ids=["NaN", "half"]
)
def test_what_json_cannot_carry_is_refused(block: Block) -> None:
    with pytest.raises(ValueError, match=r"NaN|surrogates"):
        render(card(block))


def test_a_long_card_says_it_once_instead_of_twice() -> None:
    rendered = render(card(*[Text(text="字" * 2900)] * 8))

    assert refusals(rendered) == []
    assert rendered["fallbackText"] == "Week 6 of 12"


def test_a_card_over_80_kilobytes_is_refused() -> None:
    taps = [Taps(taps=tuple(Tap(label="a" * 70, action="b" * 100) for _ in range(25)))] * 4

    with pytest.raises(ValueError, match=f"Teams takes {MAX_BYTES}"):
        render(card(*taps))
