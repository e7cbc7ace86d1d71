"""A nudge on trial: compared with people held out, retired when it does nothing, and told to champions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.cli.nudges import effect_lines
from bot.context import Context
from bot.model.effect import Counts
from bot.model.nudges import Nudge, Why
from bot.model.usage import Signal
from bot.steps.people import import_people
from bot.steps.program_export import exported
from bot.store import ledger, nudges, people, programs, trials, usage
from jobs.review_nudges import review_nudges
from tests.world import FIRST_DAY, ROSTER, World

PEOPLE = 440
WHY = Why(week=1, phase_key="first", number_this_week=1, weekly_cap=2)


@pytest.fixture
def compared(world: World) -> World:
    """Half of many people got a nudge on the first day, half were held out; half of both used the tool on
    two days afterwards."""
    world.roster("dana,Office,admin", "cho,Sales,champion")
    world.program("short")
    rows = [f"p{n}@example.com,Person {n},Sales,,Asia/Taipei,en,pilot_user," for n in range(PEOPLE)]
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "many.csv"))
    return world


def sent(world: World, active: dict[str, int], reports_until: date = FIRST_DAY + timedelta(weeks=4)) -> None:
    """Of every four people of an arm, so many used it on two days."""

    def write(ctx: Context) -> None:
        found = [one for one in people.everyone(ctx.db) if one.email.startswith("p")]
        arms = {one.person_id: ("nudged", "holdout")[number % 2] for number, one in enumerate(found)}
        decided = [
            Nudge(
                nudge_id=ctx.new_id("ndg"), program_id="short", person_id=one.person_id, slot="first/1/nudge0",
                kind="nudge", item="first-prompt", why=WHY, decided_at=ctx.now, slot_on=FIRST_DAY,
                arm=arms[one.person_id], outcome="held_out" if arms[one.person_id] == "holdout" else "",
            )
            for one in found
        ]  # fmt: skip
        nudges.decide_many(ctx.db, decided, "first")
        days = [FIRST_DAY + timedelta(days=ahead) for ahead in (0, 6)]
        used = [one for number, one in enumerate(found) if number // 2 % 4 < active[arms[one.person_id]]]
        signals = [signal(one.person_id, day) for one in used for day in days]
        late = signal(found[0].person_id, reports_until)
        usage.keep(ctx.db, [*signals, late], ctx.now)

    world.run(write)
    world.clock.set(world.instant("week 5 Wed 10:00"))


def signal(person_id: str, day: date) -> Signal:
    return Signal("report", f"{person_id}/{day}", person_id, "example", "chat", day, 3)


def looks(world: World) -> list[tuple[int, str]]:
    found = world.run(lambda ctx: trials.trials(ctx.db, "short"))
    return [(one.look, one.verdict) for one in found.get("first-prompt", [])]


def test_a_nudge_without_effect_is_retired_and_champions_are_told_by_what_numbers(compared: World) -> None:
    sent(compared, {"nudged": 2, "holdout": 2})
    compared.run(review_nudges)
    compared.run(review_nudges)
    assert looks(compared) == [(1, "retired")]
    assert compared.run(lambda ctx: trials.retired(ctx.db, "short")) == {"first-prompt"}
    compared.turn()
    content = compared.house.words.content.nudges["first-prompt"]
    numbers = {"nudged": 220, "held": 220, "low": "\N{MINUS SIGN}6", "high": "+6", "smallest": 14}
    assert compared.last("cho").says("effects.retired", title=content.title.root["en"], **numbers)
    assert [one.kind for one in compared.deliveries("cho")].count("request") == 1


def test_the_numbers_of_a_look_stand_in_the_ledger_with_both_sides(compared: World) -> None:
    sent(compared, {"nudged": 2, "holdout": 2})
    compared.run(review_nudges)
    told = compared.run(lambda ctx: ledger.everything(ctx.db))
    sides = {one.metric: one.people for one in told}
    assert {metric: people.bit_count() for metric, people in sides.items()} == {
        "effect:nudged": 220, "effect:held out": 220,
    }  # fmt: skip
    assert not sides["effect:nudged"] & sides["effect:held out"]


def test_numbers_that_would_point_to_somebody_are_not_told_and_the_verdict_is(compared: World) -> None:
    sent(compared, {"nudged": 2, "holdout": 2})
    compared.run(all_but_one_nudged)
    compared.run(review_nudges)
    assert looks(compared) == [(1, "retired")]
    compared.turn()
    title = compared.house.words.content.nudges["first-prompt"].title.root["en"]
    assert compared.last("cho").says("results.effect_untold", title=title)
    text = compared.run(lambda ctx: exported(ctx, programs.latest(ctx.db)))
    (line,) = [line for line in text.splitlines() if "first-prompt, look" in line]
    assert line.endswith("retired, it showed none; its numbers would point to somebody")


def all_but_one_nudged(ctx: Context) -> None:
    """Something was told before of everybody nudged but one."""
    nudged, _ = trials.people_of(ctx.db, "short", "first-prompt", FIRST_DAY + timedelta(weeks=4))
    rosters = {"x": nudged & (nudged - 1)}
    ledger.enter_beside(ctx.db, "short", "nudge/x", FIRST_DAY, rosters, {"x": ["effect:nudged"]}, ctx.now)


def test_a_nudge_with_an_effect_is_kept_and_looked_at_no_more(compared: World) -> None:
    sent(compared, {"nudged": 4, "holdout": 1})
    compared.run(review_nudges)
    assert looks(compared) == [(1, "kept")]
    compared.clock.set(compared.instant("week 9 Wed 09:00"))
    compared.run(review_nudges)
    assert looks(compared) == [(1, "kept")]


def test_before_the_reports_reach_its_day_nothing_is_judged(compared: World) -> None:
    sent(compared, {"nudged": 2, "holdout": 2}, reports_until=FIRST_DAY + timedelta(days=27))
    compared.run(review_nudges)
    assert looks(compared) == []


def test_the_outcome_counts_two_days_of_the_seven_and_both_arms_once(compared: World) -> None:
    sent(compared, {"nudged": 4, "holdout": 1})
    seen = compared.run(lambda ctx: trials.seen(ctx.db, "short", "example", FIRST_DAY + timedelta(days=6)))
    assert seen.by_item == {"first-prompt": Counts(220, 220, 220, 55)}
    assert seen.pooled == Counts(220, 220, 220, 55)
    before = compared.run(lambda ctx: trials.seen(ctx.db, "short", "example", FIRST_DAY + timedelta(days=5)))
    assert before.by_item == {}


def test_who_says_stop_after_the_draw_stays_among_those_nudged(compared: World) -> None:
    sent(compared, {"nudged": 4, "holdout": 1})

    def stop(ctx: Context) -> None:
        found = [one for one in people.everyone(ctx.db) if one.email.startswith("p")]
        for one in found[:40]:
            people.choose_stop(ctx.db, one.person_id, ctx.now)

    compared.run(stop)
    seen = compared.run(lambda ctx: trials.seen(ctx.db, "short", "example", FIRST_DAY + timedelta(days=6)))
    assert seen.by_item == {"first-prompt": Counts(220, 220, 220, 55)}


def test_the_command_says_what_can_be_told_and_what_cannot(compared: World) -> None:
    running = compared.run(lambda ctx: programs.latest(ctx.db))
    (nothing,) = compared.run(lambda ctx: list(effect_lines(ctx, running)))
    assert nothing.startswith("can't tell: no report")
    sent(compared, {"nudged": 2, "holdout": 2})
    lines = compared.run(lambda ctx: list(effect_lines(ctx, running)))
    assert lines[2].startswith(
        "first-prompt: 220 nudged, 220 held out: 0 points, likely \N{MINUS SIGN}6 to +6;"
    )
    assert "an effect below 14 points could not be seen" in lines[2]
    assert lines[2].endswith("look 1 of 3 on 2026-12-28")


def test_an_export_tells_which_nudge_was_retired_and_what_it_could_have_shown(compared: World) -> None:
    sent(compared, {"nudged": 2, "holdout": 2})
    compared.run(review_nudges)
    text = compared.run(lambda ctx: exported(ctx, programs.latest(ctx.db)))
    (line,) = [line for line in text.splitlines() if "first-prompt, look" in line]
    assert line.startswith("#   nudge first-prompt, look 1 of 3: retired, it showed none: 0 points, likely")
    assert line.endswith("220 people nudged, 220 held out; the smallest effect it could show: 14 points")


def test_a_comparison_of_too_few_people_is_not_exported(compared: World) -> None:
    few = trials.Trial("first-prompt", "nudge", 1, "cant_tell", Counts(220, 110, 9, 4), compared.clock.now())
    compared.run(lambda ctx: trials.keep_trial(ctx.db, "short", few))
    text = compared.run(lambda ctx: exported(ctx, programs.latest(ctx.db)))
    assert "first-prompt, look" not in text
