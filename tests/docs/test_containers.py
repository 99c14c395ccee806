"""The container files, as far as they can be checked without an engine: keys, paths, user and versions."""

import re
from typing import Any

import yaml

from tests.docs.pages import ROOT

# Of the Compose Specification: https://github.com/compose-spec/compose-spec/blob/main/05-services.md
TOP_LEVEL_KEYS = {"name", "services", "networks", "volumes", "configs", "secrets"}
SERVICE_KEYS = set(
    "build cap_drop command depends_on entrypoint environment healthcheck image init network_mode "
    "networks ports profiles read_only restart security_opt stop_grace_period tmpfs user volumes".split()
)


def compose() -> dict[str, Any]:
    parsed = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    assert isinstance(parsed, dict)
    return parsed


def instructions() -> list[tuple[str, str]]:
    """Instruction and arguments of each line of the Dockerfile; a line that is none has an odd first word."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_compose_uses_known_keys_only() -> None:
    parsed = compose()
    assert set(parsed) <= TOP_LEVEL_KEYS
    for service in parsed["services"].values():
        assert set(service) <= SERVICE_KEYS
        assert ("image" in service) or ("build" in service)
        assert all(isinstance(word, str) for word in service.get("command", []))
        assert all(volume.count(":") in (1, 2) for volume in service.get("volumes", []))


def test_compose_runs_a_command_that_exists_without_root() -> None:
    replay = compose()["services"]["replay"]
    assert replay["command"][0] == "replay"
    assert not replay["user"].startswith(("0", "root"))


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
