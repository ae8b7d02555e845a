"""ConvNeXt V2 (Woo et al., 2023, arXiv:2301.00808)."""

from __future__ import annotations

from auto_core.configs.convnext import ConvNextConfig


class ConvNextV2Config(ConvNextConfig):
    """ConvNeXt's sizes and options. The defaults are facebook/convnextv2-tiny-1k-224."""

    model_type = "convnextv2"

    layer_scale_init_value: float = 0.0  # response normalisation takes its place

    def _complete(self) -> None:
        super()._complete()
        if self.layer_scale_init_value:
            self._refuse("layer_scale_init_value", "0: this architecture has no scales")
