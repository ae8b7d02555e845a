"""data2vec of speech (Baevski et al., 2022, arXiv:2202.03555)."""

from __future__ import annotations

from auto_core.configs._wav2vec2 import SpeechEncoderConfig


class Data2VecAudioConfig(SpeechEncoderConfig):
    """Sizes and options. The defaults are data2vec-audio-base."""

    model_type = "data2vec-audio"

    feat_extract_norm: str = "layer"  # always
    conv_pos_kernel_size: int = 19
    num_conv_pos_embeddings: int = 5  # layers of convolutions
    # Speakers
    tdnn_dim: list[int] | tuple[int, ...] = (512, 512, 512, 512, 1500)
    tdnn_kernel: list[int] | tuple[int, ...] = (5, 3, 3, 1, 1)
    tdnn_dilation: list[int] | tuple[int, ...] = (1, 2, 3, 1, 1)
    xvector_output_dim: int = 512
    # Fewer frames for a decoder
    add_adapter: bool = False
    adapter_kernel_size: int = 3
    adapter_stride: int = 2
    num_adapter_layers: int = 3
    output_hidden_size: int | None = None  # hidden_size

    def _complete(self) -> None:
        super()._complete()
        self.feat_extract_norm, self.do_stable_layer_norm = "layer", False  # whatever files say
        self.output_hidden_size = self.output_hidden_size or self.hidden_size
        for field in ("tdnn_kernel", "tdnn_dilation"):
            if len(getattr(self, field)) != len(self.tdnn_dim):
                self._refuse(field, f"{len(self.tdnn_dim)} numbers, as many as tdnn_dim has")
