"""What people write is counted by theme; what no theme knows, a champion names with one tap."""

from __future__ import annotations

import pytest

from bot.cli import main
from bot.model.ground import Ground, Respondent
from bot.model.slices import themes
from bot.model.themes import Added, Lexicon
from bot.steps.themes import known_themes
from bot.store.themes import added
from tests.world import World, words_of

FORKLIFT = "the forklift scanner beeps"
NAMES = [f"p{at:02}" for at in range(12)]


@pytest.fixture
def wrote(world: World) -> World:
    """Twelve people; three of them write alike, and no theme knows it."""
    world.roster("cleo,Sales,champion", *(f"{name},Sales,pilot_user" for name in NAMES))
    for name in NAMES:
        world.says(name, f"ai-feedback {FORKLIFT if name < 'p03' else 'note number ' + name}")
    return world


def learned(world: World) -> list[Added]:
    found: list[Added] = world.run(lambda ctx: added(ctx.db))
    return found


def test_a_champion_names_a_group_with_one_tap_and_it_is_known_from_then_on(wrote: World) -> None:
    shown = wrote.says("cleo", "ai-themes")
    assert "scanner" in shown
    assert shown.says("themes.a_few")
    assert FORKLIFT not in shown

    after = wrote.tap("cleo", shown, "Training")
    (one,) = learned(wrote)
    assert one.theme == "training"
    assert after.says("themes.taught", word=one.word, theme="Training")
    assert after.says("themes.nothing")
    assert wrote.run(known_themes).themes_of(FORKLIFT) == ("training",)


def test_a_group_can_be_a_theme_of_its_own(wrote: World) -> None:
    shown = wrote.says("cleo", "ai-themes")
    word = next(word for word in ("forklift", "scanner", "beeps") if f"“{word}”" in str(shown.card))
    wrote.tap("cleo", shown, wrote.label("cleo", "themes.own", word=word))
    known = wrote.run(known_themes)
    (theme,) = known.themes_of(FORKLIFT)
    assert known.titles[theme]["en"] == word


def test_a_champion_is_offered_the_whole_word_whatever_script_people_wrote_it_in(world: World) -> None:
    world.roster("cleo,Sales,champion,zh-TW", *(f"{name},Sales,pilot_user" for name in NAMES))
    said = ("堆高機掃描器一直叫", "堆高机扫描器一直叫", "堆高機掃描器又在叫", "堆高機掃描器叫個不停")
    for at, name in enumerate(NAMES):
        world.says(name, f"ai-feedback {said[at] if at < len(said) else 'note number ' + name}")
    shown = world.says("cleo", "意見主題")
    world.tap("cleo", shown, world.label("cleo", "themes.own", word="堆高機掃描器"))
    assert [one.word for one in learned(world)] == ["堆高機掃描器"]
    assert world.run(known_themes).themes_of("堆高机扫描器坏了") == (learned(world)[0].theme,)


def test_a_group_named_meanwhile_is_not_named_twice(wrote: World) -> None:
    shown = wrote.says("cleo", "ai-themes")
    wrote.tap("cleo", shown, "Training")
    assert wrote.tap("cleo", shown, "Too slow").says("themes.gone")
    assert len(learned(wrote)) == 1


def test_only_champions_and_administrators_see_what_has_no_name(wrote: World) -> None:
    assert wrote.says("p01", "ai-themes").says(
        "error.not_permitted", who=wrote.label("p01", "people.champions")
    )


def test_nothing_is_told_while_fewer_than_ten_people_wrote(world: World) -> None:
    world.roster("cleo,Sales,champion", *(f"{name},Sales,pilot_user" for name in NAMES))
    for name in NAMES[:9]:
        world.says(name, f"ai-feedback {FORKLIFT}")
    assert world.says("cleo", "ai-themes").says("themes.nothing")


def respondents(*said: tuple[str, str]) -> tuple[Respondent, ...]:
    return tuple(
        Respondent(f"p{at}", "Sales", {"blocker": option, "open": text})
        for at, (option, text) in enumerate(said)
    )


def ground(asked: tuple[Respondent, ...], known: Lexicon) -> Ground:
    from datetime import date

    from bot.settings import HOUSE

    questions = {key: words_of(HOUSE / "content").content.questions[key] for key in ("blocker", "open")}
    monday = date(2026, 11, 16)
    return Ground(monday, 3, 5, (), {}, "none", None, (), asked, questions, lexicon=known)


def test_the_digest_counts_a_person_once_whether_by_tap_or_in_own_words(wrote: World) -> None:
    known = wrote.run(known_themes)
    asked = respondents(
        *[("access", "登入太慢")] * 3, *[("none", "no permission")] * 2, ("none", "it saves time")
    )
    found = {theme.key: theme.people for theme in themes(ground(asked, known))}
    assert found == {"blocker:access": 5}


def test_who_says_that_there_is_no_problem_is_no_voice_for_an_obstacle(wrote: World) -> None:
    known = wrote.run(known_themes)
    fine = [("none", "no permission problem"), ("none", "沒有權限問題"), ("none", "没有权限问题")] * 2
    assert themes(ground(respondents(*fine), known)) == ()


def test_what_fewer_than_k_people_wrote_is_not_in_the_digest(wrote: World) -> None:
    known = wrote.run(known_themes)
    assert themes(ground(respondents(*[("none", "翻譯很怪")] * 4), known)) == ()
    (theme,) = themes(ground(respondents(*[("none", "翻譯很怪")] * 5), known))
    assert (theme.key, theme.labels["zh-Hant"]) == ("blocker:language", "語氣或翻譯")


def ran(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(str(left.value.code))


@pytest.fixture
def in_folder(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert ran("init") == 0


@pytest.mark.usefixtures("in_folder")
def test_the_command_line_teaches_shows_and_takes_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("themes", "add", "access", "keycard") == 0
    assert ran("themes", "add", "access", "keycard") == 0
    assert ran("themes", "add", "nonsense", "keycard") == 1
    assert ran("themes", "add", "access", "!?") == 1
    assert ran("themes", "list") == 0
    shown = capsys.readouterr()
    assert "keycard (added)" in shown.out
    assert "nonsense: no such theme" in shown.err
    assert ran("themes", "remove", "access", "keycard") == 0
    assert ran("themes", "remove", "access", "keycard") == 1
    assert ran("themes", "show") == 0
    assert ran("comments", "權限") == 0
    assert "Fewer than 10 people wrote this" in capsys.readouterr().out
