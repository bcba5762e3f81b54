"""How often a method may be called: one table, and leaky buckets on real time that enforce it when asked to.

Slack publishes rates per minute and says that bursts are tolerated, not how large: `burst` is ours.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.config import LimitsConfig
from sandbox.wire import Json, SlackError

Key = tuple[str, ...]


@dataclass(frozen=True)
class Rate:
    calls: int
    seconds: float


# docs.slack.dev/apis/web-api/rate-limits: calls per minute.
TIERS = {1: Rate(1, 60), 2: Rate(20, 60), 3: Rate(50, 60), 4: Rate(100, 60)}
# The special methods: "hundreds per minute" for one, "varies" for the other.
SPECIAL = {"auth.test": Rate(300, 60), "chat.getPermalink": Rate(300, 60)}
PER_CHANNEL = {"chat.postMessage": Rate(1, 1)}
# "Several hundred messages per minute" in a whole workspace.
PER_WORKSPACE = {"chat.postMessage": Rate(300, 60)}
# What the table does not name (a method that Slack's reference puts in no tier).
OTHERS = 3
ROUNDING = 1e-6  # seconds: many small leaks added up are not quite their sum
ROUNDING = 1e-6  # seconds

_TIER_1 = "apps.uninstall"
_TIER_2 = """
    conversations.archive conversations.close conversations.create conversations.list conversations.rename
    conversations.setPurpose conversations.setTopic conversations.unarchive dnd.teamInfo emoji.list
    files.upload pins.add
    pins.list pins.remove reactions.list reactions.remove usergroups.create usergroups.disable
    usergroups.enable usergroups.list usergroups.update usergroups.users.list usergroups.users.update
    users.list users.setPresence auth.teams.list files.upload
"""
_TIER_3 = """
    apps.connections.open auth.revoke bookmarks.list bots.info chat.delete chat.deleteScheduledMessage
    chat.meMessage chat.scheduleMessage chat.scheduledMessages.list chat.unfurl chat.update
    conversations.history conversations.info conversations.invite conversations.join conversations.kick
    conversations.leave conversations.mark conversations.open conversations.replies dnd.info files.delete
    files.list reactions.add reactions.get team.info users.conversations users.getPresence
    users.lookupByEmail
"""
_TIER_4 = """
    api.test chat.postEphemeral conversations.members files.completeUploadExternal
    files.getUploadURLExternal files.info oauth.v2.access oauth.v2.exchange openid.connect.token
    users.info users.profile.get views.open views.publish views.push views.update
"""
TIER_OF = {
    method: tier
    for tier, methods in enumerate((_TIER_1, _TIER_2, _TIER_3, _TIER_4), start=1)
    for method in methods.split()
}


class RateLimited(SlackError):
    """Becomes HTTP 429 with an integer Retry-After."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.headers = {"retry-after": str(retry_after)}


@dataclass
class Bucket:
    """Fills with each call and leaks steadily; `full_until` is when it will be empty again."""

    rate: Rate
    burst: int
    empty_at: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until one more call fits."""
        room = (self.rate.calls + self.burst - 1) * self._leak
        wait = self.empty_at - now - room
        return wait if wait > ROUNDING else 0.0

    def add(self, now: float) -> None:
        self.empty_at = max(self.empty_at, now) + self._leak

    @property
    def _leak(self) -> float:
        return self.rate.seconds / self.rate.calls


@dataclass
class RateLimits:
    """The limits of every app in every team, and how often each method was called and refused."""

    config: LimitsConfig
    monotonic: Callable[[], float] = time.monotonic
    calls: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    _buckets: dict[Key, Bucket] = field(default_factory=dict)

    def change(self, **changes: Any) -> None:
        """Other settings, and every bucket empty."""
        self.config = replace(self.config, **changes)
        self._buckets.clear()

    def check(self, method: str, *, app: str, team: str, channel: str) -> None:
        """Count a call; refuse it if it is one too many. A refused call fills no bucket."""
        self.calls[method] += 1
        if not self.config.enforce:
            return
        now = self.monotonic() * self.config.speed
        buckets = [self._bucket(key, rate) for key, rate in _limits(method, app, team, channel)]
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > ROUNDING:
            self.refused[method] += 1
            raise RateLimited(max(math.ceil(wait / self.config.speed), 1))
        for bucket in buckets:
            bucket.add(now)

    def as_json(self) -> Json:
        methods = {
            method: {"tier": tier_of(method), "calls": calls, "refused": self.refused[method]}
            for method, calls in sorted(self.calls.items())
        }
        config = self.config
        switches = {"enforce": config.enforce, "burst": config.burst, "speed": config.speed}
        return {"ok": True, **switches, "methods": methods}

    def _bucket(self, key: Key, rate: Rate) -> Bucket:
        return self._buckets.setdefault(key, Bucket(rate, self.config.burst))


def tier_of(method: str) -> int | None:
    """None for the special ones."""
    special = method in SPECIAL or method in PER_CHANNEL
    return None if special else TIER_OF.get(method, OTHERS)


def _limits(method: str, app: str, team: str, channel: str) -> Iterator[tuple[Key, Rate]]:
    tier = tier_of(method)
    if tier is not None:
        yield (method, app, team), TIERS[tier]
    if method in SPECIAL:
        yield (method, app, team), SPECIAL[method]
    if method in PER_WORKSPACE:
        yield (method, app, team), PER_WORKSPACE[method]
    if method in PER_CHANNEL:
        yield (method, app, team, channel), PER_CHANNEL[method]
