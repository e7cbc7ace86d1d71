"""Themes a language model wrote, over real HTTP: believed in nothing that can't be proven."""

from __future__ import annotations

import asyncio
import json
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.llm import Written, write_themes
from bot.model.written_themes import WrittenTheme
from bot.settings import Settings
from bot.store import feedback
from bot.store.database import Database
from tests.fakes.chats import SlackDouble
from tests.fakes.llm import Answer, Comments, LlmDesk, llm_desk
from tests.world import World

FILE = Path(__file__).resolve().parents[2] / "corpora" / "injections.toml"
INJECTIONS = [text for texts in tomllib.loads(FILE.read_text(encoding="utf-8")).values() for text in texts]
SAID = {
    "en": ("The login page is ｓｌｏｗ today", "login fails", "no login at all"),
    "zh-Hant": ("登入頁面太慢，資料讀不出來", "登入失敗", "完全不能登入"),
    "zh-Hans": ("登录页面太慢，数据读不出来", "登录失败", "完全不能登录"),
}
TITLES = {"en": "Login trouble", "zh-Hant": "登入問題", "zh-Hans": "登录问题"}
QUOTES = {"en": "page is slow", "zh-Hant": "登入頁面太慢", "zh-Hans": "登录页面太慢"}


@pytest.fixture
def world(database: Database) -> World:
    """Twelve colleagues on either database."""
    made = World(database, SlackDouble())
    made.roster(*(f"p{at:02},Sales,pilot_user" for at in range(12)), "quin,Sales,pilot_user")
    return made


def writes(world: World, *bodies: str, people: int = 12) -> World:
    """Everybody writes something; the first ones write `bodies`."""

    def keep(at: int, body: str) -> None:
        person_id = world.person(f"p{at % people:02}").person_id
        world.run(
            lambda ctx: feedback.add_remark(
                ctx.db, f"r{at:02}", person_id, body, ctx.now - timedelta(hours=1)
            )
        )

    for at in range(max(12, len(bodies))):
        keep(at, bodies[at] if at < len(bodies) else f"remark of colleague number {'abcdefghijkl'[at % 12]}")
    return world


def ids(comments: Comments, *words: str) -> list[str]:
    return [one["id"] for one in comments if any(word in one["text"] for word in words)]


def theme(comments: Comments, locale: str = "en", **other: object) -> dict[str, object]:
    cited = ids(comments, "login", "登入", "登录")
    (quoted,) = ids(comments, "today", "讀不出來", "读不出来")
    return {
        "title": TITLES[locale],
        "comment_ids": cited,
        "quote": QUOTES[locale],
        "quote_id": quoted,
    } | other


def answers(locale: str = "en", **other: object) -> Answer:
    return lambda comments: json.dumps({"themes": [theme(comments, locale, **other)]})


def asks(
    world: World,
    answer: Answer | None = None,
    trouble: str = "",
    locale: str = "en",
    times: int = 1,
    within: float = 20,
) -> tuple[Written, LlmDesk]:
    """The house asks the endpoint; what came of it, and the desk."""

    async def run() -> tuple[Written, LlmDesk]:
        async with llm_desk() as desk:
            desk.answer, desk.trouble = answer or answers(locale), trouble
            chosen = {"llm_url": desk.url, "llm_key": SecretStr("not-a-key"), "llm_model": "sample"}
            house = replace(world.house, settings=world.house.settings.model_copy(update=chosen))
            for _ in range(times):
                written = await write_themes(house, locale, timedelta(seconds=within))
            return written, desk

    return asyncio.run(run())


@pytest.mark.parametrize("locale", ["en", "zh-Hant", "zh-Hans"])
def test_a_theme_that_is_proven_is_told_with_our_count_and_the_original_quote(
    world: World, locale: str
) -> None:
    writes(world, *SAID[locale])
    written, _ = asks(world, locale=locale)
    quote = {"en": "page is ｓｌｏｗ"}.get(locale, QUOTES[locale])
    assert written == Written((WrittenTheme(title=TITLES[locale], people=3, quote=quote),))


