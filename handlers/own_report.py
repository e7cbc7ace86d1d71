"""A person sees what the own manager would see, and says whether own words may be quoted.

Started by: the button of `/ai-me` and of the receipt of a feedback prompt.
Refuses:    a button that says neither yes nor no; before the first report it says so.
Says:       the published report of the person's team, or everybody's when the team is not told about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.cards.answers import answer_shown
from bot.cards.own_report import nothing_yet_card, own_report_card, quoting_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.ground import WHOLE
from bot.model.people import Person
from bot.router import Router
from bot.store import feedback, programs, quoting, summaries
from bot.store.programs import Running
from bot.store.summaries import Published

routes = Router()


@routes.pressed("me.own_report")
def show(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The newest report, from the same words the digest is made of."""
    say, running = ctx.say_to(person), programs.latest(ctx.db)
    found = _newest(ctx, running, person) if running else None
    if found is None:
        return Reply(nothing_yet_card(say), replaces=False)
    shown = summaries.proposals(ctx.db, found)
    own = tuple(_own(ctx, person, found.week_on))
    return Reply(own_report_card(say, found.summary_id, found.summary, shown, own), replaces=False)


@routes.pressed("me.quoting")
def choose_quoting(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Own words may be quoted without a name, or not at all."""
    if pressed.value not in ("yes", "no"):
        raise UserError("error.stale_button")
    if pressed.value == "no":
        quoting.refuse(ctx.db, person.person_id, ctx.now)
    else:
        quoting.allow(ctx.db, person.person_id)
    return Reply(quoting_card(ctx.say_to(person), pressed.value == "yes"))


def _newest(ctx: Context, running: Running, person: Person) -> Published | None:
    whole = summaries.latest(ctx.db, running.program_id, WHOLE)
    if whole is None or not person.team:
        return whole
    return summaries.of_week(ctx.db, running.program_id, person.team, whole.week_on) or whole


def _own(ctx: Context, person: Person, monday: date) -> Iterator[tuple[str, str]]:
    """Question and answer of the person in the windows of that week."""
    say, tool = ctx.say_to(person), programs.terms(ctx.db).tool
    for row in feedback.prompts_of(ctx.db, person.person_id):
        asked = feedback.asked(ctx.db, row["prompt_id"]) if row["week_on"] == monday else None
        for question in asked.path() if asked else ():
            if asked and question.key in asked.answers:
                text = say.any_of(question.text.root, tool=tool)
                yield text, answer_shown(say, question, asked.answers[question.key])
