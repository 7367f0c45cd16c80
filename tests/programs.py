"""Programs of the system that tests need: a browser, an office suite, a database. Installed where the machine has none and lets us."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]


def program(*names: str, package: str, folders: str = "/usr/bin") -> str:
    """Path of the first of some programs that is there. Where none is and none can be installed, the build fails and a developer's run skips.

    Args:
        package: Debian packages that bring it, by spaces. folders: pattern of folders to look in beside the path.
    """
    # Tests run side by side, and so would their installs, which refuse each other: one at a time, and the next one looks again first.
    with (Path(tempfile.gettempdir()) / "catchup-tests-install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _first(names, folders)
        if found is None and shutil.which("apt-get") and os.geteuid() == 0:
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            get = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
            subprocess.run([*get, "update"], check=True, stdout=subprocess.DEVNULL, env=quiet)
            subprocess.run([*get, "install", "-y", "--no-install-recommends", *package.split()], check=True, stdout=subprocess.DEVNULL, env=quiet)
            found = _first(names, folders)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {names[0]}: install {package}")
    return found


def chromium() -> str:
    """The system's browser."""
    return program("chromium", "chromium-browser", "google-chrome", package="chromium")


def _first(names: tuple[str, ...], folders: str) -> str | None:
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, sorted(Path("/").glob(folders.strip("/")), reverse=True))])
    return next((there for one in names if (there := shutil.which(one, path=path))), None)
