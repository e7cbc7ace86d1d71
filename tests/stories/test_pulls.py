"""Usage is pulled once a day: kept with how far it reaches, never twice, and said once when it fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, BinaryIO, TypeVar

import pytest

from bot.clock import seeded_chance
from bot.feed import Feed, Fetched
from bot.model.delivery import Pause
from bot.model.pulls import Asked, Rhythm
from bot.pulls.caller import Manners
from bot.pulls.feeds import build_feeds
from bot.steps.pauses import put_in_force
from bot.steps.people import import_people
from bot.steps.pulling import due
from bot.store import audit, pulls, usage
from bot.store.pulls import Pull
from bot.wiring import build_cycle, playground_parts, pull_now
from tests.fakes.vendors import SECRETS, SOURCES, Vendors, opened_vendors
from tests.world import Shown, World

T = TypeVar("T")
ROSTER = "email,name,team,manager,timezone,locale,role,github_login\n"
PATH = {"claude-enterprise": "/analytics/users", "github-copilot": "/reports/", "m365-copilot": "Copilot"}
TOLD = {
    "claude-enterprise": ("pulls.do_anthropic", "read:analytics"),
    "github-copilot": ("pulls.do_github", "Copilot metrics"),
    "m365-copilot": ("pulls.do_graph", "Reports.Read.All"),
}


@pytest.fixture
def pulled(world: World) -> World:
    """Dana administers; Ada and Ben are known to GitHub, too. It is Monday of week 2, 08:00."""
    world.roster(
        "dana,Office,admin", "eva,Office,admin,zh-Hant", "ada,Sales,pilot_user", "ben,Sales,pilot_user"
    )
    logins = "".join(
        f"{name}@example.com,{name.title()} Example,Sales,,Asia/Taipei,en,pilot_user,{name}-acme\n"
        for name in ("ada", "ben")
    )
    world.run(lambda ctx: import_people(ctx, (ROSTER + logins).encode(), "logins.csv"))
    world.at("week 2 Mon 10:00")
    return world


@pytest.fixture
def vendors() -> Vendors:
    """Counted up to Thursday of week 1; Ada used it on Tuesday and Wednesday, Ben on Wednesday."""
    made = Vendors(counted_to=day(3))
    made.used = {day(1): {"ada": 3}, day(2): {"ada": 5, "ben": 2}}
    return made


def day(at: int) -> date:
    """The at-th day after Monday of week 1."""
    return date(2026, 11, 30) + timedelta(days=at)


def within(world: World, vendors: Vendors, act: Callable[[tuple[Feed, ...]], T], *sources: str) -> T:
    """Runs `act` while the vendors serve and the world's clockwork pulls these sources."""

    async def run() -> T:
        async with opened_vendors(vendors):
            settings = vendors.settings(world.house.settings, *(sources or SOURCES))
            feeds = build_feeds(settings, seeded_chance(3), Manners(tries=2, rest=vendors.rest))
            world.cycle = build_cycle(world.house, {world.chat.platform: world.chat}, feeds)
            return await asyncio.to_thread(act, feeds)

    return asyncio.run(run())


def lives(world: World, text: str) -> None:
    """Hours pass until then, and each pull ends before the clock goes on."""
    target = world.instant(text)
    while world.clock.now() < target:
        world.clock.set(min(target, world.clock.now() + timedelta(hours=3)))
        world.turn()
        world.turn()  # what the pull had to say


def titles(world: World, name: str) -> list[Shown]:
    return [shown for shown in world.inbox(name) if shown.says("pulls.title")]


def kept(world: World, source: str) -> dict[tuple[str, date], int]:
    """(name, day) → actions that are stored of this source."""
    found: dict[tuple[str, date], int] = {}
    for name in ("ada", "ben"):
        person_id = world.person(name).person_id
        for row in world.run(lambda ctx, who=person_id: usage.signals_of(ctx.db, who)):
            if row["source"] == source:
                found[name, row["day_on"]] = found.get((name, row["day_on"]), 0) + int(row["actions"])
    return found


