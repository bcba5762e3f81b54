"""The policy in force, and the one that a handoff is judged by: the rules of its day, the people of today."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

import structlog
from sqlmodel import Session

from app.domain.metrics import Words
from app.policy import Fault, Policy, PolicyError, parse
from app.policy import load as read
from app.services import letters
from app.store import policies

# What a handoff keeps. Who is who, who is there and how AEs are chosen is always as it is today.
RULES = (
    *("framework", "frameworks", "qualification", "segment", "sla"),
    *("reject_reasons", "loss_reasons", "recycle_reasons", "sources", "version", "text"),
)
KEPT_IN_MEMORY = 64
log = structlog.get_logger()


def load(path: Path) -> Policy:
    """Read a policy file with all that it names, the team's own letters too, or raise PolicyError."""
    policy = read(path)
    if policy.templates and (faults := letters.lint(policy.templates)):
        raise PolicyError(str(policy.templates), [Fault(one.message, one.file, one.line) for one in faults])
    chosen = policy.introduction
    if chosen.language not in letters.languages(chosen.template, policy.templates):
        known = ", ".join(letters.names(policy.templates))
        wrong = f"there is no “{chosen.template}” in {chosen.language}; the templates are {known}"
        raise PolicyError(str(path), [Fault(wrong, "introduction.template")])
    return policy


def keep(session: Session, policy: Policy, now: datetime) -> None:
    """Keep the text of a policy for the handoffs that are made under it."""
    policies.add(session, policy.version, policy.text, now)


def judged(session: Session, present: Policy, version: str) -> Policy:
    """Give the policy with the rules of an earlier version of it.

    A version that was never kept, or that this release cannot read any more, is judged by the present rules.
    """
    if version == present.version:
        return present
    rules = _read(version, policies.text_of(session, version))
    if rules is None:
        return present
    return present.model_copy(update={name: getattr(rules, name) for name in RULES})


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _read(version: str, text: str | None) -> Policy | None:
    """Read a kept text once; what is wrong with it is therefore logged once."""
    if text is None:
        log.info("a policy was not kept; handoffs made under it follow the present one", version=version)
        return None
    try:
        return parse(text).model_copy(update={"version": version})
    except PolicyError as error:
        why = "an earlier policy cannot be read any more; handoffs made under it follow the present one"
        log.warning(why, version=version, fault=str(error))
        return None


def words(session: Session, present: Policy) -> Words:
    """Give words to codes that are counted, also to those that only earlier policies knew."""
    earlier = [judged(session, present, version) for version in reversed(policies.versions(session))]
    every = [*earlier, present]
    return Words(
        {code: label for one in every for code, label in one.reject_reasons.items()},
        {name: label for one in every for name, label in one.criteria_labels().items()},
        {code: label for one in every for code, label in one.sources.items()},
        {name: segment.label for one in every for name, segment in one.segment.items()},
    )
