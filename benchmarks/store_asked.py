"""What auditors ask of the made firm: each question with parameters of its own every time, bare and through the API."""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine

from benchmarks.store_made import BIG, PEOPLE, RARER, RAREST, person, team
from store.queries.deciding import decisions_between
from store.queries.entries import LedgerFilter, ledger_entries
from store.queries.history import history_of
from store.queries.judged import contradicted_undecided, flagged_of_team, orders_of_pair
from store.queries.ledger import ledger_of
from store.queries.paging import Instants, Page
from store.queries.searching import OrderFilter, search_orders

_QUARTERS = [(year, month) for year in (2023, 2024, 2025) for month in (1, 4, 7, 10)]


class Asked(NamedTuple):
    """A question with its parameters: `ask` the store, or the API at `path` with `params`."""

    ask: Callable[[Engine], Page[Any]]
    path: str = ""
    params: Mapping[str, str] = {}


Question = Callable[[random.Random], Asked]


def _quarter(random_: random.Random) -> Instants:
    year, month = random_.choice(_QUARTERS)
    following = (year + 1, 1) if month == 10 else (year, month + 3)
    return datetime(year, month, 1, tzinfo=UTC), datetime(*following, 1, tzinfo=UTC)


def _month(random_: random.Random) -> Instants:
    year, month = random_.randint(2023, 2025), random_.randint(1, 11)
    return datetime(year, month, 1, tzinfo=UTC), datetime(year, month + 1, 1, tzinfo=UTC)


def _period(random_: random.Random) -> str:
    return f"{random_.randint(2023, 2025)}-{random_.randint(1, 12):02}"


def _said(between: Instants) -> dict[str, str]:
    return {"since": between[0].isoformat(), "until": between[1].isoformat()}


def six_questions(orders: int) -> dict[str, Question]:
    """The auditors' six, by name."""

    def flagged(random_: random.Random) -> Asked:
        name, between = team(random_.randrange(200)), _quarter(random_)
        return Asked(lambda engine: flagged_of_team(engine, name, between))

    def pair(random_: random.Random) -> Asked:
        number = random_.randrange(orders)
        first, second = person(number + 1 + number % 3), person(number)
        return Asked(lambda engine: orders_of_pair(engine, first, second))

    def ledger(random_: random.Random) -> Asked:
        payee, period = person(random_.randrange(PEOPLE)), _period(random_)
        return Asked(lambda engine: ledger_of(engine, payee, period))

    return {
        "flagged orders of a team in a quarter, by amount": flagged,
        "all orders of a pair": pair,
        "contradicted reason and no decision": lambda _: Asked(contradicted_undecided),
        "one person's ledger of a period, with reversals": ledger,
        "who decided what within a month": _decisions,
        "one customer's history": lambda random_: _history(random_, orders),
    }


def _decisions(random_: random.Random) -> Asked:
    between = _month(random_)
    return Asked(lambda engine: decisions_between(engine, between), "/decisions", _said(between))


def _history(random_: random.Random, orders: int) -> Asked:
    customer = random_.choice((BIG, f"C{random_.randrange(orders):08}"))
    return Asked(lambda engine: history_of(engine, customer), "/history", {"customer_id": customer})


def api_questions(orders: int) -> dict[str, Question]:
    """The same as the API answers them: lists of orders by time."""

    def flagged(random_: random.Random) -> Asked:
        between = _quarter(random_)
        return _orders({"team_id": team(random_.randrange(200)), "outcome": "review", **_said(between)}, between)

    def pair(random_: random.Random) -> Asked:
        number = random_.randrange(orders)
        return _orders({"originator_id": person(number + 1 + number % 3), "beneficiary_id": person(number)})

    def ledger(random_: random.Random) -> Asked:
        asked: dict[str, Any] = {"payee_id": person(random_.randrange(PEOPLE)), "period": _period(random_)}
        return Asked(lambda engine: ledger_entries(engine, LedgerFilter(**asked)), "/ledger", asked)

    return {
        "flagged orders of a team in a quarter": flagged,
        "all orders of a pair": pair,
        "contradicted reason and no decision": lambda _: _orders({"reason": "contradicted", "decided": "false"}),
        "one person's ledger of a period": ledger,
        "who decided what within a month": _decisions,
        "one customer's history": lambda random_: _history(random_, orders),
    }


