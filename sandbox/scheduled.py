"""Messages to be sent later: when the workspace's clock reaches their time, also when it is moved."""

import asyncio
from dataclasses import dataclass, field

from sandbox import events
from sandbox.messages import Message
from sandbox.workspace import Workspace

LOOK_SECONDS = 0.05


@dataclass
class Scheduled:
    id: str
    channel: str
    post_at: int
    created: int
    message: Message


@dataclass
class Outbox:
    ws: Workspace
    waiting: dict[str, Scheduled] = field(default_factory=dict)
    _watch: asyncio.Task[None] | None = None

    def add(self, item: Scheduled) -> None:
        self.waiting[item.id] = item
        if self._watch is None or self._watch.done():
            self._watch = asyncio.get_running_loop().create_task(self._send_when_due())

    def send_due(self) -> None:
        """In the order of their times. What can no longer be posted is dropped, as Slack does."""
        now = self.ws.clock.time()
        due = sorted((i for i in self.waiting.values() if i.post_at <= now), key=lambda i: i.post_at)
        for item in due:
            del self.waiting[item.id]
            self._send(item)

    async def _send_when_due(self) -> None:
        """Looks around rather than sleeps until then: the clock may be moved from any thread."""
        while self.waiting:
            self.send_due()
            await asyncio.sleep(LOOK_SECONDS)

    def _send(self, item: Scheduled) -> None:
        channel = self.ws.channels[item.channel]
        if channel.archived or not self.ws.installed:
            return
        item.message.ts = self.ws.timestamps.next()
        self.ws.post(channel, item.message)
        events.message_posted(self.ws, channel, item.message)


def outbox(ws: Workspace) -> Outbox:
    return ws.part(Outbox)
