"""What points to somebody or opens something is taken out of words; what does not, stays."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.check_digits import is_cn_id, is_iban, is_luhn, is_tw_id, is_tw_ui
from bot.model.redaction import HIDDEN, redact
from bot.settings import HOUSE
from tests.corpora import comments as corpus

ROSTER = ["Mei Lin", "王小明", "陳大文", "Will Ho", "Zoë Brandt", "欧阳静", "Jo"]
ROSTER += ["Ada Okafor", "Jean-Luc O'Neil", "Chen Yi-Ting", "Mark May", "歐陽娜娜", "张伟", "阿里木江·买买提"]
ROSTER += ["高建國", "程安", "謝美玲", "周志強"]
FILE = Path(__file__).resolve().parent.parent / "corpora" / "redaction.toml"
TABLE = tomllib.loads(FILE.read_text(encoding="utf-8").replace("~", ""))
MARKED = re.compile("«[^»]*»")


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(set(TABLE["goes"])) >= 150
    assert len(set(TABLE["stays"])) >= 100


@pytest.mark.parametrize("marked", TABLE["goes"])
def test_what_points_to_somebody_goes_and_nothing_beside_it(marked: str) -> None:
    said, shown = marked.replace("«", "").replace("»", ""), MARKED.sub(HIDDEN, marked)
    assert redact(said, ROSTER) == " ".join(shown.split())


@pytest.mark.parametrize("said", TABLE["stays"])
def test_what_points_to_nobody_stays(said: str) -> None:
    assert redact(said, ROSTER) == said


def test_the_comments_of_the_other_corpus_stay() -> None:
    texts = [text for theme, _, text in corpus.sentences() if theme != "odd"]
    assert [text for text in texts if redact(text, ROSTER) != text] == []


EVERYDAY_NAMES = [
    "Mark May",
    "Will Hope",
    "Grace Hall",
    "Tom Page",
    "Ana Price",
    "Frank Long",
    "Lee Min",
    "Rose Day",
]
EVERYDAY_NAMES += [
    "Test User",
    "Bill Power",
    "Peter List",
    "Hunter Field",
    "Shop Office",
    "Anna van der Berg",
]
CHINESE = """
任安 方大同 何明 金小英 管平 江海 常青 于洋 馬超 易安 文靜 時光
高建國 李志明 林怡君 黄俊杰 吳淑芬 刘家豪 程安 謝美玲 周志強 张建立 許文件 陳明天
"""


def ours() -> list[str]:
    """Everything content says, in every language, without the addresses of its sample programs."""
    found = (
        strings_of(tomllib.loads(file.read_text("utf-8"))) for file in (HOUSE / "content").rglob("*.toml")
    )
    return [text for texts in found for text in texts if "@" not in text]


def strings_of(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for part in parts:
        yield from strings_of(part)


def test_no_word_number_or_date_of_our_own_texts_is_taken_for_somebody() -> None:
    texts = [" ".join(text.split()) for text in ours()]
    assert len(texts) > 5000
    roster = [
        *CHINESE.split(),
        "Ada Okafor",
        "Jean-Luc O'Neil",
        "Chen Yi-Ting",
        "阿里木江·买买提",
        "歐陽娜娜",
    ]
    assert [text for text in texts if redact(text, roster) != text] == []


def test_a_name_that_is_a_word_too_counts_only_with_a_capital() -> None:
    texts = [" ".join(text.lower().split()) for text in ours()]
    assert [text for text in texts if redact(text, EVERYDAY_NAMES) != text] == []
    assert redact("Ask Grace, not Hunter", EVERYDAY_NAMES) == f"Ask {HIDDEN}, not {HIDDEN}"


def test_a_thousand_people_are_looked_for_in_forty_thousand_characters() -> None:
    roster = [f"Name{at} Family{at}" for at in range(500)]
    roster += [f"王{chr(0x4E00 + at)}{chr(0x5E00 + at)}" for at in range(500)]
    text = "family7 and 王万帇 說 " * 2000
    assert redact(text, roster) == f"{HIDDEN} and {HIDDEN} 說 " * 1999 + f"{HIDDEN} and {HIDDEN} 說"


def test_what_is_unseen_is_dropped_and_lines_become_one() -> None:
    assert redact("hid\u200bden\u202e text\n next") == "hidden text next"
    assert redact("09\u200b12\u200b345\u200b678") == HIDDEN


def test_two_hidden_parts_side_by_side_are_one() -> None:
    assert redact("a@example.com b@example.com") == HIDDEN


anything = st.text(max_size=160)
pieces = st.lists(
    st.sampled_from([*TABLE["goes"], *TABLE["stays"], "[…]", "+", "0", "-", "@", "4111", ".com", "sk-", " "]),
    max_size=6,
).map(lambda some: "".join(some).replace("«", "").replace("»", ""))


@given(anything | pieces, st.lists(st.text(max_size=12), max_size=3))
def test_redacting_twice_is_redacting_once(text: str, names: list[str]) -> None:
    once = redact(text, names)
    assert redact(once, names) == once


@given(anything, st.sampled_from(TABLE["goes"]), anything)
def test_whatever_stands_around_it_with_a_blank_between_it_goes(before: str, marked: str, after: str) -> None:
    (secret, *_) = MARKED.findall(marked)
    said = marked.replace("«", "").replace("»", "")
    kept = redact(f"{before}\n。 {said} 。{after}", ROSTER)
    assert secret.strip("«»") not in kept or secret.strip("«»") in before + after


@given(st.integers(10**12, 10**16 - 1))
def test_a_card_number_is_found_by_its_check_digit(number: int) -> None:
    fits = [digit for digit in range(10) if is_luhn(f"{number}{digit}")]
    assert len(fits) == 1
    assert str(number) not in redact(f"card {number}{fits[0]} today")


@given(st.integers(10**16, 10**17 - 1))
def test_a_chinese_identity_number_has_one_check_sign(number: int) -> None:
    fits = [sign for sign in "0123456789X" if is_cn_id(f"{number}{sign}")]
    assert len(fits) == 1
    assert redact(f"号 {number}{fits[0]} 。") == f"号 {HIDDEN} 。"


@given(st.sampled_from("ABCDEFGHJKLMNPQRSTUVXYWZIO"), st.sampled_from("1289ABCD"), st.integers(0, 9_999_999))
def test_a_taiwanese_identity_number_has_one_check_digit(letter: str, second: str, number: int) -> None:
    fits = [digit for digit in range(10) if is_tw_id(f"{letter}{second}{number:07}{digit}")]
    assert len(fits) == 1
    assert redact(f"證 {letter}{second}{number:07}{fits[0]} 。") == f"證 {HIDDEN} 。"


@given(st.from_regex(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,8})?@[a-z]{1,8}\.[a-z]{2,5}", fullmatch=True), anything)
def test_no_mail_address_survives(address: str, after: str) -> None:
    assert address not in redact(f"至 {address} {after}") or address in after


@given(st.integers(10, 255), st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_no_network_address_survives(a: int, b: int, c: int, d: int) -> None:
    assert redact(f"at {a}.{b}.{c}.{d} now") == f"at {HIDDEN} now"


@given(st.integers(0, 9_999_999))
def test_a_small_number_stays(number: int) -> None:
    for said in (f"{number}", f"共 {number} 筆", f"{number:,} rows", f"NT${number}"):
        assert redact(said) == said


@given(st.dates())
def test_a_day_stays(day: object) -> None:
    assert redact(f"on {day} we met") == f"on {day} we met"


def test_published_samples_prove_the_rules_of_the_check_digits() -> None:
    assert is_tw_ui("04595257")
    assert not is_tw_ui("04595258")
    assert is_tw_ui("10458575")
    assert is_tw_ui("12340009"), "divisible by 5 is enough since 2023"
    assert is_iban("GB82WEST12345698765432")
    assert not is_iban("GB82WEST12345698765433")
    assert is_luhn("4111111111111111")
    assert not is_luhn("4111111111111112")


def test_forty_thousand_characters_of_anything_are_redacted() -> None:
    for unit in (
        "1",
        "a",
        "a.",
        "1 ",
        "+1-",
        "@a",
        "A1b",
        "字",
        "x@",
        ":",
        "0:",
        "-----BEGIN ",
        "www.",
        "(0",
    ):
        text = unit * (40_000 // len(unit))
        once = redact(text)
        assert redact(once) == once
