"""What a message given by the app must satisfy: text, blocks, attachments, metadata."""

from dataclasses import dataclass

from sandbox.arguments import Arguments
from sandbox.blocks import filled
from sandbox.files import check_slack_files
from sandbox.limits import ATTACHMENTS, MARKDOWN_TEXT, MESSAGE_TEXT
from sandbox.validate import check_known, check_message_blocks
from sandbox.wire import Json, SlackError
from sandbox.workspace import Workspace


@dataclass
class Draft:
    """None means that the argument was not given: chat.update keeps some of what it replaces."""

    text: str | None
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None
    truncated: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.blocks or self.attachments)


def draft(args: Arguments, ws: Workspace) -> Draft:
    text = args.text("text") if args.given.get("text") is not None else None
    blocks = _array(args, "blocks", "invalid_blocks_format")
    attachments = _array(args, "attachments", "invalid_attachments")
    if attachments and len(attachments) > ATTACHMENTS:
        raise SlackError("too_many_attachments")
    markdown = args.text("markdown_text")
    if markdown:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        text = markdown[:MARKDOWN_TEXT]
    if blocks:
        check_known(blocks, ws.unknown_blocks)
        check_message_blocks(blocks)
        check_slack_files(ws, blocks)
        blocks = filled(blocks, ws.ids)
    truncated = text is not None and len(text) > MESSAGE_TEXT
    cut = text[:MESSAGE_TEXT] if text is not None else None
    return Draft(cut, blocks, attachments, _metadata(args), truncated)


def _array(args: Arguments, name: str, error: str) -> list[Json] | None:
    value = args.structure(name, error=error)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise SlackError(error)
    return value


def _metadata(args: Arguments) -> Json | None:
    value: Json | None = args.structure("metadata", error="invalid_metadata_format")
    if value is None or value == {}:
        return value
    if not isinstance(value, dict):
        raise SlackError("invalid_metadata_format")
    named = isinstance(value.get("event_type"), str) and value["event_type"]
    if not named or not isinstance(value.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    return value
