"""Measures and writes docs/reference/figures.md: all of it with `make bench`, in about half an hour, or the parts
that are named, as in `python -m bench.run taps privacy`."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import closing, delivery, privacy, rollout, search, summaries, taps, usage_file
from bench.fake_slack import fake_slack
from bench.figure import Figure, seconds
from bot.chat import Pressed, Reply, Sender
from bot.clock import SetClock, seeded_chance
from bot.house import House
from bot.playground.demo import headless
from bot.reception import Reception
from bot.settings import Settings
from bot.steps.people import import_people
from bot.store import inbox, outbox, people
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_cycle, build_house, playground_parts
from tests.fakes.chats import SlackDouble

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "figures.md"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TAPS, SENDS, COMMITS = 1500, 1500, 3000
DELIVERED, WAITING, PACED, PER_SECOND = 3000, 1_000_000, 250, 25


def house_on(path: Path, count: int) -> tuple[House, SlackDouble]:
    """A house with `count` people on a file with full durability, and a Slack held in memory."""
    chat, clock = SlackDouble(), SetClock(NOW)
    chat.now = clock.now
    house = build_house(
        Settings(_env_file=None, sends_per_second_slack=1e6), SqliteDatabase(path), clock, seeded_chance(1)
    )
    rows = "".join(f"p{n}@example.com,Person {n},T,,Asia/Taipei,en,pilot_user,U{n}\n" for n in range(count))
    header = "email,name,team,manager,timezone,locale,role,slack_id\n"
    with house.context() as ctx:
        import_people(ctx, (header + rows).encode(), "people.csv")
    return house, chat


def bare_commits(folder: Path) -> float:
    """The limit: durable one-row transactions a second of the same database on the same disk."""
    database = SqliteDatabase(folder / "bare.db")
    database.migrate()

    def commit() -> None:
        for number in range(COMMITS):
            with database.transaction("main") as db:
                inbox.is_new(db, "slack", f"e{number}", NOW)

    rate = COMMITS / seconds(commit)
    database.close()
    return rate


def one_by_one(folder: Path) -> float:
    """Taps a second through the reception, one after the other, each a durable transaction."""
    house, _ = house_on(folder / "taps.db", 1)
    reception = Reception(house)
    sender = Sender("slack", "", "U0", "D0")

    async def tap() -> None:
        for number in range(TAPS):
            await reception.receive(Pressed(f"t{number}", sender, NOW, "me.show"))

    rate = TAPS / seconds(lambda: asyncio.run(tap()))
    house.database.close()
    return rate


def sends(folder: Path) -> float:
    """Messages a second from the outbox to a chat that accepts at once: claimed, composed, settled."""
    house, chat = house_on(folder / "sends.db", SENDS)
    cycle = build_cycle(house, {"slack": chat})
    with house.context() as ctx:
        for person in people.everyone(ctx.db):
            card = house.router.commands["help"](ctx, person, "").card
            outbox.plan_reply(ctx.db, ctx.new_id, person, Sender("slack", "", ""), Reply(card), NOW)
    rate = SENDS / seconds(lambda: asyncio.run(cycle.turn()))
    assert len(chat.messages) == SENDS, "every message is sent once"
    house.database.close()
    return rate


def deliveries(folder: Path) -> list[Figure]:
    """The outbox by the real client to a Slack on loopback: alone, beside a million rows, at a limit."""
    with fake_slack() as slack:
        delivery.sent_by(folder / "warm.db", slack, 20)  # what is loaded only once is loaded now
        limit = delivery.bare(slack, delivery.first_card(folder / "card.db", slack), DELIVERED)
        alone = delivery.sent_by(folder / "alone.db", slack, DELIVERED)
        beside = delivery.sent_by(folder / "beside.db", slack, DELIVERED, WAITING)
        paced = delivery.at_limit(folder / "paced.db", slack, PER_SECOND, PACED)
    ideal = PACED / PER_SECOND
    most = delivery.most_in_a_second(paced.arrivals)
    return [
        Figure(
            "the bare slack_sdk client, 50 calls at once (the limit)",
            f"{limit.rate:,.0f}/s",
            "a Slack on loopback",
        ),
        Figure(
            "messages from the outbox by the same client, each once",
            f"{alone.rate:,.0f}/s",
            f"{alone.rate / limit.rate:.2f} × the limit",
        ),
        Figure(
            f"the same beside {WAITING:,} messages for later",
            f"{beside.rate:,.0f}/s",
            f"{alone.rate / beside.rate:.2f} × the time, at most 1.20",
        ),
        Figure(
            f"{PACED} messages at a limit of {PER_SECOND} a second",
            f"{paced.seconds:.2f} s",
            f"{paced.seconds / ideal:.3f} × the ideal, at most 1.020; {most} arrived in the fullest second",
        ),
    ]


def commits_and_taps() -> list[Figure]:
    """Durable commits, and taps by signed requests, one after the other, and from the outbox in memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        limit = bare_commits(folder)
        tapped, sent = one_by_one(folder), sends(folder)
    return [
        Figure("one-row durable transactions (the limit)", f"{limit:,.0f}/s", "same disk, same run"),
        *taps.figures(),
        Figure(
            "taps one after the other, envelope to new card, without HTTP",
            f"{tapped:,.0f}/s",
            f"{tapped / limit:.2f} × the limit",
        ),
        Figure(
            "messages from the outbox to a chat that accepts at once",
            f"{sent:,.0f}/s",
            f"{sent / limit:.2f} × the limit",
        ),
    ]


