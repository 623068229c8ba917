"""Which row holds the vector of an id: sixteen bytes an id, where a dictionary takes more than a hundred."""

import numpy as np
from numpy.typing import NDArray

_RECENT = 4096
_RECENT_SHARE = 16
_NONE = -1

Ids = NDArray[np.int64]
Rows = NDArray[np.int64]


class RowLookup:
    """Ids in order with their rows, and what changed since they were put in order: a small dictionary."""

    def __init__(self, ids: Ids | None = None, rows: Rows | None = None) -> None:
        """`ids` are all different."""
        ids = np.zeros(0, np.int64) if ids is None else ids
        rows = np.zeros(0, np.int64) if rows is None else rows
        order = np.argsort(ids, kind="stable")
        self._ids, self._rows = ids[order], rows[order]
        self._recent: dict[int, int] = {}
        self._count = len(ids)

    def __len__(self) -> int:
        return self._count

    def __contains__(self, content_id: int) -> bool:
        return bool(self.rows_of(np.array([content_id], np.int64))[0] >= 0)

    def rows_of(self, ids: Ids) -> Rows:
        """int64 [N]; −1 where an id is unknown."""
        if not len(self._ids):
            rows = np.full(len(ids), _NONE, np.int64)
        else:
            places = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
            rows = np.where(self._ids[places] == ids, self._rows[places], _NONE)
        if self._recent:
            for place, content_id in enumerate(ids.tolist()):
                rows[place] = self._recent.get(content_id, rows[place])
        return rows

    def put(self, ids: Ids, rows: Rows) -> None:
        """Different ids, known or not, with the rows that they have from now on."""
        self._count += int((self.rows_of(ids) < 0).sum())
        self._recent.update(zip(ids.tolist(), rows.tolist(), strict=True))
        self._settle()

    def remove(self, ids: Ids) -> Rows:
        """The rows that they had; unknown ids are passed over."""
        ids = np.unique(ids)
        rows = self.rows_of(ids)
        known = rows >= 0
        self._count -= int(known.sum())
        self._recent.update(dict.fromkeys(ids[known].tolist(), _NONE))
        self._settle()
        return rows[known]

    def ids(self) -> Ids:
        """All of them, ascending."""
        self._merge()
        return self._ids.copy()

    def _settle(self) -> None:
        if len(self._recent) > max(_RECENT, len(self._ids) // _RECENT_SHARE):
            self._merge()

    def _merge(self) -> None:
        if not self._recent:
            return
        changed = np.fromiter(self._recent, np.int64, len(self._recent))
        rows = np.fromiter(self._recent.values(), np.int64, len(self._recent))
        kept = ~np.isin(self._ids, changed)
        ids = np.concatenate([self._ids[kept], changed[rows >= 0]])
        order = np.argsort(ids, kind="stable")
        self._ids, self._rows = ids[order], np.concatenate([self._rows[kept], rows[rows >= 0]])[order]
        self._recent = {}
