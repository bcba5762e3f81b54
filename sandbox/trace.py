"""Everything that happened in a workspace, as one JSON document: what a failed test leaves behind."""

from sandbox import control_state, payloads
from sandbox.messages import as_api
from sandbox.traffic import KEPT
from sandbox.wire import Json
from sandbox.workspace import Workspace


def of(ws: Workspace) -> Json:
    """Traffic newest first, messages oldest first, each channel's threads and ephemerals among them."""
    return {
        "ok": True,
        "version": 1,
        "now": ws.clock.now().isoformat(),
        "teams": {id: _team(team) for id, team in ws.teams.items()},
        "traffic": ws.traffic.newest(KEPT, detail=True),
        "faults": ws.faults.as_json()["used"],
    }


def _team(ws: Workspace) -> Json:
    modals = {user: ws.views.stack(user) for user in ws.people}
    return {
        "name": ws.config.team.name,
        "installed": ws.installed,
        "people": [control_state.person_seen(ws, one) for one in ws.people.values()],
        "channels": [_channel(ws, id) for id in ws.channels],
        "modals": {
            user: [payloads.as_view(ws, view) for view in stack] for user, stack in modals.items() if stack
        },
        "homes": {user: payloads.as_view(ws, view) for user, view in ws.views.homes.items()},
        "notices": ws.notices,
    }


def _channel(ws: Workspace, id: str) -> Json:
    channel = ws.channels[id]
    everything = [*channel.messages.values(), *channel.ephemerals.values()]
    return {
        "id": id,
        "name": channel.name,
        "kind": channel.kind,
        "members": channel.members,
        "archived": channel.archived,
        "messages": [
            as_api(one, channel, ws.team_id, with_metadata=True)
            | {"ephemeral_to": one.ephemeral_to, "picked": one.picked}
            for one in sorted(everything, key=lambda one: one.ts)
        ],
    }
