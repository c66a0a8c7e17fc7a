"""Reads CSV and its like, line by line: none is lost, whatever its quotes, and no encoding is guessed in silence."""

import codecs
import csv
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from basketry.complaints import InputFileError

DELIMITERS = ",;\t|"
CHUNK = 1 << 20
SAMPLE = 1 << 16
# So many characters that are UTF-8 are no accident. Where two bytes are one character it takes several different ones:
# 元, as after a price, is UTF-8 in GB18030 as well, and less than a tenth of the common ones are.
BEYOND_CHANCE = 8
BEYOND_CHANCE_IN_PAIRS = 4
# How every .xlsx file begins, whatever it is called.
ARCHIVE = b"PK\x03\x04"
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[list[str], str | None]]:
    """The records of a file of delimited text; quotes are read as RFC 4180 has them.

    Args:
        path: the file.
        encoding: by any name Python knows; `encoding_of` may know better.
        delimiter: one sign.

    Yields:
        The values of each record and None; or no values and a line whose quotes are broken, which costs no other line.

    Raises:
        InputFileError: where the file is not in that encoding, or there is none of that name.
    """
    csv.field_size_limit(sys.maxsize)
    encoding = encoding_of(path, encoding)
    try:
        if _is_rather_utf8(path, encoding):
            raise InputFileError(f"{path} is utf-8, not {encoding}: {_naming('utf-8')}")
        with path.open(encoding=encoding, newline="") as file:
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            while True:
                lines.taken.clear()
                try:
                    yield next(reader), None
                except StopIteration:
                    return
                except csv.Error:
                    yield [], lines.give_back_all_but_first()
    except LookupError as error:
        raise InputFileError(f"input_encoding '{encoding}' is not an encoding that Python knows") from error
    except UnicodeError as error:
        likely = likely_encodings(path)
        hint = f"it reads as {' or '.join(likely[:3])}, so" if likely else "no usual encoding reads it;"
        naming = _naming(likely[0] if likely else "gb18030")
        raise InputFileError(
            f"{path} is not {encoding} ({_first_bad_byte(path, encoding)}): {hint} {naming}"
        ) from error


def _naming(encoding: str) -> str:
    return f"name its encoding, `encoding: {encoding}` in shop.yml or --vars '{{input_encoding: {encoding}}}'"


def _is_rather_utf8(path: Path, encoding: str) -> bool:
    """Whether a file that is said to be in another encoding begins with text that is UTF-8 beyond chance.

    Decoders of the others take most of UTF-8 for letters of theirs, and all names would come out wrong in silence.
    """
    if codecs.lookup(encoding).name.startswith("utf"):
        return False
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    letters = [character for character in text if not character.isascii()]
    try:
        "一".encode(encoding)
    except UnicodeEncodeError:
        return len(letters) >= BEYOND_CHANCE
    return len(set(letters)) >= BEYOND_CHANCE_IN_PAIRS


def split_header(path: Path, encoding: str, delimiter: str, header_row: int) -> tuple[str, list[str], str | None]:
    """The delimiter of a file, by default the one that splits its header into most columns, and its header.

    Args:
        path: the file.
        encoding: as of `records`.
        delimiter: empty: it is looked for.
        header_row: the record that is the header, counted from 1.

    Returns:
        The delimiter, the values of the header, and the line, where its quotes are broken.

    Raises:
        InputFileError: as `records` does.
    """
    headers = {}
    for candidate in delimiter or DELIMITERS:
        there = records(path, encoding, candidate)
        for _ in range(header_row - 1):
            next(there, None)
        headers[candidate] = next(there, ([], None))
    best = max(headers, key=lambda candidate: len(headers[candidate][0]))
    return best, *headers[best]


def encoding_of(path: Path, encoding: str) -> str:
    """What a file is encoded in: what its mark says, UTF-16 where its zero bytes tell it, else what is said of it.

    Args:
        path: the file.
        encoding: what is said of it.

    Returns:
        A name that Python knows, where `encoding` is one.

    Raises:
        InputFileError: where it is an archive, as workbooks are.
    """
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    if start.startswith(ARCHIVE):
        raise InputFileError(f"{path} is no text: if it is a workbook, call it .xlsx")
    for mark, marked in MARKS.items():
        if start.startswith(mark):
            return marked
    return _utf16_without_mark(start, path.stat().st_size) or encoding


