"""What had better be changed before anything is sent: a sentence each, with its fix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.cards.card import Say
from bot.model.content import QuestionSet, TipItem
from bot.model.sharing_weeks import yielded
from bot.model.time import first_monday
from bot.rehearsal.look import Seen
from bot.rehearsal.report import LEVELS, Comparison, Finding, Fullest, Level, Load, SlotLine, WindowLine
from bot.rehearsal.tally import TOO_LATE_BY_HOURS, TOO_LATE_BY_PACE

_FEW = 0.5  # of those taking part: a slot that fewer can get is nearly a slot for nobody
_WORTH_SAYING = 0.05  # of a slot's messages
_SHORT = 2  # working days
_BLUNT = 0.5  # a gate that a truth ten points better passes less often than this
_COARSE = 20.0  # points: a holdout that shows only larger effects
_LONG = 1.0  # hours at the platform's limit
_PROMISED = ("lost_cap", "lost_soon")
_CAUSES = {
    TOO_LATE_BY_HOURS: "lost_hours",
    TOO_LATE_BY_PACE: "lost_pace",
    "weekly cap": "lost_cap",
    "the weekly cap is reached": "lost_cap",
    "too soon after the last message": "lost_soon",
}


@dataclass(frozen=True)
class Found:
    """A finding before it is put into words."""

    level: Level
    about: str
    key: str
    week: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    phrase: str = ""

    def told(self, say: Say) -> Finding:
        """In somebody's words."""
        text = say(self.phrase or f"rehearsal.{self.about}", **self.values)
        return Finding(level=self.level, about=self.about, key=self.key, week=self.week, text=text)


def told(say: Say, found: Iterable[Found]) -> tuple[Finding, ...]:
    """The findings in words, the worst first."""
    return tuple(one.told(say) for one in sorted(found, key=lambda one: LEVELS.index(one.level)))


def about_content(seen: Seen) -> Iterator[Found]:
    """Cards that can't be said or shown, and languages behind the others."""
    for name, problem in seen.played.tally.complaints.items():
        yield Found("error", "card", name, None, {"item": name, "problem": problem})
    for name, language in _stale(seen):
        yield Found("error", "stale", name, None, {"item": name, "language": language})


def _stale(seen: Seen) -> Iterator[tuple[str, str]]:
    content, program = seen.ctx.words.content, seen.running.program
    nudges = sorted({key for phase in program.phase for rule in phase.nudge for key in rule.use})
    sets = sorted({rule.questions for phase in program.phase for rule in phase.window})
    tips = content.tips.values() if any(phase.tips for phase in program.phase) else ()
    items = [
        *((f"nudges/{key}.toml", content.nudges[key].stale_languages()) for key in nudges),
        *(
            (f"tips/{tip.key}.toml", tip.stale_languages())
            for tip in tips
            if _fits(tip, program.program.tool_key)
        ),
        *((f"question_sets/{key}.toml", content.question_sets[key].stale_languages()) for key in sets),
        *(
            (f"questions/{key}.toml", content.questions[key].stale_languages())
            for key in _questions(content.question_sets[name] for name in sets)
        ),
    ]
    for name, languages in items:
        yield from ((name, language) for language in languages)


def _fits(tip: TipItem, tool_key: str) -> bool:
    return tip.tool in ("any", tool_key)


def _questions(sets: Iterable[QuestionSet]) -> list[str]:
    return sorted({ask.question for one in sets for ask in one.ask})


def about_people(seen: Seen, assumed: int) -> Iterator[Found]:
    """Whom the program does not reach, and why."""
    ids = {person.person_id for person in seen.members}
    unreached = [one for one in seen.members if one.person_id not in seen.reached]
    if unreached:
        yield Found("warning", "unreached", "people", None, {"count": len(unreached)})
    if assumed:
        yield Found("note", "assumed", "people", None, {"count": assumed})
    counts = {
        "outside": sum(one.person_id not in ids and one.state == "active" for one in seen.everyone),
        "stopped": sum(bool(one.stopped_at) for one in seen.members),
        "resting": sum(bool(one.paused_until_on) for one in seen.members),
    }
    for about, count in counts.items():
        if count:
            yield Found("note", about, "program.cohort", None, {"count": count})
    if not seen.members:
        yield Found("error", "nobody", "program.cohort")


