"""`uptake outbox`: where every message stands, why, and what to do about those that did not arrive."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, get_args

from bot.cards.plain import plain
from bot.cli.opened import opened_context, opened_house
from bot.context import Context
from bot.errors import BadInput
from bot.house import House
from bot.model.delivery import KINDS, State
from bot.model.remedies import remedy
from bot.store import audit, claims, outbox, people
from bot.store.outbox import Delivery

_NO_TROUBLE = ("planned", "sending", "sent")
# Stories that say to everybody alike what the program says. All others may hold what somebody answered, wrote or
# set up, and who got them is printed: so what they say is not. A new story is silent until it is named here.
_NOBODYS_WORDS = frozenset(
    {
        "corrections.excess", "corrections.told", "effects.resting", "effects.retired", "gates.farewell",
        "groups.refused", "holds.extended", "nudge.again", "nudge.first", "privacy.disclosure", "program.farewell",
        "program.waits", "pulls.trouble", "rehearsal.report", "rollout.gate", "summary.digest", "window.extended",
    }
)  # fmt: skip


def add_to(commands: Any) -> None:
    """Adds the commands."""
    box = commands.add_parser("outbox", help="where messages stand; send or drop those that did not arrive")
    box.set_defaults(run=_counts)
    acts = box.add_subparsers(metavar="act")
    acts.add_parser("counts", help="messages by state").set_defaults(run=_counts)
    listed = acts.add_parser("list", help="messages, the oldest first")
    listed.add_argument(
        "state", nargs="?", choices=get_args(State), help="one state; without it all troubled"
    )
    listed.add_argument("--person", default="", help="e-mail address: everything of one person")
    listed.add_argument("--most", type=int, default=100, help="how many at most (100)")
    listed.set_defaults(run=_list)
    show = acts.add_parser("show", help="one message: what it says, what happened, what to do")
    show.add_argument("id")
    show.set_defaults(run=_show)
    retry = acts.add_parser("retry", help="send messages again that ended dead, undeliverable or expired")
    retry.add_argument("ids", nargs="+", metavar="id")
    retry.set_defaults(run=_retry)
    drop = acts.add_parser("drop", help="cancel messages that wait or are dead")
    drop.add_argument("ids", nargs="+", metavar="id")
    drop.add_argument("--reason", default="dropped by hand")
    drop.set_defaults(run=_drop)


def _counts(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        for row in outbox.counts(ctx.db):
            print(f"{row['state']}\t{row['messages']}")
    return 0


def _list(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        for row in _chosen(ctx, options):
            due = _minute(row.due_at)
            print(f"{row.delivery_id}\t{row.state}\t{row.kind}\t{due}\t{row.reason or '-'}")
    return 0


def _chosen(ctx: Context, options: argparse.Namespace) -> list[Delivery]:
    if options.person:
        person = people.find_by_email(ctx.db, options.person)
        if person is None:
            raise BadInput([f"--person: nobody has the address {options.person}"])
        rows = outbox.of_person(ctx.db, person.person_id)
        return [row for row in rows if options.state in (None, row.state)][: options.most]
    states = [options.state] if options.state else [s for s in get_args(State) if s not in _NO_TROUBLE]
    return [row for state in states for row in outbox.in_state(ctx.db, state, options.most)][: options.most]


def _show(options: argparse.Namespace) -> int:
    with opened_house() as house, house.context() as ctx:
        print("\n".join(shown_lines(house, ctx, _found(ctx, options.id))))
    return 0


def shown_lines(house: House, ctx: Context, row: Delivery) -> list[str]:
    """Who gets a message and where it stands; and what it says, unless that came from people."""
    return [*(f"{name:<12} {value}" for name, value in _facts(ctx, row)), "", _text(house, ctx, row)]


def _facts(ctx: Context, row: Delivery) -> list[tuple[str, str]]:
    person = people.find(ctx.db, row.person_id)
    facts = [
        ("state", row.state),
        ("to", person.email if person else "nobody any more"),
        ("where", f"{row.platform} {row.workspace}".strip() or "not known yet"),
        ("kind", row.kind),
        ("planned for", _minute(row.not_before_at)),
        ("next look", _minute(row.due_at) if row.state == "planned" else ""),
        ("makes sense", f"until {_minute(row.not_after_at)}"),
        ("tries", f"{row.attempts}" + (f", the last {_minute(row.claimed_at)}" if row.claimed_at else "")),
        ("ended", _minute(row.settled_at) if row.settled_at else ""),
        ("reason", row.reason),
        ("what to do", "" if row.state == "sent" else remedy(row.reason)),
    ]
    return [(name, value) for name, value in facts if value]


def _text(house: House, ctx: Context, row: Delivery) -> str:
    if row.kind == "reply":
        return "(an answer to what the person wrote: shown to nobody else)"
    if row.story not in _NOBODYS_WORDS:
        return "(it may hold what somebody answered or wrote: shown to nobody else)"
    person = people.find(ctx.db, row.person_id)
    card = house.router.stories[row.story](ctx, person, row.about) if person else None
    return plain(card) if card else "(there would be nothing left to say)"


def _retry(options: argparse.Namespace) -> int:
    def retry(ctx: Context, row: Delivery) -> bool:
        return claims.replay(
            ctx.db, row, ctx.now, ctx.now + max(KINDS[row.kind].late_for, timedelta(hours=1))
        )

    return _act(
        options.ids, retry, "retried", "is {state}: only dead, undeliverable or expired ones are sent again"
    )


def _drop(options: argparse.Namespace) -> int:
    def drop(ctx: Context, row: Delivery) -> bool:
        return claims.give_up(ctx.db, row, ctx.now, options.reason)

    return _act(
        options.ids, drop, "dropped", "is {state}: only planned, dead or undeliverable ones are dropped"
    )


def _act(ids: list[str], act: Callable[[Context, Delivery], bool], done: str, refusal: str) -> int:
    """Acts on every id or on none."""
    with opened_context() as ctx:
        rows = [_found(ctx, one) for one in ids]
        refused = [row for row in rows if not act(ctx, row)]
        if refused:
            raise BadInput([f"{row.delivery_id} {refusal.format(state=row.state)}" for row in refused])
        for row in rows:
            audit.record(ctx, None, f"delivery.{done}", row.delivery_id)
        print(f"{len(rows)} {done}")
    return 0


def _found(ctx: Context, delivery_id: str) -> Delivery:
    row = outbox.find(ctx.db, delivery_id)
    if row is None:
        raise BadInput([f"there is no message {delivery_id}; see “uptake outbox list”"])
    return row


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}Z"
