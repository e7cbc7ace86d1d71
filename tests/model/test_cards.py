"""The text form of a card, as each language writes it."""

from __future__ import annotations

import pytest

from bot.cards.card import Card, Choice, Facts, Form, Input, Pick, Quote, Tap
from bot.cards.plain import lead, plain


@pytest.mark.parametrize(
    ("label", "locale", "before"),
    [
        ("Team", "en", "Team: "),
        ("團隊", "zh-Hant", "團隊："),
        ("What for?", "en", "What for? "),
        ("用在哪裡？", "zh-Hant", "用在哪裡？"),
        ("用在哪里？", "zh-Hans", "用在哪里？"),
    ],
)
def test_a_label_has_its_languages_colon_and_a_question_has_none(
    label: str, locale: str, before: str
) -> None:
    assert lead(label, locale) == before


def test_the_text_form_of_a_chinese_card_has_no_ascii_marks() -> None:
    card = Card(
        title="標題",
        blocks=(
            Facts(pairs=(("團隊", "業務"), ("用在哪裡？", "寫程式"))),
            Pick(label="語言", action="a.b", choices=(Choice(label="繁體中文", value="zh-Hant"),)),
            Form(fields=(Input(name="x", label="說明"),), send=Tap(label="送出", action="a.b")),
            Quote(text="很省時間。", by="一位同事"),
        ),
        note="機器人",
        locale="zh-Hant",
    )
    assert plain(card).split("\n") == [
        "標題", "團隊：業務", "用在哪裡？寫程式", "語言：繁體中文", "說明：____", "[送出]",
        "「很省時間。」（一位同事）", "機器人",
    ]  # fmt: skip
