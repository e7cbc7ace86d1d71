"""A company whose sponsor asks whether it is worth it: who used the tool, what they said, what it costs."""

from __future__ import annotations

from datetime import timedelta

from bot.context import Context
from bot.steps.people import import_people
from bot.steps.usage import import_signals
from bot.store import feedback
from tests.world import FIRST_DAY, ROSTER, World

SALES = [f"sal{n}" for n in range(14)]
FINANCE = [f"fin{n}" for n in range(12)]
LEADS = {
    "dana": ("Finance", "admin", "en"),
    "rob": ("Finance", "sponsor", "en"),
    "ying": ("Finance", "sponsor", "zh-TW"),
    "cho": ("Sales", "champion", "en"),
    "gov": ("Sales", "governance", "zh-CN"),
}
PRICED = """[value]
currency = "USD"
seat_price_month = 30
loaded_hourly = 50
tasks_per_week = 2
enablement_hours = 4
integration = 0

[digest]"""


def company(world: World, values: str = PRICED, **changes: str) -> World:
    """31 people, all asked in week 1 how long their last task took; Sales uses the tool, Finance hardly."""
    rows = [
        f"{name}@example.com,{name.title()} Example,{team},,Asia/Taipei,{language},{role},"
        for name, (team, role, language) in LEADS.items()
    ]
    users = dict.fromkeys(SALES, "Sales") | dict.fromkeys(FINANCE, "Finance")
    rows += [f"{name}@example.com,{name},{team},,Asia/Taipei,en,pilot_user," for name, team in users.items()]
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "people.csv"))
    for name in (*LEADS, *SALES[:10], *FINANCE[:8]):  # who is asked must have opened the chat
        world.arrives(name)
    world.program(**{"[digest]": values} | changes)
    world.says("dana", "ai-rollout start")
    return world


def jump(world: World, text: str) -> None:
    """Time passes at once: whatever is due happens now, as after a night without the engine."""
    world.clock.set(world.instant(text))
    world.turn()


def used(world: World, week: int, names: list[str]) -> None:
    """The tool's report says who used it in a program week, complete to its Friday."""
    day = FIRST_DAY + timedelta(weeks=week - 1, days=4)
    rows = [f"{week}-{name},{name}@example.com,example,chat,{day},2" for name in names]
    text = "\n".join(["id,person,tool,feature,day,actions", *rows])
    world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), f"week{week}.csv"))


def said(world: World, names: list[str], before: str = "30to60", now: str = "15to30") -> None:
    """These people say how long their last task took without the tool, and with it."""
    people = [world.person(name).person_id for name in names]
    values = (("use-last", "write"), ("time-without", before), ("time-with", now))

    def keep(ctx: Context) -> None:
        for person_id in people:
            prompt = feedback.prompts_of(ctx.db, person_id)[-1]["prompt_id"]
            for question, value in values:
                feedback.keep_answer(ctx.db, prompt, question, value, ctx.now, late=False)

    world.run(keep)


def first_week(world: World) -> None:
    """Week 1: asked on Tuesday, 18 answer of whom 12 got faster; 16 used it; told on Monday."""
    jump(world, "Tue 12:00")
    said(world, [*SALES[:10], *FINANCE[:2]])
    said(world, FINANCE[2:8], "15to30", "15to30")
    jump(world, "Fri 18:00")
    used(world, 1, [*SALES[:12], *FINANCE[:4]])
    jump(world, "week 2 Mon 10:00")


def weeks(world: World, numbers: range) -> None:
    """Each week ten of Sales use it, and its summary is published."""
    for number in numbers:
        jump(world, f"week {number} Fri 18:00")
        used(world, number, SALES[:10])
        jump(world, f"week {number + 1} Mon 10:00")
