"""Incidents: of which kind, who must answer until when, and what happens when nobody does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store import programs
from tests.world import Shown, World


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
