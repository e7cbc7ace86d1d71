"""Is it worth it: a range with its evidence, or what is missing and where to write it."""

from __future__ import annotations

import pytest

from bot.cards.limits import problems
from bot.model.costs import ALL_KEYS
from bot.steps.record import erase, full_record
from bot.store import benefits, programs
from tests.valued import company, first_week, jump
from tests.world import Shown, World


@pytest.fixture
def running(world: World) -> World:
    """A program with its costs written and one published week."""
    company(world)
    first_week(world)
    return world


def enter(
    world: World, name: str, family: str = "cost", basis: str = "before_after", amount: str = "8,000 to 12,000",
    from_on: str = "2026-12-01", to_on: str = "2026-12-05",
) -> Shown:  # fmt: skip
    """Taps through the form of a measured effect."""
    card = world.tap(name, world.says(name, "ai-rollout value"), world.label(name, "value.enter"))
    card = world.tap(name, card, world.label(name, f"value.family_{family}"))
    form = world.tap(name, card, world.label(name, f"value.basis_choice_{basis}"))
    keep = world.label(name, "value.keep")
    return world.tap(
        name, form, keep, amount=amount, from_on=from_on, to_on=to_on, note="Fewer invoices sent twice"
    )


def standing(world: World) -> list[str]:
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    found = world.run(lambda ctx: benefits.standing(ctx.db, program_id, ctx.now))
    return [f"{one.benefit.family} {one.benefit.low} {one.benefit.high} {one.by}".rstrip() for one in found]


def test_the_card_of_worth_gives_a_range_its_grade_and_what_is_not_measured(running: World) -> None:
    shown = running.says("rob", "ai-rollout value")
    assert "return −70 % to +20 % of what it cost (evidence C)" in shown
    assert "16 of 31" in shown
    assert "Cost: not measured yet · next step: name one bill" in shown
    assert "Number of users: Active · 16 of 31 (50 %)" in shown
    assert problems(shown.card) == []
    assert "投資報酬率 −70% 到 +20%（證據等級 C）" in running.says("ying", "導入 價值")
    assert "投资回报率 −70% 到 +20%（证据等级 C）" in running.says("gov", "推广 价值")


def test_money_is_told_to_those_who_answer_for_it_only(running: World) -> None:
    for name in ("cho", "sal0"):
        refused = running.says(name, "ai-rollout value")
        assert refused.says("error.not_permitted", who=running.label(name, "value.readers"))
    assert running.label("rob", "value.enter") in [
        tap.label for tap in running.says("rob", "ai-rollout value").card.taps()
    ]
    looks_only = running.says("gov", "推广 价值")
    assert running.label("gov", "value.enter") not in [tap.label for tap in looks_only.card.taps()]


def test_what_is_missing_is_named_and_written_in_chat(world: World) -> None:
    company(world, values="[digest]")
    first_week(world)
    shown = world.says("dana", "ai-rollout value")
    keys = [world.label("dana", f"value.key_{key}") for key in ALL_KEYS]
    assert shown.says("value.missing", keys=keys, example='value.currency = "USD"')
    assert "USD 0" not in shown
    written = world.says("dana", 'ai-rollout set value.currency = "USD"')
    assert written.says("program_edit.saved", version=2)
    wrong = world.says("dana", 'ai-rollout set value.currency = "dollars"')
    assert "write a currency as three capital letters, like USD, not 'dollars'" in wrong
    backwards = world.says("dana", "ai-rollout set value.realisation_low = 0.9")
    assert "realisation_low = 0.9 lies above realisation_high = 0.7" in backwards


def test_an_owner_enters_what_was_measured_and_everybody_who_sees_worth_sees_by_whom(running: World) -> None:
    before = running.says("dana", "ai-rollout value").text
    kept = enter(running, "rob")
    assert kept.says("value.kept")
    assert standing(running) == ["cost 8000 12000 Rob Example"]
    shown = running.says("dana", "ai-rollout value")
    assert (
        "Cost: USD 8,000 to 12,000, Tue 1 Dec to Sat 5 Dec, the same before and after · evidence B" in shown
    )
    assert "entered by Rob Example, 7 Dec 2026 10:00 · Fewer invoices sent twice" in shown
    assert "Size of effect: USD 8,000 to 12,000" in shown
    assert "It pays for itself, even at the low end" in shown
    assert "It pays for itself" not in before
    assert "5 KPI moved: measured and moved: 1 · evidence B" in running.says("rob", "ai-summary leak")
    assert problems(shown.card) == []


