"""Debian's Chromium for tests: how it is started, and what of its own windows it leaves out."""

from pathlib import Path

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--test-third-party-cookie-phaseout",
)
# Pages under the address bar that no test sees: each new window loaded two, which took more than half of its time.
ADDRESS_BAR = "WebUIOmniboxPopup,WebUIOmniboxAimPopup"

SCRIPT = """\
#!/bin/sh
for word do
  shift
  case $word in --disable-features=*) word="$word,{features}" ;; esac
  set -- "$@" "$word"
done
exec "{chromium}" "$@"
"""


def write_starter(chromium: str, folder: Path) -> str:
    """A program that starts Chromium without those pages.

    Chromium heeds one list of features alone, and Playwright gives it one, so ours have to go into that one.
    """
    path = folder / "chromium"
    path.write_text(SCRIPT.format(features=ADDRESS_BAR, chromium=chromium))
    path.chmod(0o755)
    return str(path)
