"""`transferwatch cases`: what people do about alerts, from the first look to a decision."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.kafka_options import NamespaceOption
from cli.store_options import Anchors, Doer, Place
from cli.storing.opening import Lang, StoreUrl

cases = typer.Typer(no_args_is_help=True, help="Cases: look at them, assign, decide; every step is in the audit trail.")

Id = Annotated[str, typer.Argument(metavar="CASE_ID", help="As `cases list` shows it.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Your account.")]
Version = Annotated[
    int | None, typer.Option(min=0, help="Of the case as you saw it; if somebody was faster, nothing is done.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a few words; it is kept with the case.")]
Key = Annotated[
    Path | None,
    typer.Option(
        "--link-key",
        metavar="FILE",
        envvar="TRANSFERWATCH_LINK_KEY_FILE",
        help="Keys of links, one a line: the first signs.",
    ),
]
Snoozed = Annotated[
    Literal["no", "only", "any"] | None,
    typer.Option(help="no: not the snoozed ones that are not due yet; default: no, with --customer any."),
]
After = Annotated[str | None, typer.Option(metavar="CURSOR", help="Go on after the page that named it.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="Lines at most.")]


@cases.command("list")
def list_(
    state: Annotated[
        list[str] | None,
        typer.Option("--state", help="Only open, in_review, decided, closed or reopened ones; several."),
    ] = None,
    assignee: Annotated[str | None, typer.Option("--assignee", metavar="NAME", help="Only this account's.")] = None,
    customer: Annotated[str | None, typer.Option("--customer", metavar="ID", help="Only this customer's.")] = None,
    snoozed: Snoozed = None,
    after: After = None, limit: Limit = 50, by: Doer = None,
    store: StoreUrl = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """List cases, the latest first, each beside its alert as it stands; that is an audit entry."""
    from cli.auditing.verifying import enter
    from cli.casework.showing import case_table
    from cli.casework.work import chosen_states, words_of
    from cli.store_options import doer, now_us, open_place
    from store.accounts.account import need_account
    from store.audit.entry import Happened
    from store.engine import reading
    from store.queries.cases import list_cases
    from store.queries.finding_cases import CaseFilter, without_snoozed
    from store.types import utc

    states = chosen_states(state or [])
    engine, _ = open_place(Place(store, namespace, lang))
    account_id = None
    if assignee is not None:
        with reading(engine) as connection:
            account_id = need_account(connection, assignee).account_id
    wanted = CaseFilter(states=states, assignee_id=account_id, customer_id=customer)
    now = now_us()
    page = list_cases(engine, without_snoozed(wanted, snoozed, utc(now)), after=after, limit=limit)
    words = words_of(lang)
    if page.rows:
        seen = Happened(kind="view", actor=doer(by), subject="cases", details={"what": "cases", "fields": []})
        enter(engine, seen, None)
    for line in case_table(page.rows, words, now) if page.rows else [words.say("none")]:
        print(line)
    if page.next is not None:
        print(words.say("more", cursor=page.next))


@cases.command()
def show(
    case_id: Id, by: Doer = None, store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Show a case with its orders, who may not decide on it, its dossier and its history; that is an audit entry."""
    from cli.auditing.verifying import enter
    from cli.casework.showing import show_case
    from cli.casework.work import words_of
    from cli.store_options import doer, now_us, open_place
    from store.audit.entry import Happened

    engine, found = open_place(Place(store, namespace, lang, anchors))
    lines = show_case(engine, case_id, words_of(lang), now_us())
    details = {"what": "case", "case_id": case_id}
    enter(engine, Happened(kind="view", actor=doer(by), subject=f"case:{case_id}", details={**details}), found)
    for line in lines:
        print(line)


@cases.command()
def assign(
    case_id: Id, by: By,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="The account that is to look at it.")],
    due: Annotated[datetime | None, typer.Option("--due", formats=["%Y-%m-%d"], help="By which day.")] = None,
    version: Version = None, store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Give a case to somebody; that puts it in review."""
    from datetime import UTC

    from cli.casework.work import at_desk, check_right
    from store.accounts.account import need_account
    from store.cases.changing import assign as give
    from store.cases.worker import worker_of

    with at_desk(Place(store, namespace, lang, anchors), by, case_id) as desk:
        assignee = need_account(desk.connection, to)
        check_right(desk.connection, assignee, case_id, "decide")
        until = due.replace(tzinfo=UTC) if due else None
        case = give(desk.connection, desk.worker, case_id, version, worker_of(assignee), until, desk.at_us)
        day = f"{case.due_at:%Y-%m-%d}" if case.due_at else "-"
        desk.tell("assigned", case=case_id, assignee=assignee.name, due=day, version=case.version)


@cases.command()
def note(
    case_id: Id, text: Annotated[str, typer.Argument(help="What to write.")], by: By, store: StoreUrl = None,
    anchors: Anchors = None, lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Write a note to a case."""
    from cli.casework.work import at_desk
    from store.cases.changing import note as write

    with at_desk(Place(store, namespace, lang, anchors), by, case_id) as desk:
        case = write(desk.connection, desk.worker, case_id, text, desk.at_us)
        desk.tell("noted", case=case_id, version=case.version)