def said_by(vendors: Vendors, source: str) -> dict[tuple[str, date], int]:
    """The same as the vendor tells it: Microsoft tells the last day only."""
    told = {(name, on): used for on, by in vendors.used.items() for name, used in by.items()}
    if source != "m365-copilot":
        return told
    last = {name: max(on for who, on in told if who == name) for name, _ in told}
    return dict.fromkeys(last.items(), 1)


def state(world: World, source: str) -> Pull:
    found = world.run(lambda ctx: pulls.find(ctx.db, source))
    assert found is not None
    return found


def reach(world: World, source: str) -> list[date]:
    return [one.until_on for one in world.run(lambda ctx: usage.reach(ctx.db, source))]


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_that_is_set_is_pulled_and_the_digest_s_data_reach_to_its_watermark(
    pulled: World, vendors: Vendors, source: str
) -> None:
    within(pulled, vendors, lambda _: pulled.turn(), source)
    assert kept(pulled, source) == said_by(vendors, source)
    assert state(pulled, source).complete_to == day(3)
    assert reach(pulled, source) == [day(3)]


def test_it_is_pulled_once_a_day(pulled: World, vendors: Vendors) -> None:
    def pass_time(_: object) -> list[int]:
        counts = []
        for at in ("Mon 10:00", "Mon 18:00", "Tue 06:00", "Tue 12:00"):
            vendors.asked.clear()
            lives(pulled, f"week 2 {at}")
            pulled.turn()
            counts.append(len(vendors.asked))
        return counts

    asked_then = within(pulled, vendors, pass_time, "m365-copilot")
    assert asked_then == [3, 0, 0, 2]  # the token is still good


@pytest.mark.parametrize("source", ["claude-enterprise", "github-copilot"])
def test_late_days_and_corrections_come_with_the_next_pull_and_nothing_is_counted_twice(
    pulled: World, vendors: Vendors, source: str
) -> None:
    def act(feeds: tuple[Feed, ...]) -> None:
        pulled.turn()
        vendors.used[day(2)]["ada"] = 9
        vendors.used[day(3)] = {"ben": 4}
        vendors.counted_to = day(5)
        lives(pulled, "week 2 Wed 12:00")

    within(pulled, vendors, act, source)
    assert kept(pulled, source) == said_by(vendors, source)
    assert len(kept(pulled, source)) == 4


@pytest.mark.parametrize("source", SOURCES)
def test_a_pull_cut_off_at_any_request_keeps_nothing_and_is_repeated_without_doubling(
    pulled: World, vendors: Vendors, source: str
) -> None:
    def act(feeds: tuple[Feed, ...]) -> list[str | None]:
        ends: list[str | None] = []
        while not ends or ends[-1]:
            vendors.breaks_after = len(vendors.asked) + len(ends)
            (ended,) = pull_now(pulled.house, feeds, is_forced=True)
            ends.append(ended.trouble)
            assert kept(pulled, source) == ({} if ended.trouble else said_by(vendors, source))
        vendors.breaks_after = None
        pull_now(pulled.house, feeds, since=day(1), is_forced=True)
        return ends

    ends = within(pulled, vendors, act, source)
    assert len(ends) > 2
    assert set(ends) == {"unreachable", None}
    assert kept(pulled, source) == said_by(vendors, source)


def test_a_pull_is_cut_off_when_the_process_ends_and_another_takes_it_up_at_once(
    pulled: World, vendors: Vendors
) -> None:
    vendors.go_wrong("/users", "silence", times=None)

    def act(feeds: tuple[Feed, ...]) -> None:
        pulled.house.is_stopping.set()
        assert pull_now(pulled.house, feeds) == []
        pulled.house.is_stopping.clear()
        vendors.troubles.clear()
        (ended,) = pull_now(pulled.house, feeds)
        assert ended.trouble is None

    within(pulled, vendors, act, "claude-enterprise")
    assert kept(pulled, "claude-enterprise") == said_by(vendors, "claude-enterprise")


