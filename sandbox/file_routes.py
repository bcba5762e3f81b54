"""Where file contents go in and come out: upload addresses, url_private, and the page's own addresses."""

from email import message_from_bytes
from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox import broken_answers
from sandbox.faults import UPLOAD, Fault
from sandbox.files import File, drawer
from sandbox.wire import SlackError
from sandbox.workspace import Workspace

# Types a browser may show; any other is downloaded, so that no page of a stranger's runs here.
SHOWN = ("image/png", "image/jpeg", "image/gif", "application/pdf", "text/plain")


def file_routes(ws: Workspace) -> list[Route]:
    async def upload(request: Request) -> Response:
        fault = ws.faults.for_call(UPLOAD)
        if fault is None:
            return await _upload(ws, request)
        return await broken_answers.answer(ws, request, fault, partial(_upload_as, ws, request, fault))

    async def private(request: Request) -> Response:
        return _private(ws, request)

    async def page(request: Request) -> Response:
        secret = request.path_params["secret"]
        return _content(_by_secret(ws, secret), download="download" in request.query_params)

    return [
        Route("/upload/{ticket}", upload, methods=["POST", "PUT"]),
        Route("/files-pri/{id}/{name:path}", private, methods=["GET"]),
        Route("/files/{secret}/{name:path}", page, methods=["GET"]),
    ]


def _by_secret(home: Workspace, secret: str) -> File | None:
    files = (one for ws in home.teams.values() for one in drawer(ws).files.values())
    return next((one for one in files if one.secret == secret), None)


async def _upload(ws: Workspace, request: Request) -> Response:
    """Raw bytes, or a form with one file in it; without a token: the address is the right to upload."""
    ticket = request.path_params["ticket"]
    file = _by_secret(ws, ticket)
    if file is None or file.complete:
        return PlainTextResponse("not found", status_code=404)
    body = await request.body()
    kind = request.headers.get("content-type", "")
    file.content = _file_of_form(kind, body) if kind.startswith("multipart/form-data") else body
    return PlainTextResponse(f"OK - {len(file.content)}")


async def _upload_as(ws: Workspace, request: Request, fault: Fault) -> Response:
    """Upload unless the fault forbids it; there is no JSON here, so a refusal has an HTTP status."""
    try:
        broken_answers.refuse(fault)
    except SlackError as error:
        status = error.status if error.status >= 400 else 400
        return PlainTextResponse(str(error), status_code=status, headers=error.headers)
    return await _upload(ws, request)


def _file_of_form(content_type: str, body: bytes) -> bytes:
    parsed = message_from_bytes(b"content-type: " + content_type.encode() + b"\r\n\r\n" + body)
    for part in parsed.walk():
        content = part.get_payload(decode=True)
        if part.get_filename() is not None and isinstance(content, bytes):
            return content
    return b""


def _private(home: Workspace, request: Request) -> Response:
    """Without a token Slack leads to its sign-in page; a file that is gone is not found."""
    team, _, id = request.path_params["id"].rpartition("-")
    ws = home.teams.get(team, home)
    token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if not token or token != ws.grant.token or "files:read" not in ws.grant.scopes:
        return Response(status_code=302, headers={"location": f"{ws.base_url}/"})
    file = drawer(ws).find(id)
    return _content(file, download="download" in request.query_params)


def _content(file: File | None, *, download: bool) -> Response:
    if file is None or file.content is None:
        return PlainTextResponse("not found", status_code=404)
    shown = file.mimetype in SHOWN and not download
    headers = {
        "content-disposition": "inline" if shown else "attachment",
        "x-content-type-options": "nosniff",
    }
    return Response(file.content, media_type=file.mimetype, headers=headers)
