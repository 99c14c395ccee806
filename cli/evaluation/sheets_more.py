"""The other sheets of an evaluation: worlds, thresholds, logging levels, held money, and groups of people."""

from cli.evaluation.chosen import Choice
from cli.evaluation.curve import SHOWN_EVERY
from cli.evaluation.encoding import days_plain
from cli.evaluation.fairness import BASES, Fairness, GroupRow
from cli.evaluation.held import HeldMoney
from cli.evaluation.sheets import UNDEFINED, Sheet, kinds_sheet, main_sheets, percent, percents, ratio, ratios, span
from cli.evaluation.whole import Whole
from cli.texts import Words

NO_ALL = "all"


def all_sheets(whole: Whole, words: Words) -> list[Sheet]:
    """Every sheet that there is something to say in, in the order of reading."""
    sheets = main_sheets(whole, words)
    if len(whole.worlds) > 1:
        sheets.append(_worlds(whole, words))
    if whole.choices is not None:
        sheets.append(_choices(whole.choices, words))
    sheets.append(_curve(whole, words))
    if whole.levels:
        sheets.append(_levels(whole, words))
    sheets.append(kinds_sheet(whole, words))
    if whole.held:
        sheets.append(_held(whole.held, words))
    if len(whole.held) == 1 and whole.held[0].rows:
        sheets.append(_held_money(whole.held[0], words))
    if whole.fairness is not None:
        sheets.extend(_fairness(whole.fairness, words))
    return sheets


def _worlds(whole: Whole, words: Words) -> Sheet:
    heads = ("orders", "frauds", "flagged", "precision", "recall", "f1", "f1.decidable")
    rows = []
    for row in whole.worlds:
        counts = [str(number) for number in (row.met.orders, row.met.fraud, row.met.flagged)]
        rows.append([row.world, *counts, *ratios(row.met), ratio(row.decidable.f1 if row.decidable else None)])
    return Sheet(words.say("worlds"), [words.say("world")], [*map(words.say, heads)], rows, [])


def _choices(choices: list[Choice], words: Words) -> Sheet:
    say = words.say
    rows = []
    for choice in choices:
        threshold, name = choice.rule.threshold, choice.rule.name
        shown = UNDEFINED if threshold is None else f"{threshold / 1000:.3f}" if name == "share" else str(threshold)
        figures = [shown, ratio(choice.chosen_on.f1), ratio(choice.reported_on.f1)]
        rows.append([
            say(f"by.{name}"), say(f"origin.{choice.rule.origin}"), *figures,
            ratio(choice.reported_on.precision), ratio(choice.reported_on.recall),
        ])  # fmt: skip
    title = say("choices", chosen=choices[0].chosen_on.orders, reported=choices[0].reported_on.orders)
    right = [*map(say, ("threshold", "chosen_on", "reported_on", "precision", "recall"))]
    return Sheet(title, [say("rule"), say("origin")], right, rows, [say("best_note")])


def _curve(whole: Whole, words: Words) -> Sheet:
    heads = ("threshold", "flagged", "right", "wrong", "missed", "precision", "recall", "f1")
    rows = []
    for point in whole.curve:
        if point.threshold % SHOWN_EVERY == 0:
            met = point.met
            counts = (point.threshold, met.flagged, met.hits, met.flagged - met.hits, met.fraud - met.hits)
            rows.append([*map(str, counts), *ratios(met)])
    notes = [] if whole.best_threshold is None else [words.say("curve.note", threshold=whole.best_threshold)]
    return Sheet(words.say("curve"), [], [*map(words.say, heads)], rows, notes)


def _levels(whole: Whole, words: Words) -> Sheet:
    say = words.say
    heads = ("orders", "frauds", "flagged", "precision", "recall", "f1", "interval")
    rows = [
        [
            say(f"by.{row.by}"), say(f"level.{row.level}"), str(row.met.orders), str(row.met.fraud),
            str(row.met.flagged), *ratios(row.met), span(row.spread.f1),
        ]
        for row in whole.levels
    ]  # fmt: skip
    return Sheet(say("levels"), [say("measured"), say("level")], [*map(say, heads)], rows, [])


def _held(held: list[HeldMoney], words: Words) -> Sheet:
    say = words.say
    heads = ("honest_orders", "held_orders", "share", "for_review", "for_no_reason", "ever_held", "days", "median_days")
    rows = []
    for money in held:
        share = money.held_orders / money.orders if money.orders else None
        counts = (money.causes["review"], money.causes["no_reason"], money.ever_held)
        figures = [str(money.orders), str(money.held_orders), percent(share), *map(str, counts)]
        rows.append([money.world, *figures, *_days(money.days)])
    return Sheet(say("held"), [say("world")], [*map(say, heads)], rows, [say("held.note")])


def _days(days: list[float]) -> list[str]:
    return [UNDEFINED if value is None else f"{value:.1f}" for value in days_plain(days).values()]


def _held_money(money: HeldMoney, words: Words) -> Sheet:
    say = words.say
    rows = []
    for row in money.rows:
        role = say("all") if row.role == NO_ALL else words.code("role", row.role)
        figures = [f"{row.total:f}", f"{row.held:f}", percent(row.share), f"{row.for_review:f}"]
        rows.append([role, row.currency, *figures, *_days(row.days)])
    heads = ("total", "money_held", "share", "for_review", "days", "median_days")
    return Sheet(say("held.money"), [say("role"), say("currency")], [*map(say, heads)], rows, [])


def group_name(row: GroupRow, words: Words) -> str:
    """What a group is called, such as “team of: under 10”."""
    if row.dimension == NO_ALL:
        return words.say("all")
    code = "role" if row.dimension == "role" else "group"
    return words.say("part", what=words.say(f"dimension.{row.dimension}"), part=words.code(code, row.group))


def _fairness(fairness: Fairness, words: Words) -> list[Sheet]:
    say, times = words.say, f"{fairness.max_times:g}"
    heads = ("parts", "flagged", "people", "people_flagged", "rate", "interval", "times", "interval")
    right = [*map(say, heads), say("standing", times=times)]
    sheets = []
    for basis in BASES:
        rows = [row for row in fairness.rows if row.basis == basis]
        cells = [
            [
                group_name(row, words), *map(str, (row.parts, row.flagged, row.people, row.people_flagged)),
                percent(row.rate, 2), percents(row.interval, 2), f"{row.times or 0:.2f}",
                UNDEFINED if row.times_interval is None else "{:.2f}–{:.2f}".format(*row.times_interval),
                say(f"standing.{row.standing}"),
            ]
            for row in rows
        ]  # fmt: skip
        title = say("part", what=say("fairness", rate=percent(rows[0].rate, 2)), part=say(f"basis.{basis}"))
        sheets.append(Sheet(title, [say("group")], right, cells, []))
    sheets[-1].notes.append(say("fairness.note", times=times))
    return sheets