def _utf16_without_mark(start: bytes, size: int) -> str:
    """UTF-16 has a zero beside each plain letter, delimiter and line end, in every other place; other text has none.

    In a text of one byte a letter that holds a stray NUL the header is whole all the same, delimiters and all. In
    UTF-16 what seems to end the header may be half of a letter, such as U+4E0A, but no delimiter is without its zero.
    """
    header = re.split(b"[\r\n]", start, maxsplit=1)[0]
    if size % 2 or (header.isascii() and b"\0" not in header and any(sign in header for sign in DELIMITERS.encode())):
        return ""
    start = start[: len(start) // 2 * 2]
    for encoding, zeros, others in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        if 10 * zeros.count(0) >= len(zeros) > 0 and not others.count(0):
            return encoding
    return ""


def likely_encodings(path: Path) -> list[str]:
    """The encodings in which the whole of a file can be read and most of what is not plain ASCII looks like words.

    Args:
        path: the file.

    Returns:
        Their names, the likeliest first.
    """
    if not _first_bad_byte(path, "utf-8"):
        return ["utf-8"]
    with path.open("rb") as file:
        sample = b"".join(line for line in file.read(8 * CHUNK).splitlines(keepends=True) if not line.isascii())[:CHUNK]
    scores = {name: score(sample) for name, score in _LIKELIHOODS.items()}
    likely = sorted((name for name in scores if scores[name] > 0.6), key=lambda name: -scores[name])
    return [name for name in likely if not _first_bad_byte(path, name)]


def _pairs(lead: str, encoding: str) -> Callable[[bytes], float]:
    """The share of characters of two bytes that are common ones, which each of these encodings has at the front."""
    pattern = re.compile(lead)

    def score(sample: bytes) -> float:
        beyond = [character for character in sample.decode(encoding, "ignore") if not character.isascii()]
        pairs = [character.encode(encoding) for character in beyond]
        return sum(bool(pattern.fullmatch(f"{pair[0]:02X}")) for pair in pairs) / max(len(pairs), 1)

    return score


def _words(encoding: str, with_plain_letters: bool) -> Callable[[bytes], float]:
    """The share of letters beyond ASCII that stand in words: one capital at most, and beside plain letters or never."""

    def score(sample: bytes) -> float:
        text = sample.decode(encoding, "replace")
        words = [word for word in re.findall(r"[^\W\d_]+", text) if word[1:].islower() or word.isupper()]
        fitting = [word for word in words if with_plain_letters == bool(re.search("[A-Za-z]", word))]
        beyond = sum(not letter.isascii() for word in fitting for letter in word)
        return (beyond + len(re.findall(_SIGNS, text))) / max(sum(not character.isascii() for character in text), 1)

    return score


_SIGNS = "[€£°§№–—’“”«»]"
_LIKELIHOODS: dict[str, Callable[[bytes], float]] = {
    "gb18030": _pairs("A[1-3]|[BC].|D[0-7]", "gb18030"),
    "big5": _pairs("A.|B.|C[0-6]", "big5"),
    "shift_jis": _pairs("8[1-38-F]|9[0-7]", "shift_jis"),
    "euc_kr": _pairs("A[1-3]|B.|C[0-8]", "euc_kr"),
    "cp1252": _words("cp1252", with_plain_letters=True),
    "cp1250": _words("cp1250", with_plain_letters=True),
    "cp1251": _words("cp1251", with_plain_letters=False),
}


class _Lines:
    """The lines of a file, of which those that a broken quote ran through can be read once more."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> str:
        first, *others = self.taken
        self._again.extendleft(reversed(others))
        return first.rstrip("\r\n")


def _first_bad_byte(path: Path, encoding: str) -> str:
    """What is the first that cannot be decoded, and where; empty where all can."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    n_lines = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                n_lines += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                line = n_lines + error.object[: error.start].count(b"\n") + 1
                return f"byte 0x{error.object[error.start]:02X} in line {line}"
            except UnicodeError as error:
                return str(error)
            if not chunk:
                return ""
