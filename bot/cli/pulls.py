"""`uptake signals pull` and `uptake signals pulls`: usage asked of the vendors, now and on schedule."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.cli.opened import opened_house
from bot.errors import BadInput
from bot.feed import Feed
from bot.model.pulls import is_due
from bot.pulls.feeds import build_feeds
from bot.steps.pulling import Pulled
from bot.store import pulls
from bot.store.pulls import Pull
from bot.wiring import pull_now

_SETTINGS = {
    "m365-copilot": "UPTAKE_GRAPH_TENANT_ID, UPTAKE_GRAPH_CLIENT_ID and UPTAKE_GRAPH_CLIENT_SECRET",
    "github-copilot": "UPTAKE_GITHUB_TOKEN, and UPTAKE_GITHUB_ORG or UPTAKE_GITHUB_ENTERPRISE",
    "claude-enterprise": "UPTAKE_ANTHROPIC_ANALYTICS_KEY",
}


def add_to(parts: Any) -> None:
    """Adds the commands below `uptake signals`."""
    now = parts.add_parser("pull", help="pull usage from the vendors now, due or not")
    now.add_argument("source", nargs="?", choices=sorted(_SETTINGS), help="one of them; without it all")
    now.add_argument("--since", help="ask again from this day on, like 2026-10-01")
    now.set_defaults(run=_pull)
    parts.add_parser(
        "pulls", help="each source: complete to which day, next when, what is wrong"
    ).set_defaults(run=_list)


def _pull(options: argparse.Namespace) -> int:
    since = _day(options.since) if options.since else None
    with opened_house() as house:
        feeds = _chosen(build_feeds(house.settings, house.chance), options.source)
        if since and since >= house.clock.now().date():
            raise BadInput([f"--since: {since} is not over yet; the newest day is yesterday"])
        if since and (news := [feed.source for feed in feeds if not feed.rhythm.has_past]) and options.source:
            raise BadInput([f"--since: {news[0]} gives its newest report only; leave --since out"])
        done = pull_now(house, feeds, since, is_forced=True)
    for one in done:
        _tell(one)
    return 1 if any(one.has_failed for one in done) else 0


def _tell(one: Pulled) -> None:
    if one.is_busy:
        print(f"{one.source}: another process is pulling it now; nothing was changed", file=sys.stderr)
    elif one.has_failed:
        print(f"{one.source}: {one.trouble}: {one.reason}; nothing was changed", file=sys.stderr)
        for problem in one.problems:
            print(f"    {problem}", file=sys.stderr)
    else:
        report = one.report
        counts = (
            f"{report.accepted} new, {report.replaced} corrected, {report.repeated} known already, "
            f"{report.rejected} rows left out, {report.unknown} people in no people file"
            if report
            else "nobody in it"
        )
        print(f"{one.source}: {counts}; complete to {one.complete_to or 'no day'}")
        if one.trouble == "concealed":
            print("    the names are concealed, so nobody's use is known; only the number of people is kept")


def _list(options: argparse.Namespace) -> int:
    with opened_house() as house, house.context() as ctx:
        feeds = {feed.source for feed in build_feeds(house.settings, house.chance)}
        known, now = pulls.everything(ctx.db), ctx.now
        for source in sorted(_SETTINGS):
            print(f"{source}\t{_line(source in feeds, known.get(source), now)}")
    return 0


def _line(is_on: bool, one: Pull | None, now: Any) -> str:
    parts = [f"complete to {one.complete_to if one and one.complete_to else 'no day'}"]
    if one and one.pulled_at:
        parts.append(f"pulled {one.pulled_at:%Y-%m-%d %H:%M} UTC")
    if one and one.rejected:
        parts.append(f"{one.rejected} rows left out")
    if not is_on:
        parts.append("off")
    elif one is None or is_due(one.next_at, one.lease_until, now):
        parts.append("due now")
    else:
        parts.append(f"next {one.next_at:%Y-%m-%d %H:%M} UTC")
    if one and one.trouble:
        since = f" since {one.failing_since:%Y-%m-%d %H:%M} UTC" if one.failing_since else ""
        parts.append(f"{one.trouble}{since}{f': {one.reason}' if one.reason else ''}")
    return "\t".join(parts)


def _chosen(feeds: Sequence[Feed], source: str | None) -> tuple[Feed, ...]:
    chosen = tuple(feed for feed in feeds if source in (None, feed.source))
    if not chosen:
        wanted = [source] if source else sorted(_SETTINGS)
        raise BadInput([f"{one} is not set up: write {_SETTINGS[one]}" for one in wanted])
    return chosen


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput([f"--since: {text!r} is no date; write it like 2026-11-16"]) from None
