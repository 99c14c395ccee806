"""Every topic of the system: names, partitions, policies. The contract's topics, two for the workers, one for audit.

Source topics all have the same number of partitions, and so has what the workers write for themselves: partition n of
each belongs to the same worker (`streams.live`).
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from detector.events import TOPICS
from detector.outputs import OUTPUT_TOPICS

STATE_TOPIC = "transferwatch.worker-state.v1"
"""What the workers keep: the state of customers and teams, counts, who owns a partition. Compacted."""

TEAM_FACTS_TOPIC = "transferwatch.team-facts.v1"
"""Small facts about orders, keyed by team: written by the customer stage, read by the team stage."""

AUDIT_ANCHORS_TOPIC = "transferwatch.audit-anchors.v1"
"""Heads of the audit chain, kept where nobody is who can write the database; keyed by the chain's id."""

DAY_MS = 24 * 60 * 60 * 1000
FOREVER = -1

Role = Literal["source", "internal", "output"]


class TopicSpec(NamedTuple):
    """What a topic must be. `role`: sources and internal topics have the workers' partition count.

    `compacted`: only the last record of a key is kept. `retention_ms`: FOREVER, or how long records are kept.
    `max_message_bytes`: the largest record that it takes.
    """

    name: str
    role: Role
    compacted: bool
    retention_ms: int
    max_message_bytes: int

    def config(self) -> Mapping[str, str]:
        """The topic's settings in Kafka's words."""
        settings = {
            "cleanup.policy": "compact" if self.compacted else "delete",
            "max.message.bytes": str(self.max_message_bytes),
        }
        if self.compacted:
            settings["min.cleanable.dirty.ratio"] = "0.1"
            settings["segment.bytes"] = str(64 * 1024 * 1024)
        else:
            settings["retention.ms"] = str(self.retention_ms)
        return settings


MIB = 1024 * 1024
_INPUT_BYTES = 1 * MIB
_OUTPUT_BYTES = 8 * MIB
_STATE_BYTES = 32 * MIB

# Judging looks back two horizons and a half at most; what is older is of no use to a worker that starts anew.
_EVENTS_KEPT_MS = 1200 * DAY_MS
_FACTS_KEPT_MS = 30 * DAY_MS
_LETTERS_KEPT_MS = 400 * DAY_MS

_KEPT_FOREVER = frozenset({"crm.people.v1", "crm.quotas.v1", "transferwatch.decisions.v1"})
_COMPACTED = frozenset({"crm.names.v1", "transferwatch.assessments.v1", "transferwatch.findings.v1"})


def _source(name: str) -> TopicSpec:
    kept = FOREVER if name in _KEPT_FOREVER else _EVENTS_KEPT_MS
    return TopicSpec(name, "source", name in _COMPACTED, kept, _INPUT_BYTES)


def _output(name: str) -> TopicSpec:
    kept = _LETTERS_KEPT_MS if name == "transferwatch.dead-letters.v1" else FOREVER
    return TopicSpec(name, "output", name in _COMPACTED, kept, _OUTPUT_BYTES)


SPECS: tuple[TopicSpec, ...] = (
    *(_source(topic.name) for topic in TOPICS),
    TopicSpec(TEAM_FACTS_TOPIC, "internal", compacted=False, retention_ms=_FACTS_KEPT_MS, max_message_bytes=MIB),
    TopicSpec(STATE_TOPIC, "internal", compacted=True, retention_ms=FOREVER, max_message_bytes=_STATE_BYTES),
    *(_output(name) for name, _, _, _ in OUTPUT_TOPICS),
    TopicSpec(AUDIT_ANCHORS_TOPIC, "output", compacted=False, retention_ms=FOREVER, max_message_bytes=MIB),
)
"""In the contract's order: inputs, what the workers keep, outputs; then the anchors of the audit chain."""

SOURCE_TOPICS: tuple[str, ...] = tuple(spec.name for spec in SPECS if spec.role == "source")


class Namespace(NamedTuple):
    """A prefix for topics and consumer groups, so that several deployments share one cluster; "" for none.

    >>> Namespace("acme").topic("crm.orders.v1"), Namespace("acme").plain("acme.crm.orders.v1"), Namespace("").group
    ('acme.crm.orders.v1', 'crm.orders.v1', 'transferwatch')
    """

    prefix: str

    @property
    def _dotted(self) -> str:
        return f"{self.prefix}." if self.prefix else ""

    def topic(self, name: str) -> str:
        """A topic's name in the cluster."""
        return self._dotted + name

    def plain(self, topic: str) -> str:
        """The contract's name of a topic of this namespace."""
        return topic.removeprefix(self._dotted)

    @property
    def group(self) -> str:
        """The workers' consumer group; also the prefix of their transactional ids."""
        return self.topic("transferwatch")
