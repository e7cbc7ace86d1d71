"""What comments are about, by a dictionary; and what stands in none, for a champion to name."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model.themes import Added, Group, Lexicon, counted, lexicon, unnamed_groups
from bot.model.tokens import Comment
from bot.settings import HOUSE
from bot.words import load_content
from tests.corpora import comments as corpus

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ITEMS = load_content(HOUSE / "content").themes
KNOWN = lexicon(ITEMS)
NEGATED = {
    kind: [(theme, body) for pairs in spoken.values() for theme, body in pairs]
    for kind, spoken in tomllib.loads(
        (Path(corpus.__file__).parent / "negated.toml").read_text(encoding="utf-8")
    ).items()
}


def said(*bodies: str, people: int | None = None) -> list[Comment]:
    return [
        Comment(f"c{at:02}", f"p{at % (people or len(bodies)):02}", "open", body, NOW)
        for at, body in enumerate(bodies)
    ]


def test_there_are_fourteen_themes_and_each_speaks_three_languages() -> None:
    assert len(ITEMS) == 14
    assert all(set(item.words) == {"en", "zh-Hant", "zh-Hans"} for item in ITEMS.values())


@pytest.mark.parametrize(
    ("theme", "body"),
    [(theme, text) for theme, _, text in corpus.sentences() if theme not in ("none", "odd")],
)
def test_a_comment_is_known_by_its_theme_in_each_language(theme: str, body: str) -> None:
    assert theme in KNOWN.themes_of(body)


@pytest.mark.parametrize("body", [text for theme, _, text in corpus.sentences() if theme == "none"])
def test_what_is_about_something_else_has_no_theme(body: str) -> None:
    assert KNOWN.themes_of(body) == ()


def test_a_comment_can_have_several_themes() -> None:
    assert KNOWN.themes_of("登入太慢，翻譯也很怪") == ("access", "language", "speed")


def test_a_word_inside_another_is_another_word_and_a_plural_is_the_same() -> None:
    words = Lexicon(words={"speed": ("lag",), "cards": ("卡頓",)})
    assert words.themes_of("the flag and the lagoon") == ()
    assert words.themes_of("so many lags") == ("speed",)
    assert words.themes_of("用LAG來說") == ("speed",)
    assert words.themes_of("信用卡") == ()


def test_a_word_of_two_words_is_found_across_any_blank() -> None:
    assert Lexicon(words={"access": ("log in",)}).themes_of("cannot LOG\u3000in") == ("access",)


@pytest.mark.parametrize(("theme", "body"), NEGATED["none"])
def test_an_obstacle_that_is_said_to_be_none_is_none_and_is_still_spoken_of(theme: str, body: str) -> None:
    assert theme not in KNOWN.themes_of(body)
    assert theme in KNOWN.mentioned(body)


@pytest.mark.parametrize(("theme", "body"), NEGATED["stands"])
def test_a_no_that_does_not_take_the_obstacle_back_leaves_it(theme: str, body: str) -> None:
    assert theme in KNOWN.themes_of(body)


def test_what_is_said_to_be_no_obstacle_is_not_offered_as_something_unknown() -> None:
    fine = said(*["no permission problem"] * 4, *OTHERS)
    assert counted(fine, KNOWN) == {}
    assert unnamed_groups(fine, KNOWN) == []


@pytest.mark.parametrize(
    ("theme", "body"),
    [
        ("speed", "回應好慢"),
        ("speed", "it takes forever"),
        ("cost", "太貴"),
        ("cost", "太贵了"),
        ("bias", "有偏見"),
        ("bias", "结果有偏见"),
        ("bias", "bias against women"),
        ("time-saved", "节省很多时间"),
        ("policy", "our policies"),
        ("access", "log-in fails"),
        ("access", "权限还没有開通"),
    ],
)
def test_the_dictionary_knows_what_people_write(theme: str, body: str) -> None:
    assert theme in KNOWN.themes_of(body)


def test_a_dictionary_without_words_knows_nothing() -> None:
    assert Lexicon(words={"empty": ()}).themes_of("anything") == ()


def test_people_are_counted_once_a_theme_however_much_they_write() -> None:
    some = said("登入太慢", "登入", "slow", people=2)
    assert counted(some, KNOWN) == {"access": 2, "speed": 1}


def test_words_of_an_organisation_join_a_theme_or_make_one() -> None:
    own = lexicon(ITEMS, [Added("access", "keycard"), Added("own-parking", "parking", "Parking")])
    assert own.themes_of("my keycard in the parking lot") == ("access", "own-parking")
    assert own.titles["own-parking"]["zh-Hant"] == "Parking"
    assert own.obstacles >= {"access", "own-parking"}


FORKLIFT = (
    "The forklift scanner is loud",
    "forklift scanner too loud",
    "Scanner on the forklift is loud today",
)
OTHERS = (
    "blue please",
    "canteen menu",
    "hello there",
    "three chairs",
    "windows open",
    "green tea",
    "old lamp",
)


def test_what_several_say_and_no_theme_knows_is_a_group_with_the_words_they_share() -> None:
    groups = unnamed_groups(said(*FORKLIFT, *OTHERS), KNOWN)
    assert [(set(group.words), group.people) for group in groups] == [({"forklift", "scanner", "loud"}, 3)]


def test_chinese_comments_are_grouped_like_english_ones() -> None:
    some = said("堆高機太吵", "堆高機很吵鬧", "吵鬧的堆高機", *OTHERS)
    (group,) = unnamed_groups(some, KNOWN)
    assert group.word == "堆高機"


def test_a_group_is_known_by_a_whole_phrase_that_people_wrote_whatever_their_script() -> None:
    some = said(
        "堆高機掃描器一直叫", "堆高机扫描器一直响", "堆高機掃描器又在叫", "堆高機掃描器叫個不停", *OTHERS
    )
    (group,) = unnamed_groups(some, KNOWN)
    assert group.words == ("堆高機掃描器",)
    assert lexicon(ITEMS, [Added("own-scan", group.word)]).themes_of("堆高机扫描器坏了")[-1] == "own-scan"


def test_a_sign_that_is_often_a_small_word_may_begin_a_phrase() -> None:
    some = said("會議室冷氣太強", "會議室冷氣好冷", "我們會議室冷氣壞了", *OTHERS)
    assert unnamed_groups(some, KNOWN)[0].word == "會議室冷氣"


def test_a_word_is_shown_in_the_number_most_people_wrote() -> None:
    some = said("forklift scanners beep", "forklift scanner beep", "forklift scanners beep loud", *OTHERS)
    assert set(unnamed_groups(some, KNOWN)[0].words) == {"forklift", "scanners", "beep"}


def test_two_people_are_no_group_and_one_who_writes_thrice_is_none() -> None:
    assert unnamed_groups(said(*FORKLIFT[:2], *OTHERS, "x y"), KNOWN) == []
    thrice = [Comment(one.comment_id, "p00", "open", one.body, NOW) for one in said(*FORKLIFT)]
    assert unnamed_groups([*thrice, *said(*[""] * 3, *OTHERS, "more", "and more")[3:]], KNOWN) == []


def test_nothing_is_told_while_fewer_than_ten_people_wrote() -> None:
    assert unnamed_groups(said(*FORKLIFT, *OTHERS[:6]), KNOWN) == []
    assert len(unnamed_groups(said(*FORKLIFT, *OTHERS), KNOWN)) == 1


def test_a_word_that_a_theme_has_learned_is_no_group_any_more() -> None:
    own = lexicon(ITEMS, [Added("own-forklift", "forklift")])
    assert unnamed_groups(said(*FORKLIFT, *OTHERS), own) == []


def test_a_name_is_never_one_of_the_words() -> None:
    (group,) = unnamed_groups(said(*FORKLIFT, *OTHERS), KNOWN, ["Forklift Lin"])
    assert set(group.words) == {"scanner", "loud"}


def test_quotes_of_a_group_need_ten_people_and_are_redacted() -> None:
    few, many = (
        unnamed_groups(
            said(*[f"forklift scanner loud, mail m{n}@example.com" for n in range(count)], *OTHERS), KNOWN
        )
        for count in (9, 10)
    )
    assert few[0].quotes(()) == []
    assert many[0].quotes(()) == ["forklift scanner loud, mail […]"]


def test_the_order_in_which_comments_come_changes_nothing() -> None:
    some = [one for one in corpus.comments() if one.question in ("none", "odd")]
    told = [(group.words, group.people) for group in unnamed_groups(some, KNOWN)]
    assert told
    assert told == [(group.words, group.people) for group in unnamed_groups(some[::-1], KNOWN)]


def test_who_wants_no_quotes_counts_in_the_group_and_is_not_quoted() -> None:
    comments = [
        replace(one, is_unquoted=at == 0)
        for at, one in enumerate(said(*(f"forklift scanner {n}" for n in range(11))))
    ]
    group = Group(("forklift",), tuple(comments))
    assert group.people == 11
    assert "forklift scanner 0" not in group.quotes(())
    assert len(group.quotes(())) == 10
    assert Group(("forklift",), tuple(comments[:10])).quotes(()) == []
