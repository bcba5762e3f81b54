"""[[pool]], [[route]], [accounts] and [routing]: who gets a handoff."""

from app.policy.parts import Part


class Routing(Part):
    """What holds for every pool."""

    max_reassignments: int = 2
