import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy

from training.config import TrainingError
from training.figures.probe import choose_probe, fit_probe
from training.figures.retrieval import Matrix


def _clouds(photos: int, *, spread: float, seed: int) -> tuple[Matrix, NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    labels = rng.integers(3, size=photos)
    features = np.eye(3, 10)[labels] + spread * rng.normal(size=(photos, 10))
    return features.astype(np.float32), labels


def test_a_probe_is_at_the_minimum_of_its_loss() -> None:
    features, labels = _clouds(200, spread=1.0, seed=0)
    probe = fit_probe(features, labels, classes=3, strength=0.1)
    weights = torch.tensor(probe.weights, dtype=torch.float64, requires_grad=True)
    bias = torch.tensor(probe.bias, dtype=torch.float64, requires_grad=True)
    logits = torch.from_numpy(features).double() @ weights + bias
    loss = cross_entropy(logits, torch.from_numpy(labels)) + 0.05 * weights.square().sum()
    gradients = torch.autograd.grad(loss, (weights, bias))
    assert all(float(gradient.abs().max()) < 1e-5 for gradient in gradients)
    assert float(loss.detach()) < float(np.log(3))


def test_the_probe_learns_what_a_plane_can_tell() -> None:
    probe = choose_probe(*_clouds(200, spread=0.2, seed=1), classes=3, strengths=(1e-1, 1e-3))
    features, labels = _clouds(200, spread=0.2, seed=2)
    assert (probe.scores(features).argmax(axis=1) == labels).mean() > 0.95


def test_noise_calls_for_a_stronger_hand_than_the_weakest() -> None:
    """Of many directions one says little, the others nothing: the weakest regularisation learns the noise by heart."""
    rng = np.random.default_rng(0)
    labels = rng.integers(2, size=150)
    features = rng.normal(size=(150, 120)).astype(np.float32)
    features[:, 0] += 1.5 * (2 * labels - 1)
    assert choose_probe(features, labels, classes=2, strengths=(1e-1, 1e-3, 1e-6)).strength > 1e-6


def test_a_start_changes_the_way_but_not_the_end() -> None:
    features, labels = _clouds(100, spread=1.0, seed=3)
    strong = fit_probe(features, labels, classes=3, strength=1.0)
    cold = fit_probe(features, labels, classes=3, strength=0.01)
    warm = fit_probe(features, labels, classes=3, strength=0.01, start=strong)
    np.testing.assert_allclose(warm.weights, cold.weights, atol=1e-3)
    assert float(np.abs(strong.weights - cold.weights).max()) > 0.1


def test_one_kind_alone_is_refused() -> None:
    with pytest.raises(TrainingError, match="at least two kinds"):
        choose_probe(np.eye(10, dtype=np.float32), np.zeros(10, dtype=np.int64), classes=2)
