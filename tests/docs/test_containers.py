"""The container files, as far as they can be checked without an engine: keys, paths, user and versions."""

import re
from typing import Any

import typer
import yaml

from cli.consoling.listening import Listening, hosts_of
from cli.main import app
from store.engine import read_url
from streams.settings import PREFIX, Settings, load_settings
from tests.docs.pages import ROOT
from tests.docs.test_docs import commands

# Of the Compose Specification: https://github.com/compose-spec/compose-spec/blob/main/05-services.md
TOP_LEVEL_KEYS = {"name", "services", "networks", "volumes", "configs", "secrets"}
SERVICE_KEYS = set(
    "build cap_drop command depends_on entrypoint environment healthcheck image init network_mode "
    "networks ports profiles read_only restart security_opt stop_grace_period tmpfs user volumes".split()
)


STORED = ("store", "recorder", "outbox", "console")
"""The services that work on the store; the first of them sets it up."""


def compose() -> dict[str, Any]:
    parsed = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    assert isinstance(parsed, dict)
    return parsed


def instructions() -> list[tuple[str, str]]:
    """Instruction and arguments of each line of the Dockerfile; a line that is none has an odd first word."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def prometheus() -> dict[str, Any]:
    parsed = yaml.safe_load((ROOT / "ops" / "prometheus" / "prometheus.yml").read_text("utf-8"))
    assert isinstance(parsed, dict)
    return parsed


def jobs() -> dict[str, Any]:
    """What Prometheus scrapes, by name."""
    return {job["job_name"]: job for job in prometheus()["scrape_configs"]}


def test_compose_uses_known_keys_only() -> None:
    parsed = compose()
    assert set(parsed) <= TOP_LEVEL_KEYS
    for service in parsed["services"].values():
        assert set(service) <= SERVICE_KEYS
        assert ("image" in service) or ("build" in service)
        assert all(isinstance(word, str) for word in service.get("command", []))
        assert all(volume.count(":") in (1, 2) for volume in service.get("volumes", []))


def test_compose_runs_commands_of_ours_without_root() -> None:
    ours = {name: service for name, service in compose()["services"].items() if "build" in service}
    asked = [" ".join(service["command"]) for service in ours.values()]
    known = commands(typer.main.get_command(app))
    assert [line for line in asked if not any(f"{line} ".startswith(f"{name} ") for name in known)] == []
    assert sorted(ours) == ["console", "outbox", "recorder", "replay", "store", "topics", "worker"]
    assert not any(service.get("user", "1000").startswith(("0", "root")) for service in ours.values())
    assert ours["replay"]["profiles"] == ["replay"], "replay works on files: it does not start with the live system"


def test_services_wait_for_what_can_be_waited_for() -> None:
    services = compose()["services"]
    for name, service in services.items():
        for other, wanted in service.get("depends_on", {}).items():
            condition = wanted["condition"]
            assert condition in ("service_started", "service_healthy", "service_completed_successfully"), name
            assert condition != "service_healthy" or "healthcheck" in services[other], f"{name} waits for ever"
            ends = services[other].get("restart") == "no"
            assert (condition == "service_completed_successfully") == ends, f"{name} waits for {other} in the wrong way"
    assert all("restart" in service for name, service in services.items() if name != "replay")


def test_volumes_are_declared_and_ports_are_on_loopback() -> None:
    parsed = compose()
    mounted = [volume for service in parsed["services"].values() for volume in service.get("volumes", [])]
    named = {volume.split(":")[0] for volume in mounted if not volume.startswith(("./", "/"))}
    assert named == set(parsed["volumes"])
    files = [volume.split(":")[0] for volume in mounted if volume.startswith("./ops/")]
    assert [file for file in files if not (ROOT / file).is_file()] == []
    ports = [port for service in parsed["services"].values() for port in service.get("ports", [])]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_no_secret_stands_in_the_container_files() -> None:
    files = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "ops").rglob("*.yml"))
    assert len(files) >= 3
    for name in ("docker-compose.yml", "Dockerfile", *files):
        assert re.findall(r"(?i)passw|secret|token|credential", (ROOT / name).read_text("utf-8")) == []


def settings_of(service: dict[str, Any]) -> Settings:
    """The service's environment as a worker reads it; a name that is no setting fails."""
    named = {
        name.removeprefix(PREFIX).lower(): re.sub(r"^\$\{\w+:?-(.*)\}$", r"\1", value)
        for name, value in service["environment"].items()
        if name.startswith(PREFIX)
    }
    return load_settings(**named)


