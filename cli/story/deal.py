"""The first half of a story: the order, who owned the customer, who did what and what it weighed."""

from collections import Counter

from cli.story.teller import Section, Teller, in_columns, printable
from detector.calendar import date_only_end
from detector.events import ACTIVITY_TYPES, Activity, Order, OwnershipChange
from detector.facts import DIRECTION_INBOUND, DIRECTION_NONE
from detector.judgement import Judgement
from detector.money import format_minor
from detector.outputs import Assessment, PathOwner
from detector.weight import Weighed
from streams.story import CustomerStory, ToldOrder

ORDERS, CHANGES, ACTIVITIES = "crm.orders.v1", "crm.ownership-changes.v1", "crm.activities.v1"


def tell_order(teller: Teller, story: CustomerStory, told: ToldOrder) -> Section:
    """All statements of the order, its net amount, and the customer's other orders."""
    say, order = teller.say, told.judged.order
    lines = []
    for fact in order.statements:
        amount = format_minor(fact.amount_minor, fact.currency)
        parts = [
            say(
                "statement",
                time=teller.time(fact.at),
                label=teller.words.code("label", fact.status),
                amount=amount,
                currency=fact.currency,
            ),
            teller.words.code("type", fact.order_type),
            say("booked_on", who=teller.who(fact.seller)),
        ]
        if fact.entered_by:
            parts.append(say("entered_by", who=teller.who(fact.entered_by)))
        record = story.events.record(ORDERS, fact.event_id)
        if isinstance(record, Order) and record.order_source:
            parts.append(say("from_source", source=printable(record.order_source)))
        lines.append(teller.words.clauses(parts))
    last = order.last
    net = format_minor(last.amount_minor, last.currency)
    lines.append(say("net", amount=net, currency=last.currency, who=teller.who(last.seller)))
    others = [item.judged.order for item in story.orders if item is not told]
    if others:
        named = [f"{printable(item.order_id)} ({teller.time(item.at)})" for item in others]
        lines.append(say("other_orders", orders=teller.words.join(named)))
    return Section(say("order"), lines)


def tell_path(teller: Teller, assessment: Assessment, story: CustomerStory | None, told: ToldOrder | None) -> Section:
    """Owners from, to, made so by whom and why; the hop out of the originator's hands is marked."""
    judgement = told.judged.judgement if told else None
    hop = judgement.case_hop if judgement else None
    rows = []
    for owner in assessment.path:
        start = teller.stamp(owner.since) if owner.since else teller.say("since_before")
        end = teller.stamp(owner.to) if owner.to else teller.say("until_now")
        marks = [*_state_then(teller, owner, judgement, story), *_made_by(teller, owner, story)]
        if hop is not None and owner.change == hop.event_id:
            marks.append(teller.say("hop"))
        rows.append([start, "–", end, teller.who(owner.owner, "pool"), teller.words.clauses(marks)])
    lines = in_columns(rows, gap=1) or [teller.say("path.none")]
    if judgement is not None and judgement.path.proxy and told is not None:
        owner_name, seller = teller.who(judgement.path.originator), teller.who(told.judged.order.last.seller)
        lines.append(teller.say("proxy", owner=owner_name, seller=seller))
    return Section(teller.say("path"), lines)


def _state_then(
    teller: Teller, owner: PathOwner, judgement: Judgement | None, story: CustomerStory | None
) -> list[str]:
    """The owner's role while owning, and, where not simply at work, the status at the order."""
    if judgement is None or story is None or not owner.owner:
        return []
    at = judgement.window.at
    segments = [item for item in judgement.window.ownership.segments if item.owner == owner.owner]
    start = next((item.start for item in segments if item.change and item.change.event_id == owner.change), None)
    words = [teller.words.code("role", story.judge.people.at(owner.owner, start or judgement.window.since).role)]
    status = story.judge.people.at(owner.owner, at).status
    if status != "active":
        words.append(teller.words.code("person", status))
    if start is not None and start > at:
        words.append(teller.say("after_order"))
    return words


def _made_by(teller: Teller, owner: PathOwner, story: CustomerStory | None) -> list[str]:
    if owner.change is None:
        return []
    by = teller.say("made_by", who=teller.who(owner.changed_by)) if owner.changed_by else teller.say("made_by_unknown")
    if story is None:
        return [by]
    record = story.events.record(CHANGES, owner.change)
    if not isinstance(record, OwnershipChange):
        return [by]
    claim = " ".join(filter(None, [_code(teller, record.reason_code), teller.quoted(record.reason_text)]))
    return [by, teller.say("reason_given", reason=claim) if claim else teller.say("no_reason_given")]


def _code(teller: Teller, code: str | None) -> str:
    return teller.words.code("code", printable(code)) if code else ""


