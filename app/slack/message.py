"""A message as it is sent to Slack."""

from dataclasses import dataclass

from app.services.files import File
from blocks.parts import Block


@dataclass(frozen=True)
class Message:
    """What to post or update. `thread` is the parent's ts, `version` the one that this shows.

    `instead` is what is posted where the workspace refuses the type of block that this one `leans_on`.
    """

    text: str
    blocks: list[Block]
    version: int
    thread: str | None = None
    ephemeral: bool = False
    file: File | None = None
    quiet: bool = False  # a reply that is not shown in the channel as well
    leans_on: str = ""
    instead: "Message | None" = None
