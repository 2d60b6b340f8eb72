"""Debian's chromium, driven offline: what a person with each kind of screen meets.

The pages' Content-Security-Policy stays in force (except where a check says otherwise): scripts of the
checks come in through the debugger, as a reader's developer tools would.
"""

import contextlib
import os
import pathlib
import shutil

import axe_playwright_python
from playwright.sync_api import sync_playwright

from failure import Failure

IN_PAGE = pathlib.Path(__file__).with_name("inpage.js").read_text(encoding="utf-8")
AXE = pathlib.Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = """([tags, rules]) => axe.run(document, { runOnly: tags, rules, resultTypes: ["violations"] }).then((results) =>
  results.violations.flatMap((rule) => rule.nodes.map((node) =>
    ({ selector: node.target.flat().join(" "), what: `${rule.id}: ${rule.help}` }))))"""

DESKTOP = {"width": 1280, "height": 1024}
# The width of WCAG 2.2's criterion 1.4.10, Reflow.
NARROW = {"width": 320, "height": 640}
# 1280 x 1024 at 400 %: a browser's zoom is a smaller page of larger pixels.
ZOOMED = {"width": 320, "height": 256}
# A4 less the margins of @page in Templates/style.css, 210 - 2 x 18 mm. Letter is wider.
A4_TEXT = {"width": 657, "height": 900}


@contextlib.contextmanager
def chromium():
    """A headless chromium that can reach no other machine, whatever a page asks for."""
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses root a sandbox.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield browser
        browser.close()


class Visit:
    """One page in one kind of browser; notes what the page asks for and complains of."""

    def __init__(self, browser, file, **kind):
        self.context = browser.new_context(**{"viewport": DESKTOP, "color_scheme": "light", **kind})
        self.page = self.context.new_page()
        self.failures = []
        own = file.as_uri()
        self.page.on("request", lambda request: request.url == own or self.note(f"asks for {request.url}"))
        self.page.on("console", lambda message: self.note(f"console: {message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.note(f"script error: {error}"))
        self.page.goto(own, wait_until="load")

    def note(self, what):
        self.failures.append(Failure("requests", what[:300]))

    def run(self, source):
        """Runs a script from outside the page: the page's policy does not apply to the debugger."""
        self.context.new_cdp_session(self.page).send("Runtime.evaluate", {"expression": source})

    def open_all(self):
        """Opens every <details>: what is folded away is read too, and is at its widest open."""
        self.page.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)")

    def ask(self, question, check):
        """Asks a function of inpage.js and notes its answers under the name of the check."""
        self.run(IN_PAGE)
        for answer in self.page.evaluate(f"pageChecks.{question}()"):
            self.failures.append(Failure(check, answer["what"], answer["selector"]))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


# Targets and the roles of tables differ on a narrow screen; colours do not, and take axe longest.
SCHEMES = {
    "light": ({}, {}),
    "dark": ({"color_scheme": "dark"}, {}),
    "320 px": ({"viewport": NARROW}, {"color-contrast": {"enabled": False}}),
}


def accessibility(browser, file, schemes=SCHEMES):
    """axe-core, for those who read with a screen reader, a keyboard or tired eyes."""
    failures = []
    for name in schemes:
        kind, rules = SCHEMES[name]
        with Visit(browser, file, **kind) as visit:
            visit.open_all()
            visit.run(AXE)
            for answer in visit.page.evaluate(AXE_RUN, [AXE_TAGS, rules]):
                visit.failures.append(Failure(f"axe ({name})", answer["what"], answer["selector"]))
            failures += visit.failures
    return failures


def widths(browser, file):
    """No page scrolls sideways: on a phone, at 400 %, on a desktop, on paper."""
    failures = []
    for name, kind in {
        "320 px": {"viewport": NARROW},
        "400 %": {"viewport": ZOOMED, "device_scale_factor": 4},
        "1280 px": {},
    }.items():
        with Visit(browser, file, **kind) as visit:
            visit.ask("overflow", f"width ({name})")
            visit.open_all()
            visit.ask("overflow", f"width ({name})")
            failures += visit.failures
    # Chromium shrinks a page that is too wide for the paper, so the PDF would not show it.
    with Visit(browser, file, viewport=A4_TEXT) as visit:
        visit.page.emulate_media(media="print")
        visit.ask("overflow", "width (A4)")
        failures += visit.failures
    return failures


def forced_colours(browser, file):
    """Windows' contrast themes: the system's colours, so nothing may hang on the page's own."""
    failures = []
    for viewport in (NARROW, DESKTOP):
        with Visit(browser, file, viewport=viewport, forced_colors="active") as visit:
            visit.open_all()
            visit.ask("overflow", f"forced colours ({viewport['width']} px)")
            visit.ask("severities", f"forced colours ({viewport['width']} px)")
            failures += visit.failures
    return failures


def without_css(browser, file):
    """No CSS, as in a mail gateway's preview: everything is there, in order.

    The policy is lifted here, so that a request that it would have stopped is noticed too.
    """
    with Visit(browser, file, bypass_csp=True) as visit:
        visit.open_all()
        visit.ask("withoutCSS", "no CSS")
        return visit.failures


CHECKS = [accessibility, widths, forced_colours, without_css]
