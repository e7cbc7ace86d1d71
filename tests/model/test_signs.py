"""Both scripts of Chinese are compared as one; the pairs are held against everything we ever wrote in both."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from bot.model.signs import PAIRS, in_one_script
from bot.settings import HOUSE
from tests.corpora import comments as corpus

PAIR = {pair[0]: pair[1] for pair in PAIRS.split()}
IN_BOTH = frozenset(
    "著於乾夥麽後徵姊菸黏矽吒麴账"
)  # signs of the Simplified set that stand for another one too


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Everything in content that is written in both scripts: (Traditional, Simplified)."""
    files = sorted((HOUSE / "content").rglob("*.toml"))
    return tuple(two for file in files for two in both_of(tomllib.loads(file.read_text(encoding="utf-8"))))


def both_of(node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        one, other = node.get("zh-Hant"), node.get("zh-Hans")
        if isinstance(one, str) and isinstance(other, str):
            yield one, other
        elif isinstance(one, list) and isinstance(other, list):
            yield "，".join(map(str, one)), "，".join(map(str, other))
        for part in node.values():
            yield from both_of(part)
    elif isinstance(node, list):
        for part in node:
            yield from both_of(part)


def fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def is_chinese(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff"


def written(at: int) -> set[str]:
    """The signs of the one script (0) or the other (1), in content and in the comments of the tests."""
    script = ("zh-Hant", "zh-Hans")[at]
    ours = "".join(two[at] for two in texts())
    comments = "".join(
        text for theme, locale, text in corpus.sentences() if locale == script and theme != "odd"
    )
    return set(filter(is_chinese, ours + comments))


def test_each_sign_has_one_pair_and_no_pair_leads_to_another() -> None:
    assert all(len(pair) == 2 for pair in PAIRS.split())
    assert len(PAIR) == len(PAIRS.split()) > 2000
    assert not PAIR.keys() & set(PAIR.values())
    assert {sign for sign in PAIR if fits(sign, "gb2312")} <= IN_BOTH


def test_every_traditional_sign_that_we_write_has_a_pair() -> None:
    assert {sign for sign in written(0) if not fits(sign, "gb2312") and sign not in PAIR} == set()


def test_what_we_write_in_simplified_stays_as_it_is() -> None:
    assert {sign for sign in written(1) if in_one_script(sign) != sign} <= IN_BOTH


def test_our_own_texts_prove_hundreds_of_pairs() -> None:
    """Where a line says the same in both scripts, the signs that differ are a pair of the table."""
    proven: set[str] = set()
    for one, other in texts():
        for kind, start, stop, there, end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            if kind == "replace" and stop - start == end - there:
                proven |= {
                    a for a, b in zip(one[start:stop], other[there:end], strict=True) if PAIR.get(a) == b
                }
    assert len(proven) > 300
    assert len(proven & written(0)) > 0.85 * len(PAIR.keys() & written(0))


def test_a_text_has_as_many_letters_as_before_and_turning_twice_is_turning_once() -> None:
    for one, _ in texts():
        turned = in_one_script(one)
        assert len(turned) == len(one)
        assert in_one_script(turned) == turned


def test_words_of_work_are_one_in_either_script() -> None:
    pairs = (
        ("堆高機掃描器", "堆高机扫描器"),
        ("權限還沒有開通", "权限还没有开通"),
        ("裡面的後續週報", "里面的后续周报"),
        ("張偉與歐陽", "张伟与欧阳"),
        ("帳號", "账号"),
    )
    assert all(in_one_script(one) == in_one_script(other) for one, other in pairs)
