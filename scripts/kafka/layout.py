"""The shape of a cluster on this machine: its folder, its ports, and the settings file of each node."""

import base64
import json
import uuid
from pathlib import Path
from typing import NamedTuple, Self

from scripts.kafka.machine import ClusterError

HOST = "127.0.0.1"
_FILE = "cluster.json"


class Users(NamedTuple):
    """People's and programs' own way into a cluster of one node: they sign in, and may do what rights (ACLs) allow.

    A user's password is the name with `-secret`. Whoever comes by the other port is an administrator.
    """

    port: int
    names: tuple[str, ...]

    @property
    def bootstrap_servers(self) -> str:
        """HOST:PORT for SASL_PLAINTEXT with PLAIN."""
        return f"{HOST}:{self.port}"

    def settings(self, listeners: str, advertised: str, protocols: str) -> dict[str, str]:
        """The settings of a node that has them too, beside the listeners that it has."""
        known = " ".join(f'user_{name}="{name}-secret"' for name in self.names)
        login = "org.apache.kafka.common.security.plain.PlainLoginModule"
        return {
            "listeners": f"{listeners},USERS://{self.bootstrap_servers}",
            "advertised.listeners": f"{advertised},USERS://{self.bootstrap_servers}",
            "listener.security.protocol.map": f"{protocols},USERS:SASL_PLAINTEXT",
            "listener.name.users.sasl.enabled.mechanisms": "PLAIN",
            "listener.name.users.plain.sasl.jaas.config": f"{login} required {known};",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found": "false",
            "super.users": "User:ANONYMOUS",
        }


class Layout(NamedTuple):
    """Nodes are numbered from 1; each is broker and controller, with one port for either, on loopback only."""

    folder: Path
    cluster_id: str
    broker_ports: tuple[int, ...]
    controller_ports: tuple[int, ...]
    users: Users | None = None
    """Not kept: for tests, whose clusters no later command looks for."""

    @classmethod
    def on_ports(cls, folder: Path, ports: list[int]) -> Self:
        """A new cluster that takes these ports: the first half for the brokers, the others for the controllers."""
        nodes = len(ports) // 2
        return cls(folder, new_cluster_id(), tuple(ports[:nodes]), tuple(ports[nodes:]))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The cluster of a folder. Raises ClusterError where there is none, or its file is damaged."""
        path = folder / _FILE
        try:
            kept = json.loads(path.read_text("utf-8"))
            return cls(folder, kept["cluster_id"], tuple(kept["broker_ports"]), tuple(kept["controller_ports"]))
        except FileNotFoundError:
            message = f"no cluster in {folder}: start one first, or name its --dir or --port"
            raise ClusterError(message) from None
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path} is damaged ({error!r}): delete the folder and start anew"
            raise ClusterError(message) from None

    def write(self) -> None:
        """Keep it, for the commands that come later."""
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = {**self._asdict(), "folder": "."}
        del kept["users"]
        (self.folder / _FILE).write_text(json.dumps(kept, indent=2) + "\n", "utf-8")

    @property
    def numbers(self) -> range:
        """The nodes' numbers: 1, or 1, 2 and 3."""
        return range(1, len(self.broker_ports) + 1)

    @property
    def bootstrap_servers(self) -> str:
        """What clients are told: every broker's HOST:PORT, comma separated."""
        return ",".join(f"{HOST}:{port}" for port in self.broker_ports)

    def node_folder(self, number: int) -> Path:
        """Where a node keeps its settings, data, log and process id. Raises ClusterError for a number without node."""
        if number not in self.numbers:
            message = f"there is no node {number} in {self.folder}: its nodes are {', '.join(map(str, self.numbers))}"
            raise ClusterError(message)
        return self.folder / f"node-{number}"

    def properties(self, number: int) -> str:
        """A node's server.properties."""
        broker, controller = self.broker_ports[number - 1], self.controller_ports[number - 1]
        voters = ",".join(f"{n}@{HOST}:{self.controller_ports[n - 1]}" for n in self.numbers)
        replicas, in_sync = (3, 2) if len(self.numbers) >= 3 else (1, 1)
        settings = {
            "process.roles": "broker,controller",
            "node.id": number,
            "controller.quorum.voters": voters,
            "listeners": f"CLIENTS://{HOST}:{broker},CONTROLLER://{HOST}:{controller}",
            "advertised.listeners": f"CLIENTS://{HOST}:{broker}",
            "listener.security.protocol.map": "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "CLIENTS",
            "controller.listener.names": "CONTROLLER",
            # Below the node's folder, in which it is started: needs no escaping, whatever the folder is called.
            "log.dirs": "data",
            # As in production: a topic that nobody created is a mistake.
            "auto.create.topics.enable": "false",
            "default.replication.factor": replicas,
            "min.insync.replicas": in_sync,
            "offsets.topic.replication.factor": replicas,
            "transaction.state.log.replication.factor": replicas,
            "transaction.state.log.min.isr": in_sync,
            # Few partitions: they are created at first use, and a test waits for them.
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.num.partitions": 4,
            # Short times, so that joins and failovers take seconds. With the default session of 9 s a killed broker
            # stalls writes for 12 s.
            "group.initial.rebalance.delay.ms": 0,
            "group.min.session.timeout.ms": 1000,
            "broker.session.timeout.ms": 3000,
            "broker.heartbeat.interval.ms": 500,
        }
        if self.users is not None:
            names = ("listeners", "advertised.listeners", "listener.security.protocol.map")
            settings |= self.users.settings(*(str(settings[name]) for name in names))
        return "".join(f"{name}={value}\n" for name, value in settings.items())


def new_cluster_id() -> str:
    """A random id as Kafka writes them: 22 letters of URL-safe Base64; none that begins with "-"."""
    while True:
        made = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode("ascii").rstrip("=")
        if not made.startswith("-"):  # Kafka's tools would take it for an option
            return made
