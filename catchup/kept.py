"""Country files that visitors gave: named by their content, never by a path.

A question refers to such a file as `kept:<sha256 of its text>.yaml`. The text lies in one folder of this machine under that digest, and is
read only if it still has it. So a link means the same country everywhere, and nothing else on a disk can be named by one.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from catchup.errors import InputError

REFERENCE = re.compile(r"kept:([0-9a-f]{64})\.yaml")
SQLITE = "sqlite:///"


class NotKeptError(InputError):
    """A country file that a question refers to is not on this machine."""


def folder() -> Path:
    """Where kept country files lie: `CATCHUP_KEPT`, else beside the store if that is a file, else in the user's data folder."""
    named, store = os.environ.get("CATCHUP_KEPT"), os.environ.get("CATCHUP_STORE", "")
    if named:
        return Path(named)
    if store.startswith(SQLITE) and store != SQLITE:
        return Path(store.removeprefix(SQLITE)).parent / "countries"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "catchup" / "countries"


def digest_of_text(text: str) -> str:
    """SHA-256 of a text as UTF-8, in hexadecimal digits.

    Example:
        >>> digest_of_text("")[:8]
        'e3b0c442'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def reference(digest: str) -> str:
    """The name under which a question refers to a text with this digest."""
    return f"kept:{digest}.yaml"


def digest_in(name: str | None) -> str | None:
    """The digest that a reference holds; None if it is none, such as a path.

    Example:
        >>> digest_in("../../etc/passwd.yaml") is None
        True
    """
    found = REFERENCE.fullmatch(name) if name else None
    return found.group(1) if found else None


def keep_text(text: str) -> str:
    """Writes a text into the folder, whole or not at all, readable by this user only.

    Returns:
        The reference to it.

    Raises:
        InputError: the folder cannot be written.
    """
    digest = digest_of_text(text)
    place = folder()
    file = place / f"{digest}.yaml"
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.chmod(0o700)
        if not (file.is_file() and file.read_bytes() == text.encode("utf-8")):
            descriptor, draft = tempfile.mkstemp(dir=place, suffix=".part")
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(text.encode("utf-8"))
            # The file gets its name when it is whole, so that nobody ever reads half of it.
            Path(draft).replace(file)
    except OSError as problem:
        raise InputError(f"the country file cannot be kept: {problem.strerror}", "ask who runs this server to look at its disk") from None
    return reference(digest)


def file_of(name: str) -> Path:
    """The file that a reference means.

    Raises:
        NotKeptError: it is not on this machine, or no longer what its name says.
    """
    digest = digest_in(name)
    file = folder() / f"{digest}.yaml"
    try:
        same = digest is not None and hashlib.sha256(file.read_bytes()).hexdigest() == digest
    except OSError:
        same = False
    if not same:
        raise missing(digest)
    return file


def missing(digest: str | None) -> NotKeptError:
    """What to say where a country file is not here."""
    said = f" (it begins {digest[:12]})" if digest else ""
    return NotKeptError(
        f"this question uses a country file that is not kept here{said}",
        "upload that file on the page Evidence, or, on the command line, plan with the file itself: catchup plan my-country.yaml",
    )


def forget(digest: str) -> None:
    """Takes a country file off this machine; a worker that has read it keeps what it read."""
    (folder() / f"{digest}.yaml").unlink(missing_ok=True)
