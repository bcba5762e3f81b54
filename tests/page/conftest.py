"""A browser, and a workspace in which a stock app is at work."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from slack_sdk import WebClient

from demo.pictures import CHROMIUM, FLAGS
from sandbox.config import Config
from sandbox.driver import Driver
from sandbox.manifest import Manifest
from sandbox.server import Sandbox
from tests.sandbox import stock_app
from tests.sandbox.bolt_over_http import bolt, serve

ROOT = Path(__file__).parents[2]


# One a module: while it runs, its thread cannot run an event loop of another test's.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail("the page is tested in Debian's chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield started
        started.close()


@dataclass(frozen=True)
class Shop:
    """The demo's people, with an app that takes orders."""

    slack: Sandbox
    desk: Driver
    client: WebClient


@pytest.fixture
def shop() -> Iterator[Shop]:
    manifest = Manifest.load(ROOT / "tests" / "sandbox" / "manifest.yml")
    config = replace(Config.load(ROOT / "sandbox" / "demo.toml"), manifest=manifest)
    with Sandbox(config) as slack, Driver(slack.url) as desk:
        client = WebClient("xoxb-sandbox", base_url=slack.api_url)
        with serve(bolt(stock_app.build(client))) as listening:
            desk.request_url(listening.url)
            yield Shop(slack, desk, client)


Visits = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, shop: Shop) -> Iterator[Visits]:
    """Opens the page as Sam; nothing may go wrong on it unseen."""
    wrong: list[str] = []

    def visited(query: str = "channel=sales-handoffs", *, width: int = 1280, height: int = 820) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{shop.slack.url}/?as=sam&{query}")
        page.wait_for_selector("body[data-ready]")
        return page

    with closing(browser.new_context()) as context:
        context.set_default_timeout(5000)
        yield visited
    assert wrong == []
