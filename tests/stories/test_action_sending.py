"""[Send it]: a champion's words reach exactly those an action concerns, and the champion does not learn who."""

from __future__ import annotations

import pytest

from bot.errors import UserError
from bot.model.people import LOCALES
from bot.steps.action_sending import send
from bot.steps.record import erase, full_record
from bot.store import actions, people, programs, summaries
from tests.actions import (
    CHINESE,
    FINANCE,
    SALES,
    audited,
    got,
    jump,
    lead_sales,
    pressed,
    stored,
    used,
    weeks,
)
from tests.world import Shown, World

USERS, NEVER = ["cho", *SALES[:3]], SALES[3:]  # six of ten have never used it
TO_NEVER = ("actions.send", "letters.as_it_is")


@pytest.fixture
def led(world: World) -> World:
    lead_sales(world)
    return world


def clinic(world: World) -> Shown:
    """The digest that proposes an access clinic."""
    return weeks(world, USERS, USERS)


def receivers(world: World, *gone: str) -> set[str]:
    return {name for name in {*SALES, *FINANCE, "dana"} - set(gone) if got(world, name)}


def count(world: World, name: str) -> int:
    """How many messages stand at the platform for somebody, also once erased."""
    return sum(one.user == world.chat.account(name) for one in world.chat.messages)


def erased(world: World, name: str) -> int:
    """Erases somebody, and says how many messages stand there."""
    person = world.person(name)
    world.run(lambda ctx: erase(ctx, person))
    return count(world, name)


def test_before_anything_leaves_the_champion_reads_it_in_three_languages_and_can_go_back(led: World) -> None:
    digest = clinic(led)
    preview = pressed(led, "cho", digest, "actions.send")
    assert "To those in team Sales who have access and have not used it yet" in preview
    for locale in LOCALES:
        say = led.house.words.say(locale, led.person("cho").zone)
        assert say("letters.words_never_activated", tool="Example Assistant") in preview
    assert not any(name.title() in preview for name in SALES)
    assert "Week 2 of 3 · Sales" in pressed(led, "cho", preview, "summary.back")
    led.turn()
    assert receivers(led) == set()


def test_exactly_those_it_concerns_get_it_each_in_the_own_language_and_the_champion_a_number(
    led: World,
) -> None:
    after = pressed(led, "cho", clinic(led), *TO_NEVER)
    assert after.says("actions.is_sent", by="Cho Example")
    assert after.says("actions.sent_to", people=6)
    assert not any(name.title() in after for name in SALES)
    led.turn()
    assert receivers(led) == set(NEVER)
    (english,), (chinese,) = got(led, NEVER[0]), got(led, CHINESE)
    for message in (english, chinese):
        assert message.says("letters.words_never_activated", tool="Example Assistant")
        assert message.says("letters.from", name="Cho Example")
    assert "have access and have not used it yet" in english.card.note
    assert "有使用權限、還沒用過的人" in chinese.card.note
    assert audited(led, "action.sent") == 1


def test_own_words_go_out_as_they_are_typed_and_are_marked_as_the_champions(led: World) -> None:
    form = pressed(led, "cho", clinic(led), "actions.send", "letters.change")
    send = led.label("cho", "letters.send_these")
    assert led.tap("cho", form, send, body="  ").says("error.fill_in")
    assert led.tap("cho", form, send, body="x" * 1001).says("free_text.too_long", length=1001, most=1000)
    led.tap("cho", form, send, body="Room {tool} 4, Thursday 3 pm. *Bring* coffee.")
    led.turn()
    for name in NEVER:
        (message,) = got(led, name)
        assert "Room {tool} 4, Thursday 3 pm. *Bring* coffee." in message
        assert message.says("letters.from_typed", name="Cho Example")


def test_a_tap_that_comes_twice_sends_once_and_a_second_tap_is_refused(led: World) -> None:
    preview = pressed(led, "cho", clinic(led), "actions.send")
    as_it_is = led.label("cho", "letters.as_it_is")
    assert led.taps("cho", preview, as_it_is, event="once") is not None
    assert led.taps("cho", preview, as_it_is, event="once") is None
    assert led.tap("cho", preview, as_it_is).says("summary.answered_before")
    led.turn()
    assert [len(got(led, name)) for name in NEVER] == [1] * len(NEVER)


def test_who_said_stop_or_was_erased_or_has_begun_since_is_left_out(led: World) -> None:
    digest = clinic(led)
    led.says(NEVER[0], "stop")
    before = erased(led, NEVER[1])
    used(led, 3, [NEVER[2]], until=0)
    after = pressed(led, "cho", digest, *TO_NEVER)
    assert after.says("actions.sent_to_those")
    led.turn()
    assert receivers(led, NEVER[1]) == set(NEVER[3:])
    assert count(led, NEVER[1]) == before


