"""What must hold of what people did, after every seed: taken once, kept if acknowledged, counted if in time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.chat import Pressed, Said
from bot.simulation.evidence import Evidence
from bot.simulation.people import Act
from bot.store import addresses, audit, feedback, inbox, people, programs


def kept(evidence: Evidence) -> Iterator[str]:
    """I4: what was acknowledged is in the database."""
    known = _known(evidence)
    for act in evidence.play.crowd.acts:
        if act.acked and act.interaction.event_id not in known:
            yield f"{act.interaction.event_id} was acknowledged, but nothing knows of it"


def one_answer(evidence: Evidence) -> Iterator[str]:
    """I5: an event delivered many times has one effect: one answer is planned for each line written."""
    known = _known(evidence)
    written = {
        act.interaction.event_id: act.interaction.sender.user
        for act in evidence.play.crowd.acts
        if isinstance(act.interaction, Said) and not act.interaction.rides_on_response
    }
    expected = Counter(user for event, user in written.items() if event in known)
    with evidence.play.house.context() as ctx:
        users = {
            person.person_id: address.user
            for person in people.everyone(ctx.db)
            for address in addresses.of_person(ctx.db, person.person_id) or ()
        }
    planned = Counter(
        users[row.person_id]
        for row in evidence.rows.values()
        if row.kind == "reply" and row.person_id in users
    )
    for user in sorted(set(users.values())):
        if planned[user] != expected[user]:
            yield f"{user} wrote {expected[user]} lines and is given {planned[user]} answers"


def counted(evidence: Evidence) -> Iterator[str]:
    """I10: an answer counts if and only if it was received in the window; the last one counts, once."""
    acts: dict[tuple[str, str], list[Act]] = defaultdict(list)
    for act in evidence.play.crowd.acts:
        if isinstance(act.interaction, Pressed) and act.interaction.action == "feedback.answer":
            acts[_question(act.interaction)].append(act)
    with evidence.play.house.context() as ctx:
        for (prompt_id, question), given in acts.items():
            prompt = feedback.prompt(ctx.db, prompt_id)
            if prompt is None:
                yield f"{prompt_id} was answered, but is gone"
                continue
            value = feedback.answers(ctx.db, prompt_id).get(question)
            if evidence.play.record.last_step < 0:  # a clock that was set tells nobody when it was
                yield from _miscounted(question, value, prompt.opens_at, prompt.closes_at, given)


def _miscounted(
    question: str, value: str | None, opens_at: datetime, closes_at: datetime, given: list[Act]
) -> Iterator[str]:
    in_time = [act for act in given if opens_at <= act.received_at < closes_at]
    values = {_value(act) for act in in_time}
    if value is not None and value not in values:
        yield f"{question} counts {value!r}, which nobody gave between {opens_at} and {closes_at}"


def asked_once(evidence: Evidence) -> Iterator[str]:
    """I13: whoever takes part is asked once in every window that opened, and every closing closed."""
    now = evidence.play.record.clock.now()
    with evidence.play.house.context() as ctx:
        running = programs.current(ctx.db)
        for person in people.everyone(ctx.db):
            keys = [row["window_key"] for row in feedback.prompts_of(ctx.db, person.person_id)]
            if len(keys) != len(set(keys)):
                yield f"{person.email} was asked twice in one window: {keys}"
        enrolled = programs.enrolled_ids(ctx.db, running.program_id) if running else set()
        asked = feedback.people_asked(ctx.db, running.program_id, "first", "w1") if running else set()
        for person_id in sorted(enrolled - asked):
            person = people.get(ctx.db, person_id)
            if not person.stopped_at and addresses.best(ctx.db, person_id):
                yield f"{person.email} takes part, but was never asked in w1"
        for window in feedback.due_to_close(ctx.db, now - timedelta(hours=7)):
            yield f"{window.window_key} should have closed {window.closes_at}"


def accounted(evidence: Evidence) -> Iterator[str]:
    """I12: every pause and resume that took effect has its line in the audit, by somebody who may."""
    with evidence.play.house.context() as ctx:
        lines = [row for row in audit.recent(ctx.db, 500) if row["action"].startswith("sending.")]
        for row in lines:
            actor = people.find(ctx.db, row["actor"])
            if actor is None or actor.role != "admin":
                yield f"{row['action']} by {row['actor']}, who may not"
    known = _known(evidence)
    told = {
        act.interaction.event_id
        for act in evidence.play.crowd.acts
        if isinstance(act.interaction, Said) and act.interaction.text.startswith(("/ai-pause", "/ai-resume"))
    }
    if len(lines) > len(told & known):
        yield f"{len(lines)} lines tell of pauses, but only {len(told & known)} were told"


def _known(evidence: Evidence) -> set[str]:
    with evidence.play.house.context() as ctx:
        return inbox.known(ctx.db)


def _question(pressed: Pressed) -> tuple[str, str]:
    return pressed.target, pressed.value.partition(":")[0]


def _value(act: Act) -> str:
    return act.interaction.value.partition(":")[2] if isinstance(act.interaction, Pressed) else ""


INBOUND = (kept, one_answer, counted, asked_once, accounted)
