"""The orders of a labelled world, each with its label, what the product said, and what the seed rule says."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from cli.evaluation.ndjson import strictly
from detector.errors import InputError
from detector.instant import parse_instant

NOTHING_WEIGHED = -1
ORDER_PREFIX = "order:"


class Label(Struct):
    """One line of `labels.ndjson`; `decidable` false: its events cannot tell which it is.

    What follows `kind` is beyond the contract: `customer_id`, and how many pieces of real work the payee and everybody
    else did before the order and how many of them are in the log. What has another type there counts as not said.
    """

    order_id: str
    label: Literal["fraud", "legit"]
    kind: str
    decidable: object = None
    customer_id: object = None
    payee_done: object = None
    payee_logged: object = None
    others_done: object = None
    others_logged: object = None


class LabelledOrder(Struct):
    """A labelled order and what each method has to say about it.

    `outcome`: the product's, None where it has no assessment. `share_permille`: the payee's share of the weighed work
    in thousandths, NOTHING_WEIGHED where nothing was. `seed_rule`: whether the seed rule flags it. `customer`: what is
    resampled as one. `payee`, `other`: ids of the seller and of whose work is held against theirs, "" for nobody.
    `done`, `logged`: pieces of real work before the order, of the payee and of everybody else, None where the labels do
    not say. `entries`: logged activities that the product saw, None where it does not say. `assessed_at`: the latest
    time that the assessment counts, in microseconds since 1970.
    """

    fraud: bool
    kind: str
    decidable: bool | None
    outcome: str | None = None
    share_permille: int = NOTHING_WEIGHED
    seed_rule: bool = False
    customer: str = ""
    score: int | None = None
    payee: str = ""
    other: str = ""
    done: tuple[int, int] | None = None
    logged: tuple[int, int] | None = None
    entries: int | None = None
    assessed_at: int = 0

    @property
    def flagged(self) -> bool:
        """Whether the product says `review`."""
        return self.outcome == "review"


class Features(Struct, frozen=True):
    """The features of an assessment that are used: by the share rule, and for how much is logged."""

    payee_share_permille: int | None = None
    logged_entries: int | None = None


class JudgedOrder(Struct):
    """What is read of an assessment."""

    assessment_id: str
    outcome: Literal["clear", "watch", "review"]
    score: int | None = None
    customer_id: str = ""
    beneficiary_id: str = ""
    compared_with: str = ""
    assessed_at: str = ""
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
    customer = label.customer_id if isinstance(label.customer_id, str) else ""
    done, logged = _counts(label.payee_done, label.others_done), _counts(label.payee_logged, label.others_logged)
    if done is None or logged is None or any(part > whole for part, whole in zip(logged, done, strict=True)):
        done = logged = None
    return LabelledOrder(
        label.label == "fraud", label.kind, decidable, customer=customer or label.order_id, done=done, logged=logged
    )


def _counts(payee: object, others: object) -> tuple[int, int] | None:
    """Both numbers where both are counts. True and false are whole numbers to Python, and none here."""
    if type(payee) is int and type(others) is int and payee >= 0 and others >= 0:
        return payee, others
    return None


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
        _note(order, judged)
    return without_label


def _note(order: LabelledOrder, judged: JudgedOrder) -> None:
    order.outcome, order.score = judged.outcome, judged.score
    order.customer = judged.customer_id or order.customer
    order.payee, order.other = judged.beneficiary_id, judged.compared_with
    order.assessed_at = parse_instant(judged.assessed_at) if judged.assessed_at else 0
    entries = judged.features.logged_entries
    order.entries = None if entries is None or entries < 0 else entries
    share = judged.features.payee_share_permille
    order.share_permille = NOTHING_WEIGHED if share is None else share


def mark_seed_rule(orders: dict[str, LabelledOrder], flagged: Iterable[str]) -> None:
    """Note which orders the seed rule flags."""
    for order_id in flagged:
        orders[order_id].seed_rule = True
