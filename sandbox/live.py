"""Tells the page's open streams what has changed. Used only on the server's event loop."""

import asyncio
from collections.abc import AsyncIterator, Iterable

from sandbox.wire import Json, dumps

HEARTBEAT_SECONDS = 15.0


class Live:
    def __init__(self) -> None:
        self._streams: set[asyncio.Queue[Json | None]] = set()

    def changed(self, *, channels: Iterable[str] = (), people: Iterable[str] = ()) -> None:
        for stream in self._streams:
            stream.put_nowait({"channels": list(channels), "people": list(people)})

    def close(self) -> None:
        for stream in self._streams:
            stream.put_nowait(None)

    async def events(self) -> AsyncIterator[str]:
        stream: asyncio.Queue[Json | None] = asyncio.Queue()
        self._streams.add(stream)
        try:
            yield ": connected\n\n"
            while True:
                try:
                    change = await asyncio.wait_for(stream.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield ": heartbeat\n\n"
                    continue
                if change is None:
                    return
                yield f"event: change\ndata: {dumps(change)}\n\n"
        finally:
            self._streams.discard(stream)
