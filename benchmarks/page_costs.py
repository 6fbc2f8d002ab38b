"""What a map page costs in a browser: first drawing, memory, frames while panning, zooming, restyling, hovering.

The same script measures every page. Needs the Python package `playwright` and a Chromium.
"""

from __future__ import annotations

import os
import shutil
import statistics
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, CDPSession, Page

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND",
]  # fmt: skip
SIZE = {"width": 1280, "height": 800}
WATCH = """
window.gcWatch = { first: null, long: [], frames: [] };
gcWatch.drawn = new Promise(done => { gcWatch.done = done; });
window.gcMap = () => {
  gcWatch.map = gcWatch.map || Object.values(window).find(value => window.L && value instanceof L.Map);
  return gcWatch.map;
};
new PerformanceObserver(list => list.getEntries().forEach(each => gcWatch.long.push(each.duration)))
  .observe({ type: 'longtask', buffered: true });
(function () {
  let last = null;
  function frame(now) {
    if (last !== null) { gcWatch.frames.push(now - last); }
    last = now;
    requestAnimationFrame(frame);
  }
  requestAnimationFrame(frame);
  function look() {
    const paths = document.querySelectorAll('.leaflet-overlay-pane path').length;
    if (document.documentElement.dataset.drawn === '1' || paths >= window.gcWanted) {
      requestAnimationFrame(() => { gcWatch.first = performance.now(); gcWatch.done(); });
    } else { requestAnimationFrame(look); }
  }
  requestAnimationFrame(look);
})();
"""
RESTYLE = """async () => {
  const map = gcMap(), times = [];
  let layer = null;
  map.eachLayer(each => { if (each.feature === undefined && each instanceof L.GeoJSON) { layer = each; } });
  for (let turn = 0; turn < 5; turn++) {
    await new Promise(done => requestAnimationFrame(done));
    const begun = performance.now();
    if (map.gcPage) {
      const main = map.gcPage.main, size = main.classes.length - 1;
      GeoCoop.restyle(map.gcPage, main, Array.from(main.classOf, each => (each + 1) % size));
    } else {
      const colours = ['#ffffd9', '#7fcdbb', '#1d91c0', '#253494'];
      layer.setStyle(feature => ({ fillColor: colours[(+feature.id + turn) % 4] }));
    }
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[2];
}"""
HOVER = """() => {
  const box = document.querySelector('.folium-map').getBoundingClientRect(), times = [];
  for (let turn = 0; turn < 40; turn++) {
    const clientX = box.left + box.width * (0.3 + 0.4 * ((turn * 0.618) % 1));
    const clientY = box.top + box.height * (0.2 + 0.6 * (turn / 40));
    const target = document.elementFromPoint(clientX, clientY), begun = performance.now();
    for (const name of ['mouseover', 'mousemove']) {
      target.dispatchEvent(new MouseEvent(name, { bubbles: true, clientX, clientY, view: window }));
    }
    times.push(performance.now() - begun);
  }
  times.sort((a, b) => a - b);
  return [times[20], times[39]];
}"""


@dataclass
class Measured:
    """What one page cost in one run; times in milliseconds, memory in MB."""

    first: float = 0.0
    load_long: float = 0.0
    load_longest: float = 0.0
    heap: float = 0.0
    memory: float = 0.0
    pan_longest: float = 0.0
    pan_p95: float = 0.0
    pan_long: float = 0.0
    zoom_long: float = 0.0
    zoom_longest: float = 0.0
    restyle: float = 0.0
    hover: float = 0.0
    hover_longest: float = 0.0
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium: the one on the path, else the one that playwright brought."""
    found = [os.environ.get("CHROMIUM", ""), *(shutil.which(name) or "" for name in ("chromium", "google-chrome"))]
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        path = next((each for each in (*found, own) if each and Path(each).is_file()), None)
        if path is None:
            message = "no Chromium: install one, or name it in the variable CHROMIUM"
            raise SystemExit(message)
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, path: Path, *, polygons: int, throttle: int = 1) -> Iterator[tuple[Page, Measured]]:
    """Open a page in a context of its own, wait until it is drawn, and close it again.

    Parameters
    ----------
    browser
        From `chromium`.
    path
        The page.
    polygons
        How many paths a page of another tool has drawn when it is ready.
    throttle
        By how much to slow the processor.
    """
    context = browser.new_context(viewport=SIZE)  # type: ignore[arg-type]
    page = context.new_page()
    result = Measured()
    page.on("request", lambda request: result.requests.append(request.url))
    page.on("pageerror", lambda error: result.errors.append(str(error)))
    page.add_init_script(f"window.gcWanted = {polygons};\n{WATCH}")
    if throttle > 1:
        session(page).send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    try:
        page.goto(path.as_uri(), wait_until="commit")
        page.evaluate("() => gcWatch.drawn")
        page.wait_for_timeout(400)
        yield page, result
    finally:
        context.close()


def session(page: Page) -> CDPSession:
    """Return a session of the developer tools."""
    return page.context.new_cdp_session(page)


def measure(browser: Browser, path: Path, *, polygons: int, throttle: int = 1, settle: int = 700) -> Measured:
    """Return what a page costs; see `opened`. ``settle`` is how long to wait after each step, in milliseconds."""
    with opened(browser, path, polygons=polygons, throttle=throttle) as (page, result):
        long = _taken(page, "long")
        result.first = float(page.evaluate("gcWatch.first"))
        result.load_long, result.load_longest = sum(long), max(long, default=0.0)
        tools = session(page)
        tools.send("HeapProfiler.collectGarbage")
        usage: dict[str, Any] = tools.send("Runtime.getHeapUsage")
        result.heap = usage["usedSize"] / 1e6
        kinds = ("usedSize", "embedderHeapUsedSize", "backingStorageSize")
        result.memory = sum(usage.get(kind, 0.0) for kind in kinds) / 1e6
        _taken(page, "long")
        _taken(page, "frames")
        page.evaluate("() => { gcMap(); }")
        middle = (SIZE["width"] * 0.4, SIZE["height"] * 0.5)
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] - 240, middle[1] - 120, steps=40)
        page.mouse.move(middle[0] + 60, middle[1] + 60, steps=40)
        page.mouse.up()
        page.wait_for_timeout(settle)
        frames = sorted(_taken(page, "frames"))
        result.pan_longest, result.pan_p95 = frames[-1], frames[int(len(frames) * 0.95)]
        result.pan_long = max(_taken(page, "long"), default=0.0)
        page.mouse.move(5, 5)
        for way in ("zoomIn(1)", "zoomIn(1)", "zoomIn(1)", "zoomOut(1)", "zoomOut(1)", "zoomOut(1)"):
            page.evaluate(f"() => {{ gcMap().{way}; }}")
            page.wait_for_timeout(settle)
        long = _taken(page, "long")
        result.zoom_long, result.zoom_longest = sum(long), max(long, default=0.0)
        result.restyle = float(page.evaluate(RESTYLE))
        result.hover, result.hover_longest = page.evaluate(HOVER)
    return result


def median(results: list[Measured], name: str) -> float:
    """Return the median of one figure."""
    return statistics.median(getattr(each, name) for each in results)


def _taken(page: Page, name: str) -> list[float]:
    """Return what was noted since the last call."""
    return [float(each) for each in page.evaluate(f"() => gcWatch.{name}.splice(0)")]
