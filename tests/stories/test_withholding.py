"""New questions wait while earlier ones are open, or what people named in them has no answer."""

from __future__ import annotations

import pytest

from bot.steps.people import import_people
from bot.store import feedback, open_items
from tests.stories.test_accountability import declines
from tests.stories.test_gates import SALES, TWO_WINDOWS, company, names_obstacle, stories
from tests.world import ROSTER, Shown, World

CLOSES = 'closes = "fri 17:00"'


def a_second(closes: str, opens: str) -> dict[str, str]:
    """The first window closes then; another one opens in week 2."""
    rows = ("[[phase.window]]", 'key = "w2"', 'questions = "full"', "week = 2", f'opens = "{opens}"', CLOSES)
    return {CLOSES: "\n".join((f'closes = "{closes}"', *rows))}


def named(world: World, **changes: str) -> World:
    """Five of six people named access in week 1."""
    company(world, *SALES[:6], **(changes or TWO_WINDOWS))
    world.at("Mon 11:00")
    world.at("Tue 12:00")
    names_obstacle(world, SALES[:5], "access")
    return world


def items(world: World, name: str = "cho") -> Shown:
    return world.says(name, "ai-rollout items")


def opens_anyway(world: World, reason: str) -> Shown:
    return world.tap("dana", items(world, "dana"), world.label("dana", "gates.open_anyway"), reason=reason)


def test_an_extended_window_holds_the_next_one_back_until_its_items_are_answered(world: World) -> None:
    named(world)
    world.at("Fri 12:00")
    world.says("dana", "ai-rollout extend w1 1")
    world.at("week 2 Mon 16:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent"]
    world.at("week 2 Wed 10:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent"]
    card = items(world)
    assert "Access or login" in card
    assert card.says("gates.items_hold")
    world.tap("cho", card, world.label("cho", "gates.item_doing"))
    world.at("week 2 Thu 16:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent", "sent"]


@pytest.mark.parametrize("opens", ["mon 08:00", "mon 14:00", "wed 10:00"])
def test_a_window_that_closes_late_on_sunday_holds_the_next_one_back(world: World, opens: str) -> None:
    named(world, **a_second("sun 22:00", opens))
    world.at("week 2 Wed 16:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent"]
    assert items(world).says("gates.items_hold")


def test_a_window_that_closes_late_and_leaves_nothing_open_keeps_nobody_waiting(world: World) -> None:
    company(world, *SALES[:6], **a_second("sun 22:00", "mon 10:00"))
    world.at("week 2 Mon 12:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent", "sent"]


def test_what_was_prepared_is_withdrawn_when_items_turn_up_before_it_opens(world: World) -> None:
    company(world, *SALES[:6], **TWO_WINDOWS)
    world.at("Tue 12:00")
    world.at("week 2 Mon 10:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent", "planned"]
    for name in SALES[:5]:  # kept while the window was closing, and found by the next look
        first = name_prompt(world, name)
        world.run(
            lambda ctx, to=first: feedback.keep_answer(ctx.db, to, "blocker", "access", ctx.now, late=False)
        )
    world.run(lambda ctx: import_people(ctx, (ROSTER + NEWCOMER).encode(), "people.csv"))
    world.at("week 2 Tue 12:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent", "cancelled"]
    declines(world)
    world.at("week 2 Tue 16:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent", "cancelled", "sent"]


NEWCOMER = "new@example.com,New Example,Legal,,Asia/Taipei,en,sponsor,"


def name_prompt(world: World, name: str) -> str:
    person_id = world.person(name).person_id
    return str(world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]["prompt_id"])


