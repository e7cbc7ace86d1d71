"""A phase at its gate: evidence kept at planned looks, a person who decides, and no silent passing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.cards.limits import problems
from bot.cli.privacy import audited
from bot.context import Context
from bot.model.usage import bits_of
from bot.steps.people import import_people
from bot.steps.program_export import exported
from bot.steps.usage import import_signals
from bot.store import audit, feedback, gates, ledger, open_items, programs
from tests.world import FIRST_DAY, ROSTER, Shown, World

SALES = [f"sal{n}" for n in range(12)]
FINANCE = [f"fin{n}" for n in range(12)]
LEADS = {"dana": "Office,admin", "olga": "Office,power_user", "rob": "Board,sponsor", "cho": "Sales,champion"}
COUNTED = 28


def company(world: World, *here: str, **changes: str) -> World:
    """28 people take part; leads and `here` have opened the chat; the program has begun."""
    users = dict.fromkeys(SALES, "Sales,pilot_user") | dict.fromkeys(FINANCE, "Finance,pilot_user")
    rows = [
        f"{name}@example.com,{name.title()} Example,{team},,Asia/Taipei,{LANGUAGES.get(name, 'en')},{role},"
        for name, (team, role) in ((n, p.split(",")) for n, p in (LEADS | users).items())
    ]
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "people.csv"))
    for name in (*LEADS, *here):
        world.arrives(name)
    world.program("gated", **changes)
    world.says("dana", "ai-rollout start")
    return world


LANGUAGES: dict[str, str] = {}


@pytest.fixture
def running(world: World) -> World:
    return company(world)


def jump(world: World, text: str) -> None:
    """Time passes at once: whatever is due happens now."""
    world.clock.set(world.instant(text))
    world.turn()


def used(world: World, week: int, names: list[str], until: int = 4) -> None:
    """The tool's report says who used it in a program week, told until that weekday."""
    monday = FIRST_DAY + timedelta(weeks=week - 1)
    rows = [f"{week}-{n},{n}@example.com,example,chat,{monday + timedelta(days=until)},2" for n in names]
    text = "\n".join(["id,person,tool,feature,day,actions", *rows])
    world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), f"week{week}.csv"))


def gate(world: World, name: str = "olga") -> Shown:
    return world.says(name, "ai-rollout gate")


def at_gate(world: World, names: list[str]) -> Shown:
    """Both weeks were used by these people, and the first phase is over."""
    jump(world, "Fri 18:00")
    used(world, 1, names)
    jump(world, "week 2 Fri 18:00")
    used(world, 2, names)
    jump(world, "week 3 Mon 10:00")
    return gate(world)


def decides(world: World, card: Shown, label: str, name: str = "olga", **fields: str) -> Shown:
    form = world.tap(name, card, world.label(name, label))
    return world.tap(name, form, world.label(name, "gates.decide"), **fields)


def states(world: World) -> dict[str, str]:
    running = world.run(lambda ctx: programs.latest(ctx.db))
    return {"program": running.state} | {one.phase_key: one.state for one in running.phases}


def looks(world: World) -> list[gates.Look]:
    found: list[gates.Look] = world.run(lambda ctx: gates.looks(ctx.db, "gated"))
    return found


def stories(world: World, name: str, story: str) -> list[str]:
    return [row.state for row in world.deliveries(name) if row.story == story]


def message(world: World, name: str) -> Shown:
    """The gate's card as it was sent to somebody."""
    sent = world.inbox(name)
    return next(one for one in reversed(sent) if one.says("rollout.gate_title", title="A gated pilot"))


def primary(card: Shown) -> list[str]:
    return [tap.label for tap in card.card.taps() if tap.style == "primary"]


