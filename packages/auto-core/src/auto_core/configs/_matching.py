"""The fields of configs whose models match keypoints that another model finds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig


class KeypointMatchingConfig(PreTrainedConfig):
    """A config with the config of a detector in it, SuperPoint by default."""

    sub_configs: ClassVar[dict[str, Any]] = {"keypoint_detector_config": "auto"}

    keypoint_detector_config: Any = None
    initializer_range: float = 0.02

    def _complete(self) -> None:
        given = self.keypoint_detector_config
        if given is None or isinstance(given, Mapping):
            given = {"model_type": "superpoint", **(given or {})}
            self.keypoint_detector_config = given
            if given["model_type"] == "disk":
                self._refuse(
                    "keypoint_detector_config",
                    "not of the type 'disk', whose code is its repository's own and is not here: "
                    "a checkpoint with SuperPoint, such as ETH-CVG/lightglue_superpoint",
                )
        super()._complete()
        if self.keypoint_detector_config.model_type != "superpoint":
            self._refuse("keypoint_detector_config", "of the type 'superpoint'")

    @property
    def descriptor_size(self) -> int:
        """The size of the detector's descriptors."""
        return self.keypoint_detector_config.descriptor_decoder_dim
