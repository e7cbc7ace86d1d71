"""Every call to either platform against every way a server goes wrong: the right outcome, nothing
raised but what the port says, and at most one request for one post."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.fault_calls import CALLS, Call, Met, meet
from tests.fakes.faults import FAULTS

POSTS = [call for call in CALLS if call.name in ("slack post", "teams post")]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
async def test_every_fault_becomes_the_one_right_outcome_with_one_request(
    call: Call, session: aiohttp.ClientSession
) -> None:
    met = [await meet(call, fault, session) for fault in FAULTS]

    assert [one for one in met if not one.is_right] == []


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
async def test_a_refusal_never_tells_to_wait_for_ever(call: Call, session: aiohttp.ClientSession) -> None:
    limits = [fault for fault in FAULTS if fault.name.startswith("429")]
    waits = [(await meet(call, fault, session)).retry_after for fault in limits]

    assert all(wait is None or (math.isfinite(wait) and 0 <= wait < 86_400) for wait in waits)


@pytest.mark.parametrize(
    "call", [call for call in CALLS if "post" in call.name or call.has_token], ids=lambda call: call.name
)
async def test_the_platforms_own_word_on_waiting_reaches_the_outbox(
    call: Call, session: aiohttp.ClientSession
) -> None:
    (limited,) = [fault for fault in FAULTS if fault.waits == 17]

    assert (await meet(call, limited, session)).retry_after == 17


@pytest.mark.parametrize("call", POSTS, ids=lambda call: call.name)
async def test_a_post_that_came_too_fast_always_asks_for_silence(
    call: Call, session: aiohttp.ClientSession
) -> None:
    limits = [fault for fault in FAULTS if fault.name.startswith("429")]
    waits = [(await meet(call, fault, session)).retry_after for fault in limits]

    assert all(wait and wait > 0 for wait in waits), waits


def test_the_matrix_is_as_large_as_it_is_meant_to_be() -> None:
    names = {fault.name for fault in FAULTS}

    assert len(names) == len(FAULTS) >= 40
    assert {call.platform for call in CALLS} == {"slack", "teams"}
    assert len(CALLS) == 15


def test_a_wrong_outcome_or_a_second_request_is_told_apart() -> None:
    right = Met("slack post", "500", "unknown", ("unknown",), 1, None)
    twice = Met("slack post", "500", "unknown", ("unknown",), 2, None)
    wrong = Met("slack post", "500", "refused", ("unknown",), 1, None)

    assert [met.is_right for met in (right, twice, wrong)] == [True, False, False]
