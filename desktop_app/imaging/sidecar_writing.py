"""Writes what the user says of a photo into the XMP sidecar beside it. All else in the sidecar stays; the photo too."""

import contextlib
import os
import re
import stat
import tempfile
from pathlib import Path
from xml.dom.minidom import Document, Element, Node, Text
from xml.parsers.expat import ExpatError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.minidom import parseString

from desktop_app.errors import SidecarError
from desktop_app.imaging.sidecars import MAX_BYTES, XmpPacket, is_shared, own_sidecar, parse_xmp, plain_sidecar

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_XMP = "http://ns.adobe.com/xap/1.0/"
_TIFF = "http://ns.adobe.com/tiff/1.0/"
_XML = "http://www.w3.org/XML/1998/namespace"
_XMLNS = "http://www.w3.org/2000/xmlns/"
_NEW = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Red Bicycle">\n'
    f' <rdf:RDF xmlns:rdf="{_RDF}">\n  <rdf:Description rdf:about=""/>\n </rdf:RDF>\n'
    "</x:xmpmeta>\n"
).encode()
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class SidecarWords(msgspec.Struct, frozen=True, kw_only=True):
    """What a sidecar shall say from now on; of what is None it says what it said."""

    orientation: int | None = None
    """EXIF 1 to 8: the file's own and the user's turn in one."""
    rating: int | None = None
    caption: str | None = None
    """Empty: the sidecar has none."""


def write_sidecar(photo: Path, words: SidecarWords) -> bool:
    """Makes the sidecar of `photo` say so, a new one where there is none; False where it said so already.

    Of `photo.jpg.xmp` and `photo.xmp` the one that is read. A `photo.xmp` that other photos share is left to them, and
    `photo.jpg.xmp` begins as its copy. What was written is read back before it takes its place, in one step. Raises
    `SidecarError`, and then all is as it was.
    """
    try:
        photo_mode = photo.stat().st_mode
        target, source = _places(photo)
        before = _NEW if source is None else _read(source)
        wanted = _as_xml_holds(words)
        said = parse_xmp(before)
        if said == _expected(said, wanted):
            return False
        after = _with_words(before, wanted, source or target)
        if parse_xmp(after) != _expected(said, wanted):
            raise SidecarError(f"The sidecar {target} was left as it is: it says things in a way that is not known.")
        _put_in_place(target, after, photo_mode=photo_mode)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SidecarError(f"The sidecar of {photo} could not be written: {reason}.") from error
    return True


def _places(photo: Path) -> tuple[Path, Path | None]:
    """Where to write, and whose content to go on with."""
    own, plain = own_sidecar(photo), plain_sidecar(photo)
    if own.is_file():
        return _followed(own), own
    if plain.is_file():
        return (own if is_shared(photo) else _followed(plain)), plain
    return own, None


def _followed(sidecar: Path) -> Path:
    """A link to a sidecar stays one."""
    return sidecar.resolve() if sidecar.is_symlink() else sidecar


def _read(source: Path) -> bytes:
    with source.open("rb") as file:
        packet = file.read(MAX_BYTES + 1)
    if len(packet) > MAX_BYTES:
        raise SidecarError(f"The sidecar {source} was left as it is: it is larger than any that is known.")
    return packet


def _as_xml_holds(words: SidecarWords) -> SidecarWords:
    if words.caption is None:
        return words
    caption = _NOT_IN_XML.sub("", words.caption.replace("\r\n", "\n").replace("\r", "\n"))
    return msgspec.structs.replace(words, caption=caption if caption.strip() else "")


def _expected(said: XmpPacket, words: SidecarWords) -> XmpPacket:
    changes = {name: value for name in words.__struct_fields__ if (value := getattr(words, name)) is not None}
    return msgspec.structs.replace(said, **changes)


