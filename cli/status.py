"""`transferwatch status`: who works on what, how far, by which rules, and whether it all fits together."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.kafka_options import Brokers, NamespaceOption, kafka_settings

if TYPE_CHECKING:
    from streams.cluster.status import Status


def status(
    json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
    brokers: Brokers = None,
    namespace: NamespaceOption = None,
) -> None:
    """Show workers and their partitions, lag and counts by topic, state, rules; warn of what does not fit."""
    from streams.cluster.status import read_status

    settings = kafka_settings(brokers, namespace)
    found = asyncio.run(read_status(settings))
    if json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    for lines in (_workers(found), _topics(found), _partitions(found), _sums(found)):
        print("\n".join(lines), end="\n\n" if lines else "")
    for warning in found.warnings:
        print(f"warning: {warning}", file=sys.stderr)


def _workers(found: Status) -> list[str]:
    from cli.story.teller import in_columns, printable

    if found.group_state is None:
        return [f"Group {found.group}: this broker does not tell its members."]
    lines = [f"Group {found.group}: {found.group_state}, {len(found.members)} workers"]
    rows = []
    for member in found.members:
        owned = sorted({partition for partitions in member.owns.values() for partition in partitions})
        rows.append([f"  {printable(member.name)}", member.host, f"partitions {', '.join(map(str, owned)) or 'none'}"])
    return lines + in_columns(rows)


def _topics(found: Status) -> list[str]:
    from cli.story.teller import in_columns

    rows = [["topic", "read", "applied", "duplicates", "dead letters", "lag"]]
    for topic, counts in found.topics.items():
        figures = (counts.read, counts.applied, counts.duplicates, counts.dead_letters, counts.lag)
        rows.append([topic, *(str(figure) for figure in figures)])
    return in_columns(rows, right=range(1, 6))


def _partitions(found: Status) -> list[str]:
    from cli.story.teller import in_columns, printable

    if not found.partitions:
        return ["No worker has flushed anything yet."]
    rows = [["partition", "worker", "version", "rules", "customers", "owed", "state", "flushed at"]]
    for number, meta in found.partitions.items():
        rows.append(
            [
                str(number),
                printable(meta.worker if meta.host in meta.worker else f"{meta.worker} on {meta.host}"),
                printable(meta.version),
                printable(meta.rules_digest[:12]),
                str(meta.customers),
                str(meta.owed),
                _size(meta.state_bytes),
                printable(meta.flushed_at),
            ]
        )
    return in_columns(rows, right=(0, 4, 5, 6))


def _size(length: int) -> str:
    return f"{length / 1_000_000:.1f} MB"


def _sums(found: Status) -> list[str]:
    from cli.story.teller import printable

    outcomes = ", ".join(f"{count} {printable(name)}" for name, count in found.outcomes.items())
    lines = [
        f"{found.orders} orders{': ' if outcomes else ''}{outcomes}; {found.held_orders} with held credit; "
        f"{found.customers} customers, {_size(found.state_bytes)} of state"
    ]
    if found.owed:
        lines.append(f"{found.owed} customers still wait to be judged again.")
    if found.dead_letter_reasons:
        reasons = ", ".join(f"{count} {printable(code)}" for code, count in sorted(found.dead_letter_reasons.items()))
        lines.append(f"Dead letters: {reasons}")
    lines.append(f"read = applied + duplicates + dead letters: {'yes' if found.adds_up else 'NO'}")
    return lines
