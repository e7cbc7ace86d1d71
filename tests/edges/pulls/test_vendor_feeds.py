"""What each vendor is asked for, over real HTTP, and what of its answer is taken."""

from __future__ import annotations

import json

import pytest

from bot.feed import DeniedError, FeedError, Fetched
from tests.edges.pulls.conftest import day, puller
from tests.fakes.vendors import ANALYTICS_KEY, GITHUB_TOKEN, SIGNATURE, SOURCES, Vendors


def rows(written: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.splitlines()]


async def test_github_is_asked_first_for_28_days_and_later_for_the_last_three_and_what_is_new(
    vendors: Vendors,
) -> None:
    github = puller(vendors, "github-copilot")
    assert await github.fetch() == Fetched(day("11-20"))
    assert vendors.paths()[0] == "/orgs/acme/copilot/metrics/reports/users-28-day/latest"
    assert {(one["day"], one["user_login"]) for one in rows(github.written)} == {
        ("2026-11-18", "ada-acme"), ("2026-11-19", "ada-acme"), ("2026-11-19", "ben-acme"),
    }  # fmt: skip
    vendors.asked.clear()
    assert await github.fetch(known_to=day("11-19")) == Fetched(day("11-19"))
    assert vendors.days("users-1-day") == [
        "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22",
    ]  # fmt: skip
    assert len(rows(github.written)) == 3


async def test_github_s_signed_links_get_no_token_and_arrive_as_they_were_written(vendors: Vendors) -> None:
    await puller(vendors, "github-copilot").fetch()
    for one in vendors.asked:
        assert (one.host == "downloads") == one.raw.startswith("/file/")
        assert ("Authorization" in one.headers) == (one.host == "api")
    links = [one.raw for one in vendors.asked if one.host == "downloads"]
    assert links
    assert all(link.endswith(f"?sig={SIGNATURE}") for link in links)


async def test_a_github_link_that_has_run_out_is_asked_for_anew_and_nothing_is_written_twice(
    vendors: Vendors,
) -> None:
    github = puller(vendors, "github-copilot")
    vendors.go_wrong("/file/2026-11-18", "403")
    await github.fetch()
    assert len(rows(github.written)) == 3
    assert sum("users-28-day" in path for path in vendors.paths()) == 2


async def test_a_github_link_that_never_works_is_no_refusal_of_the_key(vendors: Vendors) -> None:
    vendors.go_wrong("/file/", "403", times=None)
    with pytest.raises(FeedError, match="403"):
        await puller(vendors, "github-copilot").fetch()


async def test_a_github_file_that_ends_within_a_line_is_not_believed(vendors: Vendors) -> None:
    vendors.go_wrong("/file/2026-11-19", "half a line", times=None)
    with pytest.raises(FeedError, match="middle of a line"):
        await puller(vendors, "github-copilot").fetch()


async def test_a_github_day_that_was_there_and_is_not_found_any_more_is_a_refusal(vendors: Vendors) -> None:
    github = puller(vendors, "github-copilot")
    vendors.go_wrong("users-1-day", "404", times=None)
    with pytest.raises(DeniedError, match="404"):
        await github.fetch(known_to=day("11-19"))


async def test_a_github_day_that_is_not_found_yet_ends_nothing(vendors: Vendors) -> None:
    vendors.go_wrong("day=2026-11-20", "404")
    assert await puller(vendors, "github-copilot").fetch(known_to=day("11-19")) == Fetched(day("11-19"))


@pytest.mark.parametrize("answers", ["redirect", "stream"])
async def test_graph_s_report_comes_as_it_is_written_by_redirect_or_at_once(
    vendors: Vendors, answers: str
) -> None:
    vendors.graph_answers = answers
    graph = puller(vendors, "m365-copilot")
    assert await graph.fetch() == Fetched()
    assert graph.written.decode().splitlines()[1:] == [
        "2026-11-20,ada@example.com,2026-11-19,7", "2026-11-20,ben@example.com,2026-11-19,7",
    ]  # fmt: skip
    sent = [(one.host, "Authorization" in one.headers) for one in vendors.asked]
    assert sent == [("api", False), ("api", True), *([("downloads", False)] if answers == "redirect" else [])]


