"""Under which terms the packages come that the app is made of, as they say themselves where they are installed."""

import re
from collections.abc import Iterable
from importlib import metadata
from typing import NamedTuple

_APP = "red-bicycle"
_NAME = re.compile(r"^[A-Za-z0-9._-]+")
_SPDX = (
    (r"\bMIT\b", "MIT"),
    (r"Apache.*2|\bApache\b", "Apache-2.0"),
    (r"BSD", "BSD"),
    (r"LGPL|Lesser General Public", "LGPL"),
    (r"MPL|Mozilla Public", "MPL-2.0"),
    (r"HPND|Historical Permission", "HPND"),
    (r"\bISC\b", "ISC"),
    (r"PSF|Python Software Foundation", "PSF-2.0"),
    (r"Unlicense|Public Domain|CC0", "Public domain"),
    (r"GPL", "GPL"),
)


class PackageTerms(NamedTuple):
    """A package, its version, and its licence by a short name."""

    name: str
    version: str
    licence: str


def terms_of_dependencies(root: str = _APP) -> dict[str, list[PackageTerms]]:
    """All packages that `root` needs, directly or through others, by licence; those that are installed."""
    found = sorted((_terms(name) for name in _closure(root)), key=lambda terms: terms.name.casefold())
    groups: dict[str, list[PackageTerms]] = {}
    for terms in found:
        groups.setdefault(terms.licence, []).append(terms)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def _closure(root: str) -> Iterable[str]:
    known: dict[str, str] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        key = name.lower().replace("_", "-").replace(".", "-")
        if key in known:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        known[key] = distribution.metadata["Name"]
        waiting += [_NAME.match(need)[0] for need in distribution.requires or () if _is_needed(need)]  # type: ignore[index]
    known.pop(root, None)
    return known.values()


def _is_needed(requirement: str) -> bool:
    """Extras are not; a mark that names a system is, if the package is there."""
    return "extra ==" not in requirement and _NAME.match(requirement) is not None


def _terms(name: str) -> PackageTerms:
    distribution = metadata.distribution(name)
    return PackageTerms(distribution.metadata["Name"], distribution.version, licence_of(distribution.metadata))


def licence_of(fields: metadata.PackageMetadata) -> str:
    """A short name: the expression where there is one, else the classifiers, else the free text."""
    expression = next(iter(fields.get_all("License-Expression") or ()), "")
    if expression:
        return str(expression)
    classifiers = [str(each) for each in fields.get_all("Classifier") or () if str(each).startswith("License ::")]
    said = [each.rpartition("::")[2].strip() for each in classifiers]
    free = str(next(iter(fields.get_all("License") or ()), ""))
    texts = [*(each for each in said if each != "OSI Approved"), free.split("\n", maxsplit=1)[0]]
    for text in texts:
        for pattern, short in _SPDX:
            if re.search(pattern, text, re.IGNORECASE):
                return short
    return next(filter(None, texts), "") or "See the package"
