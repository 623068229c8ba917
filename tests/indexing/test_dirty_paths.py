from pathlib import Path

from desktop_app.indexing.dirty_paths import MANY, DirtyPaths, collapsed

A, B = Path("/photos/a.jpg"), Path("/photos/b.jpg")


def test_a_path_is_given_out_once_it_is_quiet() -> None:
    dirty = DirtyPaths(quiet_s=1, longest_s=5)
    assert dirty.wait_s(0) is None
    dirty.add(A, 0)
    dirty.add(A, 0.5)
    assert dirty.take(1.4) == frozenset()
    assert dirty.wait_s(1.4) == 1.5 - 1.4
    assert dirty.take(1.5) == {A}
    assert dirty.take(9) == frozenset()


def test_the_halves_of_a_rename_come_together() -> None:
    dirty = DirtyPaths(quiet_s=1, longest_s=5)
    dirty.add(A, 0)
    dirty.add(B, 0.75)
    assert dirty.take(1.25) == frozenset()
    assert dirty.take(1.75) == {A, B}


def test_while_events_pour_in_what_is_quiet_is_given_out_in_time() -> None:
    dirty = DirtyPaths(quiet_s=1, longest_s=5)
    dirty.add(A, 0)
    for tenth in range(60):
        dirty.add(B, tenth / 10)
        if tenth < 50:
            assert dirty.take(tenth / 10) == frozenset()
    assert dirty.take(5.95) == {A, B}  # B for the longest time that it may wait


def test_many_paths_become_their_root() -> None:
    root, other = Path("/photos"), Path("/other")
    many = [root / f"{number}.jpg" for number in range(MANY + 1)]
    assert collapsed([*many, other / "a.jpg"], [root, other]) == {root, other / "a.jpg"}
    assert collapsed([root, A], [root]) == {root}
    assert collapsed([A, B], [root]) == {A, B}
