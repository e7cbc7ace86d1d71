"""The text form of a card, as each language writes it."""

from __future__ import annotations

import pytest

from bot.cards.card import Card, Choice, Facts, Form, Input, Pick, Quote, Tap
from bot.cards.plain import lead, plain
from bot.cards.summary import digest_card
from bot.model.figures import rate_number
from bot.model.summary import Criteria, Decision, GateFacts, build
from bot.settings import HOUSE
from tests.model.test_summary import BOTH, MONDAY, facts
from tests.world import ZONE, words_of

CONTENT = HOUSE / "content"


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


def test_between_looks_the_digest_tells_the_gates_number_without_a_verdict() -> None:
    so_far = rate_number("active", 41, 60, 50, "D")
    gate = GateFacts(titles=BOTH, week=8, due_on=MONDAY, owner="Dana Example", so_far=so_far)
    ahead = _digest(Decision(gate=gate, weeks_left=2, criteria=None))
    assert "So far, without a verdict: Active 41 of 60 (68 %)" in ahead
    assert "its target is 50 %" in ahead
    assert "conditions" not in ahead

    stood = Criteria(met=2, missed=1, unclear=1)
    due = _digest(Decision(gate=gate, weeks_left=0, criteria=stood))
    assert "Of its four conditions: 2 met, 1 not met, 1 can't tell yet." in due
    assert "without a verdict" not in due


def _digest(decision: Decision) -> str:
    summary = build(facts(team="")).model_copy(update={"decision": decision})
    return plain(digest_card(words_of(CONTENT).say("en", ZONE), "sum_1", summary, [], False))
