"""Make the screenshots of the pages, docs/images/pages/*.png, from the example bodies of a running `comity demo`.

    make demo                                        # in one terminal
    .venv/bin/python docs/screenshots.py             # in another

Another address of the demo can be given. Each picture is of the light page, 1280 pixels wide, cut to 900 pixels high,
and has at most 256 colours, so that it stays small.
"""

from __future__ import annotations

import base64
import re
import shutil
import struct
import sys
import zlib
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent / "images" / "pages"
WIDTH, HEIGHT = 1280, 900
BODY = "/b/assembly.example~1governance-of-ai/"
SHOTS: tuple[tuple[str, str, str], ...] = (
    ("bodies", "", "/"),
    ("body", "", BODY),
    ("consultation", "", "{consultation}#opinion"),
    ("vote", "civil-society", "{consultation}vote/"),
    ("matter", "", "{matter}"),
    ("redline", "", "{matter}redline/1/2/"),
    ("decision", "", "{matter}decision/"),
    ("desk", "chair", f"{BODY}desk/"),
    ("call", "chair", "{call}"),
    ("dispositions", "", "{matter}dispositions/"),
    ("record", "", f"{BODY}record/"),
    ("questions", "", "/questions/"),
)
"""The name of the picture, as whom of the example, and the address."""

# The browser itself counts and reduces the colours: the most frequent stay, every other becomes the nearest of them.
REDUCE = """async (data) => {
  const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + data)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const bytes = pen.getImageData(0, 0, picture.width, picture.height).data, counts = new Map();
  const colour = (at) => (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
  for (let at = 0; at < bytes.length; at += 4) counts.set(colour(at), (counts.get(colour(at)) || 0) + 1);
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map((one) => one[0]);
  const far = (a, b) => [16, 8, 0].reduce((sum, by) => sum + (((a >> by) & 255) - ((b >> by) & 255)) ** 2, 0);
  const places = new Map(kept.map((one, place) => [one, place]));
  for (const one of counts.keys()) if (!places.has(one))
    places.set(one, kept.reduce((best, other, place) => far(one, other) < far(one, kept[best]) ? place : best, 0));
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) text += String.fromCharCode(places.get(colour(at)));
  return { width: picture.width, height: picture.height, colours: kept, pixels: btoa(text) };
}"""


def main(address: str) -> None:
    """Make them all."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--headless"])
        pages = {persona: _page(browser, address, persona) for persona in dict.fromkeys(one for _, one, _ in SHOTS)}
        known = _addresses(pages[""], pages["chair"], address)
        for name, persona, where in SHOTS:
            page = pages[persona]
            answer = page.goto(address + where.format(**known))
            if answer is None or not answer.ok:
                raise SystemExit(f"{page.url} does not answer as it should: is it the address of a demo?")
            shot = page.screenshot(animations="disabled")
            reduced = pages[""].context.new_page().evaluate(REDUCE, base64.b64encode(shot).decode())
            picture = _png(reduced["width"], reduced["height"], reduced["colours"], base64.b64decode(reduced["pixels"]))
            (IMAGES / f"{name}.png").write_bytes(picture)
            print(f"{name}.png  {len(picture) // 1000} KB  {page.url}")
        browser.close()


def _page(browser: Browser, address: str, persona: str) -> Page:
    """A browser that looks at the example as somebody in it."""
    size = {"width": WIDTH, "height": HEIGHT}
    page = browser.new_context(viewport=size, color_scheme="light", locale="en-GB").new_page()  # type: ignore[arg-type]
    page.set_default_timeout(60_000)
    if persona:
        page.goto(f"{address}/demo/")
        page.locator(f'form[action$="{BODY[2:]}as/{persona}/"] button').click()
        page.wait_for_load_state()
    return page


def _addresses(visitor: Page, chair: Page, address: str) -> dict[str, str]:
    """A consultation that is open, a matter that was decided, and a call that waits for the chair."""
    decided = _first(visitor, address + BODY, r"/m/m\d+/decision/$").removesuffix("decision/")
    consultation = _first(visitor, address + BODY, r"/c/c\d+/$")
    return {"consultation": consultation, "matter": decided, "call": _first(chair, f"{address}{BODY}desk/", r"/call/$")}


def _first(page: Page, address: str, form: str) -> str:
    """The first link of that form on a page."""
    page.goto(address)
    links = [str(one.get_attribute("href")) for one in page.locator("main a").all()]
    return next(one for one in links if re.search(form, one))


def _png(width: int, height: int, colours: list[int], pixels: bytes) -> bytes:
    """A PNG with a palette."""
    lines = b"".join(b"\0" + pixels[row * width : (row + 1) * width] for row in range(height))
    palette = b"".join(one.to_bytes(3, "big") for one in colours)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)), (b"PLTE", palette),
        (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""),
    )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
