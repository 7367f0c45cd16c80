"""Writing that is whole or not there: a name appears only when its content is safe on the disk."""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from catchup.errors import CatchupError


class RunFolderError(CatchupError):
    """The folder of a run cannot be written; what was written before stays."""


def write_whole(file: Path, content: bytes, *, safe: bool = True) -> None:
    """Writes a file so that it is whole or not there.

    Args:
        safe: whether to wait for the disk; not for what is written again every second.

    Raises:
        RunFolderError: no room, no right to write, or no such folder.
    """
    with drafted(file, safe=safe) as stream:
        stream.write(content)


@contextmanager
def drafted(file: Path, *, safe: bool = True) -> Iterator[BinaryIO]:
    """A stream into a draft, which gets its name when everything is on the disk.

    Raises:
        RunFolderError: as `write_whole`.
    """
    draft = file.with_name(f".{uuid.uuid4().hex}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("wb") as stream:
                yield stream
                stream.flush()
                if safe:
                    os.fsync(stream.fileno())
            draft.replace(file)
            if safe:
                _sync_folder(file.parent)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise RunFolderError(
            f"{file.parent} cannot be written: {problem.strerror or problem}",
            "make room there or allow writing; nothing already kept is lost, and `catchup batch --resume` goes on from it",
        ) from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keeps a run to one client at a time; the system lets go if the client dies.

    Raises:
        RunFolderError: somebody else is at it, or the folder cannot be written.
    """
    try:
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as problem:
        raise RunFolderError(f"{folder} cannot be written: {problem.strerror}", "allow writing there, or copy the run to another folder") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise RunFolderError(f"{folder.name} is being run already", "wait for it, or stop it first") from None
    try:
        yield
    finally:
        os.close(descriptor)


def is_held(folder: Path) -> bool:
    """Whether a client on this machine is at the run."""
    try:
        descriptor = os.open(folder / "lock", os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
