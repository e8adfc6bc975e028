"""Uploaded files: read once and given back at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from recsys.errors import UnreadableList
from recsys.lists import UserList, read_list

MAX_MB = 20
"""Megabytes of one file; `server.maxUploadSize` in `.streamlit/config.toml` says the same."""

_READ = "your_list_read"
_UNKNOWN = "The server no longer has a file that was uploaded; upload it again."


def read_all(files: Sequence[Any]) -> tuple[list[UserList], list[str]]:
    """Return the lists of the widget's files, and error messages.

    A file is read when it arrives and then removed from the server's memory. While the widget
    still shows it, its list comes from the session.
    """
    known: dict[str, UserList | str] = st.session_state.get(_READ, {})
    read: dict[str, UserList | str] = {}
    for file in files:
        if isinstance(file, UploadedFile) and file.file_id not in known:
            read[file.file_id] = _read_once(file)
        else:
            read[file.file_id] = known.get(file.file_id, _UNKNOWN)
    st.session_state[_READ] = read
    lists = [value for value in read.values() if isinstance(value, UserList)]
    return lists, [value for value in read.values() if isinstance(value, str)]


def forget() -> None:
    """Forget the lists of the widget's files."""
    st.session_state.pop(_READ, None)


def held_bytes() -> int:
    """Return the size of all uploaded files in the server's memory."""
    files = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    if not isinstance(files, MemoryUploadedFileManager):
        return 0
    sessions = list(files.file_storage.values())
    return sum(len(file.data) for session in sessions for file in list(session.values()))


def _read_once(file: UploadedFile) -> UserList | str:
    """Return the list of a file, or why it can't be read."""
    try:
        return read_list(file.getvalue(), file.name)
    except UnreadableList as error:
        return str(error)
    finally:
        _give_back(file)


def _give_back(file: UploadedFile) -> None:
    """Remove a file from the server's memory, which would keep it until the session ends.

    Streamlit has no public function for it; its own pages send DELETE to the file's address.
    """
    context = get_script_run_ctx()
    files = None if context is None else context.uploaded_file_mgr
    if context is not None and isinstance(files, MemoryUploadedFileManager):
        files.remove_file(context.session_id, file.file_id)
