"""AIMv2: Fini et al., 2024, arXiv:2411.14402.

An image encoder, trained to say the patches and the texts of images token by token, with LLaMA's
norms and feed-forward parts; beside a text encoder it compares images with texts, as CLIP does
(Zhai et al., 2021, arXiv:2111.07991).

b batch, t tokens, n patches, d hidden, h heads, s size of a head, H W pixels, m texts,
e joint embedding.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.aimv2 import Aimv2Config, Aimv2TextConfig, Aimv2VisionConfig
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention, split_heads
from ..blocks.patches import check_images
from ..blocks.position_ids import sinusoids
from . import clip
from .llama import LlamaMLP


class Aimv2VisionEmbeddings(nn.Module):
    """Normalised patches with positions: learned, or sinusoids of columns and rows."""

    def __init__(self, config: Aimv2VisionConfig):
        super().__init__()
        d, patch, self.size = config.hidden_size, config.patch_size, config.image_size
        self.channels = config.num_channels
        self.patch_embed = nn.Conv2d(config.num_channels, d, patch, stride=patch)
        self.rms_norm = nn.RMSNorm(d, eps=config.rms_norm_eps)
        self.count = (config.image_size // patch) ** 2
        self.position_embedding = None if config.is_native else nn.Embedding(self.count, d)

    def forward(self, pixel_values):  # [b c H W] -> [b n d]
        if self.position_embedding is None:
            check_images(pixel_values, channels=self.channels)
        else:
            clip.check_size(pixel_values, self.size, channels=self.channels, any_size=False)
        patches = self.patch_embed(ops.permute(pixel_values, (0, 2, 3, 1)))  # [b rows columns d]
        batch, rows, columns, d = ops.shape(patches)
        hidden = self.rms_norm(ops.reshape(patches, (batch, rows * columns, d)))
        if self.position_embedding is not None:
            return hidden + clip.all_rows(self.position_embedding, self.count, like=hidden)
        index = ops.arange(0, rows * columns, like=hidden, dtype="int64")
        options = dict(interleaved=False, like=hidden, steps=d // 4)
        axes = (sinusoids(axis, d // 2, **options) for axis in (index % columns, index // columns))
        return hidden + ops.cat([*axes], -1)


class Aimv2Attention(nn.Module):
    def __init__(self, config: Any):
        super().__init__()
        d, bias = config.hidden_size, config.qkv_bias
        self.head_size = d // config.num_attention_heads
        self.k_proj = nn.Linear(d, d, bias=bias)
        self.v_proj = nn.Linear(d, d, bias=bias)
        self.q_proj = nn.Linear(d, d, bias=bias)
        self.out_proj = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_dropout)

    forward = clip.CLIPAttention.forward


class Aimv2EncoderLayer(nn.Block):
    def __init__(self, config: Any):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.attention = Aimv2Attention(config)
        self.ffn = LlamaMLP(config)
        self.rms_norm1 = nn.RMSNorm(d, eps=eps)
        self.rms_norm2 = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.attention(self.rms_norm1(hidden), attend)
        return hidden + self.ffn(self.rms_norm2(hidden))


class Aimv2AttentionPoolingHead(nn.Module):
    """Attention of a learned query to the patches."""

    def __init__(self, config: Aimv2VisionConfig):
        super().__init__()
        d, bias = config.hidden_size, config.qkv_bias
        self.head_size = d // config.num_attention_heads
        self.k_proj = nn.Linear(d, d, bias=bias)
        self.v_proj = nn.Linear(d, d, bias=bias)
        self.cls_token = nn.Parameter((1, 1, d), init="normal")
        self.output_proj = nn.Linear(d, d)

    def forward(self, hidden):  # [b n d] -> [b d]
        batch, _, d = ops.shape(hidden)
        query = ops.expand(ops.asarray(self.cls_token), (batch, 1, d))
        projected = query, self.k_proj(hidden), self.v_proj(hidden)
        heads = (split_heads(x, self.head_size) for x in projected)
        return self.output_proj(Attention(Recorder())(*heads, scale=self.head_size**-0.5))[:, 0]


class Aimv2PreTrainedModel(clip.CLIPPreTrainedModel):
    """What all AIMv2 models share."""

    config_class = Aimv2Config
    base_model_prefix = "aimv2"

    @property
    def initializers(self):
        return ()


class Aimv2VisionModel(Aimv2PreTrainedModel):
    """AIMv2's image encoder.

    Args of `forward`:
        pixel_values: [b c H W], of the model's size, or of any if `is_native`.

    Returns the embedding of each image as `pooler_output` [b d], unless `use_head=False`.
    """

    config_class = Aimv2VisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"

    def __init__(self, config: Aimv2VisionConfig):
        super().__init__(config)
        self.embeddings = Aimv2VisionEmbeddings(config)
        self.encoder = clip.CLIPEncoder(config, Aimv2EncoderLayer)
        self.rms_norm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)
        self.head = Aimv2AttentionPoolingHead(config) if config.use_head else None

    def get_input_embeddings(self):
        return self.embeddings.patch_embed

    def forward(
        self,
        pixel_values,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.encoder(self.embeddings(pixel_values), Attention(recorder))
        hidden = self.rms_norm(hidden)
        pooled = None if self.head is None else self.head(hidden)
        return clip.pooled_output(recorder, hidden, pooled)


class Aimv2TextModel(Aimv2PreTrainedModel):
    """AIMv2's text encoder.

    Args of `forward`:
        input_ids: [m t], each with an end token.
        attention_mask: [m t], 1 for tokens and 0 for padding.

    Returns the embedding of each text as `pooler_output` [m d].
    """

    config_class = Aimv2TextConfig
    base_model_prefix = "text_model"

    def __init__(self, config: Aimv2TextConfig):
        super().__init__(config)
        self.embeddings = clip.CLIPTextEmbeddings(config)
        self.encoder = clip.CLIPEncoder(config, Aimv2EncoderLayer)
        self.rms_norm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)

    def get_input_embeddings(self):
        return self.embeddings.token_embedding

    def set_input_embeddings(self, value):
        self.embeddings.token_embedding = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        input_ids = clip.flat_texts(input_ids)
        hidden = self.embeddings(input_ids, None)
        mask, causal = attention_masks.causal_mask(attention_mask, None, hidden)
        hidden = self.rms_norm(self.encoder(hidden, Attention(recorder, mask, causal=causal)))
        end = ops.argmax(ops.cast(input_ids == self.config.eos_token_id, "int64"), 1)
        return clip.pooled_output(recorder, hidden, clip.at_token(hidden, end))


class Aimv2Model(clip.CLIPModel, Aimv2PreTrainedModel):
    """Both encoders: the similarity of each text to each image, as `logits_per_image` [b m].

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask [m t].
        pixel_values: [b c H W].
    """

    text_class, vision_class = Aimv2TextModel, Aimv2VisionModel

    def get_text_features(self, input_ids, attention_mask=None, **requests: bool):
        """The text encoder's output, whose `pooler_output` [m e] is projected."""
        inputs = dict(input_ids=input_ids, attention_mask=attention_mask, return_dict=True)
        output = self.text_model(**inputs, **requests)
        return clip.replaced(output, self.project_text(output.pooler_output))

    def get_image_features(self, pixel_values, **requests: bool):
        """The image encoder's output, whose `pooler_output` [b e] is projected."""
        output = self.vision_model(pixel_values=pixel_values, return_dict=True, **requests)
        return clip.replaced(output, self.project_image(output.pooler_output))

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        image = self.vision_model(pixel_values=pixel_values, **requests)
        text = self.text_model(input_ids=input_ids, attention_mask=attention_mask, **requests)
        most = math.log(self.config.max_logit_scale)
        scale = ops.clamp(ops.asarray(self.logit_scale), min=0.0, max=most)
        return clip.compared(
            self.project_text(text.pooler_output),
            self.project_image(image.pooler_output),
            scale,
            text=text,
            image=image,
            return_loss=False,
        )


HEADS = {"base": Aimv2Model}