def test_the_four_conditions_stand_with_their_counts_and_a_person_advances(running: World) -> None:
    card = at_gate(running, SALES + FINANCE[:10])
    assert "“First use”, people who used it in the last full week: 22 of 28 (80 %)" in card
    assert "Time: met · 2 of 2 weeks, ended Sun 13 Dec" in card
    assert "Sample: met · 28 people counted, 15 needed" in card
    assert "Metric: met · 22 of 28 (80 %)" in card
    assert "Approval: not met · waits for Olga Example, Rob Example" in card
    assert card.says("gates.advice_advance", why=running.label("olga", "gates.why_met"))
    assert primary(card) == [running.label("olga", "rollout.advance")]

    done = decides(running, card, "rollout.advance", reason="Eight in ten use it.")
    assert "The next phase begins on Mon 14 Dec" in done
    assert done.says("gates.kept", reason="Eight in ten use it.")
    assert states(running) == {"program": "running", "first": "done", "second": "running"}
    (look,) = looks(running)
    assert (look.choice, look.reason) == ("advance", "Eight in ten use it.")
    rows = running.run(lambda ctx: audit.recent(ctx.db))
    (row,) = [row for row in rows if row["action"] == "gate.decided"]
    assert row["detail_json"]["reason"] == "Eight in ten use it."


def test_the_card_goes_to_owner_and_sponsor_and_administrators_are_informed(running: World) -> None:
    at_gate(running, SALES)
    for name in ("olga", "rob", "dana"):
        assert stories(running, name, "rollout.gate") == ["sent"]
    informed = message(running, "dana")
    assert informed.says("gates.who_decides", names=["Olga Example", "Rob Example"])
    assert running.label("dana", "gates.choose_stop") not in [tap.label for tap in informed.card.taps()]
    assert stories(running, "cho", "rollout.gate") == []
    assert gate(running, "cho").says("gates.none_waits")


def test_people_who_never_used_it_stay_in_the_denominator(running: World) -> None:
    card = at_gate(running, ["sal0"])
    assert "of 28" in card
    assert "Metric: not met" in card


def test_a_share_near_the_target_passes_no_gate_and_a_person_may_advance_all_the_same(running: World) -> None:
    card = at_gate(running, SALES[:12] + FINANCE[:2])
    assert "Metric: can't tell yet · 14 of 28 (50 %)" in card
    assert card.says("gates.advice_extend", why=running.label("olga", "gates.why_cant_tell", target=50))
    assert primary(card) == []
    empty = decides(running, card, "rollout.advance", reason=" ")
    assert empty.says("gates.reason_missing")
    assert states(running)["first"] == "at_gate"
    decides(running, card, "rollout.advance", reason="We will learn more in use.")
    assert states(running)["first"] == "done"
    assert looks(running)[0].reason == "We will learn more in use."


def test_without_any_figures_nothing_is_told_and_nothing_is_made_up(running: World) -> None:
    jump(running, "week 3 Mon 10:00")
    card = gate(running)
    assert card.says("gates.state_no_figures")
    assert "Metric: can't tell yet" in card
    assert "0 of 28" not in card


def test_what_a_look_saw_stays_as_it_was_when_late_figures_come(running: World) -> None:
    card = at_gate(running, SALES[:3])
    before = looks(running)
    used(running, 2, FINANCE + SALES)
    jump(running, "week 3 Wed 10:00")
    assert looks(running) == before
    assert gate(running).text == card.text


def test_a_look_waits_some_days_for_a_report_that_has_not_told_the_whole_week(running: World) -> None:
    jump(running, "week 2 Wed 18:00")
    used(running, 2, SALES, until=1)
    jump(running, "week 3 Mon 10:00")
    assert looks(running) == []
    assert states(running)["first"] == "at_gate"
    used(running, 2, FINANCE)
    jump(running, "week 3 Mon 18:00")
    assert looks(running)[0].evidence.state == "counted"


def test_a_report_that_never_comes_does_not_hold_the_look_for_ever(running: World) -> None:
    jump(running, "week 2 Wed 18:00")
    used(running, 2, SALES, until=1)
    jump(running, "week 3 Thu 10:00")
    assert [look.evidence.state for look in looks(running)] == ["partial"]


