"""`python -m demo.pictures [address]`: takes the pictures in docs/ of a running demo."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).parents[1] / "docs"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = {"demo": ("anna", "app"), "intro": ("sam", "app"), "digest": ("maria", "sales-handoffs")}


def main(address: str) -> None:
    """Take each picture as the person it is named for sees the place."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, (who, place) in PICTURES.items():
            _take(browser, f"{address}/?as={who}&channel={place}", DOCS / f"{name}.png")
        browser.close()


def _take(browser: Browser, url: str, to: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 820})
    page.goto(url)
    page.get_by_role("article").last.wait_for()
    page.wait_for_timeout(500)  # the list scrolls to its end once it is drawn
    page.screenshot(path=to)
    page.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8899")
