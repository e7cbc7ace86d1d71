"""What this installation really does, read off its configuration, for the words of first contact."""

from __future__ import annotations

from datetime import timedelta

from bot.cards.privacy import Promise
from bot.context import Context
from bot.store import people, usage
from bot.store.programs import Running


def promise_of(ctx: Context, running: Running) -> Promise:
    """Every claim of the disclosure; a claim that the configuration does not support is not made."""
    charter = running.program.program
    human = people.find_by_email(ctx.db, charter.human)
    weeks = sum(phase.weeks for phase in running.program.phase)
    return Promise(
        tool=charter.tool,
        sponsor=charter.sponsor,
        human=f"{human.name} ({charter.human})" if human else charter.human,
        weekly_cap=charter.weekly_cap,
        until_on=charter.starts_on + timedelta(weeks=weeks) if weeks else None,
        group_minimum=charter.group_minimum,
        sees_use=usage.knows_people(ctx.db),
    )
