"""Writes a whole world: the contract's folder with labels and world.json, or its rows for whoever sends them on."""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

import msgspec

from simulator.arrival import Arrivals, Encoded
from simulator.checking import check_settings
from simulator.making import Report, World
from simulator.settings import WorldCounts, WorldSettings
from simulator.spool import FILES, OURS, Spool, buckets_for, target_folder
from simulator.wire import LabelLine

FORMAT = 1


def simulate(
    output: Path,
    settings: WorldSettings,
    *,
    force: bool = False,
    report: Report | None = None,
    scenario: str | None = None,
) -> WorldCounts:
    """Write a world into the folder `output` and return its counts.

    The folder appears whole or not at all: it is written beside and renamed. `report` is called with
    (customers done, customers in all) from time to time; `scenario` is the name noted in world.json. Raises UsageError
    for settings that make no world and for a folder that holds something else than a world; with `force` the world's
    files are put among them.
    """
    sending = Sending(output, settings, force=force, scenario=scenario)
    try:
        spools = {name: sending.spool(name) for name in FILES}
        for name, line in sending.rows(report):
            spools[name].add(line)
        for spool in spools.values():
            spool.close()
        return sending.finish({name: spool.copies for name, spool in spools.items()})
    except BaseException:
        sending.abandon()
        raise


class Sending:
    """A world whose events go somewhere, row by row, and whose labels and world.json come to a folder.

    Take all of `rows`, then `finish`; the folder appears then. Else `abandon`. Raises UsageError as `simulate`.
    """

    def __init__(
        self, output: Path, settings: WorldSettings, *, force: bool = False, scenario: str | None = None
    ) -> None:
        check_settings(settings)
        target_folder(output, force=force)
        output.parent.mkdir(parents=True, exist_ok=True)
        self._output = output
        self._settings = settings
        self._scenario = scenario
        self._folder = Path(mkdtemp(prefix=f".{output.name}.", dir=output.parent))
        self._world = World(settings)
        self._lines: Counter[str] = Counter(dict.fromkeys(FILES, 0))
        self._arrivals: Arrivals | None = None

    def spool(self, name: str) -> Spool:
        """Return the writer of one file; copies and random order are its work, unless rows come by arrival."""
        settings, by_arrival = self._settings, self._settings.delivery.by_arrival
        buckets = 0 if by_arrival else buckets_for(name, settings.customers, settings.shuffle)
        rng = Random(f"lines:{settings.seed}:{name}")
        duplicates = 0.0 if by_arrival else settings.duplicates
        return Spool(self._folder / f"{name}.ndjson", rng, duplicates=duplicates, buckets=buckets)

    def rows(self, report: Report | None = None, *, in_one_stream: bool = False) -> Iterator[Encoded]:
        """Yield (file name, line) of every event, and write the labels on the way.

        By arrival where the settings say so. `in_one_stream`: copies and random order come with the rows too, for
        whoever has no files in which to put them.
        """
        if self._settings.delivery.by_arrival or (in_one_stream and (self._settings.shuffle or self._copied())):
            self._arrivals = Arrivals(self._settings, self._folder)
        encode = msgspec.json.Encoder().encode
        labels = Spool(self._folder / "labels.ndjson", Random("labels"), duplicates=0.0, buckets=0)
        for name, line in self._world.rows(report):
            if isinstance(line, LabelLine):
                labels.add(encode(line))
                continue
            self._lines[name] += 1
            if self._arrivals is None:
                yield name, encode(line)
            else:
                self._arrivals.add(name, line, encode(line))
        labels.close()
        if self._arrivals is not None:
            yield from self._arrivals.rows()

    def _copied(self) -> bool:
        return self._settings.duplicates > 0.0

    def finish(self, copies: Mapping[str, int] | None = None) -> WorldCounts:
        """Write world.json and let the folder appear; `copies` by file where others than the rows made them."""
        counts = self._counts(copies or {})
        facts: dict[str, Any] = {"format": FORMAT}
        if self._scenario is not None:
            facts["scenario"] = self._scenario
        facts |= {"settings": self._settings, "temper": self._world.firm.temper, "counts": counts}
        text = msgspec.json.format(msgspec.json.encode(facts), indent=2)
        (self._folder / "world.json").write_bytes(text + b"\n")
        self._folder.chmod(0o755)
        _put_in_place(self._folder, self._output)
        return counts

    def abandon(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _counts(self, copies: Mapping[str, int]) -> WorldCounts:
        world, made = self._world, self._arrivals.copies if self._arrivals is not None else Counter()
        return WorldCounts(
            customers=self._settings.customers,
            people=len(world.firm.people),
            orders=world.orders,
            won_orders=sum(world.labels.values()),
            events=sum(self._lines.values()),
            lines=dict(self._lines),
            duplicates={name: copies.get(name, 0) + made[name] for name in FILES},
            lost=dict(world.lost),
            late=dict(self._arrivals.late) if self._arrivals is not None else {},
            labels=dict(sorted(world.labels.items())),
            kinds=dict(sorted(world.kinds.items())),
            undecidable=dict(sorted(world.undecidable.items())),
            work_done=world.work_done,
            work_logged=world.work_logged,
        )


def _put_in_place(partial: Path, output: Path) -> None:
    """Put the finished folder in the place of a world; in a folder that holds other files too, put it among them."""
    present = {entry.name for entry in output.iterdir()} if output.exists() else set()
    if present and ("world.json" not in present or present - OURS):
        for entry in sorted(partial.iterdir()):
            entry.replace(output / entry.name)
        partial.rmdir()
        return
    if output.exists():
        shutil.rmtree(output)
    partial.rename(output)
