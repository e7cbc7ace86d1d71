"""What people answered in a closed window, as a champion reads it; recounted here from the raw answers."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from statistics import median

import pytest

from bot.cards.plain import plain
from bot.cards.results import result_card
from bot.model.content import STANDARD, Question
from bot.model.ground import WHOLE
from bot.model.ledger import recoverable
from bot.model.results import Part, QuestionResult, WindowResult
from bot.steps.people import import_people
from bot.steps.results import publish_due
from bot.store import feedback, ledger, programs, results
from tests.world import ROSTER, Shown, World

SALES = [f"sal{n}" for n in range(14)]
FINANCE = [f"fin{n}" for n in range(12)]
LEGAL = ["leg0", "leg1", "leg2"]
LEADS = {"dana": ("Finance", "admin"), "rob": ("Finance", "sponsor"), "cho": ("Sales", "champion")}
TEAMS = dict.fromkeys(SALES, "Sales") | dict.fromkeys(FINANCE, "Finance") | dict.fromkeys(LEGAL, "Legal")
SECOND = '''[[phase.window]]
key = "w2"
questions = "{questions}"
week = 2
opens = "tue 10:00"
reminds = "thu 14:00"
closes = "fri 17:00"
[[phase.nudge]]'''
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


def test_look(verdict):
    for team in (WHOLE, "Sales"):
        r = published(verdict, team)
        for loc in ("en", "zh-Hant"):
            print(plain(result_card(verdict.house.words.say(loc, verdict.person("cho").zone, verdict.clock.now()), r)))
            print("------")
    assert 0
