"""Voting in a real Chromium: by keyboard alone, by thumb at 320 px, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.sites import Site

CARD = "#card .statement"


def opened(browser, site: Site, url: str, actor: str, **options):
    context = browser.new_context(**options)
    context.add_cookies(site.cookies(actor, url))
    faults: list[str] = []
    page = context.new_page()
    page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: faults.append(str(one)))
    page.set_default_timeout(15_000)
    return page, faults


def focus(page, name: str) -> None:
    """Go on with the Tab key alone until what has this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip().startswith(name):
            return
    raise AssertionError(f"the Tab key never comes to {name}")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_the_keys_vote_as_soon_as_the_page_is_open_but_not_from_elsewhere(site: Site, browser):
    site.live(upto="again")
    consultation = next(iter(site.living.state().consultations))
    with site.served() as url:
        where = f"{url}{site.path(f'c/{consultation}/vote/')}"
        page, faults = opened(browser, site, url, "ngo-2", viewport={"width": 1280, "height": 800})
        page.goto(where)
        page.keyboard.press("1")
        expect(page.locator("#progress")).to_contain_text("1 of 4")
        page.locator("details summary").last.focus()
        page.keyboard.press("1")
        page.wait_for_timeout(300)
        expect(page.locator("#progress")).to_contain_text("1 of 4")
        assert not faults
        page.context.close()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_votes_are_cast_by_keyboard_by_thumb_and_without_javascript(site: Site, browser):
    site.live(upto="again")
    consultation = next(iter(site.living.state().consultations))
    with site.served() as url:
        where = f"{url}{site.path(f'c/{consultation}/vote/')}"
        page, faults = opened(browser, site, url, "ngo-2", viewport={"width": 1280, "height": 800})
        page.goto(where)
        first = page.inner_text(CARD)
        focus(page, "Agree")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        page.keyboard.press("Enter")
        expect(page.locator("#progress")).to_contain_text("1 of 4")
        assert page.inner_text(CARD) != first and outline == "solid"
        assert page.evaluate("document.activeElement.id") == "asked"
        for key, done in (("d", 2), ("3", 3), ("a", 4)):
            page.keyboard.press(key)
            expect(page.locator("#progress")).to_contain_text(f"{done} of 4")
        expect(page.locator("#card")).to_contain_text("You voted on every statement that there is.")
        assert not faults
        page.context.close()

        thumb, faults = opened(browser, site, url, "gov-3", viewport={"width": 320, "height": 640}, has_touch=True)
        thumb.goto(where)
        assert thumb.evaluate("document.documentElement.scrollWidth") <= 320
        boxes = [one.bounding_box() for one in thumb.locator(".answers button").all()]
        assert len(boxes) == 3 and all(one["height"] >= 44 and one["width"] >= 88 for one in boxes)
        thumb.locator(".answers .pass").tap()
        expect(thumb.locator("#progress")).to_contain_text("1 of 4")
        assert not faults
        thumb.context.close()

        plain, faults = opened(browser, site, url, "eng-2", java_script_enabled=False)
        plain.goto(where)
        plain.get_by_role("button", name=re.compile("^Disagree")).click()
        expect(plain.locator("#progress")).to_contain_text("1 of 4")
        expect(plain.locator("main")).to_contain_text("Your vote is kept.")
        plain.context.close()
    voters = site.living.state().consultations[consultation].voters
    assert {"ngo-2", "gov-3", "eng-2"} <= voters.keys()
