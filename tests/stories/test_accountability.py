"""What people named is answered, owned, and told back to exactly those who named it; each sees the own ledger."""

from __future__ import annotations

import pytest

from bot.model.accountability import silent_at_least
from bot.steps.record import erase, full_record
from bot.store import audit, feedback, open_items
from bot.store.open_items import OpenItem
from tests.stories.test_gates import FINANCE, SALES, TWO_WINDOWS, company, jump, names_obstacle, stories
from tests.world import Shown, World

ANONYMOUS = {key: value.replace('closes = "fri 17:00"\n', 'closes = "fri 17:00"\nmode = "anonymous"\n', 1)
             for key, value in TWO_WINDOWS.items()}  # fmt: skip


def named(world: World, **changes: str) -> World:
    """Five of six people named access in week 1, the sixth speed; the next questions are planned for week 2."""
    company(world, *SALES[:6], **(changes or TWO_WINDOWS))
    jump(world, "Mon 11:00")
    jump(world, "Tue 12:00")
    names_obstacle(world, SALES[:5], "access")
    names_obstacle(world, SALES[5:6], "speed")
    world.at("week 2 Mon 10:00")
    return world


def item(world: World) -> OpenItem:
    (one,) = world.run(lambda ctx: open_items.standing(ctx.db, "gated"))
    return one  # type: ignore[no-any-return]


def declines(world: World, reason: str = "It costs too much.") -> Shown:
    card = world.says("cho", "ai-rollout items")
    form = world.tap("cho", card, world.label("cho", "gates.item_decline"))
    return world.tap("cho", form, world.label("cho", "gates.item_decline"), reason=reason)


def gives(world: World, owner: str, due: str = "", label: str = "items.give") -> Shown:
    form = world.tap("cho", world.says("cho", "ai-rollout items"), world.label("cho", label))
    return world.tap("cho", form, world.label("cho", "items.save"), owner=owner, due=due)


def told(world: World, name: str) -> list[Shown]:
    title = world.label(name, "items.told_title")
    return [shown for shown in world.inbox(name) if title in shown]


def test_what_becomes_of_it_is_told_once_and_only_to_those_who_named_it(world: World) -> None:
    named(world)
    assert told(world, "sal0") == []
    declines(world)
    world.at("week 2 Mon 16:00")
    for name in SALES[:5]:
        (shown,) = told(world, name)
        assert "Access or login" in shown
        assert "declined: It costs too much." in shown
        assert "Too slow" not in shown
    assert told(world, "sal5") == told(world, "cho") == []
    world.at("week 3 Mon 16:00")
    assert [len(told(world, name)) for name in SALES[:6]] == [1] * 5 + [0]


def test_it_is_told_in_the_persons_language_and_names_nobody_else(world: World) -> None:
    named(world)
    say = world.person("sal1")
    world.run(
        lambda ctx: __import__("bot.store.people", fromlist=["x"]).choose_locale(
            ctx.db, say.person_id, "zh-Hant"
        )
    )
    declines(world)
    world.at("week 2 Mon 16:00")
    (shown,) = told(world, "sal1")
    assert "您說了，我們這樣做" in shown
    assert not [name for name in SALES[:6] if name.title() in str(shown.card)]


def test_what_is_told_counts_against_the_weekly_cap_and_waits_for_the_next_week(world: World) -> None:
    named(world, **TWO_WINDOWS, **{'locale = "en"': 'locale = "en"\nweekly_cap = 1'})
    dana = world.says("dana", "ai-rollout items")
    world.tap("dana", dana, world.label("dana", "gates.open_anyway"), reason="It cannot wait.")
    world.at("week 2 Tue 16:00")
    assert stories(world, "sal0", "feedback.prompt")[-1] == "sent"
    declines(world)
    world.at("week 2 Fri 16:00")
    assert told(world, "sal0") == []
    world.at("week 3 Mon 16:00")
    assert len(told(world, "sal0")) == 1


def test_of_an_anonymous_window_everybody_is_told_so_that_no_message_says_who_named_it(world: World) -> None:
    named(world, **ANONYMOUS)
    declines(world)
    world.at("week 2 Mon 16:00")
    for name in SALES[:6]:
        (shown,) = told(world, name)
        assert shown.says("items.told_all")
    named_it, did_not = told(world, "sal0")[0].card, told(world, "sal5")[0].card
    assert named_it.blocks == did_not.blocks


def test_those_asked_all_the_same_read_why_on_the_card(world: World) -> None:
    named(world)
    why = "The owner is ill; it is on the agenda."
    card = world.says("dana", "ai-rollout items")
    world.tap("dana", card, world.label("dana", "gates.open_anyway"), reason=why)
    world.at("week 2 Tue 12:00")
    assert world.last("sal0").says("modes.opened_all_the_same", reason=why)


def test_those_asked_after_everything_was_answered_read_no_such_reason(world: World) -> None:
    named(world)
    declines(world)
    world.at("week 2 Tue 12:00")
    prompts = [one for one in world.inbox("sal0") if "in confidence" in str(one.card).lower()]
    assert len(prompts) == 2
    assert not [one for one in prompts if "all the same" in str(one.card)]


