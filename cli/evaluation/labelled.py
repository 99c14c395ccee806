"""The orders of a labelled world, each with its label, what the product said, and what the seed rule says."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from cli.evaluation.ndjson import strictly
from detector.errors import InputError

NOTHING_WEIGHED = -1
ORDER_PREFIX = "order:"


class Label(Struct):
    """One line of `labels.ndjson`; `decidable` false: its events cannot tell which it is.

    `decidable` is beyond the contract: what is no true or false there counts as not said.
    """

    order_id: str
    label: Literal["fraud", "legit"]
    kind: str
    decidable: object = None


class LabelledOrder(Struct):
    """A labelled order and what each method has to say about it.

    `outcome`: the product's, None where it has no assessment. `share_permille`: the payee's share of the weighed work
    in thousandths, NOTHING_WEIGHED where nothing was. `seed_rule`: whether the seed rule flags it.
    """

    fraud: bool
    kind: str
    decidable: bool | None
    outcome: str | None = None
    share_permille: int = NOTHING_WEIGHED
    seed_rule: bool = False


class Features(Struct, frozen=True):
    """The one feature of an assessment that the share rule uses."""

    payee_share_permille: int | None = None


class JudgedOrder(Struct):
    """What is read of an assessment."""

    assessment_id: str
    outcome: Literal["clear", "watch", "review"]
    features: Features = Features()


def read_labels(world_dir: Path) -> dict[str, LabelledOrder]:
    """Order id → labelled order.

    Raises InputError: no labels, an empty file, or two labels for one order that disagree.
    """
    path = world_dir / "labels.ndjson"
    if not path.is_file():
        message = (
            f"{path} does not exist: evaluate compares judgements with known labels. "
            "Make a labelled world with: transferwatch simulate --output DIR"
        )
        raise InputError(message)
    seen: dict[str, Label] = {}
    for label in strictly(path, Label):
        if seen.setdefault(label.order_id, label) != label:
            message = (
                f"{path}: order {label.order_id!r} has two labels that disagree; expected one label for each order"
            )
            raise InputError(message)
    if not seen:
        message = f"{path} is empty; expected a label for each order. Simulate the world again."
        raise InputError(message)
    return {order_id: _unjudged(label) for order_id, label in seen.items()}


def _unjudged(label: Label) -> LabelledOrder:
    decidable = label.decidable if isinstance(label.decidable, bool) else None
    return LabelledOrder(label.label == "fraud", label.kind, decidable)


def read_judgements(result_dir: Path, orders: dict[str, LabelledOrder]) -> int:
    """Fill in what the product said; gives the number of judged orders that have no label.

    Raises InputError: no assessments in the folder.
    """
    path = result_dir / "assessments.ndjson"
    if not path.is_file():
        message = (
            f"{path} does not exist: it holds the judgements to compare with the labels. "
            f"Write it with: transferwatch replay WORLD_DIR --output {result_dir}"
        )
        raise InputError(message)
    without_label = 0
    for judged in strictly(path, JudgedOrder):
        if not judged.assessment_id.startswith(ORDER_PREFIX):
            continue
        order = orders.get(judged.assessment_id.removeprefix(ORDER_PREFIX))
        if order is None:
            without_label += 1
            continue
        order.outcome = judged.outcome
        share = judged.features.payee_share_permille
        order.share_permille = NOTHING_WEIGHED if share is None else share
    return without_label


def mark_seed_rule(orders: dict[str, LabelledOrder], flagged: Iterable[str]) -> None:
    """Note which orders the seed rule flags."""
    for order_id in flagged:
        orders[order_id].seed_rule = True
