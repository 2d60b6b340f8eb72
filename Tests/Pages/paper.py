"""The page as a PDF, as it goes into a change ticket: complete, and signed at its end."""

import html
import pathlib
import re
import subprocess
import tempfile
from typing import NamedTuple

from browser import Visit
from failure import Failure

FORMATS = ["A4", "Letter"]
EDGE = 10  # points at the right edge that no printer reaches
DIGEST = re.compile("sha256:[0-9a-f]{64}")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Sheet(NamedTuple):
    """One page of a PDF: its width in points, and its words with their right edges."""

    width: float
    words: list

    def text(self):
        """The text without spaces: a digest may be broken over two lines."""
        return "".join(word for _, word in self.words)


def sheets(pdf):
    """The pages of a PDF as pdftotext reads them."""
    output = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True, check=True).stdout
    found = []
    for page in output.split("<page ")[1:]:
        width = float(re.match(r'width="([\d.]+)"', page).group(1))
        words = re.findall(r'<word [^>]*xMax="([\d.-]+)"[^>]*>(.*?)</word>', page)
        found.append(Sheet(width, [(float(right), html.unescape(word)) for right, word in words]))
    return found


def signature(source, last):
    """What the last sheet lacks of the data's digest and date.

    A page that names no digest (the overview of a fleet) is not held to it.
    """
    digests = set(DIGEST.findall(source))
    if not digests:
        return []
    title = re.search("<title>(.*?)</title>", source, re.DOTALL).group(1)
    dates = set(DATE.findall(title) or DATE.findall(source))
    text = last.text()
    missing = []
    if not any(digest in text for digest in digests):
        missing.append("the last page does not have the snapshot's digest")
    if not any(date in text for date in dates):
        missing.append("the last page does not have the date of the data")
    return missing


def pdf(browser, file):
    """The failures of both formats, and how many sheets each has."""
    failures, counts = [], {}
    with Visit(browser, file) as visit, tempfile.TemporaryDirectory() as folder:
        for name in FORMATS:
            path = pathlib.Path(folder, f"{name}.pdf")
            visit.page.pdf(path=path, format=name, print_background=True)
            found = sheets(path)
            counts[name] = len(found)
            wrong = signature(file.read_text(encoding="utf-8"), found[-1]) if found else ["no page"]
            for number, sheet in enumerate(found, 1):
                cut = [word for right, word in sheet.words if right > sheet.width - EDGE]
                if cut:
                    wrong.append(f"page {number}: cut at the right edge: {' '.join(cut[:3])}")
            visit.failures += [Failure(f"paper ({name})", what) for what in wrong]
    return visit.failures, counts
