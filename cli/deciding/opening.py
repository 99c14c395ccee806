"""Opens the desk: finds the customer in a folder or in Kafka, and judges what is known of them."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cli.deciding.deciding import Desk
from cli.deciding.places import DecisionPlace, FolderPlace, KafkaPlace
from cli.kafka_options import kafka_settings
from cli.progress import progress_bar
from detector.errors import UsageError
from detector.messages import Language
from streams.customer import find_customers, find_transfer_customer, one_customer
from streams.packs import load_pack
from streams.story import judge_story


class Asked(NamedTuple):
    """What every decision is asked with: where the events are, which customer, which rules, which language."""

    folder: Path | None
    kafka: bool
    brokers: str | None
    namespace: str | None
    customer: str | None
    rules: Path | None
    horizon_days: int | None
    lang: Language


class Matter(NamedTuple):
    """What is decided about: an order by its id, or an ownership change by its event id."""

    order_id: str | None = None
    transfer: str | None = None

    @property
    def topic(self) -> str:
        """Where the matter's customer is found."""
        return "crm.ownership-changes.v1" if self.order_id is None else "crm.orders.v1"

    def customer(self, folder: Path, chosen: str | None, place: str | None = None) -> str:
        """The customer of the matter. Raises UsageError where there is none, or several and none chosen."""
        if self.order_id is not None:
            return one_customer(find_customers(folder, self.order_id, place), chosen, f"order {self.order_id!r}")
        found = find_transfer_customer(folder, self.transfer or "", place)
        return one_customer(found, chosen, f"ownership change {self.transfer!r}")


@contextmanager
def open_desk(asked: Asked, matter: Matter) -> Iterator[Desk]:
    """The desk for a matter, while the block lasts. Raises UsageError unless a folder or Kafka is named, not both."""
    if (asked.folder is None) is not asked.kafka:
        message = "say where the events are: either --in with a folder, or --kafka"
        raise UsageError(message)
    if asked.folder is not None:
        customer = matter.customer(asked.folder, asked.customer)
        yield _sit_down(asked, asked.folder, customer, FolderPlace(asked.folder))
        return
    with tempfile.TemporaryDirectory(prefix="transferwatch-") as name:
        yield _from_kafka(asked, matter, Path(name))


def _from_kafka(asked: Asked, matter: Matter, folder: Path) -> Desk:
    """The same desk over a folder that holds just this customer, everybody's history, and the names."""
    from streams.cluster.fetching import fetch_customer, fetch_topic

    settings = kafka_settings(asked.brokers, asked.namespace)
    customer = asked.customer
    with progress_bar() as progress:
        if customer is None:
            asyncio.run(fetch_topic(settings, matter.topic, folder, progress))
            customer = matter.customer(folder, None, f"{settings.names.topic(matter.topic)} of this Kafka")
        asyncio.run(fetch_customer(settings, customer, folder, progress))
    matter.customer(folder, customer, f"Kafka under customer {customer!r}")
    rules, horizon = asked.rules or settings.rules_dir, asked.horizon_days or settings.horizon_days
    asked = asked._replace(rules=rules, horizon_days=horizon)
    return _sit_down(asked, folder, customer, KafkaPlace(settings))


def _sit_down(asked: Asked, folder: Path, customer: str, place: DecisionPlace) -> Desk:
    loaded = load_pack(asked.rules, horizon_days=asked.horizon_days)
    return Desk(folder, place, judge_story(folder, customer, loaded), loaded, asked.lang)
