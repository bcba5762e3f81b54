"""Pressing a button, and submitting the form that it may open as it opens."""

from sandbox.driver_message import Message


def presses(seen: Message, button: str, **filled: object) -> bool:
    """Press it, and submit its form with these changes (by label); says whether that was done."""
    reply = seen.clicks(button)
    if reply.modal is None:
        return bool(reply.ok)
    return reply.modal.fill({label.replace("_", " "): value for label, value in filled.items()}).submit().ok
