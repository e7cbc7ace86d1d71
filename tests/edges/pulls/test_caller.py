"""One request for a report against every way a vendor goes wrong."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.clock import seeded_chance
from bot.feed import DeniedError, FeedError
from bot.pulls.caller import Caller, Manners, Wanted
from tests.edges.pulls.conftest import puller
from tests.fakes.faults import FAULTS, Fault, FaultyServer, wire
from tests.fakes.vendors import SOURCES, Vendors

GOOD = {"value": [{"n": 1}], "more": "x" * 200}
FIRST = {
    "claude-enterprise": "/analytics/users",
    "github-copilot": "/reports/",
    "m365-copilot": "getMicrosoft365",
}
UNTOLD = Fault("no length", lambda good: b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + good)
GOES_WELL = {"200, another object"}
DENIED = {"401", "403"}
SAYS = {fault.name for fault in FAULTS if fault.name.startswith("says ")}  # whole objects, to a caller


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


async def ask(session: aiohttp.ClientSession, fault: Fault) -> tuple[str, list[float]]:
    """What becomes of a request that meets a fault each time, and the rests between the tries."""
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    server = FaultyServer({"/report": GOOD})
    await server.start()
    server.break_off("/report", fault)
    timeout = aiohttp.ClientTimeout(total=0.3 if fault.is_slow else 20)
    manners = Manners(tries=3, rest=rest, timeout=timeout, most_json=1024 * 1024)
    try:
        answer = await Caller(session, manners, seeded_chance(1), is_local=True).ask(
            Wanted(f"{server.url}/report")
        )
        return str(answer.fields() and "well"), rests
    except (FeedError, DeniedError) as error:
        return type(error).__name__, rests
    finally:
        await server.stop()


@pytest.mark.parametrize("fault", [*FAULTS, UNTOLD], ids=lambda fault: fault.name)
async def test_no_fault_becomes_an_answer_or_anything_but_the_two_errors(
    session: aiohttp.ClientSession, fault: Fault
) -> None:
    became, rests = await ask(session, fault)
    expected = "DeniedError" if fault.name in DENIED else "FeedError"
    assert became == ("well" if fault.name in GOES_WELL | SAYS else expected)
    assert all(0 < wait <= 120 for wait in rests)


@pytest.mark.parametrize(
    ("name", "tries"),
    [
        *(
            (name, 3)
            for name in ("500", "503", "429, no hint", "body cut in half", "closed without an answer")
        ),
        *((name, 1) for name in ("401", "403", "400", "200, huge", "200, broken JSON")),
    ],
)
async def test_only_what_may_pass_is_asked_again(
    session: aiohttp.ClientSession, name: str, tries: int
) -> None:
    (fault,) = [fault for fault in FAULTS if fault.name == name]
    _, rests = await ask(session, fault)
    assert len(rests) == tries - 1


async def test_waits_double_and_chance_takes_a_part_of_each(session: aiohttp.ClientSession) -> None:
    (fault,) = [fault for fault in FAULTS if fault.name == "500"]
    _, rests = await ask(session, fault)
    assert 0.5 <= rests[0] <= 1.0 <= rests[1] <= 2.0
    assert rests[1] != 2 * rests[0]


async def test_what_the_vendor_asks_to_wait_is_waited(session: aiohttp.ClientSession) -> None:
    (fault,) = [fault for fault in FAULTS if fault.waits == 17]
    assert (await ask(session, fault))[1] == [17, 17]


@pytest.mark.parametrize("status", ["429", "403"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Retry_After": "90"},
        {"Retry_After": "Mon, 23 Nov 2026 01:01:30 GMT"},
        {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1795395690"},
    ],
)
async def test_an_instant_to_wait_for_is_read_by_the_vendor_s_own_clock(
    vendors: Vendors, status: str, headers: dict[str, str]
) -> None:
    vendors.go_wrong("users-28-day", status, **headers)
    await puller(vendors, "github-copilot").fetch()
    assert vendors.rests == [90]


async def test_a_silence_too_long_to_wait_for_is_left_to_the_next_pull(vendors: Vendors) -> None:
    vendors.go_wrong("users-28-day", "429", Retry_After="7200")
    with pytest.raises(FeedError) as caught:
        await puller(vendors, "github-copilot").fetch()
    assert (caught.value.wait, vendors.rests, len(vendors.asked)) == (timedelta(hours=2), [], 1)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("what", ["500", "503", "429", "cut", "abort", "silence", "page"])
async def test_a_fault_that_passes_costs_nothing_but_time(vendors: Vendors, source: str, what: str) -> None:
    whole = puller(vendors, source)
    expected = await whole.fetch()
    hasty = {"timeout": aiohttp.ClientTimeout(sock_read=0.3), "tries": 20} if what == "silence" else {}
    again = puller(vendors, source, **hasty)
    vendors.go_wrong(FIRST[source], what, times=2)
    vendors.go_wrong("/file/", what, times=2)
    assert await again.fetch() == expected
    assert again.written == whole.written


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("status", ["401", "403"])
async def test_a_refused_key_is_shown_only_once(vendors: Vendors, source: str, status: str) -> None:
    vendors.go_wrong(FIRST[source], status, times=None)
    with pytest.raises(DeniedError, match=status):
        await puller(vendors, source).fetch()
    assert sum(FIRST[source] in path for path in vendors.paths()) == 1


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1.example.net/x", "http://example.net/x", "ftp://127.0.0.1/x", "file:///etc/passwd",
               "https://user:pass@example.net/x", "//example.net/x", ""],
)  # fmt: skip
async def test_nothing_is_followed_to_an_address_that_is_not_safe(vendors: Vendors, target: str) -> None:
    vendors.redirects_to = target or "?again"
    with pytest.raises(FeedError, match=r"not safe|too often"):
        await puller(vendors, "m365-copilot").fetch()


async def test_a_vendor_on_the_net_is_never_followed_to_this_machine(session: aiohttp.ClientSession) -> None:
    caller = Caller(session, Manners(), seeded_chance(1))
    for address in ("http://127.0.0.1:1/x", "https://127.0.0.1:1/x", "https://169.254.169.254/latest", "https://[::1]/",
                    "https://10.0.0.8/x", "https://localhost/x"):  # fmt: skip
        with pytest.raises(FeedError, match="not safe"):
            await caller.ask(Wanted(address))
    assert caller.safe("https://graph.microsoft.com/v1.0") == "https://graph.microsoft.com/v1.0"


async def test_a_report_is_read_no_further_than_agreed_however_small_it_is_packed(vendors: Vendors) -> None:
    vendors.go_wrong("/file/", "much")
    graph = puller(vendors, "m365-copilot", most_file=1024 * 1024)
    with pytest.raises(FeedError, match="report is larger than 1 MiB"):
        await graph.fetch()
    assert len(graph.written) <= 1024 * 1024


@pytest.mark.parametrize("source", SOURCES)
async def test_a_whole_report_is_bounded_not_only_each_answer(vendors: Vendors, source: str) -> None:
    vendors.graph_answers = "json"
    whole = puller(vendors, source)
    await whole.fetch()
    with pytest.raises(FeedError, match="larger than"):
        await puller(vendors, source, most_file=len(whole.written) - 5).fetch()


async def test_a_second_try_leaves_nothing_of_the_first(session: aiohttp.ClientSession) -> None:
    half = Fault("half", lambda good: wire("200 OK", good + good, length=3 * len(good)))
    server, into = FaultyServer({"/report": GOOD}), io.BytesIO(b"before")
    into.seek(0, io.SEEK_END)
    await server.start()
    server.break_off("/report", half)

    async def mend(seconds: float) -> None:
        server.break_off("/nowhere", half)

    manners = Manners(rest=mend)
    try:
        await Caller(session, manners, seeded_chance(1), is_local=True).ask(
            Wanted(f"{server.url}/report", into=into)
        )
    finally:
        await server.stop()
    assert into.getvalue().startswith(b'before{"value"')
    assert json.loads(into.getvalue().removeprefix(b"before")) == GOOD


async def test_the_reason_is_in_our_own_words_without_an_address(vendors: Vendors) -> None:
    nowhere = puller(vendors, "claude-enterprise", tries=1)
    vendors.go_wrong("/users", "abort")
    with pytest.raises(FeedError) as caught:
        await nowhere.fetch()
    assert str(caught.value) == "the connection failed: ServerDisconnectedError"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
