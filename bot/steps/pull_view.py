"""What administrators are told of a source that can't be pulled: what is wrong since when, what mends it."""

from __future__ import annotations

from bot.cards.card import Say
from bot.context import Context
from bot.model.people import Person
from bot.model.pulls import Trouble
from bot.store import pulls
from bot.store.pulls import Pull

_NAMES = {
    "m365-copilot": "Microsoft 365 Copilot",
    "github-copilot": "GitHub Copilot",
    "claude-enterprise": "Claude Enterprise",
}
_DENIED = {
    "m365-copilot": "pulls.do_graph",
    "github-copilot": "pulls.do_github",
    "claude-enterprise": "pulls.do_anthropic",
}


def trouble_lines(ctx: Context, person: Person, about: str) -> tuple[str, ...]:
    """What is wrong, what is still known, and what to do, in the person's language; nothing when the
    trouble that `about` names is over by now."""
    source, _, rest = about.partition(" ")
    one = pulls.find(ctx.db, source)
    if one is None or one.trouble is None or one.trouble != rest.partition(" ")[0]:
        return ()
    say = ctx.say_to(person)
    return (_what(say, one, one.trouble), _known(say, one), _advice(say, one, one.trouble))


def _what(say: Say, one: Pull, trouble: Trouble) -> str:
    name = _NAMES.get(one.source, one.source)
    if trouble == "concealed":
        return say("pulls.concealed", name=name)
    phrase = {"denied": "pulls.denied", "unreachable": "pulls.unreachable", "unreadable": "pulls.unreadable"}
    return say(phrase[trouble], name=name, reason=one.reason)


def _known(say: Say, one: Pull) -> str:
    return say("pulls.known_to", day=one.complete_to) if one.complete_to else say("pulls.known_never")


def _advice(say: Say, one: Pull, trouble: Trouble) -> str:
    if trouble == "denied":
        return say(_DENIED[one.source], source=one.source)
    if trouble == "concealed":
        return say("pulls.do_names")
    return say("pulls.do_look" if trouble == "unreadable" else "pulls.do_wait", source=one.source)
