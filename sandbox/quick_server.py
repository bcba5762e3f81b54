"""uvicorn in a thread, started and stopped at once: its own loop looks around only every 100 ms."""

import asyncio
import socket
import struct
import threading
from collections.abc import Awaitable, Callable

import uvicorn

PATIENCE_SECONDS = 1.0


class QuickServer(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, *, before_shutdown: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._before_shutdown = before_shutdown
        self._stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)

    def reset(self, client: tuple[str, int]) -> None:
        """Break a client's connection as a crash does: a TCP reset, no goodbye."""
        for connection in list(self.server_state.connections):
            if getattr(connection, "client", None) == client:
                accepted = connection.transport.get_extra_info("socket")
                accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.transport.abort()

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.ready.set()
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._before_shutdown()
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._connections_gone()
        except TimeoutError:
            for task in self.server_state.tasks:
                task.cancel()

    async def _connections_gone(self) -> None:
        while self.server_state.connections or self.server_state.tasks:
            await asyncio.sleep(0.002)
