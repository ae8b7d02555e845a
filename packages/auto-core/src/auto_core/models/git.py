"""GIT: Wang et al., 2022, arXiv:2205.14100.

CLIP's image encoder, whose patches stand before the tokens in one decoder of BERT's layers: each
patch attends to all patches, each token to the patches and the tokens before it. A video is its
frames, one after the other.

b batch, t tokens, p patches, f frames, d hidden, H W pixels, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.git import GitConfig, GitVisionConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutput,
    CausalLMOutputWithCrossAttentions,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.attention import Attention
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.logits import wanted
from ..blocks.losses import token_loss
from .bert import BertEncoder
from .blip import BlipTextEmbeddings
from .clip import CLIPEncoder, CLIPVisionEmbeddings


class GitPreTrainedModel(nn.PreTrainedModel):
    """What all GIT models share."""

    config_class = GitConfig
    base_model_prefix = "git"


class GitVisionTransformer(nn.Module):
    def __init__(self, config: GitVisionConfig):
        super().__init__()
        self.embeddings = CLIPVisionEmbeddings(config)
        self.pre_layrnorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.encoder = CLIPEncoder(config)
        self.post_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, pixel_values, attend, *, interpolate_pos_encoding: bool):
        hidden = self.embeddings(pixel_values, interpolate_pos_encoding=interpolate_pos_encoding)
        return self.post_layernorm(self.encoder(self.pre_layrnorm(hidden), attend))


class GitVisionModel(GitPreTrainedModel):
    """The image encoder: pixel_values [b c H W] -> patches [b p d] behind one for the whole.

    interpolate_pos_encoding takes images of other sizes than the model's.
    """

    config_class = GitVisionConfig
    main_input_name = "pixel_values"
    renames = ((r"^(git\.)?image_encoder\.", ""),)  # from a checkpoint of the whole
    optional_parts = (r"^(git\.)?(embeddings|encoder|visual_projection|img_temporal_embedding)\.",)

    def __init__(self, config: GitVisionConfig):
        super().__init__(config)
        self.vision_model = GitVisionTransformer(config)

    def get_input_embeddings(self):
        return self.vision_model.embeddings.patch_embedding

    def forward(
        self,
        pixel_values=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.vision_model(
            pixel_values, Attention(recorder), interpolate_pos_encoding=interpolate_pos_encoding
        )
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class GitProjection(nn.Module):
    """The projection of the image encoder's patches to the decoder's size."""

    def __init__(self, config: GitConfig):
        super().__init__()
        vision, d = config.vision_config, config.hidden_size
        self.visual_projection = nn.ModuleList(
            [nn.Linear(vision.hidden_size, d), nn.LayerNorm(d, eps=vision.layer_norm_eps)]
        )

    def forward(self, patches):
        dense, norm = self.visual_projection
        return norm(dense(patches))


class GitTemporalEmbedding(nn.Module):
    """A vector for each frame of a video."""

    def __init__(self, config: GitConfig):
        super().__init__()
        self.count = config.num_image_with_embedding or 0
        for index in range(self.count):
            shape = (1, 1, config.vision_config.hidden_size)
            setattr(self, str(index), nn.Parameter(shape, init="zeros"))

    def forward(self, frames):  # -> [f 1 d], of the first `frames`
        if isinstance(frames, int) and frames > self.count:
            raise InputError(
                f"The video has {frames} frames and the model's num_image_with_embedding is "
                f"{self.count}."
            )
        table = ops.cat([ops.asarray(getattr(self, str(i))) for i in range(self.count)], 0)
        return table[:frames]


class GitModel(GitPreTrainedModel):
    """GIT without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of cached tokens too, but not of
            patches, which are never masked.
        position_ids: [b t], of tokens only. Without them, tokens that follow a cache are counted on
            from its patches and tokens.
        pixel_values: [b c H W], or a video [b f c H W]; not again with past_key_values. One image
            may stand before several texts.
        past_key_values: KeyValueCache, of patches and tokens.
        interpolate_pos_encoding: take images of other sizes than the model's.

    Returns hidden states [b p+t d] of patches and tokens.
    """

    def __init__(self, config: GitConfig):
        super().__init__(config)
        self.embeddings = BlipTextEmbeddings(config)
        self.image_encoder = GitVisionModel(config.vision_config)
        self.encoder = BertEncoder(config)
        self.visual_projection = GitProjection(config)
        if config.num_image_with_embedding is not None:
            self.img_temporal_embedding = GitTemporalEmbedding(config)

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        pixel_values=None,
        inputs_embeds=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        hidden = self.embeddings(input_ids, position_ids, inputs_embeds, past_key_values)
        patches = 0
        if pixel_values is not None:
            image = self.embed_image(
                pixel_values, interpolate_pos_encoding=interpolate_pos_encoding
            )
            texts, images = ops.shape(hidden)[0], ops.shape(image)[0]
            if isinstance(texts, int) and isinstance(images, int):
                image = ops.cat([image] * (texts // images), 0)
            patches = ops.shape(image)[1]
            hidden = ops.cat([image, hidden], 1)
        mask, causal = prefix_mask(attention_mask, past_key_values, hidden, patches)
        return self.encoder(
            hidden,
            mask,
            None,
            None,
            past_key_values,
            causal=causal,
            use_cache=self.config.use_cache if use_cache is None else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

    def embed_image(self, pixel_values, *, interpolate_pos_encoding: bool):
        """Patches [b p d] of images [b c H W], or of all frames of videos [b f c H W]."""

        def encode(images):
            return self.image_encoder(
                pixel_values=images,
                interpolate_pos_encoding=interpolate_pos_encoding,
                return_dict=True,
            ).last_hidden_state

        axes = len(ops.shape(pixel_values))
        if axes == 4:
            return self.visual_projection(encode(pixel_values))
        if axes != 5 or self.config.num_image_with_embedding is None:
            raise InputError(
                f"pixel_values have {axes} axes; expected [b c H W], or [b f c H W] with a model "
                "for videos, whose config has num_image_with_embedding."
            )
        batch, frames, *image = ops.shape(pixel_values)
        patches = encode(ops.reshape(pixel_values, (batch * frames, *image)))
        _, count, d = ops.shape(patches)
        patches = ops.reshape(patches, (batch, frames, count, d))
        patches = patches + self.img_temporal_embedding(frames)
        return self.visual_projection(ops.reshape(patches, (batch, frames * count, d)))


def prefix_mask(attention_mask, past, hidden, patches):
    """The mask of new vectors [b n d]: causal, but for a prefix of `patches` that all attend to.

    Returns (mask, causal), as `ops.attention` takes them.
    """
    tokens = ops.shape(hidden)[1]
    keys = kv_cache.capacity(past, tokens)
    if attention_mask is not None:  # it is of tokens only
        batch, texts = ops.shape(attention_mask)
        prefix = ops.ones((batch, keys - texts), like=attention_mask)
        attention_mask = ops.cat([prefix, attention_mask], 1)
    if isinstance(patches, int) and patches == 0:
        return attention_masks.causal_mask(attention_mask, past, hidden)
    mask = attention_masks.causal_keys(kv_cache.filled(past), tokens, keys, like=hidden)
    mask = mask | (ops.arange(0, keys, like=hidden, dtype="int64") < patches)
    padding = attention_masks.boolean_mask(attention_mask)
    return (mask if padding is None else mask & padding), False


TIED_OUTPUT = {"output.weight": "git.embeddings.word_embeddings.weight"}


class GitForCausalLM(OutputEmbeddings, Head, GitPreTrainedModel):
    """Next tokens: labels [b t] are the input_ids themselves, -100 for ignored tokens.

    Logits are of patches and tokens, [b p+t v]; `logits_to_keep`: of how many last ones (0: of
    all), or of which positions [n].
    """

    base_class = GitModel
    tied_weights = TIED_OUTPUT
    output_embeddings = "output"
    prefill_inputs = ("pixel_values",)
    input_order = (
        "input_ids",
        "attention_mask",
        "position_ids",
        "pixel_values",
        "inputs_embeds",
        "labels",
    )

    def add_head(self, config: GitConfig) -> None:
        self.output = nn.Linear(config.hidden_size, config.vocab_size)

    def prefix_length(self, pixel_values=None) -> int:
        """How many patches stand before the tokens."""
        if pixel_values is None:
            return 0
        *_, height, width = ops.shape(pixel_values)
        patch, axes = self.config.vision_config.patch_size, len(ops.shape(pixel_values))
        frames = ops.shape(pixel_values)[1] if axes == 5 else 1
        return frames * ((height // patch) * (width // patch) + 1)

    def forward(
        self, labels=None, *, use_cache: bool | None = None, logits_to_keep: Any = 0, **inputs: Any
    ):
        output = self.encode(use_cache=False if labels is not None else use_cache, **inputs)
        logits = self.output(wanted(output.last_hidden_state, logits_to_keep))
        loss = None
        if labels is not None:
            patches = ops.shape(logits)[1] - ops.shape(labels)[1]
            loss = token_loss(logits[:, patches:-1], labels[:, 1:])
        return CausalLMOutputWithCrossAttentions.of(output, loss=loss, logits=logits)


HEADS = {
    "base": GitModel,
    "causal-lm": GitForCausalLM,
    "vision2seq": GitForCausalLM,
    "image-text-to-text": GitForCausalLM,
    "multimodal-lm": GitForCausalLM,
}
