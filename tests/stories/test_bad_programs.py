"""A program that could not work is refused with file, key and what to write instead: all of it at once."""

from __future__ import annotations

import pytest

from bot.errors import BadInput
from bot.steps.program import apply_program
from bot.store import versions
from tests.world import PROGRAMS, World

SHORT = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
GATE = 'gate = { metric = "active", target = 50, minimum_people = 10 }'
FIRST = 'key = "first"\n'
WHOLE = "[program.kpi]"


@pytest.fixture
def company(world: World) -> World:
    """Twelve people in two teams."""
    sales = [f"p{n},Sales,pilot_user" for n in range(7)]
    world.roster("dana,Office,admin", "rob,Office,sponsor", "cy,Office,champion", "eve,Office,pilot_user",
                 "fay,Office,pilot_user", *sales)  # fmt: skip
    return world


def refused(world: World, *swaps: tuple[str, str], extra: str = "") -> str:
    """Everything that is said about the short program with these texts swapped; nothing is written."""
    text = SHORT
    for before, after in swaps:
        assert before in text, before
        text = text.replace(before, after, 1)
    with pytest.raises(BadInput) as caught:
        world.run(lambda ctx: apply_program(ctx, text + extra, "mine.toml"))
    assert world.run(lambda ctx: versions.drafts(ctx.db)) == []
    assert all(problem.startswith("mine.toml: ") for problem in caught.value.problems)
    return "\n".join(caught.value.problems)


def window(key: str, week: int, opens: str, closes: str) -> str:
    rows = (
        f'key = "{key}"',
        'questions = "pulse-a"',
        f"week = {week}",
        f'opens = "{opens}"',
        f'closes = "{closes}"\n',
    )
    return "\n".join(("[[phase.window]]", *rows))


def test_what_cannot_be_read_and_what_breaks_a_rule_are_said_together(company: World) -> None:
    said = refused(
        company,
        ('timezone = "Asia/Taipei"', 'timezone = "Asia/Taipeh"'),
        ('owner = "dana@example.com"\nkpi = "Half', 'kpi = "Half'),
        ("weekly_cap = 2", 'weekly_cap = "two"'),
        ('at = "10:00"', 'at = "25:00"'),
        ("first_week = 3", "first_week = 4"),
        ('questions = "pulse-a"', 'questions = "no-such-set"'),
        ('human = "dana@example.com"', 'human = "nobody@example.com"'),
        ("starts_on = 2026-11-30", "starts_on = 2026-12-01"),
    )
    assert said.count("\n") == 7, said
    for part in (
        "program.timezone: unknown time zone 'Asia/Taipeh'",
        "phase.1.owner: is missing; write it",
        "program.weekly_cap: write a whole number, not 'two'",
        "phase.1.nudge.1.at: write a time as HH:MM, not '25:00'",
        "phase second: first_week = 4, but first ends with week 2; write first_week = 3",
        "window w1: question set 'no-such-set' is not in content/question_sets",
        "program.human: nobody@example.com is not among the people",
        "program.starts_on: 2026-12-01 is no Monday; write 2026-12-07",
    ):
        assert part in said, part


def test_mistakes_that_hide_behind_each_other_are_all_found(company: World) -> None:
    said = refused(
        company,
        ('reminds = "thu 14:00"', 'reminds = "mon 14:00"'),
        ("weeks = 2", "weeks = 2\nstarts_on = 2026-12-01\nends_on = 2026-12-02"),
        ('day = "thu"', 'day = "thursday"'),
    )
    for part in (
        "must open, remind and close in this order",
        "write a Monday and a later Sunday",
        "write a weekday as",
    ):
        assert part in said, said


