"""`make pictures`: a team with half a year behind it, in docs/; on a desktop in light, on a phone in dark."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.pictures.workspace import running
from demo.pictures import CHROMIUM, DOCS, FLAGS, Picture, take

MANAGER, AE = "north", "ae03"
TO_THE_TOP = "it => it.closest('article').scrollIntoView()"


def main() -> None:
    """Take them all; with `--all` in every width and colour, into a folder of your own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, help="a folder for desktop and phone, light and dark")
    folder = parser.parse_args().all
    with tempfile.TemporaryDirectory() as data, running(Path(data)) as slack, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for picture in _pictures(every=bool(folder)):
            take(browser, slack.url, picture, folder or DOCS)
        browser.close()
    sys.stdout.write(f"The pictures are in {folder or DOCS}.\n")


def _pictures(*, every: bool) -> Iterator[Picture]:
    shown: dict[str, tuple[str, Callable[[Page], None]]] = {
        "digest": (f"?as={MANAGER}&channel=sales", _scrolled_to("Handoffs, week to")),
        "review": (f"?as={MANAGER}&channel=sales", _scrolled_to("What the exit criteria tell")),
        "home-manager": (f"?as={MANAGER}&channel=app&tab=home", lambda _: None),
        "home-ae": (f"?as={AE}&channel=app&tab=home", lambda _: None),
    }
    for name, (address, prepare) in shown.items():
        ready = "#home-blocks > *" if "tab=home" in address else "article"
        desktop = Picture(name, address, ready=ready, height=980, prepare=prepare)
        phone = replace(desktop, name=f"{name}-phone", width=390, height=844, scale=1.5)
        yield desktop
        yield _dark(phone)
        if every:
            yield replace(_dark(desktop), name=f"{name}-dark")
            yield replace(phone, name=f"{name}-phone-light")


def _dark(picture: Picture) -> Picture:
    return replace(picture, address=picture.address + "&theme=dark")


def _scrolled_to(heading: str) -> Callable[[Page], None]:
    """Show a message from its heading on."""
    return lambda page: page.get_by_text(heading).last.evaluate(TO_THE_TOP)


if __name__ == "__main__":
    main()
