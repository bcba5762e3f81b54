"""Somebody's own mailbox, as her Home tab shows it."""

from collections.abc import Mapping

from app.domain.model_mail import Mailbox
from blocks import ids
from blocks.parts import Block, actions, button, context, header, section, typed

WHAT = "I only add drafts to it. I read, change and send nothing."


def at_home(mailbox: Mailbox | None, links: Mapping[str, str]) -> list[Block]:
    """Draw the part of the Home tab on her mailbox; nothing where none can be connected (label → link)."""
    if mailbox is None and not links:
        return []
    connect = [button(f"Connect {label}", _id(label), label.lower(), url=url) for label, url in links.items()]
    title = header("Your mailbox")
    if mailbox is None:
        offer = "An introduction can also be put among the drafts of your mailbox, for you to read and send."
        return [title, section(offer), *actions(*connect), context(WHAT)]
    leave = button("Disconnect", ids.MAILBOX_LEAVE, mailbox.kind)
    if mailbox.failed_at is None:
        said = f"Introductions are also put among the drafts of *{typed(mailbox.address)}*."
        return [title, section(said), *actions(leave), context(WHAT)]
    said = f"⚠️ Drafts get into *{typed(mailbox.address)}* no more: {typed(mailbox.error)}."
    said += " Please connect it anew." if links else " Whoever runs the bot can connect it anew."
    return [title, section(said), *actions(*connect, leave)]


def _id(label: str) -> str:
    return ids.MAILBOX_CONNECT + label.lower()
