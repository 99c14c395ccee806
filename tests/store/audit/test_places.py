"""Anchors outlive crashes and failing places, and a chain that denies them is not vouched for."""

from pathlib import Path
from threading import Event

import pytest

from detector.errors import AuditError, TransferwatchError
from detector.instant import SECOND_US
from store.audit.anchor import Anchor, decode_anchor, encode_anchor
from store.audit.entry import NO_HASH, Entry, Head, head_after
from store.audit.keeper import Keeper
from store.audit.places import AnchorFile, AnchorTopic, read_anchors
from tests.store.audit.chains import CHAIN, START_US, anchors_at, chain_of, edited, hashed_anew

WHOLE = chain_of(6)


class Kept:
    """A chain in memory; `entries` may be changed under the keeper."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries

    def head(self) -> Head:
        return head_after(self.entries[-1]) if self.entries else Head(chain=CHAIN, seq=0, hash=NO_HASH)

    def hash_at(self, seq: int) -> str | None:
        return next((entry.hash for entry in self.entries if entry.seq == seq), None)

    def decided_after(self, seq: int) -> bool:
        return any(entry.kind == "decision" for entry in self.entries if entry.seq > seq)


class Topic:
    """A topic that may be down."""

    def __init__(self) -> None:
        self.down = False
        self.records: list[tuple[bytes, bytes]] = []

    def publish(self, key: bytes, value: bytes) -> None:
        if self.down:
            message = "no broker"
            raise OSError(message)
        self.records.append((key, value))


def test_a_file_grows_by_lines(tmp_path: Path) -> None:
    file = AnchorFile(tmp_path / "anchors.ndjson")
    anchors = anchors_at(WHOLE, 1, 4, 6)
    for anchor in anchors:
        file.put(anchor)
    assert read_anchors(tmp_path / "anchors.ndjson") == anchors


@pytest.mark.parametrize("left", [1, 20, -1])
def test_a_torn_line_is_ended_and_left_out(tmp_path: Path, left: int) -> None:
    path = tmp_path / "anchors.ndjson"
    first, torn, last = anchors_at(WHOLE, 1, 2, 3)
    path.write_bytes(encode_anchor(first) + b"\n" + encode_anchor(torn)[:left])
    assert read_anchors(path) == [first]
    AnchorFile(path).put(last)
    assert read_anchors(path) == [first, last]


def test_what_is_no_anchor_is_named(tmp_path: Path) -> None:
    path = tmp_path / "anchors.ndjson"
    path.write_bytes(encode_anchor(anchors_at(WHOLE, 1)[0]) + b"\n{}\n")
    with pytest.raises(AuditError, match=r"anchors\.ndjson, line 2: is no audit anchor"):
        read_anchors(path)
    with pytest.raises(AuditError, match="cannot be read"):
        read_anchors(tmp_path / "none")
    with pytest.raises(AuditError, match="cannot be written"):
        AnchorFile(tmp_path / "none" / "anchors.ndjson").put(anchors_at(WHOLE, 1)[0])


def test_the_keeper_anchors_what_is_new(tmp_path: Path) -> None:
    chain, topic, path = Kept([]), Topic(), tmp_path / "a.ndjson"
    keeper = Keeper(chain, [AnchorFile(path), AnchorTopic(topic.publish, "anchors.v1")], lambda: START_US)
    keeper.tick()
    assert not path.exists()
    for seq in (1, 1, 4, 4):
        chain.entries = WHOLE[:seq]
        keeper.tick()
    assert [anchor.seq for anchor in read_anchors(path)] == [1, 4]
    assert [key for key, _ in topic.records] == [CHAIN.encode()] * 2
    assert [decode_anchor(value) for _, value in topic.records] == read_anchors(path)


def test_a_place_that_failed_gets_the_head_later(tmp_path: Path) -> None:
    chain, topic, path = Kept(WHOLE[:2]), Topic(), tmp_path / "a.ndjson"
    keeper = Keeper(chain, [AnchorTopic(topic.publish, "anchors.v1"), AnchorFile(path)], lambda: START_US)
    topic.down = True
    with pytest.raises(AuditError, match="topic anchors.v1: .*no broker"):
        keeper.tick()
    assert [anchor.seq for anchor in read_anchors(path)] == [2]
    topic.down = False
    keeper.tick()
    assert [decode_anchor(value).seq for _, value in topic.records] == [2]
    assert [anchor.seq for anchor in read_anchors(path)] == [2]


@pytest.mark.parametrize(
    "entries",
    [WHOLE[:3], hashed_anew([edited(WHOLE[0], actor="x"), *WHOLE[1:]]), chain_of(6, "another"), []],
    ids=["cut", "hashed anew", "another chain", "emptied"],
)
def test_a_chain_that_denies_its_anchors_is_not_anchored(tmp_path: Path, entries: list[Entry]) -> None:
    chain, path = Kept(WHOLE[:4]), tmp_path / "a.ndjson"
    Keeper(chain, [AnchorFile(path)], lambda: START_US).tick()
    before = path.read_bytes()
    chain.entries = entries
    for known in ([], read_anchors(path)):
        keeper = Keeper(Kept(WHOLE[:4]), [AnchorFile(tmp_path / "b.ndjson")], lambda: START_US, known)
        keeper.tick()
        keeper._chain = chain
        with pytest.raises(AuditError, match="Nothing is anchored"):
            keeper.tick()
    with pytest.raises(AuditError, match="at entry 4"):
        Keeper(chain, [AnchorFile(path)], lambda: START_US, read_anchors(path)).tick()
    assert path.read_bytes() == before


def test_a_crash_between_entry_and_anchor_is_made_good_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    Keeper(Kept(WHOLE[:3]), [AnchorFile(path)], lambda: START_US).tick()
    # Two more entries are committed, and the process dies before their anchor.
    Keeper(Kept(WHOLE[:5]), [AnchorFile(path)], lambda: START_US, read_anchors(path)).tick()
    assert [anchor.seq for anchor in read_anchors(path)] == [3, 5]


def test_run_reports_and_goes_on_and_anchors_once_more_at_the_end(tmp_path: Path) -> None:
    chain, topic, stop = Kept(WHOLE[:1]), Topic(), Event()
    topic.down = True
    reported: list[TransferwatchError] = []

    def report(error: TransferwatchError) -> None:
        reported.append(error)
        topic.down = False
        chain.entries = WHOLE
        stop.set()

    Keeper(chain, [AnchorTopic(topic.publish, "anchors.v1")], lambda: START_US).run(stop, report, every_seconds=0.001)
    assert len(reported) == 1
    assert [decode_anchor(value).seq for _, value in topic.records] == [6]


class Clock:
    """Time that stands still until somebody moves it."""

    def __init__(self) -> None:
        self.now_us = START_US

    def __call__(self) -> int:
        return self.now_us

    def pass_seconds(self, seconds: float) -> None:
        self.now_us += int(seconds * SECOND_US)


def test_a_look_anchors_in_time_and_at_each_decision(tmp_path: Path) -> None:
    """Entries 4 and 8 are decisions: they do not wait for the half minute."""
    chain, clock, path, whole = Kept([]), Clock(), tmp_path / "a.ndjson", chain_of(9)
    keeper = Keeper(chain, [AnchorFile(path)], clock)
    seen = []
    for seq, seconds in ((1, 0), (2, 29), (3, 1), (3, 29), (4, 0), (5, 1), (7, 28), (7, 1), (9, 0), (9, 30)):
        clock.pass_seconds(seconds)
        chain.entries = whole[:seq]
        keeper.look()
        seen.append(max((anchor.seq for anchor in read_anchors(path)), default=0) if path.exists() else 0)
    assert seen == [0, 0, 3, 3, 4, 4, 4, 7, 9, 9]
    assert [anchor.seq for anchor in read_anchors(path)] == [3, 4, 7, 9], "only what moved"


def test_a_keeper_says_how_it_fares() -> None:
    chain, clock, topic = Kept(WHOLE[:2]), Clock(), Topic()
    keeper = Keeper(chain, [AnchorTopic(topic.publish, "anchors.v1")], clock)
    keeper.tick()
    assert keeper.standing == (2, 2, START_US, 0, "")
    topic.down, chain.entries = True, WHOLE
    for failures in (1, 2):
        clock.pass_seconds(30)
        with pytest.raises(AuditError):
            keeper.look()
        standing = keeper.standing
        assert (standing.seen, standing.anchored, standing.good_us) == (6, 2, START_US)
        assert (standing.failures, "no broker" in standing.error) == (failures, True)
        assert not standing.is_late(clock())
    keeper.look()  # a decision waits, but the place is down: it is not asked again each second
    assert keeper.standing.failures == 2
    clock.pass_seconds(1)
    assert keeper.standing.is_late(clock())
    topic.down = False
    clock.pass_seconds(29)
    keeper.look()
    assert keeper.standing == (6, 6, clock(), 2, "")


def test_a_keeper_that_has_stopped_is_late() -> None:
    clock = Clock()
    keeper = Keeper(Kept(WHOLE), [AnchorTopic(Topic().publish, "anchors.v1")], clock)
    keeper.tick()
    clock.pass_seconds(61)
    assert keeper.standing.is_late(clock())


def test_an_anchor_reads_back() -> None:
    (anchor,) = anchors_at(WHOLE, 2)
    assert decode_anchor(encode_anchor(anchor)) == anchor
    assert isinstance(anchor, Anchor)
