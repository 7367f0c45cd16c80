"""Files made when they are asked for, and kept until their visitor has fetched them."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from streamlit import runtime

MOST_HELD = 16
"""Files that are held at once; the oldest goes first. A visitor's browser fetches a file within moments of its making."""

_turns = itertools.cycle(range(MOST_HELD))


def held(make: Callable[[], bytes], mime: str, file_name: str) -> Callable[[], bytes]:
    """Makes a file as `make` does, and sees to it that the server still has it when the browser comes for it.

    To Streamlit a file made on demand belongs to no session. It is deleted once two pages, of whomever, have been drawn after its making: on
    a busy server that is before the browser has come for it. Here the server itself refers to the last few of them.
    """

    def made() -> bytes:
        data = make()
        if runtime.exists():
            runtime.get_instance().media_file_mgr.add(
                data, mime, f"held-{next(_turns)}", file_name=file_name, is_for_static_download=True,
            )
        return data

    return made
