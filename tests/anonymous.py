"""A pilot whose window is anonymous, for stories about what becomes of its answers."""

from __future__ import annotations

from typing import Any

from bot.steps.program_stop import stop_program
from bot.store import audit, feedback, programs, pseudonyms
from bot.store.sqlite import SqliteDatabase
from tests.world import Shown, World

FORKLIFT = "the forklift scanner beeps every morning before lunch"
NAMES = [f"p{at:02}" for at in range(12)]
CLOSES = 'closes = "fri 17:00"'
HELLO = "Which scanner is it?"
GONE = "week 4 Wed 12:00"  # two weeks after the end on the Monday of week 2, and a day for the job


def asked(world: World, *more: str) -> World:
    """Twelve people are asked anonymously, and one who is alone in his team."""
    pilots = (f"{name},Sales,pilot_user" for name in NAMES)
    world.roster(
        "dana,Office,admin", "rob,Board,sponsor", "cleo,Sales,champion", "lee,Lab,pilot_user", *pilots, *more
    )
    world.program(**{'questions = "pulse-a"': 'questions = "full"', CLOSES: f'{CLOSES}\nmode = "anonymous"'})
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    return world


def prompt_of(world: World, name: str) -> dict[str, Any]:
    person_id = world.person(name).person_id
    found: dict[str, Any] = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]
    return found


def wrote(world: World, words: dict[str, str]) -> World:
    """Everybody named answers the open question, and one more by tapping; the receipts are kept."""
    for name, body in words.items():
        to = prompt_of(world, name)["prompt_id"]
        world.run(lambda ctx, to=to, body=body: _finish(ctx, to, body))
    return world


def _finish(ctx: Any, to: str, body: str) -> None:
    feedback.keep_answer(ctx.db, to, "use-last", "code", ctx.now, late=False)
    feedback.keep_answer(ctx.db, to, "open", body, ctx.now, late=False, is_text=True)
    feedback.finish(ctx.db, to, ctx.now, f"R{to[-6:]}".upper())


def wrote_alike(world: World) -> World:
    return wrote(world, {name: f"{FORKLIFT} for {name}x" for name in NAMES})


def stop(world: World) -> None:
    world.run(lambda ctx: stop_program(ctx, programs.current(ctx.db), None, "The tool was withdrawn"))


def over(world: World) -> World:
    """It was stopped on the Monday of week 2, and its key is due."""
    world.at("week 2 Mon 10:00")
    stop(world)
    world.at(GONE)
    return world


def live(world: World) -> list[str]:
    found: list[str] = world.run(lambda ctx: pseudonyms.live_keys(ctx.db, "short"))
    return found


def destroyed(world: World) -> list[dict[str, Any]]:
    rows = world.run(lambda ctx: audit.recent(ctx.db, 500))
    return [row for row in rows if row["action"] == "window.key_destroyed"]


def everything(world: World) -> dict[str, list[dict[str, Any]]]:
    """Every table, as somebody reads it who has the database and nothing else, in the order it lies there."""
    listing = "select tablename from pg_tables where schemaname = 'public'"
    if isinstance(world.house.database, SqliteDatabase):
        listing = "select name from sqlite_master where type = 'table'"
    names = [str(row["name" if "name" in row else "tablename"]) for row in raw(world, listing)]
    return {name: raw(world, f'select * from "{name}"') for name in names}  # noqa: S608


def raw(world: World, statement: str) -> list[dict[str, Any]]:
    """What a statement finds that is none of ours."""
    with world.house.database.transaction(world.house.settings.organisation) as db:
        cursor = db._connection.execute(statement, {})
        if cursor.description is None:
            return []
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def card_of(world: World, name: str) -> Shown:
    title = world.label(name, "threads.title")
    return [shown for shown in world.inbox(name) if title in shown][-1]


def thread_about(world: World) -> tuple[str, str]:
    """Cleo answers the quote of the digest, and its author answers back; the thread's id and the author's name."""
    world.at("week 2 Mon 09:30")
    digest = next(shown for shown in world.inbox("cleo") if FORKLIFT in shown)
    form = world.tap("cleo", digest, world.label("cleo", "threads.answer_author"))
    world.tap("cleo", form, world.label("cleo", "threads.send"), body=HELLO)
    world.at("week 2 Mon 16:00")
    (author,) = [name for name in NAMES if HELLO in world.last(name)]
    card = card_of(world, author)
    world.tap(author, card, world.label(author, "threads.send"), body="The blue one.")
    world.at("week 2 Tue 11:00")
    about = next(row.about for row in world.deliveries(author) if row.story == "threads.message")
    return about.partition("/")[0], author