@cases.command()
def decide(
    case_id: Id, disposition: Annotated[Literal["honest", "abnormal", "unclear"], typer.Argument(help="What it was.")],
    by: By, reason: Reason,
    release: Annotated[
        list[str] | None, typer.Option("--release", metavar="ORDER_ID", help="Post its credit by the plan; several.")
    ] = None,
    reassign: Annotated[
        str | None, typer.Option("--reassign", metavar="ORDER_ID", help="Split its credit by --share.")
    ] = None,
    share: Annotated[
        list[str] | None, typer.Option("--share", metavar="PAYEE=0.6", help="A payee and a part; give several.")
    ] = None,
    version: Version = None, store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Decide a case, and what becomes of held credit; the events go into the outbox in the same transaction."""
    from cli.casework.work import at_desk, settlements
    from store.cases.deciding import Ruling
    from store.cases.deciding import decide as rule

    ruling = Ruling(disposition, reason, settlements(release or [], reassign, share or []), version)
    with at_desk(Place(store, namespace, lang, anchors), by, case_id) as desk:
        done = rule(desk.connection, desk.worker, case_id, ruling, desk.at_us)
        word = desk.words.code("disposition", disposition)
        desk.tell("decided", case=case_id, disposition=word, version=done.case.version)
        for decision in done.decisions:
            label, order = desk.words.code("label", decision.decision), decision.order_id or ""
            desk.tell("posted", label=label, order=order, event=decision.event_id)
        if not done.decisions:
            desk.tell("no_money")


@cases.command()
def close(
    case_id: Id, by: By, version: Version = None, store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Close a decided case, or one whose alerts were all withdrawn."""
    from cli.casework.work import at_desk
    from store.cases.changing import close as end

    with at_desk(Place(store, namespace, lang, anchors), by, case_id) as desk:
        desk.tell(
            "closed", case=case_id, version=end(desk.connection, desk.worker, case_id, version, desk.at_us).version
        )


@cases.command()
def reopen(
    case_id: Id, by: By, reason: Reason, version: Version = None, store: StoreUrl = None, anchors: Anchors = None,
    lang: Lang = "en", namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Take a decided or closed case up again, to decide otherwise."""
    from cli.casework.work import at_desk
    from store.cases.changing import reopen as take_up

    with at_desk(Place(store, namespace, lang, anchors), by, case_id) as desk:
        case = take_up(desk.connection, desk.worker, case_id, version, reason, desk.at_us)
        desk.tell("reopened", case=case_id, version=case.version)


@cases.command()
def ask(
    case_id: Id, by: By,
    person: Annotated[str, typer.Option("--person", metavar="ID", help="Who is to say why; they have a part in it.")],
    key: Key = None, days: Annotated[int, typer.Option(min=1, max=90, help="So long the link works.")] = 14,
    version: Version = None, store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Ask somebody for a missing reason, and print a link's token that works for them alone."""
    from cli.casework.work import at_desk, read_keys
    from store.cases.asking import ask as request

    keys = read_keys(key)
    with at_desk(Place(store, namespace, lang, anchors), by, case_id) as desk:
        _, token = request(desk.connection, desk.worker, case_id, version, person, keys[0], desk.at_us, days)
        desk.tell("asked", person=person, case=case_id, days=days, token=token)


@cases.command()
def answer(
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="Of the link that you were sent.")], by: By,
    text: Annotated[str, typer.Option("--reason-text", help="Why the customer changed hands.")] = "",
    code: Annotated[str | None, typer.Option("--reason-code", help="A known code, such as leave_cover.")] = None,
    key: Key = None, store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Answer a link with the reason; it becomes a decision of kind explain."""
    from cli.casework.work import at_desk, read_keys
    from store.cases.asking import Answer
    from store.cases.asking import answer as take

    keys = read_keys(key)
    with at_desk(Place(store, namespace, lang, anchors), by, None) as desk:
        done = take(desk.connection, desk.worker, token, keys, Answer(text, code), desk.at_us)
        desk.tell("answered", case=done.case.case_id)
