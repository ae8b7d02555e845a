"""V-JEPA 2: Assran et al., 2025, arXiv:2506.09985.

A ViT of tubelets (patches that span a few frames) with rotations by frame, row and column. A
smaller one predicts what the encoder makes of some tubelets from others.

b batch, f frames, H and W pixels, n tubelets, k those of the context, m those that are predicted,
h heads, s size of a head, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.vjepa2 import VJEPA2Config
from auto_core.errors import InputError
from auto_core.outputs import (
    VJEPA2WithMaskedInputModelOutput,
    VJEPA2WithMaskedInputPredictorOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.image_heads import ImageClassification

POOLER_RATIO = 4.0
MASK_TOKEN = 1  # which of the mask tokens stands for what is predicted


class VJEPA2PatchEmbeddings3D(nn.Module):
    def __init__(self, config: VJEPA2Config):
        super().__init__()
        self.channels, self.frames, self.patch = config.in_chans, config.tubelet_size, config.patch
        size = (config.tubelet_size, config.patch, config.patch)
        self.proj = nn.Conv3d(config.in_chans, config.hidden_size, size, stride=size)

    def forward(self, pixel_values_videos):  # [b f channels H W] -> [b n d]
        self.check(pixel_values_videos)
        videos = ops.permute(pixel_values_videos, (0, 1, 3, 4, 2))
        if ops.shape(videos)[1] < self.frames:  # an image is every frame of a tubelet
            videos = ops.cat([videos] * self.frames, 1)
        hidden = self.proj(videos)
        batch, *sizes, d = ops.shape(hidden)
        return ops.reshape(hidden, (batch, sizes[0] * sizes[1] * sizes[2], d))

    def check(self, videos) -> None:
        sizes = None if videos is None else ops.shape(videos)
        if sizes is None or len(sizes) != 5:
            raise InputError("Pass pixel_values_videos [batch frames channels height width].")
        if isinstance(sizes[2], int) and sizes[2] != self.channels:
            raise InputError(
                f"pixel_values_videos have {sizes[2]} channels, expected {self.channels}."
            )
        if any(isinstance(side, int) and side < self.patch for side in sizes[3:]):
            raise InputError(
                f"The frames of pixel_values_videos are {list(sizes[3:])} pixels, and a patch "
                f"{self.patch}x{self.patch}. Resize them, as the video processor does."
            )


class VJEPA2Embeddings(nn.Module):
    def __init__(self, config: VJEPA2Config):
        super().__init__()
        self.patch_embeddings = VJEPA2PatchEmbeddings3D(config)

    def forward(self, pixel_values_videos):
        return self.patch_embeddings(pixel_values_videos)


class VJEPA2RopeAttention(nn.Module):
    """A third of each head turns by the frame, one by the row and one by the column; what is left
    over stays."""

    def __init__(self, config: VJEPA2Config, d: int, heads: int):
        super().__init__()
        self.head_size, self.grid = d // heads, config.grid
        self.query = nn.Linear(d, d, bias=config.qkv_bias)
        self.key = nn.Linear(d, d, bias=config.qkv_bias)
        self.value = nn.Linear(d, d, bias=config.qkv_bias)
        self.proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)
        self.turning = 2 * (self.head_size // 6)

    def forward(self, hidden, position, attend):  # [b n d], indices of tubelets [1|b n] -> [b n d]
        projected = self.query(hidden), self.key(hidden), self.value(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        query, key = self.turned(query, position), self.turned(key, position)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.proj(attend(query, key, value, **options))

    def turned(self, x, position):  # [b n h s], [1|b n]
        of_frame = self.grid**2
        frame = position // of_frame
        row = (position - frame * of_frame) // self.grid
        column = position - frame * of_frame - row * self.grid
        size, rest = self.turning, self.head_size - 3 * self.turning
        if not size:
            return x
        parts = ops.split(x, [size, size, size, *([rest] if rest else [])], -1)
        turned = [turn(part, at) for part, at in zip(parts, (frame, row, column), strict=False)]
        return ops.cat([*turned, *parts[3:]], -1)


def turn(x, position):
    """[b n h s] by positions [1|b n]. As the released weights were trained: number i goes by the
    frequency i modulo s/2, and not the pair's, so that it is no rotation."""
    batch, tokens, heads, size = ops.shape(x)
    exact = "float64" if ops.dtype(x) == "float64" else "float32"
    frequency = np.tile(10000.0 ** -(np.arange(size // 2) / (size / 2)), 2)
    angle = ops.unsqueeze(ops.cast(position, exact), -1)  # [1|b n 1]
    angle = angle * ops.asarray(frequency, like=angle, dtype=exact)
    angle = ops.unsqueeze(angle, 2)  # [1|b n 1 s]
    wide = ops.cast(x, exact)
    pairs = ops.reshape(wide, (batch, tokens, heads, size // 2, 2))
    across = ops.stack([-pairs[..., 1], pairs[..., 0]], -1)
    across = ops.reshape(across, (batch, tokens, heads, size))
    return ops.cast(wide * ops.cos(angle) + across * ops.sin(angle), ops.dtype(x))


class VJEPA2MLP(nn.Module):
    def __init__(self, config: VJEPA2Config, d: int, ratio: float):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(d, int(d * ratio)), nn.Linear(int(d * ratio), d)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class VJEPA2Layer(nn.Block):
    def __init__(self, config: VJEPA2Config, d: int, heads: int, *, ratio: float, drop: float):
        super().__init__()
        self.norm1 = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.attention = VJEPA2RopeAttention(config, d, heads)
        self.drop_path = nn.DropPath(drop)
        self.norm2 = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.mlp = VJEPA2MLP(config, d, ratio)

    def forward(self, hidden, position, attend):  # [b n d], [1|b n] -> [b n d]
        change = self.attention(self.norm1(hidden), position, attend)
        hidden = hidden + self.drop_path(change)
        return hidden + self.drop_path(self.mlp(self.norm2(hidden)))


def layers(config: VJEPA2Config, count: int, d: int, heads: int, ratio: float) -> Any:
    drops = [config.drop_path_rate * i / max(count - 1, 1) for i in range(count)]
    return nn.ModuleList(VJEPA2Layer(config, d, heads, ratio=ratio, drop=drop) for drop in drops)


class VJEPA2Encoder(nn.Module):
    def __init__(self, config: VJEPA2Config):
        super().__init__()
        d, heads = config.hidden_size, config.num_attention_heads
        self.embeddings = VJEPA2Embeddings(config)
        self.layer = layers(config, config.num_hidden_layers, d, heads, config.mlp_ratio)
        self.layernorm = nn.LayerNorm(d, eps=config.layer_norm_eps)

    def forward(self, pixel_values_videos, recorder):  # [b f channels H W] -> [b n d]
        hidden = self.embeddings(pixel_values_videos)
        position = everything(hidden)
        for layer in self.layer:
            recorder.add_hidden_state(hidden)
            hidden = layer(hidden, position, Attention(recorder))
        recorder.add_hidden_state(hidden)
        return self.layernorm(hidden)


def everything(hidden):  # [b n d] -> the indices of all tubelets [1 n]
    return ops.unsqueeze(ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64"), 0)


class VJEPA2PredictorEmbeddings(nn.Module):
    def __init__(self, config: VJEPA2Config):
        super().__init__()
        d, self.tokens = config.pred_hidden_size, config.pred_num_mask_tokens
        self.predictor_embeddings = nn.Linear(config.hidden_size, d)
        init = "zeros" if config.pred_zero_init_mask_tokens else "normal"
        self.mask_tokens = nn.Parameter((self.tokens, 1, 1, d), init=init)

    def forward(self, context, context_mask, target_mask):
        """[b k d] at [b k], and what is predicted at [b m] -> [b k+m d'] at [b k+m]."""
        hidden = self.predictor_embeddings(context)
        token = ops.asarray(self.mask_tokens)[MASK_TOKEN % self.tokens]  # [1 1 d']
        batch, count = ops.shape(target_mask)
        target = ops.expand(token, (batch, count, ops.shape(token)[-1]))
        return ops.cat([hidden, target], 1), ops.cat([context_mask, target_mask], 1)


class VJEPA2Predictor(nn.Module):
    def __init__(self, config: VJEPA2Config):
        super().__init__()
        d, heads = config.pred_hidden_size, config.pred_num_attention_heads
        self.embeddings = VJEPA2PredictorEmbeddings(config)
        self.layer = layers(config, config.pred_num_hidden_layers, d, heads, config.pred_mlp_ratio)
        self.layernorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.proj = nn.Linear(d, config.hidden_size)

    def forward(self, context, context_mask, target_mask):  # -> [b m d]
        hidden, position = self.embeddings(context, context_mask, target_mask)
        for layer in self.layer:
            hidden = layer(hidden, position, Attention(Recorder()))
        return self.proj(self.layernorm(hidden)[:, ops.shape(context)[1] :])


class VJEPA2PoolerAttention(nn.Module):
    def __init__(self, config: VJEPA2Config, *, projects: bool):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.k_proj, self.v_proj, self.q_proj = (nn.Linear(d, d) for _ in range(3))
        self.out_proj = nn.Linear(d, d) if projects else None
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, query, context):  # [b t d], [b n d] -> [b t d]
        projected = self.q_proj(query), self.k_proj(context), self.v_proj(context)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        output = Attention(Recorder())(query, key, value, **options)
        return output if self.out_proj is None else self.out_proj(output)


class VJEPA2PoolerSelfAttentionLayer(nn.Block):
    def __init__(self, config: VJEPA2Config):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.layer_norm1 = nn.LayerNorm(d, eps=eps)
        self.self_attn = VJEPA2PoolerAttention(config, projects=True)
        self.layer_norm2 = nn.LayerNorm(d, eps=eps)
        self.mlp = VJEPA2MLP(config, d, POOLER_RATIO)

    def forward(self, hidden):  # [b n d]
        normed = self.layer_norm1(hidden)
        hidden = hidden + self.self_attn(normed, normed)
        return hidden + self.mlp(self.layer_norm2(hidden))


class VJEPA2PoolerCrossAttentionLayer(nn.Block):
    def __init__(self, config: VJEPA2Config):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.layer_norm1 = nn.LayerNorm(d, eps=eps)
        self.cross_attn = VJEPA2PoolerAttention(config, projects=False)
        self.layer_norm2 = nn.LayerNorm(d, eps=eps)
        self.mlp = VJEPA2MLP(config, d, POOLER_RATIO)

    def forward(self, query, hidden):  # [b 1 d], [b n d] -> [b 1 d]
        hidden = query + self.cross_attn(query, self.layer_norm1(hidden))
        return hidden + self.mlp(self.layer_norm2(hidden))


class VJEPA2AttentivePooler(nn.Module):
    def __init__(self, config: VJEPA2Config):
        super().__init__()
        self.query_tokens = nn.Parameter((1, 1, config.hidden_size), init="normal")
        self.cross_attention_layer = VJEPA2PoolerCrossAttentionLayer(config)
        self.self_attention_layers = nn.ModuleList(
            VJEPA2PoolerSelfAttentionLayer(config) for _ in range(config.num_pooler_layers)
        )

    def forward(self, hidden):  # [b n d] -> [b d]
        for layer in self.self_attention_layers:
            hidden = layer(hidden)
        query = ops.asarray(self.query_tokens)
        batch, _, d = ops.shape(hidden)
        return self.cross_attention_layer(ops.expand(query, (batch, 1, d)), hidden)[:, 0]


class VJEPA2PreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = VJEPA2Config
    base_model_prefix = "vjepa2"
    main_input_name = "pixel_values_videos"
    per_sample_inputs = ("context_mask", "target_mask")  # each a list of one


class VJEPA2Model(VJEPA2PreTrainedModel):
    """The encoder, and what predicts its output.

    Args of `forward`:
        pixel_values_videos: [b f channels H W].
        context_mask: a list of [b k] integers, the tubelets that are known; all by default.
        target_mask: a list of [b m] integers, those that are predicted; all by default.
        skip_predictor: predict nothing.

    Returns:
        VJEPA2WithMaskedInputModelOutput, whose states and attentions are the encoder's.
    """

    def __init__(self, config: VJEPA2Config):
        super().__init__(config)
        self.encoder = VJEPA2Encoder(config)
        self.predictor = VJEPA2Predictor(config)

    def forward(
        self,
        pixel_values_videos=None,
        context_mask=None,
        target_mask=None,
        *,
        skip_predictor: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (context_mask is None) != (target_mask is None):
            raise InputError("Pass context_mask and target_mask, or neither.")
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.encoder(pixel_values_videos, recorder)
        batch, count, _ = ops.shape(hidden)
        if context_mask is None:
            context = target = ops.expand(everything(hidden), (batch, count))
        else:
            context, target = only(context_mask, "context_mask"), only(target_mask, "target_mask")
        known, predicted = at(hidden, context), None
        if not skip_predictor:
            predicted = VJEPA2WithMaskedInputPredictorOutput(
                last_hidden_state=self.predictor(known, context, target),
                target_hidden_state=at(hidden, target),
            )
        return VJEPA2WithMaskedInputModelOutput(
            last_hidden_state=hidden,
            masked_hidden_state=known,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            predictor_output=predicted,
        )

    def get_input_embeddings(self):
        return self.encoder.embeddings.patch_embeddings

    def get_vision_features(self, pixel_values_videos):
        """What the encoder makes of videos: [b n d]."""
        return self(pixel_values_videos, skip_predictor=True, return_dict=True).last_hidden_state


def only(masks, name: str):
    """The one mask of a list, as int64."""
    if len(ops.shape(masks[0])) != 2 or len(masks) != 1:
        raise InputError(f"{name} is a list of one tensor [batch tubelets], of their indices.")
    return ops.cast(masks[0], "int64")


def at(hidden, indices):  # [b n d], [b k] -> [b k d]
    return ops.gather(hidden, 1, ops.unsqueeze(indices, -1))


class VJEPA2ForVideoClassification(ImageClassification, VJEPA2PreTrainedModel):
    base_class = VJEPA2Model
    input_order = ("pixel_values_videos", "labels")
    excluded_inputs = ("context_mask", "target_mask", "skip_predictor")

    def add_head(self, config: VJEPA2Config) -> None:
        self.pooler = VJEPA2AttentivePooler(config)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def encode(self, **inputs: Any):
        return self.vjepa2(**inputs, skip_predictor=True, return_dict=True)

    def score(self, output):  # -> [b c]
        return self.classifier(self.pooler(output.last_hidden_state))


HEADS = {"base": VJEPA2Model, "video-classification": VJEPA2ForVideoClassification}
