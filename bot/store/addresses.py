"""Where people can be reached. Written by authenticated traffic and the people file, nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.chat import Address, Sender
from bot.model.people import Person
from bot.store import people
from bot.store.database import Row, Transaction


def find_person(db: Transaction, sender: Sender) -> Person | None:
    """The person this platform account belongs to; None when nobody claimed it yet."""
    row = _row(db, sender)
    return people.find(db, row["person_id"]) if row else None


def recognise(db: Transaction, sender: Sender, at: datetime) -> Person | None:
    """Finds the sender by account, else by the e-mail address the platform's directory gave, and
    refreshes where answers go. Guests and outsiders are nobody."""
    if sender.is_guest:
        return None
    row = _row(db, sender)
    person = people.find(db, row["person_id"]) if row else None
    if person is None and sender.email:
        person = people.find_by_email(db, sender.email)
    if person is None:
        return None
    address = _address(sender)
    if row and row["person_id"] == person.person_id and _says_nothing_new(row, address):
        db.run(
            "addresses.mark_seen", platform=address.platform, workspace=address.workspace,
            user_ref=address.user, seen_at=at,
        )  # fmt: skip
    else:
        keep(db, person.person_id, address, at)
    return person


def _says_nothing_new(row: Row, address: Address) -> bool:
    is_same = row["workspace"] == address.workspace and row["state"] == "active"
    return (
        is_same
        and address.conversation in ("", row["conversation"])
        and address.service_url in ("", row["service_url"])
    )


def keep(db: Transaction, person_id: str, address: Address, at: datetime) -> None:
    """Stores or refreshes an address; empty parts never overwrite known ones."""
    if address.workspace:
        db.run(
            "addresses.place_address",
            platform=address.platform,
            workspace=address.workspace,
            user_ref=address.user,
        )
    db.run(
        "addresses.keep_address",
        person_id=person_id,
        platform=address.platform,
        workspace=address.workspace,
        user_ref=address.user,
        conversation=address.conversation,
        service_url=address.service_url,
        seen_at=at,
    )


def claim(db: Transaction, person_id: str, address: Address, at: datetime) -> None:
    """Notes an account from the people file, unless it is known already from traffic."""
    sender = Sender(address.platform, address.workspace, address.user)
    known = db.one("addresses.find_by_user", platform=address.platform, user_ref=address.user)
    if known is None and find_person(db, sender) is None:
        keep(db, person_id, address, at)


def keep_conversations(db: Transaction, opened: Sequence[tuple[Address, str]]) -> None:
    """Remembers the conversations that first messages opened."""
    rows = [
        {
            "platform": address.platform,
            "workspace": address.workspace,
            "user_ref": address.user,
            "conversation": conversation,
        }
        for address, conversation in opened
    ]
    db.run_many("addresses.keep_conversation", rows)


def close(db: Transaction, sender: Sender) -> None:
    """The bot was removed there: nothing more goes to this address."""
    address = _address(sender)
    close_address(db, address)


def close_address(db: Transaction, address: Address) -> None:
    """Marks an address as gone; a later contact opens it again."""
    db.run(
        "addresses.close_address",
        platform=address.platform,
        workspace=address.workspace,
        user_ref=address.user,
    )


def best(db: Transaction, person_id: str, among: Collection[str] = ()) -> Address | None:
    """The address used last (`among` these platforms, when given); None when there is none."""
    return choose(of_person(db, person_id), among)


def choose(known: Sequence[Address], among: Collection[str] = ()) -> Address | None:
    """The same out of a person's addresses, the one used last first."""
    for address in known:
        usable = address.platform != "teams" or address.conversation
        if usable and (not among or address.platform in among):
            return address
    return None


def owner(db: Transaction, platform: str, user: str) -> Person | None:
    """The person an account of any workspace belongs to; None when nobody has it."""
    row = db.one("addresses.find_by_user", platform=platform, user_ref=user) if user else None
    return people.find(db, row["person_id"]) if row else None


def of_some(db: Transaction, person_ids: Sequence[str]) -> dict[str, list[Address]]:
    """The addresses of several people by id, each person's in the order of `of_person`."""
    found: dict[str, list[Address]] = {person_id: [] for person_id in person_ids}
    for row in db.all("addresses.list_of_some", person_ids=list(person_ids)):
        found[row["person_id"]].append(_made(row))
    return found


def of_lane(db: Transaction, person_id: str, platform: str, workspace: str) -> Address | None:
    """A person's address in one workspace, also a closed one: what was sent there stands there."""
    row = db.one("addresses.find_of_person", person_id=person_id, platform=platform, workspace=workspace)
    return _made(row) if row else None


def of_person(db: Transaction, person_id: str) -> list[Address]:
    """Every address of a person, the one used last first."""
    return [_made(row) for row in db.all("addresses.list_addresses", person_id=person_id)]


def reachable(db: Transaction) -> set[str]:
    """Ids of everyone with an address a message can go to."""
    return {row["person_id"] for row in db.all("addresses.list_reachable")}


def _row(db: Transaction, sender: Sender) -> Row | None:
    found = db.one(
        "addresses.find_address",
        platform=sender.platform,
        workspace=sender.workspace,
        user_ref=sender.user,
    )
    return found or db.one("addresses.find_unplaced", platform=sender.platform, user_ref=sender.user)


def _address(sender: Sender) -> Address:
    return Address(sender.platform, sender.workspace, sender.user, sender.conversation, sender.service_url)


def _made(row: Row) -> Address:
    return Address(
        row["platform"], row["workspace"], row["user_ref"], row["conversation"], row["service_url"]
    )
