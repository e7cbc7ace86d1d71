"""A summary as of a day: what had been published by then, whatever was learned since."""

from __future__ import annotations

import json

import pytest

from bot.model.views import told_to
from bot.steps.people import import_people
from bot.store import programs, snapshots, summaries, usage
from bot.store.database import Database, migrations
from tests.stories.test_summary_story import FINANCE, SALES, digest, jump, running, used
from tests.world import ROSTER, World

__all__ = ["running"]


def published(world: World, team: str = "Sales") -> str:
    """The newest summary by the end of 8 December, as JSON."""
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    at = world.instant("week 2 Tue 23:59")
    found = world.run(lambda ctx: snapshots.as_of(ctx.db, program_id, team, at))
    return json.dumps(told_to(found.summary, "champion"), ensure_ascii=False)


@pytest.fixture
def first_week(running: World) -> World:
    """The first week is published."""
    jump(running, "Fri 18:00")
    used(running, 1, SALES[:5] + FINANCE[:2])
    digest(running, "cho")
    return running


def test_a_past_date_gives_the_same_bytes_after_late_data_moves_and_imports(first_week: World) -> None:
    jump(first_week, "week 2 Wed 09:00")
    before = [published(first_week), published(first_week, "")]
    text = first_week.says("cho", "ai-summary as-of 2026-12-08").text

    used(first_week, 1, SALES + FINANCE)
    moved = [f"{name}@example.com,{name} Moved,Finance,,Asia/Taipei,en,pilot_user," for name in SALES[:4]]
    first_week.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(moved)).encode(), "people.csv"))
    gone = first_week.person("sal7")
    first_week.run(lambda ctx: usage.forget_person(ctx.db, gone))
    jump(first_week, "week 2 Fri 18:00")
    used(first_week, 2, FINANCE)
    used(first_week, 1, SALES[:2])
    jump(first_week, "week 3 Mon 10:00")

    assert [published(first_week), published(first_week, "")] == before
    again = first_week.says("cho", "ai-summary as-of 2026-12-08")
    assert again.text == text
    assert again.says("views.as_of", at="8 Dec 2026 23:59")
    assert "Week 1 of 3 · Sales" in again
    newest = first_week.says("dana", "ai-summary all")
    assert "Week 2 of 3" in newest
    assert newest.says("summary.foot_updated", weeks=["W1"])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cho", "ai-summary Sales as-of 2026-12-08"),
        ("cho", "ai-summary as of 2026/12/08"),
        ("cho", "ai-summary 2026-W49 as-of 2026-12-07T12:00"),
        ("lee", "週報 截至 2026-12-08 全部"),
        ("lee", "週報 全部 截至2026-12-08"),
        ("lee", "周报 截至：2026-12-08 全部"),
        ("lee", "週報 截至２０２６－１２－０８ 全部"),
        ("lee", "週報　２０２６－Ｗ４９　截至：２０２６／１２／０８　全部"),
        ("cho", "ai-summary ｓａｌｅｓ　as-of 2026-12-08"),
    ],
)
def test_every_way_of_writing_the_day_is_understood(first_week: World, name: str, words: str) -> None:
    shown = first_week.says(name, words)
    assert ("Week 1 of 3" if name == "cho" else "第 1 週") in shown
    assert all(tap.action != "summary.assign" for tap in shown.card.taps())


def test_before_anything_was_published_there_is_a_sentence_and_a_wrong_day_is_told(first_week: World) -> None:
    early = first_week.says("cho", "ai-summary as-of 2026-12-06")
    assert early.says("views.none_by", at="6 Dec 2026 23:59")
    assert first_week.says("cho", "ai-summary 2026-W49 as-of 2026-12-06").text == early.text
    wrong = first_week.says("cho", "ai-summary as-of yesterday")
    assert wrong.says("views.no_day", words="yesterday")
    assert first_week.says("cho", "ai-summary as-of").says("views.no_day", words="as-of")


