"""The end of a demo: replay judges what was sent, and live must say the same."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from cli.demoing.manager import EXPLAIN, PAST, REFUND, RELEASE, Manager
from cli.demoing.observed import Observed
from cli.demoing.outbox import Outbox
from cli.demoing.plan import Plan
from cli.demoing.standing import Sayer
from cli.demoing.stored import compare_store, stored_figures
from cli.story.teller import printable
from store.queries.cases import foreign_of
from streams.comparing import compare_outputs
from streams.replay import Summary, replay_folder
from streams.settings import Settings

MOST_LINES = 20


class Ending(NamedTuple):
    """What there is to sum up; `first_alert_s`: None where there was none; `engine`: of the store, fully recorded."""

    plan: Plan
    outbox: Outbox
    observed: Observed
    manager: Manager
    first_alert_s: float | None
    engine: Engine


def sum_up(ending: Ending, sayer: Sayer, events: Path, result: Path, settings: Settings) -> tuple[int, list[str]]:
    """Replay the events into `result`, compare, and give the exit code with the lines to print.

    0: live and the store equal replay, and the run had a hold, a release, an explanation, a refund and a late event.
    1: not so.
    """
    summary = replay_folder(events, result, rules_dir=settings.rules_dir, horizon_days=settings.horizon_days)
    differences = compare_outputs(result, ending.observed.records, ending.observed.counts(), at_most=MOST_LINES)
    lines = [*_figures(ending, sayer, summary)]
    if differences:
        return 1, [*lines, sayer.words.say("sum.differs"), *(f"  {line}" for line in differences)]
    lines.append(sayer.words.say("sum.same"))
    differences = compare_store(ending.engine, result, summary, ending.observed.records, MOST_LINES)
    if differences:
        return 1, [*lines, sayer.words.say("sum.store_differs"), *(f"  {line}" for line in differences[:MOST_LINES])]
    lines.append(sayer.words.say("sum.stored", **stored_figures(ending.engine)))
    flagged = foreign_of(ending.engine).rows
    named = sayer.words.join([printable(each.event_id) for each in flagged]) or sayer.words.say("nothing")
    lines.append(sayer.words.say("sum.foreign", count=len(flagged), events=named))
    lacking = _lacking(ending)
    if lacking:
        named = sayer.words.join([sayer.words.say(f"lack.{what}") for what in lacking])
        lines.append(sayer.words.say("sum.lacking", what=named))
    return int(bool(lacking)), lines


def _figures(ending: Ending, sayer: Sayer, summary: Summary) -> list[str]:
    say, observed, sums = sayer.words.say, ending.observed, ending.observed.sums()
    outcomes = list(observed.outcomes.values())
    done = [item.what for item in ending.manager.done]
    sent = say(
        "sum.sent",
        sent=f"{ending.outbox.sent:,}",
        days=ending.plan.days,
        seconds=f"{ending.plan.seconds:g}",
        late=ending.outbox.late,
        copies=ending.outbox.copies,
        letters=observed.letters.total() - observed.letters["void_decision"],
        **{what: done.count(what) for what in (RELEASE, EXPLAIN, PAST, REFUND)},
    )
    live = say(
        "sum.live",
        orders=len(outcomes),
        **{name: outcomes.count(name) for name in ("clear", "watch", "review")},
        **{status: sayer.money(sums[status]) for status in ("held", "posted")},
        first="…" if ending.first_alert_s is None else f"{ending.first_alert_s:.1f}",
    )
    return [sent, live, say("sum.replay", orders=summary.orders, held=summary.held_orders)]


def _lacking(ending: Ending) -> list[str]:
    """What a run must have had to be a proof."""
    had = {
        "hold": any(place.status == "held" for amounts in ending.observed.credit.values() for place in amounts),
        **{what: ending.manager.has_done(what) for what in (RELEASE, EXPLAIN, PAST, REFUND)},
        "late": ending.outbox.late > 0,
    }
    return [what for what, there in had.items() if not there]
