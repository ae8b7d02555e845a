"""Perceiver IO (Jaegle et al., 2021, arXiv:2107.14795)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class PerceiverConfig(PreTrainedConfig):
    """Sizes and options of Perceiver IO. The defaults are language-perceiver."""

    model_type = "perceiver"

    num_latents: int = 256
    d_latents: int = 1280
    d_model: int = 768
    num_blocks: int = 1
    num_self_attends_per_block: int = 26
    num_self_attention_heads: int = 8
    num_cross_attention_heads: int = 8
    qk_channels: int | None = None
    v_channels: int | None = None
    cross_attention_shape_for_attention: str = "kv"  # whose size queries and keys have
    self_attention_widening_factor: int = 1
    cross_attention_widening_factor: int = 1
    hidden_act: str = "gelu"
    attention_probs_dropout_prob: float = 0.1
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12  # without effect: norms have torch's 1e-5
    use_query_residual: bool = True
    vocab_size: int = 262
    max_position_embeddings: int = 2048
    image_size: int = 56
    # Of models of optical flow and of several modalities, which are not here.
    train_size: list[int] | tuple[int, ...] = (368, 496)
    num_frames: int = 16
    audio_samples_per_frame: int = 1920
    samples_per_patch: int = 16
    output_shape: list[int] | tuple[int, ...] = (1, 16, 224, 224)
    output_num_channels: int = 512

    def _complete(self) -> None:
        super()._complete()
        for name in ("num_self_attention_heads", "num_cross_attention_heads"):
            if self.d_latents % getattr(self, name):
                self._refuse(name, f"a divisor of d_latents={self.d_latents}")
        if self.cross_attention_shape_for_attention not in ("q", "kv"):
            self._refuse("cross_attention_shape_for_attention", '"q" or "kv"')
