"""Somebody who uses the keyboard alone, and sees at each step where they are."""

VISIBLE_FOCUS = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


def tab_to(page, selector, limit=80):
    """Presses Tab until the element has the focus; on the way each stop must show that it has it."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        assert page.evaluate(VISIBLE_FOCUS), f"no visible focus on {page.evaluate('document.activeElement.outerHTML.slice(0, 200)')}"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector} on {page.url}")


def type_into(page, selector, text):
    """Goes to a field and types; in a list of choices the first letters choose."""
    tab_to(page, selector)
    if page.evaluate("document.activeElement.tagName") != "SELECT":
        page.keyboard.press("Control+A")
    page.keyboard.type(text)