async def test_graph_s_pages_are_read_to_the_last_one(vendors: Vendors) -> None:
    vendors.graph_answers = "json"
    graph = puller(vendors, "m365-copilot")
    await graph.fetch()
    assert [one["userPrincipalName"] for one in rows(graph.written)] == ["ada@example.com", "ben@example.com"]


async def test_graph_s_next_page_is_not_looked_for_at_a_stranger_s(vendors: Vendors) -> None:
    vendors.graph_answers, vendors.redirects_to = "json", "https://graph.example.net/v1.0/x"
    with pytest.raises(FeedError, match="not safe"):
        await puller(vendors, "m365-copilot").fetch()


async def test_graph_s_token_is_kept_until_it_ends_and_renewed_once_when_it_is_refused(
    vendors: Vendors,
) -> None:
    graph = puller(vendors, "m365-copilot")
    await graph.fetch()
    await graph.fetch()
    assert vendors.tokens == 1
    vendors.go_wrong("getMicrosoft365", "401")
    await graph.fetch()
    assert vendors.tokens == 2
    vendors.asked.clear()
    vendors.go_wrong("getMicrosoft365", "401", times=None)
    with pytest.raises(DeniedError):
        await graph.fetch()
    assert sum("getMicrosoft365" in path for path in vendors.paths()) == 2


async def test_claude_is_asked_day_by_day_page_by_page_and_for_seven_days_again(vendors: Vendors) -> None:
    claude = puller(vendors, "claude-enterprise")
    assert await claude.fetch() == Fetched(day("11-19"))
    assert len(set(vendors.days("/users"))) == 27  # 28 days back, up to the first that is not there yet
    assert [(one["date"], one["chat_metrics"]) for one in rows(claude.written)] == [
        ("2026-11-18", {"message_count": 3}), ("2026-11-19", {"message_count": 5}),
        ("2026-11-19", {"message_count": 2}),
    ]  # fmt: skip
    vendors.asked.clear()
    await claude.fetch(known_to=day("11-19"))
    assert vendors.days("/users")[0] == "2026-11-13"


async def test_an_empty_answer_of_claude_s_last_days_proves_nothing(vendors: Vendors) -> None:
    """Friday is three days back and empty: it may not have been counted yet."""
    claude = puller(vendors, "claude-enterprise")
    vendors.counted_to = day("11-22")
    assert await claude.fetch() == Fetched(day("11-19"))
    vendors.used = {}
    assert await claude.fetch() == Fetched(day("11-19"), is_empty=True)


async def test_claude_s_counting_that_has_stopped_days_ago_is_believed_as_far_as_it_goes(
    vendors: Vendors,
) -> None:
    claude = puller(vendors, "claude-enterprise")
    vendors.counted_to = day("11-18")
    assert await claude.fetch() == Fetched(day("11-18"))
    assert len(rows(claude.written)) == 1


async def test_claude_refuses_a_bad_key_with_not_found_and_a_first_day_with_an_error(
    vendors: Vendors,
) -> None:
    claude = puller(vendors, "claude-enterprise")
    vendors.go_wrong("date=2026-10-26", "400")
    with pytest.raises(FeedError, match="400"):
        await claude.fetch()
    vendors.go_wrong("/users", "404")
    with pytest.raises(DeniedError, match="404"):
        await claude.fetch()


async def test_no_day_is_asked_for_that_a_vendor_never_had(vendors: Vendors) -> None:
    await puller(vendors, "claude-enterprise").fetch(since=day("01-01").replace(year=2025))
    assert vendors.days("/users")[0] == "2026-01-01"


@pytest.mark.parametrize("source", SOURCES)
async def test_each_vendor_gets_its_own_key_alone(vendors: Vendors, source: str) -> None:
    await puller(vendors, source).fetch()
    sent = [json.dumps(one.headers) for one in vendors.asked]
    assert any(GITHUB_TOKEN in one for one in sent) == (source == "github-copilot")
    assert any(ANALYTICS_KEY in one for one in sent) == (source == "claude-enterprise")
