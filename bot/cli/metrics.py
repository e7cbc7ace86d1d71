"""`uptake metrics …`: what the numbers mean, what the newest one was, and which were questioned."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.cards.card import Say
from bot.cards.metrics import source_words, told_value
from bot.cli.metric_words import as_json, groupings_as_json, lines_of, reference
from bot.cli.opened import opened_context, settings
from bot.errors import BadInput
from bot.model.definitions import METRICS, GroupingItem, MetricItem
from bot.model.ground import WHOLE
from bot.model.people import LOCALES
from bot.model.told import OF_ANSWERS, Told, told_number
from bot.store import programs, summaries, summary_complaints
from bot.store.summaries import Published
from bot.words import Content, Words, load_content


def add_to(commands: Any) -> None:
    """Adds the commands."""
    parts = commands.add_parser("metrics", help="what the numbers mean, and which were questioned")
    parts = parts.add_subparsers(metavar="what", required=True)
    every = parts.add_parser("list", help="every number, and what decision makers ask for")
    every.set_defaults(run=_list)
    every.add_argument("--format", default="text", choices=("text", "json", "markdown"))
    one = parts.add_parser("explain", help="one number: its definition, and the newest one published")
    one.set_defaults(run=_explain)
    one.add_argument("name")
    one.add_argument("--on", help="the definition of that day, as 2026-11-16; without it every version")
    asked = parts.add_parser("complaints", help="numbers that were questioned, and what became of it")
    asked.set_defaults(run=_complaints)
    for part in (one, asked):
        part.add_argument("--format", default="text", choices=("text", "json"))
    for part in (every, one):
        part.add_argument("--locale", default="en", choices=LOCALES)


def _list(options: argparse.Namespace) -> int:
    content = load_content(settings().content)
    say = Words(content).say(options.locale, ZoneInfo("UTC"))
    metrics, groupings = in_order(content), sorted_groupings(content)
    if options.format == "json":
        found = [as_json(say, item, item.versions) for item in metrics.values()]
        _print_json({"metrics": found, "groupings": groupings_as_json(say, groupings)})
    elif options.format == "markdown":
        print(reference(say, metrics, groupings), end="")
    else:
        for key, item in metrics.items():
            print(f"{key}\t{say.any_of(item.title.root)}\t{say.any_of(item.versions[-1].sentence.root)}")
    return 0


def in_order(content: Content) -> Mapping[str, MetricItem]:
    """As the code lists them, so that what belongs together stands together."""
    return {key: content.metrics[key] for key in METRICS if key in content.metrics}


def sorted_groupings(content: Content) -> list[GroupingItem]:
    """The seven of decision makers, then the six of value, each in its order."""
    return sorted(content.groupings.values(), key=lambda one: (one.family, one.order))


def _explain(options: argparse.Namespace) -> int:
    content = load_content(settings().content)
    item = _named(content, options.name)
    say = Words(content).say(options.locale, ZoneInfo("UTC"))
    on = _day(options.on) if options.on else None
    held = item.versions if on is None else item.in_force(on)
    if not held:
        first = min(one.effective_from for one in item.versions)
        raise BadInput([f"{options.name}: no definition was in force on {on}; the first holds from {first}"])
    newest = _newest(item.key, options.locale)
    if options.format == "json":
        _print_json(as_json(say, item, held) | {"newest": newest})
        return 0
    for line in lines_of(say, item, held):
        print(line)
    if newest is not None:
        print(newest["told"])
    return 0


def _named(content: Content, name: str) -> MetricItem:
    """The number of that name, or of that title in any language."""
    by_title = {text.casefold(): one for one in content.metrics.values() for text in one.title.root.values()}
    item = content.metrics.get(name) or by_title.get(name.casefold())
    if item is None:
        near = get_close_matches(name.casefold(), [*content.metrics, *by_title], n=3, cutoff=0.5)
        meant = list(dict.fromkeys(by_title[one].key if one in by_title else one for one in near))
        advice = f"did you mean {' or '.join(meant)}?" if meant else f"there are {', '.join(METRICS)}"
        raise BadInput([f"{name}: there is no such number; {advice}"])
    return item


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput([f"--on: {text!r} is no date; write it like 2026-11-16"]) from None


def _newest(key: str, locale: str) -> dict[str, Any] | None:
    """What the newest summary of everybody says of it: published already, so nothing new is told. None without a
    database, a program or a summary."""
    chosen = settings()
    if "://" not in chosen.database and not Path(chosen.database).exists():
        return None
    with opened_context() as ctx:
        running = programs.latest(ctx.db)
        found = summaries.latest(ctx.db, running.program_id, WHOLE) if running else None
        if running is None or found is None:
            return None
        say = ctx.words.say(locale, running.program.zone, ctx.now)
    told = told_number(found.summary, key)
    if told is None:
        return {"week_on": found.week_on.isoformat(), "told": say("metrics.not_told")}
    return _published(say, found, told) | {"week_on": found.week_on.isoformat()}


def _published(say: Say, found: Published, told: Told) -> dict[str, Any]:
    """The number with its n, the grade and why, and what the figures reach to."""
    share = told.number.share if told.number else None
    parts = [told_value(say, told), say(f"metrics.because_{told.provenance}", grade=told.grade)]
    parts.append(source_words(say, found.summary, told))
    missing = 0
    if told.key not in (*OF_ANSWERS, "enabled") and found.summary.sources:
        until = max(day for _, day in found.summary.sources)
        missing = max(0, (found.week_on + timedelta(days=6) - until).days)
        parts.append(say("metrics.delay", days=missing))
    return {
        "told": say("metrics.newest", monday=found.week_on, value=" · ".join(parts)),
        "grade": told.grade,
        "n": share.of if share else told.of,
        "days_missing": missing,
    }


def _complaints(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        running = programs.latest(ctx.db)
        rows = summary_complaints.of_program(ctx.db, running.program_id) if running else []
    kept = ("complaint_id", "team", "week_on", "number_key", "state", "reported_at", "words", "reason")
    told = [{name: str(row[name]) for name in kept} for row in rows]
    if options.format == "json":
        _print_json(told)
        return 0
    for one in told:
        print("\t".join(" ".join(one[name].split()) for name in kept))
    if not told:
        print("no number was questioned so far")
    return 0


def _print_json(told: object) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=2))