def _orders(params: dict[str, str], between: Instants | None = None) -> Asked:
    given: dict[str, Any] = {name: value for name, value in params.items() if name not in ("since", "until")}
    if "outcome" in given:
        given["outcomes"] = (given.pop("outcome"),)
    if "decided" in given:
        given["decided"] = given["decided"] == "true"
    wanted = OrderFilter(between=between, **given)
    return Asked(lambda engine: search_orders(engine, wanted), "/orders", params)


def _whom(random_: random.Random) -> str:
    return person(random_.randrange(PEOPLE))


def _some(random_: random.Random) -> str:
    return team(random_.randrange(200))


def people_from(first: int, count: int) -> frozenset[str]:
    """So many people of neighbouring teams."""
    return frozenset(person(first + number) for number in range(count))


def _people(random_: random.Random, count: int) -> frozenset[str]:
    return people_from(random_.randrange(PEOPLE), count)


def combinations(orders: int) -> Iterator[tuple[str, Question]]:
    """Free combinations of conditions, those that find hardly anything too."""
    made: dict[str, Callable[[random.Random], dict[str, Any]]] = {
        "all, the latest": lambda _: {},
        "a daily rule": lambda r: {"rule_id": f"seen_daily_{r.randrange(10)}"},
        "a rarer rule": lambda _: {"rule_id": RARER},
        "the rarest rule": lambda _: {"rule_id": RAREST},
        "a rule that never hit": lambda _: {"rule_id": "no_such_rule"},
        "the rarest rule, one team": lambda r: {"rule_id": RAREST, "team_id": _some(r)},
        "a daily rule, one person": lambda r: {"rule_id": f"seen_daily_{r.randrange(10)}", "person_id": _whom(r)},
        "a daily rule, review, a quarter": lambda r: {"rule_id": "seen_daily_3", "between": _quarter(r),
                                                      "outcomes": ("review",)},
        "a person": lambda r: {"person_id": _whom(r)},
        "a person, contradicted, undecided": lambda r: {"person_id": _whom(r), "reason": "contradicted",
                                                        "decided": False},
        "an originator": lambda r: {"originator_id": _whom(r)},
        "a team": lambda r: {"team_id": _some(r)},
        "a team, review, a quarter": lambda r: {"team_id": _some(r), "outcomes": ("review",), "between": _quarter(r)},
        "a team, decided, contradicted (none)": lambda r: {"team_id": _some(r), "decided": True,
                                                           "reason": "contradicted"},
        "what a manager of 12 sees": lambda r: {"only_people": _people(r, 12)},
        "what a manager of 300 sees": lambda r: {"only_people": _people(r, 300)},
        "what a manager of 300 sees, contradicted": lambda r: {"only_people": _people(r, 300),
                                                               "reason": "contradicted"},
        "review": lambda _: {"outcomes": ("review",)},
        "reason untestable (none)": lambda _: {"reason": "untestable"},
        "no reason (none)": lambda _: {"reason": "none"},
        "decided": lambda _: {"decided": True},
        "amounts above 899,000": lambda _: {"currency": "CNY", "amount_from": "899000"},
        "amounts above 900,000 (none)": lambda _: {"currency": "CNY", "amount_from": "900001"},
        "another currency (none)": lambda _: {"currency": "EUR"},
        "one order": lambda r: {"order_id": f"SO{r.randrange(orders):08}"},
        "one customer": lambda r: {"customer_id": f"C{r.randrange(orders):08}"},
        "a quarter, decided": lambda r: {"between": _quarter(r), "decided": True},
    }  # fmt: skip
    for name, wanted in made.items():
        yield name, _searching(wanted)


def _searching(wanted: Callable[[random.Random], dict[str, Any]]) -> Question:
    def question(random_: random.Random) -> Asked:
        given = OrderFilter(**wanted(random_))
        return Asked(lambda engine: search_orders(engine, given))

    return question
