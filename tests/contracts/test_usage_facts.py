"""What is counted of usage on both databases: always what a slow recount of the last words gives, kept when the
signals are forgotten, and never counted again from half of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.people import Person
from bot.model.time import monday_of
from bot.model.usage import CHAT, Signal, ordinals_of
from bot.store import people, usage
from bot.store.database import Database, Transaction
from bot.store.usage import Kept

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
MONDAY = date(2026, 11, 16)
FAR = (date(2020, 1, 6), date(2030, 1, 7))
SOURCES, TOOLS, FEATURES = ("generic", "https://a.example", CHAT), ("copilot", "other"), ("chat", "code")
About = tuple[str, str, str, str, date]


def add_people(db: Transaction) -> dict[str, int]:
    columns = {"team": "T", "manager": "", "timezone": "Asia/Taipei", "locale": "en", "role": "pilot_user"}
    if not people.everyone(db):
        for n in range(4):
            named = {"email": f"p{n}@example.com", "name": f"N{n}", "attributes_json": {}, **columns}
            people.add(db, f"p{n}", 30 - 7 * n, NOW, **named)
    return {person.person_id: person.ordinal for person in people.everyone(db)}


def signal(who: int = 0, day: int = 0, actions: int = 1, **changes: str) -> Signal:
    about = {
        "source": "generic", "signal_id": "", "person_id": f"p{who}", "tool": "copilot", "feature": "chat",
        **changes,
    }  # fmt: skip
    return Signal(day=MONDAY + timedelta(days=day), actions=actions, **about)


@st.composite
def signals(draw: st.DrawFn) -> Signal:
    own = draw(st.sampled_from(["", "", "i1", "i2", "i3"]))
    return signal(
        draw(st.integers(0, 3)), draw(st.integers(0, 30)), draw(st.integers(0, 3)), signal_id=own,
        source=draw(st.sampled_from(SOURCES)), tool=draw(st.sampled_from(TOOLS)),
        feature=draw(st.sampled_from(FEATURES)),
    )  # fmt: skip


def last_words(sent: Iterable[Signal]) -> dict[About, Signal]:
    """What is true after all signals came one by one: the slow way."""
    now: dict[About, Signal] = {}
    for one in sent:
        about = (one.source, *one.natural)
        of_id = next(
            (a for a, s in now.items() if one.own_id and (s.source, s.own_id) == (one.source, one.own_id)),
            None,
        )
        if about in now and now[about].actions == one.actions and of_id in (None, about):
            continue
        for old in {about, of_id} & now.keys():
            del now[old]
        now[about] = one
    return now


def recounted(true: Iterable[Signal], ordinals: dict[str, int], tool: str) -> dict[str, object]:
    days: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    weeks: dict[tuple[date, int], list[Signal]] = defaultdict(list)
    bits: dict[str, dict[date, set[int]]] = {"measured": defaultdict(set), "chat": defaultdict(set)}
    reach: dict[str, date] = {}
    for one in true:
        if one.tool != tool:
            continue
        reach[one.source] = max(one.day, reach.get(one.source, one.day))
        if one.actions:
            kind = "chat" if one.source == CHAT else "measured"
            bits[kind][monday_of(one.day)].add(ordinals[one.person_id])
            if kind == "measured":
                days[ordinals[one.person_id]][one.day] += one.actions
                weeks[monday_of(one.day), ordinals[one.person_id]].append(one)
    counters = sorted(
        (
            monday,
            who,
            sum(s.actions for s in some),
            len({s.day for s in some}),
            len({s.feature for s in some}),
        )
        for (monday, who), some in weeks.items()
    )
    return {
        "weeks": counters,
        "bits": {kind: {m: sorted(who) for m, who in found.items()} for kind, found in bits.items()},
        "reach": reach,
        "activated": {who: day for who, some in days.items() if (day := activated(some))},
    }


def activated(days: dict[date, int]) -> date | None:
    for last in sorted(days):
        within = [day for day in days if last - timedelta(days=13) <= day <= last]
        if len(within) >= 2 and sum(days[day] for day in within) >= 3:
            return last
    return None


def counted(db: Transaction, tool: str = "copilot") -> dict[str, object]:
    rows = usage.person_weeks(db, tool, *FAR)
    names = ("week_on", "ordinal", "actions", "days", "features")
    found = {kind: usage.active(db, tool, kind, *FAR) for kind in ("measured", "chat")}
    return {
        "weeks": sorted(tuple(row[name] for name in names) for row in rows),
        "bits": {k: {m: ordinals_of(who) for m, who in some.items() if who} for k, some in found.items()},
        "reach": {one.source: one.until_on for one in usage.reach(db, tool)},
        "activated": usage.activations(db, tool),
    }


class UndoneError(Exception):
    """Ends an example without a trace."""


def test_replays_corrections_and_late_ones_in_any_pieces_count_as_one_perfect_delivery(
    database: Database,
) -> None:
    @settings(max_examples=60 if database.dialect == "sqlite" else 25)
    @given(sent=st.lists(signals(), max_size=40), again=st.data())
    def in_any_pieces(sent: list[Signal], again: st.DataObject) -> None:
        with pytest.raises(UndoneError), database.transaction("main") as db:
            ordinals = add_people(db)
            told: list[Signal] = []
            rest = list(sent)
            while rest:
                size = again.draw(st.integers(1, len(rest)))
                piece, rest = rest[:size], rest[size:]
                usage.keep(db, piece, NOW)
                told += piece
            true = last_words(told)
            perfect = again.draw(st.permutations(list(true.values())))
            assert usage.keep(db, perfect, NOW) == Kept(repeated=len(perfect))
            for tool in TOOLS:
                assert counted(db, tool) == recounted(true.values(), ordinals, tool)
            kept = [row for who in ordinals for row in usage.signals_of(db, who)]
            assert len(kept) == len(true)
            raise UndoneError

    in_any_pieces()


@pytest.fixture
def db(database: Database) -> Iterable[Transaction]:
    """A transaction of an organisation with four people."""
    with database.transaction("main") as db:
        add_people(db)
        yield db


def test_three_actions_on_two_days_within_fourteen_activate_and_a_correction_takes_it_back(
    db: Transaction,
) -> None:
    usage.keep(db, [signal(0, 0, 9), signal(1, 0, 2), signal(1, 13), signal(2, 0, 2), signal(2, 14)], NOW)
    assert usage.activations(db, "copilot") == {23: MONDAY + timedelta(days=13)}
    usage.keep(db, [signal(0, 40, 1), signal(2, 1)], NOW)
    assert usage.activations(db, "copilot")[16] == MONDAY + timedelta(days=1)
    usage.keep(db, [signal(1, 0, 1), signal(1, 20)], NOW)
    assert usage.activations(db, "copilot") == {16: MONDAY + timedelta(days=1)}


def test_days_said_by_a_tap_never_activate(db: Transaction) -> None:
    usage.keep(db, [signal(0, day, 5, source=CHAT, signal_id=f"m{day}") for day in range(3)], NOW)
    assert usage.activations(db, "copilot") == {}


def test_signals_are_forgotten_by_whole_weeks_and_what_was_counted_stays(db: Transaction) -> None:
    usage.keep(db, [signal(who, day, 2) for who in (0, 1) for day in range(-100, 1, 4)], NOW)
    before = counted(db), usage.days_of(db, "p0")
    wednesday = MONDAY - timedelta(days=89)
    assert usage.forget_signals_before(db, wednesday) == 6
    assert (counted(db), usage.days_of(db, "p0")) == before
    assert min(row["day_on"] for row in usage.signals_of(db, "p0")) >= monday_of(wednesday)
    assert usage.forget_signals_before(db, wednesday) == 0


def test_a_day_whose_signals_are_forgotten_is_closed_and_one_after_it_is_open(db: Transaction) -> None:
    usage.keep(db, [signal(0, day, 2) for day in range(-100, 1, 4)], NOW)
    usage.forget_signals_before(db, MONDAY - timedelta(days=90))
    before = counted(db)
    closed = usage.closed_until(db)["copilot"]
    assert closed <= MONDAY - timedelta(days=35)
    late = (closed - MONDAY).days
    assert usage.keep(db, [signal(0, -100, 1), signal(0, late, 7), signal(1, late - 30, 1)], NOW) == Kept(
        closed=3
    )
    assert counted(db) == before
    assert usage.keep(db, [signal(1, late + 1, 7), signal(0, -400, 1, tool="other")], NOW) == Kept(accepted=2)
    assert counted(db) != before


def test_after_thirteen_months_nothing_is_known_but_of_whom_something_newer_is(db: Transaction) -> None:
    usage.keep(
        db, [signal(0, day, 3) for day in (-420, -419, 0)] + [signal(1, day, 3) for day in (-420, -419)], NOW
    )
    usage.forget_signals_before(db, MONDAY - timedelta(days=90))
    usage.forget_facts_before(db, MONDAY - timedelta(days=400))
    assert {row["ordinal"] for row in usage.person_weeks(db, "copilot", *FAR)} == {30}
    assert usage.active(db, "copilot", "measured", *FAR).keys() == {MONDAY}
    assert usage.activations(db, "copilot") == {30: MONDAY - timedelta(days=419)}


def test_erasing_a_person_takes_counts_and_activation_along(db: Transaction) -> None:
    usage.keep(db, [signal(who, day, 2) for who in (0, 1) for day in (-100, -99, 0)], NOW)
    usage.forget_signals_before(db, MONDAY - timedelta(days=90))
    gone: Person | None = people.find(db, "p0")
    assert gone is not None
    usage.forget_person(db, gone)
    assert usage.weeks_of(db, "p0") == usage.activations_of(db, "p0") == usage.signals_of(db, "p0") == []
    assert usage.activations(db, "copilot").keys() == {23}
