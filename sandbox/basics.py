"""api.test, auth.test, apps.connections.open, team.info and bots.info."""

from sandbox.call import Call, Method
from sandbox.wire import Json, SlackError


def api_test(call: Call) -> Json:
    given = {name: value for name, value in call.args.given.items() if name != "token"}
    if "error" in given:
        raise SlackError(str(given["error"]), args=given)
    return {"args": given}


def auth_test(call: Call) -> Json:
    team = call.ws.config.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": call.bot.handle,
        "team_id": team.id,
        "user_id": call.bot.id,
        "bot_id": call.bot.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Json:
    """The address works once: each connection asks for its own."""
    ticket = call.ws.ids.uuid()
    call.ws.tickets.add(ticket)
    address = call.ws.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/socket?ticket={ticket}&app_id={call.ws.config.app.id}"}


def team_info(call: Call) -> Json:
    team = call.ws.config.team
    asked = call.args.text("team")
    if asked and asked != team.id:
        raise SlackError("team_not_found")
    icon = {"image_default": True}
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "url": f"https://{team.domain}.slack.com/",
            "domain": team.domain,
            "email_domain": "",
            "icon": icon,
            "avatar_base_url": "https://avatars.slack-edge.example/",
            "is_verified": False,
        }
    }


def bots_info(call: Call) -> Json:
    asked = call.args.text("bot")
    if not asked:
        return {}
    bot = next((person for person in call.ws.people.values() if person.bot_id == asked), None)
    if bot is None:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": bot.bot_id,
            "deleted": bot.deleted,
            "name": bot.name,
            "updated": 1700000000,
            "app_id": bot.app_id,
            "user_id": bot.id,
            "icons": {
                f"image_{size}": f"https://a.slack-edge.example/bot_{size}.png" for size in (36, 48, 72)
            },
        }
    }


METHODS = {
    "api.test": Method(api_test, token="none"),
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(connections_open, token="app"),
    "team.info": Method(team_info, scopes=("team:read",)),
    "bots.info": Method(bots_info, scopes=("users:read",)),
}
