"""Incidents: of which kind, who must answer until when, and what happens when nobody does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.steps.record import full_record
from bot.store import audit, incidents, programs
from tests.stories.test_once import at_once
from tests.world import Shown, World

OWN_WORDS = "名單外洩了。我是Ben Example，分機 1234，ben@example.com"


@pytest.fixture
def company(world: World) -> World:
    """A program with an administrator who also is its human, and a second administrator."""
    world.roster("dana,Office,admin", "olga,Office,admin", "ada,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Wed 10:00")
    return world


def report(world: World, kind: str) -> Shown:
    form = world.tap("ada", world.says("ada", "ai-incident"), world.label("ada", f"incidents.kind_{kind}"))
    label = world.label("ada", f"incidents.report_{kind}")
    told = world.tap("ada", form, label, **{f"body_{kind}": "A figure was made up."})
    world.turn()
    return told


def stories(world: World, name: str) -> list[tuple[str, str]]:
    found = world.deliveries(name)
    return [(one.story, one.state) for one in found if one.story.startswith("incident.")]


@pytest.mark.parametrize(("kind", "hours"), [("wrong", 48), ("biased", 48), ("leaked", 4), ("unsafe", 4)])
def test_whoever_reports_reads_who_must_answer_until_when(company: World, kind: str, hours: int) -> None:
    until = company.clock.now() + timedelta(hours=hours)
    told = report(company, kind)
    assert told.says("incidents.told_until", name="Dana Example", answer_by=until)
    assert company.last("dana").says("incidents.answer_by", answer_by=until)
    assert company.last("dana").says(f"incidents.kind_{kind}")
    paused = company.run(lambda ctx: programs.pauses(ctx.db))
    assert bool(paused) == (kind in ("leaked", "unsafe"))


def test_the_owner_is_reminded_and_then_every_administrator_hears_that_nobody_answered(
    company: World,
) -> None:
    until = company.clock.now() + timedelta(hours=4)
    report(company, "leaked")
    company.until(until - timedelta(minutes=50))
    assert company.last("dana").says("incidents.remind", answer_by=until)
    assert not company.last("olga").says("incidents.remind", answer_by=until)
    company.until(until + timedelta(minutes=5))
    for name in ("dana", "olga"):
        assert company.last(name).says("incidents.overdue", answer_by=until)


def test_who_answers_for_it_stops_the_clock_once(company: World) -> None:
    report(company, "wrong")
    card = company.last("olga")
    take = company.label("olga", "incidents.take")
    assert company.tap("olga", card, take).says("incidents.taken")
    assert company.tap("olga", card, take).says("incidents.taken_before")
    assert company.tap("ada", card, take).says(
        "error.not_permitted", who=company.label("ada", "people.admins")
    )
    company.until(company.clock.now() + timedelta(hours=50))
    assert ("incident.overdue", "sent") not in stories(company, "dana")
    assert ("incident.reminder", "sent") not in stories(company, "dana")


def test_an_empty_report_or_an_unknown_kind_reports_nothing(company: World) -> None:
    form = company.says("ada", "ai-incident it made a figure up")
    label = company.label("ada", "incidents.report_wrong")
    assert company.tap("ada", form, label, body_wrong="  ").says("gates.incident_empty")
    assert stories(company, "dana") == []


def open_ones(world: World) -> list[incidents.Incident]:
    found: list[incidents.Incident] = world.run(lambda ctx: incidents.open_ones(ctx.db, "short"))
    return found


def test_a_double_tap_reports_one_incident_with_one_clock_and_reads_the_same(company: World) -> None:
    form = company.says("ada", "ai-incident the customer list is out")
    label = company.label("ada", "incidents.report_leaked")
    words = {"body_leaked": "the customer list is out"}
    first, second = at_once(company, *(company.tapping("ada", form, label, **words) for _ in range(2)))
    assert first is not None
    assert second is not None
    assert first.card == second.card
    company.turn()
    assert len(open_ones(company)) == 1
    assert [story for story, _ in stories(company, "olga")] == ["incident.opened", "incident.overdue"]


def test_the_same_words_again_are_reported_again_only_once_it_is_closed(company: World) -> None:
    form = company.says("ada", "ai-incident a figure was made up")
    label, words = company.label("ada", "incidents.report_wrong"), {"body_wrong": "a figure was made up"}
    company.tap("ada", form, label, **words)
    company.at("Wed 10:30")
    assert company.tap("ada", form, label, **words).says("incidents.reported_before", name="Dana Example")
    assert len(open_ones(company)) == 1
    closing = company.label("olga", "gates.incident_close")
    company.tap("olga", company.last("olga"), closing, outcome="The figure was taken out.")
    company.tap("ada", form, label, **words)
    assert len(open_ones(company)) == 1
    assert company.tap("ada", form, label, body_wrong="another figure").says(
        "gates.incident_told_other", name="Dana Example"
    )
    assert len(open_ones(company)) == 2


def test_two_people_who_report_the_same_report_two_incidents(company: World) -> None:
    company.roster("ben,Sales,pilot_user")
    for name in ("ada", "ben"):
        form = company.says(name, "ai-incident it is down")
        company.tap(name, form, company.label(name, "incidents.report_wrong"), body_wrong="it is down")
    assert len(open_ones(company)) == 2


def test_the_owner_reads_it_without_what_points_to_anybody_and_the_author_keeps_the_own_words(
    company: World,
) -> None:
    company.roster("ben,Sales,pilot_user,zh-TW")
    company.at("Wed 16:00")
    form = company.says("ben", "事故 名單外洩了")
    company.tap("ben", form, company.label("ben", "incidents.report_leaked"), body_leaked=OWN_WORDS)
    company.turn()
    for name in ("dana", "olga"):
        shown = company.last(name)
        assert "名單外洩了" in shown
        for told in ("Ben", "1234", "@example.com"):
            assert told not in shown
    ben = company.person("ben")
    assert any(OWN_WORDS in line for line in company.run(lambda ctx: full_record(ctx, ben)))


def test_neither_the_audit_nor_the_pause_tells_who_reported(company: World) -> None:
    company.roster("ben,Sales,pilot_user,zh-TW")
    company.at("Wed 16:00")
    form = company.says("ben", "事故 名單外洩了")
    company.tap("ben", form, company.label("ben", "incidents.report_leaked"), body_leaked="名單外洩了")
    (row,) = [
        one for one in company.run(lambda ctx: audit.recent(ctx.db)) if one["action"] == "incident.reported"
    ]
    assert row["actor"] == "system"
    assert company.person("ben").person_id not in str(company.run(lambda ctx: audit.recent(ctx.db)))
    (pause,) = company.run(lambda ctx: programs.pauses(ctx.db))
    assert pause["reason"] == company.label("dana", "gates.safety_reason")