def test_two_processes_do_not_pull_the_same(pulled: World, vendors: Vendors) -> None:
    other = replace(pulled.house, worker="another")

    def act(feeds: tuple[Feed, ...]) -> None:
        lease = other_claims(other)
        assert lease is not None
        assert [one.is_busy for one in pull_now(pulled.house, feeds, is_forced=True)] == [True]
        assert pulled.run(lambda ctx: due(ctx, feeds)) == []
        assert vendors.asked == []
        pulled.clock.set(pulled.clock.now() + timedelta(hours=1))
        (ended,) = pull_now(pulled.house, feeds)
        assert (ended.is_busy, ended.trouble) == (False, None)
        assert not pulled.run(lambda ctx: pulls.hold(ctx.db, lease, ctx.now))

    within(pulled, vendors, act, "github-copilot")


@dataclass
class Slow:
    """A feed whose vendor takes so long that another process takes the pull over meanwhile."""

    inner: Feed
    world: World
    source: str
    rhythm: Rhythm

    async def fetch(self, asked: Asked, into: BinaryIO) -> Fetched:
        self.world.clock.set(self.world.clock.now() + timedelta(hours=1))
        assert await asyncio.to_thread(other_claims, replace(self.world.house, worker="another"))
        return await self.inner.fetch(asked, into)


def test_what_comes_after_the_lease_was_lost_is_dropped(pulled: World, vendors: Vendors) -> None:
    def act(feeds: tuple[Feed, ...]) -> None:
        (feed,) = feeds
        (ended,) = pull_now(pulled.house, (Slow(feed, pulled, feed.source, feed.rhythm),))
        assert ended.is_busy

    within(pulled, vendors, act, "github-copilot")
    assert vendors.asked != []
    assert kept(pulled, "github-copilot") == {}
    assert state(pulled, "github-copilot").pulled_at is None


def other_claims(house: Any) -> pulls.Lease | None:
    with house.context() as ctx:
        return pulls.claim(ctx.db, "github-copilot", house.worker, ctx.now, is_forced=False)


@pytest.mark.parametrize("source", SOURCES)
def test_administrators_are_told_once_what_to_mend_and_again_only_after_it_worked(
    pulled: World, vendors: Vendors, source: str
) -> None:
    def act(_: object) -> None:
        vendors.go_wrong(PATH[source], "401", times=None)
        lives(pulled, "week 2 Mon 12:00")
        (message,) = titles(pulled, "dana")
        phrase, scope = TOLD[source]
        assert message.says(phrase, source=source)
        assert scope in message
        lives(pulled, "week 2 Thu 15:00")
        assert [len(titles(pulled, name)) for name in ("dana", "eva", "ada")] == [1, 1, 0]
        assert state(pulled, source).failures == 4
        vendors.troubles.clear()
        vendors.go_wrong(PATH[source], "503", times=2)
        lives(pulled, "week 2 Fri 15:00")
        assert state(pulled, source).trouble is None  # and nobody hears of the hour it took
        vendors.go_wrong(PATH[source], "401", times=None)
        lives(pulled, "week 3 Tue 15:00")
        assert [len(titles(pulled, name)) for name in ("dana", "eva", "ada")] == [2, 2, 0]

    within(pulled, vendors, act, source)


def test_a_vendor_that_does_not_answer_is_asked_after_hours_and_told_of_after_three_days(
    pulled: World, vendors: Vendors
) -> None:
    def act(_: object) -> None:
        vendors.go_wrong("/users", "503", times=None)
        waits = []
        for _round in range(4):
            pulled.turn()
            failed = state(pulled, "claude-enterprise")
            waits.append(failed.next_at - pulled.clock.now())
            pulled.clock.set(failed.next_at)
        assert waits == [timedelta(hours=hours) for hours in (1, 2, 4, 8)]
        assert state(pulled, "claude-enterprise").told == ""
        lives(pulled, "week 2 Wed 15:00")
        assert titles(pulled, "dana") == []
        lives(pulled, "week 2 Fri 15:00")
        (message,) = titles(pulled, "dana")
        assert message.says("pulls.do_wait", source="claude-enterprise")

    within(pulled, vendors, act, "claude-enterprise")


def test_hidden_names_are_joined_to_nobody_and_said_once_with_what_shows_them(
    pulled: World, vendors: Vendors
) -> None:
    vendors.is_concealed = True

    def act(_: object) -> None:
        lives(pulled, "week 2 Thu 12:00")

    within(pulled, vendors, act, "m365-copilot")
    (message,) = titles(pulled, "dana")
    assert message.says("pulls.do_names")
    assert kept(pulled, "m365-copilot") == {}
    assert reach(pulled, "m365-copilot") == []
    found = state(pulled, "m365-copilot")
    assert (found.trouble, found.complete_to, found.failures) == ("concealed", None, 0)


