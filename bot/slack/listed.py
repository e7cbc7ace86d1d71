"""What Slack's lists say: members of the workspace, and why a user group is not shown.

Source: docs.slack.dev/reference/methods/users.list and /usergroups.users.list (errors).
"""

from __future__ import annotations

from typing import Any

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


def members_in(users: list[dict[str, Any]], workspace: str) -> dict[str, Address]:
    """E-mail address → where that member is reached; guests, bots and leavers left out."""
    found: dict[str, Address] = {}
    for user in users:
        email = ((user.get("profile") or {}).get("email") or "").lower()
        if email and not any(user.get(mark) for mark in _NO_MEMBER):
            found[email] = Address("slack", workspace, user["id"])
    return found
