"""`transferwatch decide`: a person's decision, written as an event into a folder or to Kafka."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.kafka_options import Brokers, NamespaceOption

Order = Annotated[str, typer.Argument(metavar="ORDER_ID", help="The order's id.")]
By = Annotated[str, typer.Option("--by", metavar="PERSON", help="Id of the person who decides.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a few words; it is kept with the decision.")]
Folder = Annotated[
    Path | None, typer.Option("--in", metavar="DIR", help="Folder of events, the one given to `replay`; or --kafka.")
]
Kafka = Annotated[bool, typer.Option("--kafka", help="Read the customer's events from Kafka and decide there.")]
At = Annotated[str | None, typer.Option("--at", help="When it was decided, RFC 3339 with an offset; default: now.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, write nothing.")]
Customer = Annotated[
    str | None,
    typer.Option("--customer", help="Which customer, where several have this id; with --kafka it is faster."),
]
Rules = Annotated[Path | None, typer.Option("--rules", help="Folder with your own rules, as given to `replay`.")]
Horizon = Annotated[int | None, typer.Option("--horizon-days", min=1, max=3650, help="As given to `replay`.")]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of what is printed.")]

decide = typer.Typer(no_args_is_help=True, help="A person's decision, written as an event into a folder or to Kafka.")


@decide.command()
def release(
    order_id: Order, by: By, reason: Reason, folder: Folder = None, kafka: Kafka = False, at: At = None,
    dry_run: DryRun = False, customer: Customer = None, rules: Rules = None, horizon_days: Horizon = None,
    lang: Lang = "en", brokers: Brokers = None, namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Post an order's held credit by the plan's split, for the amount and split as they are now."""
    from cli.deciding.deciding import decide as decide_on
    from cli.deciding.draft import decision_time, draft_release
    from cli.deciding.opening import Asked, Matter, open_desk

    asked = Asked(folder, kafka, brokers, namespace, customer, rules, horizon_days, lang)
    with open_desk(asked, Matter(order_id)) as desk:
        told = desk.story.order(order_id)
        decision = draft_release(told, desk.story.events.customer_id, by, reason, decision_time(at))
        decide_on(desk, decision, dry_run=dry_run)


@decide.command()
def reassign(
    order_id: Order, by: By, reason: Reason,
    share: Annotated[list[str], typer.Option("--share", metavar="PAYEE=0.6", help="A payee and a part; give several.")],
    folder: Folder = None, kafka: Kafka = False, at: At = None, dry_run: DryRun = False, customer: Customer = None,
    rules: Rules = None, horizon_days: Horizon = None, lang: Lang = "en", brokers: Brokers = None,
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Split an order's credit by shares that a person sets; they add up to 1."""
    from cli.deciding.deciding import decide as decide_on
    from cli.deciding.draft import decision_time, draft_reassign
    from cli.deciding.opening import Asked, Matter, open_desk

    asked = Asked(folder, kafka, brokers, namespace, customer, rules, horizon_days, lang)
    with open_desk(asked, Matter(order_id)) as desk:
        told = desk.story.order(order_id)
        decision = draft_reassign(told, desk.story.events.customer_id, by, reason, decision_time(at), share)
        decide_on(desk, decision, dry_run=dry_run)


@decide.command()
def explain(
    by: By,
    reason_text: Annotated[str, typer.Option("--reason-text", help="Why the customer changed hands.")],
    order_id: Annotated[str | None, typer.Argument(metavar="[ORDER_ID]", help="The order to explain …")] = None,
    transfer: Annotated[
        str | None, typer.Option("--transfer", metavar="EVENT_ID", help="… or the ownership change, by its event id.")
    ] = None,
    reason_code: Annotated[str | None, typer.Option("--reason-code", help="A known code, such as leave_cover.")] = None,
    folder: Folder = None, kafka: Kafka = False, at: At = None, dry_run: DryRun = False, customer: Customer = None,
    rules: Rules = None, horizon_days: Horizon = None, lang: Lang = "en", brokers: Brokers = None,
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Give a reason afterwards, for an order or for an ownership change; anyone may, and the facts test it."""
    from cli.deciding.deciding import decide as decide_on
    from cli.deciding.draft import decision_time, draft_explain
    from cli.deciding.opening import Asked, Matter, open_desk
    from detector.errors import UsageError

    if (order_id is None) == (transfer is None):
        message = "give either an order's id or --transfer with the id of an ownership change"
        raise UsageError(message)
    asked = Asked(folder, kafka, brokers, namespace, customer, rules, horizon_days, lang)
    with open_desk(asked, Matter(order_id, transfer)) as desk:
        decision = draft_explain(
            desk.story.events.customer_id, by, reason_text, reason_code, decision_time(at),
            order_id=order_id, transfer=transfer,
        )  # fmt: skip
        decide_on(desk, decision, dry_run=dry_run)
