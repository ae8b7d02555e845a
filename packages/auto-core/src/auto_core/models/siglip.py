"""SigLIP: Zhai et al., 2023, arXiv:2303.15343.

CLIP's two encoders, trained to classify each pair of image and text as matching or not. The text
encoder is bidirectional and pools the last token, padding or not; the image encoder pools its
patches by the attention of a learned query.

b batch, t tokens or patches, h heads, s size of a head, d hidden, H W pixels, n images, m texts,
e joint embedding.
"""

from __future__ import annotations

from auto_core.configs.siglip import SiglipConfig, SiglipTextConfig, SiglipVisionConfig
from auto_core.initializers import LecunNormal, Normal, XavierUniform
from auto_core.outputs import CLIPOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention, split_heads
from ..blocks.image_heads import ImageClassification, classifier
from ..blocks.patches import resized_positions
from .clip import (
    CLIPMLP,
    CLIPEncoder,
    CLIPTextEmbeddings,
    DualEncoder,
    all_rows,
    channels_last,
    check_size,
    flat_texts,
    on_unit_sphere,
    pooled_output,
)


class SiglipVisionEmbeddings(nn.Module):
    def __init__(self, config: SiglipVisionConfig):
        super().__init__()
        d, self.patch, self.size = config.hidden_size, config.patch_size, config.image_size
        self.channels = config.num_channels
        self.patch_embedding = nn.Conv2d(config.num_channels, d, self.patch, stride=self.patch)
        self.side = self.size // self.patch
        self.position_embedding = nn.Embedding(self.side**2, d)

    def forward(self, pixel_values, *, interpolate_pos_encoding: bool):  # [b c H W] -> [b t d]
        channels, any_size = self.channels, interpolate_pos_encoding
        check_size(pixel_values, self.size, channels=channels, any_size=any_size)
        positions = all_rows(self.position_embedding, self.side**2, like=pixel_values)
        patches = self.patch_embedding(channels_last(pixel_values, like=positions))  # [b H/p W/p d]
        batch, rows, columns, d = ops.shape(patches)
        hidden = ops.reshape(patches, (batch, rows * columns, d))
        if interpolate_pos_encoding:
            positions = resized_positions(
                positions, (self.side, self.side), (rows, columns), special=0
            )
        return hidden + positions


class SiglipPoolingAttention(nn.Module):
    """Attention of one query to the patches; its three projections are one parameter."""

    def __init__(self, config: SiglipVisionConfig):
        super().__init__()
        d = config.hidden_size
        self.size, self.head_size = d, d // config.num_attention_heads
        self.in_proj_weight = nn.Parameter((3 * d, d), init=XavierUniform())
        self.in_proj_bias = nn.Parameter((3 * d,), init="zeros")
        self.out_proj = nn.Linear(d, d)

    def forward(self, query, hidden, attend):  # [b 1 d], [b t d] -> [b 1 d]
        return self.attended(query, hidden, hidden, attend)

    def attended(self, query, key, value, attend):  # [b q d], two of [b t d] -> [b q d]
        thirds = [self.size] * 3
        weights = ops.split(ops.asarray(self.in_proj_weight), thirds, 0)
        biases = ops.split(ops.asarray(self.in_proj_bias), thirds, 0)
        query, key, value = (
            split_heads(ops.matmul(x, ops.transpose(weight, 0, 1)) + bias, self.head_size)
            for x, weight, bias in zip((query, key, value), weights, biases, strict=True)
        )
        return self.out_proj(attend(query, key, value, scale=self.head_size**-0.5))


class SiglipMultiheadAttentionPoolingHead(nn.Module):
    def __init__(self, config: SiglipVisionConfig):
        super().__init__()
        self.probe = nn.Parameter((1, 1, config.hidden_size), init=XavierUniform())
        self.attention = SiglipPoolingAttention(config)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.mlp = CLIPMLP(config)

    def forward(self, hidden, attention_mask=None):  # [b t d], [b t] -> [b d]
        batch, _, d = ops.shape(hidden)
        query = ops.expand(ops.asarray(self.probe), (batch, 1, d))
        attend = Attention(Recorder(), attention_masks.boolean_mask(attention_mask))
        pooled = self.attention(query, hidden, attend)
        return (pooled + self.mlp(self.layernorm(pooled)))[:, 0]


class SiglipPreTrainedModel(nn.PreTrainedModel):
    """What all SigLIP models share."""

    config_class = SiglipConfig
    base_model_prefix = "siglip"
    splits_attention = True

    @property
    def initializers(self):
        """Initializers of the authors' Flax code."""
        c = self.config
        images, factor = getattr(c, "vision_config", c), getattr(c, "initializer_factor", 1.0)
        return (
            (r"(_proj|fc1|fc2)\.weight$", XavierUniform()),
            (r"\.fc[12]\.bias$", Normal(1e-6)),
            (r"^classifier\.weight$", Normal(factor * images.hidden_size**-0.5)),
            (r"(embedding|head)\.weight$", LecunNormal()),
        )


