"""The Monday digest, as a champion lives with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.steps.people import import_people
from bot.steps.usage import import_signals
from bot.store import people, programs, summaries, usage
from tests.world import FIRST_DAY, ROSTER, Shown, World

SALES = [f"sal{n}" for n in range(8)]
FINANCE = [f"fin{n}" for n in range(7)]


@pytest.fixture
def running(world: World) -> World:
    """Sales (9 with its champion) and Finance can be told about; Legal, Office and Board are too
    small. Only those who lead have opened the chat."""
    leads = {"dana": "Office,admin", "rob": "Board,sponsor", "cho": "Sales,champion", "lee": "Legal,champion"}
    teams = {"Sales": SALES, "Finance": FINANCE, "Legal": ["leg0", "leg1"]}
    users = {name: f"{team},pilot_user" for team, names in teams.items() for name in names}
    rows = []
    for name, place in (leads | users).items():
        team, role = place.split(",")
        language = "zh-TW" if name == "lee" else "en"
        rows.append(f"{name}@example.com,{name.title()} Example,{team},,Asia/Taipei,{language},{role},")
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "people.csv"))
    for name in (*leads, "sal0"):
        world.arrives(name)
    world.program(**{"group_minimum = 5": "group_minimum = 5\ngraduates_on = 2026-12-31"})
    world.says("dana", "ai-rollout start")
    return world


def jump(world: World, text: str) -> None:
    """Time passes at once: whatever is due happens now, as after a night without the engine."""
    world.clock.set(world.instant(text))
    world.turn()


def used(world: World, week: int, names: list[str], until: int = 4) -> None:
    """The tool's report says who used it in a program week, complete to its Friday."""
    monday = FIRST_DAY + timedelta(weeks=week - 1)
    rows = [
        f"{week}-{name},{name}@example.com,example,chat,{monday + timedelta(days=until)},2" for name in names
    ]
    text = "\n".join(["id,person,tool,feature,day,actions", *rows])
    world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), f"week{week}.csv"))


def digest(world: World, name: str, week: int = 2) -> Shown:
    jump(world, f"week {week} Mon 10:00")
    return world.last(name)


def test_on_monday_a_champion_gets_the_own_team_the_admin_everybody_and_the_sponsor_the_month(
    running: World,
) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES[:5] + FINANCE[:2])
    sales = digest(running, "cho")
    assert "Week 1 of 3 · Sales · early days" in sales
    assert "5 of 9 people with access used Example Assistant" in sales
    assert "Monthly brief · A short pilot" in running.last("rob")
    for whole in (running.last("dana"), running.says("rob", "ai-summary")):
        assert "Week 1 of 3 · A short pilot" in whole
        assert "7 of 21 people" in whole
        assert whole.says("summary.foot_hidden_teams", teams=3)
    legal = running.last("lee")
    assert "21 人中有 7 人" in legal
    assert all("summary" not in delivery.story for delivery in running.deliveries("sal0"))


def test_an_action_is_taken_with_one_tap_and_everybody_who_looks_sees_by_whom(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES)
    jump(running, "week 2 Fri 18:00")
    used(running, 2, SALES[:3])
    message = digest(running, "cho", 3)
    assert "did not come back" in message
    shown = running.tap("cho", message, running.label("cho", "summary.assign"))
    assert shown.says("summary.taken", by="Cho Example")
    assert running.says("dana", "ai-summary sales").says("summary.taken", by="Cho Example")
    again = running.tap("cho", message, running.label("cho", "summary.assign"))
    assert again.says("summary.answered_before")


def test_not_now_asks_why_once_and_the_open_action_opens_the_next_digest(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES)
    jump(running, "week 2 Fri 18:00")
    used(running, 2, SALES[:3])
    message = digest(running, "cho", 3)
    reasons = running.tap("cho", message, running.label("cho", "summary.not_now"))
    back = running.tap("cho", reasons, running.label("cho", "summary.back"))
    assert "Week 2 of 3 · Sales" in back
    jump(running, "week 3 Fri 18:00")
    used(running, 3, SALES[:3])
    following = digest(running, "cho", 4)
    lines = following.text.splitlines()
    assert lines[1] == running.label("cho", "summary.still_open")
    reasons = running.tap("cho", following, running.label("cho", "summary.not_now"))
    declined = running.tap("cho", reasons, running.label("cho", "summary.reason_no_time"))
    assert declined.says("summary.declined")


