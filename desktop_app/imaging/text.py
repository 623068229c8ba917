"""Text out of photo files: made readable whatever its charset, without control characters and cameras' phrases."""

import re
from collections.abc import Iterable

MAX_CAPTION = 2000
MAX_KEYWORD = 100
MAX_KEYWORDS = 200
MAX_NAME = 100

# Controls except tab and newline, invisible direction marks, surrogates, non-characters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)

# What cameras and programs write where a person's caption belongs: whole texts, never parts of one.
_JUNK = re.compile(
    r"""(?: (?-i:(?:[A-Z0-9.&+-]+\ ){0,2}DIGITAL\ (?:STILL\ )?CAMERA) | digital\ camera  # OLYMPUS DIGITAL CAMERA
    | sony\ dsc | samsung(?:\ csc)? | kodak | default | untitled | screenshot | exif[_ ]jpeg[_ ](?:picture|t\d+)
    | (?:dcim|dsc[nf_]?|img|imag|pict|pic|sdc|mvc|p|cimg|hpim|jd|mg)[\W_]*\d{3,}(?:\.jpe?g)?  # DCIM0012, DSC_0001.JPG
    | dcim(?:\W.*)? | created\ with\ (?:the\ )?gimp | lead\ technologies.*
    | file\ written\ by\ adobe.* | jpeg | binary\ comment
    | (?:_?(?:cof|dav|sdr|edf|bty|nor|rbt|ptr|qrf|hdr|mth|has|gap))+  # phones
    | ascii\W* | charset\W.* | (?:\w+:\ ?[^;]*;\s*){2,}.* | \{.*\} | <.*> )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CHARSETS = {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "euc_jp"}


def clean(text: str, limit: int) -> str:
    """One readable text of at most `limit` characters, no white space around it."""
    return _UNWANTED.sub("", text[: 8 * limit].replace("\r\n", "\n").replace("\r", "\n")).strip()[:limit].strip()


def clean_name(value: object) -> str:
    """A name of a camera or lens: one line. Empty for anything that is no text."""
    return " ".join(clean(decode(value), MAX_NAME).split())


def clean_caption(text: str) -> str:
    """Empty for what a camera or program writes into every photo."""
    caption = clean(text, MAX_CAPTION)
    return "" if _JUNK.fullmatch(caption) else caption


def clean_keywords(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, in their order, whatever their case."""
    kept: dict[str, str] = {}
    for word in words:
        keyword = " ".join(clean(word, MAX_KEYWORD).split())
        if keyword and len(kept) < MAX_KEYWORDS:
            kept.setdefault(keyword.casefold(), keyword)
    return tuple(kept.values())


def decode(value: object) -> str:
    """EXIF and IPTC text up to the first NUL: UTF-8 where it is that, else latin-1, as which Pillow hands EXIF out."""
    if isinstance(value, str):
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:
            return str(value).split("\0", 1)[0]
    if not isinstance(value, bytes):
        return ""
    text = value.split(b"\0", 1)[0]
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1")


def decode_utf16(value: object) -> str:
    """Windows' XP tags: UTF-16, little-endian, as bytes (or as numbers, where the file says so)."""
    if isinstance(value, tuple):
        value = bytes(number & 0xFF for number in value if isinstance(number, int))
    return value.decode("utf-16-le", "ignore").split("\0", 1)[0] if isinstance(value, bytes) else ""


def decode_comment(value: object) -> str:
    """EXIF UserComment: eight bytes name the charset."""
    if not isinstance(value, bytes):
        return decode(value)
    charset = _CHARSETS.get(value[:8].upper())
    if charset == "utf-16":
        return _decode_utf16_of_unknown_order(value[8:])
    if charset == "euc_jp":
        return value[8:].decode(charset, "ignore").split("\0", 1)[0]
    return decode(value[8:] if charset or value[:8] == bytes(8) else value)


def _decode_utf16_of_unknown_order(text: bytes) -> str:
    """The order should be EXIF's, but programs differ: most texts have more zero bytes on the side of the high byte."""
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        return text.decode("utf-16", "ignore").split("\0", 1)[0]
    is_little = text[1::2].count(0) >= text[0::2].count(0)
    return text.decode("utf-16-le" if is_little else "utf-16-be", "ignore").split("\0", 1)[0]
