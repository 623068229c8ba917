"""Another second model, chosen in the settings of a running worker."""

import msgspec

from desktop_app.records import ModelKind
from desktop_app.worker.protocol import AddFolders, ChangeSettings, GetSettings, GetStatus
from desktop_app.workspace import Workspace
from tests.stand_ins import make_photos
from tests.worker.company import Company
from tests.workspace.places import LIMIT_S, install_colours


def test_a_second_model_that_is_chosen_sees_all_photos_without_being_asked_to_look(company: Company) -> None:
    place = company.place
    make_photos(place.photos, 3)
    install_colours(place.models, "sees", kind=ModelKind.IMAGE)
    workspace = Workspace.open(place.paths, models_dir=place.models, load_encoder=place.load, load_second=place.load)
    ears = company.start(workspace=workspace).client()
    ask = ears.client.submit
    ask(AddFolders((place.photos,))).result(LIMIT_S)
    assert ask(GetStatus()).result(LIMIT_S).second_model_id == ""
    settings = ask(GetSettings()).result(LIMIT_S)
    ask(ChangeSettings(msgspec.structs.replace(settings, second_model_id="sees"))).result(LIMIT_S)
    ears.wait_until(lambda: ask(GetStatus()).result(LIMIT_S).second_embedded == 3)
    assert ask(GetStatus()).result(LIMIT_S).second_model_id == "sees"
    ask(ChangeSettings(msgspec.structs.replace(settings, second_model_id="off"))).result(LIMIT_S)
    assert ask(GetStatus()).result(LIMIT_S).second_model_id == ""
    assert len(place.encoders) == 2
