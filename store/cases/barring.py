"""Who may not decide on a case, and who decides in their place."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Part = Literal["payee", "originator", "beneficiary", "mover"]
"""What bars from deciding: being paid by the plan or the shares, having had or got the customer, having moved them."""


class Involved(NamedTuple):
    """The people of a case by their parts; `movers` made the changes out of the originator's hands and after."""

    payees: frozenset[str] = frozenset()
    originators: frozenset[str] = frozenset()
    beneficiaries: frozenset[str] = frozenset()
    movers: frozenset[str] = frozenset()

    @property
    def people(self) -> frozenset[str]:
        """All of them."""
        return self.payees | self.originators | self.beneficiaries | self.movers


def parts_of(person_id: str | None, involved: Involved) -> list[Part]:
    """The parts that a person has in a case: with any of them, they do not decide on it.

    >>> parts_of("gao", Involved(movers=frozenset({"gao"}))), parts_of("gao", Involved())
    (['mover'], [])
    """
    named: tuple[tuple[Part, frozenset[str]], ...] = (
        ("payee", involved.payees),
        ("originator", involved.originators),
        ("beneficiary", involved.beneficiaries),
        ("mover", involved.movers),
    )
    return [part for part, people in named if person_id in people]


def next_decider(person_id: str, involved: Involved, managers: Mapping[str, str]) -> str | None:
    """The nearest manager above a person who has no part in the case; None: nobody is left, it is an auditor's.

    `managers`: person → manager. A circle in the record ends at an auditor too.

    >>> next_decider("gao", Involved(movers=frozenset({"gao"})), {"gao": "boss"})
    'boss'
    """
    passed = {person_id}
    above = managers.get(person_id)
    while above is not None and above not in passed:
        if not parts_of(above, involved):
            return above
        passed.add(above)
        above = managers.get(above)
    return None
