"""The `lms-plugin` command in a process of its own, forked from one that has the product imported.

Importing it takes a process more than a second; what is tested of such a process is how it ends, not how it begins.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

_forks = get_context("forkserver")
_forks.set_forkserver_preload(["lms_plugin.cli"])


@contextmanager
def running_command(*words: str, environment: Mapping[str, str], quiet: bool = False) -> Iterator[ForkServerProcess]:
    """What the console script does; `quiet` says nothing on standard error. Killed at the end if it still runs."""
    process = _forks.Process(target=_run, args=(words, dict(environment), quiet))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()


def _run(words: tuple[str, ...], environment: dict[str, str], quiet: bool) -> None:
    os.environ.clear()
    os.environ.update(environment)
    if quiet:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.argv = ["lms-plugin", *words]
    from lms_plugin.cli import main

    main()