def tell_work(teller: Teller, story: CustomerStory, told: ToldOrder, *, everything: bool) -> Section:
    """Every entry of the deal with its weight and why, between the changes of owner and the orders."""
    judgement = told.judged.judgement
    window, work = judgement.window, story.judge.work(told.judged)
    entries = [*work.before, *work.after]
    shown = [item for item in entries if everything or item.fact.at > judgement.deal_start]
    if not shown:
        return Section(teller.say("work"), [teller.say("work.none")])
    rows: list[tuple[int, int, list[str]]] = [(item.fact.at, 0, _entry(teller, story, item)) for item in shown]
    marks = []
    for owner, following in zip(window.ownership.segments, window.ownership.segments[1:], strict=False):
        hop = judgement.case_hop is not None and following.change is judgement.case_hop
        mark = teller.say(
            "work.owner",
            old=teller.who(owner.owner, "pool"),
            new=teller.who(following.owner, "pool"),
            hop=f"  {teller.say('hop')}" if hop else "",
        )
        marks.append((following.start or 0, 1, mark))
    marks += [
        (item.judged.order.at, 2, teller.say(_order_mark(story, item), order=printable(item.judged.order.order_id)))
        for item in story.orders
    ]
    first, last = shown[0].fact.at, max(window.at, shown[-1].fact.at)
    aligned = in_columns([row for _, _, row in rows], right=[4, 5])
    lines = [(at, rank, line) for (at, rank, _), line in zip(rows, aligned, strict=True)]
    lines += [(at, rank, f"{teller.time(at)}  {mark}") for at, rank, mark in marks if first <= at <= last]
    left_out = len(entries) - len(shown)
    tail = [teller.say("work.earlier", count=left_out)] if left_out else []
    in_order = [line for _, _, line in sorted(lines, key=lambda entry: entry[:2])]
    return Section(teller.say("work"), [teller.say("work.unit"), *in_order, *tail])


def _day_end(story: CustomerStory, told: ToldOrder) -> int:
    """The end of the day of an order known by its date only, whose work counts for it; else of the order's moment."""
    at = told.judged.order.at
    return date_only_end(at, story.judge.pack.zone) or at + 1


def _order_mark(story: CustomerStory, told: ToldOrder) -> str:
    return "work.order" if _day_end(story, told) == told.judged.order.at + 1 else "work.order_day"


def _entry(teller: Teller, story: CustomerStory, item: Weighed) -> list[str]:
    fact = item.fact
    record = story.events.records.get((ACTIVITIES, fact.id_hash))
    duration = ""
    if fact.duration_s >= 0:
        minutes = fact.duration_s >= 120
        unit, n = ("work.minutes", round(fact.duration_s / 60)) if minutes else ("work.seconds", fact.duration_s)
        duration = teller.say(unit, n=n)
    why = teller.words.clauses([_because(teller, code, duration) for code in item.why])
    if not item.thousandths and why:
        why = teller.say("work.zero", why=why)
    direction = ""
    if fact.direction != DIRECTION_NONE:
        direction = teller.say("work.inbound" if fact.direction == DIRECTION_INBOUND else "work.outbound")
    stage = teller.say("stage", stage=printable(fact.stage)) if fact.stage else ""
    text = teller.quoted(record.content) if isinstance(record, Activity) else ""
    rest = "  ".join(filter(None, [why, stage, text]))
    kind = teller.words.code("type", ACTIVITY_TYPES[fact.kind])
    return [teller.time(fact.at), teller.who(fact.actor), kind, direction, duration, str(item.thousandths), rest]


def _because(teller: Teller, code: str, duration: str) -> str:
    known = teller.words.code("weight", code)
    return teller.say(f"weight.{code}", duration=duration) if known != code else code


def tell_sums(teller: Teller, story: CustomerStory, told: ToldOrder) -> Section:
    """Work by person: in the deal before and after the hop, after the order, and all that the plan counts."""
    judgement = told.judged.judgement
    work, hop = story.judge.work(told.judged), judgement.case_hop
    hop_at = hop.at if hop is not None else None
    sums = {name: Counter[str]() for name in ("before", "after", "after_order", "entries")}
    same_day = sum(item.fact.at < _day_end(story, told) for item in work.after)
    for item in (*work.before, *work.after[:same_day]):
        if item.fact.at > judgement.deal_start:
            after = hop_at is not None and item.fact.at > hop_at
            sums["after" if after else "before"][item.fact.actor] += item.thousandths
            sums["entries"][item.fact.actor] += 1
    for item in work.after[same_day:]:
        sums["after_order"][item.fact.actor] += item.thousandths
        sums["entries"][item.fact.actor] += 1
    people = {*sums["entries"], *work.by_person}
    if not people:
        return Section(teller.say("sums"), [])
    names = ["before", "after", "after_order"] if hop_at is not None else ["before", "after_order"]
    heads = ["before_order" if name == "before" and hop_at is None else name for name in names]
    rows = [[teller.say(f"sums.{head}") for head in ("who", *heads, "window", "entries")]]
    for person in sorted(people, key=lambda who: (-work.by_person.get(who, 0), who)):
        figures = [*(sums[name][person] for name in names), work.by_person.get(person, 0), sums["entries"][person]]
        rows.append([teller.who(person), *map(str, figures)])
    lines = in_columns(rows, right=range(1, len(rows[0])))
    share = judgement.features.payee_share_permille
    if share >= 0:
        lines.append(teller.say("sums.share", share=share, who=teller.who(told.judged.order.last.seller)))
    return Section(teller.say("sums"), lines)
