"""`make pictures`: starts a demo of its own and takes the pictures in docs/."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from demo import parts

DOCS = parts.ROOT / "docs"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SETTLED_MS = 500  # a list scrolls to its end once it is drawn


@dataclass(frozen=True)
class Picture:
    """What an address shows, once `ready` is there, after `prepare` has done what a person would."""

    name: str
    address: str
    ready: str = "article"
    width: int = 1280
    height: int = 820
    scale: float = 1
    prepare: Callable[[Page], None] = lambda _: None


def _with_errors(page: Page) -> None:
    """Sam sends the form as good as empty."""
    box = page.get_by_label("Message", exact=True)
    box.fill("/handoff Granite Works")
    box.press("Enter")
    form = page.get_by_role("dialog", name="Hand off · 1 of 3")
    form.get_by_role("button", name="Next", exact=True).click()
    form.locator(".error").first.wait_for()


def _with_brief(page: Page) -> None:
    """Anna reads the brief on her newest card, and goes on on her phone where she has left it open."""
    brief = page.get_by_role("dialog", name="One-minute brief")
    if not brief.is_visible():
        page.get_by_role("button", name="Brief", exact=True).last.click()
    brief.wait_for()


PICTURES = [
    Picture("demo", "?as=anna&channel=app"),
    Picture("intro", "?as=sam&channel=app"),
    Picture("home", "?as=anna&channel=app&tab=home", ready="#home-blocks > *"),
    Picture("phone", "?as=anna&channel=app&theme=dark", width=390, height=844, scale=1.5),
    Picture("form", "?as=sam&channel=sales-handoffs", prepare=_with_errors),
    Picture("brief", "?as=anna&channel=app", prepare=_with_brief),
    Picture(
        "brief-phone",
        "?as=anna&channel=app&theme=dark",
        width=390,
        height=844,
        scale=1.5,
        prepare=_with_brief,
    ),
]
SIDE = Picture("side", "?side=sam,anna,maria", ready="iframe", width=1440)
INSPECTOR = Picture("inspector", "?as=anna&channel=app&inspector=faults", ready=".fault-mark", height=900)


def main() -> None:
    """Take them all; what changes the demo comes late: Anna lets a prospect wait, then calls go wrong."""
    database = parts.ROOT / "var" / "pictures.db"
    with parts.running(database, 0) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for picture in PICTURES:
            take(browser, demo.url, picture)
        demo.desk.advance(hours=2)
        demo.desk.as_user("maria").sees("has stalled", within=15)
        take(browser, demo.url, SIDE)
        demo.desk.post("fault", {"method": "views.publish", "kind": "slow", "seconds": 0.4})
        demo.desk.as_user("anna").looks_at_home()
        demo.desk.post("fault", {"method": "chat.postMessage", "kind": "ratelimited", "times": 3})
        demo.desk.post("fault", {"delivery": "duplicate", "of": "view_submission"})
        take(browser, demo.url, INSPECTOR)
        browser.close()


def take(browser: Browser, url: str, picture: Picture, folder: Path = DOCS) -> None:
    """Take one picture of what is at `url`."""
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height}, device_scale_factor=picture.scale
    )
    page.goto(f"{url}/{picture.address}")
    page.locator(picture.ready).last.wait_for()
    for frame in page.frames:
        frame.wait_for_selector("body[data-ready]")
    picture.prepare(page)
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=folder / f"{picture.name}.png")
    page.close()


if __name__ == "__main__":
    main()
