"""The whole API by its own description: whatever is sent, no answer is a fault of ours, and each is as described."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from console.door import COOKIE, csrf_of
from console.routes import ROUTES
from tests.console.world import HOST, World, key_of, session_of

CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance)
OIDC = ("/api/v1/oidc/start", "/api/v1/oidc/callback")
NOT_DESCRIBED = (
    *OIDC,
    "/",
    "/front/{name}",
    "/health",
    "/metrics",
    "/docs",
    "/docs/{name}",
    "/api/v1",
    "/api/v1/{path}",
    "/api/v1/openapi.json",
)
DESCRIBED = sorted(route for route in ROUTES if route[1] not in NOT_DESCRIBED)
EXAMPLES = 12
PATIENCE_S = 300  # of its own it has 10, which a busy machine may need for a file


@pytest.fixture(scope="session")
def described(world: World) -> Any:
    """The description, read from the console itself."""
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", world.app, headers={"Host": HOST})


def test_all_of_the_api_is_described(described: Any) -> None:
    found = {(each.ok().method.upper(), each.ok().path) for each in described.get_all_operations()}
    assert found == set(DESCRIBED)


def senders(world: World) -> list[dict[str, str]]:
    """Nobody, keys of an auditor, a seller and an administrator, and a session, which a request may end."""
    token = session_of(world.engine, "auditor-stranger")
    session = {"Cookie": f"{COOKIE}={token}", "X-CSRF-Token": csrf_of(token)}
    return [
        {},
        key_of(world.engine, "auditor-chief"),
        key_of(world.engine, "seller-lin"),
        key_of(world.engine, "administrator-lin"),
        session,
    ]


@pytest.mark.parametrize(("method", "path"), DESCRIBED)
@pytest.mark.parametrize("mode", schemathesis.GenerationMode, ids=lambda mode: mode.value)
def test_no_answer_is_a_fault_of_ours(
    world: World, described: Any, method: str, path: str, mode: schemathesis.GenerationMode
) -> None:
    """With what fits the description and with what does not."""
    sent = senders(world)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described[path][method].as_strategy(generation_mode=mode), who=st.integers(0, len(sent) - 1))
    def check(case: Any, who: int) -> None:
        case.call_and_validate(headers={"Host": HOST, **sent[who]}, checks=list(CHECKS), timeout=PATIENCE_S)

    check()
