"""Hypothesis: whatever is done to a case, in any order: state, history, outbox and trail tell the same story."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from detector.errors import CaseConflict, CaseError
from store.audit.chain import StoredChain
from store.cases.asking import Answer, answer, ask
from store.cases.case import Case
from store.cases.changing import assign, close, note, reopen
from store.cases.outbox import deliver
from store.cases.states import DISPOSITIONS, UNDECIDED, State
from store.engine import reading, writing
from store.queries.cases import history_of_case
from store.tables.cases import outbox
from tests.store.blank import new_store
from tests.store.cases.firm import AUDITOR, BOSS, CASE, LIN, RELEASE, START_US, Firm, alert, ripe_firm
from tests.store.cases.test_outbox import Topic
from tests.store.records import ALERTS

KEY = b"k" * 32
STALE = st.booleans()


class CaseLife(RuleBasedStateMachine):
    """One case, several people, the recorder and the sender."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.firm: Firm = ripe_firm(new_store(Path(self.folder.name) / "store.db"))
        self.topic = Topic()
        self.state: State = "open"
        self.steps: list[str] = []
        self.events = 0
        self.entries = 1  # by which rules the firm's order was judged
        self.severity, self.revision, self.withdrawn = 1, 1, False
        self.seen = 0
        self.clock = START_US

    def teardown(self) -> None:
        self.firm.engine.dispose()
        self.folder.cleanup()

    @property
    def case(self) -> Case:
        return self.firm.case()

    def now(self) -> int:
        self.clock += 1_000
        return self.clock

    def took(self, step: str, state: State, entries: int = 1) -> None:
        self.steps.append(step)
        self.state = state
        self.entries += entries

    def is_settled(self) -> bool:
        return self.state not in UNDECIDED

    @rule(late=STALE)
    def assigns(self, late: bool) -> None:
        version = self.case.version - 1 if late else self.case.version
        try:
            with writing(self.firm.engine) as connection:
                assign(connection, BOSS, CASE, version, BOSS, None, self.now())
        except CaseConflict:
            assert late
        except CaseError:
            assert self.is_settled()
        else:
            assert not late and not self.is_settled()
            self.took("assign", "in_review")

    @rule()
    def notes(self) -> None:
        with writing(self.firm.engine) as connection:
            note(connection, BOSS, CASE, "Looked", self.now())
        self.took("note", self.state)

    @rule(disposition=st.sampled_from(DISPOSITIONS), pays=st.booleans(), late=STALE)
    def decides(self, disposition: str, pays: bool, late: bool) -> None:
        version = self.case.version - 1 if late else self.case.version
        try:
            self.firm.decide(AUDITOR, disposition, RELEASE if pays else (), version=version)  # type: ignore[arg-type]
        except CaseConflict:
            assert late
        except CaseError:
            assert self.is_settled()
        else:
            assert not late and not self.is_settled()
            self.events += pays
            self.seen = -1 if self.withdrawn else self.severity
            self.took("decide", "decided", 1 + pays)

    @rule()
    def closes(self) -> None:
        allowed = self.state == "decided" or (self.withdrawn and self.state in UNDECIDED)
        try:
            with writing(self.firm.engine) as connection:
                close(connection, BOSS, CASE, None, self.now())
        except CaseError:
            assert not allowed
        else:
            assert allowed
            if self.state != "decided":
                self.seen = -1
            self.took("close", "closed")

    @rule()
    def reopens(self) -> None:
        try:
            with writing(self.firm.engine) as connection:
                reopen(connection, BOSS, CASE, None, "Look again", self.now())
        except CaseError:
            assert not self.is_settled()
        else:
            assert self.is_settled()
            self.took("reopen", "reopened")

    @rule()
    def asks_and_hears(self) -> None:
        try:
            with writing(self.firm.engine) as connection:
                token = ask(connection, BOSS, CASE, None, "lin", KEY, self.now())[1]
        except CaseError:
            assert self.is_settled()
            return
        with writing(self.firm.engine) as connection:
            answer(connection, LIN, token, [KEY], Answer("It was a holiday"), self.now())
        self.took("ask", self.state)
        self.took("explain", self.state)
        self.events += 1

    @rule(severity=st.integers(0, 2), withdrawn=st.booleans())
    def is_judged_anew(self, severity: int, withdrawn: bool) -> None:
        self.revision += 1
        self.severity, self.withdrawn = severity, withdrawn
        levels, status = ("low", "medium", "high"), "withdrawn" if withdrawn else "confirmed"
        self.firm.say(ALERTS, **alert(revision=self.revision, severity=levels[severity], status=status))
        matters = not withdrawn and severity > self.seen
        if self.is_settled() and (matters or (self.seen == -1 and not withdrawn)):
            self.took("revise", "reopened", 0)

    @precondition(lambda self: self.events)
    @rule()
    def sends(self) -> None:
        deliver(self.firm.engine, self.topic, self.now)
        assert self.firm.waiting() == []

    @invariant()
    def all_tell_the_same(self) -> None:
        case = self.case
        assert (case.state, case.version) == (self.state, len(self.steps))
        assert case.disposition is None or self.is_settled()
        assert case.disposition is not None or self.state != "decided"
        with reading(self.firm.engine) as connection:
            history = history_of_case(connection, CASE)
            times = connection.execute(select(outbox.c.occurred_at).order_by(outbox.c.number)).scalars().all()
        assert [step.kind for step in history] == self.steps
        assert [step.at for step in history] == sorted({step.at for step in history}), "each after the one before"
        assert list(times) == sorted(set(times))
        assert len(times) == self.events == len(self.topic.records) + len(self.firm.waiting())
        verdict = StoredChain(self.firm.engine).verify()
        assert (verdict.fault, verdict.entries) == (None, self.entries)


TestCaseLife = CaseLife.TestCase
TestCaseLife.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
