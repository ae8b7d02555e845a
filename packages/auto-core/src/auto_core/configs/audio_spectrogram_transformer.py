"""Audio Spectrogram Transformer (Gong et al., 2021, arXiv:2104.01778)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class ASTConfig(PreTrainedConfig):
    """Sizes and options of AST. The defaults are ast-finetuned-audioset-10-10-0.4593."""

    model_type = "audio-spectrogram-transformer"

    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    initializer_range: float = 0.02
    layer_norm_eps: float = 1e-12
    patch_size: int = 16
    qkv_bias: bool = True
    frequency_stride: int = 10  # patches may overlap
    time_stride: int = 10
    max_length: int = 1024  # frames
    num_mel_bins: int = 128

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        for field in ("max_length", "num_mel_bins"):
            if getattr(self, field) < self.patch_size:
                self._refuse(field, f"at least patch_size={self.patch_size}")
