"""Qwen3-Omni's thinker, which makes text of texts, images, videos and sound: Xu et al., 2025,
arXiv:2509.17765.

Qwen3-VL's network with mixtures of experts, and an encoder of sound: convolutions within windows of
a second, then attention within windows of eight of them. Positions in time may be fractions.

b batch, t tokens, a recordings, m mel bins, f frames, n windows of convolutions of all recordings,
w of attention, c positions of a window of convolutions, p vectors of a recording, i channels,
d hidden, e of the language model.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.qwen3_omni_moe_thinker import (
    POSITIONS,
    Qwen3OmniMoeAudioEncoderConfig,
    Qwen3OmniMoeTextConfig,
    Qwen3OmniMoeThinkerConfig,
    Qwen3OmniMoeVisionEncoderConfig,
    vectors_of,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.layer_drop import LayerDrop
from ..blocks.moe_decoder import MoeCausalLM
from . import qwen2_5_omni_thinker, qwen2_moe, qwen2_vl, qwen3_vl, qwen3_vl_moe


class Qwen3OmniMoeVisionPatchMerger(nn.Module):
    """Neighbouring patches as one vector, normalised before or (`after`) when they are one."""

    after = False

    def __init__(self, config: Qwen3OmniMoeVisionEncoderConfig):
        super().__init__()
        self.size = config.hidden_size * config.spatial_merge_size**2
        self.ln_q = nn.LayerNorm(self.size if self.after else config.hidden_size, eps=1e-6)
        self.mlp = qwen2_vl.MergerMlp(self.size, config.out_hidden_size)

    def forward(self, hidden):  # [n d] -> [n/4 d]
        patches, d = ops.shape(hidden)
        shape = (patches * d // self.size, self.size)
        if self.after:
            return self.mlp(self.ln_q(ops.reshape(hidden, shape)))
        return self.mlp(ops.reshape(self.ln_q(hidden), shape))


class DeepstackMerger(Qwen3OmniMoeVisionPatchMerger):
    after = True


class Qwen3OmniMoeVisionEncoder(qwen3_vl.Qwen3VLVisionModel):
    """The vision encoder; called like Qwen3-VL's."""

    config_class = Qwen3OmniMoeVisionEncoderConfig
    merger_class = Qwen3OmniMoeVisionPatchMerger
    deepstack_class, deepstack_name = DeepstackMerger, "merger_list"


