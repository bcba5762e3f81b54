"""users.* and dnd.*."""

from sandbox.call import Call, Method, page_of
from sandbox.people import Person, as_user, dnd, profile
from sandbox.wire import Json, SlackError

MOST_ASKED = 50  # people in one dnd.teamInfo


def info(call: Call) -> Json:
    return {"user": _shown(call, _asked(call))}


def list_(call: Call) -> Json:
    members = [_shown(call, person) for person in call.ws.people.values()]
    page = page_of(call, members, default=len(members), most=1000, name="members")
    return page | {"cache_ts": int(call.ws.clock.time())}


def lookup_by_email(call: Call) -> Json:
    email = call.args.required("email").lower()
    for person in call.ws.people.values():
        if person.email.lower() == email and not person.deleted:
            return {"user": _shown(call, person)}
    raise SlackError("users_not_found")


def profile_get(call: Call) -> Json:
    person = _asked(call) if call.args.text("user") else call.bot
    with_email = call.has("users:read.email")
    return {"profile": profile(person, call.ws.team_id, call.ws.clock.now(), with_email=with_email)}


def presence(call: Call) -> Json:
    person = _asked(call)
    return {"presence": "away" if person.away or person.deleted else "active"}


def dnd_info(call: Call) -> Json:
    return dnd(_asked(call) if call.args.text("user") else call.bot)


def dnd_team_info(call: Call) -> Json:
    """Up to fifty people at once; who is unknown is left out."""
    asked = [user.strip() for user in call.args.required("users").split(",")]
    if len(asked) > MOST_ASKED:
        raise SlackError("too_many_users")
    return {"users": {user: dnd(call.ws.people[user]) for user in asked if user in call.ws.people}}


def _asked(call: Call) -> Person:
    person = call.ws.people.get(call.args.required("user"))
    if person is None:
        raise SlackError("user_not_found")
    return person


def _shown(call: Call, person: Person) -> Json:
    with_email = call.has("users:read.email")
    return as_user(person, call.ws.team_id, call.ws.clock.now(), with_email=with_email)


METHODS = {
    "users.info": Method(info, scopes=("users:read",)),
    "users.list": Method(list_, scopes=("users:read",)),
    "users.lookupByEmail": Method(lookup_by_email, scopes=("users:read.email",)),
    "users.getPresence": Method(presence, scopes=("users:read",)),
    "users.profile.get": Method(profile_get, scopes=("users.profile:read",)),
    "dnd.info": Method(dnd_info, scopes=("dnd:read",)),
    "dnd.teamInfo": Method(dnd_team_info, scopes=("dnd:read",)),
}
