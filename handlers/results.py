"""What the answers of a closed window came to, question by question.

Started by: `/ai-results [team] [window]`, the window by its key or week; a button of the digest; for anybody
            the button under “what my manager would see”.
Refuses:    teams the role may not see; what has not been published.
Says:       the result as it was published, or why there is none; the way to other windows.
"""

from __future__ import annotations

from bot.cards.card import Card
from bot.cards.results import Ways, result_card, sentence_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.ground import WHOLE
from bot.model.people import Person
from bot.router import Router
from bot.steps.at_hand import latest_program
from bot.steps.results import own_or_whole, window_named
from bot.steps.summary import may_see, team_named
from bot.store import programs, results, summaries
from bot.store.programs import Running
from bot.store.results import PublishedResult

routes = Router()
_MOST = 20


@routes.command("results")
def show(ctx: Context, person: Person, words: str) -> Reply:
    """The result of a team or of everybody; without words the newest of one's own."""
    say, running = ctx.say_to(person), programs.latest(ctx.db)
    if running is None:
        raise UserError("error.no_program")
    if not may_see(person, WHOLE):
        return Reply(sentence_card(say, "for_leads", command=ctx.words.name_of("me", say.locale)))
    window_id, name = window_named(ctx, running, words)
    team = team_named(ctx, running, person, name)
    if window_id is None:
        return Reply(sentence_card(say, "none"))
    found = results.find(ctx.db, window_id, team)
    if found is None and name:
        command = ctx.words.name_of("results", say.locale)
        return Reply(sentence_card(say, "hidden_team", team=team, command=command))
    return Reply(_card(ctx, running, person, found or _visible(ctx, person, window_id, WHOLE)))


@routes.pressed("results.show")
def show_group(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The same window, of everybody or the own team."""
    team = person.team if pressed.value == "own" else WHOLE
    return Reply(_card(ctx, latest_program(ctx), person, _visible(ctx, person, pressed.target, team)))


@routes.pressed("results.pick")
def show_window(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Another window, of the own team where it is told about."""
    return Reply(_card(ctx, latest_program(ctx), person, _own(ctx, person, pressed.value)))


@routes.pressed("results.of_week")
def show_of_week(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """What was answered in the week of a summary, of the group it tells of."""
    summary, running = summaries.find(ctx.db, pressed.target), latest_program(ctx)
    if summary is None or not may_see(person, summary.team):
        raise UserError("summary.gone")
    rows = [r for r in results.published(ctx.db, summary.program_id) if r["week_on"] == summary.week_on]
    if not rows:
        return Reply(sentence_card(ctx.say_to(person), "none_that_week"), replaces=False)
    found = results.find(ctx.db, rows[0]["window_id"], summary.team)
    found = found or _visible(ctx, person, rows[0]["window_id"], WHOLE)
    return Reply(_card(ctx, running, person, found), replaces=False)


@routes.pressed("me.results")
def show_to_author(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """What the own manager would see of the newest window; no way to anybody else's."""
    say = ctx.say_to(person)
    window_id, _ = window_named(ctx, latest_program(ctx), "")
    found = own_or_whole(ctx, person, window_id) if window_id else None
    return Reply(result_card(say, found.result) if found else sentence_card(say, "none"), replaces=False)


def _own(ctx: Context, person: Person, window_id: str) -> PublishedResult:
    found = own_or_whole(ctx, person, window_id) if may_see(person, WHOLE) else None
    return found or _visible(ctx, person, window_id, WHOLE)


def _visible(ctx: Context, person: Person, window_id: str, team: str) -> PublishedResult:
    found = results.find(ctx.db, window_id, team)
    if found is None or not may_see(person, team):
        raise UserError("results.gone", command=ctx.words.name_of("results", person.language))
    return found


def _card(ctx: Context, running: Running, person: Person, found: PublishedResult) -> Card:
    """With the way to the own team or everybody, and to other windows."""
    beside = ""
    if found.result.team:
        beside = "all"
    elif person.role == "champion" and results.find(ctx.db, found.window_id, person.team):
        beside = "own" if person.team else ""
    windows = tuple(
        (row["window_id"], row["titles_json"], row["week"])
        for row in results.published(ctx.db, running.program_id)[:_MOST]
    )
    return result_card(ctx.say_to(person), found.result, Ways(found.window_id, beside, person.team, windows))
