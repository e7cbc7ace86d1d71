"""What must hold of delivery after every seed, whatever happened in it; the numbers are those of the
invariants in docs/explanation/delivery.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.model.delivery import KINDS, START_WITHIN
from bot.simulation.evidence import Evidence
from bot.simulation.fakes import Start
from bot.store import people
from bot.store.outbox import Delivery

if TYPE_CHECKING:
    from bot.simulation.seed import Play

_ENDED = ("sent", "cancelled", "expired", "undeliverable", "dead")
_LEFT_OVER = timedelta(hours=6)  # longer than the longest wait between two tries
_SLACK = START_WITHIN + timedelta(seconds=1)
_OPENS, _CLOSES = 9 * 60 + 30, 16 * 60 + 30  # minutes: the working hours of the simulated program


def once(evidence: Evidence) -> Iterator[str]:
    """I1: one key, at most one message; without reading back, one more for each resend of the policy."""
    for delivery_id, standing in evidence.standing.items():
        row = evidence.rows.get(delivery_id)
        if row is None and evidence.play.was_lost(evidence.starts[delivery_id][0].at):
            continue  # planned and sent after the backup that was restored
        if row is None:
            yield f"{delivery_id} stands there, but no row tells of it"
        elif len(standing) > 1 + row.resends:
            yield f"{delivery_id} ({row.kind}, {row.platform}) stands there {len(standing)} times"
    for row in evidence.rows.values():
        if row.resends > KINDS[row.kind].resends:
            yield f"{row.delivery_id} ({row.kind}) was sent once more {row.resends} times, against its policy"


def planned_once(evidence: Evidence) -> Iterator[str]:
    """I2: the same decision never gives a second row."""
    rows = [row for row in evidence.rows.values() if row.kind != "reply"]
    told = Counter((row.kind, row.story, row.about, row.person_id) for row in rows)
    for decision, times in told.items():
        if times > 1:
            yield f"{decision} was planned {times} times"


def ended(evidence: Evidence) -> Iterator[str]:
    """I2 and liveness: after the calm, nothing that was due is still under way, in doubt or waiting."""
    now = evidence.play.record.clock.now()
    for row in evidence.rows.values():
        if row.state in ("sending", "in_doubt"):
            yield f"{row.delivery_id} ({row.kind}) is {row.state} since {row.claimed_at}: {row.reason}"
        elif row.state == "planned" and row.due_at < now - _LEFT_OVER:
            yield f"{row.delivery_id} ({row.kind}) waits since {row.due_at}: {row.reason}"
        elif row.state != "planned" and row.state not in _ENDED:
            yield f"{row.delivery_id} is in no known state: {row.state}"


def truth(evidence: Evidence) -> Iterator[str]:
    """I3: sent if and only if it stands there, where that can be read."""
    for row in evidence.rows.values():
        stands = bool(evidence.standing[row.delivery_id])
        taken = row.reason == "can't be read back: taken as sent"
        if row.state == "sent" and not stands and not taken:
            yield f"{row.delivery_id} ({row.kind}) is sent, but stands nowhere: {row.reason}"
        if (
            stands
            and row.state != "sent"
            and not row.resends
            and not _planned_anew_after_backup(evidence, row)
        ):
            yield f"{row.delivery_id} ({row.kind}) stands there, but is {row.state}: {row.reason}"


def _planned_anew_after_backup(evidence: Evidence, row: Delivery) -> bool:
    """A row that had ended when the backup was made, and was planned again and sent before it was restored."""
    return row.state in _ENDED and evidence.play.was_lost(evidence.starts[row.delivery_id][-1].at)


def order(evidence: Evidence) -> Iterator[str]:
    """I6: no ordered message starts while an older one of the same person was tried and is not ended."""
    by_person: dict[str, list[tuple[Delivery, float, float]]] = defaultdict(list)
    for delivery_id, starts in evidence.starts.items():
        row = evidence.rows.get(delivery_id)
        if row and row.is_ordered:
            by_person[row.person_id].append((row, starts[0].at, starts[-1].at))
    for tried in by_person.values():
        for row, first, _ in tried:
            for older, older_first, older_last in tried:
                if older.not_before_at < row.not_before_at and older_first < first < older_last:
                    yield f"{row.delivery_id} overtook {older.delivery_id}"


def in_time(evidence: Evidence) -> Iterator[str]:
    """I7: no call before its time, after it, outside the person's hours, or while sending is paused."""
    play = evidence.play
    with play.house.context() as ctx:
        zones = {person.person_id: person.zone for person in people.everyone(ctx.db)}
    for delivery_id, starts in evidence.starts.items():
        row = evidence.rows.get(delivery_id)
        # The last call of this plan: a row planned anew counts its tries anew.
        if row and row.attempts:
            yield from _untimely(play, row, starts[-1], zones[row.person_id])


def _untimely(play: Play, row: Delivery, start: Start, zone: ZoneInfo) -> Iterator[str]:
    what = f"{row.delivery_id} ({row.kind})"
    kind, local = KINDS[row.kind], start.wall.astimezone(zone)
    if not row.not_before_at <= start.wall < row.not_after_at + _SLACK:
        yield f"{what} started {start.wall}, allowed {row.not_before_at} to {row.not_after_at}"
    minute = local.hour * 60 + local.minute
    if kind.in_hours and not (_OPENS <= minute <= _CLOSES and local.weekday() < 5):
        yield f"{what} started at {local}"
    if play.was_lost(start.at):
        return  # whoever paused, resumed or stopped in that span was forgotten with the machine
    if not kind.answers and play.crowd.was_paused(start.at):
        yield f"{what} started at {start.at} while sending was paused"
    if row.kind not in ("reply", "request", "urgent") and play.crowd.had_stopped(start.user, start.at):
        yield f"{what} started at {start.at}, after {start.user} said stop"


def one_token(evidence: Evidence) -> Iterator[str]:
    """I8: as many claims as calls, or more: a claim makes one call at most."""
    for row in evidence.rows.values():
        calls = len(evidence.starts[row.delivery_id])
        if calls > row.token and evidence.play.gap[1] < 0:
            yield f"{row.delivery_id}: {calls} calls for {row.token} claims"


def paces(evidence: Evidence) -> Iterator[str]:
    """I9: never more calls in any second than the limit, never two into a conversation without a rest."""
    settings = evidence.play.house.settings
    for platform in evidence.platforms:
        lanes: dict[str, list[float]] = defaultdict(list)
        talks: dict[str, list[float]] = defaultdict(list)
        for start in platform.starts:
            lanes[start.workspace].append(start.at)
            talks[start.user].append(start.at)
        limit = settings.pace(platform.platform).per_second
        for workspace, starts in lanes.items():
            if _most_within(starts, 1.0) > limit:
                yield f"{_most_within(starts, 1.0)} calls in one second to {workspace}"
        rest = settings.rest(platform.platform).total_seconds() * 0.5
        for user, starts in talks.items():
            if _most_within(starts, rest) > 1:
                yield f"two calls within {rest} s to {user}"


def _most_within(starts: list[float], window: float) -> int:
    most = first = 0
    for last, at in enumerate(starts):
        while at - starts[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most


DELIVERY = (once, planned_once, ended, truth, order, in_time, one_token, paces)
