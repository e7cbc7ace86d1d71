"""Who has a reason not to use the tool is left out of its use figures when a champion agrees, and nobody is found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.cli.privacy import audited
from bot.model.ledger import recoverable
from bot.model.summary import Summary
from bot.steps.people import import_people
from bot.steps.record import erase, full_record
from bot.steps.usage import import_signals
from bot.store import ledger, left_out, summaries
from tests.world import FIRST_DAY, ROSTER, Shown, World

SALES = [f"sal{n}" for n in range(12)]
FINANCE = [f"fin{n}" for n in range(12)]
SAYING = SALES[:6]
LEADS = {
    "dana": "Finance,admin", "rob": "Finance,sponsor", "cho": "Sales,champion", "fay": "Finance,champion",
}  # fmt: skip


def company(world: World, **changes: str) -> World:
    """28 people: 13 in Sales with a champion, 15 in Finance with another and those who lead."""
    users = dict.fromkeys(SALES, "Sales,pilot_user") | dict.fromkeys(FINANCE, "Finance,pilot_user")
    rows = [
        f"{name}@example.com,{name.title()} Example,{team},,Asia/Taipei,{'zh-TW' if name == 'sal5' else 'en'},{role},"
        for name, (team, role) in ((n, p.split(",")) for n, p in (LEADS | users).items())
    ]
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "people.csv"))
    for name in (*LEADS, *SAYING, "fin0"):
        world.arrives(name)
    world.program(**{"group_minimum = 5": "group_minimum = 5\ngraduates_on = 2026-12-31", **changes})
    world.says("dana", "ai-rollout start")
    world.at("Tue 12:00")
    return world


@pytest.fixture
def asked(world: World) -> World:
    """The first window has opened."""
    return company(world)


def answers(world: World, name: str, reason: str = "It is not for my job") -> Shown:
    """Somebody answers that the tool was not used, and why; the receipt."""
    if world.person(name).language != "en":
        shown = world.tap(name, world.last(name), "還沒有用過")
        shown = world.tap(name, shown, "和我的工作無關")
    else:
        shown = world.tap(name, world.last(name), "I have not used it")
        shown = world.tap(name, shown, reason)
    return world.tap(name, shown, world.label(name, "feedback.skip"))


def tells(world: World, name: str) -> Shown:
    return world.tap(name, answers(world, name), world.label(name, "left_out.tell"))


def requests(world: World, name: str) -> list[Shown]:
    """The champion's cards, oldest first."""
    title = world.label(name, "left_out.title")
    return [one for one in world.inbox(name) if one.card.title == title]


def agrees(world: World, names: list[str], at: str = "Wed 12:00") -> None:
    """These tell the champion of Sales, who agrees to each."""
    for name in names:
        tells(world, name)
    world.at(at)
    for card in requests(world, "cho"):
        tap = next(tap.label for tap in card.card.taps() if tap.action == "left_out.agree")
        world.tap("cho", card, tap)


def used(world: World, week: int, names: list[str]) -> None:
    monday = FIRST_DAY + timedelta(weeks=week - 1)
    rows = [f"{week}-{n},{n}@example.com,example,chat,{monday + timedelta(days=4)},2" for n in names]
    text = "\n".join(["id,person,tool,feature,day,actions", *rows])
    world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), f"week{week}.csv"))


def summed_up(world: World, week: int, names: list[str], team: str = "") -> Summary:
    """The report of a week comes in, and the week is summed up."""
    world.at(f"week {week} Fri 18:00")
    used(world, week, names)
    world.at(f"week {week + 1} Mon 10:00")
    return published(world, week, team)


def published(world: World, week: int, team: str = "") -> Summary:
    monday = FIRST_DAY + timedelta(weeks=week - 1)
    found = world.run(lambda ctx: summaries.of_week(ctx.db, "short", team, monday))
    assert found is not None
    summary: Summary = found.summary
    return summary


def test_the_champion_learns_a_reason_only_when_the_person_says_yes(asked: World) -> None:
    receipt = answers(asked, "sal0")
    assert receipt.says("left_out.ask", tool="Example Assistant", reason="It is not for my job")
    answers(asked, "sal1")
    asked.at("Wed 12:00")
    assert requests(asked, "cho") == []
    told = asked.tap("sal0", receipt, asked.label("sal0", "left_out.tell"))
    assert told.says("left_out.told", names=["Cho Example"])
    asked.at("Wed 15:00")
    (card,) = requests(asked, "cho")
    assert "Sal0 Example does not use Example Assistant: “It is not for my job”" in card
    assert requests(asked, "fay") == requests(asked, "dana") == []


