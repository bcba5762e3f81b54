"""policy.toml: the team's settings, validated. A wrong file is named in one line, with the key at fault."""

from app.policy.parts import PolicyError
from app.policy.policy import Policy
from app.policy.reading import load, parse

__all__ = ["Policy", "PolicyError", "load", "parse"]