def delivered() -> list[Figure]:
    """The outbox by the real client."""
    with tempfile.TemporaryDirectory() as name:
        return deliveries(Path(name))


def demo() -> list[Figure]:
    """The demo company, played without a browser."""
    took = seconds(lambda: headless(playground_parts(), weeks=6, seed=7))
    return [Figure("six weeks of a 120-person pilot, headless", f"{took:.1f} s", "at most 20 s")]


PARTS: dict[str, Callable[[], Iterable[Figure]]] = {
    "taps": commits_and_taps,
    "delivery": delivered,
    "rollout": rollout.figures,
    "closing": closing.figures,
    "privacy": privacy.figures,
    "search": search.figures,
    "ingest": usage_file.figures,
    "summaries": summaries.figures,
    "demo": demo,
}


def section(part: str) -> str:
    """Measures one part, as Markdown."""
    figures = list(PARTS[part]())
    lines = [
        f"## {part}",
        "",
        f"`python -m bench.run {part}`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {platform.machine()}; load average over the last 15 minutes "
        f"{os.getloadavg()[2]:.1f}.",
        "",
        "| what | figure | beside |",
        "|---|--:|---|",
        *(f"| {figure.what} | {figure.value} | {figure.beside} |" for figure in figures),
    ]
    return "\n".join(lines)


def page(sections: Mapping[str, str]) -> str:
    """The page as Markdown, in the order of the parts."""
    head = (
        "# Figures\n\nWritten by `make bench`, each part also by its own command; never by hand. SQLite with full "
        "durability. Wall time; ratios carry over to other machines better than rates do."
    )
    return "\n\n".join([head, *(sections[part] for part in PARTS if part in sections)]) + "\n"


def written(text: str) -> dict[str, str]:
    """The sections of a page that was written before."""
    found = (f"## {part.strip()}" for part in text.split("\n## ")[1:])
    return {part.split("\n", 1)[0].removeprefix("## "): part for part in found}


def main(chosen: Sequence[str]) -> None:
    """Measures the chosen parts, or all; each stands on the page as soon as it is measured."""
    if unknown := set(chosen) - PARTS.keys():
        sys.exit(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    for part in chosen or PARTS:
        measured = section(part)
        PAGE.write_text(page(written(PAGE.read_text(encoding="utf-8")) | {part: measured}), encoding="utf-8")
        print(measured, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
