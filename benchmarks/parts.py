"""The parts of judging that can be left out one at a time (`benchmarks/leave_one_out.py`)."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from detector import effort, questions, reasons, score
from detector.features import Features
from streams.pack_files import SHIPPED
from streams.packs import load_pack

Values = dict[str, Any]
FACTS = ("left", "away", "originator_moved", "moved", "new_hire", "pooled", "outside", "left_alone", "care")
_BY_THEMSELVES = {
    "fact.pooled": (score, "_let_go"),
    "fact.outside": (questions, "_from_outside"),
    "fact.left_alone": (questions, "_left_alone"),
    "fact.care": (questions, "_care"),
}
"""Facts that have a cap of their own, by the function that sees them."""


class Part:
    """One part; by itself it changes nothing. `name` has its sort before the colon."""

    def __init__(self, name: str) -> None:
        self.name = name

    def rules(self, folder: Path) -> Path | None:
        """Make a rules folder without the part; None for the shipped rules."""
        return None

    @contextmanager
    def patched(self) -> Iterator[None]:
        """Judge without the part inside of this."""
        yield


class RulePart(Part):
    """A rule with its points."""

    def rules(self, folder: Path) -> Path:
        """Copy all rules but this one."""
        shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("__pycache__"))
        for ending in ("py", "yml"):
            (folder / f"{self.name.partition(':')[2]}.{ending}").unlink()
        return folder


class PackPart(Part):
    """A parameter of `pack.yml` that is set to where it does nothing."""

    def __init__(self, name: str, change: Callable[[Values], None]) -> None:
        """`change`: changes one version of the pack, as read from YAML, in place."""
        super().__init__(name)
        self._change = change

    def rules(self, folder: Path) -> Path:
        """Write a folder with nothing but a changed `pack.yml`; the rest comes from the shipped pack."""
        pack = yaml.safe_load((SHIPPED / "pack.yml").read_text("utf-8"))
        for version in pack["versions"]:
            self._change(version)
        folder.mkdir()
        (folder / "pack.yml").write_text(yaml.safe_dump(pack, allow_unicode=True), "utf-8")
        return folder


class ReasonPart(Part):
    """The test of one reason code: every claim of it is then untestable."""

    @contextmanager
    def patched(self) -> Iterator[None]:
        """Test nothing."""
        untested = {self.name.partition(":")[2]: lambda features: reasons.Verdict("untestable", "reason.free_text")}
        with patch.object(reasons, "_TESTS", {**reasons._TESTS, **untested}):
            yield


class FactPart(Part):
    """A fact of the organisation that clears: it then clears nothing."""

    @contextmanager
    def patched(self) -> Iterator[None]:
        """See the fact nowhere."""
        left_out = f"fact.{self.name.partition(':')[2]}"
        known = score.clearing_facts

        def others(f: Features, new_hire_days: int) -> tuple[score.Fact, ...]:
            return tuple(fact for fact in known(f, new_hire_days) if fact.message_id != left_out)

        def never(f: Features) -> bool:
            return False

        with patch.object(score, "clearing_facts", others):
            if left_out in _BY_THEMSELVES:
                with patch.object(*_BY_THEMSELVES[left_out], never):
                    yield
            else:
                yield


class OverlapPart(Part):
    """Durations of one person that overlap: each then counts whole."""

    @contextmanager
    def patched(self) -> Iterator[None]:
        """Let nobody ever be busy."""

        def never(self: effort.Weigher, place: int, at: int, actor: object) -> int:
            return 0

        with patch.object(effort.Weigher, "_busy_until", never):
            yield


def _effort(**values: int) -> Callable[[Values], None]:
    return lambda version: version["effort"].update(values)


def _types(**values: int) -> Callable[[Values], None]:
    """Set the same values for every activity type that has a duration."""

    def change(version: Values) -> None:
        for kind in version["effort"]["types"].values():
            if kind["full_seconds"]:
                kind.update(values)

    return change


def _alike(version: Values) -> None:
    """Every type weighs what a meeting does, and none needs a text."""
    types = version["effort"]["types"]
    version["effort"]["types"] = {name: dict(types["meeting"]) for name in types}


def _backdated(version: Values) -> None:
    """Entries that come very late keep what other late ones keep."""
    version["effort"]["backdated_permille"] = version["effort"]["bulk_permille"]


QUALITY: Mapping[str, Callable[[Values], None]] = {
    "least_duration": _types(min_seconds=0),
    "most_duration": _types(max_seconds=86_400, absurd_seconds=86_400),
    "absurd_duration": _effort(absurd_permille=1000),
    "duration": _types(full_seconds=0),
    "short_text": _effort(text_min_units=0, text_part_permille=1000),
    "no_text": _effort(no_text_permille=1000, no_text_needed_permille=1000),
    "repeated_text": _effort(repeat_permille=1000, repeat_needed_permille=1000),
    "copied_text": _effort(copied_permille=1000, copied_needed_permille=1000),
    "near_copy": _effort(near_permille=1000),
    "burst": _effort(burst_permille=1000),
    "bulk": _effort(bulk_permille=1000, backdated_permille=1000),
    "backdated": _backdated,
    "after_order": _effort(after_order_hours=1_000_000),
    "daily_cap": _effort(daily_cap_thousandths=1_000_000),
    "types": _alike,
}


def all_parts() -> list[Part]:
    """Every part: rules, tested reasons, clearing facts, measures of quality, and caps."""
    return [
        *(RulePart(f"rule:{name}") for name in load_pack().files),
        *(ReasonPart(f"reason:{code}") for code in reasons._TESTS),
        *(FactPart(f"fact:{name}") for name in FACTS),
        *(PackPart(f"quality:{name}", change) for name, change in QUALITY.items()),
        OverlapPart("quality:overlap"),
        PackPart("cap:little_evidence", lambda version: version["score"].update(little_evidence_cap=100)),
        PackPart("cap:small_entries", lambda version: version["judging"].update(small_thousandths=0)),
        PackPart("cap:leave_reach", lambda version: version["judging"].update(away_spare_days=10_000)),
    ]
