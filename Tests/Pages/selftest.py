"""Breaks a page in one way for each check, and demands that the check notices.

A check that cannot fail proves nothing; and when the templates change the names that a check looks
for, the break is no longer made or no longer noticed, and this says so.
"""

import base64
import concurrent.futures
import hashlib
import os
import pathlib
import re
import tempfile
from typing import Callable, NamedTuple

import browser
import paper
import validator


class Break(NamedTuple):
    """One way to break a page, and the words in which the check must complain of it."""

    what: str
    check: Callable
    says: str
    change: Callable  # page text to page text


def replace(pattern, by):
    """The first match replaced; a pattern that matches nothing is an error in this file."""

    def change(source):
        changed, count = re.subn(pattern, by, source, count=1, flags=re.DOTALL)
        if not count:
            raise LookupError(f"nothing in the page matches {pattern}")
        return changed

    return change


def insert(markup):
    """Markup before the first section, where every reader comes by."""
    return replace("(<main[^>]*>)", lambda match: match.group(1) + markup)


def style(css):
    """CSS at the end of the page's own, and its hash in the policy, so that only the CSS is wrong."""

    def change(source):
        source = replace("</style>", lambda _: css + "</style>")(source)
        text = re.search("<style>(.*?)</style>", source, re.DOTALL).group(1)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        return replace("'sha256-[^']*'", f"'sha256-{digest}'")(source)

    return change


def on_paper(chromium, file):
    """The failures of the PDF alone."""
    return paper.pdf(chromium, file)[0]


def light(chromium, file):
    """axe in one scheme: the breaks are many, and axe takes longest."""
    return browser.accessibility(chromium, file, ["light"])


def dark(chromium, file):
    """axe in the dark alone."""
    return browser.accessibility(chromium, file, ["dark"])


VALIDATOR, WIDTHS, FORCED, PLAIN = validator.check, *browser.CHECKS[1:]
WIDE = "<pre class='broken-here'>" + "0123456789" * 30 + "</pre>"

BREAKS = [
    Break("an id given twice", VALIDATOR, "Duplicate ID", insert("<p id='twice'></p><p id='twice'></p>")),
    Break("an element left open", VALIDATOR, "Unclosed element", insert("<div>")),
    Break("CSS that means nothing", VALIDATOR, "CSS", style("p { colour: red; }")),
    Break("an image without words", light, "axe (light): image-alt", insert("<img src='data:,'>")),
    Break("a drawing without words", light, "axe (light): svg-img-alt", insert("<svg role='img' width='9' height='9'></svg>")),
    Break("a check box without a label", light, "axe (light): label", insert("<input type='checkbox'>")),
    Break("grey on white", light, "axe (light): color-contrast", style("main p { color: #aaa; }")),
    Break("dark grey in the dark", dark, "axe (dark): color-contrast",
          style("@media (prefers-color-scheme: dark) { main p { color: #444; } }")),
    Break("no language", light, "axe (light): html-has-lang", replace("<html lang=\"en\">", "<html>")),
    Break("a wide line, 320 px", WIDTHS, "width (320 px): sticks out",
          lambda page: insert(WIDE)(style("pre.broken-here { white-space: pre; }")(page))),
    Break("a wide line, 400 %", WIDTHS, "width (400 %): sticks out", style("main { min-width: 330px; }")),
    Break("a wide line, 1280 px", WIDTHS, "width (1280 px): sticks out", style("main { min-width: 1300px; }")),
    Break("too wide for the paper", WIDTHS, "width (A4): sticks out",
          style("@media print { main { min-width: 700px; } }")),
    Break("severity by shape only", FORCED, "its word cannot be seen", style(".severity { font-size: 0; }")),
    Break("severity in the background's colour", FORCED, "its word has the colour",
          style(".severity { forced-color-adjust: none; color: Canvas; }")),
    Break("severity without its word", FORCED, "no word",
          replace(r"(<span class=\"[a-z ]*severity\">)[^<]+", r"\1")),
    Break("wide in forced colours", FORCED, "forced colours (320 px): sticks out",
          style("@media (forced-colors: active) { main { min-width: 400px; } }")),
    Break("a remote image", PLAIN, "asks for http://example.invalid/",
          insert("<img alt='' src='http://example.invalid/pixel.png'>")),
    Break("a remote image that the policy stops", WIDTHS, "Content Security Policy",
          insert("<img alt='' src='http://example.invalid/pixel.png'>")),
    Break("a style that the policy stops", WIDTHS, "Content Security Policy", insert("<p style='color: red'></p>")),
    Break("a script", WIDTHS, "Content Security Policy", insert("<script>document.title = ''</script>")),
    Break("a hidden heading", PLAIN, "no h1 is visible", replace("<h1\\b", "<h1 hidden")),
    Break("hidden by CSS only", PLAIN, "hidden, and shown", insert("<svg hidden='hidden' width='9' height='9'></svg>")),
    Break("a finding that only CSS shows", PLAIN, "text of a finding is not visible",
          replace("<article class=\"finding", "<article hidden class=\"finding")),
    Break("no digest at the end", on_paper, "snapshot's digest",
          lambda page: re.sub("sha256:(?=.{64}</code></small>)", "md5:", page)),
    Break("another date at the end", on_paper, "date of the data",
          replace(r"(<footer.*)\d{4}-\d\d-\d\d", r"\g<1>1999-01-01")),
    Break("no margin on the paper", on_paper, "cut at the right edge",
          style("@page { margin-right: 0; }")),
]


def said(check, sources):
    """What a check says of each of the pages."""
    with tempfile.TemporaryDirectory() as folder:
        files = [pathlib.Path(folder, f"{number}.html") for number in range(len(sources))]
        for file, source in zip(files, sources):
            file.write_text(source, encoding="utf-8")
        if check is VALIDATOR:
            failures = validator.check(files).values()
        else:
            with browser.chromium() as chromium:
                failures = [check(chromium, file) for file in files]
    return [{failure.line("the page") for failure in of_one} for of_one in failures]


def run(files):
    """Makes every break in the smallest page that has what is broken; true if all are noticed."""
    sources = sorted((file.read_text(encoding="utf-8") for file in files), key=len)
    finding = next(source for source in sources if "<article class=\"finding" in source)
    dated = next(source for source in sources if re.search(r"<title>[^<]*\d{4}-\d\d-\d\d", source))
    noticed = 0
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        results = []
        for check in dict.fromkeys(broken.check for broken in BREAKS):
            breaks = [broken for broken in BREAKS if broken.check is check]
            source = dated if check is on_paper else finding
            results.append((breaks, pool.submit(said, check, [source] + [b.change(source) for b in breaks])))
        for breaks, result in results:
            before, *after = result.result()
            for broken, lines in zip(breaks, after):
                new = sorted(lines - before)  # A page that was wrong before proves nothing.
                if any(broken.says in line for line in new):
                    noticed += 1
                    continue
                print(f"FAILED self-test: {broken.what}: not noticed, no line with “{broken.says}”")
                print("".join(f"       {line}\n" for line in new[:5]), end="")
    print(f"self-test: {noticed} passed, {len(BREAKS) - noticed} failed")
    return noticed == len(BREAKS)
