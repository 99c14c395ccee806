"""How long an account refuses every sign-in after failed ones: longer each time, never for good."""

from typing import NamedTuple

from detector.instant import SECOND_US

FREE_FAILURES = 5
FIRST_LOCK_SECONDS = 60
LONGEST_LOCK_SECONDS = 3600


class Failures(NamedTuple):
    """Failed sign-ins since the last one that worked, and until when the account refuses all (0: it does not)."""

    failed: int = 0
    locked_until_us: int = 0

    def is_locked(self, at_us: int) -> bool:
        """Whether every sign-in is refused, also one with the right password."""
        return at_us < self.locked_until_us


def after_failure(failures: Failures, at_us: int) -> Failures:
    """One more failed sign-in. What is tried while the account is locked does not count, else anybody could keep it so.

    >>> after_failure(Failures(FREE_FAILURES - 1), 0).locked_until_us // SECOND_US
    60
    """
    if failures.is_locked(at_us):
        return failures
    failed = failures.failed + 1
    if failed < FREE_FAILURES:
        return Failures(failed)
    seconds = min(FIRST_LOCK_SECONDS << min(failed - FREE_FAILURES, 10), LONGEST_LOCK_SECONDS)
    return Failures(failed, at_us + seconds * SECOND_US)
