"""In a real browser on a small screen, by keyboard alone: an objection is answered, a draft imported and published."""

from tests.web.files.test_importing import document, saved
from tests.web.sites import Site


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def press(page, key, until, most=60):
    """Press a key until what has the focus is that; by keyboard nothing else moves it."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", until):
            return
    raise AssertionError(f"{until} cannot be reached by {key}")


def test_an_editor_answers_and_publishes_by_keyboard_on_a_small_screen(site: Site, browser, tmp_path):
    site.live(upto="objection")
    (matter,), (objection,) = site.living.state().matters, site.living.state().objections
    file = tmp_path / "draft.docx"
    file.write_bytes(saved(document(("Heading 1", "Scope"), ("Normal", "All systems."), ("Heading 1", "End"))))
    with site.served() as url:
        context = browser.new_context(viewport={"width": 320, "height": 700})
        context.add_cookies(site.cookies("editor", url))
        page = context.new_page()
        page.goto(url + site.path("desk/"))
        assert fits(page)
        press(page, "Tab", f'a[href$="/o/{objection}/answer/"]')
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/o/{objection}/answer/")
        assert fits(page)
        press(page, "Tab", "input[name=disposition]")
        press(page, "ArrowDown", "input[value=addressed]")
        press(page, "Tab", "textarea[name=reasons]")
        page.keyboard.type("The annex says whom to turn to.")
        press(page, "Tab", "form.stacked button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/")
        assert page.get_by_text("The objection is answered.").is_visible()
        assert site.living.state().objections[objection].status == "addressed"

        page.goto(url + site.path(f"m/{matter}/draft/"))
        page.get_by_label("A file: Markdown or .docx").set_input_files(file)
        page.get_by_role("button", name="Read it into clauses").press("Enter")
        assert page.locator("input[name=number]").first.input_value() == "1" and fits(page)
        page.get_by_role("button", name="See what it changes").press("Enter")
        assert page.get_by_role("row", name="1.1 added").is_visible() and fits(page)
        page.get_by_role("button", name="Publish it as it stands").press("Enter")
        page.wait_for_url(f"**/m/{matter}/")
        context.close()
    assert [*site.living.state().matters[matter].drafts[1].clauses] == ["1", "1.1", "2"]
