"""What a simulated colleague is like: how keen, how diligent, what he or she would answer. Pure.

Everything is drawn from the colleague's own seeded chance, so one colleague's taps never change
another's.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import seeded_chance
from bot.model.people import Person
from bot.model.time import local_instant
from bot.playground.buttons import Button

_DAY_STARTS, _DAY_ENDS = time(9, 0), time(17, 0)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ROUND_TO = timedelta(minutes=15)  # as often as the clockwork looks anyway
_FADES, _WARMEST = 0.975, 0.3
_MOST_LIKELY = 0.9
_TIMES = ("lt5", "5to15", "15to30", "30to60", "gt60")
_RARE = {"na": 0.15, "prefer-not-to-say": 0.3, "not": 0.12, "none": 1.6, "worked": 1.0}
_SHARES = {"feedback": 0.8, "nudge": 0.75, "tip": 0.55, "human": 0.9, "summary": 0.55, "rollout": 1.0}

REMARKS = {
    "en": (
        "It saves me the first draft; I still check every number.",
        "Good for minutes, not for our contract wording.",
        "I would like ten minutes with somebody who uses it for spreadsheets.",
        "Not sure which customer material I may paste.",
        "It invents sources, so I stopped using it for research.",
    ),
    "zh-Hant": (
        "會議紀錄省了很多時間，但人名常常寫錯，要自己再看一遍。",
        "不確定哪些客戶資料可以貼進去，希望有一張對照表。",
        "做簡報大綱很好用，數字還是得自己算。",
        "想看看同部門的人怎麼用。",
    ),
    "zh-Hans": (
        "写周报快了不少，不过数据还是要自己核对。",
        "不清楚哪些客户资料可以用，希望有明确的说明。",
        "表格公式解释得不错，省得到处问人。",
        "希望看看同岗位的人是怎么用的。",
    ),
}
TIPS = {
    "en": (
        "Ask for three questions first",
        "Before a draft, ask it for three questions you have not answered yet.",
    ),
    "zh-Hant": ("先請它問您三個問題", "要草稿之前，先請它提出三個還缺答案的問題，草稿會準很多。"),
    "zh-Hans": ("先让它问您三个问题", "要草稿之前，先让它提出三个还缺答案的问题，草稿会准很多。"),
}

# In the order in which a person would look for them; what differs from person to person is between.
_FIRST = ("rollout.start", "gate.choose", "gate.decide", "gate.predict", "item.answer", "feedback.answer")
_LAST = (
    "nudge.remind",
    "nudge.reason",
    "tip.send",
    "tip.credit",
    "tip.approve",
    "human.take",
    "summary.assign",
)

_REASONS = {
    "en": "The figures and what people told us say that it is worth going on.",
    "zh-Hant": "數字和大家的回饋都顯示值得繼續。",
    "zh-Hans": "数字和大家的反馈都显示值得继续。",
}


@dataclass
class Temper:
    """One colleague: `keen` on the tool, `diligent` in answering, in good or bad `mood`; `warmth`
    is what nudges and tips have left behind, and fades."""

    person: Person
    chance: random.Random
    keen: float
    diligent: float
    mood: float
    skill: float
    warmth: float = 0.0
    touched: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, person: Person, seed: int) -> Temper:
        """The same person and seed give the same temper."""
        chance = seeded_chance(f"{seed}/{person.email}")
        is_keen = person.role in ("champion", "power_user")
        keen = chance.betavariate(5, 2) if is_keen else chance.betavariate(1.3, 2.2)
        diligent = min(0.97, chance.betavariate(5, 3) + (0.2 if is_keen else 0))
        return cls(person, chance, keen, diligent, chance.gauss(0.3 + keen / 2, 0.5), chance.random())

    def will_react(self, noun: str) -> bool:
        """Whether a message about `noun` gets a tap at all."""
        if noun in ("rollout", "human") or self.person.role == "admin":
            return True
        return self.chance.random() < self.diligent * _SHARES.get(noun, 0)

    def moment_after(self, at: datetime, typical: timedelta) -> datetime:
        """When the reaction comes: after a while, inside the person's working hours."""
        later = at + typical * self.chance.lognormvariate(0, 0.8)
        moment = _in_hours(later, self.person.zone, self.chance.random())
        return moment - (moment - _EPOCH) % _ROUND_TO + _ROUND_TO

    def warm_up(self, by: float) -> None:
        """A message or a tip that worked leaves something behind, more with the keen."""
        self.warmth = min(_WARMEST, self.warmth + by * 2 * self.keen)

    def uses_on(self, day: date) -> int:
        """How many things the person does with the tool that day; weekends are free."""
        self.warmth *= _FADES
        if day.weekday() > 4 or self.keen < 0.16:
            return 0
        likely = min(_MOST_LIKELY, 0.008 + 0.85 * self.keen**3 + self.warmth)
        return (
            1 + int(self.chance.expovariate(1 / (1 + 5 * self.keen))) if self.chance.random() < likely else 0
        )

    def choose(self, buttons: list[Button]) -> Button | None:
        """The button this person taps next; None when nothing invites to."""
        by_action: dict[str, list[Button]] = {}
        for button in buttons:
            by_action.setdefault(button.action, []).append(button)
        wanted = next((action for action in self._inclinations() if action in by_action), None)
        return self._answer(by_action[wanted]) if wanted else None

    def _inclinations(self) -> tuple[str, ...]:
        """Actions in the order in which this person would look for them."""
        chance = self.chance.random()
        nudge = (
            "nudge.did" if chance < 0.3 + self.keen / 2 else "nudge.later" if chance < 0.9 else "nudge.refuse"
        )
        tip = "tip.helpful" if chance < 0.62 + self.mood / 6 else "tip.not_helpful"
        open_end = "feedback.write" if chance < 0.45 else "feedback.skip"
        return (*_FIRST, open_end, "feedback.skip", nudge, tip, *_LAST)

    def _answer(self, buttons: list[Button]) -> Button:
        if buttons[0].action == "feedback.answer":
            return self._answer_question(buttons)
        if buttons[0].action in ("gate.predict", "nudge.remind", "nudge.reason", "tip.credit"):
            return self.chance.choice([button for button in buttons if button.value != "chosen"])
        return buttons[0]

    def _answer_question(self, buttons: list[Button]) -> Button:
        keys = [button.value.partition(":")[2] for button in buttons]
        question = buttons[0].value.partition(":")[0]
        weights = [self._weight(question, key) for key in keys]
        return self.chance.choices(buttons, weights)[0]

    def _weight(self, question: str, key: str) -> float:
        if key.isdigit():
            wanted = 3 + 1.3 * self.mood
            return 0.03 + math.exp(-((int(key) - wanted) ** 2) / 1.5)
        if key in _TIMES:
            faster = 0.9 + self.skill if question == "time-with" else 0
            return 0.03 + math.exp(-((_TIMES.index(key) - 2.2 + faster) ** 2) / 1.5)
        if key == "not-used":
            return 2.4 * (1 - min(1, self.keen + self.warmth))
        return _RARE.get(key, 0.5)

    def words_for(self, button: Button) -> dict[str, str]:
        """What the person writes into the inputs of a form."""
        locale = self.person.language
        title, body = TIPS[locale]
        texts = {
            "title": title,
            "body": body if "title" in button.inputs else self.chance.choice(REMARKS[locale]),
            "reason": _REASONS[locale],
        }
        return {name: texts.get(name, "")[:longest] for name, longest in button.inputs.items()}


def _in_hours(at: datetime, zone: ZoneInfo, share: float) -> datetime:
    """`at` when it is working time, else a moment of the next working morning."""
    local = at.astimezone(zone)
    if local.weekday() < 5 and _DAY_STARTS <= local.time() < _DAY_ENDS:
        return at
    day = local.date() + timedelta(days=int(local.time() >= _DAY_STARTS))
    while day.weekday() > 4:
        day += timedelta(days=1)
    return local_instant(day, _DAY_STARTS, zone) + timedelta(hours=2 * share)
