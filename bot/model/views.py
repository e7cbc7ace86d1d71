"""The summary as its audiences read it: selections from what was published, never another count.

`champion` is the whole summary. `team` is what everybody of the team may read: no actions, for they name who
acts, and no quote, for whoever wrote it wrote to those who lead. `everyone` is the whole program in three
sentences.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from bot.model.summary import Summary

Audience = Literal["champion", "team", "everyone"]
AUDIENCES: tuple[Audience, ...] = ("champion", "team", "everyone")
_OF_LEADS = frozenset({"actions", "moved", "no_longer", "quote", "owner", "more", "reach", "rungs"})
_LEFT_OUT: dict[Audience, frozenset[str]] = {
    "champion": frozenset(),
    "team": _OF_LEADS,
    "everyone": _OF_LEADS | {"trend", "tip", "started", "stopped"},
}
_KEPT: dict[Audience, tuple[str, ...]] = {
    "champion": ("habit", "active", "minutes", "favourable"),
    "team": ("habit", "active", "minutes", "favourable"),
    "everyone": ("habit", "active"),
}


def seen_by(summary: Summary, audience: Audience) -> Summary:
    """The summary without what this audience does not read. ValueError for a team's where only the whole is told
    of."""
    if audience == "champion":
        return summary
    if audience == "everyone" and summary.team:
        raise ValueError("everyone is told of the whole program only")
    update: dict[str, Any] = {
        "actions": (),
        "moved": (),
        "no_longer": (),
        "quote": "",
        "owner": "",
        "rungs": (),
    }
    if summary.decision:
        gate = summary.decision.gate.model_copy(update={"owner": ""})
        update["decision"] = summary.decision.model_copy(update={"gate": gate})
    if audience == "everyone":
        update |= {"trend": None, "tip": None, "started": None, "stopped": None}
    return summary.model_copy(update=update)


def told_to(summary: Summary, audience: Audience) -> dict[str, Any]:
    """The same as JSON, exactly as it was published: what is left out has no key. ValueError as above."""
    seen = seen_by(summary, audience)
    told: dict[str, Any] = seen.model_dump(mode="json", exclude_unset=True, exclude=set(_LEFT_OUT[audience]))
    told["numbers"] = [one for one in told["numbers"] if one["key"] in _KEPT[audience]]
    return told


class Document(Summary):
    """A summary as `uptake summary --format json` prints it: what was published, and which of them it is. `made_at`
    is an instant in UTC, `digest` the SHA-256 of the text that was published, `serial` counts within the group."""

    audience: Audience
    summary_id: str
    serial: int
    made_at: datetime
    digest: str


def document(summary: Summary, audience: Audience, kept: dict[str, Any]) -> dict[str, Any]:
    """The JSON of one audience; `kept` holds the other fields of a `Document`. ValueError as above."""
    return {"audience": audience, **kept, **told_to(summary, audience)}


def schema() -> dict[str, Any]:
    """The JSON schema of every audience's document: what some of them leave out is not required."""
    found: dict[str, Any] = Document.model_json_schema(mode="validation")
    left_out = frozenset().union(*_LEFT_OUT.values())
    found["required"] = [key for key in found["required"] if key not in left_out]
    fewest, most = min(map(len, _KEPT.values())), max(map(len, _KEPT.values()))
    numbers = {"items": {"$ref": "#/$defs/Number"}, "minItems": fewest, "maxItems": most, "type": "array"}
    found["properties"]["numbers"] = {**numbers, "title": "Numbers"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