def test_a_phase_is_extended_once_and_looked_at_once_more(running: World) -> None:
    card = at_gate(running, SALES[:3])
    wrong = decides(running, card, "gates.choose_extend", reason="Access came late.", weeks="9")
    assert wrong.says("gates.weeks_wrong", most=4)
    said = decides(running, card, "gates.choose_extend", reason="Access came late.", weeks="1")
    assert said.says("gates.extended", until=FIRST_DAY + timedelta(weeks=3, days=-1))
    assert states(running)["first"] == "running"

    jump(running, "week 3 Fri 18:00")
    used(running, 3, SALES + FINANCE)
    jump(running, "week 4 Mon 10:00")
    assert [(look.number, look.evidence.verdict) for look in looks(running)] == [(1, "unmet"), (2, "met")]
    again = gate(running)
    assert "3 of 3 weeks" in again
    assert running.label("olga", "gates.choose_extend") not in [tap.label for tap in again.card.taps()]
    assert stories(running, "olga", "rollout.gate") == ["sent", "sent"]


def test_an_extension_decided_late_is_not_over_before_it_began(running: World) -> None:
    at_gate(running, SALES[:3])
    jump(running, "week 4 Fri 10:00")
    said = decides(running, gate(running), "gates.choose_extend", reason="Holidays.", weeks="2")
    assert said.says("gates.extended", until=FIRST_DAY + timedelta(weeks=6, days=-1))
    jump(running, "week 6 Fri 10:00")
    assert states(running)["first"] == "running"
    jump(running, "week 7 Mon 10:00")
    assert states(running)["first"] == "at_gate"


def test_stop_is_recommended_only_after_two_failed_gates_in_a_row(running: World) -> None:
    card = at_gate(running, SALES[:3])
    assert "I recommend to extend once" in card
    decides(running, card, "gates.choose_extend", reason="Access came late.", weeks="1")
    jump(running, "week 3 Fri 18:00")
    used(running, 3, SALES[:3])
    jump(running, "week 4 Mon 10:00")
    assert gate(running).says("gates.advice_stop", why=running.label("olga", "gates.why_twice"))


def test_who_owns_a_phase_sees_the_plan_without_its_buttons(running: World) -> None:
    plan = running.says("olga", "ai-rollout")
    assert plan.says("rollout.state_running")
    assert plan.card.taps() == ()
    running.arrives("sal0")
    assert running.says("sal0", "ai-rollout").says(
        "error.not_permitted", who=running.label("sal0", "people.champions")
    )


def test_stop_with_honour_ends_everything_and_tells_everybody_the_truth(world: World) -> None:
    company(world, "sal0", "sal1")
    jump(world, "Mon 11:00")
    card = at_gate(world, SALES[:3])
    said = decides(world, card, "gates.choose_stop", reason="It does not fit our work yet.")
    assert states(world) == {"program": "stopped", "first": "done", "second": "planned"}
    world.at("week 3 Tue 16:00")
    told = world.last("sal0")
    assert told.says("gates.farewell_title", title="A gated pilot")
    assert "It does not fit our work yet." in told
    assert told.says("gates.your_data_is", group_minimum=5)
    assert said.says("gates.stopped", people=2 + len(LEADS))
    assert world.says("dana", "ai-rollout").says("rollout_end.stopped")
    sent = len(world.inbox("sal0"))
    world.at("week 5 Fri 16:00")
    assert len(world.inbox("sal0")) == sent
    assert world.run(lambda ctx: programs.current(ctx.db)) is None


