"""What dbt needs from the file system: a package's folder, an input file made readable, an atomic publish.

dbt-duckdb loads this module once per run (see profiles.yml) and its functions become SQL functions. Each
gives its answer or its complaint as text, so that a macro can turn a complaint into one clear line.
"""

import importlib.util
from pathlib import Path

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from basketry.input_files import copy_input_file, describe_input_file


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


def move_file(source: str, target: str) -> str:
    """Move a file over another in one step: a reader sees the old one or the new one, never half.

    Args:
        source: the file to move; it lies on the same file system as `target`.
        target: where it goes; what stood there is replaced.

    Returns:
        An empty string, or the complaint.
    """
    try:
        Path(source).replace(target)
    except OSError as error:
        return f"{target}: {error.strerror}"
    return ""


def make_folder_for(path: str) -> str:
    """Make the folder that a file is to lie in, and clear away what an earlier, broken run left at `path`.

    Args:
        path: a file's path.

    Returns:
        An empty string, or the complaint.
    """
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        for leftover in (path, f"{path}.wal"):
            Path(leftover).unlink(missing_ok=True)
    except OSError as error:
        return f"{path} cannot be written: {error.strerror}"
    return ""


class Plugin(BasePlugin):
    """Registers functions as SQL functions, under the same names with `basketry_` before them."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Register the functions on the connection that every thread's cursor is made from."""
        functions = (package_folder, move_file, make_folder_for, describe_input_file, copy_input_file)
        for function in functions:
            conn.create_function(f"basketry_{function.__name__}", function, side_effects=True)
