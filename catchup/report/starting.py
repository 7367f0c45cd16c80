"""Starts the browser app in this process's place."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from catchup.errors import InputError

# The app is for this machine unless the user says otherwise, and reports to nobody.
DEFAULTS = {"--server.address": "127.0.0.1", "--browser.gatherUsageStats": "false"}


def app_file() -> Path:
    """The app's entry file, beside the package or inside it.

    Raises:
        InputError: this installation has no app.
    """
    package = Path(__file__).resolve().parents[1]
    for file in (package.parent / "app" / "streamlit_app.py", package / "_app" / "streamlit_app.py"):
        if file.is_file():
            return file
    raise InputError("this installation has no app", "install it with `pip install 'catchup[app]'`")


def command(arguments: Sequence[str]) -> list[str]:
    """The command that starts the app; the user's options win over the defaults."""
    given = {argument.split("=")[0] for argument in arguments}
    defaults = [part for name, value in DEFAULTS.items() if name not in given for part in (name, value)]
    passed = [argument for argument in arguments if argument != "--"]
    return [sys.executable, "-m", "streamlit", "run", str(app_file()), *defaults, *passed]


def start_app(arguments: Sequence[str]) -> None:
    """Starts the app and does not come back.

    Raises:
        InputError: Streamlit or the app is not installed.
    """
    full = command(arguments)
    if find_spec("streamlit") is None:
        raise InputError("Streamlit is not installed", "install it with `pip install 'catchup[app]'`")
    if os.name == "posix":
        # The app takes this process's place, so that a signal to the command reaches it.
        os.execv(full[0], full)
    raise SystemExit(subprocess.call(full))
