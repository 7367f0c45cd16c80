"""The data files a batch is made from, as they were when it was asked: they travel with it, so that a worker needs no data folder."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from catchup.errors import InputError
from catchup.kept import file_of
from catchup.library import data_root

OWN = ("countries", "own")
BIGGEST = 50_000_000


@dataclass(frozen=True)
class Inputs:
    """Files by their name below a data folder: levers, scenarios, the world, and the countries of the batch."""

    files: Mapping[str, bytes]

    @cached_property
    def shared(self) -> bytes:
        """The files every cell needs, packed."""
        return packed({name: text for name, text in self.files.items() if not name.startswith(tuple(f"{one}/" for one in OWN))})

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all names and contents."""
        return digest_of_files(self.files)

    @cached_property
    def shared_digest(self) -> str:
        """SHA-256 over the files every cell needs."""
        return digest_of_files(unpacked(self.shared))


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents, whatever their order."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\n{len(files[name])}\n".encode())
        total.update(files[name])
    return total.hexdigest()


def gathered(countries: Iterable[str]) -> tuple[Inputs, dict[str, str]]:
    """Reads what a batch over these countries needs.

    Returns:
        The files, and for each country the name of its file among them.

    Raises:
        InputError: a file cannot be read.
    """
    root = data_root()
    files = {str(one.relative_to(root).as_posix()): one for one in [*root.glob("levers/*.yaml"), *root.glob("scenarios/*.yaml"), *root.glob("*.yaml")]}
    content = {name: _read(file) for name, file in files.items()}
    places: dict[str, str] = {}
    for country in dict.fromkeys(countries):
        if country.endswith((".yaml", ".yml")):
            text = _read(file_of(country) if country.startswith("kept:") else Path(country))
            places[country] = f"own/{hashlib.sha256(text).hexdigest()}.yaml"
        else:
            places[country] = f"countries/{country.upper()}.yaml"
            text = _read(root / places[country])
        content[places[country]] = text
    return Inputs(content), places


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise InputError(f"{file} cannot be read: {problem.strerror}", "name a file that exists") from None


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files as one archive; the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """The files of an archive.

    Raises:
        InputError: it is no such archive, or holds a name that leads out of its folder.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            if sum(one.file_size for one in opened.infolist()) > BIGGEST:
                raise zipfile.BadZipFile("too large")
            files = {name: opened.read(name) for name in opened.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as problem:
        raise InputError(f"the inputs of the run cannot be read: {problem}", "copy the run's folder again, whole") from None
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in files):
        raise InputError("the inputs of the run name files outside their folder", "use a run that this program wrote")
    return files
