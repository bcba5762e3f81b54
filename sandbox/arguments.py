"""Arguments of a Web API call: query, form or JSON body, all of them loosely typed by the clients."""

import base64
import json
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl, unquote

from starlette.requests import Request

from sandbox.wire import Json, SlackError

_TRUE = {"1", "true", "True"}
_FALSE = {"0", "false", "False", ""}


@dataclass
class Arguments:
    given: Json

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        if not self.text(name):
            raise SlackError("invalid_arguments", messages=[f"[ERROR] missing required field: {name}"])
        return self.text(name)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.given.get(name)
        if isinstance(value, bool) or value is None:
            return default if value is None else value
        if str(value) in _TRUE:
            return True
        if str(value) in _FALSE:
            return False
        raise SlackError(
            "invalid_arguments", messages=[f"[ERROR] must provide a boolean [json-pointer:/{name}]"]
        )

    def number(self, name: str, default: int) -> int:
        value = self.given.get(name)
        if value in (None, ""):
            return default
        try:
            return int(str(value))
        except ValueError:
            message = f"[ERROR] must be an integer [json-pointer:/{name}]"
            raise SlackError("invalid_arguments", messages=[message]) from None

    def several(self, name: str) -> list[str]:
        value = self.given.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [item.strip() for item in str(value or "").split(",") if item.strip()]

    def structure(self, name: str, *, error: str) -> Any:
        """A JSON value given as such (JSON body) or as JSON text (form)."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None


async def read(request: Request) -> Arguments:
    given: Json = dict(request.query_params) | _basic(request)
    body = b"" if request.method == "GET" else await request.body()
    content_type = request.headers.get("content-type", "")
    kind = content_type.split(";")[0].strip().lower()
    if not body.strip():
        return Arguments(given)
    if kind == "application/json":
        return Arguments(given | _json_body(body))
    if kind == "application/x-www-form-urlencoded":
        return Arguments(given | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))
    if kind == "multipart/form-data":
        return Arguments(given | _multipart(content_type, body))
    raise SlackError("invalid_post_type")


def _basic(request: Request) -> Json:
    """The client's id and secret, which oauth.v2.access takes as HTTP Basic authentication too."""
    kind, _, encoded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return {}
    try:
        id, _, secret = base64.b64decode(encoded).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": unquote(id), "client_secret": unquote(secret)}


def _multipart(content_type: str, body: bytes) -> Json:
    """Only the text fields: no method here takes a file."""
    parsed = message_from_bytes(b"content-type: " + content_type.encode() + b"\r\n\r\n" + body)
    fields: Json = {}
    for part in parsed.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes) and part.get_filename() is None:
            fields[name] = content.decode("utf-8", "replace")
    return fields


def _json_body(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value
