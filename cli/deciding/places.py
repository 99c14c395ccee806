"""Where a decision is written once it has been looked at: at the end of a folder's file, or in Kafka."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cli.story.teller import Teller
from detector.events import Decision
from streams.appending import append_record

if TYPE_CHECKING:
    from streams.settings import Settings

FILE = "decisions.ndjson"


class DecisionPlace(Protocol):
    """Takes a decision for good."""

    def write(self, teller: Teller, decision: Decision, record: bytes) -> str:
        """Write the record of a decision; a sentence that says where it is and when it takes effect."""


class FolderPlace(NamedTuple):
    """The decisions file of a folder."""

    folder: Path

    def write(self, teller: Teller, decision: Decision, record: bytes) -> str:
        """Append a line. Raises InputError where the folder cannot be written."""
        append_record(self.folder / FILE, record)
        file, folder = str(self.folder / FILE), str(self.folder)
        return teller.say("written", file=file, event=decision.event_id, folder=folder)


class KafkaPlace(NamedTuple):
    """The decisions topic."""

    settings: "Settings"

    def write(self, teller: Teller, decision: Decision, record: bytes) -> str:
        """Publish and wait until all brokers that keep it have it. Raises ClusterError."""
        from streams.cluster.fetching import publish_decision

        sent = asyncio.run(publish_decision(self.settings, decision.customer_id, record))
        return teller.say(
            "published",
            topic=sent.place.topic,
            partition=sent.place.partition,
            offset=sent.offset,
            event=decision.event_id,
        )
