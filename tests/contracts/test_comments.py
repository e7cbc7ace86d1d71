"""What people wrote is found again, alike in both databases, and nowhere once it is erased."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.model.tokens import Comment, index_words, is_in, ranked, runs
from bot.store import comments, feedback
from bot.store.database import Database, Transaction
from bot.store.sqlite import SqliteDatabase
from tests.corpora import comments as corpus
from tests.fakes.chats import SlackDouble
from tests.world import World

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TAIPEI = ZoneInfo("Asia/Taipei")


def fill(world: World) -> None:
    """The corpus, as remarks of forty people."""
    world.roster(*(f"p{at:02},Team,pilot_user" for at in range(40)))
    ids = {f"p{at:02}": world.person(f"p{at:02}").person_id for at in range(40)}

    def write(db: Transaction) -> None:
        for one in corpus.comments():
            feedback.add_remark(db, one.comment_id, ids[one.person_id], one.body, one.said_at)

    world.run(lambda ctx: write(ctx.db))


def queries() -> list[str]:
    """A few hundred: words, pieces of runs, pairs of words, nonsense and what a database would read as
    an operator."""
    drawn = random.Random(5)
    bodies = [one.body for one in corpus.comments()]
    found = [
        "權限",
        "限",
        "慢",
        "会议纪要",
        "會議紀錄",
        "会议纪录",
        "倉庫",
        "仓库",
        "prompt",
        "prompts",
        "translations",
        "",
        " ",
        "😀",
        '"',
        "AND",
        "NOT x",
        "a* b",
        "((",
        "x:y",
        "''",
    ]
    found += [
        "權限" * 50,
        "it's",
        "café",
        "ＡＩ",
        "no such word",
        "絕無此詞",
        "--",
        "%",
        "\0",
        "x61",
        "don't AND",
    ]
    while len(found) < 300:
        parts = runs(drawn.choice(bodies))
        if not parts:
            continue
        part = drawn.choice(parts)
        if not part.isascii():
            start = drawn.randrange(len(part))
            part = part[start : start + drawn.randint(1, 5)]
        found.append(part if drawn.random() < 0.6 else f"{part} {drawn.choice(parts)}")
    return found


@pytest.fixture
def world(database: Database) -> World:
    """What is kept is the same on either platform."""
    return World(database, SlackDouble())


def test_the_corpus_is_large_and_in_three_languages() -> None:
    assert len({one.body for one in corpus.comments()}) >= 500
    assert {locale for _, locale, _ in corpus.sentences()} == {"en", "zh-Hant", "zh-Hans"}
    assert len(queries()) >= 300


def test_each_database_finds_what_reading_every_comment_finds_in_the_same_order(world: World) -> None:
    fill(world)
    everything = list(corpus.comments())
    hits = 0
    for query in queries():
        found = found_as(world, query)
        assert [one.comment_id for one in found] == [one.comment_id for one in ranked(query, everything)], (
            query
        )
        assert {one.comment_id for one in found} == {
            one.comment_id for one in everything if is_in(query, one.body)
        }, query
        hits += len(found)
    assert hits > 3000


def asked(world: World) -> World:
    """Ada is asked, with a text question among the rest."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user")
    world.program(**{"pulse-a": "full"})
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    return world


def found_as(world: World, query: str) -> list[Comment]:
    found: list[Comment] = world.run(lambda ctx: comments.search(ctx.db, query))
    return found


def found_by(world: World, query: str) -> list[str]:
    return [one.body for one in found_as(world, query)]


def keeps(world: World, body: str, late: bool = False) -> None:
    person_id = world.person("ada").person_id

    def keep(db: Transaction) -> None:
        prompt_id = feedback.prompts_of(db, person_id)[0]["prompt_id"]
        feedback.keep_answer(db, prompt_id, "open", body, NOW, late, is_text=True)

    world.run(lambda ctx: keep(ctx.db))


def test_a_changed_answer_is_found_by_its_new_words_only(world: World) -> None:
    asked(world)
    keeps(world, "登入太慢")
    keeps(world, "沒有權限")
    assert found_by(world, "權限") == ["沒有權限"]
    assert found_by(world, "太慢") == []


def test_an_answer_taken_back_is_found_no_more(world: World) -> None:
    asked(world)
    keeps(world, "沒有權限")
    person_id = world.person("ada").person_id
    prompt_id = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]["prompt_id"]
    world.run(lambda ctx: feedback.drop_answer(ctx.db, prompt_id, "open"))
    assert found_by(world, "權限") == []


def test_a_late_answer_and_one_in_time_are_two_comments(world: World) -> None:
    asked(world)
    keeps(world, "權限 in time")
    keeps(world, "權限 too late", late=True)
    assert sorted(found_by(world, "權限")) == ["權限 in time", "權限 too late"]
    assert [one.body for one in world.run(lambda ctx: comments.said_since(ctx.db, corpus.SINCE))] == [
        "權限 in time"
    ]


