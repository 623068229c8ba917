"""Self-distillation without labels: a student learns to say of any part what a slower teacher says of the whole."""

import copy
import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.heads import DINOHead, features_dim
from training.losses import DINOLoss, KoLeo
from training.methods.batch import Batch
from training.methods.method import Features, Method
from training.methods.views import embed_views


class _Network(nn.Module):
    """An image model and DINO's head."""

    def __init__(self, backbone: nn.Module, head: DINOHead) -> None:
        super().__init__()
        self.backbone = backbone
        self.head = head

    def forward(self, crops: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """c crops, each (n, 3, h, w), to (n, c, d) features and (n, c, K) outputs."""
        features = embed_views(self.backbone, crops)
        return features, self.head(features)


class DINO(Method):
    """DINO (https://arxiv.org/abs/2104.14294): the teacher is the student's moving average and sees global crops only.

    Its outputs are centred, which keeps one of them from winning everywhere, and sharpened, which keeps them from being
    all the same; `figures` shows whether both hold.
    """

    def __init__(
        self,
        model: nn.Module,
        *,
        out_dim: int = 4096,
        hidden_dim: int = 2048,
        bottleneck_dim: int = 256,
        global_crops: int = 2,
        student_temperature: float = 0.1,
        teacher_temperature: float = 0.07,
        first_teacher_temperature: float = 0.04,
        warmup_share: float = 0.3,
        teacher_momentum: float = 0.996,
        center_momentum: float = 0.9,
        frozen_share: float = 0.01,
        koleo_weight: float = 0.0,
    ) -> None:
        """The model becomes the student, and a copy of it the teacher.

        Args:
            model: takes (n, 3, h, w) images of both sizes of crops to (n, d) features, as timm's models without classes
                do (its vision transformers with `dynamic_img_size`).
            out_dim: K, how many outputs the head has; 65,536 in the paper, fewer for fewer photos.
            hidden_dim: of the head.
            bottleneck_dim: of the head.
            global_crops: how many views, the first ones, are global crops.
            student_temperature: of the student's softmax.
            teacher_temperature: of the teacher's softmax, after `warmup_share` of the run.
            first_teacher_temperature: from where it rises to that; never above it.
            warmup_share: how long it rises, as a share of the run.
            teacher_momentum: of the moving average at first; it rises to 1 along a cosine.
            center_momentum: of the moving mean of the teacher's outputs; 1 leaves the center at zero.
            frozen_share: how long the head's last layer stays as it is, as a share of the run.
            koleo_weight: of the KoLeo term on the student's features of global crops; 0 leaves it out.

        Raises:
            TrainingError: the model does not tell how many features it has.
        """
        super().__init__()
        head = DINOHead(features_dim(model), out_dim=out_dim, hidden_dim=hidden_dim, bottleneck_dim=bottleneck_dim)
        self.student = _Network(model, head)
        self.teacher = copy.deepcopy(self.student).requires_grad_(requires_grad=False).eval()
        self.loss = DINOLoss(out_dim, student_temperature=student_temperature, center_momentum=center_momentum)
        self.koleo = KoLeo()
        self.global_crops = global_crops
        self.temperatures = (min(first_teacher_temperature, teacher_temperature), teacher_temperature)
        self.warmup_share = warmup_share
        self.first_momentum = teacher_momentum
        self.frozen_share = frozen_share
        self.koleo_weight = koleo_weight
        self.keeps_features = koleo_weight > 0  # `embed` returns the student's features too
        self._teacher_outputs: Tensor | None = None  # of the newest batch, for `figures`
        self._go_to(0.0)

    def embed(self, batch: Batch) -> Features:
        """`student` (n, c, K) of all crops and `teacher` (n, g, K) of the global ones; where KoLeo or a subclass wants
        them also `global_features` (n, g, d) of the student."""
        features, student = self.student(batch.views)
        with torch.no_grad():
            _, teacher = self.teacher(batch.views[: self.global_crops])
        embedded = {"student": student, "teacher": teacher}
        if self.keeps_features:
            embedded["global_features"] = features[:, : self.global_crops]
        return embedded

    def compare(self, features: Features, batch: Batch) -> dict[str, Tensor]:
        """While training, also moves the center towards the mean of the teacher's outputs."""
        teacher = features["teacher"].detach()
        dino = self.loss(features["student"], teacher, teacher_temperature=self.teacher_temperature)
        if self.training:
            self._teacher_outputs = teacher
            self.loss.update_center(teacher)
        if not self.koleo_weight:
            return {"loss": dino}
        koleo = torch.stack([self.koleo(crop) for crop in features["global_features"].unbind(dim=1)]).sum()
        return {"loss": dino + self.koleo_weight * koleo, "dino": dino, "koleo": koleo}

    @torch.no_grad()
    def after_step(self, progress: float) -> None:
        """The teacher follows the student: θ_t ← m·θ_t + (1 − m)·θ_s."""
        for ours, theirs in zip(self.teacher.parameters(), self.student.parameters(), strict=True):
            ours.lerp_(theirs, 1 - self.teacher_momentum)
        for kept, seen in zip(self.teacher.buffers(), self.student.buffers(), strict=True):
            kept.copy_(seen)
        self._go_to(progress)

    def _go_to(self, progress: float) -> None:
        self.progress = progress
        self.student.head.frozen = progress < self.frozen_share

    @property
    def teacher_momentum(self) -> float:
        return 1 - (1 - self.first_momentum) * (1 + math.cos(math.pi * self.progress)) / 2

    @property
    def teacher_temperature(self) -> float:
        first, last = self.temperatures
        return first + (last - first) * (min(1.0, self.progress / self.warmup_share) if self.warmup_share else 1.0)

    def figures(self) -> dict[str, float]:
        """The schedules, and of the newest batch how the teacher's centred and sharpened outputs are spread, in nats.

        `output_entropy` is the mean entropy of one output, near ln K where all say everything; `mean_entropy` the
        entropy of the mean output, near 0 where all say one thing; `output_kl` the mean divergence of an output from
        the mean, the difference of the two, near 0 in both kinds of collapse.
        """
        figures = {"teacher_momentum": self.teacher_momentum, "teacher_temperature": self.teacher_temperature}
        if self._teacher_outputs is None:
            return figures
        outputs = self._teacher_outputs.flatten(0, 1)  # (n·g, K)
        p = functional.softmax((outputs - self.loss.center) / self.teacher_temperature, dim=-1)
        output_entropy = torch.special.entr(p).sum(dim=-1).mean().item()
        mean_entropy = torch.special.entr(p.mean(dim=0)).sum().item()
        spread = {"output_entropy": output_entropy, "mean_entropy": mean_entropy}
        return figures | spread | {"output_kl": mean_entropy - output_entropy}

    def exported(self) -> nn.Module:
        """The teacher's backbone: it is better than the student's all through training."""
        return self.teacher.backbone

    def train(self, mode: bool = True) -> "DINO":
        """The teacher never drops anything out."""
        super().train(mode)
        self.teacher.eval()
        return self

    def get_extra_state(self) -> Tensor:
        return torch.tensor(self.progress, dtype=torch.float64)

    def set_extra_state(self, state: Tensor) -> None:
        self._go_to(float(state))
