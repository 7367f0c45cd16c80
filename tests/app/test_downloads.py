"""A file made on demand is still there when the browser comes for it, however many pages were drawn meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

APP = Path(__file__).resolve().parents[2] / "app"


def after_pages(files: MediaFileManager, make: Callable[[], bytes], name: str) -> bytes:
    """What the browser gets for a file made on demand when it comes for it three pages later."""
    asked = files.add_deferred(make, "application/pdf", "button", file_name=name)
    address = files.execute_deferred(asked)
    for _ in range(3):
        files.clear_session_refs()
        files.remove_orphaned_files()
    return files._storage.get_file(address.rpartition("/")[2]).content


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> MediaFileManager:
    made = MediaFileManager(MemoryMediaFileStorage("/media"))
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(media_file_mgr=made))
    monkeypatch.syspath_prepend(str(APP))
    monkeypatch.setattr("streamlit.runtime.media_file_manager._get_session_id", lambda: "visitor")
    return made


def test_a_file_made_on_demand_outlives_the_pages_drawn_before_it_is_fetched(files: MediaFileManager, monkeypatch: pytest.MonkeyPatch) -> None:
    from downloads import MOST_HELD, held

    def session() -> str:
        # Streamlit makes such files on a thread that belongs to no visitor.
        return "dontcare" if sys._getframe(2).f_code.co_name == "made" else "visitor"

    monkeypatch.setattr("streamlit.runtime.media_file_manager._get_session_id", session)
    mime = "application/pdf"
    for number in range(3 * MOST_HELD):
        name = f"{number}.pdf"
        assert after_pages(files, held(lambda number=number: f"%PDF {number}".encode(), mime, name), name) == f"%PDF {number}".encode()
    assert len(files._storage._files_by_id) <= MOST_HELD + 1, "what nobody fetches any more is let go"
    with pytest.raises(Exception, match="No media file"):
        after_pages(files, lambda: b"%PDF alone", "alone.pdf")
