"""What a story is made of before it is written: entries, changes of owner, orders; times in epoch seconds."""

from simulator.people import Person


class Entry:
    """One activity before it is written: times in epoch seconds, `real` tells work from show."""

    __slots__ = ("actor", "content", "direction", "kind", "real", "recorded", "seconds", "stage", "time")

    def __init__(self, time: int, actor: Person, kind: str, content: str | None, *, real: bool) -> None:
        self.time = time
        self.actor = actor
        self.kind = kind
        self.content = content
        self.real = real
        self.direction: str | None = None
        self.seconds: int | None = None
        self.stage: str | None = None
        self.recorded: int | None = None


class Move:
    """One change of owner before it is written; `hidden` leaves the previous owner out, as many feeds do.

    A `lost` one never arrives.
    """

    __slots__ = ("button", "claim", "hidden", "lost", "new", "previous", "time")

    def __init__(self, time: int, previous: Person | None, new: Person | None) -> None:
        self.time = time
        self.previous = previous
        self.new = new
        self.button: str | None = None
        self.claim: tuple[str | None, str | None] = (None, None)
        self.hidden = False
        self.lost = False


class Deal:
    """One order before it is written, with the truth about it.

    `defence` says what makes an honest order honest: nothing (plain), a fact of the organisation, or the
    payee's work; only the last can be lost by not logging. `source` of the deed is the originator. `until` is its
    true time, up to which work counts; `time` may become the midnight of that day, or the day's end.
    """

    __slots__ = (
        "defence",
        "entered_by",
        "kind",
        "label",
        "order_type",
        "originator",
        "origin",
        "restated",
        "scale",
        "seller",
        "time",
        "until",
    )

    def __init__(self, time: int, seller: Person, kind: str, label: str) -> None:
        self.time = self.until = time
        self.seller = seller
        self.kind = kind
        self.label = label
        self.defence = "none"
        self.originator: Person | None = None
        self.entered_by: Person | None = None
        self.order_type: str | None = "new"
        self.origin: str | None = None
        self.scale = 1.0
        self.restated: tuple[int, Person] | None = None
