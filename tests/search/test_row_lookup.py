import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.search import row_lookup
from desktop_app.search.row_lookup import RowLookup

IDS = st.integers(-(2**62), 2**62) | st.integers(0, 9)


@pytest.mark.parametrize("recent", [0, 3, 10_000])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_it_is_a_dictionary(recent: int, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_lookup, "_RECENT", recent)
        lookup, model = RowLookup(), dict[int, int]()
        for _ in range(data.draw(st.integers(1, 12))):
            ids = data.draw(st.lists(IDS, max_size=8, unique=True))
            if data.draw(st.booleans()):
                rows = data.draw(st.lists(st.integers(0, 99), min_size=len(ids), max_size=len(ids)))
                lookup.put(np.array(ids, np.int64), np.array(rows, np.int64))
                model.update(zip(ids, rows, strict=True))
            else:
                gone = lookup.remove(np.array([*ids, *ids], np.int64))
                assert sorted(gone.tolist()) == sorted(model.pop(each) for each in ids if each in model)
            assert len(lookup) == len(model)
            asked = [*ids, *model, 77]
            expected = [model.get(each, -1) for each in asked]
            assert lookup.rows_of(np.array(asked, np.int64)).tolist() == expected
        assert lookup.ids().tolist() == sorted(model)
        assert all(each in lookup for each in model)
