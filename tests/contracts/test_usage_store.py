"""Usage signals on both databases: kept once, corrected exactly, forgotten wholly."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.model.people import Person
from bot.model.time import monday_of
from bot.model.usage import Signal, ordinals_of
from bot.store import people, usage
from bot.store.database import Database, Transaction
from bot.store.usage import Kept

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
MONDAY = date(2026, 11, 16)
FAR = (date(2020, 1, 6), date(2030, 1, 7))


@pytest.fixture
def roster(database: Database) -> list[Person]:
    """Six people, with ordinals that do not follow their ids."""
    columns = {
        "team": "Sales",
        "manager": "",
        "timezone": "Asia/Taipei",
        "locale": "en",
        "role": "pilot_user",
    }
    with database.transaction("main") as db:
        for n in range(6):
            named = {"email": f"p{n}@example.com", "name": f"N{n}", "attributes_json": {}, **columns}
            people.add(db, f"p{n}", 40 - 7 * n, NOW, **named)
        return people.everyone(db)


def signal(number: int, who: int, day: int = 0, actions: int = 1, **changes: str) -> Signal:
    about = {"source": "generic", "tool": "copilot", "feature": "chat", **changes}
    return Signal(
        signal_id=f"s{number}",
        person_id=f"p{who}",
        day=MONDAY + timedelta(days=day),
        actions=actions,
        **about,
    )


def bits(db: Transaction, kind: str = "measured", tool: str = "copilot") -> dict[date, list[int]]:
    found = usage.active(db, tool, kind, *FAR)
    return {monday: ordinals_of(people) for monday, people in found.items() if people}


def facts(db: Transaction) -> list[tuple[object, ...]]:
    rows = usage.person_weeks(db, "copilot", *FAR)
    return sorted(
        tuple(row[name] for name in ("week_on", "ordinal", "actions", "days", "features")) for row in rows
    )


def recounted(signals: list[Signal], ordinals: dict[str, int]) -> list[tuple[object, ...]]:
    """What the counters must be, from the last word on every day, the slow way."""
    last = {(s.source, s.natural): s for s in signals}
    weeks: dict[tuple[date, int], list[Signal]] = defaultdict(list)
    for kept in last.values():
        if kept.actions:
            weeks[monday_of(kept.day), ordinals[kept.person_id]].append(kept)
    return sorted(
        (
            monday,
            who,
            sum(s.actions for s in some),
            len({s.day for s in some}),
            len({s.feature for s in some}),
        )
        for (monday, who), some in weeks.items()
    )


def test_the_same_signals_twice_change_nothing(database: Database, roster: list[Person]) -> None:
    sent = [signal(1, 0), signal(2, 0, day=1, actions=3), signal(3, 1, day=7)]
    with database.transaction("main") as db:
        assert usage.keep(db, sent, NOW) == Kept(accepted=3)
        before = facts(db), bits(db)
        assert usage.keep(db, sent, NOW) == Kept(repeated=3)
        assert (facts(db), bits(db)) == before
        assert before == (
            [(MONDAY, 40, 4, 2, 1), (MONDAY + timedelta(weeks=1), 33, 1, 1, 1)],
            {MONDAY: [40], MONDAY + timedelta(weeks=1): [33]},
        )


def test_a_corrected_total_of_a_day_takes_the_place_of_the_first(
    database: Database, roster: list[Person]
) -> None:
    with database.transaction("main") as db:
        usage.keep(db, [signal(1, 0, actions=9)], NOW)
        assert usage.keep(db, [signal(2, 0, actions=4)], NOW) == Kept(replaced=1)
        assert facts(db) == [(MONDAY, 40, 4, 1, 1)]
        assert [row["signal_id"] for row in usage.signals_of(db, "p0")] == ["s2"]


def test_a_correction_to_nothing_clears_the_week(database: Database, roster: list[Person]) -> None:
    with database.transaction("main") as db:
        usage.keep(db, [signal(1, 0)], NOW)
        usage.keep(db, [signal(1, 0, actions=0)], NOW)
        assert (facts(db), bits(db)) == ([], {})


def test_a_signal_moved_to_another_day_leaves_the_old_week(database: Database, roster: list[Person]) -> None:
    with database.transaction("main") as db:
        usage.keep(db, [signal(1, 0)], NOW)
        assert usage.keep(db, [signal(1, 0, day=8)], NOW) == Kept(replaced=1)
        assert bits(db) == {MONDAY + timedelta(weeks=1): [40]}


def test_one_signal_can_take_the_place_of_two(database: Database, roster: list[Person]) -> None:
    with database.transaction("main") as db:
        usage.keep(db, [signal(1, 0, day=0, actions=2), signal(2, 0, day=1, actions=5)], NOW)
        assert usage.keep(db, [signal(1, 0, day=1, actions=6)], NOW) == Kept(replaced=1)
        assert facts(db) == [(MONDAY, 40, 6, 1, 1)]


def test_sources_and_tools_are_kept_apart(database: Database, roster: list[Person]) -> None:
    with database.transaction("main") as db:
        usage.keep(db, [signal(1, 0), signal(1, 0, source="https://a.example")], NOW)
        usage.keep(db, [signal(9, 1, tool="other")], NOW)
        assert facts(db) == [(MONDAY, 40, 2, 1, 1)]
        assert bits(db, tool="other") == {MONDAY: [33]}


def test_clicks_in_chat_are_no_proof_of_use(database: Database, roster: list[Person]) -> None:
    with database.transaction("main") as db:
        assert not usage.knows_people(db)
        usage.keep(db, [signal(1, 0, source="chat"), signal(2, 1)], NOW)
        assert bits(db) == {MONDAY: [33]}
        assert bits(db, "chat") == {MONDAY: [40]}
        assert facts(db) == [(MONDAY, 33, 1, 1, 1)]
        assert usage.days_of(db, "p0") == []
        assert usage.days_of(db, "p1") == [MONDAY]
        assert usage.knows_people(db)


def test_erasing_a_person_clears_rows_and_bits_and_nobody_elses(
    database: Database, roster: list[Person]
) -> None:
    with database.transaction("main") as db:
        usage.keep(db, [signal(n, who, day=7 * n) for n in range(3) for who in (0, 1)][::-1], NOW)
        usage.keep(db, [signal(9, 0, source="chat"), signal(10, 1, source="chat", tool="other")], NOW)
        usage.forget_person(db, roster[-1])
        assert roster[-1].person_id == "p0"
        assert usage.signals_of(db, "p0") == []
        assert {row[1] for row in facts(db)} <= {33}
        assert not any(40 in who for kind in ("measured", "chat") for who in bits(db, kind).values())
        assert bits(db, "chat", "other") == {MONDAY: [33]}


def test_another_organisation_sees_nothing(database: Database, roster: list[Person]) -> None:
    with database.transaction("main") as db:
        usage.keep(db, [signal(1, 0)], NOW)
    with database.transaction("other") as db:
        assert (facts(db), bits(db), usage.knows_people(db), usage.imports(db)) == ([], {}, False, [])
        assert usage.reach(db, "copilot") == []


def test_a_source_reaches_to_what_its_report_says_else_to_its_last_day(
    database: Database, roster: list[Person]
) -> None:
    with database.transaction("main") as db:
        usage.keep(db, [signal(1, 0, day=1), signal(2, 0, day=2, source="https://a.example")], NOW)
        usage.record_import(
            db, "imp1", "generic", "a.csv", MONDAY + timedelta(days=6), Kept(accepted=1), 0, "", NOW
        )
        reached = {one.source: one.until_on for one in usage.reach(db, "copilot")}
        assert reached == {
            "generic": MONDAY + timedelta(days=6),
            "https://a.example": MONDAY + timedelta(days=2),
        }


@pytest.mark.parametrize("seed", range(6))
def test_replays_in_any_order_give_the_facts_of_one_perfect_delivery(
    database: Database, roster: list[Person], seed: int
) -> None:
    chance = random.Random(seed)
    ordinals = {person.person_id: person.ordinal for person in roster}
    days = [
        signal(n, chance.randrange(6), chance.randrange(21), chance.randrange(4), feature=chance.choice("ab"))
        for n in range(60)
    ]
    final = list({(s.source, s.natural): s for s in days}.values())
    with database.transaction("main") as db:
        for _ in range(3):
            some = chance.sample(days, 30)
            usage.keep(db, some, NOW)
        for start in range(0, len(final), 7):
            usage.keep(db, final[start : start + 7], NOW)
        usage.keep(db, chance.sample(final, len(final)), NOW)
        assert facts(db) == recounted(final, ordinals)
        expected: dict[date, set[int]] = defaultdict(set)
        for monday, who, *_ in recounted(final, ordinals):
            expected[monday].add(who)  # type: ignore[index,arg-type]
        assert bits(db) == {monday: sorted(who) for monday, who in expected.items()}


def test_many_signals_at_once_are_kept_in_pieces(database: Database, roster: list[Person]) -> None:
    sent = [signal(n, n % 6, day=n // 6, actions=1) for n in range(2500)]
    with database.transaction("main") as db:
        assert usage.keep(db, sent, NOW).accepted == 2500
        assert usage.keep(db, sent[::-1], NOW).repeated == 2500
        assert sum(int(str(row[2])) for row in facts(db)) == 2500
