"""People: who they are, what they may do, and how they want to be spoken to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

Role = Literal["pilot_user", "power_user", "champion", "admin", "sponsor", "governance"]
ROLES: tuple[Role, ...] = ("pilot_user", "power_user", "champion", "admin", "sponsor", "governance")
Stratum = Literal["volunteer", "assigned", "sceptic"]
STRATA: tuple[Stratum, ...] = ("volunteer", "assigned", "sceptic")
LOCALES = ("en", "zh-Hant", "zh-Hans")


class Person(BaseModel):
    """One person of the organisation; `ordinal` is the dense number used in bitmaps, never reused."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    person_id: str
    email: str
    name: str
    team: str = ""
    manager: str = ""
    timezone: str
    locale: str
    role: Role = "pilot_user"
    calendar: str = ""  # country or region whose holidays hold, like "TW" or "US-CA"; empty: the program's
    attributes: dict[str, str] = Field(default_factory=dict)
    ordinal: int
    state: Literal["active", "left", "erased"] = "active"
    disclosed_at: datetime | None = None
    # preferences: the person's own, never overwritten by an import
    own_locale: str = ""
    quiet_from: str = ""
    quiet_until: str = ""
    paused_until_on: date | None = None
    stopped_at: datetime | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def language(self) -> str:
        return self.own_locale or self.locale

    @property
    def job(self) -> str:
        """The job family content is chosen by; from the people file's `job` column."""
        return self.attributes.get("job", "").strip().lower() or "everyone"

    @property
    def stratum(self) -> Stratum:
        """How the person came to take part; from the people file's `stratum` column."""
        written = self.attributes.get("stratum", "").strip().lower()
        return next((one for one in STRATA if one == written), "assigned")


def locale_for(tag: str) -> str | None:
    """The language we speak for a tag such as `zh-TW`, `zh_Hans_CN`, `en-GB`; None when we have none."""
    parts = tag.replace("_", "-").lower().split("-")
    if parts[0] == "en":
        return "en"
    if parts[0] == "zh":
        traditional = {"hant", "tw", "hk", "mo"} & set(parts[1:])
        return "zh-Hant" if traditional else "zh-Hans"
    return None


Action = Literal[
    "answer",
    "give_tip",
    "review_tip",
    "see_summary",
    "see_team_summary",
    "read_summary",
    "run_rollout",
    "see_rollout",
    "pause",
    "see_self",
    "take_action",
    "clear_human_request",
    "approve_plan",
]

_EVERYONE: frozenset[Action] = frozenset({"answer", "give_tip", "see_self", "read_summary"})
PERMITS: dict[Role, frozenset[Action]] = {
    "pilot_user": _EVERYONE,
    "power_user": _EVERYONE,
    "champion": _EVERYONE
    | {"review_tip", "see_team_summary", "take_action", "see_rollout", "clear_human_request"},
    "admin": _EVERYONE
    | {
        "review_tip",
        "see_summary",
        "see_team_summary",
        "run_rollout",
        "see_rollout",
        "pause",
        "take_action",
        "clear_human_request",
        "approve_plan",
    },
    "sponsor": _EVERYONE | {"see_summary", "see_rollout", "approve_plan"},
    "governance": _EVERYONE | {"see_summary", "see_rollout", "pause"},
}


def authorize(actor: Person, action: Action, team: str = "") -> bool:
    """Whether `actor` may do `action`; `team` narrows it to an object of one team.

    A champion sees and acts for the own team only, and anybody reads what is written for everybody or for the
    own team; deny is the default.
    """
    if actor.state != "active" or action not in PERMITS[actor.role]:
        return False
    if action == "read_summary" or (action == "see_team_summary" and actor.role == "champion"):
        return team in ("", actor.team)
    return True
