"""What is sent back is exactly what came, and what must not be sent back is not."""

from base64 import b64encode

import pytest

from detector.errors import ClusterError, UsageError
from streams.cluster.letters import ORIGIN_HEADER, Position, head_of, read_position
from streams.cluster.replaying import NOT_SENT, original_of, plan_replay, select_heads
from streams.live.letters import KEEP_KEY_BYTES
from streams.settings import Settings
from tests.cluster.records import head, letter, record


def test_what_may_go_back_goes_back() -> None:
    heads = [head(0, 1), head(0, 2, reason="id_conflict"), head(1, 1, topic="crm.people.v1")]
    plan = plan_replay(heads, heads)
    assert plan.send == heads
    assert plan.skipped == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"reason": "void_decision", "topic": "transferwatch.decisions.v1"}, "void_decision"),
        ({"whole": False}, "not_whole"),
        ({"has_value": False, "reason": "null_value"}, "no_value"),
        ({"topic": "transferwatch.team-facts.v1"}, "no_source"),
        ({"topic": "somebody.elses.v1"}, "no_source"),
    ],
)
def test_what_must_not_go_back_is_said(changed: dict[str, object], why: str) -> None:
    plan = plan_replay([head(0, 1, **changed)], [head(0, 1, **changed)])
    assert plan.send == []
    assert plan.skipped == [(Position(0, 1), why)]
    assert NOT_SENT[why]


def test_what_came_back_goes_by_its_latest_letter_only() -> None:
    heads = [head(0, 1), head(1, 4, origin=Position(0, 1)), head(1, 9, origin=Position(1, 4)), head(2, 2)]
    plan = plan_replay(heads, heads)
    assert [each.position for each in plan.send] == [(1, 9), (2, 2)]
    assert plan.skipped == [(Position(0, 1), "came_back"), (Position(1, 4), "came_back")]


def test_letters_are_selected_by_each_of_reason_topic_and_position() -> None:
    heads = [head(0, 1), head(0, 2, reason="id_conflict"), head(1, 1, topic="crm.people.v1")]
    assert select_heads(heads) == heads
    assert select_heads(heads, reason="no_offset") == [heads[0], heads[2]]
    assert select_heads(heads, reason="no_offset", topic="crm.people.v1") == [heads[2]]
    assert select_heads(heads, positions=[Position(0, 2)]) == [heads[1]]
    wanted = [Position(0, 2), Position(5, 5)]
    assert plan_replay(heads, select_heads(heads, positions=wanted), wanted).skipped == [(Position(5, 5), "not_there")]


def header_texts(headers: list[tuple[str, bytes]]) -> list[tuple[str, str]]:
    """As the worker keeps them."""
    return [(name, b64encode(value).decode()) for name, value in headers]


def test_a_key_that_was_cut_is_not_whole() -> None:
    settings = Settings()
    for length, whole in ((KEEP_KEY_BYTES - 1, True), (KEEP_KEY_BYTES, False)):
        kept = letter(key_b64=b64encode(bytes(length)).decode())
        assert head_of(record(b""), kept, settings).whole is whole


def test_the_record_is_the_same_with_one_header_more() -> None:
    key, value, raw = b"\xff\x00key", b'{"a": "\xe5\xae\xa2"}\xff', [("h", b"\xfe"), ("h", b"text"), ("n", b"")]
    kept = letter(key_b64=b64encode(key).decode(), value_b64=b64encode(value).decode(), headers=header_texts(raw))
    original = original_of(Position(3, 17), kept)
    assert (original.key, original.value) == (key, value)
    assert original.headers == [*raw, (ORIGIN_HEADER, b"transferwatch.dead-letters.v1:3:17")]
    assert original_of(Position(0, 0), letter(key_b64=None)).key is None


def test_a_letter_tells_from_which_letter_it_came() -> None:
    settings = Settings(namespace="acme")
    sent_back = original_of(Position(3, 17), letter(headers=[("a", "MQ==")]))
    again = letter(topic="acme.crm.orders.v1", headers=header_texts(sent_back.headers))
    assert head_of(record(b"", partition=1, offset=5), again, settings) == head(1, 5, origin=Position(3, 17))
    twice = letter(headers=header_texts(original_of(Position(1, 5), again).headers))
    assert head_of(record(b""), twice, settings).origin == Position(1, 5)


def test_a_damaged_letter_is_named() -> None:
    with pytest.raises(ClusterError, match="dead letter 3:17"):
        original_of(Position(3, 17), letter(value_b64="?"))


@pytest.mark.parametrize("text", ["", "3", "3:", ":3", "a:1", "1:2:3", "-1:2", " 1:2"])
def test_a_position_is_read_strictly(text: str) -> None:
    with pytest.raises(UsageError, match="PARTITION:OFFSET"):
        read_position(text)
