"""What Slack's directory says: members of the workspace, one of them, and why a user group is not shown.

Source: docs.slack.dev/reference/methods/users.list and /usergroups.users.list (errors).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from bot.chat import Address

# Nothing of this mends itself: the id is wrong, the plan has no user groups, or the app may not read them.
NO_GROUP = (
    "no_such_subteam",
    "subteam_not_found",
    "plan_upgrade_required",
    "paid_teams_only",
    "missing_scope",
    "access_denied",
    "no_permission",
    "invalid_arguments",
)
_NO_MEMBER = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")


class Profile(NamedTuple):
    """What the workspace's directory says of one person; empty where it says nothing."""

    email: str = ""
    name: str = ""
    locale: str = ""
    is_guest: bool = False


def members_in(users: list[dict[str, Any]], workspace: str) -> dict[str, Address]:
    """E-mail address → where that member is reached; guests, bots and leavers left out."""
    found: dict[str, Address] = {}
    for user in users:
        email = ((user.get("profile") or {}).get("email") or "").lower()
        if email and not any(user.get(mark) for mark in _NO_MEMBER):
            found[email] = Address("slack", workspace, user["id"])
    return found


def profile_of(person: dict[str, Any]) -> Profile:
    """What a member's entry says; a stranger's e-mail address is left out."""
    is_stranger = bool(person.get("is_stranger"))
    about = person.get("profile") or {}
    return Profile(
        email="" if is_stranger else about.get("email") or "",
        name=about.get("real_name") or person.get("real_name") or person.get("name") or "",
        locale=person.get("locale") or "",
        is_guest=is_stranger or bool(person.get("is_restricted") or person.get("is_ultra_restricted")),
    )