def test_settings_of_the_services_are_settings() -> None:
    services = compose()["services"]
    listeners = services["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    for name in ("topics", "worker", "store", "recorder", "outbox", "console"):
        assert f"INSIDE://{settings_of(services[name]).bootstrap_servers}," in listeners


def test_all_of_the_store_is_one_database_of_the_compose_network() -> None:
    services = compose()["services"]
    database = services["postgres"]
    urls = {read_url(settings_of(services[name]).store_url.get_secret_value()) for name in STORED}
    (url,) = urls
    environment = database["environment"]
    assert (url.host, url.username, url.database) == (
        *("postgres", environment["POSTGRES_USER"]),
        environment["POSTGRES_DB"],
    )
    assert "ports" not in database, "it trusts everybody who reaches it"
    for name in STORED[1:]:
        assert services[name]["depends_on"]["store"]["condition"] == "service_completed_successfully"


def test_the_console_answers_to_whom_it_should() -> None:
    """By the name that Prometheus asks for, on the port that is published and checked; never without sign-in."""
    console = compose()["services"]["console"]
    words = console["command"]
    listening = Listening(
        words[words.index("--host") + 1], 8470, (words[words.index("--name") + 1],), None, sign_in=True
    )
    assert "--no-sign-in" not in words
    assert {"console", "localhost"} <= set(hosts_of(listening))
    assert console["ports"] == ["127.0.0.1:8470:8470"]
    assert "http://127.0.0.1:8470/health" in console["healthcheck"]["test"][-1]
    compile(console["healthcheck"]["test"][-1], "healthcheck", "exec")
    assert jobs()["transferwatch-console"]["static_configs"] == [{"targets": ["console:8470"]}]
    anchors = settings_of(console).audit_anchors
    assert anchors is not None
    assert f"anchors:{anchors.parent}" in console["volumes"]
    assert ("VOLUME", str(anchors.parent)) in instructions(), "a new volume is its owner's there, and nowhere else"


def test_alerts_go_where_alertmanager_listens() -> None:
    services = compose()["services"]
    (target,) = prometheus()["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"]
    name, _, port = target.partition(":")
    assert f"127.0.0.1:{port}:{port}" in services[name]["ports"]
    mounted = {volume.split(":")[1].split("/")[-1] for volume in services["prometheus"]["volumes"]}
    assert set(prometheus()["rule_files"]) <= mounted


def test_a_worker_has_time_to_stop() -> None:
    worker = compose()["services"]["worker"]
    given_s = int(worker["stop_grace_period"].removesuffix("s"))
    assert given_s >= settings_of(worker).stop_timeout_s + 10, "the supervisor waits 5 s longer than a worker"


def test_every_worker_is_scraped_and_checked() -> None:
    worker = compose()["services"]["worker"]
    count = int(worker["command"][worker["command"].index("--workers") + 1])
    expected = {settings_of(worker).metrics_port + number for number in range(count)}
    assert settings_of(worker).metrics_host == "0.0.0.0", "nobody outside of the container could ask"
    found = {
        found["port"] for found in jobs()["transferwatch-worker"]["dns_sd_configs"] if found["names"] == ["worker"]
    }
    assert found == expected
    checked = re.search(r"for port in \(([\d, ]+)\)", worker["healthcheck"]["test"][-1])
    assert checked is not None
    assert {int(port) for port in checked[1].split(",")} == expected
    compile(worker["healthcheck"]["test"][-1], "healthcheck", "exec")


def test_one_version_of_kafka() -> None:
    pom = (ROOT / "scripts" / "kafka" / "pom.xml").read_text("utf-8")
    version = re.search(r"<artifactId>kafka_2.13</artifactId>\s*<version>([\d.]+)</version>", pom)
    assert version is not None
    assert compose()["services"]["kafka"]["image"] == f"apache/kafka:{version[1]}"


def test_the_image_runs_without_root_and_copies_what_is_there() -> None:
    steps = instructions()
    assert {word for word, _ in steps} <= {
        "FROM",
        "RUN",
        "WORKDIR",
        "ENV",
        "COPY",
        "USER",
        "VOLUME",
        "ENTRYPOINT",
        "CMD",
    }
    assert steps[0] == ("FROM", "python:3.11-slim")
    assert [rest for word, rest in steps if word == "USER"][-1] not in ("root", "0")
    copied = [source for word, rest in steps if word == "COPY" for source in rest.split()[:-1]]
    assert [source for source in copied if not (ROOT / source).exists()] == []
    packaged = re.search(r"^packages = \[(.+)\]$", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert packaged is not None
    assert set(re.findall(r'"([^"]+)"', packaged[1])) <= set(copied)


def test_the_builder_is_sent_what_the_image_copies() -> None:
    sent = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE))
    copied = {source for word, rest in instructions() if word == "COPY" for source in rest.split()[:-1]}
    assert sent == copied


def test_one_version_of_uv() -> None:
    setup = (ROOT / "scripts" / "setup.sh").read_text("utf-8")
    version = re.search(r"^uv_version=(\S+)$", setup, re.MULTILINE)
    assert version is not None
    assert f"uv=={version[1]}" in (ROOT / "Dockerfile").read_text("utf-8")
