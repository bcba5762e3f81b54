"""The teams an app may be installed in, each a workspace of its own; the first is the page's."""

from dataclasses import replace

from sandbox.config import InstallTeamConfig
from sandbox.workspace import Workspace


def open_teams(home: Workspace) -> None:
    """All know each other; they share the clock, the ids, the traffic and what goes wrong on demand."""
    for raw in home.config.install_teams:
        home.teams[raw.id] = _workspace(home, raw)


def by_token(home: Workspace, token: str) -> Workspace:
    """The home team's for a token nobody knows: it is refused there."""
    for ws in home.teams.values():
        if token and (token == ws.grant.token or token in ws.grant.revoked):
            return ws
    return home


def _workspace(home: Workspace, raw: InstallTeamConfig) -> Workspace:
    app = replace(
        home.config.app,
        bot_user=raw.bot_user or f"UB{raw.id[1:]}",
        bot_id=raw.bot_id or f"BB{raw.id[1:]}",
        bot_token=raw.bot_token,
    )
    team = replace(home.config.team, id=raw.id, name=raw.name, domain=raw.domain)
    config = replace(home.config, team=team, app=app, people=raw.people, channels=raw.channels, usergroups=())
    ws = Workspace(config, home.clock, ids=home.ids, live=home.live, traffic=home.traffic, teams=home.teams)
    ws.tickets, ws.timestamps = home.tickets, home.timestamps
    ws.faults, ws.rate_limits = home.faults, home.rate_limits
    return ws
