import hashlib
from pathlib import Path

import pytest

from scripts.pin_model import pin

CATALOGUE = """[[model]]
id = "one"
sha256 = "00"

[[model]]
id = "none"
title = "Without a checksum"

[[model]]
id = "two"
title = "Two"
sha256 = "11"
"""


@pytest.fixture
def models(tmp_path: Path) -> Path:
    (tmp_path / "catalog.toml").write_text(CATALOGUE)
    for model in ("two", "none"):
        (tmp_path / model).mkdir()
        (tmp_path / model / "model.safetensors").write_bytes(b"weights")
    return tmp_path


def test_it_writes_the_checksum_of_that_model_alone(models: Path) -> None:
    pin("two", models)
    expected = CATALOGUE.replace("11", hashlib.sha256(b"weights").hexdigest())
    assert (models / "catalog.toml").read_text() == expected


def test_a_model_without_a_checksum_is_no_place_for_one(models: Path) -> None:
    with pytest.raises(LookupError, match="none"):
        pin("none", models)
    assert (models / "catalog.toml").read_text() == CATALOGUE
