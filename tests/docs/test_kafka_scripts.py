"""The scripts around a real Kafka, on machines that lack something; none of these tests starts a broker."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.kafka.layout import Layout, new_cluster_id
from scripts.kafka.machine import ClusterError
from scripts.kafka.ports import free_ports, is_free
from scripts.kafka.probe import brokers_seen_from
from tests.docs.pages import ROOT
from tests.docs.test_scripts import BASH, calls, executable, fake_uv, run

JAVA_17 = f"#!{BASH}\necho 'openjdk version \"17.0.15\" 2025-04-15' >&2\n"
JAVA_11 = f"#!{BASH}\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n"
APT = f'#!{BASH}\necho "$@" >> "$APT_LOG"\nexit 0\n'


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The scripts alone, in a folder with a space in its name."""
    folder = tmp_path / "a clone"
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci" / "run")
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the few tools that the scripts use: no Java, no Maven, no apt-get."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("dirname", "cut", "rm", "mkdir", "cat", "sed", "head", "id", "sleep"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return folder


def cluster(clone: Path, *arguments: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run the clone's scripts/kafka/cluster with this PATH."""
    return subprocess.run(
        [sys.executable, str(clone / "scripts" / "kafka" / "cluster"), *arguments],
        cwd="/",
        env={"PATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_needs_nothing(clone: Path, tools: Path) -> None:
    assert cluster(clone, "--help", path=tools).stdout.startswith("usage: scripts/kafka/cluster")
    assert run(clone / "scripts" / "kafka-tests", "--help", path=tools).stdout.startswith("Usage: scripts/kafka-tests")


@pytest.mark.parametrize(
    ("java", "message"),
    [
        (None, "no Java found (no java on PATH): Kafka needs Java 17 or newer"),
        (JAVA_11, "is Java 11, Kafka needs 17 or newer"),
        (f"#!{BASH}\n", "is Java of an unknown version, Kafka needs 17 or newer"),
        (JAVA_17, "no Maven found (no mvn on PATH)"),
    ],
)
def test_what_the_machine_lacks(java: str | None, message: str, clone: Path, tools: Path) -> None:
    if java is not None:
        executable(tools / "java", java)
    told = cluster(clone, "start", "--port", str(free_ports(1)[0]), path=tools)
    assert told.returncode == 2
    assert told.stderr.startswith("cluster: ")
    assert message in told.stderr


def test_maven_without_a_network(clone: Path, tools: Path) -> None:
    executable(tools / "java", JAVA_17)
    executable(tools / "mvn", f"#!{BASH}\necho 'Unknown host repo'\nexit 1\n")
    told = cluster(clone, "start", "--port", str(free_ports(1)[0]), path=tools)
    assert told.returncode == 2
    assert "could not fetch Kafka's jars (exit code 1)" in told.stderr
    assert "Unknown host repo" in told.stderr
    assert list((clone / ".kafka").iterdir()) == [], "half of the jars would be taken for all of them"


@pytest.mark.parametrize("command", ["stop", "status", "kill", "restart"])
def test_no_cluster_there(command: str, clone: Path, tools: Path) -> None:
    number = ["1"] if command in ("kill", "restart") else []
    told = cluster(clone, command, *number, "--port", "4711", path=tools)
    assert told.returncode == 2
    assert f"no cluster in {clone / '.kafka' / 'cluster-4711'}" in told.stderr


def test_a_port_in_use(clone: Path, tools: Path) -> None:
    executable(tools / "java", JAVA_17)
    jars = 'for last; do :; done\nfolder="${last#*=}"\necho jar > "$folder/kafka_x.jar"\n'
    executable(tools / "mvn", f"#!{BASH}\n{jars}")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = cluster(clone, "start", "--port", str(port), path=tools)
    assert told.returncode == 2
    assert f"in use by another program: port {port}" in told.stderr


def test_a_port_that_is_none(clone: Path, tools: Path) -> None:
    told = cluster(clone, "start", "--port", "80", path=tools)
    assert told.returncode == 2
    assert "a port is a whole number from 1024 to 65530, not '80'" in told.stderr


def test_a_layout_is_kept_and_checked(tmp_path: Path) -> None:
    made = Layout.on_ports(tmp_path / "c", [1, 2, 3, 4, 5, 6])
    made.write()
    assert Layout.read(tmp_path / "c") == made
    assert "controller.quorum.voters=1@127.0.0.1:4,2@127.0.0.1:5,3@127.0.0.1:6\n" in made.properties(2)
    assert "listeners=CLIENTS://127.0.0.1:2,CONTROLLER://127.0.0.1:5\n" in made.properties(2)
    (tmp_path / "c" / "cluster.json").write_text("{}", "utf-8")
    with pytest.raises(ClusterError, match="is damaged"):
        Layout.read(tmp_path / "c")


def test_cluster_ids_are_no_options() -> None:
    ids = {new_cluster_id() for _ in range(300)}
    assert len(ids) == 300
    assert not any(made.startswith("-") for made in ids)
    assert {len(made) for made in ids} == {22}


def test_free_ports_are_free_and_different() -> None:
    ports = free_ports(6)
    assert len(set(ports)) == 6
    with socket.create_server(("127.0.0.1", ports[0])):
        assert not is_free(ports[0])
    assert brokers_seen_from(ports[1], "any", timeout_s=0.2) == frozenset()


def kafka_tests(
    clone: Path, tools: Path, *arguments: str, **variables: str
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run the clone's scripts/kafka-tests; what uv was asked to run last."""
    log = fake_uv(clone)
    script = clone / "scripts" / "kafka-tests"
    told = run(script, *arguments, path=tools, TRANSFERWATCH_PYTHON=sys.executable, **variables)
    return told, calls(log)[1:]


def test_arguments_go_to_pytest(clone: Path, tools: Path) -> None:
    told, asked = kafka_tests(clone, tools, "-k", "lag")
    assert (told.returncode, told.stderr) == (0, "")
    assert asked == ["pytest tests/kafka -n 2 --dist loadscope --durations=10 --durations-min=2 -k lag"]


def test_install_takes_what_is_missing_only(clone: Path, tools: Path, tmp_path: Path) -> None:
    executable(tools / "java", JAVA_11)
    executable(tools / "mvn", f"#!{BASH}\n")
    executable(tools / "apt-get", APT)
    (tools / "id").unlink()
    executable(tools / "id", f"#!{BASH}\necho 0\n")
    told, asked = kafka_tests(clone, tools, "--install", APT_LOG=str(tmp_path / "apt.log"))
    assert (told.returncode, told.stderr) == (0, "")
    update, installed = (tmp_path / "apt.log").read_text("utf-8").splitlines()
    assert update.endswith(" update")
    assert installed.endswith(" install -y --no-install-recommends openjdk-17-jre-headless")
    assert asked == ["pytest tests/kafka -n 2 --dist loadscope --durations=10 --durations-min=2"]


def test_install_without_root_says_what_to_run(clone: Path, tools: Path) -> None:
    executable(tools / "apt-get", APT)
    (tools / "id").unlink()
    executable(tools / "id", f"#!{BASH}\necho 1000\n")
    told, asked = kafka_tests(clone, tools, "--install")
    assert told.returncode == 2
    assert "sudo apt-get install openjdk-17-jre-headless maven" in told.stderr
    assert asked == []