@pytest.mark.parametrize("reason", ["\u200b\u202e", " \u3164 ", "--", "\u2800"])
def test_a_reason_without_a_word_that_can_be_seen_is_none(world: World, reason: str) -> None:
    named(world)
    world.at("week 2 Mon 10:00")
    assert opens_anyway(world, reason).says("gates.reason_missing")
    assert world.run(lambda ctx: open_items.hold_back(ctx.db, "gated"))
    form = world.tap("cho", items(world), world.label("cho", "gates.item_decline"))
    said = world.tap("cho", form, world.label("cho", "gates.item_decline"), reason=reason)
    assert said.says("gates.reason_missing")


def test_those_asked_read_the_reason_without_signs_that_turn_it_around(world: World) -> None:
    named(world)
    world.at("week 2 Mon 10:00")
    opens_anyway(world, "\u202eIt is on the\u200b agenda.")
    world.at("week 2 Tue 16:00")
    assert world.last("sal0").says("modes.opened_all_the_same", reason="It is on the\u200b agenda.")


def overridden(world: World) -> World:
    """The second questions were opened although the first ones' item waits, and have closed."""
    named(world, **THREE_WINDOWS)
    world.at("week 2 Mon 10:00")
    opens_anyway(world, "It is on the agenda.")
    world.at("week 2 Tue 16:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent", "sent"]
    return world


THREE_WINDOWS = {CLOSES: f"{a_second('fri 17:00', 'tue 10:00')[CLOSES]}\n[[phase.window]]\nkey = 'w3'\n"
                 f"questions = 'full'\nweek = 3\nopens = 'tue 10:00'\n{CLOSES}",
                 'key = "first"\nfirst_week = 1\nweeks = 2': 'key = "first"\nfirst_week = 1\nweeks = 3',
                 'first_week = 3': 'first_week = 4'}  # fmt: skip


def test_items_of_every_earlier_window_stay_listed_with_their_week_until_answered(world: World) -> None:
    overridden(world)
    names_again(world, SALES[:5], "speed")
    world.at("week 3 Mon 10:00")
    card = items(world)
    for week, theme in ((1, "Access or login"), (2, "Too slow")):
        (line,) = [line for line in card.text.splitlines() if theme in line]
        assert world.label("cho", "rollout.one_week", week=week) in line
    assert card.says("gates.items_count", open=2, count=2)
    newest_first = world.tap("cho", card, world.label("cho", "gates.item_done"))
    assert newest_first.says("gates.items_hold")
    assert world.run(lambda ctx: open_items.unanswered(ctx.db, "gated")) == 1
    settled = world.tap("cho", newest_first, world.label("cho", "gates.item_done"))
    assert not settled.says("gates.items_hold")
    assert "Access or login" not in settled  # of an earlier window, and done
    world.at("week 3 Wed 16:00")
    for theme in ("Access or login", "Too slow"):
        assert any(theme in shown and shown.says("items.told_rule") for shown in world.inbox("sal0"))


def names_again(world: World, names: list[str], value: str) -> None:
    """What got in their way, by the second questions."""
    for person_id in [world.person(name).person_id for name in names]:
        row = world.run(lambda ctx, of=person_id: feedback.prompts_of(ctx.db, of))[-1]
        prompt = row["prompt_id"]
        world.run(
            lambda ctx, to=prompt: feedback.keep_answer(ctx.db, to, "blocker", value, ctx.now, late=False)
        )


def test_a_reason_opens_the_next_questions_and_no_others(world: World) -> None:
    overridden(world)
    world.at("week 3 Wed 16:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent", "sent"]
    assert items(world).says("gates.items_hold")
    assert "Access or login" in items(world)
    opens_anyway(world, "It is still on the agenda.")
    world.at("week 3 Thu 16:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent", "sent", "sent"]
    assert world.last("sal0").says("modes.opened_all_the_same", reason="It is still on the agenda.")


def test_questions_that_waited_for_days_are_asked_once_the_items_are_answered(world: World) -> None:
    named(world)
    world.at("week 2 Thu 10:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent"]
    declines(world)
    world.at("week 2 Thu 16:00")
    assert stories(world, "sal0", "feedback.prompt") == ["sent", "sent"]
