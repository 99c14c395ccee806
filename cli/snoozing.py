"""`transferwatch cases snooze` and `wake`: leave a case out of the list for some days."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from cli.cases import By, Id, Reason, Version
from cli.kafka_options import NamespaceOption
from cli.store_options import Anchors, Place
from cli.storing.opening import Lang, StoreUrl

snoozing = typer.Typer()


@snoozing.command()
def snooze(
    case_id: Id, by: By, reason: Reason,
    until: Annotated[
        datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="The day it is back, in UTC; at most 30 days on.")
    ],
    version: Version = None, store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Leave an undecided case out of the list for some days; what is held stays held."""
    from datetime import UTC

    from cli.casework.work import at_desk
    from store.cases.snoozing import snooze as rest

    with at_desk(Place(store, namespace, lang, anchors), by, case_id, "snooze") as desk:
        at = until.replace(tzinfo=UTC)
        case = rest(desk.connection, desk.worker, case_id, version, at, reason, desk.at_us)
        desk.tell("snoozed", case=case_id, until=f"{at:%Y-%m-%d}", version=case.version)


@snoozing.command()
def wake(
    case_id: Id, by: By, version: Version = None, store: StoreUrl = None, anchors: Anchors = None, lang: Lang = "en",
    namespace: NamespaceOption = None,
) -> None:  # fmt: skip
    """Put a snoozed case back into the list before its day."""
    from cli.casework.work import at_desk
    from store.cases.snoozing import wake as rouse

    with at_desk(Place(store, namespace, lang, anchors), by, case_id, "snooze") as desk:
        case = rouse(desk.connection, desk.worker, case_id, version, desk.at_us)
        desk.tell("woken", case=case_id, version=case.version)
