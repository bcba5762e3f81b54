"""The time for a command that writes beside the bot: the bot's own."""

from collections.abc import Callable
from datetime import datetime

from app.clock import ApiClock, system_now
from app.settings import Settings


def clock(settings: Settings) -> Callable[[], datetime]:
    """Give what tells the time (UTC) as the bot has it."""
    if settings.handoff_clock != "api":
        return system_now
    theirs = ApiClock(settings.slack_api_url)
    theirs.follow()
    return theirs