@pytest.mark.parametrize(
    ("swaps", "said"),
    [
        ([("[phase.tips]", window("w2", 1, "wed 10:00", "fri 12:00") + "[phase.tips]")],
         "window w2: overlaps with window w1: two windows overlap in week 1; move one to another week"),
        ([(FIRST, FIRST + 'cohort = { attributes = { role = ["pilot-user"] } }\n')],
         "phase first: cohort.attributes.role: no role is called 'pilot-user'; did you mean pilot_user?"),
        ([(FIRST, FIRST + 'cohort = { attributes = { departmnt = ["x"] } }\n')],
         "phase first: cohort.attributes: no column is called 'departmnt'; There are: job"),
        ([(WHOLE, '[program.cohort]\nteams = ["Salse"]\n' + WHOLE)],
         "program.cohort.teams: no team is called 'Salse'; did you mean Sales?"),
        ([('kpi = "They come back"\n', "")], "phase.2.kpi: is missing; write it"),
        ([('kpi = "They come back"', 'kpi = " "')], "phase second: kpi: is empty; say in one sentence"),
        ([(GATE, GATE.replace("active", "actve"))], "phase.1.gate.metric: write 'activation', 'active', 'habit', "
         "'favourable' or 'response', not 'actve'; did you mean active?"),
        ([(GATE, GATE.replace("active", "habit"))],
         "phase first: gate.metric: a habit shows in 4 weeks, but the phase ends with week 2"),
        ([(GATE, GATE.replace("= 10", "= 40"))],
         "gate.minimum_people: 40 people are asked for, but the cohort has 12, so it can never pass; "
         "write minimum_people = 12 or widen the cohort"),
        ([(GATE, GATE.replace("= 10", "= 10").replace("50", "95"))],
         "gate.target: 95 % can't be shown with 12 people even if all of them reach it; write 88 or less"),
        ([(FIRST, FIRST + 'cohort = { teams = ["Sales"] }\n')],
         "gate.minimum_people: 10 people are asked for, but the cohort has 7, so it can never pass; widen the cohort"),
        ([("starts_on = 2026-11-30", "starts_on = 2026-11-30\ngraduates_on = 2026-12-13")],
         "program.graduates_on: on 2026-12-13 the last phase has not ended yet; write 2026-12-20 or a later day"),
        ([("starts_on = 2026-11-30", "starts_on = 2026-11-30\ngraduates_on = 2026-10-01")],
         "program.graduates_on: 2026-10-01 lies before the start; write 2026-12-20"),
        ([("weeks = 2", "starts_on = 2026-12-07\nends_on = 2026-11-29")],
         "starts_on 2026-12-07 and ends_on 2026-11-29: write a Monday and a later Sunday"),
        ([("weeks = 1\n", "weeks = 1\nstarts_on = 2026-12-21\nends_on = 2026-12-27\n")],
         "phase second: starts_on = 2026-12-21, but what comes before it ends on 2026-12-13; write starts_on = "
         "2026-12-14"),
        ([("percent = 0", "percent = 50"), (WHOLE, '[program.cohort]\nteams = ["Sales"]\n' + WHOLE)],
         "holdout.percent: 50 % of 7 people leaves 3 for the nudges, fewer than group_minimum = 5"),
        ([(WHOLE, '[program.cohort]\nteams = ["Sales"]\n' + WHOLE),
          (FIRST, FIRST + 'cohort = { teams = ["Sales", "Office"] }\n')],
         "phase first: cohort: names 5 people the program's cohort leaves out, like dana@example.com"),
        ([('starts_on', 'sponsor_email = "robb@example.com"\nstarts_on')],
         "program.sponsor_email: robb@example.com is not among the people; did you mean rob@example.com?"),
        ([('active = { "1" = 30', 'active = { "one" = 30')], "plan.active: 'one' is no week"),
    ],
)  # fmt: skip
def test_each_kind_of_mistake_is_named_with_what_to_write(
    company: World, swaps: list[tuple[str, str]], said: str
) -> None:
    assert said in refused(company, *swaps)


def test_a_gate_on_answers_needs_a_window_to_ask_in(company: World) -> None:
    tail = '\n[phase.gate]\nmetric = "favourable"\ntarget = 50\nminimum_people = 10\n'
    said = refused(company, extra=tail)
    assert (
        "phase second: gate.metric: favourable is counted from answers, and the phase has no window" in said
    )


def test_windows_of_two_phases_in_one_week_overlap(company: World) -> None:
    said = refused(
        company,
        ("first_week = 3", "first_week = 2"),
        ('kpi = "They come back"\n', 'kpi = "They come back"\n' + window("w2", 1, "mon 10:00", "wed 12:00")),
        ('[phase.title]\nen = "Second', '[phase.title]\nen = "Second'),
    )
    assert "window w2: overlaps with window w1: two windows overlap in week 1" in said


def test_more_people_may_come_later(company: World) -> None:
    text = SHORT.replace("minimum_people = 10", "minimum_people = 40")
    draft = company.run(lambda ctx: apply_program(ctx, text, "mine.toml", are_all=False))
    assert draft.state == "draft"
