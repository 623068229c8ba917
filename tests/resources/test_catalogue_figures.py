"""What the catalogue says of the models that ship is what was measured of them."""

import json
import tomllib

from desktop_app.gui.model_chooser import FLICKR_R10
from resources import RESOURCES_DIR


def test_the_starters_figure_is_the_one_of_its_card() -> None:
    models = tomllib.loads((RESOURCES_DIR / "models" / "catalog.toml").read_text("utf-8"))["model"]
    (figure,) = next(model for model in models if model["id"] == "starter")["figures"]
    measured = json.loads((RESOURCES_DIR / "models" / "starter" / "figures.json").read_text("utf-8"))["retrieval"]
    assert figure["name"] == FLICKR_R10
    assert f", {measured['photos']} photos," in figure["name"]
    assert figure["value"] == round(100 * measured["text_to_image"]["recall@10"]["value"], 1)
