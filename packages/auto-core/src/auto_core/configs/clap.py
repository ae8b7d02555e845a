"""CLAP (Wu et al., 2022, arXiv:2211.06687), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._towers import BertTowerConfig


class ClapTextConfig(BertTowerConfig):
    """The text tower, a RoBERTa. The defaults are laion/clap-htsat-fused."""

    model_type = "clap_text_model"

    vocab_size: int = 50265
    max_position_embeddings: int = 514
    type_vocab_size: int = 1
    projection_dim: int = 512
    projection_hidden_act: str = "relu"
    pad_token_id: int = 1  # never None: positions are counted from it
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 2


class ClapAudioConfig(PreTrainedConfig):
    """The audio tower, HTS-AT (Chen et al., 2022, arXiv:2202.00874), a Swin over spectrograms.

    The defaults are laion/clap-htsat-fused, but for the fusion.
    """

    model_type = "clap_audio_model"
    base_config_key = "audio_config"
    attribute_map: ClassVar[dict[str, str]] = {  # what Swin's blocks ask for
        "embed_dim": "patch_embeds_hidden_size",
        "num_heads": "num_attention_heads",
    }

    window_size: int = 8
    num_mel_bins: int = 64
    spec_size: int = 256  # of the square that a spectrogram is folded into
    hidden_act: str = "gelu"
    patch_size: int | list[int] | tuple[int, ...] = 4
    patch_stride: int | list[int] | tuple[int, ...] = (4, 4)
    num_classes: int = 527  # in every file, without effect
    hidden_size: int = 768  # channels after the last stage
    projection_dim: int = 512
    projection_hidden_act: str = "relu"
    depths: list[int] | tuple[int, ...] = (2, 2, 6, 2)
    num_attention_heads: list[int] | tuple[int, ...] = (4, 8, 16, 32)
    enable_fusion: bool = False  # of the whole recording with three crops of it
    fusion_type: str | None = None
    patch_embed_input_channels: int = 1
    flatten_patch_embeds: bool = True
    patch_embeds_hidden_size: int = 96
    enable_patch_layer_norm: bool = True
    drop_path_rate: float = 0.0
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.0
    qkv_bias: bool = True
    mlp_ratio: float = 4.0
    aff_block_r: int = 4  # channels of the fusion's attention are this many times fewer
    num_hidden_layers: int = 4
    layer_norm_eps: float = 1e-5
    initializer_factor: float = 1.0

    def _complete(self) -> None:
        super()._complete()
        for field in ("patch_size", "patch_stride"):
            value = getattr(self, field)
            if not isinstance(value, int) and len(value) != 2:
                self._refuse(field, "a number or two of them")
        stages = len(self.depths)
        if len(self.num_attention_heads) != stages:
            self._refuse("num_attention_heads", f"one for each of depths={list(self.depths)}")
        for stage, heads in enumerate(self.num_attention_heads):
            size = self.patch_embeds_hidden_size * 2**stage
            if heads < 1 or size % heads:
                self._refuse("num_attention_heads", f"a divisor of {size} at stage {stage}")
        size = self.patch_embeds_hidden_size * 2 ** (stages - 1)
        if self.hidden_size != size:
            self._refuse("hidden_size", f"{size}, the channels after the last stage")
        if not 0 < self.num_mel_bins <= self.spec_size:
            self._refuse("num_mel_bins", f"1 to spec_size={self.spec_size}")
        if not self.flatten_patch_embeds:
            self._refuse("flatten_patch_embeds", "True")
        for stride in self.strides:
            step = stride * 2 ** (stages - 1)
            if stride < 1 or self.spec_size % step:
                self._refuse("spec_size", f"a multiple of {step}, the pixels of a last token")
        rows = self.spec_size // self.strides[0] // 2 ** (stages - 1)
        if rows < self.freq_ratio or rows % (rows // self.freq_ratio):
            self._refuse("spec_size", f"rows of the last stage, {rows}, that num_mel_bins divides")
        if self.enable_fusion and self.fusion_type == "channel_map":
            self._refuse("fusion_type", "'aff_2d' or None, as upstream's forward pass")
        if self.enable_fusion and self.patch_embed_input_channels != 1:
            self._refuse("patch_embed_input_channels", "1, because enable_fusion is True")

    @property
    def strides(self) -> tuple[int, int]:
        """Pixels between patches, down and across."""
        stride = self.patch_stride
        return (stride, stride) if isinstance(stride, int) else (stride[0], stride[1])

    @property
    def freq_ratio(self) -> int:
        """How many times a spectrogram is folded."""
        return self.spec_size // self.num_mel_bins


class ClapConfig(PreTrainedConfig):
    """Both towers, and the space in which they meet."""

    model_type = "clap"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": ClapTextConfig,
        "audio_config": ClapAudioConfig,
    }

    text_config: Any = None
    audio_config: Any = None
    logit_scale_init_value: float = 1 / 0.07
    projection_dim: int = 512  # of both towers, whatever they say
    projection_hidden_act: str = "relu"
    initializer_factor: float = 1.0

    # These follow from the others.
    hidden_size: int | None = None
    num_hidden_layers: int | None = None

    @classmethod
    def from_text_audio_configs(cls, text_config: Any, audio_config: Any, **kwargs: Any) -> Self:
        """A config of these towers (configs or mappings); other keywords are fields."""
        towers = {"text_config": text_config, "audio_config": audio_config}
        towers = {k: v.to_dict() if hasattr(v, "to_dict") else v for k, v in towers.items()}
        return cls(**towers, **kwargs)

    def _complete(self) -> None:
        for name in self.sub_configs:
            if getattr(self, name) is None:
                setattr(self, name, {})
        super()._complete()
        if self.logit_scale_init_value <= 0:
            self._refuse("logit_scale_init_value", "a number above 0, of which a logarithm is")
        for tower in (self.text_config, self.audio_config):
            tower.projection_dim = self.projection_dim
            tower.projection_hidden_act = self.projection_hidden_act
        self.hidden_size = self.text_config.hidden_size
        self.num_hidden_layers = self.text_config.num_hidden_layers + len(self.audio_config.depths)
