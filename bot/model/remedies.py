"""What can be done about a message that did not arrive: one plain sentence a reason."""

from __future__ import annotations

_REMEDIES = (
    (("user_disabled", "user_not_found", "users_not_found", "MessageWritesBlocked", "no way to reach"),
     "Ask the person to open the bot's chat once, or check the account; then: uptake outbox retry."),
    (("missing_scope", "not_allowed_token_type", "no_permission", "access_denied", "restricted_action"),
     "Install the app again with the scopes of docs/how-to/connect-slack.md; then: uptake outbox retry."),
    (("invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed", "no_token", "401"),
     "Put a valid token into the settings and start the bot again; then: uptake outbox retry."),
    (("can't be composed", "can't be shown", "card:", "invalid_blocks", "msg_too_long", "msg_blocks_too_long"),
     "Run uptake check, mend the text it names, start the bot again; then: uptake outbox retry."),
    (("too late to make sense",), "Nothing to do: its time was over. It can still be sent by uptake outbox retry."),
    (("sending is paused",), "Nothing to do: ai-resume lets it go if it still makes sense then."),
    (("can't be read back", "the sender went away", "no answer in time"),
     "Nothing to do: a doubt settles itself, by reading back where the platform allows it."),
)  # fmt: skip
_OTHERWISE = "Look for this reason at the platform's side; then: uptake outbox retry, or uptake outbox drop."


def remedy(reason: str) -> str:
    """What to do about a message that ended for `reason`; empty where there is nothing wrong."""
    if not reason:
        return ""
    for marks, sentence in _REMEDIES:
        if any(mark in reason for mark in marks):
            return sentence
    return _OTHERWISE
