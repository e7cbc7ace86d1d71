"""How many people surely stand behind voices: nobody is counted twice who wrote by name and on slips."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.model.privacy import people_at_least
from bot.model.themes import Lexicon, counted, unnamed_groups
from bot.model.tokens import Comment
from bot.model.written_themes import given

WORDS = "the forklift scanner beeps every morning before lunch"
KNOWN = Lexicon({"scanner": {"en": "Scanner"}}, {"scanner": ("scanner",)})


def voiced(crowd: str, many: int) -> list[Comment]:
    at = datetime(2026, 12, 1, tzinfo=UTC)
    return [
        Comment(f"{crowd}{n}", f"{crowd}p{n}", "open", f"{WORDS} {crowd}{n}", at, crowd=crowd)
        for n in range(many)
    ]


def test_only_the_largest_crowd_is_certain() -> None:
    assert people_at_least([("", "ada"), ("", "ada"), ("", "ben"), ("w1", "s1"), ("w2", "s1")]) == 2
    assert people_at_least([("", "ada"), ("w1", "s1"), ("w1", "s2"), ("w1", "s3")]) == 3
    assert people_at_least([]) == 0


def test_nine_by_name_and_nine_on_slips_may_be_nine_people() -> None:
    both = [*voiced("", 9), *voiced("w", 9)]
    assert unnamed_groups(both, Lexicon()) == []
    assert given(both, ()) == ()
    assert counted(both, KNOWN) == {"scanner": 9}


def test_ten_on_slips_are_ten_people_whoever_else_wrote() -> None:
    both = [*voiced("", 9), *voiced("w", 10)]
    (group,) = unnamed_groups(both, Lexicon())
    assert (group.people, len(group.quotes(()))) == (10, 19)
    assert len(given(both, ())) == 19
