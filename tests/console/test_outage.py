"""The console while its database is away, and after it came back."""

from store.engine import open_engine, writing
from store.migrations.running import upgrade
from tests.console.world import browsing, console_on, key_of, make_account
from tests.store.postgres import needed_programs, started


def test_it_says_so_and_recovers() -> None:
    with started(needed_programs()) as server:
        engine = open_engine(server.url())
        upgrade(engine)
        with writing(engine) as connection:
            make_account(connection, "auditor", "auditor", "gao")
        key = key_of(engine, "auditor")
        with browsing(console_on(engine)) as client:
            paths = ("/api/v1/orders", "/api/v1/exports/orders", "/api/v1/ledger", "/health")
            assert [client.get(path, headers=key).status_code for path in paths] == [200] * 4
            server.control("-m", "immediate", "stop")
            for path in paths:
                answer = client.get(path, headers=key)
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), path
                assert answer.headers["content-type"].startswith("application/problem+json")
                assert answer.json()["type"] == "urn:transferwatch:problem:store-down"
                assert str(server.port) not in answer.text
            measured = client.get("/metrics").text
            assert 'transferwatch_console_requests_total{method="GET",route="/health",status="503"} 1.0' in measured
            server.start()
            assert [client.get(path, headers=key).status_code for path in paths] == [200] * 4
        engine.dispose()