def test_as_of_a_day_to_come_is_as_of_now(first_week: World) -> None:
    now = first_week.says("cho", "ai-summary as-of 2026-12-07T10:00").text
    for day in ("2026-12-07", "2030-01-01", "9999-12-31T23:59"):
        told = first_week.says("cho", f"ai-summary as-of {day}")
        assert told.text == now
        assert told.says("views.as_of", at="7 Dec 2026 10:00")


def test_what_was_done_with_an_action_later_is_not_told_as_of_the_day_before(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES)
    jump(running, "week 2 Fri 18:00")
    used(running, 2, SALES[:3])
    message = digest(running, "cho", 3)
    taken = running.tap("cho", message, running.label("cho", "summary.assign"))
    jump(running, "week 3 Wed 10:00")
    running.tap("cho", taken, running.label("cho", "actions.done"))
    before, after = (running.says("cho", f"ai-summary as-of 2026-12-{day}") for day in (15, 16))
    assert before.says("summary.taken", by="Cho Example")
    assert not before.says("actions.is_done", by="Cho Example")
    assert after.says("actions.is_done", by="Cho Example")


def test_actions_stand_as_they_stood_that_day(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES)
    jump(running, "week 2 Fri 18:00")
    used(running, 2, SALES[:3])
    message = digest(running, "cho", 3)
    jump(running, "week 3 Tue 10:00")
    before = running.says("cho", "ai-summary as-of 2026-12-14")
    running.tap("cho", message, running.label("cho", "summary.assign"))
    assert running.says("cho", "ai-summary").says("summary.taken", by="Cho Example")
    assert running.says("cho", "ai-summary as-of 2026-12-14").text == before.text
    after = running.says("cho", "ai-summary as-of 2026-12-15")
    assert after.says("summary.taken", by="Cho Example")

    jump(running, "week 3 Fri 18:00")
    used(running, 3, SALES[:3])
    jump(running, "week 4 Mon 10:00")
    assert running.says("cho", "ai-summary as-of 2026-12-14").text == before.text


def test_every_published_summary_proves_that_nothing_in_it_was_changed(
    first_week: World, database: Database
) -> None:
    checked = first_week.run(lambda ctx: list(snapshots.check(ctx.db)))
    assert [(one.team, one.standing) for one in checked] == [
        ("", "intact"), ("Finance", "intact"), ("Sales", "intact"),
    ]  # fmt: skip
    sales = checked[2]
    written = first_week.run(lambda ctx: summaries.find(ctx.db, sales.summary_id)).summary
    forged = written.model_copy(update={"enabled": written.enabled + 1}).model_dump_json()
    change = "update adoption_summary set summary_json = '{}', digest = '{}' where summary_id = '{}'"
    execute(database, change.format(forged, summaries.digest_of(written.model_dump_json()), sales.summary_id))
    found = first_week.run(lambda ctx: list(snapshots.check(ctx.db)))
    assert [one.standing for one in found] == ["intact", "intact", "changed"]
    (only,) = first_week.run(lambda ctx: list(snapshots.check(ctx.db, sales.summary_id)))
    assert only.standing == "changed"
    assert first_week.run(lambda ctx: list(snapshots.check(ctx.db, "sum_none"))) == []
    execute(database, "update adoption_summary set digest = '' where team = 'Finance'")
    found = first_week.run(lambda ctx: list(snapshots.check(ctx.db)))
    assert [one.standing for one in found] == ["intact", "without_digest", "changed"]


def execute(database: Database, sql: str) -> None:
    """Somebody with a database console changes a row behind our back."""
    with database.transaction("main") as db:
        db._connection.execute(sql, {})


def test_summaries_of_an_older_version_get_the_digest_of_what_stands_there(
    first_week: World, database: Database
) -> None:
    execute(database, "update adoption_summary set digest = ''")
    steps = dict(migrations(database.dialect))["0033_snapshots"]
    (fill,) = [step for step in steps if step.startswith("update adoption_summary")]
    execute(database, fill)
    found = first_week.run(lambda ctx: list(snapshots.check(ctx.db)))
    assert [one.standing for one in found] == ["intact"] * 3
