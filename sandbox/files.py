"""Files: what was uploaded, where it is shown, and the file objects that messages carry."""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.blocks import nested
from sandbox.messages import Channel, Message
from sandbox.wire import Json, SlackError
from sandbox.workspace import Workspace

IMAGES = ("png", "jpg", "jpeg", "gif")
# Slack's pretty names of the commonest types; others are shown by their ending.
PRETTY = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "pdf": "PDF", "csv": "CSV", "text": "Plain Text"}


@dataclass
class File:
    id: str
    name: str
    user: str
    created: int
    length: int
    secret: str
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    # Slack shows a file to nobody until its upload is completed.
    complete: bool = False
    # The messages that carry it, by channel.
    shares: dict[str, list[str]] = field(default_factory=dict)

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def filetype(self) -> str:
        ending = self.name.rsplit(".", 1)[-1].lower() if "." in self.name else ""
        return {"jpeg": "jpg", "txt": "text", "": "binary"}.get(ending, ending)

    @property
    def is_image(self) -> bool:
        return self.name.lower().rsplit(".", 1)[-1] in IMAGES


@dataclass
class Drawer:
    ws: Workspace
    files: dict[str, File] = field(default_factory=dict)

    def find(self, id: str) -> File | None:
        file = self.files.get(id)
        return file if file and file.complete else None

    def by_address(self, address: str) -> File | None:
        return next((f for f in self.files.values() if address_of(self.ws, f) == address), None)


def drawer(ws: Workspace) -> Drawer:
    return ws.part(Drawer)


def address_of(ws: Workspace, file: File) -> str:
    """url_private: opens with the app's token."""
    return f"{ws.base_url}/files-pri/{ws.team_id}-{file.id}/{file.name}"


def page_address(ws: Workspace, file: File) -> str:
    """Opens in a browser: knowing the secret takes the place of Slack's cookie."""
    return f"{ws.base_url}/files/{file.secret}/{file.name}"


def as_api(ws: Workspace, file: File) -> Json:
    by_kind: dict[str, list[str]] = {"channel": [], "private": [], "im": [], "mpim": []}
    for id in file.shares:
        by_kind[ws.channels[id].kind].append(id)
    private = address_of(ws, file)
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "pretty_type": PRETTY.get(file.filetype, file.filetype.upper()),
        "user": file.user,
        "user_team": ws.team_id,
        "editable": False,
        "size": len(file.content or b""),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(by_kind["channel"]),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": private,
        "url_private_download": f"{private}?download=1",
        "permalink": page_address(ws, file),
        "permalink_public": "",
        "channels": by_kind["channel"],
        "groups": by_kind["private"] + by_kind["mpim"],
        "ims": by_kind["im"],
        "shares": _shares(ws, file),
        "comments_count": 0,
        "has_rich_preview": False,
        "file_access": "visible",
    } | ({"alt_txt": file.alt_text} if file.alt_text else {})


def share(ws: Workspace, channel: Channel, message: Message, files: list[File]) -> None:
    for file in files:
        file.shares.setdefault(channel.id, []).append(message.ts)
    message.files = [as_api(ws, file) for file in files]


def as_shown(ws: Workspace, file: File) -> Json:
    """For the page: enough to show or offer it."""
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "size": len(file.content or b""),
        "url": page_address(ws, file),
        "alt_text": file.alt_text,
    }


def with_addresses(ws: Workspace, blocks: list[Json]) -> list[Json]:
    """Image blocks whose slack_file gets the image_url a browser can open."""
    return [_with_address(ws, block) for block in blocks]


def check_slack_files(
    ws: Workspace, blocks: list[Json], *, at: str = "/blocks", error: str = "invalid_blocks"
) -> None:
    for number, block in enumerate(nested(blocks)):
        for place, image in _images(block, f"{at}/{number}"):
            file = _of(ws, image["slack_file"])
            if file is None or not file.is_image:
                wrong = f"invalid slack file [json-pointer:{place}/slack_file]"
                raise SlackError(error, errors=[wrong], messages=[f"[ERROR] {wrong}"])


def _images(block: Json, at: str) -> Iterator[tuple[str, Json]]:
    """The block itself, its accessory, or the images of a context."""
    candidates: list[tuple[str, Any]] = [(at, block), (f"{at}/accessory", block.get("accessory"))]
    if block.get("type") == "context":
        inside = enumerate(block.get("elements") or [])
        candidates += [(f"{at}/elements/{number}", one) for number, one in inside]
    for place, image in candidates:
        if isinstance(image, dict) and image.get("type") == "image" and "slack_file" in image:
            yield place, image


def _of(ws: Workspace, slack_file: Any) -> File | None:
    if not isinstance(slack_file, dict) or ("id" in slack_file) == ("url" in slack_file):
        return None
    if "id" in slack_file:
        return drawer(ws).find(str(slack_file["id"]))
    return drawer(ws).by_address(str(slack_file["url"]))


def _with_address(ws: Workspace, value: Any) -> Any:
    if isinstance(value, list):
        return [_with_address(ws, item) for item in value]
    if not isinstance(value, dict):
        return value
    shown = {name: _with_address(ws, item) for name, item in value.items()}
    if value.get("type") == "image" and value.get("slack_file"):
        file = _of(ws, value["slack_file"])
        return shown | ({"image_url": page_address(ws, file)} if file else {})
    return shown


def _shares(ws: Workspace, file: File) -> Json:
    shares: Json = {}
    for id, timestamps in file.shares.items():
        channel: Channel = ws.channels[id]
        side = "public" if channel.kind == "channel" else "private"
        entries = [{"ts": ts, "channel_name": channel.name, "team_id": ws.team_id} for ts in timestamps]
        shares.setdefault(side, {})[id] = entries
    return shares