def test_an_option_that_was_tapped_is_no_comment(world: World) -> None:
    asked(world)
    world.tap("ada", world.last("ada"), "Code")
    assert found_by(world, "code") == []


def test_a_remark_is_found_and_said_twice_found_once(world: World) -> None:
    asked(world)
    world.says("ada", "ai-feedback 沒有權限登入")
    world.says("ada", "ai-feedback 沒有權限登入")
    assert found_by(world, "權限") == ["沒有權限登入"]


def test_erasing_a_person_takes_the_words_out_of_the_index_too(world: World) -> None:
    asked(world)
    keeps(world, "沒有權限 zebra")
    world.says("ada", "ai-feedback zebra again")
    world.says("ben", "ai-feedback another zebra")
    person_id = world.person("ada").person_id
    world.run(lambda ctx: feedback.forget_person(ctx.db, person_id))
    assert found_by(world, "zebra") == ["another zebra"]
    assert world.run(lambda ctx: comments.of_person(ctx.db, person_id)) == []


def test_what_was_written_before_there_was_an_index_is_found_after_the_start(world: World) -> None:
    asked(world)
    world.tap("ada", world.last("ada"), "Code")
    keeps(world, "沒有權限")
    world.says("ada", "ai-feedback 登入太慢")
    person_id = world.person("ada").person_id
    world.run(lambda ctx: comments.forget_person(ctx.db, person_id))
    assert found_by(world, "權限") == []
    assert world.run(lambda ctx: comments.catch_up(ctx.db)) == 2
    assert found_by(world, "太慢") == ["登入太慢"]
    assert found_by(world, "權限") == ["沒有權限"]
    assert found_by(world, "code") == []
    assert world.run(lambda ctx: comments.catch_up(ctx.db)) == 0


@pytest.mark.parametrize("query", ["權限", "权限"])
def test_either_script_finds_what_is_written_in_the_other(world: World, query: str) -> None:
    asked(world)
    world.says("ada", "ai-feedback 權限還沒有開通")
    world.says("ben", "ai-feedback 权限还没有开通")
    assert sorted(found_by(world, query)) == ["权限还没有开通", "權限還沒有開通"]


@pytest.mark.parametrize("query", ["scanner", "SCANNERS"])
def test_one_scanner_finds_many(world: World, query: str) -> None:
    asked(world)
    world.says("ada", "ai-feedback the forklift scanners beeped")
    world.says("ben", "ai-feedback forklift scanner beeps")
    assert sorted(found_by(world, query)) == ["forklift scanner beeps", "the forklift scanners beeped"]


def test_what_was_indexed_by_older_rules_is_indexed_anew_once(world: World) -> None:
    asked(world)
    keeps(world, "權限還沒有開通")
    keeps(world, "太晚說的權限", late=True)
    world.says("ben", "ai-feedback 權限到期")

    authors = [world.person(name).person_id for name in ("ada", "ben")]

    def age(db: Transaction) -> None:
        """As an older version left it: other words in the index, and no word of which version that was."""
        for author in authors:
            for row in db.all("comments.list_of_person", person_id=author):
                db.run("comments.drop_words", place=row["place"])
                db.run("comments.keep_words", place=row["place"], words="xolder")

    world.run(lambda ctx: age(ctx.db))
    assert found_by(world, "权限") == []
    assert world.run(lambda ctx: comments.renew(ctx.db)) == 3
    assert sorted(found_by(world, "权限")) == ["太晚說的權限", "權限到期", "權限還沒有開通"]
    world.run(lambda ctx: age(ctx.db))
    assert world.run(lambda ctx: comments.renew(ctx.db)) == 0, "known by its version, it is left alone"


def test_one_organisation_never_finds_the_words_of_another(world: World) -> None:
    asked(world)
    world.says("ada", "ai-feedback 沒有權限")
    with world.house.database.transaction("other") as db:
        assert comments.search(db, "權限") == []


def test_forty_thousand_characters_are_indexed_and_found(world: World) -> None:
    asked(world)
    body = "".join(chr(0x4E00 + at % 20_000) for at in range(40_000))
    person_id = world.person("ada").person_id
    world.run(lambda ctx: feedback.add_remark(ctx.db, "long", person_id, body, NOW))
    assert found_by(world, body[35_000:35_020]) == [body]


def test_the_start_proves_that_a_chinese_word_is_found(database: Database) -> None:
    with database.transaction("main") as db:
        comments.prove(db)
        assert comments.search(db, "權限") == []


def test_a_word_erased_is_not_left_in_the_pages_of_the_index() -> None:
    database = SqliteDatabase(":memory:")
    database.migrate()
    with database.transaction("main") as db:
        db.run("comments.keep_words", place=1, words=index_words("zebracrossing"))
        db.run("comments.drop_words", place=1)
    kept = b"".join(
        bytes(row[0]) for row in database.tables.conn.execute("select block from comment_words_data")
    )
    assert index_words("zebracrossing").encode() not in kept
    database.close()
