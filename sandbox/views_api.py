"""views.open, views.push, views.update and views.publish."""

from sandbox.call import Call, Method
from sandbox.files import check_slack_files
from sandbox.validate import check_view
from sandbox.views import View, as_api
from sandbox.wire import Json, SlackError


def open_(call: Call) -> Json:
    payload = _view(call, "modal")
    trigger = call.ws.triggers.exchange(_trigger_id(call))
    return _answer(call, call.ws.views.open(trigger.user, payload, channel=trigger.channel))


def push(call: Call) -> Json:
    payload = _view(call, "modal")
    trigger = call.ws.triggers.exchange(_trigger_id(call))
    if trigger.view_id is None:
        raise SlackError("not_found")
    return _answer(call, call.ws.views.push(trigger.user, payload, onto=trigger.view_id))


def update(call: Call) -> Json:
    payload = _view(call)
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if bool(view_id) == bool(external_id):
        wrong = "Cannot provide both" if view_id else "Must provide either"
        raise SlackError("invalid_arguments", messages=[f"[ERROR] {wrong} `view_id` and `external_id`"])
    view = call.ws.views.find(view_id=view_id, external_id=external_id)
    if view is None:
        raise SlackError("not_found")
    if view["type"] != payload["type"]:
        raise SlackError("invalid_arguments", messages=["[ERROR] view type cannot change"])
    return _answer(call, call.ws.views.update(view, payload, call.args.text("hash")))


def publish(call: Call) -> Json:
    payload = _view(call, "home")
    person = call.ws.people.get(call.args.required("user_id"))
    if person is None:
        raise SlackError("invalid_arguments", messages=["[ERROR] invalid `user_id`"])
    if not call.ws.config.manifest.home_tab:
        raise SlackError("not_enabled")
    return _answer(call, call.ws.views.publish(person.id, payload, call.args.text("hash")))


def _trigger_id(call: Call) -> str:
    trigger_id = call.args.text("trigger_id") or call.args.text("interactivity_pointer")
    if not trigger_id:
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: trigger_id"])
    return trigger_id


def _view(call: Call, type: str | None = None) -> Json:
    call.args.required("view")
    payload = call.args.structure("view", error="invalid_arguments")
    check_view(payload, type)
    check_slack_files(call.ws, payload["blocks"], at="/view/blocks", error="invalid_arguments")
    shown: Json = payload
    return shown


def _answer(call: Call, view: View) -> Json:
    ws = call.ws
    ws.live.changed(people=[view.user])
    return {"view": as_api(view, ws.team_id, ws.config.app.id, ws.bot.bot_id)}


METHODS = {
    "views.open": Method(open_),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
