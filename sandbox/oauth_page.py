"""/oauth/v2/authorize: the page on which a person lets the app into a team, or does not."""

from html import escape
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.oauth import CODE_SECONDS, Code, codes, redirect_address
from sandbox.people import Person
from sandbox.wire import SlackError
from sandbox.workspace import Workspace

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}"
    ":root{color-scheme:light dark}"
    "select,button{font:inherit;padding:.5rem .9rem}label{display:block;margin:1rem 0}"
)


def authorize_route(ws: Workspace) -> Route:
    async def authorize(request: Request) -> Response:
        try:
            scopes, redirect_uri = _checked(ws, request)
            if request.method == "GET":
                return _page(ws, request, scopes)
            return await _decided(ws, request, scopes, redirect_uri)
        except SlackError as error:
            text = f"<p>The app asked for something it cannot have: <code>{escape(error.error)}</code></p>"
            return _html("Something went wrong", text, status=400)

    return Route("/oauth/v2/authorize", authorize, methods=["GET", "POST"])


def _checked(ws: Workspace, request: Request) -> tuple[frozenset[str], str]:
    asked = request.query_params
    if asked.get("client_id") != ws.config.app.client_id:
        raise SlackError("invalid_client_id")
    scopes = frozenset(one for one in asked.get("scope", "").replace(",", " ").split() if one)
    if not scopes:
        raise SlackError("no_scopes")
    if not scopes <= ws.config.manifest.scopes:
        raise SlackError("invalid_scope")
    if asked.get("team") and asked["team"] not in ws.teams:
        raise SlackError("invalid_team")
    return scopes, redirect_address(ws, asked.get("redirect_uri", ""))


def _page(ws: Workspace, request: Request, scopes: frozenset[str]) -> Response:
    """The form posts to its own address, so the question stays in the query."""
    asked = request.query_params.get("team")
    teams = [team for id, team in ws.teams.items() if asked in (None, "", id)]
    choices = "".join(_choices(team) for team in teams)
    wanted = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in sorted(scopes))
    name = escape(ws.config.app.name)
    return _html(
        f"Install {name}",
        f"<p><strong>{name}</strong> asks for these permissions:</p><ul>{wanted}</ul>"
        f'<form method="post"><label>As <select name="person">{choices}</select></label>'
        '<button name="decision" value="allow">Allow</button> '
        '<button name="decision" value="cancel">Cancel</button></form>',
    )


def _choices(team: Workspace) -> str:
    options = "".join(
        f'<option value="{escape(team.team_id)}/{escape(person.id)}">{escape(person.name)}</option>'
        for person in team.people.values()
        if _may_install(person)
    )
    return f'<optgroup label="{escape(team.config.team.name)}">{options}</optgroup>'


def _may_install(person: Person) -> bool:
    return not (person.is_bot or person.deleted or person.guest)


async def _decided(
    ws: Workspace, request: Request, scopes: frozenset[str], redirect_uri: str
) -> RedirectResponse:
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    state = request.query_params.get("state", "")
    answer = {"error": "access_denied", "state": state}
    if form.get("decision") == ["allow"]:
        team, _, user = form.get("person", [""])[0].partition("/")
        person = ws.teams[team].people.get(user) if team in ws.teams else None
        if person is None or not _may_install(person):
            raise SlackError("access_denied")
        named = bool(request.query_params.get("redirect_uri"))
        expires = ws.clock.time() + CODE_SECONDS
        code = Code(team, user, scopes, redirect_uri, named, expires)
        answer = {"code": codes(ws).give(code), "state": state}
    joint = "&" if "?" in redirect_uri else "?"
    return RedirectResponse(f"{redirect_uri}{joint}{urlencode(answer)}", status_code=302)


def _html(title: str, body: str, *, status: int = 200) -> HTMLResponse:
    head = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    )
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    return HTMLResponse(f"{head}{viewport}<h1>{title}</h1>{body}", status_code=status)
