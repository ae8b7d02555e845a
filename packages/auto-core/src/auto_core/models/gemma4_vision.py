"""Gemma 4's image encoder: Gemma Team, 2026.

Patches of images of any size, padded to one number, with learned and rotary positions of two axes;
squares of them are averaged to the vectors of a language model.

n images, p patches of an image, f numbers of a patch, q vectors of an image, m vectors of all, h
heads, g heads of keys and values, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.gemma4_vision import Gemma4VisionConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.clipped_linear import ClippedLinear
from ..blocks.losses import widened
from ..blocks.norms import scaled_to_one
from ..blocks.rotary import rotate

CHANNELS = 3


class Gemma4VisionPatchEmbedder(nn.Module):
    """Vectors of patches, with the positions of their columns and rows."""

    def __init__(self, config: Gemma4VisionConfig):
        super().__init__()
        d, numbers = config.hidden_size, CHANNELS * config.patch_size**2
        self.input_proj = nn.Linear(numbers, d, bias=False)
        self.position_embedding_table = nn.Parameter(
            (2, config.position_embedding_size, d), init="ones"
        )

    def forward(self, pixels, positions, padding):  # [n p f], [n p 2], [n p] -> [n p d]
        table = ops.asarray(self.position_embedding_table)
        hidden = self.input_proj(ops.cast(2 * (pixels - 0.5), ops.dtype(table)))
        index = ops.clamp(positions, min=0)
        located = ops.take(table[0], index[..., 0], 0) + ops.take(table[1], index[..., 1], 0)
        return hidden + ops.where(ops.unsqueeze(padding, 2), 0.0, located)


class Gemma4VisionAttention(nn.Module):
    """Attention of normalised queries, keys and values, half of whose numbers turn by column and
    half by row."""

    def __init__(self, config: Gemma4VisionConfig):
        super().__init__()
        d, s, eps = config.hidden_size, config.head_dim, config.rms_norm_eps
        self.head_size, self.eps = s, eps
        self.q_proj = ClippedLinear(config, d, config.num_attention_heads * s)
        self.k_proj = ClippedLinear(config, d, config.num_key_value_heads * s)
        self.v_proj = ClippedLinear(config, d, config.num_key_value_heads * s)
        self.o_proj = ClippedLinear(config, config.num_attention_heads * s, d)
        self.q_norm = nn.RMSNorm(s, eps=eps)
        self.k_norm = nn.RMSNorm(s, eps=eps)
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)

    def forward(self, hidden, rotation, attend):  # [n p d] -> [n p d]
        projections = (self.q_proj, self.k_proj, self.v_proj)
        query, key, value = (split_heads(x(hidden), self.head_size) for x in projections)
        query = turned(self.q_norm(query), rotation)
        key = turned(self.k_norm(key), rotation)
        value = scaled_to_one(value, eps=self.eps)
        return self.o_proj(attend(query, key, value, scale=1.0, dropout=self.dropout))


def turned(x, rotation):  # [n p h s], two of [n p 1 2 s/2] -> [n p h s]
    """Each half of a head turned by its own axis."""
    images, patches, heads, size = ops.shape(x)
    halves = ops.reshape(x, (images, patches, heads, 2, size // 2))
    return ops.reshape(rotate(halves, *rotation), (images, patches, heads, size))


class Gemma4VisionMLP(nn.Module):
    def __init__(self, config: Gemma4VisionConfig):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.gate_proj = ClippedLinear(config, d, f)
        self.up_proj = ClippedLinear(config, d, f)
        self.down_proj = ClippedLinear(config, f, d)
        self.activation = activation(config.hidden_activation)

    def forward(self, hidden):
        return self.down_proj(self.activation(self.gate_proj(hidden)) * self.up_proj(hidden))


class Gemma4VisionEncoderLayer(nn.Block):
    """Attention and the feed-forward part, each normalised before and after."""

    def __init__(self, config: Gemma4VisionConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = Gemma4VisionAttention(config)
        self.mlp = Gemma4VisionMLP(config)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.pre_feedforward_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_feedforward_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [n p d] -> [n p d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.post_attention_layernorm(output)
        output = self.mlp(self.pre_feedforward_layernorm(hidden))
        return hidden + self.post_feedforward_layernorm(output)


class Gemma4VisionEncoder(nn.Module):
    def __init__(self, config: Gemma4VisionConfig):
        super().__init__()
        half = config.head_dim // 2
        self.frequencies = tuple(config.rope_theta ** (-i / half) for i in range(0, half, 2))
        self.layers = nn.ModuleList(
            Gemma4VisionEncoderLayer(config) for _ in range(config.num_hidden_layers)
        )

    def rotation(self, positions, hidden):
        """Cosines and sines [n p 1 2 s/2] of columns and rows [n p 2]."""
        wide = "float64" if ops.dtype(hidden) == "float64" else "float32"
        frequency = ops.asarray(self.frequencies, like=hidden, dtype=wide)
        angle = ops.unsqueeze(ops.cast(positions, wide), 3) * frequency  # [n p 2 s/4]
        angle = ops.unsqueeze(ops.cat([angle, angle], -1), 2)
        return tuple(ops.cast(turn(angle), ops.dtype(hidden)) for turn in (ops.cos, ops.sin))

    def forward(self, hidden, positions, attend):  # [n p d], [n p 2] -> [n p d]
        rotation = self.rotation(positions, hidden)
        for layer in self.layers:
            attend.recorder.add_hidden_state(hidden)
            hidden = layer(hidden, rotation, attend)
        return hidden


class Gemma4VisionModel(nn.PreTrainedModel):
    """The image encoder.

    Args of `forward`:
        pixel_values: patches [n p f], numbers from 0 to 1, padded to one number p.
        pixel_position_ids: [n p 2], the column and the row of each patch; -1 of padding.

    Returns `last_hidden_state`, the vectors [m d] of all images, one after the other.
    """

    config_class = Gemma4VisionConfig
    base_model_prefix = "vision_tower"
    main_input_name = "pixel_values"
    renames = ((r"^(model\.)?vision_tower\.", ""),)
    ignored_keys = (
        r"^(model\.)?(language_model|audio_tower|embed_vision|embed_audio)\.",
        r"^lm_head\.",
    )

    def __init__(self, config: Gemma4VisionConfig):
        super().__init__(config)
        self.patch_embedder = Gemma4VisionPatchEmbedder(config)
        self.encoder = Gemma4VisionEncoder(config)
        if config.standardize:
            self.std_bias = nn.Buffer((config.hidden_size,), init="zeros")
            self.std_scale = nn.Buffer((config.hidden_size,), init="ones")

    def get_input_embeddings(self):
        return self.patch_embedder.input_proj

    def encode(self, pixel_values, positions, recorder):
        """The vectors [n q d] of each image, and which of them [n q] there are."""
        positions = ops.cast(positions, "int64")
        padding = ops.all(positions == -1, -1)
        hidden = self.patch_embedder(pixel_values, positions, padding)
        mask = ops.unsqueeze(ops.unsqueeze(~padding, 1), 1)
        hidden = self.encoder(hidden, positions, Attention(recorder, mask))
        vectors, real = self.pooled(hidden, positions, padding)
        vectors = widened(vectors) * self.config.hidden_size**0.5
        if self.config.standardize:
            bias, scale = (widened(ops.asarray(x)) for x in (self.std_bias, self.std_scale))
            vectors = (vectors - bias) * scale
        return ops.cast(vectors, ops.dtype(hidden)), real

    def pooled(self, hidden, positions, padding):
        """Averages [n q d] of squares of patches [n p d], and which of them [n q] have some."""
        kernel = self.config.pooling_kernel_size
        images, patches, d = ops.shape(hidden)
        if isinstance(patches, int) and patches % kernel**2:
            raise InputError(
                f"Images have {patches} patches, expected a multiple of {kernel**2}. Pass "
                "pixel_values as the processor returned them."
            )
        hidden = ops.where(ops.unsqueeze(padding, 2), 0.0, hidden)
        if kernel == 1:
            return hidden, ~padding
        vectors = patches // kernel**2
        index = ops.clamp(positions, min=0)
        columns = ops.amax(index[..., 0], 1, keepdim=True) + 1
        square = index[..., 0] // kernel + (columns // kernel) * (index[..., 1] // kernel)
        first = ops.unsqueeze(ops.arange(0, images, like=positions, dtype="int64"), 1) * vectors
        square = ops.reshape(square + first, (images * patches,))  # [n*p]
        rows = ops.reshape(widened(hidden), (images * patches, d))
        sums = ops.segment_sum(rows, square, images * vectors) / kernel**2
        ones = ops.ones((images * patches,), like=square, dtype="int64")
        count = ops.segment_sum(ones, square, images * vectors)
        sums = ops.cast(ops.reshape(sums, (images, vectors, d)), ops.dtype(hidden))
        return sums, ops.reshape(count, (images, vectors)) > 0

    def forward(
        self,
        pixel_values,
        pixel_position_ids,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        vectors = ops.boolean_mask(*self.encode(pixel_values, pixel_position_ids, recorder))
        recorder.add_hidden_state(vectors)
        return BaseModelOutputWithPooling(
            last_hidden_state=vectors,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


HEADS = {"base": Gemma4VisionModel}
