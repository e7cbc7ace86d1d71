"""What this installation really does, read off its configuration, for the words of first contact."""

from __future__ import annotations

from bot.cards.privacy import Promise
from bot.context import Context
from bot.model.people import Person
from bot.steps.rollout import planned_end
from bot.store import people, usage
from bot.store.programs import Running


def promise_of(ctx: Context, running: Running, person: Person) -> Promise:
    """Every claim of the disclosure to `person`; what the configuration does not support is not claimed."""
    charter = running.program.program
    say = ctx.say_to(person)
    human = people.find_by_email(ctx.db, charter.human)
    return Promise(
        tool=charter.tool,
        sponsor=charter.sponsor,
        human=say("human.named", name=human.name, email=charter.human) if human else charter.human,
        weekly_cap=charter.weekly_cap,
        until_on=planned_end(running, ctx.now.astimezone(running.program.zone).date()),
        group_minimum=charter.group_minimum,
        sees_use=usage.knows_people(ctx.db),
        asks_by_name=any(
            window.mode == "named" for phase in running.program.phase for window in phase.window
        ),
    )
