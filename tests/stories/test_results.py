"""What people answered in a closed window, as a champion reads it; recounted here from the raw answers."""

from __future__ import annotations

import random

import pytest

from bot.cards.limits import problems
from bot.model.content import Question
from bot.model.ground import WHOLE
from bot.model.ledger import recoverable
from bot.model.results import Part, QuestionResult, WindowResult
from bot.steps.people import import_people
from bot.steps.record import erase
from bot.steps.results import publish_due
from bot.store import feedback, ledger, programs, results, summaries
from tests.recounted import agrees
from tests.world import ROSTER, World

SALES = [f"sal{n}" for n in range(14)]
FINANCE = [f"fin{n}" for n in range(12)]
LEGAL = ["leg0", "leg1", "leg2"]
LEADS = {"dana": ("Finance", "admin"), "rob": ("Finance", "sponsor"), "cho": ("Sales", "champion")}
TEAMS = dict.fromkeys(SALES, "Sales") | dict.fromkeys(FINANCE, "Finance") | dict.fromkeys(LEGAL, "Legal")
SECOND = """[[phase.window]]
key = "w2"
questions = "{questions}"
week = 2
opens = "tue 10:00"
reminds = "thu 14:00"
closes = "fri 17:00"
[[phase.nudge]]"""
Answers = dict[str, dict[str, str]]


def company(world: World, questions: str, later: str = "", mode: str = "") -> World:
    """Sales and Finance can be told about, Legal is too small; asked in week 1, and in week 2 when `later`."""
    people(world, TEAMS)
    for name in (*LEADS, *TEAMS):
        world.arrives(name)
    changes = {'questions = "pulse-a"': f'questions = "{questions}"'}
    if mode:
        changes['closes = "fri 17:00"'] = f'closes = "fri 17:00"\nmode = "{mode}"'
    if later:
        changes["[[phase.nudge]]"] = SECOND.format(questions=later)
    world.program(**changes)
    world.says("dana", "ai-rollout start")
    jump(world, "Tue 12:00")
    return world


def people(world: World, teams: dict[str, str]) -> None:
    places = LEADS | {name: (team, "pilot_user") for name, team in teams.items()}
    rows = [
        f"{name}@example.com,{name},{team},,Asia/Taipei,en,{role}," for name, (team, role) in places.items()
    ]
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "people.csv"))


def jump(world: World, text: str) -> None:
    world.clock.set(world.instant(text))
    world.turn()


def answer(world: World, said: Answers, late: bool = False) -> None:
    """These people answer the newest questions they were asked."""
    for name, answers in said.items():
        person_id = world.person(name).person_id
        prompt = world.run(lambda ctx, of=person_id: feedback.prompts_of(ctx.db, of))[-1]["prompt_id"]
        for question, value in answers.items():
            world.run(
                lambda ctx, to=prompt, q=question, v=value: feedback.keep_answer(
                    ctx.db, to, q, v, ctx.now, late, is_text=q in ("open", "non-user-wish")
                )
            )


def by_chance(questions: dict[str, Question], names: list[str], seed: int = 3) -> Answers:
    """Answers of every kind, with some silence, by lot."""
    chance = random.Random(seed)
    return {
        name: {key: _drawn(chance, one) for key, one in questions.items() if chance.random() < 0.9}
        for name in names
        if chance.random() < 0.85
    }


def _drawn(chance: random.Random, question: Question) -> str:
    if question.kind == "text":
        return chance.choice(["The login fails", "Too slow", "登入一直失敗", "Thanks"])
    if question.kind == "number" and chance.random() < 0.9:
        return str(chance.randint(0, 60))
    if question.kind == "ranking":
        return ",".join(chance.sample([o.key for o in question.own_options], chance.randint(1, 3)))
    if question.kind == "many":
        return ",".join(sorted(chance.sample([o.key for o in question.own_options], 2)))
    return chance.choice([option.key for option in question.options])


def asked_of(world: World, key: str = "end-of-phase") -> dict[str, Question]:
    content = world.house.words.content
    return {step.question: content.questions[step.question] for step in content.question_sets[key].ask}


def published(world: World, team: str = WHOLE, newest: int = 0) -> WindowResult | None:
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    rows = world.run(lambda ctx: results.published(ctx.db, program_id))
    found = world.run(lambda ctx: results.find(ctx.db, rows[newest]["window_id"], team))
    return found.result if found else None


def told(world: World, team: str = WHOLE) -> dict[str, QuestionResult]:
    found = published(world, team)
    assert found is not None, team
    return {one.key: one for one in found.questions}


