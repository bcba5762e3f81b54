"""Builds the Bolt app: who we are, every listener, and nothing that talks to Slack before a request comes."""

import logging
from typing import Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from app.metrics import Metrics
from app.settings import Settings
from app.slack import (
    brief,
    calendar,
    card,
    commands,
    digest,
    door,
    errors,
    feedback,
    handoff_form,
    hearsay,
    hold,
    home,
    intro,
    live,
    mailbox,
    ooo,
    preferences,
    story,
)
from app.slack.calls import CountedClient
from app.slack.desk import Desk

# Buttons first: each listener ahead of a match costs time.
FEATURES = (
    *(card, intro, brief, live, hold, calendar, digest, handoff_form, commands, home),
    *(ooo, preferences, story, mailbox, hearsay, feedback),
)


def build(settings: Settings, desk: Desk, metrics: Metrics) -> App:
    """Make the app with its listeners. The ack waits for the listener, which does one local transaction."""
    token = settings.slack_bot_token

    def authorize(enterprise_id: str | None, team_id: str | None, **_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    # Bolt warns that our own `authorize` makes its token unused, as it should be. Failures come to errors.py.
    quiet = logging.getLogger("warm_handoff.bolt")
    quiet.setLevel(logging.ERROR)
    app = App(
        logger=quiet,
        client=CountedClient(metrics, token=None, base_url=settings.slack_api_url, timeout=2),
        signing_secret=settings.slack_signing_secret or "unused in Socket Mode",
        authorize=authorize,
        process_before_response=True,
        token_verification_enabled=False,
        raise_error_for_unhandled_request=False,
    )
    door.register(app, desk)
    for feature in FEATURES:
        feature.register(app, desk)
    errors.register(app, desk)
    return app


def client(settings: Settings, metrics: Metrics, *, seconds: int) -> CountedClient:
    """Make a Web API client with a time limit that never retries by itself, which would double posts."""
    return CountedClient(
        metrics, token=settings.slack_bot_token, base_url=settings.slack_api_url, timeout=seconds
    )