def about_slots(seen: Seen, lines: Iterable[SlotLine]) -> Iterator[Found]:
    """Days off that leave a slot to few, and messages that would not leave."""
    promised: dict[str, list[tuple[int, SlotLine]]] = defaultdict(list)
    for line in lines:
        values = {"slot": line.slot, "day": line.on, "count": line.day_off, "people": line.people}
        if line.people and line.day_off == line.people:
            yield Found("error", "slot_nobody", line.slot, line.week, values)
            continue
        if line.people and line.day_off >= _FEW * line.people:
            yield Found("warning", "slot_few", line.slot, line.week, values)
        for cause, count in line.lost.items():
            about = _CAUSES.get(cause, "lost_other")
            if about in _PROMISED:
                promised[about].append((count, line))
            elif count >= _WORTH_SAYING * max(1, line.people):
                more = {**values, "lost": count, "cause": cause}
                yield Found("warning", about, line.slot, line.week, more)
    yield from (_promise(about, lost) for about, lost in promised.items())


def _promise(about: str, lost: list[tuple[int, SlotLine]]) -> Found:
    """What the promises to people cost, told once: it is as planned."""
    most, line = max(lost, key=lambda pair: pair[0])
    values = {"lost": sum(count for count, _ in lost), "slots": len(lost), "slot": line.slot, "most": most}
    return Found("note", about, line.slot, line.week, values)


def about_windows(lines: Iterable[WindowLine]) -> Iterator[Found]:
    """Windows too short for a group, or closed to it altogether."""
    for line in lines:
        values: dict[str, object] = {"window": line.window, "people": line.people, "zone": line.zone}
        values |= {"days": line.working_days, "hours": line.working_hours}
        if not line.working_days:
            yield Found("error", "window_closed", line.window, line.week, values)
        elif line.working_days < _SHORT:
            yield Found("warning", "window_short", line.window, line.week, values)


def about_shared_weeks(seen: Seen) -> Iterator[Found]:
    """Weeks that a window leaves to one that comes more rarely."""
    for one in yielded(seen.left_out):
        yield Found("note", "left_out", one.window, one.weeks[0], one.values, one.phrase)


def about_load(seen: Seen, load: Load, fullest: Fullest | None) -> Iterator[Found]:
    """Too much for a person on one day, or for the platform in one slot."""
    values: dict[str, object]
    if load.over_one_a_day:
        values = {"count": load.over_one_a_day, "most": load.most_a_day}
        yield Found("warning", "crowded", "program.hours_apart", None, values)
    if load.near_the_cap:
        values = {"count": load.near_the_cap, "cap": seen.limits.weekly_cap}
        yield Found("note", "near_cap", "program.weekly_cap", None, values)
    if fullest and fullest.hours >= _LONG:
        values = {"count": fullest.messages, "platform": fullest.platform, "hours": fullest.hours}
        yield Found("note", "long_queue", fullest.kind, None, values)


def about_gates(seen: Seen, compared: Iterable[Comparison]) -> Iterator[Found]:
    """Gates nobody can pass, or that come on a day off; and what comparisons can show."""
    zone = seen.running.program.zone
    for passed in seen.played.approvals:
        if passed.card_at is None:
            yield Found(
                "error", "nobody_decides", f"{passed.phase_key}.gate", None, {"phase": passed.phase_key}
            )
        day = passed.at.astimezone(zone).date()
        is_last = passed.phase_key == seen.running.program.phase[-1].key
        if day.weekday() and not is_last:
            values = {"phase": passed.phase_key, "day": day, "monday": first_monday(day)}
            yield Found("warning", "gate_slips", f"{passed.phase_key}.gate", None, values)
    for one in compared:
        yield from _about_holdout(one) if one.about == "holdout" else _about_gate(seen, one)


def _about_gate(seen: Seen, one: Comparison) -> Iterator[Found]:
    gate = seen.running.program.phase_named(one.about.removesuffix(".gate")).gate
    if gate is None:
        return
    values = {"gate": one.about, "people": one.people, "least": gate.minimum_people}
    if one.people < gate.minimum_people:
        yield Found("error", "gate_small", one.about, None, values)
    elif (one.pass_above or 0.0) < _BLUNT:
        chance = round(100 * (one.pass_above or 0.0))
        yield Found("warning", "gate_blunt", one.about, None, {**values, "chance": chance})


def _about_holdout(one: Comparison) -> Iterator[Found]:
    if one.smallest_points is None:
        yield Found("note", "no_holdout", "holdout.percent")
        return
    level: Level = "warning" if one.smallest_points > _COARSE else "note"
    values = {"count": one.held_out, "people": one.people, "points": round(one.smallest_points)}
    yield Found(level, "holdout", "holdout.percent", None, values)