@pytest.fixture
def verdict(world: World) -> World:
    """Everybody was asked at the end of a phase, most answered, and the window is closed."""
    company(world, "end-of-phase")
    answer(world, by_chance(asked_of(world), list(TEAMS)))
    jump(world, "Sat 01:00")
    return world


def everybody(world: World) -> list[tuple[str, dict[str, str]]]:
    """The team and the raw answers of everybody asked, one person at a time."""
    found = []
    for name, team in TEAMS.items() | {name: team for name, (team, _) in LEADS.items()}.items():
        person_id = world.person(name).person_id
        (row,) = world.run(lambda ctx, of=person_id: feedback.prompts_of(ctx.db, of))
        prompt_id = row["prompt_id"]
        found.append((team, world.run(lambda ctx, of=prompt_id: feedback.answers(ctx.db, of))))
    return found


def nobody_can_be_found(world: World) -> bool:
    told = world.run(lambda ctx: ledger.everything(ctx.db))
    assert any(one.metric.startswith("results:") for one in told)
    return recoverable([one.people for one in told], 5) == []


def test_every_figure_is_what_a_slow_count_of_the_raw_answers_gives(verdict: World) -> None:
    asked, questions = everybody(verdict), asked_of(verdict)
    for team, least in ((WHOLE, 6), ("Sales", 4)):
        found = published(verdict, team)
        assert found is not None
        assert agrees(found, asked, questions) >= least
    assert published(verdict, "Legal") is None
    assert published(verdict, "Finance") is None, "Legal would be what is left of the whole"
    assert nobody_can_be_found(verdict)


def test_results_are_published_once_and_late_answers_change_nothing(verdict: World) -> None:
    before = published(verdict)
    answer(verdict, {name: {"keep": "5"} for name in SALES}, late=True)
    answer(verdict, {name: {"keep": "5"} for name in SALES})
    jump(verdict, "week 2 Tue 10:00")
    assert verdict.run(publish_due) == []
    assert published(verdict) == before


def test_a_champion_reads_the_own_team_and_everybody_and_nobody_elses(verdict: World) -> None:
    own = verdict.says("cho", "ai-results")
    assert problems(own.card) == []
    assert "Sales: at least 70 % of the 15 people asked answered." in own
    assert own.says("results.mode", mode=verdict.label("cho", "items.mode_confidential"))
    whole = verdict.tap("cho", own, verdict.label("cho", "results.see_all"))
    assert "Everybody: about 80 % of the 32 people asked answered." in whole
    assert whole.says("results.hidden_teams", teams=2)
    assert "Sales: " in verdict.tap("cho", whole, verdict.label("cho", "results.see_team", team="Sales"))
    teams = [verdict.label("cho", "summary.everybody")]
    other = verdict.says("cho", "ai-results Finance")
    assert other.says("summary.not_your_team", own="Sales", name="Finance", teams=teams)
    assert "Sales: at least 70 %" in verdict.says("dana", "results sales w1")
    assert "Everybody: about 80 %" in verdict.says("dana", "ai-results 1")
    assert "Everybody: about 80 %" in verdict.says("rob", "问卷结果")
    hidden = verdict.says("dana", "問卷結果 Finance")
    assert hidden.says("results.hidden_team", team="Finance", command="ai-results")
    assert verdict.says("sal0", "ai-results").says("results.for_leads", command="ai-me")


def test_the_digest_leads_to_what_was_answered_and_so_does_the_view_of_ones_manager(verdict: World) -> None:
    jump(verdict, "week 2 Mon 10:00")
    shown = verdict.tap("cho", verdict.last("cho"), verdict.label("cho", "results.tap"))
    assert "Sales: at least 70 % of the 15 people asked answered." in shown
    view = verdict.tap("sal0", verdict.says("sal0", "ai-me"), verdict.label("sal0", "rosters.view_tap"))
    seen = verdict.tap("sal0", view, verdict.label("sal0", "results.tap"))
    assert "Sales: at least 70 %" in seen
    assert seen.card.taps() == ()
    assert nobody_can_be_found(verdict)


def test_a_role_that_is_gone_takes_the_results_with_it(verdict: World) -> None:
    own = verdict.says("cho", "ai-results")
    people(verdict, TEAMS | {"cho": "Sales"})
    reply = verdict.tap("cho", own, verdict.label("cho", "results.see_all"))
    assert reply.says("results.gone", command="ai-results")


