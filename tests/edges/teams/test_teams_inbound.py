"""What people do in Teams, read as interactions."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards.card import Card, Tap, Taps, Text
from bot.chat import Arrived, Departed, Interaction, Said
from bot.teams.inbound import MalformedError, account_id, read
from bot.teams.render import render
from tests.fakes.teams_desk import NOW
from tests.fakes.teams_traffic import BOT, OTHER_TENANT, TENANT, Person

URL = "https://smba.trafficmanager.net/emea/"
Json = dict[str, Any]


@pytest.fixture
def ada() -> Person:
    return Person(URL)


def only(activity: Json, home: str = TENANT) -> Any:
    (interaction,) = read(activity, NOW, home)
    return interaction


def nothing(activity: Json) -> bool:
    return read(activity, NOW, TENANT) == []


def asked(*blocks: Any) -> Json:
    return render(Card(title="Q", blocks=blocks, note="N"))


FOUR = Taps(taps=(Tap(label="4", action="feedback.answer", target="prm_1", value="4"),))


def test_a_message_is_something_said_by_a_verified_sender(ada: Person) -> None:
    activity = ada.says("help")
    said = only(activity)

    assert isinstance(said, Said)
    assert (said.text, said.at, said.rides_on_response) == ("help", NOW, False)
    assert said.event_id == f"a:ada:{activity['id']}"
    sender = said.sender
    assert (sender.platform, sender.workspace, sender.user) == ("teams", TENANT, ada.aad)
    assert (sender.conversation, sender.service_url) == ("a:ada", URL)
    assert (sender.name, sender.locale, sender.email) == ("Ada", "zh-TW", "")
    assert sender.is_guest is False


def test_the_same_delivery_twice_has_the_same_event_id(ada: Person) -> None:
    activity = ada.says("help")
    assert only(activity).event_id == only(dict(activity)).event_id
    assert only(activity).event_id != only(ada.says("help")).event_id


def test_an_activity_without_an_id_still_has_a_stable_one(ada: Person) -> None:
    activity = ada.says("help")
    del activity["id"]

    assert only(activity).event_id == only(dict(activity)).event_id
    assert only(activity).event_id != only({**activity, "text": "stop"}).event_id


def test_a_sender_without_a_directory_id_is_known_by_the_channel_id(ada: Person) -> None:
    activity = {**ada.says("help"), "from": {"id": "29:ada"}}

    assert only(activity).sender.user == "29:ada"


def test_in_a_channel_the_mention_is_taken_out_and_no_conversation_is_kept(ada: Person) -> None:
    said = only(ada.says_in_channel("/ai-summary now"))

    assert said.text == "/ai-summary now"
    assert said.sender.conversation == ""


def test_a_mention_of_somebody_else_keeps_the_name(ada: Person) -> None:
    said = only(ada.says("thank <at>Bo &amp; Li</at> for\xa0it"))

    assert said.text == "thank Bo & Li for it"


def test_what_a_person_typed_is_cleaned_but_not_changed(ada: Person) -> None:
    said = only(ada.says("\u202eone\x00\r\n  two &lt;3  "))

    assert said.text == "one\n  two <3"


@pytest.mark.parametrize("text", ["", None, 7, ["x"]])
def test_a_message_without_text_is_nothing(ada: Person, text: Any) -> None:
    assert nothing(ada.says(text))


def test_the_language_comes_from_the_client_when_the_activity_has_none(ada: Person) -> None:
    told = [{"type": "clientInfo", "locale": "zh-CN", "timezone": "Asia/Taipei"}, "noise"]
    activity = {**ada.says("help", entities=told), "locale": None}

    assert only(activity).sender.locale == "zh-CN"


def test_installing_is_an_arrival_and_removing_a_departure(ada: Person) -> None:
    assert isinstance(only(ada.installs()), Arrived)
    assert isinstance(only(ada.opens_chat()), Arrived)
    assert isinstance(only(ada.uninstalls()), Departed)
    assert only(ada.uninstalls()).sender.conversation == "a:ada"


def test_an_upgrade_is_no_departure(ada: Person) -> None:
    assert nothing({**ada.uninstalls(), "action": "remove-upgrade"})
    assert isinstance(only({**ada.installs(), "action": "add-upgrade"}), Arrived)


def test_removing_the_bot_from_a_team_makes_nobody_depart(ada: Person) -> None:
    team = {"id": "19:t", "conversationType": "channel", "tenantId": TENANT}

    assert nothing({**ada.uninstalls(), "conversation": team})
    assert nothing({**ada.installs(), "conversation": team})
    assert nothing({**ada.opens_chat(), "conversation": team})


def test_people_added_to_a_team_arrive_each_for_themselves(ada: Person) -> None:
    team = {"id": "19:t", "conversationType": "channel", "tenantId": TENANT}
    added = [
        {"id": "29:bo", "aadObjectId": "bo-aad"},
        {"id": BOT},
        {"id": "28:another-bot"},
        {"id": "29:li", "aadObjectId": "li-aad"},
        "noise",
    ]
    activity = {**ada.opens_chat(), "conversation": team, "membersAdded": added}
    arrived = read(activity, NOW, TENANT)

    assert [each.sender.user for each in arrived] == ["bo-aad", "li-aad"]
    assert {each.sender.conversation for each in arrived} == {""}
    assert len({each.event_id for each in arrived}) == 2
    assert account_id(activity, "li-aad") == "29:li"


def test_a_person_and_the_bot_added_together_arrive_once(ada: Person) -> None:
    added = [{"id": BOT}, {"id": ada.id, "aadObjectId": ada.aad}]

    assert isinstance(only({**ada.opens_chat(), "membersAdded": added}), Arrived)


def test_the_account_of_the_sender_is_known_to_the_connector_by_another_id(ada: Person) -> None:
    assert account_id(ada.says("help"), ada.aad) == "29:ada"
    assert account_id(ada.says("help"), "nobody") == "nobody"


def test_somebody_of_another_tenant_is_a_guest(ada: Person) -> None:
    ada.tenant = OTHER_TENANT

    assert only(ada.says("help")).sender.is_guest is True
    assert only(ada.says("help"), home="").sender.is_guest is False


def test_an_account_that_lives_in_another_tenant_is_a_guest(ada: Person) -> None:
    activity = ada.says("help")
    activity["from"]["tenantId"] = OTHER_TENANT

    assert only(activity).sender.is_guest is True
    assert only(activity).sender.workspace == TENANT


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "typing"},
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "messageUpdate", "text": "edited"},
        {"type": "event", "name": "x"},
        {"type": "invoke", "name": "task/fetch", "value": {}},
        {"type": "invoke", "name": "composeExtension/query"},
        {"type": "message", "value": {"something": "else"}},
        {"type": "conversationUpdate"},
        {"type": "conversationUpdate", "membersAdded": "x"},
        {"type": "conversationUpdate", "membersRemoved": [{"id": "29:ada"}]},
        {"type": "installationUpdate", "action": "dance"},
        {"type": ["message"]},
        {"type": None},
        {"from": {"id": "28:another-bot"}},
    ],
    ids=repr,
)
def test_anything_else_is_nothing(ada: Person, changes: Json) -> None:
    assert nothing({**ada.activity("message"), **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"from": {}},
        {"conversation": {"conversationType": "personal", "tenantId": TENANT}},
        {"channelData": {"tenant": {"id": OTHER_TENANT}}},
        {"channelData": {}, "conversation": {"id": "a:ada"}},
    ],
    ids=repr,
)
def test_an_envelope_that_names_nobody_or_two_tenants_is_malformed(ada: Person, changes: Json) -> None:
    with pytest.raises(MalformedError):
        read({**ada.says("help"), **changes}, NOW, TENANT)


def test_every_kind_of_interaction_knows_where_to_write_back(ada: Person) -> None:
    kinds: list[Interaction] = [
        only(ada.says("x")),
        only(ada.presses(asked(Text(text="x"), FOUR), "4")),
        only(ada.installs()),
        only(ada.uninstalls()),
    ]

    assert {(each.sender.conversation, each.sender.service_url) for each in kinds} == {("a:ada", URL)}
