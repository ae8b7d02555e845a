"""Qwen3-Omni's thinker (Xu et al., 2025, arXiv:2509.17765): its encoders and language model."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._mrope import MultimodalRotaryConfig
from auto_core.configs._vision_language import RoutedVisionLanguageConfig
from auto_core.configs.qwen2_5_omni_thinker import Qwen2_5OmniAudioEncoderConfig
from auto_core.configs.qwen3_moe import Qwen3MoeConfig
from auto_core.configs.qwen3_vl import Qwen3VLVisionConfig

POSITIONS = 13  # of a window of convolutions, as upstream counts them


def halved(frames: Any) -> Any:
    """How many positions so many frames are behind three convolutions of stride 2."""
    for _ in range(3):
        frames = (frames - 1) // 2 + 1
    return frames


def vectors_of(frames: Any, window: int) -> Any:
    """How many positions so many frames are, convolved within windows of `window` frames."""
    return frames // window * POSITIONS + halved(frames % window)


class Qwen3OmniMoeVisionEncoderConfig(Qwen3VLVisionConfig):
    """The vision encoder, which is Qwen3-VL's."""

    model_type = "qwen3_omni_moe_vision_encoder"


class Qwen3OmniMoeAudioEncoderConfig(Qwen2_5OmniAudioEncoderConfig):
    """The speech encoder. The defaults are upstream's."""

    model_type = "qwen3_omni_moe_audio_encoder"
    key_bias: ClassVar[bool] = True

    n_window: int = 50  # half as many as there are frames in a window of convolutions
    n_window_infer: int = 800  # frames of a window of attention
    conv_chunksize: int = 500  # windows that upstream convolves at once; no result depends on it
    downsample_hidden_size: int = 480

    def _complete(self) -> None:
        super()._complete()
        if halved(2 * self.n_window) != POSITIONS:
            self._refuse("n_window", f"49 to 52, of whose frames {POSITIONS} positions are made")
        if self.n_window_infer < 2 * self.n_window:
            self._refuse("n_window_infer", f"{2 * self.n_window} frames or more")

    @property
    def window_positions(self) -> int:
        return POSITIONS

    @property
    def bins(self) -> int:
        """How many bins three convolutions leave."""
        return halved(self.num_mel_bins)


class Qwen3OmniMoeTextConfig(MultimodalRotaryConfig, Qwen3MoeConfig):
    """The language model. The defaults are upstream's."""

    model_type = "qwen3_omni_moe_text"
    base_config_key = "text_config"
    default_theta = 1_000_000.0
    default_sections: ClassVar[tuple[int, ...]] = (24, 20, 20)
    interleaves = True

    vocab_size: int = 3584
    intermediate_size: int = 18944
    num_hidden_layers: int = 28
    num_attention_heads: int = 28
    norm_topk_prob: bool = True

    def _complete(self) -> None:
        # Upstream's defaults divide into no heads; the files of the type say 128.
        if self.head_dim is None and self.hidden_size % self.num_attention_heads:
            self.head_dim = 128
        super()._complete()

    def window(self, layer: int) -> int | None:
        return None  # sliding_window is in files, without effect


class Qwen3OmniMoeThinkerConfig(RoutedVisionLanguageConfig):
    """All of them, and the tokens at which images, videos and sound stand. Of a checkpoint of the
    whole Qwen3-Omni, it is the part that makes text."""

    model_type = "qwen3_omni_moe_thinker"
    base_config_key = "thinker_config"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": Qwen3OmniMoeTextConfig,
        "vision_config": Qwen3OmniMoeVisionEncoderConfig,
        "audio_config": Qwen3OmniMoeAudioEncoderConfig,
    }

    audio_config: Any = None
    audio_token_id: int = 151646
    image_token_id: int = 151655
    video_token_id: int = 151656
    position_id_per_seconds: int | float = 25  # positions of time of a second of video
    seconds_per_chunk: int | float = 2  # in files, without effect
    audio_start_token_id: int = 151647
    audio_end_token_id: int = 151648
    vision_start_token_id: int = 151652
    vision_end_token_id: int = 151653
    user_token_id: int = 872
    initializer_range: float = 0.02
    tie_word_embeddings: bool = False
