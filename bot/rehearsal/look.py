"""Looks back over a rehearsal: figures out of what was counted and of what stands in its database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from bot.context import Context
from bot.model.delivery import Limits, open_spans, works_on
from bot.model.nudges import slots
from bot.model.people import Person
from bot.model.power import chance_of_pass, smallest_difference
from bot.model.rollout import Phase
from bot.model.schedule import begun, monday_for, time_in_week
from bot.model.sharing_weeks import LeftOut, planned
from bot.rehearsal.play import Played
from bot.rehearsal.report import Comparison, Fullest, Load, Lost, Planned, SlotLine, WeekLine, WindowLine
from bot.rehearsal.tally import SlotCount
from bot.store import addresses, nudges, outbox, people, programs, rehearsal
from bot.store.outbox import Delivery
from bot.store.programs import Running

_AWAY = 0.10  # by how much a gate's truth is tried above and below its target


# One of each group with the same zone, calendar and quiet hours, and how many they are.
Groups = tuple[tuple[Person, int], ...]


@dataclass(frozen=True)
class Seen:
    """The people and the program of a rehearsal, after it."""

    ctx: Context
    running: Running
    played: Played
    everyone: tuple[Person, ...]
    members: tuple[Person, ...]
    reached: frozenset[str]
    limits: Limits
    groups: Mapping[str, Groups]  # by phase
    coming: frozenset[str]  # keys of the windows that come
    left_out: tuple[LeftOut, ...]


def see(ctx: Context, played: Played) -> Seen:
    """Reads back what a rehearsal left."""
    running = programs.latest(ctx.db)
    if running is None:
        raise LookupError("no program was rehearsed")
    members = tuple(programs.enrolled(ctx.db, running.program_id))
    in_phases = {
        phase.key: _alike(programs.members(ctx.db, running.program_id, phase.key))
        for phase in running.program.phase
    }
    turns, left_out = planned(running.program, ctx.words.content.rests())
    return Seen(
        ctx, running, played, tuple(people.everyone(ctx.db)), members, frozenset(addresses.reachable(ctx.db)),
        running.program.limits(), in_phases, frozenset(turn.rule.key for turn in turns), tuple(left_out),
    )  # fmt: skip


def _alike(persons: Iterable[Person]) -> Groups:
    alike: dict[tuple[str, ...], list[Person]] = defaultdict(list)
    for one in persons:
        alike[one.timezone, one.calendar, one.quiet_from, one.quiet_until].append(one)
    return tuple((group[0], len(group)) for group in alike.values())


def weeks(seen: Seen) -> tuple[WeekLine, ...]:
    """Messages by week and kind."""
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for (monday, kind), count in sorted(seen.played.tally.sent.items()):
        found[monday][kind] = count
    return tuple(WeekLine(monday=monday, messages=kinds) for monday, kinds in sorted(found.items()))


def load(seen: Seen) -> Load:
    """What people get on their days."""
    tally = seen.played.tally
    counts: Counter[int] = Counter()
    for days in tally.a_day.values():
        counts.update(days)
    del counts[0]
    lasted = max(1, (seen.played.ends_at - seen.played.begins_at) // timedelta(weeks=1))
    near = 0.8 * seen.limits.weekly_cap * lasted
    return Load(
        most_a_day=max(counts, default=0),
        median_a_day=_median(counts),
        over_one_a_day=sum(max(days, default=0) > 1 for days in tally.a_day.values()),
        near_the_cap=sum(count > near for count in tally.counted.values()),
    )


def _median(counts: Counter[int]) -> float:
    """The middle of days with messages; few different numbers of messages come, on very many days."""
    if not counts:
        return 0.0
    half, seen = counts.total() / 2, 0
    for number in sorted(counts):
        seen += counts[number]
        if seen > half:
            return float(number)
        if seen == half:
            return float(median((number, min(one for one in counts if one > number))))
    return 0.0


def lost(seen: Seen) -> tuple[Lost, ...]:
    """What would not leave: dropped at the last moment, or lost already when it was decided."""
    found = Counter(seen.played.tally.lost)
    for row in rehearsal.decisions(seen.ctx.db):
        if row["outcome"] == "lost":
            found["tip" if row["slot"].endswith("/tip") else "nudge", row["reason"]] += row["decisions"]
    return tuple(Lost(kind=kind, reason=why, messages=n) for (kind, why), n in found.most_common())


def slot_lines(seen: Seen) -> tuple[SlotLine, ...]:
    """Every slot and window as it was dated, with what became of it."""
    return tuple(sorted(_slot_lines(seen), key=lambda line: (line.on, line.slot)))


def _slot_lines(seen: Seen) -> Iterator[SlotLine]:
    decided: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rehearsal.decisions(seen.ctx.db):
        if row["outcome"] == "lost":
            decided[row["slot"]][row["reason"]] += row["decisions"]
    for phase_key, key, week, day in _dated(seen):
        groups = seen.groups[phase_key]
        count = seen.played.tally.slots.get(key, SlotCount())
        yield SlotLine(
            slot=key, week=week, on=day, people=sum(n for _, n in groups), day_off=_days_off(seen, groups, day),
            sent=count.sent, lost=dict(count.lost + decided[key]),
        )  # fmt: skip


def _dated(seen: Seen) -> Iterator[tuple[str, str, int, date]]:
    for phase, status in begun(seen.running.program, seen.running.phases):
        for slot in slots(phase, status):
            yield phase.key, slot.key, slot.week, slot.day_on
        for rule in (one for one in phase.windows if one.key in seen.coming):
            monday = monday_for(phase, status, rule.week)
            for kind, at in (("prompt", rule.opens), *(("reminder", at) for at in rule.reminders)):
                if monday:
                    yield (
                        phase.key,
                        f"{phase.key}/{rule.key}/{kind}",
                        rule.week,
                        time_in_week(monday, at, "UTC").day,
                    )


def _days_off(seen: Seen, groups: Groups, day: date) -> int:
    """How many do not work on a date."""
    limits, workdays = seen.limits, seen.ctx.workdays
    return sum(count for person, count in groups if not works_on(day, person, limits, workdays))


def window_lines(seen: Seen) -> tuple[WindowLine, ...]:
    """The working time each window leaves, by group."""
    return tuple(
        _window_line(
            seen, f"{phase.key}/{rule.key}", rule.week, person, count, opens.instant(), closes.instant()
        )
        for phase, status in begun(seen.running.program, seen.running.phases)
        for rule in phase.windows
        if rule.key in seen.coming
        if (monday := monday_for(phase, status, rule.week))
        for person, count in seen.groups[phase.key]
        for zone in (rule.zone_for(person.timezone, seen.running.program.program.timezone),)
        for opens in (time_in_week(monday, rule.opens, zone),)
        for closes in (time_in_week(monday, rule.closes, zone),)
    )


def _window_line(
    seen: Seen, window: str, week: int, person: Person, count: int, opens: datetime, closes: datetime
) -> WindowLine:
    day, spent = opens.astimezone(person.zone).date(), []
    while day <= closes.astimezone(person.zone).date():
        spans = open_spans(day, person, seen.limits, seen.ctx.workdays)
        spent.append(
            sum((max(min(end, closes) - max(start, opens), timedelta()) for start, end in spans), timedelta())
        )
        day += timedelta(days=1)
    return WindowLine(
        window=window, week=week, zone=person.timezone, calendar=person.calendar or seen.limits.calendar,
        people=count, working_days=sum(time > timedelta() for time in spent),
        working_hours=round(sum(spent, timedelta()) / timedelta(hours=1), 1),
    )  # fmt: skip


def fullest(seen: Seen) -> Fullest | None:
    """The most messages due together in one workspace."""
    if not seen.played.tally.at_once:
        return None
    (lane, at, kind), count = seen.played.tally.at_once.most_common(1)[0]
    hours = count * seen.ctx.settings.pace(lane.platform).every / timedelta(hours=1)
    return Fullest(kind=kind, at=at, platform=lane.platform, messages=count, hours=round(hours, 2))


def comparisons(seen: Seen) -> tuple[Comparison, ...]:
    """Every gate, and the holdout."""
    gates = [_gate(seen, phase, phase.gate.target) for phase in seen.running.program.phase if phase.gate]
    n = len(seen.members)
    held_out = round(n * seen.running.program.holdout.percent / 100)
    smallest = smallest_difference(n - held_out, held_out)
    points = None if smallest is None else round(100 * smallest, 1)
    return (*gates, Comparison(about="holdout", people=n, held_out=held_out, smallest_points=points))


def _gate(seen: Seen, phase: Phase, target: float) -> Comparison:
    n = sum(count for _, count in seen.groups[phase.key])
    return Comparison(
        about=f"{phase.key}.gate", people=n, pass_at_target=_chance(n, target, 0),
        pass_below=_chance(n, target, -_AWAY), pass_above=_chance(n, target, _AWAY),
    )  # fmt: skip


def _chance(n: int, target: float, away: float) -> float:
    return round(chance_of_pass(n, target / 100, target / 100 + away), 3)


def calendar_of(ctx: Context, email: str) -> tuple[Planned, ...] | None:
    """One person's messages at local time; None when nobody has this address."""
    person = people.find_by_email(ctx.db, email)
    if person is None:
        return None
    items = {one.nudge_id: one.item for one in nudges.of_person(ctx.db, person.person_id)}
    return tuple(
        Planned(
            at=_shown_at(row).astimezone(person.zone),
            kind=row.kind, item=items.get(row.about, ""), state=row.state, reason=row.reason,
        )
        for row in outbox.of_person(ctx.db, person.person_id)
    )  # fmt: skip


def _shown_at(row: Delivery) -> datetime:
    """When it left, or would have been due."""
    return row.settled_at if row.state == "sent" and row.settled_at else row.not_before_at
