"""Which rows a rule is about."""

import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from streams.tabular.cleaning import clean_cell
from streams.tabular.mapping import Cleaning, When
from streams.tabular.tables import Table

Mask = npt.NDArray[np.bool_]


def rows_where(table: Table, conditions: list[When], cleaning: Cleaning) -> Mask:
    """One truth per row of the table: whether all conditions hold. Cells are cleaned before they are compared."""
    mask = np.ones(len(table), dtype=np.bool_)
    for condition in conditions:
        mask &= _holds(table, condition, cleaning)
    return mask


def _holds(table: Table, when: When, cleaning: Cleaning) -> Mask:
    mask = np.ones(len(table), dtype=np.bool_)
    if when.column is not None:
        cells = table.cells(when.column)
        truth = {cell: _test(when, clean_cell(cell, cleaning)) for cell in set(cells)}
        mask &= np.fromiter((truth[cell] for cell in cells), dtype=np.bool_, count=len(cells))
    for part in when.all:
        mask &= _holds(table, part, cleaning)
    if when.any:
        mask &= np.logical_or.reduce([_holds(table, part, cleaning) for part in when.any])
    if when.negated is not None:
        mask &= ~_holds(table, when.negated, cleaning)
    return mask


def _test(when: When, text: str) -> bool:
    tests: list[Callable[[], bool]] = []
    if when.equals is not None:
        tests.append(lambda: text == when.equals)
    if when.one_of is not None:
        tests.append(lambda: text in (when.one_of or ()))
    if when.none_of is not None:
        tests.append(lambda: text not in (when.none_of or ()))
    if when.starts_with is not None:
        tests.append(lambda: text.startswith(when.starts_with or ""))
    if when.matches is not None:
        tests.append(lambda: re.search(when.matches or "", text) is not None)
    if when.empty is not None:
        tests.append(lambda: (text == "") is when.empty)
    return all(test() for test in tests)