def test_who_says_no_is_told_of_to_nobody_and_not_asked_again(asked: World) -> None:
    receipt = answers(asked, "sal0")
    assert asked.tap("sal0", receipt, asked.label("sal0", "left_out.keep")).says("left_out.kept")
    asked.at("Wed 12:00")
    assert requests(asked, "cho") == []
    again = asked.tap("sal0", receipt, asked.label("sal0", "feedback.change"))
    assert "I have not used it" in again
    shown = asked.tap("sal0", asked.tap("sal0", again, "I have not used it"), "It is not for my job")
    again = asked.tap("sal0", shown, asked.label("sal0", "feedback.skip"))
    assert asked.label("sal0", "left_out.tell") not in again


@pytest.mark.parametrize("reason", ["I prefer not to say"])
def test_an_answer_without_a_reason_asks_nothing(asked: World, reason: str) -> None:
    assert asked.label("sal0", "left_out.tell") not in answers(asked, "sal0", reason)


def test_an_anonymous_answer_is_never_asked_about(world: World) -> None:
    company(world, **{'questions = "pulse-a"': 'questions = "pulse-a"\nmode = "anonymous"'})
    receipt = answers(world, "sal0")
    assert receipt.says("feedback.thanks")
    assert world.label("sal0", "left_out.tell") not in receipt


def test_five_who_are_left_out_leave_the_denominators_of_their_group_and_of_everybody(asked: World) -> None:
    agrees(asked, SAYING[:5])
    whole = summed_up(asked, 1, SALES[6:10] + FINANCE[:6])
    assert (whole.enabled, whole.left_out, whole.few_left_out) == (28, 5, False)
    assert whole.number("active").share.model_dump(include={"count", "of"}) == {"count": 10, "of": 23}
    sales = published(asked, 1, "Sales")
    assert (sales.enabled, sales.left_out, sales.number("active").share.of) == (13, 5, 8)
    assert published(asked, 1, "Finance").left_out == 0
    assert asked.says("rob", "ai-summary").says("left_out.foot", people=5)
    assert "28 people with access" in asked.says("rob", "ai-summary")


def test_fewer_than_five_are_still_counted_and_the_digest_says_that_there_are_some(asked: World) -> None:
    agrees(asked, SAYING[:4])
    whole = summed_up(asked, 1, SALES[6:10] + FINANCE[:6])
    assert (whole.enabled, whole.left_out, whole.few_left_out) == (28, 0, True)
    assert whole.number("active").share.of == 28
    assert asked.says("rob", "ai-summary").says("left_out.foot_few", k=5)


def test_the_ledger_knows_of_whom_the_figures_tell_and_nobody_can_be_solved_for(asked: World) -> None:
    agrees(asked, SAYING[:5])
    summed_up(asked, 1, FINANCE)
    second = summed_up(asked, 2, ["sal0", *FINANCE])  # counting sal0 alone again would tell of one
    assert (second.left_out, second.number("active").share.of) == (0, 28)
    told = asked.run(lambda ctx: ledger.everything(ctx.db))
    assert {one.people.bit_count() for one in told if one.metric == "counted"} == {23, 8}
    assert recoverable([one.people for one in told], 5) == []
    assert asked.run(audited)


def test_who_uses_the_tool_counts_again(asked: World) -> None:
    agrees(asked, SAYING)
    first = summed_up(asked, 1, ["sal0", *FINANCE])
    assert (first.left_out, first.number("active").share.of) == (5, 23)


def test_the_champion_of_one_who_is_left_out_does_not_read_from_the_digest_that_it_was_used(
    asked: World,
) -> None:
    agrees(asked, SAYING[:1])
    assert summed_up(asked, 1, FINANCE).few_left_out is True
    silent = asked.says("cho", "ai-summary").says("left_out.foot_few", k=5)
    assert summed_up(asked, 2, ["sal0", *FINANCE]).few_left_out is True
    assert asked.says("cho", "ai-summary").says("left_out.foot_few", k=5) == silent


