"""What a closed window's answers came to: published once, for everybody and each team that may be told of; and
who may see whose."""

from __future__ import annotations

from bot.context import Context
from bot.model.ground import WHOLE, Ground
from bot.model.heard import Heard, heard
from bot.model.people import Person
from bot.model.result_count import question_result, response, saved
from bot.model.results import WindowResult
from bot.model.rosters import Settled, asked_only, on_rosters
from bot.steps.themes import known_themes
from bot.store import ledger, programs, results
from bot.store.programs import Running
from bot.store.results import Due, PublishedResult


def publish_due(ctx: Context) -> list[str]:
    """Publishes every closed window that nothing was published of; the ids of those windows."""
    return [_publish(ctx, one) for one in results.due(ctx.db)]


def _publish(ctx: Context, due: Due) -> str:
    window = due.window
    running = programs.find(ctx.db, window.program_id)
    assert running is not None, "a window belongs to a program"  # noqa: S101
    program = running.program.program
    ground = results.ground_of(ctx.db, due, program.group_minimum, known_themes(ctx))
    settled = ledger.settled_beside(ctx.db, window.program_id, ground)
    ground, settled = asked_only(on_rosters(ground, settled), settled)
    base = WindowResult(
        window_key=window.window_key, week=window.week, titles=window.frozen.question_set.title.root,
        tool=program.tool, mode=window.frozen.mode, closed_at=window.closes_at, team=WHOLE, k=ground.k,
        is_told=False,
    )  # fmt: skip
    made = _results(ground, settled, base)
    for one in made:
        results.keep(ctx.db, window.window_id, one, ctx.now)
    ledger.enter_beside(
        ctx.db, window.program_id, f"window/{window.window_id}", due.week_on, settled.told,
        {one.team: metrics_of(one) for one in made if one.is_told}, ctx.now, settled.why,
    )  # fmt: skip
    return window.window_id


def _results(ground: Ground, settled: Settled, base: WindowResult) -> list[WindowResult]:
    """The whole first; only that nothing is told when it may not be told of."""
    if WHOLE not in settled.told:
        return [base]
    questions = list(heard(ground))
    teams = sorted(team for team in settled.told if team != WHOLE)
    whole = _result(ground, settled, questions, base, WHOLE)
    hidden = len(settled.now.keys() - settled.told.keys())
    return [
        whole.model_copy(update={"hidden_teams": hidden}),
        *(_result(ground, settled, questions, base, team) for team in teams),
    ]


def _result(
    ground: Ground, settled: Settled, questions: list[Heard], base: WindowResult, team: str
) -> WindowResult:
    return base.model_copy(
        update={
            "team": team,
            "is_told": True,
            "asked": len(ground.asked_of(team)),
            "response": response(ground, team),
            "saved": saved(ground, team),
            "is_standing": settled.is_standing(team),
            "questions": tuple(question_result(one, team) for one in questions),
        }
    )


def metrics_of(result: WindowResult) -> list[str]:
    """The name of every figure that a result tells of its group; how many were asked is one."""
    told = [f"results:{one.key}" for one in result.questions if one.is_told]
    whole = {"response": result.response, "saved": result.saved}
    return ["results:asked", *(f"results:{name}" for name, figure in whole.items() if figure), *told]


def window_named(ctx: Context, running: Running, words: str) -> tuple[str | None, str]:
    """The published window that is meant, by its key or its program week, the newest without either; None when
    none is published. And what is left of the words."""
    known = results.published(ctx.db, running.program_id)
    rest = words.split()
    for word in rest:
        folded = word.casefold()
        for row in known:
            if folded in (row["window_key"].casefold(), str(row["week"])):
                rest.remove(word)
                return row["window_id"], " ".join(rest)
    return (known[0]["window_id"] if known else None), " ".join(rest)


def own_or_whole(ctx: Context, person: Person, window_id: str) -> PublishedResult | None:
    """What is published of the person's own team, else of everybody."""
    own = results.find(ctx.db, window_id, person.team) if person.team else None
    return own or results.find(ctx.db, window_id)
