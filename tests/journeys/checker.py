"""What every page must be like, checked wherever a journey comes by."""

import re
from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RAW_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """() => {
  const shown = (one) => one.checkVisibility && one.checkVisibility();
  const fields = [...document.querySelectorAll('input, select, textarea')].filter(
    (one) => one.type !== 'hidden' && shown(one));
  const posts = [...document.querySelectorAll('form')].filter((one) => one.method === 'post');
  return {
    title: document.title,
    headings: [...document.querySelectorAll('h1')].map((one) => one.innerText.trim()),
    unlabelled: fields.filter((one) => !one.labels?.length && !one.ariaLabel &&
      !one.getAttribute('aria-labelledby')).map((one) => one.name || one.outerHTML),
    unguarded: posts.filter((one) => !one.querySelector('[name=csrf_token]')).map(
      (one) => one.getAttribute('action')),
    text: document.body.innerText,
    width: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    shape: [...new Set([...document.querySelectorAll('[class]')].map(
      (one) => one.tagName + '.' + one.getAttribute('class')))].sort().join(' '),
  };
}"""
RUN_AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations'],
    iframes: false});
  return found.violations.map((one) => one.id + ': ' + one.help + ' ' +
    one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', '));
}"""


class PageChecker:
    """Checks pages; the slow look of axe is taken once at each kind of page in each shape."""

    def __init__(self):
        self.seen, self.visited = set(), 0

    def check(self, page):
        """Check the page that is shown."""
        self.visited += 1
        seen = page.evaluate(LOOK)
        where = f"{page.url} “{seen['title']}”"

        assert re.search(r"\S - casemgr$", seen["title"]), f"{where} has no title"
        assert len(seen["headings"]) == 1, f"{where} has these headings: {seen['headings']}"
        assert seen["headings"][0], f"{where} has an empty heading"
        assert not seen["unlabelled"], f"{where} has fields without label: {seen['unlabelled']}"
        assert not seen["unguarded"], f"{where} has forms without token: {seen['unguarded']}"
        assert not RAW_ID.search(seen["text"]), f"{where} shows {RAW_ID.search(seen['text'])}"
        assert seen["width"] <= 0, f"{where} is {seen['width']} px wider than the window"
        self._check_access(page, seen["shape"], where)

    def _check_access(self, page, shape, where):
        kind = (KEY.sub("-", page.url.partition("?")[0]), shape, page.viewport_size["width"])
        if kind in self.seen:
            return
        page.evaluate(AXE)
        found = page.evaluate(RUN_AXE, RULES)
        self.seen.add(kind)
        assert not found, f"{where} has axe violations: {found}"
