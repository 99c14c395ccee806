"""`transferwatch dead-letters`: what could not be used, why, and sending it back once it can."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.kafka_options import Brokers, NamespaceOption, kafka_settings

if TYPE_CHECKING:
    from detector.outputs import DeadLetter
    from streams.cluster.letters import LetterHead, Position
    from streams.cluster.replaying import Plan
    from streams.settings import Settings

Reason = Annotated[str | None, typer.Option("--reason", metavar="CODE", help="Only this reason, such as no_offset.")]
Topic = Annotated[str | None, typer.Option("--topic", metavar="NAME", help="Only records of this topic, as orders.")]

dead_letters = typer.Typer(no_args_is_help=True, help="Records that could not be used: list, look at, send back.")


@dead_letters.command("list")
def list_(
    reason: Reason = None,
    topic: Topic = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="Refused from then on; RFC 3339 with an offset.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="So many of the latest; 0: all.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
    brokers: Brokers = None,
    namespace: NamespaceOption = None,
) -> None:
    """List the latest dead letters and count all by reason; a record's content is not shown."""
    from cli.lettering.listing import print_json, print_table
    from cli.lettering.selecting import read_reason, read_since, read_topic
    from streams.cluster.replaying import select_heads

    code, name, since_ms = read_reason(reason), read_topic(topic), read_since(since)
    heads, unreadable = asyncio.run(_heads(kafka_settings(brokers, namespace), since_ms))
    chosen = select_heads(heads, reason=code, topic=name)
    if json:
        print_json(chosen[-limit:])
        return
    print_table(chosen, limit)
    if unreadable:
        print(f"{unreadable} records of the topic are no dead letters of this program.")


@dead_letters.command()
def show(
    position: Annotated[str, typer.Argument(metavar="PARTITION:OFFSET", help="As `dead-letters list` shows it.")],
    brokers: Brokers = None,
    namespace: NamespaceOption = None,
) -> None:
    """Show one dead letter: why it was refused, its headers and the beginning of the record, which may be personal."""
    from cli.lettering.listing import print_letter
    from streams.cluster.letters import read_position

    place = read_position(position)
    print_letter(place, asyncio.run(_letter(kafka_settings(brokers, namespace), place)))


@dead_letters.command()
def replay(
    positions: Annotated[
        list[str] | None, typer.Argument(metavar="[PARTITION:OFFSET]…", help="Only these; default: all.")
    ] = None,
    reason: Reason = None,
    topic: Topic = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, send nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    brokers: Brokers = None,
    namespace: NamespaceOption = None,
) -> None:
    """Send records back to their topics as they were, once the cause is mended; those already used are duplicates."""
    from cli.lettering.listing import print_plan
    from cli.lettering.selecting import read_reason, read_topic
    from streams.cluster.letters import read_position
    from streams.cluster.replaying import plan_replay, select_heads

    code, name, places = read_reason(reason), read_topic(topic), [read_position(text) for text in positions or []]
    settings = kafka_settings(brokers, namespace)
    heads, _ = asyncio.run(_heads(settings, None))
    plan = plan_replay(heads, select_heads(heads, reason=code, topic=name, positions=places), places)
    print_plan(plan)
    if dry_run or not plan.send:
        print("Dry run: nothing was sent." if dry_run else "Nothing was sent.")
        return
    if not yes and sys.stdin.isatty() and not typer.confirm(f"Send {len(plan.send)} records back?"):
        print("Nothing was sent.")
        return
    sent = asyncio.run(_send(settings, plan))
    print(f"Sent back: {', '.join(f'{topic} {count}' for topic, count in sent.items())}.")


async def _heads(settings: Settings, since_ms: int | None) -> tuple[list[LetterHead], int]:
    from streams.cluster.letters import open_letters

    async with open_letters(settings, since_ms) as letters:
        return await letters.heads(), letters.unreadable


async def _letter(settings: Settings, position: Position) -> DeadLetter:
    from streams.cluster.letters import open_letters

    async with open_letters(settings) as letters:
        return await letters.one(position)


async def _send(settings: Settings, plan: Plan) -> dict[str, int]:
    from streams.cluster.letters import open_letters
    from streams.cluster.replaying import send_back

    async with open_letters(settings) as letters:
        return await send_back(settings, letters, plan.send)
