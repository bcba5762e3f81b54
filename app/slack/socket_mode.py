"""Slack over Socket Mode: the connection that we open, and the time that its requests take."""

import threading
import time

from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.websocket_client import SocketModeClient

from app.metrics import Metrics
from app.slack.http import kind_of

OPENING = 4.0  # seconds; the client's monitor waits 5 s for the lock that is held meanwhile


class Connection:
    """The one connection of this process, which its client keeps open once it is there."""

    def __init__(self, app: App, app_token: str, metrics: Metrics) -> None:
        """Take the parts; `connect` begins."""
        self._app, self._token, self._metrics = app, app_token, metrics
        self._adapter: _Timed | None = None

    def connect(self) -> None:
        """Open the connection; raises what the call raises, and may be tried again.

        slack_sdk starts its monitor at once, which takes a connection that is still being opened for a lost
        one and replaces it, and what Slack sends over the first is lost. So the monitor is kept waiting.
        """
        if self._adapter is None:
            self._adapter = _Timed(self._app, self._token, self._metrics)
        with self._adapter.client.connect_operation_lock:
            self._adapter.connect()  # type: ignore[no-untyped-call]
            deadline = time.monotonic() + OPENING
            while not self.is_connected() and time.monotonic() < deadline:
                time.sleep(0.01)

    def is_connected(self) -> bool:
        """Say whether Slack can reach us now; its client already says so while it still shakes hands."""
        session = self._adapter and self._adapter.client.current_session
        return bool(session and session.sock and session.sock.connected)

    def end(self, within: float) -> None:
        """Close the connection, with some time (seconds) for what came in to be answered.

        It ends at once, but its reader sleeps up to 10 s more: whoever stops us does not wait so long.
        """
        if self._adapter:
            closing = threading.Thread(target=self._adapter.close, daemon=True)
            closing.start()
            closing.join(within)


class _Timed(SocketModeHandler):
    """slack_sdk's builtin client loses envelopes under load; this adapter does not."""

    def __init__(self, app: App, app_token: str, metrics: Metrics) -> None:
        super().__init__(app, app_token)
        self._metrics = metrics

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        with self._metrics.acking(kind_of(req.payload)):
            super().handle(client, req)
