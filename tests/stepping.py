"""An office whose bot has a clock of its own, which is set wrong and right again while time goes on."""

import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

from app import main
from app.clock import Clock
from app.slack.carrier import SlackCarrier
from app.slack.courier import Courier
from app.slack.pace import Pace
from app.slack.sending import Line
from tests.office import Office, open_office, serving

MINUTE = timedelta(minutes=1)


class SteppedOffice(Office):
    """Slack's clock and the bot's uptime tell how much time has passed; what the bot takes for now is set."""

    wrong: timedelta

    def opens(self) -> None:
        """Start the bot with a clock that is right."""
        self.wrong = timedelta()
        self.bot = self.replica()
        url = self._open.enter_context(serving(self.bot))
        self.slack.workspace.request_url = f"{url}/slack/events"

    def replica(self) -> main.Bot:
        """Give a bot, or another one on the same (PostgreSQL) database."""
        bot, uptime = main.build(self.config, self.now, pace=math.inf), self.slack.clock.time
        pace = Pace(math.inf, uptime)
        line = Line(bot.client, pace)
        slack = SlackCarrier(bot.db, lambda: bot.desk.policy, line, bot.directory, self.now, pace=pace)
        bot.courier = Courier(bot.db, slack, self.now, uptime=uptime)
        bot.clock = Clock(
            bot.db,
            lambda: bot.desk.policy,
            courier=bot.courier,
            directory=bot.directory,
            now=self.now,
            uptime=uptime,
            metrics=bot.metrics,
        )
        bot.desk.wakes = (bot.courier.wake,)
        bot.prepare()
        self._open.callback(bot.stop)
        return bot

    def now(self) -> datetime:
        """What the bot takes for the time."""
        return self.slack.clock.now() + self.wrong

    def steps(self, **by: float) -> None:
        """Set the bot's clock."""
        self.wrong += timedelta(**by)

    def a_minute_passes(self) -> None:
        """Let the bot do what it does every second and every half minute, for a minute."""
        for _ in range(2):
            self.desk.advance(seconds=31)
            self.bot.clock.tidy()
            self.tick()


@contextmanager
def stepped_office(database_url: str) -> Iterator[SteppedOffice]:
    """Open it, on a Slack of its own."""
    with ExitStack() as stack:
        office = stack.enter_context(open_office(database_url, kind=SteppedOffice))
        assert isinstance(office, SteppedOffice)
        yield office
