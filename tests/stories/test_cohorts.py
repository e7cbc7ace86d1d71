"""Who is in: by name, by attribute, by a sticky share, by stratum; in the program and in each phase; and
that a running phase survives restarts and everything an import can do to people."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import BadInput
from bot.model.draw import arm_of, bucket
from bot.reception import Reception
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.store import job_runs, members, programs
from bot.store.database import Row
from bot.wiring import build_cycle, build_house
from tests.world import PROGRAMS, World

HEADER = "email,name,team,manager,timezone,locale,role,stratum,site,slack_id,aad_id\n"
CROWD = tuple(f"p{number}" for number in range(40))


def bring(world: World, *rows: str, **options: bool) -> None:
    """Imports rows `name,team,role,stratum,site`; everybody comes with an account."""
    lines = [line_of(world, row) for row in rows]
    text = (HEADER + "\n".join(lines)).encode()
    world.run(lambda ctx: import_people(ctx, text, "people.csv", **options))
    for row in rows:
        world.arrives(row.split(",")[0])


def line_of(world: World, row: str) -> str:
    name, team, role, stratum, site = [*row.split(","), "", "", "", ""][:5]
    account = world.chat.account(name)
    ids = f"{account}," if world.chat.platform == "slack" else f",{account}"
    person = f"{name}@example.com,{name.title()},{team},,Asia/Taipei,en,{role or 'pilot_user'}"
    return f"{person},{stratum},{site},{ids}"


def crowd(world: World, *more: str) -> None:
    bring(world, "dana,Office,admin", *(f"{name},Sales" for name in CROWD), *more)


def cohort(text: str) -> dict[str, str]:
    """The change to the short program that gives it this cohort."""
    return {"[digest]": f"[program.cohort]\n{text}\n\n[digest]"}


def phase_cohort(text: str, phase: str = "first") -> dict[str, str]:
    return {f'[[phase]]\nkey = "{phase}"': f'[[phase]]\ncohort = {{ {text} }}\nkey = "{phase}"'}


def people_in(world: World, phase: str = "") -> set[str]:
    """First names of who is in the program, or in a phase of it."""

    def read(ctx: Any) -> set[str]:
        found = programs.members(ctx.db, "short", phase) if phase else programs.enrolled(ctx.db, "short")
        return {one.email.partition("@")[0] for one in found}

    names: set[str] = world.run(read)
    return names


def drawn(world: World, name: str) -> Row:
    person_id = world.person(name).person_id
    rows: list[Row] = world.run(lambda ctx: members.of_person(ctx.db, person_id))
    return rows[0]


def by_lot(share: float, *names: str) -> set[str]:
    return {name for name in names if bucket("short", f"{name}@example.com") < share * 100}


def got(world: World, name: str, kind: str) -> list[str]:
    return [row.state for row in world.deliveries(name) if row.kind == kind]


def test_a_share_takes_in_who_drew_a_low_number_and_stores_lot_stratum_and_arm(world: World) -> None:
    crowd(world)
    world.program(**cohort("percent = 30"), **{"percent = 0": "percent = 20"})
    world.says("dana", "ai-rollout start")
    assert people_in(world) == by_lot(30, "dana", *CROWD)
    one = min(by_lot(30, *CROWD))
    row, email = drawn(world, one), f"{one}@example.com"
    assert (row["bucket"], row["stratum"]) == (bucket("short", email), "assigned")
    assert row["arm"] == arm_of("short", email, 20)


def test_a_larger_share_only_adds_and_a_smaller_one_takes_nobody_out(world: World) -> None:
    crowd(world)
    sizes = []
    for share in (20, 50, 10):
        world.program(**cohort(f"percent = {share}"))
        if share == 20:
            world.says("dana", "ai-rollout start")
        world.turn()
        sizes.append(people_in(world))
    assert sizes == [by_lot(20, "dana", *CROWD), *[by_lot(50, "dana", *CROWD)] * 2]


def test_each_stratum_of_the_people_file_has_its_share(world: World) -> None:
    bring(
        world, "dana,Office,admin", *(f"v{n},Sales,,Volunteer" for n in range(12)),
        *(f"s{n},Sales,,sceptic" for n in range(12)), *(f"a{n},Sales" for n in range(12)),
    )  # fmt: skip
    world.program(**cohort("percent = 0\nstrata = { volunteer = 100, sceptic = 50 }"))
    world.says("dana", "ai-rollout start")
    sceptics = by_lot(50, *(f"s{n}" for n in range(12)))
    assert people_in(world) == {f"v{n}" for n in range(12)} | sceptics
    assert drawn(world, min(sceptics))["stratum"] == "sceptic"


def test_a_stratum_nobody_knows_is_refused_with_those_that_are(world: World) -> None:
    with pytest.raises(
        BadInput, match="row 2: stratum: 'keen' is unknown; use one of volunteer, assigned, sc"
    ):
        bring(world, "ada,Sales,,keen")


def test_who_is_listed_as_a_sceptic_can_read_it(world: World) -> None:
    bring(world, "dana,Office,admin", "ada,Sales,,sceptic", "ben,Sales")
    world.program()
    assert world.says("ada", "ai-me").says("volunteers.stratum_sceptic")
    assert not world.says("ben", "ai-me").says("volunteers.label")
    world.says("dana", "ai-rollout start")
    assert world.says("ben", "ai-me").says("volunteers.stratum_assigned")


def test_an_attribute_of_the_people_file_makes_a_cohort(world: World) -> None:
    bring(world, "dana,Office,admin,,Taipei", "ada,Sales,,,Taipei", "ben,Sales,,,Berlin")
    world.program(**cohort('attributes = { Site = ["Taipei"] }'))
    world.says("dana", "ai-rollout start")
    assert people_in(world) == {"dana", "ada"}
    bring(world, "ada,Sales,,,Berlin", "ben,Sales,,,Taipei")
    world.turn()
    assert people_in(world) == {"dana", "ben"}


def test_a_phases_questions_and_nudges_go_to_its_members_only(world: World) -> None:
    bring(world, "dana,Office,admin", "ada,Sales", "ben,Legal")
    world.program(**phase_cohort('teams = ["Sales"]'))
    world.says("dana", "ai-rollout start")
    assert (people_in(world), people_in(world, "first")) == ({"dana", "ada", "ben"}, {"ada"})
    world.at("week 2 Thu 16:00")
    assert got(world, "ada", "prompt") == ["sent"]
    assert got(world, "ada", "nudge") == ["sent"]
    assert [got(world, "ben", kind) for kind in ("disclosure", "prompt", "nudge", "tip")] == [
        ["sent"],
        [],
        [],
        [],
    ]
    world.says("dana", "ai-rollout advance we have seen enough")
    assert people_in(world, "second") == {"dana", "ada", "ben"}
    assert people_in(world, "first") == {"ada"}


def test_who_moves_out_of_a_phases_team_at_the_last_minute_is_not_asked(world: World) -> None:
    bring(world, "dana,Office,admin", "ada,Sales", "ben,Sales")
    world.program(**phase_cohort('teams = ["Sales"]'))
    world.says("dana", "ai-rollout start")
    world.at("Tue 09:59")
    bring(world, "ada,Legal")
    world.at("Tue 10:00")
    assert got(world, "ada", "prompt") == ["cancelled"]
    assert got(world, "ben", "prompt") == ["sent"]
    assert people_in(world) >= {"ada"}
    assert people_in(world, "first") == {"ben"}


def test_a_later_phase_with_a_larger_share_holds_everybody_of_the_smaller_one(world: World) -> None:
    crowd(world)
    world.program(**phase_cohort("percent = 20"), **phase_cohort("percent = 60", "second"))
    world.says("dana", "ai-rollout start")
    assert people_in(world, "first") == by_lot(20, "dana", *CROWD)
    world.says("dana", "ai-rollout advance we have seen enough")
    assert people_in(world, "second") == by_lot(60, "dana", *CROWD)
    assert people_in(world, "second") > people_in(world, "first")


def test_holding_applying_again_and_restarting_reshuffle_nobody(world: World) -> None:
    crowd(world)
    plan = {**phase_cohort("percent = 50"), "percent = 0": "percent = 20"}
    world.program(**plan)
    world.says("dana", "ai-rollout start")
    before = (people_in(world, "first"), [drawn(world, name) for name in CROWD])
    world.at("Tue 12:00")

    world.says("dana", "ai-rollout hold")
    world.says("dana", "ai-rollout resume")
    world.program(**phase_cohort("percent = 10"), **{"percent = 0": "percent = 45"})
    restart(world)
    world.at("Wed 18:00")

    assert (people_in(world, "first"), [drawn(world, name) for name in CROWD]) == before


def restart(world: World) -> None:
    """The process ends and another one begins on the same database."""
    world.run(lambda ctx: job_runs.look_again(ctx.db, ctx.now))
    old = world.house
    world.house = build_house(old.settings, old.database, world.clock, old.chance, old.words)
    world.reception = Reception(world.house)
    world.cycle = build_cycle(world.house, {world.chat.platform: world.chat})


def test_a_running_phase_survives_a_restart_and_a_changed_people_file(world: World) -> None:
    """One joins, one leaves, one moves, one comes back, one has a new address: nothing comes twice."""
    bring(world, "dana,Office,admin", "ada,Sales", "ben,Sales", "cho,Sales", "eva,Sales")
    plan = cohort('teams = ["Sales", "Office"]')
    world.program(**plan)
    world.says("dana", "ai-rollout start")
    world.at("Tue 12:00")
    bring(world, "dana,Office,admin", "ada,Sales", "cho,Legal", "eva,Sales", "fay,Sales", is_whole_list=True)
    restart(world)
    world.at("Wed 12:00")
    assert people_in(world, "first") == {"dana", "ada", "eva", "fay"}  # ben has left, cho has moved

    eva, lot = world.person("eva").person_id, drawn(world, "eva")
    renamed = line_of(world, "eva,Sales").replace("eva@example.com", "eve@example.com")
    world.run(lambda ctx: import_people(ctx, (HEADER + renamed).encode(), "people.csv"))
    bring(world, "ben,Sales", "cho,Sales")
    world.program(**plan)
    restart(world)
    world.at("Fri 18:00")
    assert people_in(world, "first") == {"dana", "ada", "ben", "cho", "eve", "fay"}
    assert world.person("eve").person_id == eva
    assert drawn(world, "eve") == lot
    for name in ("ada", "ben", "cho", "eve", "fay"):
        told = [*got(world, name, "disclosure"), *got(world, name, "greeting")]  # fay wrote first
        assert told.count("sent") == 1, name
        assert [got(world, name, kind) for kind in ("prompt", "reminder")] == [["sent"]] * 2, name


def test_the_export_says_where_somebody_takes_part_and_erasing_leaves_nothing_of_it(world: World) -> None:
    bring(world, "dana,Office,admin", "ada,Sales")
    world.program()
    world.says("dana", "ai-rollout start")
    ada = world.person("ada")
    me = world.says("ada", "ai-me")
    exported = world.tap("ada", me, world.label("ada", "preferences.export"))
    assert "takes part: short first since 2026-11-30 (assigned, lot " in exported
    asked = world.tap("ada", me, world.label("ada", "preferences.erase"))
    world.receive(world.tapping("ada", asked, world.label("ada", "preferences.erase_yes")))
    assert world.run(lambda ctx: members.of_person(ctx.db, ada.person_id)) == []
    assert "ada" not in people_in(world, "first")


def test_a_group_written_by_its_handle_is_refused_at_apply_with_its_key(world: World) -> None:
    bring(world, "dana,Office,admin")
    text = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
    text = text.replace("[digest]", '[program.cohort]\nslack_groups = ["@pilots"]\n\n[digest]')
    with pytest.raises(BadInput, match=r"program.cohort.slack_groups.1: write the user group's id"):
        world.run(lambda ctx: apply_program(ctx, text, "program.toml"))