def test_an_objection_comes_back_at_the_next_gate_until_it_is_settled(running: World) -> None:
    card = at_gate(running, SALES + FINANCE)
    decides(
        running,
        card,
        "gates.choose_object",
        reason="The figures are good.",
        objection="Legal is not asked yet.",
    )
    assert states(running)["second"] == "running"
    jump(running, "week 6 Mon 10:00")
    later = gate(running)
    assert later.says("gates.objected", body="Legal is not asked yet.")
    stands = running.tap("olga", later, running.label("olga", "gates.objection_stands"))
    assert stands.says("gates.objected", body="Legal is not asked yet.")
    settled = running.tap("olga", later, running.label("olga", "gates.objection_settled"))
    assert not settled.says("gates.objected", body="Legal is not asked yet.")
    again = running.tap("olga", later, running.label("olga", "gates.objection_settled"))
    assert again.says("gates.settled_before")


def test_the_second_to_decide_is_told_who_was_first(running: World) -> None:
    card = at_gate(running, SALES + FINANCE)
    robs = message(running, "rob")
    form = running.tap("rob", robs, running.label("rob", "gates.choose_stop"))
    decides(running, card, "rollout.advance", reason="Good.")
    choice = running.label("rob", "gates.did_advance")
    late = running.tap("rob", form, running.label("rob", "gates.decide"), reason="No.")
    assert late.says("gates.decided_before", by="Olga Example", choice=choice)
    tapped = running.tap("rob", robs, running.label("rob", "gates.choose_stop"))
    assert tapped.says("gates.decided_before", by="Olga Example", choice=choice)
    assert states(running)["program"] == "running"


def test_who_is_neither_owner_nor_sponsor_decides_nothing(running: World) -> None:
    card = at_gate(running, SALES + FINANCE)
    form = running.tap("olga", card, running.label("olga", "rollout.advance"))
    for name in ("dana", "cho"):
        refused = running.tap(name, form, running.label(name, "gates.decide"), reason="Me.")
        assert refused.says("gates.not_yours")
    assert states(running)["first"] == "at_gate"


def test_the_plan_goes_past_a_waiting_gate_by_its_own_card_only(running: World) -> None:
    at_gate(running, SALES + FINANCE)
    shown = running.says("dana", "ai-rollout advance because I can")
    assert shown.says("rollout.gate_title", title="A gated pilot")
    assert states(running)["first"] == "at_gate"


def test_a_phase_is_ended_before_its_look_with_a_reason_only(running: World) -> None:
    form = running.says("dana", "ai-rollout advance")
    assert form.says("gates.early", phase="First use")
    assert states(running)["first"] == "running"
    done = running.tap("dana", form, running.label("dana", "gates.decide"), reason="Wrong cohort.")
    assert done.says("gates.kept", reason="Wrong cohort.")
    assert states(running)["second"] == "running"
    rows = running.run(lambda ctx: audit.recent(ctx.db))
    assert [r["detail_json"] for r in rows if r["action"] == "gate.passed_early"] == [
        {"reason": "Wrong cohort."}
    ]


def test_a_pilot_cannot_pass_its_graduation_date_in_silence(world: World) -> None:
    company(world, "sal0", **{"starts_on = 2026-11-30": "starts_on = 2026-11-30\ngraduates_on = 2026-12-27"})
    at_gate(world, SALES)
    assert "to be decided by Sun 27 Dec" in world.says("dana", "ai-rollout")
    world.at("week 5 Wed 18:00")
    assert states(world)["program"] == "held"
    assert world.says("dana", "ai-rollout").says("gates.held_since", day=date(2026, 12, 27))
    asked = stories(world, "olga", "rollout.gate")
    assert asked.count("sent") == 5  # Monday, and after every three working days
    assert stories(world, "dana", "rollout.gate") == ["sent"]
    quiet = {row.kind for row in world.deliveries("rob") if row.due_at > world.instant("week 5 Mon 00:00")}
    assert quiet == {"request"}

    decides(world, gate(world), "rollout.advance", reason="Late, but decided.")
    assert states(world) == {"program": "running", "first": "done", "second": "running"}


