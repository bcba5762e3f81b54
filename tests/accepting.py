"""Accepting: the button, and the form behind it, which can be submitted as it opens."""

from sandbox.driver_message import Message
from sandbox.driver_modal import Home, Modal, Submitted


def begins(seen: Message | Home) -> Modal:
    """Press Accept; gives the form that asks what comes next."""
    modal = seen.clicks("Accept").modal
    assert modal is not None and modal.title == "Accept handoff", modal and modal.texts
    return modal


def accepts(seen: Message | Home, **changes: object) -> Submitted:
    """Accept, with what the form proposes unless it is changed (by label)."""
    modal = begins(seen)
    return modal.fill({label.replace("_", " "): value for label, value in changes.items()}).submit()