def test_an_item_is_given_to_somebody_by_a_day_and_that_person_is_told(world: World) -> None:
    named(world)
    shown = gives(world, "OLGA@example.com", "2026-12-18")
    assert "Olga Example is on it, by 18 Dec 2026" in shown
    world.at("week 2 Mon 10:05")
    owned = world.last("olga")
    assert owned.says("items.owned", name="Cho Example")
    assert "Access or login" in owned
    done = world.tap("cho", world.says("cho", "ai-rollout items"), world.label("cho", "gates.item_done"))
    assert done.says("gates.item_is_done", owner="Olga Example")


@pytest.mark.parametrize(
    ("owner", "due", "phrase"),
    [
        ("nobody@example.com", "", "gates.owner_unknown"),
        ("olga@example.com", "2026-12-01", "items.bad_day"),
        ("olga@example.com", "soon", "items.bad_day"),
    ],
)
def test_an_owner_nobody_knows_and_a_day_gone_by_are_refused(
    world: World, owner: str, due: str, phrase: str
) -> None:
    named(world)
    refused = gives(world, owner, due)
    assert refused.says(phrase, email=owner)
    assert item(world).state == "open"


def test_what_was_declined_can_be_taken_up_again_and_every_step_is_kept(world: World) -> None:
    named(world)
    declines(world)
    gives(world, "olga@example.com", "2026-12-18", label="items.again")
    assert item(world).state == "doing"
    about = item(world).item_id
    steps = world.run(lambda ctx: open_items.steps(ctx.db, about))
    cho, olga = world.person("cho"), world.person("olga")
    assert [(one.state, one.owner, one.reason) for one in steps] == [
        ("declined", cho.person_id, "It costs too much."),
        ("doing", olga.person_id, ""),
    ]
    exported = world.run(lambda ctx: full_record(ctx, cho))
    assert [line for line in exported if line.startswith("item step") and "It costs too much." in line]
    world.run(lambda ctx: erase(ctx, cho))
    left = world.run(lambda ctx: open_items.steps(ctx.db, about))
    assert not [one for one in left if cho.person_id in (one.owner, one.said_by)]


def test_only_those_who_lead_give_items_away(world: World) -> None:
    named(world)
    card = world.says("cho", "ai-rollout items")
    refused = world.tap("sal0", card, world.label("cho", "items.give"))
    assert refused.says("error.not_permitted", who=world.label("sal0", "people.champions"))


def ledger(world: World, name: str) -> Shown:
    return world.tap(name, world.says(name, "ai-me"), world.label(name, "items.open_ledger"))


def test_a_person_sees_the_own_ledger_what_was_asked_answered_and_what_came_of_it(world: World) -> None:
    named(world)
    declines(world)
    world.at("week 2 Mon 16:00")
    mine = ledger(world, "sal0")
    assert "answered" in mine
    assert "Access or login" in mine
    assert mine.says(
        "items.came", theme="Access or login",
        standing=world.label("sal0", "gates.item_is_declined", reason="It costs too much."),
    )  # fmt: skip
    other = ledger(world, "sal5")
    assert "Too slow" in other
    assert "It costs too much." not in other
    assert ledger(world, "cho").says("items.ledger_is")


def finishes(world: World, names: list[str]) -> None:
    for person_id in [world.person(name).person_id for name in names]:
        (row,) = world.run(lambda ctx, of=person_id: feedback.prompts_of(ctx.db, of))
        prompt = row["prompt_id"]
        world.run(lambda ctx, to=prompt: feedback.finish(ctx.db, to, ctx.now, "R"))


def test_champions_see_in_steps_how_many_have_not_answered_and_never_who(world: World) -> None:
    company(world, *SALES, *FINANCE[:8])
    jump(world, "Mon 11:00")
    jump(world, "Tue 12:00")
    finishes(world, SALES[:4])
    card = world.says("cho", "ai-rollout answers")
    everybody = world.label("cho", "items.silent", silent=15, asked=24)
    assert everybody in card
    finishes(world, SALES[4:5])
    assert everybody in world.says("cho", "ai-rollout answers")  # one person more changes nothing
    assert "Finance" not in card
    assert not [name for name in (*SALES, *FINANCE) if name.title() in str(card.card)]
    assert world.says("sal0", "ai-rollout answers").says(
        "error.not_permitted", who=world.label("sal0", "people.champions")
    )


def test_nobody_is_counted_while_nothing_is_open(world: World) -> None:
    company(world, *SALES[:6])
    assert world.says("cho", "ai-rollout answers").says("items.nobody_asked")


def test_a_count_never_says_all_nobody_or_fewer_than_k() -> None:
    for k in (5, 7):
        for asked in range(60):
            for answered in range(asked + 1):
                told = silent_at_least(asked, answered, k)
                assert told is None or (k <= told <= asked - answered and told <= asked - k)
    assert silent_at_least(30, 0, 5) == 25
    assert silent_at_least(9, 0, 5) is None
    assert silent_at_least(30, 26, 5) is None


def test_what_is_planned_for_an_item_is_in_the_audit(world: World) -> None:
    named(world)
    gives(world, "olga@example.com", "2026-12-18")
    rows = world.run(lambda ctx: audit.recent(ctx.db))
    assert [row["detail_json"]["due_on"] for row in rows if row["action"] == "item.planned"] == ["2026-12-18"]
