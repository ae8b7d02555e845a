"""Ovis2: Lu et al., 2025, arXiv:2405.20797.

Each patch of AIMv2's is a distribution over visual tokens, and its vector the mean of their
embeddings; five of these embeddings mark where images and their tiles begin and end.

n tiles, p patches of a tile, q vectors of a tile, v visual tokens, e hidden of the image encoder,
d hidden, c H W pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.ovis2 import Ovis2Config, Ovis2VisionConfig
from auto_core.outputs import BaseModelOutputWithVisualIndicatorFeatures
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention
from ..blocks.image_tokens import token_mask
from ..blocks.patches import squares
from . import clip, llava
from .aimv2 import Aimv2EncoderLayer


class Ovis2VisionEmbeddings(nn.Module):
    """Normalised patches with learned positions."""

    def __init__(self, config: Ovis2VisionConfig):
        super().__init__()
        d, patch, self.size = config.hidden_size, config.patch_size, config.image_size
        self.channels, self.count = config.num_channels, (config.image_size // patch) ** 2
        self.patch_embedding = nn.Conv2d(config.num_channels, d, patch, stride=patch)
        self.position_embedding = nn.Embedding(self.count, d)
        self.rms_norm = nn.RMSNorm(d, eps=config.rms_norm_eps)

    def forward(self, pixel_values):  # [n c H W] -> [n p e]
        clip.check_size(pixel_values, self.size, channels=self.channels, any_size=False)
        patches = self.patch_embedding(ops.permute(pixel_values, (0, 2, 3, 1)))
        tiles, rows, columns, d = ops.shape(patches)
        hidden = self.rms_norm(ops.reshape(patches, (tiles, rows * columns, d)))
        return hidden + clip.all_rows(self.position_embedding, self.count, like=hidden)


class Ovis2VisionTransformer(nn.Module):
    def __init__(self, config: Ovis2VisionConfig):
        super().__init__()
        self.embeddings = Ovis2VisionEmbeddings(config)
        self.encoder = clip.CLIPEncoder(config, Aimv2EncoderLayer)
        self.rms_norm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)

    def forward(self, pixel_values, attend):  # [n c H W] -> [n p e]
        return self.rms_norm(self.encoder(self.embeddings(pixel_values), attend))


class Ovis2VisionModel(nn.Module):
    """The distribution over visual tokens, without the indicators, of squares of patches."""

    def __init__(self, config: Ovis2VisionConfig):
        super().__init__()
        self.stride, self.function = config.hidden_stride, config.tokenize_function
        self.tokens = config.vocab_size - config.num_visual_indicator_tokens
        self.transformer = Ovis2VisionTransformer(config)
        size = config.hidden_size * config.hidden_stride**2
        self.head_linear = nn.Linear(size, self.tokens, bias=False)
        self.head_norm = nn.LayerNorm(self.tokens, eps=1e-5)

    def forward(self, pixel_values, recorder):  # [n c H W] -> [n q s*s*e], [n q v]
        hidden = self.transformer(pixel_values, Attention(recorder))
        if self.stride > 1:
            hidden = squares(hidden, self.stride)
        soft = ops.softmax(self.head_norm(self.head_linear(hidden)), -1)
        if self.function == "softmax":
            return hidden, soft
        hard = ops.one_hot(ops.argmax(soft, -1), self.tokens, dtype=ops.dtype(soft))
        return hidden, hard - ops.detach(soft) + soft  # the gradient is that of the softmax


class Ovis2PreTrainedModel(llava.LlavaPreTrainedModel):
    """What all Ovis2 models share."""

    config_class = Ovis2Config
    projector_class = None
    static_inputs = ()

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        shape: tuple[Any, ...] = tuple(getattr(inputs.get("pixel_values"), "shape", ()))
        if len(shape) != 4 or not isinstance(shape[0], int):
            return {}
        config = self.config
        return {"pixel_values": (config.image_token_id, shape[0] * config.vision_config.vectors)}


class Ovis2Model(llava.TilesModel, Ovis2PreTrainedModel):
    """Ovis2 without a head."""

    def __init__(self, config: Ovis2Config):
        super().__init__(config)
        self.visual_embeddings_table = nn.Embedding(
            config.vision_config.vocab_size, config.hidden_size
        )

    def add_tower(self, config: Ovis2Config) -> None:
        self.vision_tower = Ovis2VisionModel(config.vision_config)

    def table(self, like):  # -> [v d]
        """Embeddings of all visual tokens, those of the indicators last."""
        count = self.config.vision_config.vocab_size
        return clip.all_rows(self.visual_embeddings_table, count, like=like)[0]

    def get_image_features(
        self, pixel_values, *, output_attentions: bool = False, output_hidden_states: bool = False
    ):
        """The image encoder's output, with the vectors [n q d] of tiles as `pooler_output` and
        those of the indicators as `visual_indicator_features`."""
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden, share = self.vision_tower(pixel_values, recorder)
        table, tokens = self.table(hidden), ops.shape(share)[-1]
        return BaseModelOutputWithVisualIndicatorFeatures(
            last_hidden_state=hidden,
            pooler_output=ops.matmul(share, ops.cast(table[:tokens], ops.dtype(share))),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            visual_indicator_features=table[tokens:],
        )

    def with_vectors(self, input_ids, inputs_embeds, vectors):
        """As the base; with images, also the embeddings of the indicators at their tokens."""
        embeddings = super().with_vectors(input_ids, inputs_embeds, vectors)
        if vectors is None:
            return embeddings
        table = self.table(vectors)
        first = self.config.vision_config.vocab_size
        first -= self.config.vision_config.num_visual_indicator_tokens
        for index, token in enumerate(self.config.visual_indicator_token_ids):
            chosen = token_mask(input_ids, embeddings, token, self.embed)
            own = ops.cast(table[first + index], ops.dtype(embeddings))
            embeddings = ops.where(ops.unsqueeze(chosen, -1), own, embeddings)
        return embeddings


class Ovis2ForConditionalGeneration(llava.ImageTextCausalLM, Ovis2PreTrainedModel):
    base_class = Ovis2Model


HEADS = {
    "base": Ovis2Model,
    "vision2seq": Ovis2ForConditionalGeneration,
    "image-text-to-text": Ovis2ForConditionalGeneration,
    "multimodal-lm": Ovis2ForConditionalGeneration,
}
