"""The error tree of the project.

TransferwatchError
├── UsageError      the person asked for something that cannot be done as asked (exit code 2)
├── InputError      a file or folder cannot be read as what it should be (exit code 2)
├── PackError       a rule pack or credit plan is not valid
├── StateError      kept state cannot be read: damaged, or written by another version
├── StoreError      the store cannot be reached, is not set up, or was written by another version (exit code 2)
├── ClusterError    Kafka cannot be reached, or refuses or lacks what is needed (exit code 2)
├── AuditError      the audit trail cannot be written, read or anchored, or does not go on from what was anchored
├── AccountError    an account, password, key or link cannot be made or changed as asked (exit code 2)
├── VaultError      a secret in the store cannot be encrypted or read back: its key is missing (exit code 2)
└── CaseError       a case cannot be worked on as asked (exit code 2)
    ├── CaseConflict    somebody else changed the case first
    │   └── CaseRejudged    the worker judged it anew first
    ├── CaseStateError  the case's state does not allow it
    └── CaseBarred      the person has a part in the case; somebody else decides
"""


class TransferwatchError(Exception):
    """Base of every error that a person may see.

    The message says what failed, which file, line or id, what was expected and found, and what to do.
    """


class UsageError(TransferwatchError):
    """The command or its arguments cannot be carried out as given."""


class InputError(TransferwatchError):
    """An input file or folder is missing or not what it should be."""


class PackError(TransferwatchError):
    """A rule pack or credit plan breaks its own declaration."""


class StateError(TransferwatchError):
    """Kept state is damaged or was written by a version that this one does not know."""


class StoreError(TransferwatchError):
    """The store does not answer, is not set up, or holds what this version or this feed must not write to."""


class ClusterError(TransferwatchError):
    """Kafka does not answer, does not allow what is asked, or lacks a topic."""


class AuditError(TransferwatchError):
    """The audit trail cannot be written, read or anchored, or does not go on from what was anchored."""


class AccountError(TransferwatchError):
    """An account, password, key or link cannot be made or changed as asked."""


class VaultError(TransferwatchError):
    """A secret that the store keeps encrypted cannot be sealed or opened: the key is missing, or it was changed."""


class CaseError(TransferwatchError):
    """A case is not there, not in a state for this, or not for this person to decide."""


class CaseConflict(CaseError):
    """Somebody else changed a case since it was looked at; the message says who, what and when."""


class CaseRejudged(CaseConflict):
    """What a case is about was judged anew since it was looked at."""


class CaseStateError(CaseError):
    """The state of a case does not allow what was asked; the message says in which states it can be done."""


class CaseBarred(CaseError):
    """Whoever wants to decide has a part in the case.

    `goes_to`: the person who decides in their place; None: an auditor does.
    """

    def __init__(self, message: str, goes_to: str | None) -> None:
        super().__init__(message)
        self.goes_to = goes_to
