"""Results of windows: every kind of question counted again, and no sum or difference that finds a few people."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest

from bot.model.content import Question
from bot.model.ground import WHOLE, Ground, Member, Respondent
from bot.model.heard import heard
from bot.model.ledger import recoverable
from bot.model.result_count import question_result, response, saved
from bot.model.results import Part, WindowResult, part, rounded
from bot.model.rosters import Settled, asked_only, groups_of, on_rosters, settle
from bot.model.themes import lexicon
from bot.model.usage import bits_of
from bot.settings import Settings
from bot.words import load_content
from tests.recounted import agrees, as_told, near_told
from tests.world import FIRST_DAY

K = 5
ORGANISATIONS = 400
SETS = ("readiness", "culture", "net-time", "blockers", "end-of-phase", "pulse-a", "full", "baseline")
WRITTEN = ("The login fails", "太慢了", "登入失敗", "Thanks")


@cache
def content():
    return load_content(Settings(_env_file=None).content)


def questions_of(key: str) -> dict[str, Question]:
    known = content()
    return {step.question: known.questions[step.question] for step in known.question_sets[key].ask}


def drawn(chance: random.Random, question: Question) -> str:
    if question.kind == "text":
        return chance.choice(WRITTEN)
    if question.kind == "number":
        return str(chance.choice([0, 3, 17, 60, 437]))
    if question.takes_several and chance.random() < 0.9:
        keys = [option.key for option in question.own_options]
        return ",".join(chance.sample(keys, chance.randint(1, min(3, len(keys)))))
    return chance.choice([option.key for option in question.options])


def window(chance: random.Random, teams: Mapping[str, int], key: str) -> Ground:
    """A window in which the people of these teams (their numbers) were asked, and most answered by lot."""
    questions, bias = questions_of(key), chance.random()
    places = [(team, n) for team, bits in teams.items() for n in range(bits.bit_length()) if bits >> n & 1]
    members = tuple(Member(f"p{n}", n, "", team, FIRST_DAY) for team, n in places)
    asked = tuple(
        Respondent(
            f"p{n}", team, {q: drawn(chance, one) for q, one in questions.items() if chance.random() < bias}
        )
        for team, n in places
    )
    return Ground(
        FIRST_DAY,
        1,
        K,
        members,
        {},
        "none",
        None,
        (),
        asked,
        questions,
        lexicon=lexicon(content().themes, []),
    )


def result_of(ground: Ground, team: str) -> WindowResult:
    told = tuple(question_result(one, team) for one in heard(ground))
    return WindowResult(
        window_key="w", week=1, titles={}, tool="", mode="confidential", closed_at="2026-12-04T09:00:00Z",
        team=team, k=K, is_told=True, asked=len(ground.asked_of(team)), response=response(ground, team),
        saved=saved(ground, team),
        questions=told,
    )  # fmt: skip


def organisation(chance: random.Random) -> dict[str, int]:
    found, first = {}, 0
    for number in range(chance.randint(3, 7)):
        size = chance.randint(1, 30)
        found[f"team {number}"] = bits_of(range(first, first + size))
        first += size
    return found


@pytest.mark.parametrize("key", SETS)
def test_every_instrument_is_told_as_a_slow_count_finds_it(key: str) -> None:
    chance, compared = random.Random(key), 0
    for _ in range(25):
        teams = organisation(chance)
        ground = window(chance, teams, key)
        settled = settle([], groups_of(ground), {}, K)
        ground = on_rosters(ground, settled)
        everybody = [(one.team, one.answers) for one in ground.asked]
        for team in settled.told:
            compared += agrees(result_of(ground, team), everybody, ground.questions)
    assert compared > 50


@pytest.mark.parametrize("key", ["end-of-phase", "blockers"])
def test_whatever_is_counted_exactly_leaves_no_few_when_it_is_subtracted(key: str) -> None:
    """In every window: who spoke, who did not, whom it does not apply to, the whole minus any teams told."""
    chance, seen = random.Random(key), 0
    for _ in range(60):
        ground = window(chance, organisation(chance), key)
        settled = settle([], groups_of(ground), {}, K)
        ground = on_rosters(ground, settled)
        results = {team: result_of(ground, team) for team in settled.told}
        for place in range(len(results.get(WHOLE, _nothing()).questions)):
            for name in ("people", "rest", "not_applicable", "not_said"):
                exact = {team: _exact(one, place, name) for team, one in results.items()}
                seen += _no_few_are_left(exact)
    assert seen > 50


def _nothing() -> WindowResult:
    return WindowResult(
        window_key="w", week=1, titles={}, tool="", mode="named", closed_at="2026-12-04T09:00:00Z", team="",
        k=K, is_told=False,
    )  # fmt: skip


def _exact(result: WindowResult, place: int, name: str) -> int | None:
    one = result.questions[place]
    if name in ("not_applicable", "not_said"):
        return {"not_applicable": one.not_applicable, "not_said": one.not_said}[name]
    if not one.is_told or one.is_least:
        return None
    return one.people if name == "people" else result.asked - one.people


def _no_few_are_left(exact: dict[str, int | None]) -> int:
    """Each told group is nobody or `K` people, and so is what all of them leave of the whole."""
    told = [count for team, count in exact.items() if team and count is not None]
    assert all(count == 0 or count >= K for count in told)
    whole = exact.get(WHOLE)
    if whole is None:
        return 0
    left = whole - sum(told)
    assert left == 0 or left >= K, exact
    return 1


def test_no_group_below_k_can_be_solved_from_weeks_and_windows_together() -> None:
    """Weeks of everybody, windows that ask halves, miss who is away or rests, and are anonymous now and then."""
    chance, asked, told = random.Random(5), 0, 0
    for _ in range(ORGANISATIONS):
        teams, ledger = organisation(chance), []
        last: dict[str, int] = {}
        for _week in range(3):
            now = _groups({team: _some(chance, bits) for team, bits in teams.items()})
            settled = settle(ledger, now, last, K)
            if chance.random() < 0.3:  # nobody's name is known
                told_of = {group: bits for group, bits in settled.told.items() if bits == now[group]}
                settled = Settled(told_of if WHOLE in told_of else {}, {}, now)
            ledger += settled.told.values()
            asked += now[WHOLE].bit_count()
            told += settled.told.get(WHOLE, 0).bit_count()
            week = settle(ledger, _groups(teams), last or dict(settled.told), K)
            ledger += week.told.values()
            last |= week.told
            _move(chance, teams)
        assert recoverable(ledger, K) == []
    print(f"{100 * told / asked:.0f} % of those asked stand in the results told of everybody")
    assert told / asked > 0.5, "privacy that hides everything is no report"


def _groups(teams: Mapping[str, int]) -> dict[str, int]:
    peopled = {team: bits for team, bits in teams.items() if bits}
    return {WHOLE: sum(peopled.values())} | peopled


def _some(chance: random.Random, bits: int) -> int:
    """Half of a team in one window of four; else all of it but who is away."""
    share = 0.5 if chance.random() < 0.25 else 0.95
    return bits_of(n for n in range(bits.bit_length()) if bits >> n & 1 and chance.random() < share)


def _move(chance: random.Random, teams: dict[str, int]) -> None:
    newest = max(bits.bit_length() for bits in teams.values())
    team = chance.choice(sorted(teams))
    if chance.random() < 0.5 or not teams[team]:
        teams[team] |= 1 << newest
    else:
        teams[team] &= teams[team] - 1


@pytest.mark.parametrize("n", range(5, 130))
def test_no_share_ever_says_nobody_or_everybody(n: int) -> None:
    parts = [part(x, n) for x in range(n + 1)]
    assert parts == [as_told(x, n) for x in range(n + 1)]
    assert parts[0] == parts[1]
    assert parts[n] == parts[n - 1]
    assert all((one.percent is None) == (n < 10) for one in parts)
    assert all(one.percent is None or 10 <= one.percent <= 90 for one in parts)
    if n < 50:
        assert all(one.percent is None or one.percent % 5 == 0 for one in parts)


@pytest.mark.parametrize("n", range(5, 130))
def test_what_tells_two_sides_apart_says_neither_all_nor_all_but_fewer_than_a_group(n: int) -> None:
    parts = [part(x, n, 5) for x in range(n + 1)]
    assert parts == [near_told(x, n, 5) for x in range(n + 1)]
    near = min(4, (n - 1) // 2)
    assert len(set(map(str, parts[: near + 1]))) == 1
    assert len(set(map(str, parts[n - near :]))) == 1
    assert parts[0] != parts[n]


def test_a_share_of_nobody_is_none() -> None:
    with pytest.raises(ValueError, match="0 of 0"):
        part(0, 0)
    assert part(3, 6) == Part(word="half")


def test_a_typical_number_is_nobodys_own() -> None:
    assert [rounded(value) for value in (7, 19, 23, 98, 437, 1234)] == [7, 19, 25, 100, 450, 1000]


def test_nothing_is_told_of_a_nameless_group_that_is_not_quite_whom_it_was_told_of() -> None:
    teams = {"a": bits_of(range(15)), "b": bits_of(range(15, 30))}
    among = {team: frozenset(f"p{n}" for n in range(30) if bits >> n & 1) for team, bits in teams.items()}
    ground = window(random.Random(1), teams, "readiness")
    slips = tuple(
        Respondent(f"slip{n}", one.team, one.answers, among[one.team]) for n, one in enumerate(ground.asked)
    )
    ground, groups = replace(ground, asked=slips), {WHOLE: bits_of(range(30))} | teams
    whole = asked_only(on_rosters(ground, Settled(groups, {}, groups)), Settled(groups, {}, groups))
    assert whole[1].told == groups
    fewer = Settled({WHOLE: bits_of(range(1, 30)), "b": teams["b"]}, {}, groups)
    left, nothing = asked_only(on_rosters(ground, fewer), fewer)
    assert (left.told, nothing.told) == (frozenset(), {})
    assert nothing.why == {"a": "changed", "b": "changed"}