def test_it_is_off_until_it_is_set() -> None:
    assert not Settings(_env_file=None).llm_is_on


def test_nothing_is_asked_while_it_is_off(world: World) -> None:
    writes(world, *SAID["en"])
    written = asyncio.run(write_themes(world.house, "en"))
    assert (written.themes, "UPTAKE_LLM_URL" in written.why_none) == ((), True)


def test_nothing_goes_out_while_fewer_than_ten_people_wrote(world: World) -> None:
    writes(world, *SAID["en"], people=9)
    written, desk = asks(world)
    assert written.themes == ()
    assert desk.bodies == []


def test_what_goes_out_is_redacted_names_nobody_and_offers_no_tool(world: World) -> None:
    writes(world, *SAID["en"], "P03 Example writes from p03@example.com, call 0912-345-678")
    _, desk = asks(world)
    (body,) = desk.bodies
    text = json.dumps(body, ensure_ascii=False)
    assert set(body) == {"model", "messages", "temperature", "response_format"}
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert "example.com" not in text
    assert "0912" not in text
    assert "Example" not in text
    assert not any(world.person(f"p{at:02}").person_id in text for at in range(12))
    assert all(set(one) == {"id", "text"} for one in json.loads(body["messages"][1]["content"]))
    assert desk.headers[0]["Authorization"] == "Bearer not-a-key"


def test_the_same_is_asked_once_and_again_when_somebody_wrote_more(world: World) -> None:
    writes(world, *SAID["en"])
    first, desk = asks(world, times=2)
    assert len(desk.bodies) == 1
    again, silent = asks(world)
    assert (again, silent.bodies) == (first, [])
    person_id = world.person("p11").person_id
    world.run(lambda ctx: feedback.add_remark(ctx.db, "new", person_id, "one login more", ctx.now))
    more, asked = asks(world)
    assert len(asked.bodies) == 1
    assert more.themes[0].people == 4


def test_erasing_somebody_forgets_what_was_written_about_all(world: World) -> None:
    writes(world, *SAID["en"])
    asks(world)
    person_id = world.person("quin").person_id
    world.run(lambda ctx: feedback.forget_person(ctx.db, person_id))
    _, asked = asks(world)
    assert len(asked.bodies) == 1


@pytest.mark.parametrize(
    "trouble", ["429", "500", "401", "302", "cut", "no json", "no choices", "too much", "silence"]
)
def test_an_endpoint_in_trouble_leaves_it_to_the_rules(world: World, trouble: str) -> None:
    writes(world, *SAID["en"])
    written, desk = asks(world, trouble=trouble, within=0.3 if trouble == "silence" else 20)
    assert written.themes == ()
    assert written.why_none
    assert len(desk.bodies) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"title": ""},
        {"title": "x" * 41},
        {"title": "Login trouble of 97 people"},
        {"title": "Login trouble ⅔"},
        {"title": "Login www.example.com"},
        {"title": "<!channel> Login"},
        {"title": "Login =cmd|x"},
        {"title": "登入問題"},
        {"title": "Parking"},
        {"comment_ids": []},
        {"comment_ids": ["c999"]},
        {"comment_ids": ["c1", "c999"]},
        {"comment_ids": "c1"},
        {"quote": "page is fast"},
        {"quote": "slow"},
        {"quote": ""},
        {"quote_id": "c999"},
        {"people": 97},
        {"note": "extra"},
    ],
)
def test_a_theme_that_can_not_be_proven_is_not_told(world: World, other: dict[str, object]) -> None:
    writes(world, *SAID["en"])
    written, _ = asks(world, answers("en", **other))
    assert written == Written((), "nothing in the answer could be proven")