def test_a_gate_that_an_administrator_holds_is_not_called_past_its_graduation(running: World) -> None:
    at_gate(running, SALES + FINANCE)
    running.says("dana", "ai-rollout hold")
    assert states(running)["program"] == "held"
    day = date(2026, 12, 27)
    assert gate(running).says("gates.graduates", day=day)
    assert not running.says("dana", "ai-rollout").says("gates.held_since", day=day)
    decides(running, gate(running), "gates.choose_extend", reason="One more week.", weeks="1")
    assert states(running)["program"] == "running"
    assert running.run(lambda ctx: programs.pauses(ctx.db)) == []


@pytest.mark.parametrize("language", ["en", "zh-TW", "zh-CN"])
def test_the_card_fits_one_screen_on_every_platform_in_every_language(
    world: World, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LANGUAGES, "olga", language)
    company(world)
    card = at_gate(world, SALES + FINANCE)
    assert problems(card.card) == []
    assert len(card.text) < 1400
    assert "28" in card.text.splitlines()[1]  # counts come first
    for choice in ("advance", "object", "extend", "stop"):
        label = "rollout.advance" if choice == "advance" else f"gates.choose_{choice}"
        assert problems(world.tap("olga", card, world.label("olga", label)).card) == []


def test_a_guess_is_sealed_until_the_gate_and_then_stands_beside_the_truth(world: World) -> None:
    company(world, **{"starts_on = 2026-11-30": "starts_on = 2026-12-07"})
    jump(world, "Mon 11:00")
    asked = world.last("olga")
    assert asked.says("gates.predict_title")
    for name, band in (("olga", "60–80 %"), ("rob", "60–80 %"), ("cho", "20–40 %")):
        world.tap(name, world.last(name), band)
    changed = world.tap("olga", asked, "40–60 %")
    assert changed.says("gates.predicted_own", band="40–60 %")
    assert "60–80" not in world.says("dana", "ai-rollout")

    jump(world, "week 2 Mon 09:00")
    assert world.tap("olga", asked, "80–100 %").says("gates.sealed_now")
    jump(world, "week 3 Fri 18:00")
    used(world, 3, SALES + FINANCE)
    jump(world, "week 4 Mon 10:00")
    assert "Predicted before: 20–40 % by 1 · 40–60 % by 1 · 60–80 % by 1" in gate(world)


def test_a_first_guess_is_taken_within_the_first_week_and_never_changed_in_it(running: World) -> None:
    jump(running, "Mon 11:00")
    asked = running.last("rob")
    running.tap("rob", asked, "0–20 %")
    assert running.tap("rob", asked, "80–100 %").says("gates.sealed_now")
    assert list(running.run(lambda ctx: gates.predictions(ctx.db, "gated", "first")).values()) == [0]
    assert running.tap("dana", asked, "80–100 %").says("error.stale_button")


def test_a_driver_that_lags_the_others_by_two_is_said_at_the_gate(running: World) -> None:
    said = {"business strategy": "4", "technology and data": "4", "AI governance": "2"}
    for label, score in said.items():
        card = running.says("olga", "ai-rollout readiness")
        form = running.tap("olga", card, label)
        shown = running.tap(
            "olga",
            form,
            running.label("olga", "gates.save"),
            score=score,
            evidence="Seen.",
            owner="dana@example.com",
        )
    assert shown.says("gates.lags", names=["AI governance"])
    wrong = running.tap("olga", form, running.label("olga", "gates.save"), score="7", evidence="x", owner="x")
    assert wrong.says("gates.score_wrong")
    assert running.says("cho", "ai-rollout readiness").says("gates.for_leads")
    at = at_gate(running, SALES)
    assert "AI governance 2" in at
    assert at.says("gates.lags", names=["AI governance"])
    assert "not named: who defined the problem, who chose the case, who supervises, who judges" in at


