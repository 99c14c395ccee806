"""Errors as answers: RFC 9457, in the reader's language, with nothing in them that was not already theirs."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from console.texts import PROBLEMS, TITLES, language_of
from detector.errors import (
    AccountError,
    CaseBarred,
    CaseConflict,
    CaseError,
    CaseRejudged,
    CaseStateError,
    TransferwatchError,
    UsageError,
    VaultError,
)
from store.engine import StoreDown

_LOG = structlog.get_logger("transferwatch.console")
_BY_STATUS: Mapping[int, str] = {
    401: "sign-in-needed",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    429: "too-many-requests",
}


class Problem(Exception):
    """A request that is refused. `kind`: of `console.texts`; `detail`: what its sender can do about it."""

    def __init__(self, kind: str, status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(kind)
        self.kind, self.status, self.detail, self.headers = kind, status, detail, dict(headers or {})


def problem_response(request: Request[Any, Any, Any], problem: Problem, **more: str) -> Response[dict[str, Any]]:
    """A problem as RFC 9457 has it."""
    assert problem.kind in PROBLEMS
    language = language_of(request.headers.get("accept-language", ""))
    body: dict[str, Any] = {
        "type": f"urn:transferwatch:problem:{problem.kind}",
        "title": TITLES.render(problem.kind, {}, language),
        "status": problem.status,
        **({"detail": problem.detail} if problem.detail else {}),
        **more,
    }
    headers = {"Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept-Language", **problem.headers}
    return Response(body, status_code=problem.status, media_type="application/problem+json", headers=headers)


def answer_problem(request: Request[Any, Any, Any], problem: Problem) -> Response[dict[str, Any]]:
    """A refused request."""
    return problem_response(request, problem)


def answer_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, Any]]:
    """What the framework refuses: unknown addresses, parameters of a wrong type."""
    status = error.status_code
    if status >= 500:
        return answer_failure(request, error)
    detail = _wrong_parameters(error) if isinstance(error, ValidationException) else ""
    headers = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    return problem_response(request, Problem(_BY_STATUS.get(status, "bad-request"), status, detail, headers))


def _wrong_parameters(error: ValidationException) -> str:
    """Which parameters are wrong, by name: what was sent is not repeated, it may be a password."""
    extra: Any = error.extra
    keys = [str(item["key"]) for item in extra if "key" in item] if isinstance(extra, list) else []
    return f"not usable: {', '.join(sorted(keys))}" if keys else "a parameter or field is missing or not usable"


_CASES: Sequence[tuple[type[CaseError], str, int]] = (
    (CaseRejudged, "judged-anew", 409),
    (CaseConflict, "changed-meanwhile", 412),
    (CaseStateError, "case-state", 409),
    (CaseError, "case", 400),
)


def answer_ours(request: Request[Any, Any, Any], error: TransferwatchError) -> Response[dict[str, Any]]:
    """An error of the product: what was asked for wrongly is told, what failed inside is not."""
    if isinstance(error, UsageError):
        return problem_response(request, Problem("bad-request", 400, str(error)))
    if isinstance(error, AccountError):
        return problem_response(request, Problem("account", 400, str(error)))
    if isinstance(error, CaseBarred):
        return problem_response(request, Problem("barred", 403, str(error)), goes_to=error.goes_to or "auditor")
    for kind, problem, status in _CASES:
        if isinstance(error, kind):
            return problem_response(request, Problem(problem, status, str(error)))
    if isinstance(error, StoreDown):
        _LOG.warning("store_down", error=str(error))
        return problem_response(request, Problem("store-down", 503, headers={"Retry-After": "5"}))
    if isinstance(error, VaultError):  # its message names an account's id, never what was sealed
        _LOG.error("secret_unreadable", error=str(error))
    return answer_failure(request, error)


def answer_failure(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """A fault of ours: its number goes out, the rest stays here.

    The log has the place and the type, not the message: it may quote what somebody typed or what was said.
    """
    number = secrets.token_hex(6)
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at is not None else "unknown"
    _LOG.error("failed", number=number, error=type(error).__name__, place=place)
    return problem_response(request, Problem("internal", 500), number=number)


def status_of(error: Exception) -> int:
    """The status of the answer that one of these handlers gives."""
    if isinstance(error, Problem):
        return error.status
    if isinstance(error, HTTPException):
        return error.status_code
    if isinstance(error, UsageError | AccountError):
        return 400
    return 503 if isinstance(error, StoreDown) else 500


HANDLERS: Mapping[int | type[Exception], Any] = {
    Problem: answer_problem,
    HTTPException: answer_http,
    TransferwatchError: answer_ours,
    Exception: answer_failure,
}
