"""An office with webhooks, and a deliverer whose clock is moved by hand."""

import json
from typing import Any

from console.webhooks.addresses import read_networks
from console.webhooks.deliverer import Deliverer
from detector.instant import SECOND_US
from store.webhooks.telling import TOLD
from tests.console.office import Client, Office
from tests.console.receiver import Receiver
from tests.console.world import NOW_US, VAULT, key_of

HERE = read_networks(["127.0.0.0/8"])


class Desk:
    """Registers, posts and delivers."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.engine = office.firm.engine
        self.now_us = NOW_US
        self.key = key_of(self.engine, "root")

    def add(self, client: Client, url: str, *events: str) -> tuple[str, str]:
        answer = client.post("/api/v1/webhooks", json={"url": url, "events": events or list(TOLD)}, headers=self.key)
        assert answer.status_code == 200, answer.text
        return answer.json()["webhook"]["webhook_id"], answer.json()["secret"]

    def post(self, client: Client, path: str, body: object = None, **params: str) -> Any:
        answer = client.post(f"/api/v1/webhook/{path}", params=params, json=body or {}, headers=self.key)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def log(self, client: Client, hook: str, **params: str) -> list[dict[str, Any]]:
        asked = {"webhook_id": hook, **params}
        answer = client.get("/api/v1/webhook/deliveries", params=asked, headers=self.key)
        return answer.json()["items"]  # type: ignore[no-any-return]

    def deliver(self, deadline_s: float = 60, networks: Any = HERE) -> tuple[int, int]:
        return Deliverer(self.engine, VAULT, lambda: self.now_us, networks, deadline_s).deliver()

    def wait(self, seconds: float) -> None:
        self.now_us += int(seconds * SECOND_US)


def told(receiver: Receiver) -> list[tuple[str, dict[str, Any]]]:
    bodies = [json.loads(came.body) for came in receiver.came]
    return [(body["type"], body["data"]) for body in bodies]