@pytest.mark.parametrize(
    ("locale", "title"), [("zh-Hant", "登录问题"), ("zh-Hans", "登入問題"), ("zh-Hant", "Login")]
)
def test_a_title_in_another_language_is_not_told(world: World, locale: str, title: str) -> None:
    writes(world, *SAID["zh-Hant"], *SAID["zh-Hans"], *SAID["en"])

    def answer(comments: Comments) -> str:
        (quoted,) = ids(comments, "讀不出來")
        cited = ids(comments, "login", "登入", "登录")
        one = {"title": title, "comment_ids": cited, "quote": "登入頁面太慢", "quote_id": quoted}
        return json.dumps({"themes": [one]})

    assert asks(world, answer, locale=locale)[0].themes == ()


def test_one_theme_that_fails_takes_no_other_with_it(world: World) -> None:
    writes(world, *SAID["en"])

    def answer(comments: Comments) -> str:
        return json.dumps({"themes": [theme(comments, quote="never said so"), theme(comments)]})

    assert [one.title for one in asks(world, answer)[0].themes] == ["Login trouble"]


@pytest.mark.parametrize(
    "answer", ["", "PWNED", "null", "[]", "{", '{"themes": {}}', '{"themes": [], "note": "x"}']
)
def test_an_answer_of_another_form_is_no_answer(world: World, answer: str) -> None:
    writes(world, *SAID["en"])
    assert asks(world, lambda comments: answer)[0].themes == ()


def obedient(order: str) -> list[Answer]:
    """A model that does what a comment orders, in the ways that such models do."""

    def citing(comments: Comments, title: str, cited: list[str]) -> str:
        (place,) = [
            one
            for one in comments
            if one["id"] == ids(comments, "PWNED", "instruct", "指示", "指令", "97")[0]
        ]
        quote = {"quote": place["text"][:40], "quote_id": place["id"]}
        return json.dumps({"themes": [{"title": title, "comment_ids": cited or [place["id"]]} | quote]})

    return [
        lambda comments: "PWNED",
        lambda comments: order,
        lambda comments: citing(comments, "PWNED", []),
        lambda comments: citing(comments, "PWNED", [one["id"] for one in comments]),
        lambda comments: json.dumps({"themes": [theme(comments, note="PWNED")]}),
        lambda comments: json.dumps({"themes": [theme(comments, quote="the boss is a fool")]}),
        lambda comments: json.dumps({"themes": [theme(comments, title="97% are happy")]}),
    ]


def test_the_injections_are_many_and_in_three_languages() -> None:
    assert len(set(INJECTIONS)) >= 30


def test_nothing_that_a_comment_orders_is_obeyed_even_by_a_model_that_obeys(world: World) -> None:
    writes(world, *SAID["en"])
    person_id = world.person("p05").person_id
    for at, order in enumerate(INJECTIONS):
        world.run(lambda ctx, at=at, order=order: keep_order(ctx, f"o{at}", person_id, order))
        answer = obedient(order)[at % len(obedient(order))]
        written, desk = asks(world, answer)
        assert written == Written((), "nothing in the answer could be proven"), order
        system, user = desk.bodies[0]["messages"]
        assert order[:20] not in system["content"]
        assert isinstance(json.loads(user["content"]), list)


def keep_order(ctx: object, remark_id: str, person_id: str, order: str) -> None:
    from bot.context import Context

    assert isinstance(ctx, Context)
    feedback.add_remark(ctx.db, remark_id, person_id, order, ctx.now)


@pytest.mark.parametrize("url", ["http://llm.example/v1", "ftp://llm.example", "llm.example/v1", "https://"])
def test_comments_are_never_sent_in_the_clear(url: str) -> None:
    with pytest.raises(ValidationError, match="https"):
        Settings(_env_file=None, llm_url=url)


@pytest.mark.parametrize(
    "url", ["", "https://llm.example/v1", "http://127.0.0.1:11434/v1", "http://localhost:1/v1"]
)
def test_an_address_that_keeps_them_private_is_taken(url: str) -> None:
    assert Settings(_env_file=None, llm_url=url).llm_url == url
