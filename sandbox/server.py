"""The workspace as a server: in a thread of its own, on a free port if none is asked for."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from sandbox import response_urls, web_api
from sandbox.clock import Clock
from sandbox.config import Config
from sandbox.control import Control
from sandbox.deliver import Courier
from sandbox.file_routes import file_routes
from sandbox.oauth_page import authorize_route
from sandbox.people import Person
from sandbox.quick_server import QuickServer
from sandbox.socket_mode import Sockets
from sandbox.teams import open_teams
from sandbox.workspace import Workspace

PAGE = Path(__file__).parent / "page"
Scope = MutableMapping[str, Any]
Send = Callable[[Scope], Awaitable[None]]
Receive = Callable[[], Awaitable[Scope]]


class Sandbox:
    """`with Sandbox(config) as ws:` serves until the block ends."""

    def __init__(self, config: Config, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._host, self._port = host, port
        self.workspace = Workspace(config, Clock(config.team.start))
        self._sockets = Sockets(self.workspace)
        self.courier = Courier(self.workspace, self._sockets)
        open_teams(self.workspace)
        others = [ws for ws in self.workspace.teams.values() if ws is not self.workspace]
        self._couriers = [self.courier, *(Courier(ws, self._sockets) for ws in others)]

    def __enter__(self) -> "Sandbox":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def clock(self) -> Clock:
        return self.workspace.clock

    def person(self, who: str) -> Person:
        return self.workspace.person(who)

    def start(self) -> None:
        listening = _listening(self._host, self._port)
        for ws in self.workspace.teams.values():
            ws.base_url = f"http://{self._host}:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            _dated(self._app(), self.clock),
            log_config=None,
            log_level="warning",
            access_log=False,
            date_header=False,
            server_header=False,
            lifespan="off",
            # The client of slack_sdk's builtin Socket Mode knows no compression.
            ws="websockets-sansio",
            ws_per_message_deflate=False,
        )
        self._server = QuickServer(config, before_shutdown=self._close)
        self.workspace.reset_connection = self._server.reset
        self._thread = threading.Thread(target=self._run, args=(listening,), name="sandbox", daemon=True)
        self._thread.start()
        self._server.ready.wait(10)

    def stop(self) -> None:
        if self._thread.is_alive():
            self._server.stop()
            self._thread.join(10)

    def _run(self, listening: socket.socket) -> None:
        asyncio.run(self._server.serve(sockets=[listening]))

    async def _close(self) -> None:
        self.workspace.live.close()
        self.workspace.faults.close()
        for courier in self._couriers:
            await courier.close()
        await self._sockets.close()

    def _app(self) -> Starlette:
        controls = {courier.ws.team_id: Control(courier) for courier in self._couriers}

        async def api(request: Request) -> Response:
            return await web_api.answer(self.workspace, request)

        async def response_url(request: Request) -> Response:
            team = request.path_params["id"].partition("-")[0]
            return await response_urls.answer(self.workspace.teams.get(team, self.workspace), request)

        async def control(request: Request) -> Response:
            team = request.query_params.get("team") or self.workspace.team_id
            if team not in controls:
                return JSONResponse({"ok": False, "error": f"no such team: {team}"})
            return await controls[team].answer(request)

        return Starlette(
            routes=[
                Route("/api/{method}", api, methods=["GET", "POST"]),
                WebSocketRoute("/socket", self._sockets.serve),
                Route("/response/{id:path}", response_url, methods=["POST"]),
                authorize_route(self.workspace),
                *file_routes(self.workspace),
                Route("/_control/{name}", control, methods=["GET", "POST", "DELETE"]),
                Route("/healthz", _healthy),
                Mount("/", StaticFiles(directory=PAGE, html=True, check_dir=False)),
            ]
        )


def _listening(host: str, port: int) -> socket.socket:
    """The protocol is named: asyncio turns Nagle's delay off only for sockets that say they are TCP."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(512)
    return listening


async def _healthy(_: Request) -> Response:
    return PlainTextResponse("ok")


def _dated(app: Starlette, clock: Clock) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """Every response carries the workspace's time: a bot that follows the clock reads it there."""

    async def with_date(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_dated(message: Scope) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"date", clock.http_date().encode())]
            await send(message)

        await app(scope, receive, send_dated)

    return with_date
