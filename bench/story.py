"""The story that is told again and again while the bot is killed or its disk fails: a small pilot of three
weeks in chapters. Each step holds at most one act of a person; what was not acknowledged comes again."""

from __future__ import annotations

import base64
import json
import pickle
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.edges import KeptSlack, WatchedDatabase, append
from bot.chat import Doubtful, Interaction, Refused, Reply
from bot.steps.people import import_people
from bot.steps.usage import import_signals
from tests.world import ROSTER, Shown, World

Step = Callable[["Told"], Any]
PILOTS = ("ada", "ben", "cai", "dov", "eve")
PLACES = {"dana": "Office,admin", "cho": "Sales,champion", "rob": "Board,sponsor"} | dict.fromkeys(
    PILOTS, "Sales,pilot_user"
)


class Told(World):
    """A world on files that outlive the process. `log` holds what the people of the story know: which step
    began, what they did in it, and which of their acts were acknowledged."""

    def __init__(self, folder: Path, database: WatchedDatabase, chat: KeptSlack, seed: int) -> None:
        super().__init__(database, chat)
        self.house.chance.seed(seed)
        self.log = folder / "log"
        self.seed = seed
        self._looking = False
        self._lookups = 0
        known = self.run(lambda ctx: ctx.db.value("backup.last_instant"))
        times = [known, *(message.at for message in chat.messages)]
        self.clock.set(max([self.clock.now(), *filter(None, times)]))

    def begin(self, chapter: int, step: int) -> None:
        """From here on acts carry ids of this step."""
        self._events = chapter * 10_000 + step * 100
        append(self.log, json.dumps({"step": step}))

    def receive(self, interaction: Interaction) -> Reply | None:
        """An act comes in; the platform remembers it until it is acknowledged, and then that it was."""
        if self._looking:
            return super().receive(interaction)
        act = base64.b64encode(pickle.dumps(interaction)).decode()
        append(self.log, json.dumps({"sent": interaction.event_id, "act": act}))
        reply = super().receive(interaction)
        append(self.log, json.dumps({"acked": interaction.event_id}))
        return reply

    def looks(self, name: str, command: str, *labels: str) -> Shown:
        """Somebody looks something up by a slash command and taps; another act each time it is done."""
        self._lookups += 10
        kept, self._events, self._looking = self._events, 900_000 + self.seed * 10_000 + self._lookups, True
        try:
            shown = self.says(name, command)
            for label in labels:
                shown = self.tap(name, shown, label)
        finally:
            self._events, self._looking = kept, False
        return shown

    def until(self, target: datetime) -> None:
        """Time passes until `target`, unless it has already: a bot that was killed may be started late."""
        super().until(max(target, self.clock.now()))

    def finds(self, name: str, phrase: str, **values: object) -> Shown:
        """The newest message of a person with these words."""
        return next(shown for shown in reversed(self.inbox(name)) if shown.says(phrase, **values))


def facts(world: Told) -> dict[str, Any]:
    """What the story came to, told so that two tellings can be compared: rows by table, what was decided,
    and what stands in the conversations."""
    raw = world.house.database.plain  # type: ignore[attr-defined]
    tables = [row[0] for row in raw.execute("select name from sqlite_master where type = 'table'")]
    telling = [name for name in tables if name not in _UNCOUNTED and not name.startswith(("_", "sqlite"))]
    counts = {name: raw.execute(f'select count(*) from "{name}"').fetchone()[0] for name in telling}
    decided = {name: sorted(map(list, raw.execute(sql))) for name, sql in _DECIDED.items()}
    said = Counter(f"{message.user}: {message.card.title}" for message in world.chat.messages)
    return {"rows": counts, **decided, "said": dict(sorted(said.items()))}


# Lookups, the clockwork's own records and commands typed again differ between two tellings of one story.
_UNCOUNTED = {"inbox", "job_run", "audit"}
_DECIDED = {
    "answers": "select p.email, a.question, a.late, a.value from answer a join feedback_prompt f"
    " using (org_id, prompt_id) join person p using (org_id, person_id)",
    "phases": "select phase_key, state from phase",
    "pauses": "select scope, lifted_at is null from pause",
    "people": "select email, state, disclosed_at is null from person",
    "messages": "select p.email, o.kind, o.story, o.state, count(*) from outbox o"
    " join person p using (org_id, person_id) group by 1, 2, 3, 4",
}


