"""policy.toml: the team's settings, validated. What is wrong is named with line and key."""

from app.policy.faults import Fault, PolicyError
from app.policy.policy import Policy
from app.policy.reading import load, parse

__all__ = ["Fault", "Policy", "PolicyError", "load", "parse"]
