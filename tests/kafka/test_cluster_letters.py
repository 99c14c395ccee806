"""`dead-letters` on a real broker: listed without content, shown, and sent back as they came."""

import json
from base64 import b64encode
from typing import Any

import msgspec
import pytest

from detector.outputs import DeadLetter
from streams.cluster.keys import partition_of
from tests.kafka.cluster_tools import House

LETTERS = "transferwatch.dead-letters.v1"
ORDERS = "crm.orders.v1"
KEY, VALUE = b"c-1", '{"customer_id":"c-1","note":"李雷的电话"}'.encode()


def letter(**changed: Any) -> bytes:
    fields = {
        "topic": ORDERS, "partition": 2, "offset": 7, "key_b64": b64encode(KEY).decode(),
        "value_b64": b64encode(VALUE).decode(), "headers": [("trace", b64encode(b"\xff1").decode())],
        "reason_code": "no_offset", "message": "occurred_at: '李雷' has no offset",
    }  # fmt: skip
    return msgspec.json.encode(DeadLetter(**{**fields, **changed}))


@pytest.fixture
def letters(house: House) -> House:
    """Five letters, one of them aborted with its transaction, and a record that is none."""
    house.write(LETTERS, [(0, KEY, letter(message="aborted"))], commit=False)
    house.write(LETTERS, [(0, KEY, letter()), (0, KEY, letter(reason_code="id_conflict", topic="crm.activities.v1"))])
    house.write(LETTERS, [(1, None, letter(reason_code="void_decision", topic="transferwatch.decisions.v1"))])
    house.write(LETTERS, [(2, KEY, letter(value_sha256="0" * 64, value_length=900_000)), (2, None, b"no letter")])
    return house


def positions(house: House, *arguments: str) -> list[str]:
    lines = house.done("dead-letters", "list", "--json", *arguments).splitlines()
    return [json.loads(line)["letter"] for line in lines]


def test_the_list_shows_no_content(letters: House) -> None:
    told = letters.done("dead-letters", "list")
    assert "4 of 4 dead letters" in told
    assert "1 records of the topic are no dead letters" in told
    assert "2  no_offset" in told and "1  void_decision" in told
    assert "李雷" not in told + letters.done("dead-letters", "list", "--json")
    # The aborted transaction took offset 0, its marker offset 1.
    assert sorted(positions(letters)) == ["0:2", "0:3", "1:0", "2:0"]


def test_the_list_is_narrowed(letters: House) -> None:
    assert positions(letters, "--reason", "void_decision") == ["1:0"]
    assert positions(letters, "--topic", "activities") == ["0:3"]
    assert len(positions(letters, "--limit", "1")) == 1
    assert len(positions(letters, "--since", "2020-01-01T00:00:00Z")) == 4
    assert positions(letters, "--since", "2090-01-01T00:00:00Z") == []
    for wrong in (("--reason", "nothing"), ("--topic", "alerts"), ("--since", "yesterday")):
        assert letters.run("dead-letters", "list", *wrong).code == 2


def test_one_is_shown_whole(letters: House) -> None:
    told = letters.done("dead-letters", "show", "0:2")
    for expected in ("no_offset", "李雷的电话", "trace = \ufffd1", "partition 2, offset 7", "c-1"):
        assert expected in told
    assert "Only its first" in letters.done("dead-letters", "show", "2:0")
    assert letters.run("dead-letters", "show", "0:99").code == 2
    assert letters.run("dead-letters", "show", "2:1").code == 2, "a record that is no letter"


def test_what_is_whole_goes_back_as_it_came(letters: House) -> None:
    told = letters.done("dead-letters", "replay", "--dry-run")
    assert "nothing was sent" in told
    assert letters.read(ORDERS) == []
    told = letters.done("dead-letters", "replay", "--yes")
    assert "it is only shown that it has no effect (1:0)" in told
    assert "too big to be kept whole (2:0)" in told
    assert "Sent back: crm.activities.v1 1, crm.orders.v1 1." in told
    (back,) = letters.read(ORDERS)
    assert (back.key, back.value, back.partition) == (KEY, VALUE, partition_of(KEY, 3))
    assert back.headers == (("trace", b"\xff1"), ("transferwatch-replayed-from", f"{LETTERS}:0:2".encode()))
    assert len(letters.read("crm.activities.v1")) == 1


def test_what_came_again_goes_back_once(letters: House) -> None:
    origin = b64encode(f"{LETTERS}:0:2".encode()).decode()
    letters.write(LETTERS, [(1, KEY, letter(headers=[("transferwatch-replayed-from", origin)]))])
    told = letters.done("dead-letters", "replay", "--yes", "--reason", "no_offset")
    assert "came again as a later letter (0:2)" in told
    assert len(letters.read(ORDERS)) == 1


def test_chosen_letters_only(letters: House) -> None:
    told = letters.done("dead-letters", "replay", "--yes", "0:3", "0:77")
    assert "there is no such letter (0:77)" in told
    assert letters.read(ORDERS) == []
    assert len(letters.read("crm.activities.v1")) == 1


def test_without_letters(house: House) -> None:
    assert house.done("dead-letters", "list") == "No dead letters.\n"
    assert "Nothing was sent." in house.done("dead-letters", "replay")
