"""A team with a champion and a report of use, for stories about what its digest proposes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.steps.usage import import_signals
from bot.store import actions, audit, feedback, programs, summaries
from bot.store.database import Row
from tests.world import FIRST_DAY, Shown, World

SALES = [f"sal{n}" for n in range(9)]
FINANCE = [f"fin{n}" for n in range(7)]
CHINESE = "sal8"
WINDOW = """[[phase.window]]
key = "w1"
questions = "pulse-a"
week = 1
opens = "tue 10:00"
reminds = "thu 14:00"
closes = "fri 17:00"
"""


def lead_sales(world: World, questions: str = "", mode: str = "confidential") -> None:
    """Sales (ten with its champion, one of them reading Chinese) and Finance are told about; Legal, with a champion,
    is too small. The program runs; without a feedback window, unless it asks `questions`."""
    rows = ["dana,Office,admin", "rob,Board,sponsor", "cho,Sales,champion", "lee,Legal,champion"]
    rows += [f"{name},Sales,pilot_user,{'zh-TW' if name == CHINESE else 'en'}" for name in SALES]
    rows += [f"{name},Finance,pilot_user" for name in FINANCE]
    world.roster(*rows)
    asking = WINDOW.replace("pulse-a", questions) + f'mode = "{mode}"\n' if questions else ""
    world.program(**{
        "group_minimum = 5": "group_minimum = 5\ngraduates_on = 2027-02-26", WINDOW: asking,
        'owner = "dana@example.com"': 'owner = "rob@example.com"',
    })  # fmt: skip
    world.says("dana", "ai-rollout start")


def answer(world: World, question: str, value: str, names: Iterable[str]) -> None:
    """These people answer one of the questions they were asked last."""
    for name in names:
        person_id = world.person(name).person_id
        prompt = world.run(lambda ctx, of=person_id: feedback.prompts_of(ctx.db, of))[-1]["prompt_id"]
        world.run(
            lambda ctx, to=prompt: feedback.keep_answer(ctx.db, to, question, value, ctx.now, late=False)
        )


def jump(world: World, text: str) -> None:
    """Time passes at once, as after a night without the engine."""
    world.clock.set(world.instant(text))
    world.turn()


def used(world: World, week: int, names: Iterable[str], times: int = 2, until: int = 4) -> None:
    """The tool's report says who used it in a program week, complete to its Friday, or another day of it."""
    day = FIRST_DAY + timedelta(weeks=week - 1, days=until)
    rows = [f"{week}-{name},{name}@example.com,example,chat,{day},{times}" for name in names]
    text = "\n".join(["id,person,tool,feature,day,actions", *rows])
    world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), f"week{week}.csv"))


def weeks(world: World, *by_week: Iterable[str], times: int = 2) -> Shown:
    """These people used it in weeks 1, 2, …; the champion's digest of the Monday after the last."""
    for week, names in enumerate(by_week, 1):
        jump(world, f"week {week} Fri 18:00")
        used(world, week, names, times)
    jump(world, f"week {len(by_week) + 1} Mon 10:00")
    return world.last("cho")


def pressed(world: World, name: str, message: Shown, *labels: str) -> Shown:
    """One button after the other, each on the card that the last one brought."""
    for label in labels:
        message = world.tap(name, message, world.label(name, label))
    return message


def got(world: World, name: str) -> list[Shown]:
    """What a person got that a champion had sent, oldest first."""
    refs = {
        one.ref for one in world.deliveries(name) if one.story == "action.message" and one.state == "sent"
    }
    return [shown for shown in world.inbox(name) if shown.ref in refs]


def proposed(world: World, team: str = "Sales") -> list[str]:
    """The rules of the newest digest of a team."""
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    newest = world.run(lambda ctx: summaries.latest(ctx.db, program_id, team))
    return [action.rule for action in newest.summary.actions]


def stored(world: World) -> list[Row]:
    """Every stored action, as it is counted."""
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    found: list[Row] = world.run(lambda ctx: actions.all_answers(ctx.db, program_id))
    return found


def audited(world: World, action: str) -> int:
    """How often this stands in the audit."""
    rows = world.run(lambda ctx: audit.recent(ctx.db, 500))
    return sum(row["action"] == action for row in rows)
