"""[framework.…] and [segment.…]: what must be known of a prospect before an AE gets it."""

from app.policy.parts import Part


class Segment(Part):
    """One kind of prospect, with its own exit criteria."""

    label: str
