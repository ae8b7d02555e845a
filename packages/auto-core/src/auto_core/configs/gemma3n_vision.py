"""Gemma 3n's image encoder, MobileNet-V5 (Gemma Team, 2025)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from auto_core.configs import _timm
from auto_core.configs.timm_wrapper import TimmWrapperConfig

_ARGS = ("channel_multiplier", "msfa_output_resolution")


class Gemma3nVisionConfig(TimmWrapperConfig):
    """Which network of timm the image encoder is, and the tokens that it has embeddings of."""

    model_type = "gemma3n_vision"
    base_config_key = "vision_config"

    architecture: str = "mobilenetv5_300m_enc"
    do_pooling: bool = False
    hidden_size: int = 2048
    vocab_size: int = 128
    vocab_offset: int = 262_144  # the first id that the encoder's embeddings are of
    rms_norm_eps: float = 1e-6

    @property
    def sizes(self) -> _timm.MobileNetV5Sizes:
        """What the name says, and `model_args`."""
        sizes: Any = _timm.NETWORKS[_timm.architecture(self.architecture)]
        args = self.model_args or {}
        return replace(
            sizes,
            width=args.get("channel_multiplier", sizes.width),
            resolution=args.get("msfa_output_resolution", sizes.resolution),
        )

    def _check_args(self) -> None:
        name = _timm.architecture(self.architecture)
        if not isinstance(_timm.NETWORKS[name], _timm.MobileNetV5Sizes):
            self._refuse("architecture", "a MobileNet-V5 of timm, 'mobilenetv5_300m_enc'")
        args = self.model_args or {}
        if set(args) - set(_ARGS):
            self._refuse("model_args", f"none but {' and '.join(_ARGS)}")
        if not args.get("channel_multiplier", 1.0) > 0:
            self._refuse("model_args", "a channel_multiplier above 0")
        if args.get("msfa_output_resolution", 1) < 1:
            self._refuse("model_args", "an msfa_output_resolution of 1 or more")
        if self.do_pooling:
            self._refuse("do_pooling", "False: the encoder has no pooled output")
        if self.hidden_size != self.sizes.features:
            self._refuse("hidden_size", f"{self.sizes.features}, which the network gives")
        if self.vocab_size < 1:
            self._refuse("vocab_size", "1 or more")
