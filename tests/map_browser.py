"""Chromium without a network, and what tests ask of a map page in it."""

from __future__ import annotations

import dataclasses
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND",
]  # fmt: skip
DESKTOP, PHONE = (1280, 800), (390, 844)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium without a network; without Chromium the tests fail in CI and are skipped elsewhere."""
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path  # where `playwright install chromium` puts it, as on Ubuntu
        path = next((each for each in (*found, own) if each and Path(each).is_file()), None)
        if path is None:
            message = "no Chromium on the path: the map pages are not tested in a browser"
            if os.environ.get("CI", "").lower() == "true":
                pytest.fail(message)
            pytest.skip(message)
        started = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield started
        started.close()


@dataclasses.dataclass
class Opened:
    page: Page
    requests: list[str]
    errors: list[str]

    def attacked(self) -> bool:
        """Return whether any text of the data ran."""
        return bool(self.page.evaluate("window.__x !== undefined"))


@contextmanager
def opened(
    browser: Browser, path: Path, html: str, size: tuple[int, int] = DESKTOP, *, address: str = "", **context: Any
) -> Iterator[Opened]:
    """Open a page from disk; ``address`` is what follows its path, as ``#sel=...``."""
    path.write_text(html, encoding="utf-8")
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, **context)
    result = Opened(page, [], [])
    page.on("request", lambda request: result.requests.append(request.url))
    page.on("pageerror", lambda error: result.errors.append(str(error)))
    page.on("console", lambda message: result.errors.append(message.text) if message.type == "error" else None)
    page.goto(path.as_uri() + address)
    page.wait_for_selector("html[data-ready='1']", timeout=15_000)
    try:
        yield result
    finally:
        page.close()


def until(page: Page, condition: str) -> None:
    """Wait until a condition holds on the page.

    Playwright's own ``wait_for_function`` evaluates text inside the page, which the policy of our pages refuses.
    """
    for _ in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"after 15 s not true on the page: {condition}")


def centres(page: Page) -> list[list[float]]:
    """Return where on the screen the middle of each area is."""
    return list(
        page.evaluate(
            """() => {
              const map = Object.values(window).find(value => value instanceof L.Map);
              const corner = map.getContainer().getBoundingClientRect();
              const topology = map.gcPage.main.topology;
              return topology.boxes.map((box, shape) => {
                const at = map.latLngToContainerPoint(map.unproject(L.point(topology.anchor(shape)), 0));
                return [at.x + corner.left, at.y + corner.top];
              });
            }"""
        )
    )


def colours_at(page: Page, points: list[list[float]], offset: float = 0) -> list[str]:
    """Return the colour of the lower canvas at places of the screen."""
    return list(
        page.evaluate(
            """([points, offset]) => {
              const canvas = document.querySelector('.leaflet-gcShapes-pane canvas, [class*=gcShapes] canvas');
              const box = canvas.getBoundingClientRect(), ctx = canvas.getContext('2d');
              const ratio = canvas.width / box.width;
              return points.map(([x, y]) => {
                const data = ctx.getImageData((x - box.left) * ratio, (y + offset - box.top) * ratio, 1, 1).data;
                return '#' + Array.from(data.slice(0, 3)).map(v => v.toString(16).padStart(2, '0')).join('');
              });
            }""",
            [points, offset],
        )
    )