def test_a_safety_incident_pauses_at_once_and_no_gate_is_passed_while_it_is_open(world: World) -> None:
    company(world, "sal0")
    form = world.tap("sal0", world.says("sal0", "ai-incident"), world.label("sal0", "incidents.kind_leaked"))
    label = world.label("sal0", "incidents.report_leaked")
    told = world.tap("sal0", form, label, body_leaked="A contract went to the wrong client.")
    assert told.says("gates.incident_told_safety", name="Dana Example")
    (pause,) = world.run(lambda ctx: programs.pauses(ctx.db))
    assert (pause["scope"], pause["paused_by"]) == ("program", "Uptake")
    world.turn()
    opened = world.last("dana")
    assert "A contract went to the wrong client." in opened
    assert "Sal0" not in opened

    world.says("dana", "ai-resume program")  # a phase ends only while nothing holds it
    card = at_gate(world, SALES + FINANCE)
    assert card.says(
        "gates.advice_stop", why=world.label("olga", "gates.rail_safety", value=1, limit=0, group="")
    )
    assert decides(world, card, "rollout.advance", reason="Go.").says("gates.safety_open")
    close = world.label("dana", "gates.incident_close")
    closed = world.tap("dana", opened, close, outcome="Recalled; templates were fixed.")
    assert closed.says("gates.incident_told_closed", name="Dana Example")
    assert world.tap("dana", opened, close, outcome="Again.").says("gates.incident_closed_before")
    assert primary(gate(world)) == [world.label("olga", "rollout.advance")]


def test_what_a_gate_tells_stands_in_the_ledger_with_the_people_it_tells_of(running: World) -> None:
    card = at_gate(running, [*FINANCE, "dana", "olga", "rob", *SALES[:4]])
    assert "Sales lies 37 points behind" in card
    told = running.run(lambda ctx: ledger.everything(ctx.db))
    sizes = {one.metric: one.people.bit_count() for one in told if one.metric == "gate:active"}
    behind = sorted(one.people.bit_count() for one in told if one.metric == "gate:behind")
    assert sizes == {"gate:active": COUNTED}
    assert behind == [len(SALES) + 1, COUNTED], "the team, with its champion, and whom it lies behind"
    lines, is_safe = running.run(audited)
    assert is_safe
    assert any(line.startswith("gate: told") for line in lines), lines
    assert "gate of phase first, look 1: active" in running.run(
        lambda ctx: exported(ctx, programs.latest(ctx.db))
    )


def test_a_gate_whose_people_would_be_found_by_subtraction_shows_no_number(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES + FINANCE)
    everybody = [running.person(name).ordinal for name in (*LEADS, *SALES, *FINANCE)]
    for left_out in everybody[:6]:  # whatever is told of everybody differs from one of these by one person
        near = bits_of(one for one in everybody if one != left_out)
        running.run(lambda ctx, to=near, at=left_out: plant(ctx, to, str(at)))
    card = at_gate(running, SALES + FINANCE)
    assert card.says("gates.state_hidden")
    assert "gate of phase" not in running.run(lambda ctx: exported(ctx, programs.latest(ctx.db)))


def plant(ctx: Context, group: int, about: str) -> None:
    """Something was told of this group, by hand."""
    ledger.enter_beside(
        ctx.db, "gated", f"nudge/{about}", FIRST_DAY, {"x": group}, {"x": ["effect:nudged"]}, ctx.now
    )


def test_an_open_incident_and_too_many_opt_outs_hold_the_gate(running: World) -> None:
    for name in ("olga", "rob", "cho"):
        running.says(name, "stop")
    card = at_gate(running, SALES + FINANCE)
    assert "Guardrails: 11 % said stop, at most 10 %" in card
    assert "I recommend to wait" in card
    assert primary(card) == []


def test_a_group_far_behind_holds_the_gate(running: World) -> None:
    card = at_gate(running, [*FINANCE, "dana", "olga", "rob", *SALES[:4]])
    assert "Metric: met" in card
    assert "Sales lies 37 points behind, at most 30" in card
    assert primary(card) == []


