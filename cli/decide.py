"""`transferwatch decide`: a person's decision, written as an event into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from cli.deciding.deciding import Desk

Order = Annotated[str, typer.Argument(metavar="ORDER_ID", help="The order's id.")]
By = Annotated[str, typer.Option("--by", metavar="PERSON", help="Id of the person who decides.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a few words; it is kept with the decision.")]
Folder = Annotated[Path, typer.Option("--in", metavar="DIR", help="Folder of events, the one given to `replay`.")]
At = Annotated[str | None, typer.Option("--at", help="When it was decided, RFC 3339 with an offset; default: now.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, write nothing.")]
Customer = Annotated[str | None, typer.Option("--customer", help="Which customer, where several have this id.")]
Rules = Annotated[Path | None, typer.Option("--rules", help="Folder with your own rules, as given to `replay`.")]
Horizon = Annotated[int | None, typer.Option("--horizon-days", min=1, max=3650, help="As given to `replay`.")]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of what is printed.")]

decide = typer.Typer(no_args_is_help=True, help="A person's decision, written as an event into a folder.")


def _sit_down(
    folder: Path, customers: list[str], customer: str | None, what: str, rules: Path | None, horizon: int | None,
    lang: Literal["zh", "en"],
) -> Desk:  # fmt: skip
    from cli.deciding.deciding import Desk
    from streams.customer import one_customer
    from streams.packs import load_pack
    from streams.story import judge_story

    loaded = load_pack(rules, horizon_days=horizon)
    chosen = one_customer(customers, customer, what)
    return Desk(folder, judge_story(folder, chosen, loaded), loaded, lang)


@decide.command()
def release(
    order_id: Order, by: By, reason: Reason, folder: Folder, at: At = None, dry_run: DryRun = False,
    customer: Customer = None, rules: Rules = None, horizon_days: Horizon = None, lang: Lang = "en",
) -> None:  # fmt: skip
    """Post an order's held credit by the plan's split, for the amount and split as they are now."""
    from cli.deciding.deciding import decide as decide_on
    from cli.deciding.draft import decision_time, draft_release
    from streams.customer import find_customers

    found = find_customers(folder, order_id)
    desk = _sit_down(folder, found, customer, f"order {order_id!r}", rules, horizon_days, lang)
    told = desk.story.order(order_id)
    decision = draft_release(told, desk.story.events.customer_id, by, reason, decision_time(at))
    decide_on(desk, decision, dry_run=dry_run)


@decide.command()
def reassign(
    order_id: Order, by: By, reason: Reason, folder: Folder,
    share: Annotated[list[str], typer.Option("--share", metavar="PAYEE=0.6", help="A payee and a part; give several.")],
    at: At = None, dry_run: DryRun = False, customer: Customer = None, rules: Rules = None,
    horizon_days: Horizon = None, lang: Lang = "en",
) -> None:  # fmt: skip
    """Split an order's credit by shares that a person sets; they add up to 1."""
    from cli.deciding.deciding import decide as decide_on
    from cli.deciding.draft import decision_time, draft_reassign
    from streams.customer import find_customers

    found = find_customers(folder, order_id)
    desk = _sit_down(folder, found, customer, f"order {order_id!r}", rules, horizon_days, lang)
    told = desk.story.order(order_id)
    decision = draft_reassign(told, desk.story.events.customer_id, by, reason, decision_time(at), share)
    decide_on(desk, decision, dry_run=dry_run)


@decide.command()
def explain(
    by: By, folder: Folder,
    reason_text: Annotated[str, typer.Option("--reason-text", help="Why the customer changed hands.")],
    order_id: Annotated[str | None, typer.Argument(metavar="[ORDER_ID]", help="The order to explain …")] = None,
    transfer: Annotated[
        str | None, typer.Option("--transfer", metavar="EVENT_ID", help="… or the ownership change, by its event id.")
    ] = None,
    reason_code: Annotated[str | None, typer.Option("--reason-code", help="A known code, such as leave_cover.")] = None,
    at: At = None, dry_run: DryRun = False, customer: Customer = None, rules: Rules = None,
    horizon_days: Horizon = None, lang: Lang = "en",
) -> None:  # fmt: skip
    """Give a reason afterwards, for an order or for an ownership change; anyone may, and the facts test it."""
    from cli.deciding.deciding import decide as decide_on
    from cli.deciding.draft import decision_time, draft_explain
    from detector.errors import UsageError
    from streams.customer import find_customers, find_transfer_customer

    if (order_id is None) == (transfer is None):
        message = "give either an order's id or --transfer with the id of an ownership change"
        raise UsageError(message)
    if order_id is not None:
        found, what = find_customers(folder, order_id), f"order {order_id!r}"
    else:
        found, what = find_transfer_customer(folder, transfer or ""), f"ownership change {transfer!r}"
    desk = _sit_down(folder, found, customer, what, rules, horizon_days, lang)
    decision = draft_explain(
        desk.story.events.customer_id, by, reason_text, reason_code, decision_time(at),
        order_id=order_id, transfer=transfer,
    )  # fmt: skip
    decide_on(desk, decision, dry_run=dry_run)
