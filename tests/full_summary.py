"""One summary that holds everything a summary can hold, each part as long as it gets.

`python -m tests.full_summary` writes the golden texts anew; read the difference before you keep it.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from bot.cards.card import Card
from bot.cards.plain import plain
from bot.cards.summary import digest_card
from bot.model.actions import Proposal, Theme
from bot.model.changes import Change
from bot.model.figures import Point, SurveyFacts, UseFacts, share
from bot.model.people import LOCALES
from bot.model.summary import Criteria, GateFacts, Summary, SummaryFacts, Tip, build
from bot.model.usage import Segment
from bot.settings import HOUSE
from tests.world import ZONE, words_of

GOLDEN = Path(__file__).parent / "golden"
MONDAY = date(2027, 2, 8)
TITLES = {"en": "Copilot at work", "zh-Hant": "Copilot 導入計畫", "zh-Hans": "Copilot 推广计划"}
HABIT = {"en": "Pilot in four teams", "zh-Hant": "四個團隊試行", "zh-Hans": "四个团队试点"}
TIP = {
    "en": "Compare two contract versions clause by clause",
    "zh-Hant": "逐條比對合約的兩個版本並列出差異",
    "zh-Hans": "逐条比对合同的两个版本并列出差异",
}
QUOTE = (
    "It is quick once I am in, but every new shared folder takes three days until somebody gives me access, "
    "and by then the meeting it was for is long over"
)
REASON = (
    "The supplier switches this on in spring only; until then the files stay where they are, and whoever needs "
    "them before that writes to the help desk, which answers within a day as a rule, and never on a Friday"
)


def full_facts() -> SummaryFacts:
    """Sixty people in week 11 of 12: behind plan, with holidays, late sources and everything people can say."""
    themes = words_of(HOUSE / "content").content.themes
    named = [
        Theme(key=key, labels=themes[key].title.root, people=n)
        for key, n in (("integration", 12), ("wrong-output", 9))
    ]
    use = UseFacts(
        enabled=60, active=31, active_before=41, started=5, stopped=15, habit=16, is_habit_known=True, never=14,
        never_of=58, dormant=10, dormant_of=58, is_partial=False,
        history=tuple(Point(week=w, active=14 + 2 * w - (9 if w == 9 else 0), enabled=60) for w in range(1, 12)),
    )  # fmt: skip
    survey = SurveyFacts(asked=60, answered=22, rated=20, favourable=13, minutes=(5.0, 15.0, 25.0, 10.0) * 5)
    gate = GateFacts(
        titles=HABIT, week=12, due_on=date(2027, 2, 22), owner="Wilhelmina Featherstone",
        criteria=Criteria(met=2, missed=1, unclear=1),
    )  # fmt: skip
    return SummaryFacts(
        titles=TITLES, tool="Microsoft 365 Copilot", team="", owner="Wilhelmina Featherstone", week_on=MONDAY,
        made_on=MONDAY + timedelta(days=7), program_week=11, last_week=12, use=use, survey=survey,
        themes=tuple(named), open_answers=(QUOTE, *(f"{QUOTE} {n}" for n in range(11))),
        changes=(Change(theme="integration", labels=named[0].labels, state="declined", reason=REASON),),
        plan_active={1: 30.0, 12: 63.0}, plan_habit={4: 15.0, 12: 40.0},
        sources=(("m365-copilot", MONDAY + timedelta(days=3)), ("github-copilot", MONDAY + timedelta(days=5))),
        tip=Tip(key="contract-version-check", titles=TIP, helpful=14, votes=17), gate=gate,
        hidden_teams=3, hidden_changed=1, is_standing=True,
    )  # fmt: skip


def full_summary() -> Summary:
    """The same as published, with a holiday week, a correction of an earlier one, people left out, the whole ladder,
    arrows and a number that was questioned."""
    made = build(full_facts())
    assert made.trend is not None
    trend = made.trend.model_copy(update={"holidays": (9,)})
    steps: tuple[tuple[Segment, int], ...] = (
        ("power", 6), ("habitual", 10), ("novice", 9), ("low", 6), ("non_user", 29),
    )  # fmt: skip
    update = {
        "trend": trend, "updated_weeks": (8, 9), "numbers": tuple(
            one.model_copy(update={"arrow": "flat"}) for one in made.numbers
        ),
        "rungs": tuple((step, share(n, 60, 5)) for step, n in steps), "enabled": 66, "left_out": 6,
        "few_left_out": True, "questioned": 2, "corrected": 1,
    }  # fmt: skip
    return made.model_copy(update=update)


def full_proposals() -> list[Proposal]:
    """Its three actions, the first of them left open the week before, and a fourth that has to wait."""
    actions = build(full_facts()).actions
    found = [
        Proposal(f"act_{n}", "sum_1", "", MONDAY, "proposed", action, is_again=n == 0)
        for n, action in enumerate(actions)
    ]
    return [*found, Proposal("act_9", "sum_1", "", MONDAY, "proposed", actions[0])]


def full_card(locale: str, may_act: bool = True) -> Card:
    """The digest as a champion gets it."""
    say = words_of(HOUSE / "content").say(locale, ZONE)
    return digest_card(say, "sum_1", full_summary(), full_proposals(), may_act)


def golden(locale: str) -> Path:
    """Where the text of the full summary stands."""
    return GOLDEN / f"summary.{locale}.txt"


if __name__ == "__main__":
    for one in LOCALES:
        golden(one).write_text(plain(full_card(one)) + "\n", encoding="utf-8")
