"""`uptake value`, `uptake leak`, `uptake brief`: what it is worth, where people are lost, what the sponsor was told."""

from __future__ import annotations

import argparse
import json
from typing import Any
from zoneinfo import ZoneInfo

from bot.cards.brief import brief_card
from bot.cards.card import Card
from bot.cards.leak import leak_card
from bot.cards.plain import plain
from bot.cards.value import value_card
from bot.cards.value_words import benefit_words
from bot.cli.opened import opened_context
from bot.context import Context
from bot.errors import BadInput, UserError
from bot.model.benefits import BASES, FAMILIES
from bot.model.people import LOCALES, Person
from bot.steps.briefs import made_again
from bot.steps.value import enter_benefit, leak_view, may_enter, value_view, withdraw_benefit
from bot.store import briefs, people, programs
from bot.store.programs import Running


def add_to(commands: Any) -> None:
    """Adds the commands."""
    worth = commands.add_parser("value", help="what it is worth; effects somebody measured").add_subparsers(
        metavar="what", required=True
    )
    show = worth.add_parser("show", help="the return as a range, seven metrics, six families of value")
    _add_form(show, _show)
    _add_entry(worth)
    withdraw = worth.add_parser("withdraw", help="a measured effect counts no more; it stays on record")
    withdraw.add_argument("id", help="as “uptake value show --format json” names it")
    withdraw.add_argument("--reason", required=True)
    withdraw.add_argument("--by", metavar="EMAIL", help="who withdraws it")
    withdraw.set_defaults(run=_withdraw)
    leak = commands.add_parser("leak", help="where people are lost between a seat and a result")
    leak.add_argument("team", nargs="?", default="", help="a team; without it everybody")
    _add_form(leak, _leak)
    brief = commands.add_parser("brief", help="print the sponsor's monthly brief as it was made")
    brief.add_argument("--month", default="", help="like 2026-12; without it the newest")
    brief.add_argument(
        "--prove", action="store_true", help="make it again from the published summaries and compare"
    )
    _add_form(brief, _brief)


def _add_form(command: Any, run: Any) -> None:
    command.add_argument("--locale", default="en", choices=LOCALES)
    command.add_argument("--format", default="text", choices=("text", "json"))
    command.set_defaults(run=run)


def _add_entry(worth: Any) -> None:
    add = worth.add_parser("add", help="enter an effect somebody measured")
    add.add_argument("family", choices=FAMILIES)
    add.add_argument("--amount", required=True, help="12000, or 8000..12000, in the program's currency")
    add.add_argument("--from", dest="from_on", required=True, metavar="DAY", help="like 2026-11-02")
    add.add_argument("--to", dest="to_on", required=True, metavar="DAY")
    add.add_argument("--basis", required=True, choices=BASES, help="how it was measured: gives the grade")
    add.add_argument("--note", default="", help="where the figure comes from")
    add.add_argument("--by", metavar="EMAIL", help="who enters it")
    add.set_defaults(run=_add)


def _show(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        running = _running(ctx)
        view = value_view(ctx, running)
        if options.format == "json":
            return _as_json(
                {
                    "value": view.value.model_dump(mode="json"),
                    "metrics": [one.model_dump(mode="json") for one in view.metrics],
                    "families": [one.model_dump(mode="json") for one in view.families],
                    "entered": [
                        {**one.benefit.model_dump(mode="json"), "grade": one.benefit.grade, "by": one.by}
                        for one in view.entered
                    ],
                }
            )
        entered = [(one.benefit, one.by) for one in view.entered]
        say = ctx.words.say(options.locale, running.program.zone, ctx.now)
        _print(value_card(say, view.titles, view.value, view.metrics, view.families, entered, False))
    return 0


def _add(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        running = _running(ctx)
        by = _owner(ctx, running, options.by)
        written = {name: getattr(options, name) for name in ("amount", "from_on", "to_on", "note")}
        try:
            kept = enter_benefit(ctx, running, by, options.family, options.basis, written)
        except UserError as error:
            raise _said(ctx, error) from None
        say = ctx.words.say("en", running.program.zone, ctx.now)
        print(f"{kept.benefit_id}: {kept.family}: {benefit_words(say, kept)}")
    return 0


def _withdraw(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        running = _running(ctx)
        try:
            withdraw_benefit(ctx, running, _owner(ctx, running, options.by), options.id, options.reason)
        except UserError as error:
            raise _said(ctx, error) from None
        print(f"{options.id}: withdrawn: {options.reason}")
    return 0


def _leak(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        running = _running(ctx)
        found = leak_view(ctx, running, options.team)
        if found is None:
            raise BadInput([f"no summary of {options.team or 'everybody'} has been published"])
        if options.format == "json":
            return _as_json(found.model_dump(mode="json"))
        _print(leak_card(ctx.words.say(options.locale, running.program.zone, ctx.now), found))
    return 0


def _brief(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        running = _running(ctx)
        key, month = running.program_id, options.month
        found = briefs.of_month(ctx.db, key, month) if month else briefs.latest(ctx.db, key)
        if found is None:
            known = ", ".join(briefs.months(ctx.db, key)) or "none"
            raise BadInput([f"no brief of {month or 'any month'} was made; made were: {known}"])
        if options.prove:
            if made_again(ctx, found) != found.brief:
                raise BadInput([f"brief of {found.month}: made again it differs from what was kept"])
            print(
                f"brief of {found.month}: made again from {len(found.brief.summary_ids)} summaries, the same"
            )
        elif options.format == "json":
            return _as_json(found.brief.model_dump(mode="json"))
        else:
            say = ctx.words.say(options.locale, running.program.zone, ctx.now)
            _print(brief_card(say, found.brief, found.number, has_buttons=False))
    return 0


def _running(ctx: Context) -> Running:
    running = programs.latest(ctx.db)
    if running is None:
        raise BadInput(["no program yet; see “uptake program apply”"])
    return running


def _owner(ctx: Context, running: Running, email: str | None) -> Person | None:
    if not email:
        return None
    found = people.find_by_email(ctx.db, email)
    if found is None or not may_enter(found, running):
        raise BadInput([f"--by: {email} is no administrator, sponsor or owner of a phase"])
    return found


def _said(ctx: Context, error: UserError) -> BadInput:
    """What chat says in a card, the command line says as a problem."""
    return BadInput([ctx.words.say("en", ZoneInfo("UTC"))(error.phrase, **error.values)])


def _as_json(told: object) -> int:
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 0


def _print(card: Card) -> None:
    print(plain(card))
