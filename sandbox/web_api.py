"""`/api/<method>`: authentication, scopes, dispatch, and the error answers every method shares."""

import time
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import (
    arguments,
    basics,
    blocks_validate,
    broken_answers,
    chat,
    conversations,
    conversations_changes,
    files_api,
    history,
    oauth,
    reactions,
    schedule_api,
    teams,
    usergroups,
    users,
    views_api,
)
from sandbox.arguments import Arguments
from sandbox.call import Call, Method
from sandbox.faults import Fault
from sandbox.traffic import Entry
from sandbox.wire import Json, SlackError, dumps
from sandbox.workspace import Workspace

METHODS: dict[str, Method] = {
    **basics.METHODS,
    **blocks_validate.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **conversations_changes.METHODS,
    **files_api.METHODS,
    **history.METHODS,
    **oauth.METHODS,
    **reactions.METHODS,
    **schedule_api.METHODS,
    **usergroups.METHODS,
    **users.METHODS,
    **views_api.METHODS,
}


async def answer(ws: Workspace, request: Request) -> Response:
    fault = ws.faults.for_call(request.path_params["method"])
    if fault is None:
        return await _answered(ws, request)
    return await broken_answers.answer(ws, request, fault, partial(_answered, ws, request, fault))


async def _answered(ws: Workspace, request: Request, fault: Fault | None = None) -> Response:
    started = time.perf_counter()
    name = request.path_params["method"]
    args = Arguments({})
    status, more = 200, dict[str, str]()
    try:
        args = await arguments.read(request)
        if fault:
            broken_answers.refuse(fault)
        token = _token(args, request)
        ws = teams.by_token(ws, token)
        body = _run(ws, name, args, token)
    except SlackError as error:
        body, status, more = error.answer(), error.status, error.headers
    ack_ms = round((time.perf_counter() - started) * 1000)
    seen = broken_answers.status_seen(fault, status) if fault else status
    ws.traffic.add(_entry(ws, name, args, body, ack_ms, status=seen, fault=fault.kind if fault else None))
    return JSONResponse(body, status_code=status, headers=_headers(ws, name) | more)


def _run(ws: Workspace, name: str, args: Arguments, token: str) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    if method.token != "none":
        _authenticate(ws, method, token)
    ws.rate_limits.check(name, app=ws.config.app.id, team=ws.team_id, channel=args.text("channel"))
    call = Call(ws, args)
    for scope in method.scopes:
        call.need(scope)
    return {"ok": True} | method.run(call)


def _token(args: Arguments, request: Request) -> str:
    header = request.headers.get("authorization", "")
    if header.lower().startswith("bearer "):
        return header[7:].strip()
    return args.text("token")


def _authenticate(ws: Workspace, method: Method, token: str) -> None:
    app = ws.config.app
    if not token:
        raise SlackError("missing_args" if method.token == "app" else "not_authed")
    if token in ws.grant.revoked:
        raise SlackError(ws.grant.revoked[token])
    if token not in (ws.grant.token, app.app_token):
        raise SlackError("invalid_auth")
    if (token == app.app_token) != (method.token == "app"):
        raise SlackError("not_allowed_token_type")


def _headers(ws: Workspace, name: str) -> dict[str, str]:
    """Bolt reads `x-oauth-scopes` in lower case only."""
    method = METHODS.get(name)
    return {
        "x-oauth-scopes": ",".join(sorted(ws.grant.scopes)),
        "x-accepted-oauth-scopes": ",".join(method.scopes) if method else "",
        "x-slack-req-id": ws.ids.digest(32),
    }


def _entry(
    ws: Workspace, name: str, args: Arguments, body: Json, ack_ms: int, *, status: int, fault: str | None
) -> Entry:
    said = [args.text(key) for key in ("channel", "user", "user_id", "users", "text") if args.text(key)]
    return Entry(
        at=ws.clock.now().isoformat(),
        direction="from_app",
        kind=name,
        status=status,
        ack_ms=ack_ms,
        error=body.get("error"),
        summary=" ".join(said)[:200],
        request={key: value for key, value in args.given.items() if key != "token"},
        response=dumps(body),
        fault=fault,
    )
