"""VITS (Kim et al., 2021, arXiv:2106.06103) and MMS-TTS, which is the same network."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig

Sizes = list[int] | tuple[int, ...]


class VitsConfig(PreTrainedConfig):
    """Sizes and options of VITS. The defaults are facebook/mms-tts-eng."""

    model_type = "vits"

    vocab_size: int = 38
    hidden_size: int = 192
    num_hidden_layers: int = 6
    num_attention_heads: int = 2
    window_size: int | None = 4  # relative positions up to this distance are distinguished
    use_bias: bool = True
    ffn_dim: int = 768
    layerdrop: float = 0.1
    ffn_kernel_size: int = 3
    flow_size: int = 192
    spectrogram_bins: int = 513
    hidden_act: str = "relu"
    hidden_dropout: float = 0.1
    attention_dropout: float = 0.1
    activation_dropout: float = 0.1
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-5
    use_stochastic_duration_prediction: bool = True
    num_speakers: int = 1
    speaker_embedding_size: int = 0
    upsample_initial_channel: int = 512
    upsample_rates: Sizes = (8, 8, 2, 2)
    upsample_kernel_sizes: Sizes = (16, 16, 4, 4)
    resblock_kernel_sizes: Sizes = (3, 7, 11)
    resblock_dilation_sizes: list | tuple = ((1, 3, 5), (1, 3, 5), (1, 3, 5))
    leaky_relu_slope: float = 0.1
    depth_separable_channels: int = 2
    depth_separable_num_layers: int = 3
    duration_predictor_flow_bins: int = 10
    duration_predictor_tail_bound: float = 5.0
    duration_predictor_kernel_size: int = 3
    duration_predictor_dropout: float = 0.5
    duration_predictor_num_flows: int = 4
    duration_predictor_filter_channels: int = 256
    prior_encoder_num_flows: int = 4
    prior_encoder_num_wavenet_layers: int = 4
    posterior_encoder_num_wavenet_layers: int = 16
    wavenet_kernel_size: int = 5
    wavenet_dilation_rate: int = 1
    wavenet_dropout: float = 0.0
    speaking_rate: float = 1.0
    noise_scale: float = 0.667
    noise_scale_duration: float = 0.8
    sampling_rate: int = 16_000
    pad_token_id: int | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        for field, other in (
            ("upsample_kernel_sizes", "upsample_rates"),
            ("resblock_dilation_sizes", "resblock_kernel_sizes"),
        ):
            if len(getattr(self, field)) != len(getattr(self, other)):
                self._refuse(field, f"as many as {other}={getattr(self, other)!r}")
        if self.duration_predictor_flow_bins > 1000:  # a bin is at least a thousandth wide
            self._refuse("duration_predictor_flow_bins", "at most 1000")
