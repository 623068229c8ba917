import numpy as np
import pytest

from training.figures.similarity import MatrixSummary, colours, picture, similarity_matrix, summarise


def test_rows_are_captions_and_columns_photos() -> None:
    text_features = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    matrix = similarity_matrix(text_features, np.eye(2, dtype=np.float32))
    assert matrix[0].tolist() == [1, 0]
    assert matrix[1].tolist() == pytest.approx([0.6, 0.8])


def test_the_summary_counts_by_hand() -> None:
    matrix = np.array([[0.9, 0.1, 0.1], [0.6, 0.5, 0.2], [0.3, 0.3, 0.3]], dtype=np.float32)
    summary = summarise(matrix)
    assert summary.pairs == 3
    assert summary.diagonal == pytest.approx((0.9 + 0.5 + 0.3) / 3)
    assert summary.rest == pytest.approx((0.1 + 0.1 + 0.6 + 0.2 + 0.3 + 0.3) / 6)
    assert summary.largest_on_diagonal == pytest.approx(1 / 3)


def test_one_pair_has_no_others() -> None:
    assert summarise(np.array([[0.5]], dtype=np.float32)) == MatrixSummary(1, 0.5, None, 1.0)


@pytest.mark.parametrize("pairs", [1, 8, 700])
def test_the_picture_is_bright_along_the_diagonal(pairs: int) -> None:
    image = picture(np.eye(pairs, dtype=np.float32), size_px=160)
    pixels = np.asarray(image.convert("L"), dtype=np.float64)[22:182, 22:182]
    if pairs > 1:
        assert np.diag(pixels).mean() > 1.2 * np.diag(pixels[:, ::-1]).mean()


def test_colours_grow_brighter_all_along() -> None:
    ramp = colours(np.linspace(0, 1, 50, dtype=np.float32)).astype(np.float64) @ (0.299, 0.587, 0.114)
    assert (np.diff(ramp) > 0).all()
