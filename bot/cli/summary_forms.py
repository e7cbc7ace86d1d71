"""A published summary in each of its forms: as people, machines, Slack, Teams and a mail program read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.cards.card import Card, Say, Text
from bot.cards.page import page
from bot.cards.plain import plain
from bot.cards.summary import digest_card
from bot.cards.summary_views import view_card
from bot.context import Context
from bot.model.views import Audience, document
from bot.store import snapshots, summaries
from bot.store.summaries import Published

FORMS = ("text", "json", "slack", "teams", "html")
_WITH_BUTTONS = ("slack", "teams")


@dataclass(frozen=True)
class Wanted:
    """A form, whom it is for, and as of when (None: as it stands now)."""

    form: str
    audience: Audience
    as_of: datetime | None = None


def formed(ctx: Context, say: Say, found: Published, wanted: Wanted) -> str:
    """The summary as text of the wanted form; for `slack` and `teams` the JSON that is sent, but for the key that
    each message's buttons carry."""
    if wanted.form == "json":
        kept = {
            "summary_id": found.summary_id, "serial": found.number,
            "made_at": found.made_at.isoformat(), "digest": found.digest,
        }  # fmt: skip
        return _written(document(found.summary, wanted.audience, kept))
    card = _card(ctx, say, found, wanted)
    match wanted.form:
        case "slack":
            from bot.slack.render import render as render_slack

            return _written(render_slack(card))
        case "teams":
            from bot.teams.render import render as render_teams

            return _written(render_teams(card))
        case "html":
            in_chat = Text(text=say("views.in_chat"), style="subtle")
            return page(card.model_copy(update={"blocks": (*card.blocks, in_chat)}))
        case _:
            return plain(card)


def _card(ctx: Context, say: Say, found: Published, wanted: Wanted) -> Card:
    if wanted.audience != "champion":
        return view_card(say, found.summary, wanted.audience)
    if wanted.as_of is None:
        stand = summaries.proposals(ctx.db, found)
    else:
        stand = snapshots.proposals_at(ctx.db, found, wanted.as_of)
    has_buttons = wanted.form in _WITH_BUTTONS and wanted.as_of is None
    return digest_card(say, found.summary_id, found.summary, stand, has_buttons)


def _written(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2)
