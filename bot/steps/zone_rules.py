"""What was planned by a wall clock stays on that wall clock when a zone's rules change, or the person's
zone. Only what lies ahead moves: a window that has opened or closed has done so."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.model.time import LocalTime, Zones
from bot.store import audit, zone_rules
from bot.store.database import Row

_log = logging.getLogger("uptake.time")


def keep_to_rules(ctx: Context, version: str, zones: Zones = ZoneInfo) -> int:
    """Computes every planned instant anew when these zone rules are newer than those it was computed
    with; returns how many moved. Older rules, as of a worker not yet upgraded, change nothing."""
    known = zone_rules.version(ctx.db)
    if version <= known:
        return 0
    zone_rules.use(ctx.db, version, ctx.now)
    if not known:
        return 0
    prompts = [(row, row["zone"]) for row in zone_rules.prompts(ctx.db)]
    messages = [(row, row["zone"]) for row in zone_rules.messages(ctx.db)]
    moved = _move_prompts(ctx, prompts, zones) + _move_messages(ctx, messages, zones)
    audit.record(ctx, None, "zone_rules.changed", version, before=known, moved=moved)
    _log.info("zone_rules.changed", extra={"reason": f"{known} to {version}, {moved} moved"})
    return moved


def keep_to_zone(ctx: Context, person_id: str, zone: str, zones: Zones = ZoneInfo) -> int:
    """Somebody lives by another zone now: what is planned moves there, except what belongs to a window
    that has opened for this person. Returns how many moved."""
    ahead = [row for row in zone_rules.prompts(ctx.db, person_id) if row["opens_at"] > ctx.now]
    free = {row["prompt_id"] for row in ahead}
    messages = [
        (row, zone)
        for row in zone_rules.messages(ctx.db, person_id)
        if row["kind"] not in ("prompt", "reminder") or row["about"] in free
    ]
    return _move_prompts(ctx, [(row, zone) for row in ahead], zones) + _move_messages(ctx, messages, zones)


def _move_prompts(ctx: Context, rows: Iterable[tuple[Row, str]], zones: Zones) -> int:
    moved = 0
    for row, zone in rows:
        before = row["opens_at"], row["closes_at"]
        walls = row["opens_wall"], row["closes_wall"]
        by_rule = [LocalTime.read(wall, zone).instant(zones) for wall in walls]
        opens_at, closes_at = (
            new if old > ctx.now else old for old, new in zip(before, by_rule, strict=True)
        )
        if (opens_at, closes_at) != before:
            zone_rules.redate_prompt(ctx.db, row["prompt_id"], zone, opens_at, closes_at)
            moved += 1
    if moved:
        zone_rules.redate_windows(ctx.db)
    return moved


def _move_messages(ctx: Context, rows: Iterable[tuple[Row, str]], zones: Zones) -> int:
    moved = 0
    for row, zone in rows:
        rule = LocalTime.read(row["wall"], zone)
        rule_at = rule.instant(zones)
        if rule_at != row["rule_at"]:
            due_at, reason = _due(row, rule_at)
            not_after_at = row["not_after_at"] + (rule_at - row["rule_at"])
            zone_rules.redate_message(ctx.db, row["delivery_id"], rule, rule_at, due_at, not_after_at, reason)
            moved += 1
    return moved


def _due(row: Row, rule_at: datetime) -> tuple[datetime, str]:
    """When a message is looked at next, and why. One put off by a pause or by hours is judged anew at
    its own time; one the platform refused keeps to the platform's wait."""
    is_put_off = row["due_at"] == row["rule_at"] or row["reason"]
    return (rule_at, "") if is_put_off and not row["attempts"] else (row["due_at"], row["reason"])
