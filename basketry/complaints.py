"""What is wrong with a shop's files, each in one line that a user can act on."""


class InputFileError(ValueError):
    """A file that cannot be read as a table, or a shop.yml that cannot be meant, said in one line that names it."""


def in_one_line(error: OSError) -> str:
    """What the system says of a file.

    Args:
        error: what it raised.

    Returns:
        The file and the reason.
    """
    return f"{error.filename}: {error.strerror}" if error.filename else " ".join(str(error).split())
