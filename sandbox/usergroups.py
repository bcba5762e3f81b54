"""usergroups.list and usergroups.users.list: the groups of the configuration."""

from sandbox.call import Call, Method
from sandbox.config import UsergroupConfig
from sandbox.wire import Json, SlackError


def list_(call: Call) -> Json:
    counted, listed = call.args.flag("include_count"), call.args.flag("include_users")
    disabled_too = call.args.flag("include_disabled")
    shown = []
    for group in call.ws.config.usergroups:
        users: Json = {"users": _users(call, group)} if listed else {}
        count: Json = {"user_count": len(group.members)} if counted else {}
        if disabled_too or not group.disabled:
            shown.append(_as_api(call, group) | users | count)
    return {"usergroups": shown}


def users(call: Call) -> Json:
    asked = call.args.required("usergroup")
    for group in call.ws.config.usergroups:
        if group.id == asked and (call.args.flag("include_disabled") or not group.disabled):
            return {"users": _users(call, group)}
    raise SlackError("no_such_subteam")


def _users(call: Call, group: UsergroupConfig) -> list[str]:
    return [call.ws.person(who).id for who in group.members]


def _as_api(call: Call, group: UsergroupConfig) -> Json:
    created = 1700000000
    return {
        "id": group.id,
        "team_id": call.ws.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": created,
        "date_update": created,
        "date_delete": created if group.disabled else 0,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": "USLACKBOT",
        "updated_by": "USLACKBOT",
        "deleted_by": "USLACKBOT" if group.disabled else None,
        "prefs": {"channels": [], "groups": []},
    }


METHODS = {
    "usergroups.list": Method(list_, scopes=("usergroups:read",)),
    "usergroups.users.list": Method(users, scopes=("usergroups:read",)),
}
