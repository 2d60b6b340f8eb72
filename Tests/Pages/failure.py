"""What every check hands back, so that the program can print all of them in one way."""

from typing import NamedTuple


class Failure(NamedTuple):
    """One thing that is wrong with a page."""

    check: str  # which check noticed: validator, axe, width, forced colours, requests, no CSS, paper
    what: str
    selector: str = ""  # the element, where there is one

    def line(self, page):
        """The failure as one line for a person, who wants to know where first."""
        place = f"  [{self.selector}]" if self.selector else ""
        return f"FAILED {page}: {self.check}: {self.what}{place}"