class Qwen3OmniMoeAudioEncoder(qwen2_5_omni_thinker.Qwen2_5OmniAudioEncoder):
    """The encoder of log-mel spectrograms; called like Qwen2.5-Omni's."""

    config_class: Any = Qwen3OmniMoeAudioEncoderConfig
    reads_padding = False  # whether the convolutions read padding, as it is given

    def add_parts(self, config: Any) -> None:
        d, i, layers = config.d_model, config.downsample_hidden_size, config.without_dropout()
        self.size, self.frames = d, 2 * config.n_window
        self.together = config.n_window_infer // self.frames  # windows that attend to each other
        self.conv2d1 = nn.Conv2d(1, i, 3, stride=2, padding=1)
        self.conv2d2 = nn.Conv2d(i, i, 3, stride=2, padding=1)
        self.conv2d3 = nn.Conv2d(i, i, 3, stride=2, padding=1)
        self.conv_out = nn.Linear(i * config.bins, d, bias=False)
        self.layers = nn.ModuleList(
            self.layer_class(layers, decoder=False) for _ in range(config.encoder_layers)
        )
        self.layerdrop = LayerDrop(0.0)
        self.ln_post = nn.LayerNorm(d, eps=1e-5)
        self.add_projection(config)

    def add_projection(self, config: Any) -> None:
        """Make what is behind the last norm."""
        self.proj1 = nn.Linear(config.d_model, config.d_model)
        self.proj2 = nn.Linear(config.d_model, config.output_dim)
        self.activation = activation(config.activation_function)

    def projected(self, hidden):  # [a p d] -> [a p e]
        return self.proj2(self.activation(self.proj1(hidden)))

    def get_input_embeddings(self):
        return self.conv2d1

    def vectors_of(self, frames):
        return vectors_of(frames, self.frames)

    def convolved(self, hidden, longest=None):
        """[n m f 1] of windows, the longest of which has so many frames -> [n c d]. There ends
        what the convolutions read, as upstream cuts it; without it they read all frames."""
        for layer in (self.conv2d1, self.conv2d2, self.conv2d3):
            hidden = ops.gelu(layer(hidden), approximate="none")
            if longest is None:
                continue
            longest = (longest - 1) // 2 + 1
            index = ops.arange(0, ops.shape(hidden)[2], like=hidden, dtype="int64")
            inside = ops.reshape(index < longest, (1, 1, ops.shape(hidden)[2], 1))
            hidden = ops.where(inside, hidden, 0.0)
        windows, bins, positions, channels = ops.shape(hidden)
        hidden = ops.permute(hidden, (0, 2, 3, 1))
        return self.conv_out(ops.reshape(hidden, (windows, positions, channels * bins)))

    def encode(self, input_features, real, recorder=None):  # [a m f], [a f] -> [a p e]
        recordings, bins, frames = ops.shape(input_features)
        lengths, hidden, together = ops.sum(real, 1), input_features, self.together  # [a]
        if isinstance(frames, int):  # a short recording is one window of attention
            together = max(min(together, -(-frames // self.frames)), 1)
        missing = -frames % (self.frames * together)
        if not self.reads_padding:
            hidden = ops.where(ops.unsqueeze(real != 0, 1), input_features, 0.0)
        hidden = ops.pad(hidden, [(0, 0), (0, 0), (0, missing)], value=0.0)
        count = (frames + missing) // self.frames
        hidden = ops.reshape(hidden, (recordings, bins, count, self.frames))
        hidden = ops.reshape(
            ops.permute(hidden, (0, 2, 1, 3)), (recordings * count, bins, self.frames, 1)
        )
        longest = ops.clamp(ops.amax(lengths, 0), min=1, max=self.frames)
        hidden = self.convolved(hidden, None if self.reads_padding else longest)
        hidden = hidden + self.positions(hidden)
        windows, keys = recordings * count // together, together * POSITIONS
        hidden = ops.reshape(hidden, (windows, keys, self.size))
        # A window of padding alone attends to its first position, so that nothing is undefined.
        index = ops.arange(0, count * POSITIONS, like=real, dtype="int64")
        attended = ops.unsqueeze(index, 0) < ops.unsqueeze(self.vectors_of(lengths), 1)
        attended = ops.reshape(attended | ops.unsqueeze(index % keys == 0, 0), (windows, keys))
        mask = ops.unsqueeze(ops.unsqueeze(attended, 1), 1)
        recorder = recorder or Recorder(cache=False)
        hidden = self.run_layers(hidden, recorder, mask)
        recorder.add_hidden_state(hidden)
        hidden = ops.reshape(hidden, (recordings, count * POSITIONS, self.size))
        return self.projected(self.ln_post(hidden))


class Qwen3OmniMoeThinkerTextModel(qwen3_vl_moe.RoutedTextModel):
    """The language model without a head; called like Qwen3-VL's, with `output_router_logits`."""

    config_class = Qwen3OmniMoeTextConfig
    expert_names = qwen2_moe.EXPERT_NAMES


class Qwen3OmniMoeThinkerPreTrainedModel(qwen2_5_omni_thinker.Qwen2_5OmniThinkerPreTrainedModel):
    """What all thinkers share."""

    config_class = Qwen3OmniMoeThinkerConfig
    vision_class = Qwen3OmniMoeVisionEncoder
    audio_class = Qwen3OmniMoeAudioEncoder
    text_class = Qwen3OmniMoeThinkerTextModel
    expert_names = qwen2_moe.EXPERT_NAMES
    ids_without_rows = ("image_token_id", "video_token_id", "audio_token_id")


class Qwen3OmniMoeThinkerModel(
    qwen2_5_omni_thinker.Qwen2_5OmniThinkerModel, Qwen3OmniMoeThinkerPreTrainedModel
):
    """The encoders and the language model, without a head.

    Args of `forward`, beside those of Qwen2_5OmniThinkerModel:
        output_router_logits: by default the language model's config's.
    """

    pairs_begin = False
    add_images = qwen3_vl.Qwen3VLModel.with_images
    get_image_features = qwen3_vl.Qwen3VLModel.get_image_features

    def times(self, count: int, seconds: float) -> np.ndarray:
        each = np.float32(self.config.position_id_per_seconds)
        return np.arange(count, dtype=np.float32) * np.float32(seconds) * each

    def forward(
        self,
        input_ids=None,
        input_features=None,
        pixel_values=None,
        pixel_values_videos=None,
        attention_mask=None,
        feature_attention_mask=None,
        audio_feature_lengths=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        image_grid_thw: Any = None,
        video_grid_thw: Any = None,
        use_audio_in_video: bool | None = None,
        video_second_per_grid: Any = None,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
        output_router_logits: bool | None = None,
    ):
        del audio_feature_lengths
        return self.run(
            (input_ids, attention_mask, position_ids, past_key_values, inputs_embeds),
            {
                "image": (pixel_values, image_grid_thw),
                "video": (pixel_values_videos, video_grid_thw),
                "audio": (input_features, feature_attention_mask),
            },
            None,
            times=(video_second_per_grid, bool(use_audio_in_video)),
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            output_router_logits=output_router_logits,
        )


class Qwen3OmniMoeThinkerForConditionalGeneration(
    MoeCausalLM,
    qwen2_5_omni_thinker.ThinkerGeneration,
    Qwen3OmniMoeThinkerPreTrainedModel,
):
    base_class = Qwen3OmniMoeThinkerModel


HEADS = {
    "base": Qwen3OmniMoeThinkerModel,
    "image-text-to-text": Qwen3OmniMoeThinkerForConditionalGeneration,
    "multimodal-lm": Qwen3OmniMoeThinkerForConditionalGeneration,
}
