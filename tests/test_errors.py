import ast
from pathlib import Path

import pytest

from desktop_app import errors


def known_errors() -> list[type[errors.RedBicycleError]]:
    return [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.RedBicycleError)
    ]


@pytest.mark.parametrize("kind", known_errors())
def test_every_error_is_found_again_by_its_name(kind: type[errors.RedBicycleError]) -> None:
    assert errors.error_class(kind.__name__) is kind


def test_a_name_that_is_none_of_ours_becomes_the_root() -> None:
    assert errors.error_class("OSError") is errors.RedBicycleError


def test_the_tree_in_the_docstring_names_every_class() -> None:
    module = ast.parse(Path(errors.__file__).read_text(encoding="utf-8"))
    tree = ast.get_docstring(module) or ""
    assert [kind.__name__ for kind in known_errors() if kind.__name__ not in tree] == []