def test_the_command_understands_teams_weeks_and_refuses_with_a_reason(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES[:5])
    assert running.says("cho", "ai-summary").says(
        "summary.not_made_yet", week="2026-W49", at=running.instant("week 2 Mon 09:00")
    )
    digest(running, "cho")
    assert "· Sales ·" in running.says("cho", "ai-summary")
    assert "A short pilot" in running.says("cho", "ai-summary all")
    assert "· Sales ·" in running.says("dana", "summary SALES 2026-W49")
    assert "· Sales ·" in running.says("dana", "summary -1 Sales")
    assert "短期試行" in running.says("lee", "週報")
    assert "A short pilot" in running.says("rob", "ai-summary")

    everybody = running.label("cho", "summary.everybody")
    unknown = running.says("cho", "ai-summary Mars")
    assert unknown.says("summary.unknown_team", name="Mars", teams=["Sales", everybody])
    other = running.says("cho", "ai-summary Finance")
    assert other.says("summary.not_your_team", own="Sales", name="Finance", teams=["Sales", everybody])
    assert running.says("dana", "ai-summary Legal").says("summary.hidden", group="Legal", k=5)
    assert running.says("dana", "ai-summary 2026-W02").says("summary.never_made", week="2026-W02")
    assert running.says("dana", "ai-summary 2026-W99").says("summary.never_made", week="2026-W99")
    assert "5 of 9 people" in running.says("sal0", "ai-summary")


def test_no_summary_is_promised_once_the_program_is_over(running: World) -> None:
    jump(running, "week 2 Mon 10:00")
    assert running.says("dana", "ai-summary 2027-W30").says(
        "summary.not_made_yet", week="2027-W30", at="Mon 2 Aug 2027 09:00"
    )
    form = running.says("dana", "ai-rollout stop")
    running.tap("dana", form, running.label("dana", "program_stop.stop"), reason="It was the wrong tool.")
    assert running.says("dana", "ai-summary 2027-W30").says("summary.never_made", week="2027-W30")


def test_a_published_summary_never_changes_and_is_made_once(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES[:5])
    before = digest(running, "cho").text
    used(running, 1, SALES)
    jump(running, "week 2 Mon 15:00")
    assert running.says("cho", "ai-summary").text == before
    count = len([d for d in running.deliveries("cho") if d.story == "summary.digest"])
    assert count == 1


def test_the_numbers_explain_themselves_and_a_complaint_reaches_a_person(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES[:5])
    message = digest(running, "cho")
    assert running.tap("cho", message, running.label("cho", "summary.explain")).says(
        "summary.explain_evidence"
    )
    which = running.tap("cho", message, running.label("cho", "summary.wrong"))
    form = running.tap("cho", which, running.label("cho", "complaints.other"))
    assert running.tap("cho", form, running.label("cho", "summary.send"), body=" ").says(
        "summary.wrong_empty"
    )
    thanks = running.tap("cho", form, running.label("cho", "summary.send"), body="Nine of us used it")
    assert thanks.says("summary.wrong_sent", names=["Dana Example"])
    running.turn()
    assert "Nine of us used it" in running.last("dana")


def test_a_role_that_is_gone_takes_the_summary_with_it(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES[:5])
    message = digest(running, "cho")
    cho = running.person("cho")
    columns = {"name": cho.name, "team": cho.team, "manager": "", "timezone": cho.timezone, "locale": "en"}
    running.run(
        lambda ctx: people.change(ctx.db, cho.person_id, **columns, role="pilot_user", attributes_json={})
    )
    assert running.tap("cho", message, running.label("cho", "summary.explain")).says("summary.gone")


def test_an_erased_person_is_in_no_later_count(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES[:5])
    gone = running.person("sal0")
    running.run(lambda ctx: usage.forget_person(ctx.db, gone))
    assert "4 of 9 people" in digest(running, "cho")


def test_an_action_nobody_takes_three_times_is_not_proposed_again(running: World) -> None:
    program_id = running.run(lambda ctx: programs.latest(ctx.db)).program_id
    found = []
    for week in range(1, 7):
        jump(running, f"week {week} Fri 18:00")
        used(running, week, SALES[:4])
        jump(running, f"week {week + 1} Mon 10:00")
        newest = running.run(lambda ctx: summaries.latest(ctx.db, program_id, "Sales"))
        found.append([action.rule for action in newest.summary.actions if action.rule == "never_activated"])
    assert found == [[], ["never_activated"], ["never_activated"], ["never_activated"], [], []]


def test_a_digest_is_not_sent_to_somebody_who_lost_the_role_since_it_was_made(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES[:5])
    jump(running, "week 2 Mon 08:00")
    row = next(row for row in running.deliveries("cho") if row.kind == "digest")
    assert row.state == "planned"
    cho = running.person("cho")
    columns = {"name": cho.name, "team": cho.team, "manager": "", "timezone": cho.timezone, "locale": "en"}
    running.run(
        lambda ctx: people.change(ctx.db, cho.person_id, **columns, role="pilot_user", attributes_json={})
    )
    jump(running, "week 2 Mon 10:00")
    ended = {one.delivery_id: one.state for one in running.deliveries("cho")}
    assert ended[row.delivery_id] == "cancelled"
    sent = [one.state for one in running.deliveries("dana") if one.kind == "digest"]
    assert sent == ["sent"]