def test_a_report_of_strangers_alone_is_told_without_a_name(pulled: World, vendors: Vendors) -> None:
    vendors.used = {day(1): {"zoe": 3}}

    def act(feeds: tuple[Feed, ...]) -> tuple[str, ...]:
        (ended,) = pull_now(pulled.house, feeds)
        lives(pulled, "week 2 Mon 12:00")
        return ended.problems

    problems = within(pulled, vendors, act, "github-copilot")
    assert "zoe-acme" in problems[0]
    assert "zoe" not in repr(state(pulled, "github-copilot"))
    assert "zoe" not in pulled.last("dana")
    assert pulled.last("dana").says("pulls.do_look", source="github-copilot")


def test_a_pause_stops_what_is_sent_and_not_what_is_pulled(pulled: World, vendors: Vendors) -> None:
    dana = pulled.person("dana")
    pulled.run(lambda ctx: put_in_force(ctx, dana, Pause("all"), "a drill"))
    within(pulled, vendors, lambda _: pulled.turn(), "github-copilot")
    assert kept(pulled, "github-copilot") == said_by(vendors, "github-copilot")


def test_a_clock_that_was_wrong_does_not_stop_the_pulls_for_years(pulled: World, vendors: Vendors) -> None:
    later = pulled.clock.now() + timedelta(days=4000)

    def write(ctx: Any) -> None:
        assert pulls.claim(ctx.db, "github-copilot", "another", later, is_forced=False)
        pulls.note_kept(ctx.db, "github-copilot", later.date(), "", 0, later, later + timedelta(days=1))
        assert pulls.claim(ctx.db, "github-copilot", "another", later, is_forced=True)

    pulled.run(write)
    within(pulled, vendors, lambda _: pulled.turn(), "github-copilot")
    assert kept(pulled, "github-copilot") == said_by(vendors, "github-copilot")


def test_nothing_is_due_without_settings_and_no_demo_or_simulation_pulls_even_with_them(
    pulled: World, vendors: Vendors
) -> None:
    assert build_feeds(pulled.house.settings, seeded_chance(1)) == ()
    before = pulled.house

    def act(_: object) -> None:
        pulled.house = replace(before, settings=vendors.settings(before.settings, *SOURCES))
        chats = {pulled.chat.platform: pulled.chat}
        for cycle in (
            build_cycle(pulled.house, chats),
            playground_parts().build_clockwork(pulled.house, chats),
        ):
            pulled.cycle = cycle
            pulled.at("week 2 Wed 12:00")
        pulled.house = before

    within(pulled, vendors, act)
    assert vendors.asked == []
    assert pulled.run(lambda ctx: pulls.everything(ctx.db)) == {}


@pytest.mark.parametrize("what", ["401", "404", "500", "cut", "page", "half a line", ""])
def test_no_key_token_or_signed_link_is_ever_written_down(
    pulled: World, vendors: Vendors, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if what:
        for path in ("/token", "getMicrosoft", "/reports/", "/users", "/file/"):
            vendors.go_wrong(path, what, times=1)
            vendors.go_wrong(path, "403", times=None)

    def act(feeds: tuple[Feed, ...]) -> str:
        done = pull_now(pulled.house, feeds, is_forced=True)
        settings = vendors.settings(pulled.house.settings, *SOURCES)
        return repr((feeds, done, settings, settings.model_dump()))

    seen = within(pulled, vendors, act)
    seen += caplog.text + repr([record.__dict__ for record in caplog.records])
    seen += repr(pulled.run(lambda ctx: pulls.everything(ctx.db)))
    seen += repr(pulled.run(lambda ctx: usage.imports(ctx.db)))
    seen += repr(pulled.run(lambda ctx: audit.recent(ctx.db)))
    pulled.at("week 2 Mon 12:00")
    seen += "".join(shown.text for shown in pulled.inbox("dana"))
    assert [secret for secret in SECRETS if secret in seen] == []
    assert "m365-copilot" in seen
