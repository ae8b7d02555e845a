"""SEW (Wu et al., 2021, arXiv:2109.06870)."""

from __future__ import annotations

from auto_core.configs._wav2vec2 import SpeechEncoderConfig


class SEWConfig(SpeechEncoderConfig):
    """Sizes and options of SEW. The defaults are asapp/sew-tiny-100k."""

    model_type = "sew"

    squeeze_factor: int = 2  # frames that become one inside the encoder
    conv_dim: list[int] | tuple[int, ...] = (
        *(64, 128, 128, 128, 128, 256, 256, 256, 256, 512, 512, 512, 512),
    )
    conv_stride: list[int] | tuple[int, ...] = (5, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
    conv_kernel: list[int] | tuple[int, ...] = (10, 3, 1, 3, 1, 3, 1, 3, 1, 2, 1, 2, 1)
    ctc_loss_reduction: str = "mean"

    def _complete(self) -> None:
        super()._complete()
        self.do_stable_layer_norm = False  # whatever files say
        if self.squeeze_factor < 1:
            self._refuse("squeeze_factor", "1 or more")
