"""Words, claims and buttons must not tell a cheat: only deeds may.

A ranking that knows nothing but texts, buttons, claims and master data is learnt on half of the customers and
measured on the other half. It must be hardly better than chance, and no single feature may stand out.
"""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.settings import WorldSettings
from simulator.world import simulate
from tests.simulator.conftest import lines

Features = list[str]


@pytest.fixture(scope="module", params=[(31, False), (32, True)], ids=["middling", "varied"])
def orders(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[str, bool, bool, Features]]:
    """Return (customer, is fraud, was handed over before, features) of every labelled order."""
    seed, vary = request.param
    folder = tmp_path_factory.mktemp("leaks") / "w"
    simulate(folder, WorldSettings(customers=12000, seed=seed, vary=vary))
    return _features(folder)


def _features(folder: Path) -> list[tuple[str, bool, bool, Features]]:
    by_customer: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for name in ("ownership-changes", "activities", "orders"):
        for line in lines(folder, name):
            by_customer[line["customer_id"]][name].append(line)
    boss = {line["person_id"]: line.get("manager_id") for line in lines(folder, "people")}
    first: dict[str, dict[str, Any]] = {}
    for line in lines(folder, "orders"):
        held = first.setdefault(line["order_id"], line)
        if line["occurred_at"] < held["occurred_at"]:
            first[line["order_id"]] = line
    rows = []
    for label in lines(folder, "labels"):
        order = first[label["order_id"]]
        story = by_customer[label["customer_id"]]
        moves = _hops(story["ownership-changes"], order["occurred_at"], boss)
        found = [
            f"source={order.get('order_source')}",
            f"currency={order['currency']}",
            f"zone={order['occurred_at'][-6:]}",
        ]
        for move in moves:
            found += [
                f"button={_relation(move, boss)}",
                f"code={move.get('reason_code')}",
                f"text={move.get('reason_text')}",
            ]
        for entry in story["activities"]:
            if entry["occurred_at"] < order["occurred_at"]:
                words = entry.get("content") or "<none>"
                found += [words[i : i + 3] for i in range(0, max(1, len(words) - 2), 2)]
        rows.append((label["customer_id"], label["label"] == "fraud", bool(moves), found))
    return rows


def _hops(changes: list[dict[str, Any]], until: str, known: dict[str, str | None]) -> list[dict[str, Any]]:
    """Return the changes away from a person before a time, with the owner tracked where a feed left it out."""
    hops, owner = [], None
    for change in changes:
        if change["occurred_at"] >= until:
            break
        giver = owner or change.get("previous_owner_id")
        owner = change.get("new_owner_id")
        if giver in known and giver != owner:
            hops.append(change | {"previous_owner_id": giver})
    return hops


def _relation(move: dict[str, Any], boss: dict[str, str | None]) -> str:
    by, giver, taker = move.get("changed_by"), move.get("previous_owner_id"), move.get("new_owner_id")
    if by is None or by == "system":
        return str(by)
    return (
        "giver"
        if by == giver
        else "taker"
        if by == taker
        else "boss"
        if by == boss.get(giver or taker or "")
        else "else"
    )


def average_precision(scores: np.ndarray, truth: np.ndarray) -> float:
    """Return the average precision of a ranking; ties keep file order, which knows nothing."""
    hits = truth[np.argsort(-scores, kind="stable")]
    ranks = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(ranks[hits].mean())


def naive_bayes(rows: list[tuple[str, bool, bool, Features]]) -> tuple[float, float]:
    """Return (average precision, base rate) on the customers with an odd number, learnt on the even ones.

    Two rankings, by the mean weight of an order's features and by its three most telling ones; the better counts.
    """
    seen: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for customer, fraud, _, found in rows:
        if int(customer[1:]) % 2 == 0:
            seen[fraud].update(found)
    totals = {label: sum(counts.values()) for label, counts in seen.items()}
    held = [(fraud, found) for customer, fraud, _, found in rows if int(customer[1:]) % 2]

    def weight(feature: str) -> float:
        return float(
            np.log((seen[True][feature] + 2) / totals[True]) - np.log((seen[False][feature] + 2) / totals[False])
        )

    weights = {feature: weight(feature) for feature in seen[True].keys() | seen[False].keys()}
    truth = np.array([fraud for fraud, _ in held])
    found_weights = [np.sort([weights.get(feature, 0.0) for feature in found]) for _, found in held]
    rankings = (np.array([w.mean() for w in found_weights]), np.array([w[-3:].mean() for w in found_weights]))
    return max(average_precision(scores, truth) for scores in rankings), float(truth.mean())


def test_the_measure_sees_a_leak(orders: list[tuple[str, bool, bool, Features]]) -> None:
    leaky = [(c, fraud, moved, [*found, "tell"] if fraud else found) for c, fraud, moved, found in orders]
    assert naive_bayes(leaky)[0] > 0.5


def test_words_and_buttons_do_not_rank_the_cheats(orders: list[tuple[str, bool, bool, Features]]) -> None:
    precision, base = naive_bayes(orders)
    assert precision < 0.15
    moved, moved_base = naive_bayes([row for row in orders if row[2]])
    assert moved < 2.0 * moved_base
    assert base < moved_base


def test_no_claim_and_no_button_stands_out(orders: list[tuple[str, bool, bool, Features]]) -> None:
    moved = [row for row in orders if row[2]]
    base = np.mean([fraud for _, fraud, _, _ in moved])
    with_feature: dict[str, list[bool]] = defaultdict(list)
    for _, fraud, _, found in moved:
        for feature in set(found):
            if feature.startswith(("button=", "code=", "source=", "currency=", "zone=")):
                with_feature[feature].append(fraud)
    lifts = {name: float(np.mean(hits) / base) for name, hits in with_feature.items() if len(hits) >= 200}
    assert len(lifts) > 12
    assert {name: lift for name, lift in lifts.items() if not 0.45 <= lift <= 1.8} == {}