def _with_words(packet: bytes, words: SidecarWords, sidecar: Path) -> bytes:
    """The packet with only these properties changed."""
    text = packet[packet.find(b"<") : packet.rfind(b">") + 1]
    try:
        document = parseString(text, forbid_dtd=True)
        descriptions = _descriptions(document)
        if words.orientation is not None:
            _set_simple(descriptions, _TIFF, "tiff", "Orientation", str(words.orientation))
        if words.rating is not None:
            _set_simple(descriptions, _XMP, "xmp", "Rating", str(words.rating))
        if words.caption is not None:
            _set_caption(descriptions, words.caption)
        parts = ['<?xml version="1.0" encoding="UTF-8"?>'] if text.startswith(b"<?xml ") else []
        return ("\n".join([*parts, *map(_text_of, document.childNodes)]) + "\n").encode()
    except (ExpatError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise SidecarError(f"The sidecar {sidecar} was left as it is: it is damaged, or no XMP.") from error


def _descriptions(document: Document) -> list[Element]:
    """Those of the photo itself, at least one. Raises LookupError where the document is no XMP."""
    rdf = document.getElementsByTagNameNS(_RDF, "RDF")[0]
    found = [child for child in rdf.childNodes if isinstance(child, Element) and _is(child, _RDF, "Description")]
    if not found:
        new = rdf.insertBefore(document.createElementNS(_RDF, "rdf:Description"), rdf.firstChild)
        new.tagName = _name_in(new, _RDF, "rdf", "Description")
        new.setAttributeNS(_RDF, _name_in(new, _RDF, "rdf", "about"), "")
        found = [new]
    return found


def _is(element: Element, namespace: str, name: str) -> bool:
    return bool(element.namespaceURI == namespace and element.localName == name)


def _children(element: Element, namespace: str, name: str) -> list[Element]:
    return [child for child in element.childNodes if isinstance(child, Element) and _is(child, namespace, name)]


def _forget(description: Element, namespace: str, name: str) -> None:
    """The property, written as an attribute or as an element."""
    if description.hasAttributeNS(namespace, name):
        description.removeAttributeNS(namespace, name)
    for child in _children(description, namespace, name):
        description.removeChild(child)


def _set_simple(descriptions: list[Element], namespace: str, prefix: str, name: str, value: str) -> None:
    for description in descriptions:
        _forget(description, namespace, name)
    first = descriptions[0]
    first.setAttributeNS(namespace, _name_in(first, namespace, prefix, name), value)


def _set_caption(descriptions: list[Element], caption: str) -> None:
    """The caption in no language of its own; those in other languages stay beside it, and go with it."""
    first = descriptions[0]
    alternatives = [
        alternative
        for description in descriptions
        for known in _children(description, _DC, "description")
        for alternative in _children(known, _RDF, "Alt")
    ]
    others = [
        item
        for alternative in alternatives[:1]
        for item in _children(alternative, _RDF, "li")
        if item.getAttributeNS(_XML, "lang") != "x-default"
    ]
    names = {id(item): _scope(item) for item in others}
    for description in descriptions:
        _forget(description, _DC, "description")
    if not caption:
        return
    document = first.ownerDocument
    assert document is not None
    holder = _append(first, _DC, "dc", "description", is_first=True)
    alternative = _append(holder, _RDF, "rdf", "Alt")
    item = _append(alternative, _RDF, "rdf", "li")
    item.setAttributeNS(_XML, "xml:lang", "x-default")
    item.appendChild(document.createTextNode(caption))
    for other in others:
        for prefix, namespace in names[id(other)].items():
            if _scope(alternative).get(prefix) != namespace and not other.hasAttribute(prefix):
                other.setAttributeNS(_XMLNS, prefix, namespace)
        alternative.appendChild(other)


def _append(parent: Element, namespace: str, prefix: str, name: str, *, is_first: bool = False) -> Element:
    document = parent.ownerDocument
    assert document is not None
    child = document.createElementNS(namespace, f"{prefix}:{name}")
    parent.insertBefore(child, parent.firstChild if is_first else None)
    child.tagName = child.nodeName = _name_in(child, namespace, prefix, name)
    return child


def _scope(element: Element) -> dict[str, str]:
    """Which declarations ("xmlns:dc") hold here."""
    found: dict[str, str] = {}
    node: Node | None = element
    while isinstance(node, Element):
        for key, value in node.attributes.items():
            if key.startswith("xmlns:"):
                found.setdefault(key, value)
        node = node.parentNode
    return found


def _name_in(element: Element, namespace: str, prefix: str, name: str) -> str:
    """`name` with a prefix that means `namespace` here; one is declared where there is none."""
    scope = _scope(element)
    known = next((key for key, value in scope.items() if value == namespace), "")
    if not known:
        free = (f"xmlns:{prefix}{number or ''}" for number in range(len(scope) + 1))
        known = next(key for key in free if key not in scope)
        element.setAttributeNS(_XMLNS, known, namespace)
    return f"{known.removeprefix('xmlns:')}:{name}"


def _text_of(node: Node) -> str:
    """As minidom writes it, but line ends in attributes come back as such."""
    if isinstance(node, Element):
        attributes = "".join(f' {key}="{_escaped(value, quoted=True)}"' for key, value in node.attributes.items())
        inside = "".join(map(_text_of, node.childNodes))
        return f"<{node.tagName}{attributes}>{inside}</{node.tagName}>" if inside else f"<{node.tagName}{attributes}/>"
    if isinstance(node, Text) and node.nodeType == Node.TEXT_NODE:
        return _escaped(node.data)
    return node.toxml()  # type: ignore[no-any-return, attr-defined, unused-ignore]


def _escaped(text: str, *, quoted: bool = False) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") if quoted else text


def _put_in_place(target: Path, packet: bytes, *, photo_mode: int) -> None:
    """In one step, with the rights that the sidecar had, or those of the photo. Raises OSError."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mode = (photo_mode | stat.S_IWUSR) & 0o666
    else:
        if not os.access(target, os.W_OK):
            raise PermissionError(None, "the sidecar is write-protected")
    handle, name = tempfile.mkstemp(prefix=".redbicycle-", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(packet)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):  # some network drives know no rights
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