def _imports(names: tuple[str, ...]) -> Step:
    rows = [
        f"{n}@example.com,{n.title()} Example,{{}},,Asia/Taipei,en,{{}},".format(*PLACES[n].split(","))
        for n in names
    ]
    return lambda world: world.run(
        lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "p.csv")
    )


def _uses(*days: int) -> Step:
    rows = [f"{n}-{day},{n}@example.com,example,chat,2026-12-{day:02},2" for n in PILOTS for day in days]
    text = "\n".join(["id,person,tool,feature,day,actions", *rows])
    return lambda world: world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), "use.csv"))


def _comes(name: str) -> Step:
    return lambda world: world.arrives(name)


def _until(text: str) -> Step:
    return lambda world: world.at(text)


def _says(name: str, text: str) -> Step:
    return lambda world: world.says(name, text)


def _answers(name: str, label: str) -> Step:
    return lambda world: world.taps(name, world.looks(name, "/ai-feedback"), label)


def _taps_last(name: str, phrase: str) -> Step:
    label = "nudges.did_it"
    return lambda world: world.taps(name, world.inbox(name)[-1], world.label(name, phrase or label))


def _taps_found(name: str, found: str, phrase: str, **values: object) -> Step:
    return lambda world: world.taps(name, world.finds(name, found, **values), world.label(name, phrase))


def _passes_gate(world: Told) -> None:
    form = world.looks("dana", "/ai-rollout gate", world.label("dana", "rollout.advance"))
    world.taps("dana", form, world.label("dana", "gates.decide"), reason="They use it.")


def _offers(world: Told) -> None:
    words = {"title": "Quokka trick", "body": "Ask twice."}
    world.taps("ada", world.looks("ada", "/ai-tip share"), world.label("ada", "tips.send"), **words)


def _erases(world: Told) -> None:
    ask = world.looks("eve", "/ai-me", world.label("eve", "preferences.erase"))
    world.receive(world.tapping("eve", ask, world.label("eve", "preferences.erase_yes")))


def _platform_fails(world: Told) -> None:
    refused = Refused("ratelimited", permanent=False, retry_after=45)
    world.chat.faults = [Doubtful("no answer in time"), refused, Doubtful("502")] * 2


CHAPTERS: dict[str, tuple[Step, ...]] = {
    "people come": (_imports(tuple(PLACES)), *(_comes(name) for name in PLACES)),
    "the start": (
        lambda world: world.program(), _says("dana", "ai-rollout start"), _until("Mon 09:40"), _until("Mon 10:30"),
    ),
    "a window": (
        _until("Tue 10:00"), _until("Tue 10:10"), _answers("ada", "Code"), _answers("ada", "Very"),
        _answers("ada", "15 to 30 minutes"), _answers("ada", "Less than 5 minutes"), _answers("ben", "Code"),
        _says("cai", "stop"), _says("cai", "start"), _until("Tue 10:30"), _until("Thu 14:30"), _until("Fri 17:30"),
    ),
    "the platform fails": (_platform_fails, _says("ben", "ai-help"), _says("ada", "ai-me"), _until("Fri 19:00")),
    "use and digest": (
        _uses(1, 3, 4), _until("week 2 Mon 09:00"), _says("cho", "ai-summary"), _until("week 2 Mon 11:00"),
    ),
    "nudges": (
        _until("week 2 Tue 10:05"), _taps_last("ada", "nudges.did_it"), _taps_last("ben", "nudges.not_for_me"),
        _until("week 2 Thu 15:30"), _taps_last("ada", "tips.helpful"),
    ),
    "a person, a tip, a pause": (
        _says("ben", "ai-human I am stuck"), _until("week 2 Thu 15:40"),
        _taps_found("dana", "human.request_title", "human.take"), _offers, _until("week 2 Thu 16:00"),
        _taps_found("cho", "tips.review_title", "tips.approve"), _says("dana", "ai-pause too much"),
        _says("ada", "ai-help"), _says("dana", "ai-resume"), _until("week 2 Fri 11:00"),
    ),
    "the gate": (
        _uses(8, 10, 11), _until("week 3 Mon 09:45"), _passes_gate, _until("week 3 Mon 12:00"),
    ),
    "people go": (_erases, _imports(tuple(n for n in PLACES if n not in ("eve", "dov"))), _until("week 3 Fri 12:00")),
}  # fmt: skip
