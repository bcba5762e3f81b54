"""What can be wrong with a request. `str(error)` is the sentence the person reads.

HandoffError
├── NotFound      no such handoff (here)
├── Outsider      this person may do nothing here
├── NotAllowed    this person may never do that
├── Conflict      somebody decided otherwise in the meantime
└── Incomplete    the input is not acceptable; says which fields and why
"""

from collections.abc import Mapping


class HandoffError(Exception):
    """Anything a person is told in plain words."""


class NotFound(HandoffError):
    """There is no such handoff, or not in this workspace."""


class Outsider(HandoffError):
    """Somebody who is no full member of this workspace."""


class NotAllowed(HandoffError):
    """The action belongs to somebody else."""

    WHOSE: Mapping[str, str] = {
        "sdr": "the SDR who submitted it",
        "ae": "the AE it is assigned to",
        "offered": "somebody to whom it was offered",
        "owner": "its owner",
        "manager": "a manager of the people on it",
        "judge": "a manager who is neither its SDR nor its AE",
        "listed_sdr": "an SDR whom the policy lists",
        "party": "somebody on this handoff",
        "boss": "this person or a manager of theirs",
    }

    def __init__(self, action: str, role: str) -> None:
        self.action, self.role = action, role
        whose = self.WHOSE[role]
        super().__init__(f"Only {whose} can do that ({action.replace('_', ' ')}). Nothing was changed.")


class Conflict(HandoffError):
    """The handoff has moved on."""


class Incomplete(HandoffError):
    """Fields at fault, by name, each with the sentence to show beside it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(" ".join(faults.values()))
