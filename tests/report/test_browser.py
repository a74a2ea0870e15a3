"""The page in a real browser: nothing leaves it, nothing runs in it, everybody can read it."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from comity.report.html import page
from comity.report.svg import opinion_map
from tests.report import documents

pytestmark = pytest.mark.browser

MIXED = documents.document(texts=documents.CHINESE + documents.ARABIC + documents.ENGLISH, groups=5)
MADE = {
    "small": documents.document(),
    "mixed": MIXED,
    "one group": documents.document(groups=1),
    "cells": documents.document(3000, 40, 4, cells=True),
    "nothing": documents.empty(),
    "hostile": documents.hostile(),
}
OPEN_ALL = "document.querySelectorAll('details').forEach(part => { part.open = true; })"


class Opened:
    """A page of findings in a browser, with all that it asked for and complained of."""

    def __init__(self, browser: Browser, path: Path, **how: Any) -> None:
        self.context = browser.new_context(**how)
        self.page: Page = self.context.new_page()
        self.url = path.as_uri()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.url)


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Any:
    made: list[Opened] = []

    def open_page(document: Any, render: Callable[[Any], str] = page, name: str = "page.html", **how: Any) -> Opened:
        path = tmp_path / name
        path.write_text(render(document), encoding="utf-8")
        made.append(Opened(browser, path, **{"viewport": {"width": 1280, "height": 900}, **how}))
        return made[-1]

    yield open_page
    for one in made:
        one.context.close()


@pytest.mark.parametrize("name", MADE)
def test_nothing_leaves_and_nothing_breaks(opened: Any, name: str) -> None:
    one = opened(MADE[name])
    one.page.evaluate(OPEN_ALL)
    one.page.mouse.move(640, 400)
    one.page.wait_for_load_state("networkidle")
    assert [url for url in one.asked if url != one.url and not url.startswith("data:")] == []
    assert one.complaints == []


@pytest.mark.parametrize("name", MADE)
def test_no_sideways_scrolling_on_a_small_phone(opened: Any, name: str) -> None:
    one = opened(MADE[name], viewport={"width": 320, "height": 640})
    one.page.evaluate(OPEN_ALL)
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_hostile_texts_do_not_act(opened: Any) -> None:
    one = opened(MADE["hostile"])
    for mark in one.page.locator("#map a").all():
        mark.dispatch_event("focusin")
        assert one.page.locator("#reading script, #reading img").count() == 0
    assert one.page.evaluate("window.pwned") is None
    assert one.page.evaluate("document.scripts.length") == 1
    assert one.page.evaluate("document.querySelectorAll('img, iframe, object, embed, form').length") == 0
    hrefs = one.page.evaluate("[...document.querySelectorAll('a')].map(link => link.getAttribute('href'))")
    assert all(href.startswith("#") for href in hrefs)


def test_the_map_is_read_by_keyboard(opened: Any) -> None:
    one = opened(MADE["small"])
    keys, reading = one.page.keyboard, one.page.locator("#reading")
    assert reading.get_attribute("role") == "status"
    for _ in range(40):
        keys.press("Tab")
        if one.page.evaluate("document.activeElement.closest('#map') !== null"):
            break
    first = reading.inner_text()
    assert "% agree" in first and first.startswith("Statement ")
    keys.press("ArrowRight")
    second = reading.inner_text()
    assert second != first
    keys.press("ArrowLeft")
    assert reading.inner_text() == first
    keys.press("End")
    last = reading.inner_text()
    keys.press("ArrowDown")
    assert reading.inner_text() == last != first
    keys.press("Home")
    assert reading.inner_text() == first
    seen = set()
    for _ in MADE["small"]["statements"]:
        seen.add(reading.inner_text())
        keys.press("ArrowRight")
    assert len(seen) == len(MADE["small"]["statements"]), "the arrow keys reach every statement"
    assert one.page.locator("#map a[tabindex='0']").count() == 1
    keys.press("Enter")
    target = one.page.evaluate("location.hash")
    assert one.page.locator(f"#all {target}").is_visible()


def test_the_map_is_read_by_pointer(opened: Any) -> None:
    one = opened(MADE["small"])
    mark = one.page.locator("#map a.common .m").first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    one.page.mouse.move(box["x"] + box["width"] / 2 + 5, box["y"] + box["height"] / 2 + 5)
    text = one.page.locator("#reading .said").inner_text()
    assert text in {statement["text"] for statement in MADE["small"]["statements"]}
    one.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert one.page.evaluate("location.hash") == "", "a pointer reads in place"


def test_without_script_everything_is_there(opened: Any) -> None:
    one = opened(MADE["mixed"], java_script_enabled=False)
    text = one.page.locator("body").inner_text()
    assert all(statement["text"] in text for statement in MADE["mixed"]["statements"])
    assert one.page.locator("#map a title").count() == len(MADE["mixed"]["statements"])
    assert one.page.locator("#all tbody tr").count() == len(MADE["mixed"]["statements"])
    assert not one.page.locator("#filter").is_visible()
    assert "Rest the pointer" in text and "arrow keys" not in text


def test_tables_sort_and_filter(opened: Any) -> None:
    one = opened(MADE["small"])
    one.page.get_by_role("columnheader", name="Votes").get_by_role("button").click()
    votes = [int(cell) for cell in one.page.locator("#all tbody td:nth-child(3)").all_inner_texts()]
    assert votes == sorted(votes, reverse=True) and len(set(votes)) > 1
    one.page.get_by_role("columnheader", name="Votes").get_by_role("button").click()
    assert one.page.locator("#all th[aria-sort=ascending]").count() == 1
    one.page.get_by_label("Show only statements with").fill("SMALL STATES")
    assert one.page.locator("#all tbody tr:visible").count() == 1
    assert "1 of 20 statements shown" in one.page.locator("#found").inner_text()
    one.page.locator(".findings .tag").first.click()
    assert one.page.locator(f"#all {one.page.evaluate('location.hash')}").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_light_of_the_reader(opened: Any, scheme: str) -> None:
    one = opened(MADE["small"], color_scheme=scheme)
    colour = one.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 24, 27)"}[scheme]
    one.page.emulate_media(media="print", color_scheme=scheme)
    assert one.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_every_fold_is_open_on_paper(opened: Any) -> None:
    one = opened(MADE["small"])
    one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert one.page.locator("details:not([open])").count() == 0
    one.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert one.page.locator("details[open]").count() == 0


def test_each_text_runs_in_its_own_direction(opened: Any) -> None:
    one = opened(MADE["mixed"])
    arabic = one.page.locator("#all .said", has_text=documents.ARABIC[0]).first
    english = one.page.locator("#all .said", has_text=documents.ENGLISH[0]).first
    assert arabic.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert english.evaluate("element => getComputedStyle(element).direction") == "ltr"


def test_headings_and_landmarks_are_in_order(opened: Any) -> None:
    one = opened(MADE["small"])
    levels = one.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(head => Number(head.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert one.page.locator("main, nav, header, footer").count() == 4
    assert one.page.locator("table:not(:has(caption))").count() == 0
    assert one.page.locator("th:not([scope])").count() == 0
    one.page.keyboard.press("Tab")
    assert one.page.evaluate("document.activeElement.textContent") == "Skip to the findings"


@pytest.mark.parametrize("name", ["small", "mixed", "nothing", "hostile", "cells"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Any, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    one = opened(MADE[name], color_scheme=scheme)
    one.page.evaluate(OPEN_ALL)
    found = axe.Axe().run(one.page)
    assert found.generate_snapshot() == "", found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_alone_opens_without_complaint(opened: Any, scheme: str) -> None:
    one = opened(MADE["hostile"], opinion_map, "map.svg", color_scheme=scheme)
    assert one.complaints == [] and one.asked == [one.url]
    assert one.page.evaluate("window.pwned") is None
    paper = one.page.evaluate("getComputedStyle(document.querySelector('.paper')).fill")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 24, 27)"}[scheme]


def test_a_dot_can_be_pointed_at(opened: Any) -> None:
    one = opened(documents.document(people=30, statements=2), opinion_map, "map.svg")
    told = one.page.evaluate(
        """() => [...document.querySelectorAll('.people path')].map(path => {
            const dot = path.getPointAtLength(0), at = path.getScreenCTM();
            const here = new DOMPoint(dot.x, dot.y).matrixTransform(at);
            const hit = document.elementFromPoint(here.x, here.y);
            return hit && hit.closest('.people') !== null;
        })"""
    )
    assert len(told) > 3 and sum(told) > len(told) / 2, "all but those under a group's letter or a statement"
