"""What an account is for. What each role may see stands in one table, `console/permissions.py`."""

from typing import Literal, get_args

Role = Literal["seller", "manager", "auditor", "compensation", "analyst", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)

SECOND_FACTOR_ROLES: frozenset[Role] = frozenset({"manager", "auditor", "compensation", "administrator"})
"""Who sees other people's matters, or decides about money or accounts, must have a second factor."""