def test_a_champion_may_count_on_and_nothing_is_asked_twice(asked: World) -> None:
    tells(asked, "sal0")
    asked.at("Wed 12:00")
    (card,) = requests(asked, "cho")
    done = asked.tap("cho", card, asked.label("cho", "left_out.count_on"))
    assert done.says("left_out.counted_on", name="Sal0 Example")
    assert asked.tap("cho", card, agree_label(card)).says("left_out.decided_before")
    assert summed_up(asked, 1, FINANCE).few_left_out is False


def agree_label(card: Shown) -> str:
    return next(tap.label for tap in card.card.taps() if tap.action == "left_out.agree")


def test_a_champion_of_another_team_may_not_decide(asked: World) -> None:
    tells(asked, "sal0")
    asked.at("Wed 12:00")
    (card,) = requests(asked, "cho")
    assert asked.tap("fay", card, agree_label(card)).says("left_out.not_yours")
    assert asked.tap("sal0", card, agree_label(card)).says("left_out.not_yours")
    (one,) = stored(asked, "sal0")
    assert one.state == "proposed"


def stored(world: World, name: str) -> list[left_out.Reason]:
    person = world.person(name)
    found: list[left_out.Reason] = world.run(lambda ctx: left_out.of_person(ctx.db, person.person_id))
    return found


def test_it_ends_at_the_next_gate_and_the_gate_counts_everybody(asked: World) -> None:
    agrees(asked, SAYING[:5])
    (one,) = stored(asked, "sal0")
    assert (one.from_on, one.until_on) == (FIRST_DAY, date(2026, 12, 14))
    first = summed_up(asked, 1, FINANCE)
    assert first.decision is not None
    assert first.decision.gate.so_far is not None
    assert first.decision.gate.so_far.share.of == 28


def test_the_person_sees_it_in_the_own_record_and_takes_it_back_at_any_time(asked: World) -> None:
    tells(asked, "sal0")
    assert "It is not for my job · your champion is asked" in asked.says("sal0", "ai-me")
    asked.at("Wed 12:00")
    (card,) = requests(asked, "cho")
    asked.tap("cho", card, agree_label(card))
    me = asked.says("sal0", "ai-me")
    assert "left out of the use figures until" in me
    assert asked.tap("sal0", me, asked.label("sal0", "left_out.withdraw")).says("left_out.withdrawn")
    assert asked.label("sal0", "left_out.withdraw") not in asked.says("sal0", "ai-me")
    assert summed_up(asked, 1, FINANCE).few_left_out is False


def test_what_was_taken_back_before_the_champion_looked_can_not_be_agreed_to(asked: World) -> None:
    tells(asked, "sal0")
    asked.at("Wed 12:00")
    (card,) = requests(asked, "cho")
    me = asked.says("sal0", "ai-me")
    asked.tap("sal0", me, asked.label("sal0", "left_out.withdraw"))
    assert asked.tap("cho", card, agree_label(card)).says("left_out.gone")


def test_a_changed_answer_ends_it(asked: World) -> None:
    receipt = answers(asked, "sal0")
    asked.tap("sal0", receipt, asked.label("sal0", "left_out.tell"))
    asked.at("Wed 12:00")
    (card,) = requests(asked, "cho")
    shown = asked.tap("sal0", receipt, asked.label("sal0", "feedback.change"))
    shown = asked.tap("sal0", shown, "I have not used it")
    asked.tap("sal0", shown, "No time to try it")
    assert asked.tap("cho", card, agree_label(card)).says("left_out.gone")


def test_it_is_exported_and_erased(asked: World) -> None:
    agrees(asked, SAYING[:1])
    person, champion = asked.person("sal0"), asked.person("cho")
    lines = asked.run(lambda ctx: full_record(ctx, person))
    kept = [line for line in lines if line.startswith("left out: ")]
    assert kept == [
        "left out: 2026-12-01 non-user-reason = not-for-my-job agreed from 2026-11-30 until 2026-12-14"
    ]
    decided = asked.run(lambda ctx: full_record(ctx, champion))
    assert "left out, decided: 2026-12-02 agreed" in decided
    asked.run(lambda ctx: erase(ctx, champion))
    assert stored(asked, "sal0")[0].decided_by is None
    asked.run(lambda ctx: erase(ctx, person))
    assert asked.run(lambda ctx: left_out.of_person(ctx.db, person.person_id)) == []


def test_it_is_asked_in_the_persons_own_language(asked: World) -> None:
    receipt = answers(asked, "sal5")
    assert "您沒有使用 Example Assistant 的理由是「和我的工作無關」" in receipt
