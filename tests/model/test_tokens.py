"""Words of comments, Chinese and English alike: made once, found again."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.tokens import (
    VERSION,
    Comment,
    folded,
    index_query,
    index_words,
    is_in,
    ranked,
    runs,
    tokens,
    written_runs,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
mixed = st.text("會議紀錄权限慢ab e\u0301\u200b,。😀Ａ１'9", max_size=24)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("會議紀錄", ["会议", "议纪", "纪录"]),
        ("慢", ["慢"]),
        ("太慢 了", ["太慢", "了"]),
        ("AI會議 v2", ["ai", "会议", "v2"]),
        ("Don’t STOP, it's fine", ["don't", "stop", "it's", "fine"]),
        ("ＡＩ　１２３", ["ai", "123"]),
        ("Cafe\u0301", ["café"]),
        ("hid\u200bden soft\u00adly", ["hidden", "softly"]),
        ("😀👩‍🏭🎉", []),
        ("カナ 한글", ["カナ", "한글"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("a_b-c", ["a", "b", "c"]),
        ("Scanners scanner", ["scanner", "scanner"]),
        ("boxes box policies policy", ["box", "box", "policy", "policy"]),
        ("classes class movies movie", ["class", "class", "movy", "movy"]),
        ("gas its status analysis", ["gas", "its", "status", "analysis"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words_and_pairs_of_signs(text: str, made: list[str]) -> None:
    assert tokens(text) == made


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("權限", "一連到倉庫就顯示沒有權限。"),
        ("限", "沒有權限"),
        ("慢", "慢"),
        ("慢", "太慢了"),
        ("會議紀錄", "用AI做會議紀錄很快"),
        ("ai 紀錄", "用ＡＩ做會議紀錄"),
        ("CAFÉ", "a cafe\u0301 nearby"),
        ("log in", "I can't log me in"),
        ("會議", "會\u200b議"),
        ("權限", "权限还没有开通"),
        ("扫描器", "堆高機掃描器"),
        ("scanner", "two SCANNERS beep"),
        ("scanners", "a scanner"),
        ("caches", "the cache is old"),
    ],
)
def test_what_is_asked_is_found(query: str, text: str) -> None:
    assert is_in(query, text)
    assert set(index_query(query).replace('"', "").split()) <= set(index_words(text).split())


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("會議紀", "會議，議紀錄"),
        ("紀會", "會議紀錄"),
        ("log", "login"),
        ("a", "會議"),
        ("", "anything"),
        ("😀", "😀"),
        ("會議 慢", "會議很快"),
    ],
)
def test_what_does_not_stand_there_unbroken_is_not_found(query: str, text: str) -> None:
    assert not is_in(query, text)


@given(mixed, st.data())
def test_every_piece_of_a_run_of_signs_and_every_word_is_found(text: str, data: st.DataObject) -> None:
    found = runs(text)
    if not found:
        return
    run = data.draw(st.sampled_from(found))
    if "\u3400" <= run[0] <= "\u9fff":
        start = data.draw(st.integers(0, len(run) - 1))
        run = run[start : data.draw(st.integers(start + 1, len(run)))]
    assert is_in(run, text)
    assert set(index_query(run).replace('"', "").split()) <= set(index_words(text).split())


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once_and_never_fails(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert runs(folded(text)) == runs(text)


@given(st.text(max_size=60))
def test_a_text_in_another_normal_form_has_the_same_tokens(text: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert tokens(unicodedata.normalize(form, text)) == tokens(text)


@given(st.text(max_size=60))
def test_the_index_holds_plain_letters_only(text: str) -> None:
    assert set(index_words(text)) <= set("abcdefghijklmnopxy ")


def test_forty_thousand_characters_are_cut_and_searched() -> None:
    signs = "".join(chr(0x4E00 + at % 20000) for at in range(40_000))
    assert len(tokens(signs)) == 39_999
    assert is_in(signs[39_000:], signs)
    assert max(map(len, index_words("x" * 40_000).split())) < 64
    assert is_in("x" * 40_000, "x" * 40_000)


def test_two_long_words_that_begin_alike_stay_two() -> None:
    assert index_words("x" * 100 + "a") != index_words("x" * 100 + "b")


CUT_BY = {"79cfa618e8498ea2": "efad471d6e273ce6"}
SAMPLE = "Scanners' caches: don't, it's 3.5 TIMES Café ＡＩ會議紀錄；权限 權限、慢 𠮷野家 カナ 한글 o_O policies x1"


def test_another_way_of_cutting_a_text_has_another_version() -> None:
    """Who sees this fail raises the number of the rules, so that what is stored is indexed anew, and puts both here."""
    assert {VERSION: blake2b(index_words(SAMPLE).encode(), digest_size=8).hexdigest()} == CUT_BY


def test_what_is_shown_keeps_its_script_and_its_number() -> None:
    assert written_runs("權限 Scanners，权限") == ["權限", "scanners", "权限"]


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_word_and_the_same_word_made_singular_are_compared_alike(word: str) -> None:
    (compared,) = runs(word)
    assert runs(compared) == [compared]
    assert runs(f"{compared}s") == [compared] or len(compared) < 3 or compared[-1] in "siu"


def comment(key: str, body: str, minutes: int = 0) -> Comment:
    return Comment(key, "p", "open", body, NOW + timedelta(minutes=minutes))


def test_what_is_named_often_in_a_short_text_comes_first_then_the_newest() -> None:
    short, often = comment("a", "slow"), comment("b", "slow slow and slow again")
    long = comment("c", "the report is slow " + "and so on " * 20)
    newer = comment("d", "slow", 5)
    unrelated = comment("e", "fast")
    assert ranked("slow", [short, often, long, newer, unrelated]) == [often, newer, short, long]


def test_the_order_in_which_comments_come_changes_nothing() -> None:
    some = [comment(key, body) for key, body in (("b", "權限"), ("a", "權限"), ("c", "沒有權限可用"))]
    assert [one.comment_id for one in ranked("權限", some)] == ["a", "b", "c"]
    assert ranked("權限", some[::-1]) == ranked("權限", some)
