"""How names are compared that people write: of columns, files, sheets, keys of a settings file."""

import difflib
import re
import unicodedata
from collections.abc import Iterable


def shown(name: str) -> str:
    """A name without what nobody sees: zero-width characters, marks of byte order, blanks around it.

    Args:
        name: as it was written.

    Returns:
        The name; a blank of any width is a plain one, a line end within stays.
    """
    kinds = ((character, unicodedata.category(character)) for character in name)
    seen = (" " if kind == "Zs" else character for character, kind in kinds if character.isspace() or kind[0] != "C")
    return "".join(seen).strip()


def folded(name: str) -> str:
    """What two spellings of one name share: case, width and blanks do not tell names apart.

    Args:
        name: as it was written.

    Returns:
        A text that only serves to be compared.
    """
    return " ".join(unicodedata.normalize("NFKC", shown(name)).casefold().split())


def letters(name: str) -> str:
    """What is left of a name without signs between its words: order_id, Order-ID and "Order ID" are orderid.

    Args:
        name: as it was written.

    Returns:
        Letters and digits, folded.
    """
    return re.sub(r"[\W_]+", "", folded(name))


def nearest(mistaken: str, names: Iterable[str]) -> str:
    """Of some names the one that is most like a mistaken one.

    Args:
        mistaken: what somebody wrote.
        names: those that there are.

    Returns:
        The name; of equally near ones the first; an empty text where there is none.
    """
    by_letters: dict[str, str] = {}
    for name in names:
        by_letters.setdefault(letters(name) or name, name)
    found = difflib.get_close_matches(letters(mistaken) or mistaken, by_letters, n=1, cutoff=0)
    return by_letters[found[0]] if found else ""


def with_nearest(mistaken: str, names: Iterable[str]) -> str:
    """The end of a complaint: the nearest name, or that there is none.

    Args:
        mistaken: what somebody wrote.
        names: those that there are.

    Returns:
        For example "; the nearest is quantity".
    """
    name = nearest(mistaken, names)
    return f"; the nearest is {name}" if name else ""