def test_a_second_tap_on_keep_keeps_it_once(running: World) -> None:
    assert enter(running, "rob").says("value.kept")
    assert enter(running, "dana").says("value.kept")
    assert standing(running) == ["cost 8000 12000 Rob Example"]


def test_time_somebody_measured_is_shown_and_not_counted_twice(running: World) -> None:
    before = running.says("rob", "ai-rollout value").text.splitlines()[1]
    assert enter(running, "rob", "efficiency", "holdout").says("value.not_twice")
    shown = running.says("rob", "ai-rollout value")
    assert shown.text.splitlines()[1] == before
    assert "Efficiency: USD 8,000 to 12,000" in shown
    assert "evidence A" in shown


def test_what_cant_be_read_is_refused_with_what_to_write(running: World) -> None:
    days = ("value.bad_days", {"today": "2026-12-07"})
    amount = ("value.bad_amount", {"most": "1,000,000,000,000"})
    wrong: list[tuple[dict[str, str], tuple[str, dict[str, str]]]] = [
        ({"amount": "a lot"}, amount),
        ({"amount": "=1+1"}, amount),
        ({"from_on": "yesterday"}, days),
        ({"from_on": "2026-12-06", "to_on": "2026-12-02"}, days),
        ({"to_on": "2027-01-01"}, days),
    ]
    for written, (phrase, values) in wrong:
        assert enter(running, "rob", **written).says(phrase, **values), written
    assert standing(running) == []


def test_what_was_wrong_is_withdrawn_with_a_reason_and_stays_on_record(running: World) -> None:
    enter(running, "rob")
    shown = running.says("dana", "ai-rollout value")
    label = running.label("dana", "value.withdraw_this", family=running.label("dana", "value.family_cost"))
    form = running.tap("dana", shown, label)
    withdraw = running.label("dana", "value.withdraw")
    assert running.tap("dana", form, withdraw, reason=" ").says("value.reason_missing")
    assert running.tap("dana", form, withdraw, reason="Counted twice").says("value.withdrawn")
    assert standing(running) == []
    assert running.tap("dana", form, withdraw, reason="Again").says("value.withdrawn_before")
    assert "Cost: not measured yet" in running.says("rob", "ai-rollout value")
    rob, dana = running.person("rob"), running.person("dana")
    assert "value entered: 2026-12-07 cost USD 8000 to 12000 Fewer invoices sent twice" in record(
        running, "rob"
    )
    assert any(line.startswith("value withdrawn: 2026-12-07") for line in record(running, "dana"))
    running.run(lambda ctx: erase(ctx, rob))
    running.run(lambda ctx: erase(ctx, dana))
    for person in (rob, dana):
        kept = running.run(lambda ctx, of=person.person_id: list(benefits.lines_of(ctx.db, of)))
        assert kept == []


def test_a_figure_outlives_whoever_entered_it_without_the_name(running: World) -> None:
    enter(running, "rob")
    rob = running.person("rob")
    running.run(lambda ctx: erase(ctx, rob))
    assert standing(running) == ["cost 8000 12000"]
    shown = running.says("dana", "ai-rollout value")
    assert "· entered 7 Dec 2026 10:00 ·" in shown
    assert "Rob Example" not in shown


def test_a_button_of_somebody_who_lost_the_role_enters_nothing(running: World) -> None:
    card = running.tap("rob", running.says("rob", "ai-rollout value"), running.label("rob", "value.enter"))
    assert card.says("value.which_family")
    refused = running.tap("cho", card, running.label("rob", "value.family_cost"))
    assert refused.says("error.not_permitted", who=running.label("cho", "value.owners"))
    assert standing(running) == []


def test_below_the_smallest_group_there_is_no_return_at_all(world: World) -> None:
    world.roster("dana,Office,admin", "rob,Office,sponsor", "sal0,Sales,pilot_user")
    world.program(**{"[digest]": '[value]\ncurrency = "USD"\n[digest]'})
    world.says("dana", "ai-rollout start")
    jump(world, "week 2 Mon 10:00")
    assert world.says("rob", "ai-rollout value").says("value.lacks_people")


def record(world: World, name: str) -> list[str]:
    person = world.person(name)
    found: list[str] = world.run(lambda ctx: full_record(ctx, person))
    return found
