"""Whether both databases find the same among what people wrote, query by query, and how fast.

Run with `python -m bench.search`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.expand import databases
from bench.figure import Figure, seconds
from bot.model.tokens import Comment, ranked
from bot.store import comments
from bot.store.database import Transaction
from tests.contracts.test_comments import fill, queries
from tests.corpora import comments as corpus
from tests.fakes.chats import SlackDouble
from tests.world import World


def figures() -> Iterator[Figure]:
    """The corpus on both databases, beside reading every comment for every query."""
    everything, asked = list(corpus.comments()), queries()
    by_reading: list[list[str]] = []
    limit = seconds(lambda: by_reading.extend(_ids(ranked(query, everything)) for query in asked))
    with databases() as both:
        for kind, database in both.items():
            world = World(database, SlackDouble())
            fill(world)
            found: list[list[str]] = []
            with world.house.context() as ctx:
                spent = seconds(lambda db=ctx.db, into=found: into.extend(_found(db, asked)))  # type: ignore[misc]
            differ = sum(one != other for one, other in zip(found, by_reading, strict=True))
            yield Figure(
                f"{len(asked)} searches among {len(everything):,} comments in three languages, {kind}",
                f"{differ} found otherwise",
                f"than by reading every comment, 0 allowed; {1000 * spent / len(asked):.1f} ms each, by reading "
                f"{1000 * limit / len(asked):.1f} ms",
            )


def _found(db: Transaction, asked: Sequence[str]) -> list[list[str]]:
    return [_ids(comments.search(db, query)) for query in asked]


def _ids(found: Sequence[Comment]) -> list[str]:
    return [one.comment_id for one in found]


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.what}: {figure.value} {figure.beside}")
