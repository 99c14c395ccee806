"""What a Kafka of one's own needs from the machine: Java, and Apache Kafka's jars, which Maven fetches once."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
POM = HERE / "pom.xml"
CACHE = ROOT / ".kafka"
"""Everything that is fetched or written by default stands here; git ignores it."""

MIN_JAVA = 17
_FETCH_LIMIT_S = 600


class ClusterError(Exception):
    """What went wrong with a cluster of one's own, and what to do; these scripts need nothing of Transferwatch."""


def find_java() -> Path:
    """The `java` of JAVA_HOME, else of PATH. Raises ClusterError where there is none, or an older one than 17."""
    home = os.environ.get("JAVA_HOME", "")
    found = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if found is None or not os.access(found, os.X_OK):
        message = (
            f"no Java found ({found or 'no java on PATH'}): Kafka needs Java {MIN_JAVA} or newer. "
            f"On Debian and Ubuntu: apt install openjdk-17-jre-headless; or set JAVA_HOME"
        )
        raise ClusterError(message)
    told = subprocess.run([found, "-version"], capture_output=True, text=True, check=False)
    major = java_major(told.stderr + told.stdout)
    if major is None or major < MIN_JAVA:
        message = (
            f"{found} is Java {major or 'of an unknown version'}, Kafka needs {MIN_JAVA} or newer: "
            "install one, or set JAVA_HOME to it"
        )
        raise ClusterError(message)
    return Path(found)


def java_major(told: str) -> int | None:
    """The major version in what `java -version` prints; None where it tells none.

    >>> java_major('openjdk version "17.0.15" 2025-04-15'), java_major('java version "1.8.0_392"'), java_major("what?")
    (17, 8, None)
    """
    match = re.search(r'version "(?:1\.)?(\d+)', told)
    return None if match is None else int(match[1])


def find_maven() -> Path:
    """The `mvn` of PATH. Raises ClusterError where there is none."""
    found = shutil.which("mvn")
    if found is None:
        message = (
            "no Maven found (no mvn on PATH): it fetches Kafka's jars, the first time only. "
            "On Debian and Ubuntu: apt install maven"
        )
        raise ClusterError(message)
    return Path(found)


def jars_folder() -> Path:
    """Where the jars of the present pom.xml are kept; it need not be there yet."""
    return CACHE / f"jars-{hashlib.sha256(POM.read_bytes()).hexdigest()[:12]}"


def missing() -> list[str]:
    """What this machine lacks, one sentence each; empty where a cluster can be started."""
    lacking = []
    for find in (find_java,) if jars_folder().is_dir() else (find_java, find_maven):
        try:
            find()
        except ClusterError as error:
            lacking.append(str(error))
    return lacking


def fetch_jars() -> Path:
    """The folder with Kafka's jars, fetched by Maven the first time (some 45 MB). Raises ClusterError."""
    folder = jars_folder()
    if folder.is_dir():
        return folder
    maven = find_maven()
    CACHE.mkdir(exist_ok=True)
    # Into a folder of its own first: several starters may fetch at once, and half of the jars must never be used.
    fresh = Path(tempfile.mkdtemp(dir=CACHE, prefix="fetching-"))
    try:
        _copy_dependencies(maven, fresh)
        try:
            fresh.rename(folder)
        except OSError:  # somebody else was first
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def _copy_dependencies(maven: Path, folder: Path) -> None:
    command = [str(maven), "-B", "-q", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
    try:
        told = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_FETCH_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        message = f"Maven did not fetch Kafka's jars within {_FETCH_LIMIT_S} s: is there a network? Run this again"
        raise ClusterError(message) from None
    if told.returncode != 0 or not list(folder.glob("kafka_*.jar")):
        tail = "\n".join((told.stdout + told.stderr).strip().splitlines()[-15:])
        message = (
            f"Maven could not fetch Kafka's jars (exit code {told.returncode}); it needs the network the first time, "
            f"and a mirror or proxy is set in its settings.xml. It said:\n{tail}"
        )
        raise ClusterError(message)
