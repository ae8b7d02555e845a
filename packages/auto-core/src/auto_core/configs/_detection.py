"""The fields of configs whose models match what they find with labels."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class BoxMatchingConfig(PreTrainedConfig):
    """How much each part counts: in matching predictions with labels, and in the loss after it."""

    auxiliary_loss: bool = False  # whether every layer of the decoder has a loss, not only the last
    class_cost: float = 1
    bbox_cost: float = 5
    giou_cost: float = 2
    bbox_loss_coefficient: float = 5
    giou_loss_coefficient: float = 2

    def _complete(self) -> None:
        super()._complete()
        if not (self.class_cost or self.bbox_cost or self.giou_cost):
            self._refuse("class_cost", "that it, bbox_cost or giou_cost is not 0")


class MatchingConfig(BoxMatchingConfig):
    """The same of models that may find masks, and have a class "no object"."""

    mask_loss_coefficient: float = 1
    dice_loss_coefficient: float = 1
    eos_coefficient: float = 0.1  # the weight of "no object" among the classes
