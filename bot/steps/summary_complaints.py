"""Who answers when a number is questioned, and how the number is named and told to them."""

from __future__ import annotations

from bot.cards.metrics import told_value
from bot.cards.summary import heading
from bot.context import Context
from bot.model.people import Person, authorize
from bot.model.told import told_number
from bot.store import people, programs, summaries
from bot.store.summary_complaints import Complaint


def who_answer(ctx: Context) -> list[Person]:
    """The program's human; without one who is still here, the administrators."""
    running = programs.latest(ctx.db)
    human = people.find_by_email(ctx.db, running.program.program.human) if running else None
    return [human] if human and human.state == "active" else people.with_role(ctx.db, "admin")


def may_answer(ctx: Context, person: Person) -> bool:
    """Whether somebody answers for numbers: who is asked, and every administrator."""
    return authorize(person, "run_rollout") or person.person_id in {one.person_id for one in who_answer(ctx)}


def name_of(ctx: Context, person: Person, key: str) -> str:
    """What a number is called in the person's language; what is no number, too."""
    say, item = ctx.say_to(person), ctx.words.content.metrics.get(key)
    return say.any_of(item.title.root) if item else say("complaints.other")


def about(ctx: Context, person: Person, complaint: Complaint) -> dict[str, str]:
    """Which number of which summary it is about: `number`, `heading` and the published `value`."""
    say, found = ctx.say_to(person), summaries.find(ctx.db, complaint.summary_id)
    told = told_number(found.summary, complaint.number_key) if found else None
    return {
        "number": name_of(ctx, person, complaint.number_key),
        "heading": heading(say, found.summary) if found else complaint.summary_id,
        "value": told_value(say, told) if told else say("complaints.no_value"),
    }
