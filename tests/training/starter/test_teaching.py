import torch
from torch import Tensor, nn
from torch.nn import functional

from training.methods import Batch
from training.starter.config import StarterConfig
from training.starter.model import build_model
from training.starter.teaching import TaughtCLIP, Teacher, divergence

_NONE_ALIKE = torch.zeros(4, 4, dtype=torch.bool)


def test_who_agrees_with_the_teachers_has_nothing_to_learn() -> None:
    logits = torch.randn(4, 4)
    assert divergence(logits, logits, alike=_NONE_ALIKE).item() < 1e-6
    assert divergence(logits, torch.randn(4, 4), alike=_NONE_ALIKE).item() > 0.01


def test_divergence_is_that_of_rows_and_of_columns() -> None:
    own, told = torch.randn(4, 4, dtype=torch.float64), torch.randn(4, 4, dtype=torch.float64)
    by_hand = 0.0
    for mine, right in ((own, told), (own.T, told.T)):
        for row in range(4):
            p, q = right[row].softmax(dim=0), mine[row].softmax(dim=0)
            by_hand += float(sum(p[i] * (p[i] / q[i]).log() for i in range(4))) / 4 / 2
    assert abs(divergence(own, told, alike=_NONE_ALIKE).item() - by_hand) < 1e-9


def test_pairs_that_say_the_same_are_left_out() -> None:
    own, told = torch.randn(4, 4), torch.randn(4, 4)
    alike = _NONE_ALIKE.clone()
    alike[0, 1] = alike[1, 0] = True
    other = told.clone()
    other[0, 1], other[1, 0] = 9.0, -9.0
    assert divergence(own, told, alike=alike) == divergence(own, other, alike=alike)


class _Words(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.table = nn.Embedding(10, dim)

    def forward(self, tokens: Tensor) -> Tensor:
        mean: Tensor = self.table(tokens).mean(dim=1)
        return mean


def test_a_student_comes_to_find_similar_what_its_teachers_do(tiny_config: StarterConfig) -> None:
    torch.manual_seed(0)
    teachers = [Teacher(nn.Linear(5, 3).eval(), _Words(3).eval(), scale=8.0 + number) for number in range(2)]
    before = [parameter.clone() for teacher in teachers for parameter in teacher.image_tower.parameters()]
    student = TaughtCLIP(
        build_model(tiny_config),
        image_tower=nn.Linear(7, 4),
        text_tower=_Words(4),
        max_scale=50.0,
        teachers=teachers,
        share=1.0,
    )
    batch = Batch((torch.randn(6, 7), torch.randn(6, 5)), torch.randint(10, (6, 2, 3)), torch.arange(6))
    optimizer = torch.optim.Adam([p for name, p in student.named_parameters() if "tower" in name], lr=0.05)
    losses = []
    for _ in range(150):
        losses.append(student(batch)["loss"])
        optimizer.zero_grad()
        losses[-1].backward()
        optimizer.step()
    assert losses[-1] < 0.3 * losses[0]
    after = [parameter for teacher in teachers for parameter in teacher.image_tower.parameters()]
    assert all(torch.equal(then, now) for then, now in zip(before, after, strict=True))
    assert not any("teacher" in name for name in student.state_dict())
    features = student.embed(batch)
    told = features["told_images"] @ features["told_texts"][:, 0].T  # the mean of the teachers' logits
    by_each = [
        teacher.scale
        * functional.normalize(teacher.image_tower(batch.views[1]), dim=1)
        @ functional.normalize(teacher.text_tower(batch.tokens[:, 0]), dim=1).T  # type: ignore[index]
        for teacher in teachers
    ]
    torch.testing.assert_close(told, torch.stack(by_each).mean(dim=0))


def test_without_a_share_the_captions_alone_teach(tiny_config: StarterConfig) -> None:
    teacher = Teacher(nn.Linear(5, 3), _Words(3), scale=8.0)
    student = TaughtCLIP(
        build_model(tiny_config), image_tower=nn.Linear(5, 4), text_tower=_Words(4), max_scale=50.0,
        teachers=[teacher], share=0.0,
    )  # fmt: skip
    images = torch.randn(6, 5)
    losses = student(Batch((images, images), torch.randint(10, (6, 2, 3)), torch.arange(6)))
    assert losses["loss"] == losses["captions"] > 0
    assert losses["teachers"] > 0
