"""What every page must be, whatever it says: accessible, and no wider than the screen, by day and by night."""

import os
import re
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}, "resultTypes": ["violations"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}

# With ENLACE_PICTURES=folder each page that is checked leaves its pictures there, to be looked at.
PICTURES = os.environ.get("ENLACE_PICTURES")

# Elements that stick out of the screen or of their own box; a table in its own scrolling box may, and what only a screen reader reads.
OVERFLOW = """() => {
    const wide = [];
    const say = (element, what) => wide.push(`${what}: <${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.trim().slice(0, 60)}`);
    if (document.documentElement.scrollWidth > innerWidth) wide.push(`the page is ${document.documentElement.scrollWidth} wide on a screen of ${innerWidth}`);
    for (const element of document.querySelectorAll("body *")) {
        if (element.closest(".scroll *, .skip, .hide, svg *, option, optgroup, [hidden]")) continue;
        const box = element.getBoundingClientRect();
        if (box.width && (box.right > innerWidth + 1 || box.left < -1)) say(element, `ends at ${Math.round(box.right)}`);
        else if (getComputedStyle(element).textOverflow !== "ellipsis" && element.clientWidth && element.scrollWidth > element.clientWidth + 1 && !element.matches("input, textarea, select, .scroll")) say(element, "text sticks out");
    }
    return wide;
}"""


def look(page, name=None, translated=False):
    """Asserts that the page, as it is now, has no fault at 360 and at 1280 px, nor in the dark.

    Of one that is the translation of a page that was looked at, only what words can change is looked at again.
    """
    faults = []
    before = page.viewport_size
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 740 if width == 360 else 900})
        faults += [f"{width} px: {fault}" for fault in page.evaluate(OVERFLOW)]
        if not translated or width == 360:
            faults += [f"{width} px: {fault}" for fault in _axe(page, RULES)]
        _picture(page, name, str(width))
    if not translated:
        page.emulate_media(color_scheme="dark")
        faults += [f"dark: {fault}" for fault in _axe(page, CONTRAST)]
        _picture(page, name, "dark")
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def _axe(page, options):
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(document, options).then(results => results.violations)", options)
    return [f"{each['id']} ({each['help']}): {node['html'][:160]} {_data(node)}" for each in found for node in each["nodes"][:3]]


def _data(node):
    return "; ".join(check["message"] for check in node["any"][:1])


def _picture(page, name, suffix):
    if PICTURES:
        stem = re.sub(r"[^a-z0-9]+", "-", (name or page.url.split("/", 3)[3]).lower()).strip("-")[:80]
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{stem}.{suffix}.png", full_page=True)
