"""What dbt needs from the file system: a package's folder, an input file made readable, an atomic publish.

dbt-duckdb loads this module once per run (see profiles.yml) and its functions become SQL functions. Each
gives its answer or its complaint as text, so that a macro can turn a complaint into one clear line.
"""

import errno
import importlib.util
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection
from threadpoolctl import threadpool_limits

from basketry.input_files import copy_input_file, describe_input_file, describe_shop_file, find_unread_files
from basketry.proposal import propose_shop

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

# The locked folder of each file that this process is publishing.
_locks: dict[str, int] = {}


def package_folder(package: str) -> str:
    """The folder that an installed package lies in, found without importing it.

    Args:
        package: the name it is imported by.

    Returns:
        An absolute path, or an empty string where the package is not installed.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return ""
    return next(iter(spec.submodule_search_locations))


def make_folder_for(path: str) -> str:
    """Make the folder that a file is to lie in.

    Args:
        path: the file's path.

    Returns:
        An empty string, or the complaint.
    """
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"{path} cannot be written: {error.strerror}"
    if not os.access(Path(path).parent, os.W_OK):
        return f"{path} cannot be written: {os.strerror(errno.EACCES)}"
    return f"{path} is a folder; a file is needed" if Path(path).is_dir() else ""


def check_publish_path(path: str, working_file: str) -> str:
    """See, before anything is built, whether a file can be published, and make its folder.

    Args:
        path: the file that is to be published.
        working_file: the file that is built in, which no reader may open.

    Returns:
        An empty string, or the complaint.
    """
    complaint = make_folder_for(path)
    if not complaint and Path(path).exists() and Path(working_file).exists() and Path(path).samefile(working_file):
        return f"publish_path {path} is the working file; the published one needs another name"
    return complaint


def find_published(path: str) -> str:
    """See whether there is a published file.

    Args:
        path: where it is published.

    Returns:
        An empty string, or the complaint.
    """
    return "" if Path(path).is_file() else f"Nothing is published yet in {path}: dbt build does that"


def start_publishing(path: str) -> str:
    """Begin to write a part: a file beside `path` that is moved over it when whole. Clear away those of killed builds.

    Parts have names of their own, so that of two builds none waits or fails, and the one that is done last stands.
    Who has a part shares a lock on the folder, which the system lets go when a process is killed: whoever can have it
    alone knows that all parts there are leftovers. Where it is shared, a later build clears them.

    Args:
        path: the file that is to be published.

    Returns:
        An empty string, or the complaint. A file system without locks is none: leftovers stay there.
    """
    complaint = make_folder_for(path)
    if complaint or fcntl is None:
        return complaint
    folder, name = Path(path).parent, Path(path).name
    with suppress(OSError):
        if path not in _locks:
            _locks[path] = os.open(folder, os.O_RDONLY)
        with suppress(OSError):
            fcntl.flock(_locks[path], fcntl.LOCK_EX | fcntl.LOCK_NB)
            for leftover in folder.iterdir():
                if re.fullmatch(re.escape(name) + r"(\.[0-9a-f-]{36})?\.part(\..*)?", leftover.name):
                    leftover.unlink()
        fcntl.flock(_locks[path], fcntl.LOCK_SH)
    return ""


def finish_publishing(source: str, path: str) -> str:
    """Move a file to where it is published, in one step: a reader sees the old one or the new one, never half.

    Args:
        source: the file to move; it lies in the folder of `path`.
        path: where it goes; what stood there is replaced.

    Returns:
        An empty string, or the complaint.
    """
    try:
        Path(source).replace(path)
    except OSError as error:
        return f"{path}: {error.strerror}"
    finally:
        if path in _locks:
            os.close(_locks.pop(path))
    return ""


class Plugin(BasePlugin):
    """Registers functions as SQL functions, under the same names with `basketry_` before them."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Have every model compute on one thread, as dbt runs others beside it.

        A limit that a function sets while it runs is the whole process's: the first of two models that is done takes it
        back from the other, whose threads then wait for each other in turns, at four times the processor time.
        """
        os.environ["OMP_NUM_THREADS"] = "1"  # of libraries that are yet to be loaded
        threadpool_limits(1)

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Register the functions on the connection that every thread's cursor is made from."""
        functions = (
            *(package_folder, make_folder_for),
            *(describe_shop_file, describe_input_file, copy_input_file, find_unread_files, propose_shop),
            *(check_publish_path, find_published, start_publishing, finish_publishing),
        )
        for function in functions:
            conn.create_function(f"basketry_{function.__name__}", function, side_effects=True)