def names_obstacle(world: World, names: list[str], value: str) -> None:
    """These people answer what got in their way."""
    for person_id in [world.person(name).person_id for name in names]:
        (row,) = world.run(lambda ctx, of=person_id: feedback.prompts_of(ctx.db, of))
        prompt = row["prompt_id"]
        world.run(
            lambda ctx, to=prompt: feedback.keep_answer(ctx.db, to, "blocker", value, ctx.now, late=False)
        )


def test_what_enough_people_named_wants_an_answer_before_the_gate_is_clean(world: World) -> None:
    company(world, *SALES[:6])
    jump(world, "Tue 12:00")
    names_obstacle(world, SALES[:5], "access")
    names_obstacle(world, SALES[5:6], "speed")
    card = at_gate(world, SALES + FINANCE)
    assert card.says("gates.items_count", open=1, count=1)
    told = world.run(lambda ctx: ledger.everything(ctx.db))
    times = {one.people.bit_count(): one.times for one in told if one.metric == "theme:blocker:access"}
    assert times[COUNTED] == 2, "in the digest, and as what wants an answer"
    assert card.says("gates.advice_hold", why=world.label("olga", "gates.why_items", count=1))

    assert "Access or login" in world.says("olga", "ai-rollout items")  # who decides may answer them, too
    items = world.says("cho", "ai-rollout items")
    assert "Access or login" in items
    assert "Too slow" not in items  # one person is not told about
    declining = world.tap("cho", items, world.label("cho", "gates.item_decline"))
    assert world.tap("cho", declining, world.label("cho", "gates.item_decline"), reason=" ").says(
        "gates.reason_missing"
    )
    done = world.tap("cho", declining, world.label("cho", "gates.item_decline"), reason="Licences are fixed.")
    assert done.says("gates.item_is_declined", reason="Licences are fixed.", owner="Cho Example")
    assert world.tap("cho", items, world.label("cho", "gates.item_done")).says("gates.item_answered")
    assert world.run(lambda ctx: open_items.unanswered(ctx.db, "gated")) == 0
    assert gate(world).says("gates.items_count", open=0, count=1)
    assert world.says("sal0", "ai-rollout items").says(
        "error.not_permitted", who=world.label("sal0", "people.champions")
    )


TWO_WINDOWS = {
    'closes = "fri 17:00"': 'closes = "fri 17:00"\n[[phase.window]]\nkey = "w2"\nquestions = "full"\nweek = 2\n'
    'opens = "tue 10:00"\ncloses = "fri 17:00"'
}


def unanswered(world: World) -> World:
    """Five people named the same obstacle in week 1; the next questions are planned for week 2."""
    company(world, *SALES[:6], **TWO_WINDOWS)
    jump(world, "Mon 11:00")
    jump(world, "Tue 12:00")
    names_obstacle(world, SALES[:5], "access")
    world.at("week 2 Tue 10:30")
    return world


def test_no_new_questions_open_before_the_last_ones_are_answered(world: World) -> None:
    unanswered(world)
    assert stories(world, "cho", "gates.items") == ["sent"]
    assert len(stories(world, "sal0", "feedback.prompt")) == 1
    items = world.says("cho", "ai-rollout items")
    assert items.says("gates.items_hold")
    world.tap("cho", items, world.label("cho", "gates.item_doing"))
    world.at("week 2 Tue 12:00")
    assert stories(world, "sal0", "feedback.prompt")[-1] == "sent"
    assert len(stories(world, "sal0", "feedback.prompt")) == 2