def test_all_and_all_but_one_look_alike_and_so_do_one_and_nobody(world: World) -> None:
    company(world, "readiness")
    every = {name: {"ready-strategy": "5", "ready-culture": "5"} for name in TEAMS}
    answer(world, every | {"sal0": {"ready-strategy": "5", "ready-culture": "1"}})
    jump(world, "Sat 01:00")
    one, other = told(world)["ready-strategy"], told(world)["ready-culture"]
    assert one.options == other.options == ()
    assert one.favourable == other.favourable == Part(percent=85, edge="at_least")
    assert not told(world)["ready-technology"].is_told


def test_an_anonymous_window_tells_the_same_and_only_of_groups_as_they_were_asked(world: World) -> None:
    company(world, "end-of-phase", mode="anonymous")
    answer(world, by_chance(asked_of(world), list(TEAMS)))
    jump(world, "Sat 01:00")
    found = published(world)
    assert found is not None
    assert found.mode == "anonymous"
    assert agrees(found, everybody(world), asked_of(world)) >= 6
    assert "anonymous" in world.says("cho", "ai-results")


def test_what_was_answered_anonymously_counts_in_the_weekly_summary_too(world: World) -> None:
    company(world, "end-of-phase", mode="anonymous")
    answer(world, by_chance(asked_of(world), list(TEAMS)))
    jump(world, "week 2 Mon 10:00")
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    for team, people_asked in ((WHOLE, 32), ("Sales", 15)):
        found = world.run(lambda ctx, of=team: summaries.latest(ctx.db, program_id, of))
        spoke = sum(bool(said) for at, said in everybody(world) if team in ("", at))
        told = (found.summary.asked, found.summary.answered, found.summary.answered_edge)
        exact = (people_asked, spoke, "")
        assert told == (exact if people_asked - spoke >= 5 else (people_asked, people_asked - 4, "at_least"))


def test_who_was_asked_the_same_before_is_compared_with_the_own_first_answer(world: World) -> None:
    company(world, "baseline", later="value")
    answer(world, {name: {"baseline-write": "30to60"} for name in TEAMS})
    jump(world, "Sat 01:00")
    jump(world, "week 2 Tue 12:00")
    now = {name: {"baseline-write": "5to15"} for name in (*SALES[:11], *FINANCE)}
    answer(world, now | {name: {"baseline-write": "gt60"} for name in SALES[11:]})
    jump(world, "week 2 Sat 01:00")
    pair = told(world)["baseline-write"].before
    assert pair is not None
    assert (pair.people, pair.then.value, pair.now.value, pair.certainty) == (26, 45, 10, "clear")
    assert (pair.less, pair.more) == (
        Part(percent=80, edge="at_least"),
        Part(percent=20, edge="at_most"),
    ), "23 and 3 of 26"
    assert "by the same people (26 people): 30 to 60 minutes → 5 to 15 minutes" in world.says(
        "cho", "ai-results all"
    )


def test_who_leaves_between_two_windows_is_not_what_changed(world: World) -> None:
    company(world, "readiness", later="culture")
    answer(world, {name: {"ready-strategy": "4"} for name in TEAMS})
    jump(world, "Sat 01:00")
    gone = world.person("sal0")
    world.run(lambda ctx: erase(ctx, gone))
    jump(world, "week 2 Tue 12:00")
    answer(world, {name: {"culture-tool": "4"} for name in TEAMS if name != "sal0"})
    jump(world, "week 2 Sat 01:00")
    one, other = published(world, newest=1), published(world)
    assert one is not None
    assert other is not None
    assert (one.asked, other.is_told) == (32, True)
    assert other.asked <= one.asked - 5
    assert nobody_can_be_found(world)


def test_a_window_of_too_few_people_says_so_and_is_not_looked_at_again(world: World) -> None:
    people(world, {"ada": "Sales"})
    for name in LEADS:
        world.arrives(name)
    world.program()
    world.says("dana", "ai-rollout start")
    jump(world, "Tue 12:00")
    jump(world, "Sat 01:00")
    assert world.says("cho", "ai-results").says("results.untold", k=5)
    assert world.run(publish_due) == []
    assert world.run(lambda ctx: ledger.everything(ctx.db)) == []


def test_before_the_first_window_closes_there_is_nothing_to_see(world: World) -> None:
    world.roster("dana,Office,admin")
    assert world.says("dana", "ai-results").says("error.no_program")
    world.program()
    assert world.says("dana", "ai-results").says("results.none")
