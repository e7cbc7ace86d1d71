"""Numbers as people write them: read where they can mean one thing only."""

from __future__ import annotations

import pytest

from bot.model.answers import problem_with, read_answer
from bot.model.content import Question

HOURS = Question.model_validate(
    {
        "key": "hours",
        "role": "custom",
        "revised": {"en": "2026-11-22", "zh-Hant": "2026-11-22", "zh-Hans": "2026-11-22"},
        "kind": "number",
        "least": 0,
        "most": 2000,
        "decimals": 1,
        "unit": {"en": "hours", "zh-Hant": "小時", "zh-Hans": "小时"},
        "text": {"en": "How long?", "zh-Hant": "多久？", "zh-Hans": "多久？"},
    }
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1.5", "1.5"), ("１．５", "1.5"), ("＋３", "3"), (" 007.0 ", "7"), ("1500", "1500")],
)
def test_a_number_in_either_width_is_read(written: str, kept: str) -> None:
    assert read_answer(HOURS, written) == kept
    assert problem_with(HOURS, kept) == ""


@pytest.mark.parametrize("written", ["1,5", "1,500", "１，５", "1.500,5", ",5", "-1,5"])
def test_a_number_with_a_comma_is_refused_for_its_comma(written: str) -> None:
    assert problem_with(HOURS, read_answer(HOURS, written)) == "comma"


@pytest.mark.parametrize("written", ["²", "1²", "③", "٣", "१", "Ⅷ", "一", "½", ",", "3\u200b", "1e2"])
def test_what_is_no_plain_digit_is_no_number(written: str) -> None:
    assert problem_with(HOURS, read_answer(HOURS, written)) == "not_a_number"
