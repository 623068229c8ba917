"""Writes the checksum of a shipped model's weights into the catalogue, which the app checks them against.

python scripts/pin_model.py MODEL_ID
"""

import hashlib
import re
import sys
from pathlib import Path

MODELS = Path(__file__).resolve().parents[1] / "resources" / "models"


def pin(model_id: str, models: Path = MODELS) -> None:
    """Raises LookupError where the catalogue has no such model with a checksum."""
    (weights,) = (models / model_id).glob("*.safetensors")
    catalogue = models / "catalog.toml"
    start = rf'^id = "{re.escape(model_id)}"\n(?:(?!\[\[model\]\]).*\n)*?sha256 = "'
    entry = re.compile(rf'({start})[0-9a-f]*"', re.MULTILINE)
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    text, found = entry.subn(rf'\g<1>{digest}"', catalogue.read_text("utf-8"))
    if not found:
        raise LookupError(f"{catalogue.name} has no model {model_id} with a checksum")
    catalogue.write_text(text, "utf-8")


if __name__ == "__main__":
    pin(sys.argv[1])
