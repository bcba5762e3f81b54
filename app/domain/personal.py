"""What is personal in a handoff, and what is left of it once its prospect is forgotten. Pure.

All that somebody typed counts as personal: any text may name a person, and a company may be one person.
What is left are codes, numbers, times and colleagues, so that every figure stays as it was.
"""

import re
from collections.abc import Mapping
from typing import Any

from app.domain.package import Contact, Package

FORGOTTEN = "Forgotten prospect"
NOBODY = Contact(name="Forgotten", email="")
# Of the notes kept with history and messages: nothing in these was typed.
NOT_TYPED = frozenset(
    {
        *("action", "actor", "ae", "offered", "why", "whom", "reason", "criterion", "quality"),
        *(
            "at",
            "due_at",
            "clock",
            "of",
            "unreached",
            "next_step_on",
            "until",
            "instead_of",
            "also",
            "judge",
            "file",
            "event",
        ),
        *("wrong", "missing", "amount", "returns_on", "advice"),  # names of fields, numbers, days, labels
    }
)
PART_OF_AN_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]"


def emptied(package: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is left of a stored package."""
    passed = Package.model_validate(package)
    left = Package(
        company=FORGOTTEN,
        contacts=[NOBODY],
        answers={},
        checks=passed.checks,
        framework=passed.framework,
        criteria=passed.criteria,  # names, labels and states: codes of the policy, not what was typed
    )
    return left.model_dump()


def without_typed(note: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is left of a note kept with history or with a message."""
    return {name: value for name, value in note.items() if name in NOT_TYPED}


def mentions(stored: Any, email: str) -> bool:
    """Say whether an email address stands anywhere in what was stored, in any case, as a whole."""
    if isinstance(stored, str):
        before, after = rf"(?<!{PART_OF_AN_ADDRESS})", r"(?![\w-]|\.\w)"
        return bool(re.search(before + re.escape(email) + after, stored, re.IGNORECASE))
    if isinstance(stored, Mapping):
        stored = list(stored.values())
    return isinstance(stored, list) and any(mentions(part, email) for part in stored)
