"""Every page of the URL configuration in a real browser: axe finds nothing serious, it fits a phone, it is light."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Response

from tests.web.addresses import filled, parts, patterns
from tests.web.sites import Site

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("store", ["sqlite"], indirect=True)]
LIGHT = 60_000
"""Bytes of the first view of a page, compressed."""
OPENED = "document.querySelectorAll('details').forEach(part => { part.open = true; })"


@dataclass
class Seen:
    """What a browser had from a page."""

    page: Page
    answer: Response
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    bytes: int = 0


@pytest.fixture
def lived(site: Site) -> Iterator[tuple[Site, str]]:
    """A whole life, published, and a server on it."""
    site.live()
    site.publish()
    with site.served() as url:
        yield site, url


def context(browser: Browser, site: Site, url: str, actor: str, **how: Any) -> BrowserContext:
    """A browser of somebody; of a stranger for ""."""
    found = browser.new_context(**how)
    if actor:
        found.add_cookies(site.cookies(actor, url))
    return found


def visit(opened: BrowserContext, url: str) -> Seen | None:
    """Open a page; None if what is there is no page."""
    page = opened.new_page()
    seen = Seen(page, None)  # type: ignore[arg-type]
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("console", lambda message: seen.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    try:
        answer = page.goto(url)
    except Error as error:  # a download is no page, nor is an address that takes forms only and answers with nothing
        assert "Download is starting" in str(error) or "ERR_HTTP_RESPONSE_CODE_FAILURE" in str(error), error
        page.close()
        return None
    assert answer is not None
    seen.answer = answer
    if not answer.headers.get("content-type", "").startswith("text/html"):
        page.close()
        return None
    return seen


def addresses(site: Site) -> list[str]:
    known = parts(site.living.state())
    found = [filled(address, known) for address, _ in patterns()]
    return sorted({one for one in found if one is not None and "/api/" not in one})


def serious(found: Any) -> list[str]:
    """What axe finds that keeps people out."""
    return [
        f"axe: {one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}"
        for one in found.response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("actor", ["", "chair"])
def test_every_page_is_sound(lived, browser: Browser, actor: str, half: int):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    site, url = lived
    tool = axe.Axe()
    wrong: dict[str, list[str]] = {}
    count = 0
    opened = context(browser, site, url, actor, viewport={"width": 320, "height": 640})
    for address in addresses(site)[half::2]:
        seen = visit(opened, url + address)
        if seen is None:
            continue
        count += 1
        faults = wrong[address] = []
        assert seen.answer.status < 500, (address, seen.answer.status)
        seen.page.evaluate(OPENED)
        faults += serious(tool.run(seen.page, options={"resultTypes": ["violations"]}))
        if actor:  # strangers see the same pages with less on them
            seen.page.emulate_media(color_scheme="dark")
            dark = tool.run(seen.page, options={"runOnly": ["color-contrast"], "resultTypes": ["violations"]})
            faults += [f"in dark: {one}" for one in serious(dark)]
        width = seen.page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            faults.append(f"it is {width} px wide on a phone of 320")
        if outside := [one for one in seen.asked if urlsplit(one).netloc not in {urlsplit(url).netloc, ""}]:
            faults.append(f"it asks others: {outside[:3]}")
        if seen.answer.status == 200 and seen.complaints:
            faults.append(f"the browser complains: {seen.complaints[:3]}")
        heads = seen.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(head => +head.tagName[1])")
        if heads.count(1) != 1 or any(after - before > 1 for before, after in pairwise(heads)):
            faults.append(f"headings are out of order: {heads}")
        seen.page.close()
    opened.close()
    told = "\n".join(f"{address}: {fault}" for address, faults in wrong.items() for fault in faults)
    assert count > 12
    assert not told, told


def test_the_first_view_of_every_page_is_light(site: Site):
    site.live()
    client = site.client()
    heavy = {}
    for address in addresses(site):
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            content = b"".join(answer) if answer.streaming else answer.content
            sent = len(content) if answer.headers.get("Content-Encoding") == "gzip" else len(gzip.compress(content))
            parts_of = set(_files(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content))
            total = sent + sum(_weight(client, part) for part in parts_of)
            if total > LIGHT:
                heavy[address] = total
        answer.close()
    assert heavy == {}


def _files(html: bytes) -> Iterator[str]:
    """The style sheets, scripts and pictures that a page asks for at once."""
    for found in re.findall(
        r'<(?:link[^>]*rel="stylesheet"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"', html.decode()
    ):
        if found.startswith("/"):
            yield found


def _weight(client, address: str) -> int:
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    content = b"".join(answer) if answer.streaming else answer.content
    return len(content) if answer.headers.get("Content-Encoding") == "gzip" else len(gzip.compress(content))


def painted(page: Page) -> float:
    """When something was first to be seen, in milliseconds."""
    for _ in range(100):
        if shown := page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime"):
            return float(shown)
        page.wait_for_timeout(50)
    raise AssertionError("nothing was painted in five seconds")


@pytest.mark.parametrize("place", ["", "record/", "people/", "charter/"])
def test_a_page_is_there_in_a_second_on_a_slow_line(lived, browser: Browser, place: str):
    """Simulated 3G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back."""
    site, url = lived
    opened = context(browser, site, url, "")
    page = opened.new_page()
    line = opened.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8,
    })  # fmt: skip
    page.goto(url + site.path(place), wait_until="load")
    shown = painted(page)
    sent = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
    opened.close()
    # what the line takes: the server's own time on a busy machine is measured in bench/
    assert shown - sent < 1000, (shown, sent)


def test_arabic_runs_from_right_to_left_and_fits_a_phone(lived, browser: Browser):
    site, url = lived
    opened = context(browser, site, url, "", viewport={"width": 320, "height": 640}, locale="ar")
    for place in ("", "people/", "record/"):
        page = opened.new_page()
        page.goto(url + site.path(place))
        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.close()
    opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart_in_light_and_dark(lived, browser: Browser, scheme: str):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    site, url = lived
    opened = context(browser, site, url, "chair", color_scheme=scheme)
    for place in ("", "people/", "record/", "charter/"):
        page = opened.new_page()
        page.goto(url + site.path(place))
        found = axe.Axe().run(page)
        assert found.generate_snapshot() == "", found.generate_report()
        page.close()
    opened.close()
