"""Other rules than before are entered once, from wherever they are seen; old and late records do not undo that."""

from collections.abc import Mapping

from sqlalchemy import Engine

from detector.instant import SECOND_US
from store.audit.chain import StoredChain
from store.audit.entry import NO_HASH
from store.audit.rules import enter_rules
from store.engine import done_by, writing
from store.recording.judged_by import Seen, changes, enter_judging
from tests.store.audit.chains import START_US

A, B, C = "a" * 64, "b" * 64, "c" * 64


def entered(*batches: Mapping[str, int]) -> list[str]:
    """The digests that are entered as batches are read; times in seconds."""
    seen, found = Seen({}, None), []
    for batch in batches:
        seen, news = changes(seen, {digest: at * SECOND_US for digest, at in batch.items()})
        found += news
    return found


def test_a_change_is_entered_once() -> None:
    assert entered({A: 1}, {A: 2}, {B: 3}, {B: 4}) == [A, B]
    assert entered({A: 1, B: 2}) == [A, B]


def test_workers_that_still_judge_by_the_old_rules_change_nothing() -> None:
    assert entered({A: 1}, {B: 2, A: 3}, {A: 4}, {B: 5, A: 40}) == [A, B]


def test_a_partition_that_lags_behind_changes_nothing() -> None:
    assert entered({A: 0}, {B: 1000}, {A: 500}, {C: 100}) == [A, B]


def test_going_back_is_a_change_once_the_others_are_silent() -> None:
    assert entered({A: 1}, {B: 100}, {A: 130}, {A: 161}, {A: 170}, {B: 300}) == [A, B, A, B]


def test_what_is_seen_stands_in_the_trail(engine: Engine) -> None:
    with writing(engine) as connection:
        for digest, at in ((A, 1), (A, 2), (B, 3)):
            enter_judging(connection, {digest: at * SECOND_US}, START_US)
    marked = done_by(engine, "os:gao")
    for _ in range(2):
        with writing(marked) as connection:
            enter_rules(connection, "console", B, actor="a-1", at_us=START_US)
            enter_rules(connection, "lock", C, actor="os:gao", at_us=START_US, before=B, rules=["z.py", "a.yml"])
    told = [(entry.actor, entry.details) for entry in StoredChain(engine).entries()]
    lock = {"where": "lock", "from_digest": B, "to_digest": C, "rules": ["a.yml", "z.py"]}
    assert told == [
        ("recorder", {"where": "judged", "from_digest": NO_HASH, "to_digest": A}),
        ("recorder", {"where": "judged", "from_digest": A, "to_digest": B}),
        ("a-1", {"where": "console", "from_digest": NO_HASH, "to_digest": B, "via": "os:gao"}),
        ("os:gao", lock),
        ("os:gao", lock),
    ]
