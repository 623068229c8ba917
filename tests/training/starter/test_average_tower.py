from typing import Any

import pytest
import torch

from training.starter.average_tower import AverageTower, meaningless
from training.starter.config import StarterConfig
from training.starter.model import build_model, tokenizer_of
from training.starter.text_tower import Vocabulary, encode_text

CAPTIONS = ["a red bicycle", "two dogs run on a beach .", "snow"]


@pytest.fixture
def tower(tiny_config: StarterConfig) -> AverageTower:
    """As after some training: vectors of different lengths, words of different weights, a norm that does something."""
    torch.manual_seed(3)
    vocabulary = len(Vocabulary(tokenizer_of(tiny_config.context_length)(CAPTIONS)).used)
    made = AverageTower(vocabulary, width=tiny_config.text_width, dim=tiny_config.embed_dim, dropout=0.0).eval()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(torch.randn_like(parameter))
    return made


def test_the_transformer_it_is_written_into_computes_the_same(tiny_config: StarterConfig, tower: AverageTower) -> None:
    model: Any = build_model(tiny_config).eval()
    whole = tokenizer_of(tiny_config.context_length)(CAPTIONS)
    vocabulary = Vocabulary(whole)
    vocabulary.shrink(model)
    tower.expand(model)
    with torch.no_grad():
        expected = tower(vocabulary.compact(whole))
        torch.testing.assert_close(encode_text(model, vocabulary.compact(whole)), expected, rtol=1e-2, atol=5e-3)
        vocabulary.restore(model, meaningless(tiny_config.text_width))
        torch.testing.assert_close(model.encode_text(whole), expected, rtol=1e-2, atol=5e-3)


def test_a_word_that_never_occurred_changes_little(tiny_config: StarterConfig, tower: AverageTower) -> None:
    model: Any = build_model(tiny_config).eval()
    tokens = tokenizer_of(tiny_config.context_length)
    vocabulary = Vocabulary(tokens(CAPTIONS))
    vocabulary.shrink(model)
    tower.expand(model)
    vocabulary.restore(model, meaningless(tiny_config.text_width))
    with torch.no_grad():
        known, more, other = model.encode_text(
            tokens(["a red bicycle", "a red volcano bicycle", "two dogs"]), normalize=True
        )
    assert known @ more > 0.9 > known @ other


def test_heavier_words_count_more(tower: AverageTower) -> None:
    tokens = torch.tensor([[1, 2, 3, 4]])
    last = len(tower.words.weight) - 1
    tokens[0, 3] = last
    with torch.no_grad():
        tower.word_weights.weight.zero_()
        tower.word_weights.weight[2] = 50.0
        alone = tower(torch.tensor([[2, last]]))
        tower.word_weights.weight[last] = -50.0
        torch.testing.assert_close(tower(tokens), alone, rtol=1e-3, atol=1e-3)