def test_an_administrator_opens_new_questions_all_the_same_with_a_reason(world: World) -> None:
    unanswered(world)
    label = world.label("dana", "gates.open_anyway")
    assert label not in [tap.label for tap in world.says("cho", "ai-rollout items").card.taps()]
    items = world.says("dana", "ai-rollout items")
    assert world.tap("dana", items, label, reason=" ").says("gates.reason_missing")
    assert len(stories(world, "sal0", "feedback.prompt")) == 1
    world.tap("dana", items, label, reason="The owner is ill; it is on the agenda.")
    world.at("week 2 Tue 12:00")
    assert len(stories(world, "sal0", "feedback.prompt")) == 2
    assert world.tap("cho", items, label, reason="Me, too.").says(
        "error.not_permitted", who=world.label("cho", "people.admins")
    )


def test_a_short_week_is_left_out_and_the_week_before_is_counted(world: World) -> None:
    """Taiwan's Lunar New Year of 2027 leaves three working days in the week of 1 February."""
    world.clock.set(world.instant("week 9 Mon 08:00"))
    calendar = {"[holdout]": '[calendar]\ncountry = "TW"\n\n[holdout]'}
    company(world, **{"starts_on = 2026-11-30": "starts_on = 2027-01-25"}, **calendar)
    jump(world, "week 9 Fri 18:00")
    used(world, 9, SALES + FINANCE)
    jump(world, "week 11 Mon 10:00")
    (look,) = looks(world)
    assert (look.evidence.week, look.evidence.verdict) == (1, "met")


def test_the_digest_tells_the_gates_own_metric_and_its_verdict_after_the_look_only(running: World) -> None:
    jump(running, "Fri 18:00")
    used(running, 1, SALES + FINANCE[:10])
    jump(running, "week 2 Mon 10:00")
    ahead = running.last("rob")
    assert "So far, without a verdict: Active 22 of 28 (80 %)" in ahead
    assert "its target is 50 %" in ahead
    jump(running, "week 2 Fri 18:00")
    used(running, 2, SALES + FINANCE[:10])
    jump(running, "week 3 Mon 10:00")
    due = running.says("rob", "ai-summary")
    assert "Of its four conditions: 3 met, 1 not met, 0 can't tell yet." in due


def test_what_a_person_decided_and_guessed_is_in_the_export_and_the_guess_goes_with_the_person(
    running: World,
) -> None:
    jump(running, "Mon 11:00")
    running.tap("rob", running.last("rob"), "60–80 %")
    at_gate(running, SALES + FINANCE)
    decides(running, gate(running, "rob"), "rollout.advance", "rob", reason="Good.")
    rob = running.person("rob").person_id
    record = running.run(lambda ctx: list(gates.of_person(ctx.db, rob)))
    assert [line.split(":")[0] for line in record] == ["decision", "prediction"]
    running.says("rob", "ai-me")
    erase = running.label("rob", "preferences.erase")
    me = next(one for one in running.inbox("rob") if erase in [tap.label for tap in one.card.taps()])
    ask = running.tap("rob", me, erase)
    running.receive(running.tapping("rob", ask, running.label("rob", "preferences.erase_yes")))
    assert running.run(lambda ctx: gates.predictions(ctx.db, "gated", "first")) == {}


def test_an_export_tells_what_the_gate_saw_and_what_was_decided_without_the_reason(running: World) -> None:
    card = at_gate(running, SALES + FINANCE)
    decides(running, card, "rollout.advance", reason="Olga says so")
    text = running.run(lambda ctx: exported(ctx, programs.latest(ctx.db)))
    (line,) = [line for line in text.splitlines() if "gate of phase" in line]
    assert "gate of phase first, look 1: active" in line
    assert line.endswith("of 28 people, target 50 %: met; decided: advance")
    assert "says so" not in text


def test_what_a_gate_saw_of_fewer_people_than_may_be_told_of_is_not_exported(world: World) -> None:
    running = company(world, **{"group_minimum = 5": "group_minimum = 29"})
    at_gate(running, SALES + FINANCE)
    text = running.run(lambda ctx: exported(ctx, programs.latest(ctx.db)))
    assert "gate of phase" not in text
