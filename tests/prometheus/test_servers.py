"""A real Prometheus scrapes a worker and a console, and an alert of ours comes through to a real Alertmanager."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import ProxyHandler, build_opener

import pytest
import yaml

from cli.demoing.parts import Part, Parts, free_port
from store.engine import open_engine
from store.migrations.running import upgrade
from streams.cluster.creating import create_topics, wanted_topics
from streams.cluster.describing import open_admin
from streams.embedded import embedded_broker
from streams.settings import load_settings
from tests.docs.pages import ROOT

PATIENCE_S = 90.0
OPS = ROOT / "ops"
DIRECT = build_opener(ProxyHandler({}))


class Site(NamedTuple):
    """What runs: the worker, and where Prometheus and Alertmanager answer."""

    worker: Part
    prometheus: str
    alertmanager: str


def asked(url: str) -> Any:
    with DIRECT.open(url, timeout=5) as answer:
        return json.load(answer)


def is_ready(port: int, parts: Parts) -> bool:
    parts.check()
    with DIRECT.open(f"http://127.0.0.1:{port}/-/ready", timeout=5) as answer:
        return bool(answer.status == 200)


def wait(what: str, ask: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            if ask():
                return
        except OSError:  # not there yet, or too busy to answer in time
            pass
        time.sleep(0.2)
    pytest.fail(f"waited {PATIENCE_S:g} s for {what}")


def configuration(folder: Path, targets: dict[str, int], alertmanager: int) -> Path:
    """The shipped files with addresses of this machine, and seconds instead of minutes."""
    shipped = yaml.safe_load((OPS / "prometheus" / "prometheus.yml").read_text("utf-8"))
    shipped["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    shipped["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"] = [f"127.0.0.1:{alertmanager}"]
    jobs = {job["job_name"]: job for job in shipped["scrape_configs"]}
    shipped["scrape_configs"] = [
        {"job_name": jobs[name]["job_name"], "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}
        for name, port in targets.items()
    ]
    rules = (OPS / "prometheus" / "alerts.yml").read_text("utf-8").replace("for: 1m", "for: 2s")
    (folder / "alerts.yml").write_text(rules, "utf-8")
    (folder / "prometheus.yml").write_text(yaml.safe_dump(shipped), "utf-8")
    return folder / "prometheus.yml"


def start_ours(parts: Parts, folder: Path, brokers: str) -> tuple[Part, Part]:
    """A worker on the embedded broker, and a console on an empty store."""
    settings = load_settings(bootstrap_servers=brokers, namespace="watched", embedded=True)
    with open_admin(settings) as admin:
        create_topics(admin, settings, wanted_topics(settings.names, 2, 1))
    url = f"sqlite:///{folder / 'store.db'}"
    upgrade(open_engine(url))
    told = {"BOOTSTRAP_SERVERS": brokers, "NAMESPACE": "watched", "EMBEDDED": "true", "STORE_URL": url}
    env = {f"TRANSFERWATCH_{name}": value for name, value in told.items()}
    ours = [sys.executable, "-m", "cli.main"]
    worker = parts.add(Part("worker", [*ours, "worker", "--metrics-port"], folder / "w.log", env, "/live", 8530))
    console = parts.add(Part("console", [*ours, "console", "--port"], folder / "c.log", env, "/health", 8540))
    return worker, console


@pytest.fixture(scope="module")
def site(program: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    prometheus, alertmanager = program("prometheus"), program("prometheus-alertmanager", "alertmanager")
    folder = tmp_path_factory.mktemp("site")
    with embedded_broker() as broker, Parts() as parts:
        worker, console = start_ours(parts, folder, broker.bootstrap_servers)
        ports = [free_port(8550), free_port(8560)]
        targets = {"transferwatch-worker": worker.port, "transferwatch-console": console.port}
        given = configuration(folder, targets, ports[1])
        config = OPS / "alertmanager" / "alertmanager.yml"
        words = [alertmanager, f"--config.file={config}", f"--storage.path={folder / 'am'}"]
        words += ["--cluster.listen-address=", f"--web.listen-address=127.0.0.1:{ports[1]}"]
        parts.add(Part("Alertmanager", words, folder / "a.log", {}))
        words = [prometheus, f"--config.file={given}", f"--storage.tsdb.path={folder / 'tsdb'}"]
        parts.add(Part("Prometheus", [*words, f"--web.listen-address=127.0.0.1:{ports[0]}"], folder / "p.log", {}))
        for port in ports:
            wait(f"port {port} to answer", partial(is_ready, port, parts))
        worker.wait()
        console.wait()
        yield Site(worker, f"http://127.0.0.1:{ports[0]}/api/v1", f"http://127.0.0.1:{ports[1]}/api/v2")


def health(site: Site) -> dict[str, str]:
    """Job → whether its target is up."""
    active = asked(f"{site.prometheus}/targets")["data"]["activeTargets"]
    return {target["labels"]["job"]: target["health"] for target in active}


def value(site: Site, query: str) -> float:
    found = asked(f"{site.prometheus}/query?query={query}")["data"]["result"]
    return float(found[0]["value"][1]) if found else 0.0


def test_both_are_scraped_and_have_what_the_rules_ask_for(site: Site) -> None:
    wait("both to be up", lambda: health(site) == {"transferwatch-worker": "up", "transferwatch-console": "up"})
    wait("the worker's partitions", lambda: value(site, "transferwatch_partitions_owned") == 2)
    wait("the console's requests", lambda: value(site, "transferwatch_console_requests_total") > 0)


def alerts(site: Site) -> list[tuple[str, str]]:
    """Alert and job of each that Alertmanager has and shows."""
    found = asked(f"{site.alertmanager}/alerts")
    return [(each["labels"]["alertname"], each["labels"].get("job", "")) for each in found]


def test_a_worker_that_dies_is_told_of(site: Site) -> None:
    assert ("TransferwatchDown", "transferwatch-worker") not in alerts(site)
    site.worker.stop(0)
    wait("the alert", lambda: ("TransferwatchDown", "transferwatch-worker") in alerts(site))
    assert ("TransferwatchDown", "transferwatch-console") not in alerts(site)