class SiglipTextModel(SiglipPreTrainedModel):
    """SigLIP's text encoder.

    Args of `forward`:
        input_ids: [b t], padded to the full length, as it was trained.
        attention_mask: [b t], 1 for tokens and 0 for padding; trained without.
        position_ids: [b t].

    Returns the embedding of each text as `pooler_output` [b e].
    """

    config_class = SiglipTextConfig
    base_model_prefix = "text_model"

    def __init__(self, config: SiglipTextConfig):
        super().__init__(config)
        self.embeddings = CLIPTextEmbeddings(config)
        self.encoder = CLIPEncoder(config)
        self.final_layer_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.head = nn.Linear(config.hidden_size, config.projection_size or config.hidden_size)

    def get_input_embeddings(self):
        return self.embeddings.token_embedding

    def set_input_embeddings(self, value):
        self.embeddings.token_embedding = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(attention_mask))
        hidden = self.embeddings(flat_texts(input_ids), position_ids)
        hidden = self.final_layer_norm(self.encoder(hidden, attend))
        return pooled_output(recorder, hidden, self.head(hidden[:, -1]))


class SiglipVisionModel(SiglipPreTrainedModel):
    """SigLIP's image encoder.

    Args of `forward`:
        pixel_values: [b c H W].
        interpolate_pos_encoding: take images of other sizes than the model's.

    Returns the embedding of each image as `pooler_output` [b d], unless `vision_use_head=False`.
    """

    config_class = SiglipVisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"

    def __init__(self, config: SiglipVisionConfig):
        super().__init__(config)
        self.embeddings = SiglipVisionEmbeddings(config)
        self.encoder = CLIPEncoder(config)
        self.post_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.head = SiglipMultiheadAttentionPoolingHead(config) if config.vision_use_head else None

    def get_input_embeddings(self):
        return self.embeddings.patch_embedding

    def forward(
        self,
        pixel_values,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(pixel_values, interpolate_pos_encoding=interpolate_pos_encoding)
        hidden = self.post_layernorm(self.encoder(hidden, Attention(recorder)))
        return pooled_output(recorder, hidden, None if self.head is None else self.head(hidden))


class SiglipModel(DualEncoder, SiglipPreTrainedModel):
    """Both encoders: whether each text fits each image, as `logits_per_image` [n m].

    Each logit is independent: `sigmoid` makes probabilities of them.

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask and position_ids [m t].
        pixel_values: [n c H W].
        return_loss: return the loss too; text i belongs to image i.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    text_class, vision_class = SiglipTextModel, SiglipVisionModel

    def add_head(self, config: SiglipConfig) -> None:
        self.logit_scale = nn.Parameter((1,), init="zeros")
        self.logit_bias = nn.Parameter((1,), init="zeros")

    def compare(self, text, image, *, return_loss: bool) -> CLIPOutput:
        images, texts = on_unit_sphere(image.pooler_output), on_unit_sphere(text.pooler_output)
        scale, bias = ops.exp(ops.asarray(self.logit_scale)), ops.asarray(self.logit_bias)
        per_text = ops.matmul(texts, ops.transpose(images, 0, 1)) * scale + bias  # [m n]
        return CLIPOutput(
            loss=sigmoid_loss(per_text) if return_loss else None,
            logits_per_image=ops.transpose(per_text, 0, 1),
            logits_per_text=per_text,
            text_embeds=texts,
            image_embeds=images,
            text_model_output=text,
            vision_model_output=image,
        )


def sigmoid_loss(logits):
    """Binary cross entropy of pairs [m n], summed over images, the mean over texts."""
    texts, images = ops.shape(logits)
    text = ops.unsqueeze(ops.arange(0, texts, like=logits, dtype="int64"), 1)
    image = ops.unsqueeze(ops.arange(0, images, like=logits, dtype="int64"), 0)
    wrong = ops.where(text == image, -logits, logits)
    return ops.mean(ops.sum(ops.softplus(wrong), -1), 0)


class SiglipForImageClassification(ImageClassification, SiglipPreTrainedModel):
    """Classes of images, from the mean of their patches."""

    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"

    base_class = SiglipVisionModel

    def base_config(self, config: SiglipConfig):
        return config.vision_config

    def add_head(self, config: SiglipConfig) -> None:
        self.classifier = classifier(config, config.vision_config.hidden_size)

    def score(self, output):  # -> [b c]
        return self.classifier(ops.mean(output.last_hidden_state, 1))


HEADS = {
    "base": SiglipModel,
    "image-classification": SiglipForImageClassification,
    "zero-shot-image-classification": SiglipModel,
}
