"""Whoever may type commands reads to whom a message went, and never there what people answered or wrote."""

from __future__ import annotations

from bot.cli.outbox import shown_lines
from bot.model.modes import pseudonym
from bot.steps.record import full_record
from bot.store.outbox import Delivery
from tests.anonymous import FORKLIFT, HELLO, NAMES, asked, everything, prompt_of, thread_about, wrote_alike
from tests.world import World


def shown(world: World, row: Delivery) -> str:
    return "\n".join(world.run(lambda ctx: shown_lines(world.house, ctx, row)))


def all_shown(world: World, *names: str) -> dict[str, str]:
    return {row.story: shown(world, row) for name in names for row in world.deliveries(name)}


def test_a_thread_and_a_prompt_are_printed_with_their_address_and_without_their_words(world: World) -> None:
    wrote_alike(asked(world))
    _, author = thread_about(world)
    world.says("p01", "ai-feedback")
    printed = all_shown(world, author, "p01", "dana")
    assert f"{author}@example.com" in printed["threads.message"]
    for story in ("threads.message", "feedback.prompt", "feedback.shown", "feedback.reminder"):
        said = printed.get(story, "")
        assert not [words for words in (FORKLIFT, HELLO, "You wrote", "code") if words in said], story
    assert {"threads.message", "feedback.prompt"} <= printed.keys()
    assert "shown to nobody else" in printed["threads.message"]


def test_what_the_program_says_to_everybody_alike_is_still_printed(world: World) -> None:
    asked(world)
    printed = all_shown(world, "p01")
    assert "nothing left to say" in printed["privacy.disclosure"]  # told once, and that it was
    assert "shown to nobody else" in printed["feedback.prompt"]


def test_a_told_item_is_printed_without_what_the_person_named(world: World) -> None:
    wrote_alike(asked(world))
    row = world.deliveries("p01")[0].model_copy(update={"story": "items.told", "kind": "told", "card": None})
    assert "shown to nobody else" in shown(world, row)


def test_an_export_at_the_command_line_has_no_anonymous_words(world: World) -> None:
    wrote_alike(asked(world))
    _, author = thread_about(world)
    person = world.person(author)
    own = "\n".join(world.run(lambda ctx: full_record(ctx, person)))
    given = "\n".join(world.run(lambda ctx: full_record(ctx, person, is_own=False)))
    assert (FORKLIFT in own, "The blue one" in own) == (True, True)
    assert (FORKLIFT in given, "The blue one" in given, "use-last" in given) == (False, False, False)
    assert "asked: week 1 anonymously" in given
    secret = everything(world)["window_key"][0]["secret"]
    slips = [pseudonym(secret, prompt_of(world, name)["prompt_id"]) for name in NAMES]
    assert not [slip for slip in slips if slip in given]
