"""`decide --kafka`: the same desk over one customer's records, and the decision as a record of its own."""

import json
from pathlib import Path

import pytest

from streams.cluster.keys import partition_of
from tests.cli.running import add_line, add_name, ripe_folder
from tests.kafka.cluster_tools import House

DECISIONS = "transferwatch.decisions.v1"
RELEASE = ("decide", "release", "A", "--by", "gao", "--reason", "Looked at it")


@pytest.fixture
def events(tmp_path: Path) -> Path:
    folder = ripe_folder(tmp_path / "events")
    add_name(folder, "lin", "person", "林")
    return folder


@pytest.fixture
def ripe(house: House, events: Path) -> House:
    house.done("publish", events)
    return house


def test_the_same_is_said_as_of_a_folder(ripe: House, events: Path) -> None:
    live = ripe.done(*RELEASE, "--kafka", "--dry-run", "--at", "2026-03-12T00:00:00Z")
    folder = ripe.shell(*RELEASE, "--in", events, "--dry-run", "--at", "2026-03-12T00:00:00Z").out
    assert live == folder
    assert "林" in live and "CNY posted" in live
    assert ripe.read(DECISIONS) == []


@pytest.mark.parametrize("customer", [(), ("--customer", "c-1")])
def test_a_release_is_published(ripe: House, customer: tuple[str, ...]) -> None:
    told = ripe.done(*RELEASE, "--kafka", *customer)
    (record,) = ripe.read(DECISIONS)
    written = json.loads(record.value or b"")
    assert (record.key, record.partition) == (b"c-1", partition_of(b"c-1", 3))
    assert (written["decision"], written["order_id"], written["amount"]) == ("release", "A", "12800.00")
    assert written["shares"] == [{"payee_id": "lin", "share": "0.80"}, {"payee_id": "mei", "share": "0.20"}]
    place = f"{ripe.topic(DECISIONS)} as {written['event_id']} (partition {record.partition}, offset {record.offset})"
    assert f"Published to {place}" in told
    again = ripe.done(*RELEASE, "--kafka", "--dry-run")
    assert "Nothing of this order is held now" in again, "the decision is read back"


def test_a_reassign_and_an_explanation_of_a_change(ripe: House) -> None:
    shares = ("--share", "lin=0.6", "--share", "wang=0.4")
    ripe.done("decide", "reassign", "A", "--by", "gao", "--reason", "Wang helped", *shares, "--kafka")
    text = ("--by", "mei", "--reason-text", "Lin had too many customers", "--reason-code", "capacity")
    told = ripe.done("decide", "explain", "--transfer", "own-2", *text, "--kafka", "--lang", "zh")
    assert "已发布到" in told
    kinds = {json.loads(record.value or b"")["decision"] for record in ripe.read(DECISIONS)}
    assert kinds == {"reassign", "explain"}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((*RELEASE,), "either --in with a folder, or --kafka"),
        ((*RELEASE, "--kafka", "--in", "."), "either --in with a folder, or --kafka"),
        (("decide", "release", "A1", "--by", "gao", "--reason", "seen", "--kafka"), "did you mean 'A'?"),
        ((*RELEASE, "--kafka", "--customer", "c-9"), "order 'A' is not in Kafka under customer 'c-9'"),
        (("decide", "release", "A", "--by", "mei", "--reason", "mine", "--kafka"), "cannot decide about it"),
    ],
)
def test_what_cannot_be_decided_is_not_published(ripe: House, arguments: tuple[str, ...], why: str) -> None:
    ran = ripe.run(*arguments)
    assert ran.code == 2
    assert why in ran.err
    assert ran.err.startswith("transferwatch: ") and ran.err.count("\n") == 1
    assert ripe.read(DECISIONS) == []


def test_what_the_worker_cannot_use_is_not_looked_at(ripe: House) -> None:
    """An order under another key is a dead letter of the worker: the desk must not see it either."""
    stray = {
        "event_id": "o-9", "occurred_at": "2026-03-11T00:00:00Z", "order_id": "A", "customer_id": "c-1",
        "seller_id": "mei", "amount": "99.00", "currency": "CNY", "status": "amended",
    }  # fmt: skip
    ripe.write("crm.orders.v1", [(partition_of(b"c-2", 3), b"c-2", json.dumps(stray).encode())])
    ripe.write("crm.orders.v1", [(partition_of(b"c-1", 3), b"c-1", json.dumps({**stray, "amount": "98.00"}).encode())])
    told = ripe.done(*RELEASE, "--kafka", "--dry-run")
    assert "98.00 CNY" in told and "99.00" not in told


def test_the_same_id_under_two_customers(house: House, events: Path) -> None:
    add_line(
        events, "orders.ndjson", event_id="o", occurred_at="2026-03-11T00:00:00Z", order_id="A", customer_id="c-2",
        seller_id="wang", amount="7.00", currency="CNY", status="won",
    )  # fmt: skip
    house.done("publish", events)
    assert "--customer" in house.run(*RELEASE, "--kafka").err
    house.done(*RELEASE, "--kafka", "--customer", "c-2")
    (record,) = house.read(DECISIONS)
    assert record.key == b"c-2"
