"""The outbox of webhooks on both databases: written with what it tells, claimed by one, tried again, given up."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from detector.errors import VaultError
from detector.instant import SECOND_US
from store.engine import writing
from store.sealing.opening import forget, open_vault, rotate
from store.sealing.vault import Vault
from store.types import utc
from store.webhooks.delivering import LEASE_S, Outcome, claim_due, deliveries_of, note_outcomes, redeliver
from store.webhooks.registering import Doer, add_webhook, ping, place_of, remove_webhook, rotate_key
from tests.store.cases.firm import RELEASE, START_US, Firm, alert, ripe_firm
from tests.store.records import ALERTS

BY = Doer("root", START_US)
VAULT = Vault(lambda: [b"k" * 32])


@pytest.fixture
def hook(engine: Engine) -> Iterator[str]:
    with writing(engine) as connection:
        made, _ = add_webhook(connection, VAULT, "https://example.com/", ["case.decided", "alert.raised"], "", BY)
    yield made.webhook_id


def kinds(engine: Engine, hook: str) -> list[str]:
    return sorted(row.kind for row in deliveries_of(engine, hook).rows)


def test_what_is_told_stands_with_what_it_tells(engine: Engine, hook: str) -> None:
    firm: Firm = ripe_firm(engine)
    assert kinds(engine, hook) == ["alert.raised"]
    firm.say(ALERTS, **alert(revision=2, severity="high"))
    firm.decide(settlements=RELEASE)
    assert kinds(engine, hook) == ["alert.raised", "case.decided"]


def test_of_many_at_once_each_event_goes_to_one(engine: Engine, hook: str) -> None:
    with writing(engine) as connection:
        ids = {ping(connection, hook, BY) for _ in range(12)}
    with ThreadPoolExecutor(4) as pool:
        lots = list(pool.map(lambda _: claim_due(engine, START_US, 5), range(4)))
    claimed = [due.delivery_id for lot in lots for due in lot]
    assert len(claimed) == len(set(claimed)) and set(claimed) <= ids
    rest = claim_due(engine, START_US, 100)
    assert len(claimed) + len(rest) == 12
    assert claim_due(engine, START_US + (LEASE_S - 1) * SECOND_US, 100) == []
    assert len(claim_due(engine, START_US + LEASE_S * SECOND_US, 100)) == 12


def test_what_came_of_it_is_noted_once(engine: Engine, hook: str) -> None:
    with writing(engine) as connection:
        name = ping(connection, hook, BY)
    (due,) = claim_due(engine, START_US, 1)
    assert VAULT.open(due.secrets[0], f"webhook:{hook}").startswith("whsec_")
    note_outcomes(engine, {name: Outcome(utc(START_US), 500, None, 3)})
    assert [due.attempt for due in claim_due(engine, START_US + 10 * SECOND_US, 9)] == [2]
    note_outcomes(engine, {name: Outcome(utc(START_US), 204, None, 3)})
    note_outcomes(engine, {name: Outcome(utc(START_US), 500, None, 3)})  # somebody slow, whose lease was over
    (row,) = deliveries_of(engine, hook).rows
    assert (row.state, row.attempts, [each.status for each in row.log]) == ("delivered", 2, [500, 204])
    with writing(engine) as connection:
        redeliver(connection, name)
    assert [due.attempt for due in claim_due(engine, START_US, 9)] == [1]


def test_secrets_go_by_the_stores_key_and_are_given_up_with_it(engine: Engine, tmp_path: Path) -> None:
    path, events = tmp_path / "store.key", ["case.decided"]
    vault = open_vault(engine, path, actor="root", at_us=START_US)
    with writing(engine) as connection:
        gone, _ = add_webhook(connection, vault, "https://example.com/", events, "", BY)
        remove_webhook(connection, gone.webhook_id, BY)
        kept, first = add_webhook(connection, vault, "https://example.com/", events, "", BY)
        _, second = rotate_key(connection, vault, kept.webhook_id, 24, BY)
        ping(connection, kept.webhook_id, BY)
    assert rotate(engine, path, actor="root", at_us=START_US, drop_old=True)[1] == 2, "what was removed has no secret"
    (due,) = claim_due(engine, START_US, 9)
    place = place_of(kept.webhook_id)
    assert [vault.open(sealed, place) for sealed in due.secrets] == [second, first]

    path.unlink()
    assert forget(engine, path, actor="root", at_us=START_US) == [place]
    (due,) = claim_due(engine, START_US + LEASE_S * SECOND_US, 9)
    with pytest.raises(VaultError):
        vault.open(due.secrets[0], place)
    with writing(engine) as connection:
        _, third = rotate_key(connection, vault, kept.webhook_id, 24, BY)
    (due,) = claim_due(engine, START_US + 2 * LEASE_S * SECOND_US, 9)
    assert [vault.open(sealed, place) for sealed in due.secrets] == [third], "the lost one is not signed with"
