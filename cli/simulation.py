"""What `simulate` does: a world into a folder, or its events straight to Kafka."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.texts import Texts, Words
from detector.messages import Catalog, Language

if TYPE_CHECKING:
    from simulator.making import Report
    from simulator.settings import WorldCounts, WorldSettings
    from simulator.world import Sending
    from streams.cluster.ordering import KeyedLine
    from streams.cluster.publishing import Published
    from streams.settings import Settings

TEXTS: Texts = {
    "simulate.done": {
        "en": "{events} events and {copies} copies of {customers} customers in {folder}: "
        "{orders} won orders, {fraud} of them fraudulent",
        "zh": "{folder}：{customers} 个客户的 {events} 条事件，另有 {copies} 条重复；"
        "成交 {orders} 单，其中 {fraud} 单违规",
    },
    "simulate.published": {
        "en": "{events} events published in {seconds} s, {speed} events/s; labels and world.json of {customers} "
        "customers in {folder}: {orders} won orders, {fraud} of them fraudulent",
        "zh": "已发布 {events} 条事件，用时 {seconds} 秒，每秒 {speed} 条；{folder} 中有 {customers} 个客户的标签和 "
        "world.json：成交 {orders} 单，其中 {fraud} 单违规",
    },
    "simulate.example": {
        "en": "{file}: an example with all settings and their defaults; keep what you change, delete the rest",
        "zh": "{file}：已写入含全部设置及默认值的示例；留下要改的，其余可删",
    },
}


def settings_of(scenario: Path | None, given: dict[str, Any], changes: list[str]) -> WorldSettings:
    """The settings of a scenario (None: the defaults) under the options given and the --set changes.

    Raises InputError and UsageError.
    """
    from simulator.checking import check_settings
    from simulator.scenario import changed, parse_changes, read_scenario
    from simulator.settings import WorldSettings

    settings = WorldSettings() if scenario is None else read_scenario(scenario)
    options = {name: value for name, value in given.items() if value is not None}
    settings = changed(settings, parse_changes(changes) | options)
    check_settings(settings)
    return settings


def write_example(file: Path, lang: Language, *, force: bool) -> None:
    """Write the commented example. Raises UsageError where the file exists, without `force`."""
    from cli.reporting.files import write_file
    from detector.errors import UsageError
    from simulator.scenario import example

    if file.exists() and not force:
        message = f"--init-scenario {file}: the file exists; give another name, or --force to replace it"
        raise UsageError(message)
    write_file(file, lambda path: _write(path, example(lang)))
    print(_say(lang, "simulate.example", file=str(file)))


def write_world(
    output: Path, settings: WorldSettings, scenario: str | None, *, force: bool, report: Report, lang: Language
) -> None:
    """Write a world into a folder and say what it holds."""
    from simulator.world import simulate

    counts = simulate(output, settings, force=force, report=report, scenario=scenario)
    copies = sum(counts.duplicates.values())
    print(_say(lang, "simulate.done", events=counts.events, copies=copies, folder=str(output), **_facts(counts)))


def publish_world(sending: Sending, kafka: Settings, rate: int | None, report: Report) -> tuple[WorldCounts, Published]:
    """Send a world's events to Kafka as they are made; its labels and world.json appear at the end.

    Raises ClusterError; then nothing is left in the folder, while what was sent stays sent.
    """
    import asyncio

    from detector.events import TOPICS
    from simulator.spool import FILES
    from streams.cluster.publishing import publish_lines

    topics = {topic.file.removesuffix(".ndjson"): topic.name for topic in TOPICS}
    try:
        lines = _keyed(sending, topics, report)
        published = asyncio.run(publish_lines(kafka, [topics[name] for name in FILES], lines, rate=rate))
        return sending.finish(), published
    except BaseException:
        sending.abandon()
        raise


def tell_published(counts: WorldCounts, published: Published, output: Path, lang: Language) -> None:
    """Say what was published."""
    events, seconds = sum(published.events.values()), max(published.seconds, 0.001)
    figures = {"seconds": f"{seconds:.1f}", "speed": f"{events / seconds:,.0f}", "folder": str(output)}
    print(_say(lang, "simulate.published", events=events, **figures, **_facts(counts)))


def _keyed(sending: Sending, topics: dict[str, str], report: Report) -> Iterator[KeyedLine]:
    from streams.cluster.keys import record_key
    from streams.cluster.ordering import KeyedLine
    from streams.lines import Line

    for number, (name, value) in enumerate(sending.rows(report, in_one_stream=True), 1):
        topic = topics[name]
        yield KeyedLine(topic, Line(number, value), record_key(topic, value))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _facts(counts: WorldCounts) -> dict[str, int]:
    return {"customers": counts.customers, "orders": counts.won_orders, "fraud": counts.labels.get("fraud", 0)}


def _say(lang: Language, key: str, **params: str | int) -> str:
    return Words(lang, TEXTS, Catalog({})).say(key, **params)
