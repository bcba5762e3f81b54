"""Where a browser comes to connect a mailbox: /mailbox/{provider}/start and /callback."""

from html import escape

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from app.outside.consent import Consent, NotConnected

AT_ONCE = 4  # requests that may wait for Google or Microsoft
HEAD = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds what only this person may bring
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="font: 1.1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem">
<h1>{title}</h1>
<p>{text}</p>
</body>
</html>
"""


def routes(consent: Consent) -> list[Route]:
    """Make the two paths."""
    limiter = CapacityLimiter(AT_ONCE)

    async def start(request: Request) -> Response:
        name, state = request.path_params["provider"], request.query_params.get("state", "")
        try:
            there = await to_thread.run_sync(consent.start, name, state, limiter=limiter)
        except NotConnected as why:
            return page("Not connected", str(why), 400)
        return RedirectResponse(there, status_code=302, headers=HEAD)

    async def callback(request: Request) -> Response:
        name, asked = request.path_params["provider"], dict(request.query_params)
        try:
            address = await to_thread.run_sync(consent.finish, name, asked, limiter=limiter)
        except NotConnected as why:
            return page("Not connected", str(why), 400)
        said = f"Your introductions will be among the drafts of {address}. You can close this page."
        return page("Connected", said, 200)

    return [
        Route("/mailbox/{provider}/start", start),
        Route("/mailbox/{provider}/callback", callback),
    ]


def page(title: str, text: str, status: int) -> HTMLResponse:
    """Make a page that says one thing."""
    return HTMLResponse(PAGE.format(title=escape(title), text=escape(text)), status, headers=HEAD)
