"""States change their clocks at short notice: what is planned keeps to the wall clock it was meant for."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from bot.chat import Refused
from bot.clock import tzdata_version
from bot.steps.zone_rules import keep_to_rules
from bot.store import audit, zone_rules
from bot.store.database import Row
from bot.store.outbox import Delivery
from tests.world import World

HOUR = timedelta(hours=1)
LATER = "2999z"


def taipei_moved_east(name: str) -> tzinfo:
    """The rules of a tzdata to come: Taipei an hour ahead of what it was."""
    return timezone(9 * HOUR) if name == "Asia/Taipei" else ZoneInfo(name)


@pytest.fixture
def planned(world: World) -> World:
    """Ada in Taipei and Ben in Berlin will be asked on Tuesday at ten."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user,en,Europe/Berlin")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Mon 12:00")
    return world


def of_kind(world: World, name: str, kind: str) -> Delivery:
    """The one message of this kind."""
    found = [row for row in world.deliveries(name) if row.kind == kind and row.state != "cancelled"]
    assert len(found) == 1, found
    return found[0]


def asked(world: World, name: str) -> list[Row]:
    """The person's prompts in windows that are not closed."""
    person_id = world.person(name).person_id
    found: list[Row] = world.run(lambda ctx: zone_rules.prompts(ctx.db, person_id))
    return found


def upgrade(world: World, version: str = LATER) -> int:
    """The bot runs with another tzdata from now on; how many moved."""
    moved: int = world.run(lambda ctx: keep_to_rules(ctx, version, taipei_moved_east))
    return moved


def test_the_version_in_use_is_stored_beside_the_instants(planned: World) -> None:
    assert planned.run(lambda ctx: zone_rules.version(ctx.db)) == tzdata_version()


def test_an_upgrade_moves_prompt_reminder_and_window_of_the_zone_that_changed(planned: World) -> None:
    before = {name: of_kind(planned, name, "prompt") for name in ("ada", "ben")}
    reminder = of_kind(planned, "ada", "reminder")

    assert upgrade(planned) > 0

    after = {name: of_kind(planned, name, "prompt") for name in ("ada", "ben")}
    assert after["ada"].due_at == before["ada"].due_at - HOUR
    assert after["ada"].not_after_at == before["ada"].not_after_at - HOUR
    assert after["ben"].due_at == before["ben"].due_at
    assert of_kind(planned, "ada", "reminder").due_at == reminder.due_at - HOUR
    opens = {row["zone"]: row["opens_at"] for row in planned.run(lambda ctx: zone_rules.prompts(ctx.db))}
    assert opens == {
        "Asia/Taipei": planned.instant("Tue 09:00"),
        "Europe/Berlin": planned.instant("Tue 10:00", ZoneInfo("Europe/Berlin")),
    }


def test_after_an_upgrade_the_window_closes_by_the_new_rules(planned: World) -> None:
    upgrade(planned)
    planned.at("Tue 10:00")
    prompt = planned.last("ada")
    planned.at("Fri 16:30")
    assert planned.tap("ada", prompt, "Code").says("closed.late_open", closed_at=planned.instant("Fri 16:00"))


def test_what_has_opened_stays_open_and_only_its_close_moves(planned: World) -> None:
    planned.at("Tue 10:30")
    upgrade(planned)
    rows = asked(planned, "ada")
    assert [(row["opens_at"], row["closes_at"]) for row in rows] == [
        (planned.instant("Tue 10:00"), planned.instant("Fri 16:00"))
    ]


def test_an_upgrade_is_made_once_and_told_of(planned: World) -> None:
    moved = upgrade(planned)
    assert upgrade(planned) == 0
    told = [
        row for row in planned.run(lambda ctx: audit.recent(ctx.db)) if row["action"] == "zone_rules.changed"
    ]
    assert [(row["object"], row["detail_json"]["moved"]) for row in told] == [(LATER, moved)]


def test_a_worker_with_older_rules_changes_nothing(planned: World) -> None:
    due_at = of_kind(planned, "ada", "prompt").due_at
    assert upgrade(planned, "1999a") == 0
    assert of_kind(planned, "ada", "prompt").due_at == due_at
    assert planned.run(lambda ctx: zone_rules.version(ctx.db)) == tzdata_version()


def moves_to(world: World, name: str, zone: str) -> None:
    """The people file says that somebody lives elsewhere now."""
    world.roster(f"{name},Sales,pilot_user,en,{zone}")


def test_a_person_who_moves_before_the_window_opens_is_asked_by_the_new_clock(planned: World) -> None:
    moves_to(planned, "ada", "Europe/Berlin")
    berlin = ZoneInfo("Europe/Berlin")
    assert of_kind(planned, "ada", "prompt").due_at == planned.instant("Tue 10:00", berlin)
    assert of_kind(planned, "ada", "reminder").due_at == planned.instant("Thu 14:00", berlin)


def test_a_person_who_moves_keeps_the_window_that_has_opened(planned: World) -> None:
    planned.at("Tue 12:00")
    moves_to(planned, "ada", "Europe/Berlin")
    assert of_kind(planned, "ada", "reminder").due_at == planned.instant("Thu 14:00")
    rows = asked(planned, "ada")
    assert [row["closes_at"] for row in rows] == [planned.instant("Fri 17:00")]


def test_a_planned_nudge_follows_the_person_and_so_do_the_quiet_hours(planned: World) -> None:
    planned.at("week 2 Mon 18:00")
    moves_to(planned, "ada", "Europe/Berlin")
    berlin = ZoneInfo("Europe/Berlin")
    assert of_kind(planned, "ada", "nudge").due_at == planned.instant("week 2 Tue 10:00", berlin)
    planned.at("week 2 Tue 09:59", berlin)
    assert of_kind(planned, "ada", "nudge").state == "planned"
    planned.at("week 2 Tue 10:01", berlin)
    assert of_kind(planned, "ada", "nudge").state == "sent"


def test_a_move_that_takes_the_slot_into_the_past_is_recorded_not_sent(planned: World) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    planned.at("week 2 Tue 07:00", berlin)
    moves_to(planned, "ben", "Asia/Taipei")
    assert of_kind(planned, "ben", "nudge").due_at == planned.instant("week 2 Tue 10:00")
    planned.turn()
    assert of_kind(planned, "ben", "nudge").state == "expired"


def test_a_message_the_platform_refused_keeps_to_its_next_try(planned: World) -> None:
    planned.at("Tue 09:59")
    planned.says("dana", "stop")
    planned.chat.faults = [Refused("internal_error", permanent=False)]
    planned.clock.set(planned.instant("Tue 10:00"))
    planned.turn()
    next_try_at: datetime = of_kind(planned, "ada", "prompt").due_at
    assert next_try_at > planned.instant("Tue 10:00")
    upgrade(planned)
    assert of_kind(planned, "ada", "prompt").due_at == next_try_at