def test_erased_after_the_tap_and_before_the_message_means_no_message(led: World) -> None:
    digest = clinic(led)
    led.says("dana", "ai-pause program")
    pressed(led, "cho", digest, *TO_NEVER)
    led.turn()
    assert receivers(led) == set()
    before = erased(led, NEVER[0])
    led.says("dana", "ai-resume program")
    jump(led, "week 3 Mon 14:00")
    assert receivers(led, NEVER[0]) == set(NEVER[1:])
    assert count(led, NEVER[0]) == before


def test_nothing_leaves_outside_hours_and_nothing_beyond_the_weeks_budget(led: World) -> None:
    digest = clinic(led)
    led.clock.set(led.instant("week 3 Mon 18:00"))
    pressed(led, "cho", digest, *TO_NEVER)
    led.turn()
    assert receivers(led) == set()
    led.at("week 3 Tue 11:00")
    assert receivers(led) == set(NEVER)
    row = next(one for one in led.deliveries(NEVER[0]) if one.story == "action.message")
    assert row.kind == "relayed"


def test_when_the_champion_is_erased_what_still_waits_is_not_said_in_that_name(led: World) -> None:
    digest = clinic(led)
    led.clock.set(led.instant("week 3 Mon 18:00"))
    pressed(led, "cho", digest, *TO_NEVER)
    cho = led.person("cho")
    assert any(line.startswith("action sent:") for line in led.run(lambda ctx: full_record(ctx, cho)))
    led.run(lambda ctx: erase(ctx, cho))
    led.at("week 3 Tue 11:00")
    assert receivers(led) == set()
    assert {row["taken_by"] for row in stored(led) if row["sent_at"]} == {""}


def test_an_answer_reaches_the_champion_with_the_name_and_only_then(led: World) -> None:
    pressed(led, "cho", clinic(led), *TO_NEVER)
    led.turn()
    (message,) = got(led, NEVER[0])
    assert message.says("letters.seen_by_sender", name="Cho Example")
    thanks = pressed(led, NEVER[0], message, "letters.quick_never_activated")
    assert thanks.says("letters.answered_sender", name="Cho Example")
    led.turn()
    told = led.last("cho")
    assert "Sal3 Example (sal3@example.com)" in told
    assert told.says("letters.quick_never_activated")
    reply = led.label(NEVER[0], "letters.reply")
    assert led.tap(NEVER[0], message, reply, body="again").says("letters.answered_before")
    other = led.tap(NEVER[1], got(led, NEVER[1])[0], led.label(NEVER[1], "letters.reply"), body="Friday?")
    assert "Friday?" in other
    led.turn()
    assert "Friday?" in led.last("cho")
    person = led.person(NEVER[1])
    lines = led.run(lambda ctx: full_record(ctx, person))
    assert any(line.startswith("action reply:") and line.endswith("Friday?") for line in lines)
    led.run(lambda ctx: erase(ctx, person))
    assert not led.run(lambda ctx: list(actions.lines_of(ctx.db, person.person_id)))


def test_who_was_not_sent_it_cannot_answer_it(led: World) -> None:
    pressed(led, "cho", clinic(led), *TO_NEVER)
    led.turn()
    (message,) = got(led, NEVER[0])
    message.key = ""  # a card somebody forwarded: not a delivery of theirs
    refused = pressed(led, "fin0", message, "letters.quick_never_activated")
    assert refused.says("error.stale_button")


def test_only_who_runs_the_program_writes_to_people_of_all_teams(led: World) -> None:
    clinic(led)
    whole = led.last("lee")
    refused = pressed(led, "lee", whole, "actions.send")
    assert refused.says("error.not_permitted", who=led.label("lee", "people.admins"))
    preview = pressed(led, "dana", led.last("dana"), "actions.send")
    assert "all teams" in preview
    pressed(led, "dana", preview, "letters.as_it_is")
    led.turn()
    assert receivers(led) >= {*NEVER, *FINANCE}
    assert not receivers(led) & set(SALES[:3])


def test_when_the_champion_has_left_what_still_waits_is_not_sent(led: World) -> None:
    digest = clinic(led)
    led.clock.set(led.instant("week 3 Mon 18:00"))
    pressed(led, "cho", digest, *TO_NEVER)
    cho = led.person("cho")
    led.run(lambda ctx: people.mark_left(ctx.db, cho.person_id))
    led.at("week 3 Tue 11:00")
    assert receivers(led) == set()


def test_of_two_who_send_at_the_same_moment_one_is_told_that_it_was_sent(led: World) -> None:
    clinic(led)
    program_id = led.run(lambda ctx: programs.latest(ctx.db)).program_id
    newest = led.run(lambda ctx: summaries.latest(ctx.db, program_id, "Sales"))
    (shown,) = led.run(lambda ctx: summaries.proposals(ctx.db, newest))
    cho = led.person("cho")
    led.run(lambda ctx: send(ctx, cho, newest, shown, ""))
    with pytest.raises(UserError) as refused:  # both had read that it was open
        led.run(lambda ctx: send(ctx, cho, newest, shown, "other words"))
    assert refused.value.phrase == "summary.answered_before"
    led.turn()
    assert [len(got(led, name)) for name in NEVER] == [1] * len(NEVER)
    assert not any("other words" in got(led, name)[0] for name in NEVER)
