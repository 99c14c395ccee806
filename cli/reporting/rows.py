"""The rows of a report: orders with reasons and exact money, the biggest amounts first, and totals by currency."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from cli.reporting.texts import REPORT
from cli.story.clearing import clearing_in_short
from cli.story.ledger import hold_codes, net_credit
from cli.story.signs import hit_sentence, note_sentence, verdict_text
from cli.story.teller import Teller, printable
from cli.story.texts import STORY
from cli.story.texts_more import MORE
from cli.texts import Words
from detector.messages import Language
from detector.money import format_minor
from detector.outputs import Assessment, Credit
from detector.reasons import Verdict
from streams.customer import read_names
from streams.packs import LoadedPack
from streams.results import Origin, ledgers, order_assessments

Kind = Literal["flagged", "held"]
COLUMNS = (
    "order", "booked_at", "customer", "customer_name", "outcome", "score", "amount", "currency", "held", "posted",
    "split", "hold", "seller", "seller_name", "originator", "originator_name", "compared",
    "compared_name", "path", "reasons", "tested", "notes",
    "clearing",
)  # fmt: skip
MONEY = ("amount", "held", "posted")


class Money(NamedTuple):
    """Amounts in minor units of a currency; `currency` "" where nothing was ever booked."""

    currency: str
    amount: int
    held: int
    posted: int

    def text(self, name: str) -> str:
        """One of the amounts as an exact decimal string."""
        return format_minor(getattr(self, name), self.currency) if self.currency else "0"


class Row(NamedTuple):
    """An order of a report: its texts by column, and its money as integers."""

    cells: Mapping[str, str]
    money: Money


class Report(NamedTuple):
    """Rows sorted by currency and amount, totals by currency (with the number of orders), and how to call things."""

    kind: Kind
    rows: list[Row]
    totals: list[tuple[int, Money]]
    teller: Teller
    about: list[str]


def make_report(
    origin: Origin, result_dir: Path, kind: Kind, outcomes: frozenset[str], loaded: LoadedPack, lang: Language
) -> Report:
    """Read a result folder into a report; `outcomes`: which ones count as flagged."""
    chosen: dict[tuple[str, str], Assessment] = {}
    books: dict[tuple[str, str], list[Credit]] = {}
    if kind == "flagged":
        for assessment in order_assessments(result_dir, outcomes):
            chosen[assessment.customer_id, assessment.order_id or ""] = assessment
        books = {key: entries for key, entries in ledgers(result_dir) if key in chosen}
    else:
        books = {
            key: entries
            for key, entries in ledgers(result_dir)
            if any(status == "held" for _, status, _ in net_credit(entries))
        }
        for assessment in order_assessments(result_dir):
            key = (assessment.customer_id, assessment.order_id or "")
            if key in books:
                chosen[key] = assessment
    words = Words(lang, {**STORY, **MORE, **REPORT}, loaded.catalog)
    names = {} if origin.input_dir is None else read_names(origin.input_dir, _subjects(chosen.values(), books))
    teller = Teller(words, names, loaded.pack.zone)
    rows = [row for key, assessment in chosen.items() for row in _rows(teller, names, assessment, books.get(key, []))]
    rows.sort(key=lambda row: (row.money.currency, -row.money.amount, row.cells["order"], row.cells["customer"]))
    about = [teller.say("about", source=origin.name_of(result_dir), digest=origin.digest[:12])]
    if origin.input_dir is None:
        about.append(teller.say("no_names", input=printable(origin.input_named) or "?"))
    return Report(kind, rows, _totals(rows), teller, about)


def _subjects(assessments: Iterable[Assessment], books: Mapping[tuple[str, str], list[Credit]]) -> set[str]:
    found: set[str | None] = {entry.payee_id for entries in books.values() for entry in entries}
    for item in assessments:
        found |= {item.customer_id, item.originator_id, item.beneficiary_id, item.compared_with}
        found |= {owner.owner for owner in item.path}
    return {subject for subject in found if subject}


def _moneys(entries: Sequence[Credit]) -> list[Money]:
    """The order's money; a row of its own for each currency in which something stands."""
    if not entries:
        return [Money("", 0, 0, 0)]
    net = net_credit(entries)
    currencies = sorted({currency for _, _, currency in net}) or [entries[-1].currency]
    found = []
    for wanted in currencies:
        held, posted = (
            sum(amount for (_, status, currency), amount in net.items() if (status, currency) == (which, wanted))
            for which in ("held", "posted")
        )
        found.append(Money(wanted, held + posted, held, posted))
    return found


def _rows(teller: Teller, names: Mapping[str, str], assessment: Assessment, entries: Sequence[Credit]) -> list[Row]:
    say = teller.say
    tested = assessment.reason_test
    cells = {
        "order": printable(assessment.order_id or ""),
        "booked_at": teller.stamp(entries[0].effective_at) if entries else "",
        "customer": printable(assessment.customer_id),
        "customer_name": printable(names.get(assessment.customer_id, "")),
        "outcome": teller.words.code("outcome", assessment.outcome),
        "score": str(assessment.score),
        "hold": teller.words.clauses([say(f"hold.{code}") for code in hold_codes(assessment, entries, None)]),
        "seller": printable(assessment.beneficiary_id or ""),
        "seller_name": printable(names.get(assessment.beneficiary_id or "", "")),
        "originator": printable(assessment.originator_id or ""),
        "originator_name": printable(names.get(assessment.originator_id or "", "")),
        "compared": printable(assessment.compared_with or ""),
        "compared_name": printable(names.get(assessment.compared_with or "", "")),
        "path": " → ".join(_owner(teller, owner.owner, owner.since) for owner in assessment.path),
        "reasons": "\n".join(hit_sentence(teller, hit) for hit in assessment.hits),
        "tested": "" if tested is None else verdict_text(teller, _verdict(assessment), tested.why),
        "notes": "\n".join(note_sentence(teller, note) for note in assessment.notes),
        "clearing": "\n".join(clearing_in_short(teller, assessment, entries)),
    }
    rows = []
    for money in _moneys(entries):
        texts = {name: money.text(name) for name in MONEY}
        split = _split(teller, entries, money.currency)
        rows.append(Row({**cells, **texts, "currency": money.currency, "split": split}, money))
    return rows


def _verdict(assessment: Assessment) -> Verdict:
    tested = assessment.reason_test
    assert tested is not None
    return Verdict(tested.result, tested.message_id, tested.params)


def _owner(teller: Teller, owner: str | None, since: str | None) -> str:
    who = teller.who(owner, "pool")
    return f"{who} {teller.stamp(since)[:10]}" if since else who


def _split(teller: Teller, entries: Sequence[Credit], currency: str) -> str:
    shares = {entry.payee_id: entry.share for entry in entries if entry.currency == currency and not entry.reverses}
    parts = []
    for (payee, status, found), amount in net_credit(entries).items():
        if found == currency:
            money = format_minor(amount, currency)
            parts.append(f"{teller.who(payee)} {shares[payee]} {money} {teller.words.code('status', status)}")
    return "\n".join(parts)


def _totals(rows: Sequence[Row]) -> list[tuple[int, Money]]:
    currencies = sorted({row.money.currency for row in rows if row.money.currency})
    totals = []
    for currency in currencies:
        mine = [row.money for row in rows if row.money.currency == currency]
        sums = (sum(getattr(money, name) for money in mine) for name in MONEY)
        totals.append((len(mine), Money(currency, *sums)))
    return totals
