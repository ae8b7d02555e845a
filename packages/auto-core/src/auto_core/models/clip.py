"""CLIP: Radford et al., 2021, arXiv:2103.00020.

Two transformer encoders, one for images and one for texts, whose vectors lie near each other
where image and text belong together. Both normalise before each part; the one for texts looks
only backwards and stands for its text by the vector of the token that ends it.

b batch, t tokens or patches, h heads, s size of a head, d hidden, H W pixels, n images, m texts,
e the space in which they meet, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs import PreTrainedConfig
from auto_core.configs._towers import TowerConfig
from auto_core.configs.clip import CLIPConfig, CLIPTextConfig, CLIPVisionConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant, Init, Normal
from auto_core.outputs import (
    BaseModelOutput,
    BaseModelOutputWithPooling,
    CLIPOutput,
    CLIPTextModelOutput,
    CLIPVisionModelOutput,
)

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.heads import encode
from ..blocks.image_heads import ImageClassification, classifier
from ..blocks.losses import contrastive_loss
from ..blocks.patches import check_images, resized_positions

# Blocks that other architectures are built of too take any config with CLIP's names of fields.


class CLIPVisionEmbeddings(nn.Module):
    """Patches of an image behind a vector that is learnt for the whole."""

    def __init__(self, config: CLIPVisionConfig):
        super().__init__()
        d, self.patch, self.size = config.hidden_size, config.patch_size, config.image_size
        self.class_embedding = nn.Parameter((d,), init="normal")
        self.patch_embedding = nn.Conv2d(
            config.num_channels, d, self.patch, stride=self.patch, bias=False
        )
        self.side = self.size // self.patch
        self.places = self.side**2 + 1
        self.position_embedding = nn.Embedding(self.places, d)

    def forward(self, pixel_values, *, interpolate_pos_encoding: bool):  # [b c H W] -> [b t d]
        check_size(pixel_values, self.size, any_size=interpolate_pos_encoding)
        whole = ops.asarray(self.class_embedding)
        patches = self.patch_embedding(channels_last(pixel_values, like=whole))  # [b H/p W/p d]
        batch, rows, columns, d = ops.shape(patches)
        hidden = ops.cat(
            [ops.expand(whole, (batch, 1, d)), ops.reshape(patches, (batch, rows * columns, d))], 1
        )
        places = all_rows(self.position_embedding, self.places, like=hidden)
        if interpolate_pos_encoding:
            places = resized_positions(places, (self.side, self.side), (rows, columns), special=1)
        return hidden + places


def check_size(pixel_values, size: int, *, any_size: bool) -> None:
    """Raise unless images [b c H W] have the size for which places are learnt, or may have any."""
    _, height, width = check_images(pixel_values)
    known = isinstance(height, int) and isinstance(width, int)
    if known and not any_size and (height, width) != (size, size):
        raise InputError(
            f"pixel_values are {height}x{width} pixels, and this model's places are those of "
            f"{size}x{size}. Resize the images, or pass interpolate_pos_encoding=True."
        )


def channels_last(pixel_values, *, like):
    """Images [b c H W] as [b H W c], in the dtype of the parameter `like`."""
    return ops.cast(ops.permute(pixel_values, (0, 2, 3, 1)), ops.dtype(like))


def all_rows(embedding, count: int, *, like):
    """The whole table [1 n d] of an nn.Embedding with so many rows."""
    return ops.unsqueeze(embedding(ops.arange(0, count, like=like, dtype="int64")), 0)


class CLIPTextEmbeddings(nn.Module):
    def __init__(self, config: CLIPTextConfig):
        super().__init__()
        d, self.most = config.hidden_size, config.max_position_embeddings
        self.token_embedding = nn.Embedding(config.vocab_size, d)
        self.position_embedding = nn.Embedding(self.most, d)

    def forward(self, input_ids, position_ids):  # [b t] -> [b t d]
        tokens = ops.shape(input_ids)[1]
        if isinstance(tokens, int) and tokens > self.most:
            raise InputError(
                f"The text has {tokens} tokens and the model has places for {self.most}; pass "
                "truncation=True to the tokenizer."
            )
        if position_ids is None:
            position_ids = ops.arange(0, tokens, like=input_ids, dtype="int64")
        return self.token_embedding(input_ids) + self.position_embedding(position_ids)


class CLIPAttention(nn.Module):
    def __init__(self, config: TowerConfig):
        super().__init__()
        d = config.hidden_size
        self.heads, self.head_size = config.num_attention_heads, d // config.num_attention_heads
        self.k_proj = nn.Linear(d, d)
        self.v_proj = nn.Linear(d, d)
        self.q_proj = nn.Linear(d, d)
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, visible, *, causal: bool, output_attentions: bool):
        batch, tokens, d = ops.shape(hidden)
        heads = (batch, tokens, self.heads, self.head_size)
        output, weights = ops.attention(
            ops.reshape(self.q_proj(hidden), heads),
            ops.reshape(self.k_proj(hidden), heads),
            ops.reshape(self.v_proj(hidden), heads),
            scale=self.head_size**-0.5,
            mask=visible,
            causal=causal,
            dropout=self.dropout,
            return_weights=output_attentions,
        )
        return self.out_proj(ops.reshape(output, (batch, tokens, d))), weights


class CLIPMLP(nn.Module):
    def __init__(self, config: TowerConfig):
        super().__init__()
        self.fc1 = nn.Linear(config.hidden_size, config.intermediate_size)
        self.fc2 = nn.Linear(config.intermediate_size, config.hidden_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class CLIPEncoderLayer(nn.Block):
    attention: type[Any] = CLIPAttention

    def __init__(self, config: TowerConfig):
        super().__init__()
        self.self_attn = self.attention(config)
        self.layer_norm1 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.mlp = CLIPMLP(config)
        self.layer_norm2 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden, visible, *, causal: bool, output_attentions: bool):
        output, weights = self.self_attn(
            self.layer_norm1(hidden), visible, causal=causal, output_attentions=output_attentions
        )
        hidden = hidden + output
        return hidden + self.mlp(self.layer_norm2(hidden)), weights


class CLIPEncoder(nn.Module):
    layer: type[Any] = CLIPEncoderLayer

    def __init__(self, config: TowerConfig):
        super().__init__()
        self.layers = nn.ModuleList(self.layer(config) for _ in range(config.num_hidden_layers))

    def forward(
        self,
        hidden,
        visible=None,
        *,
        causal: bool = False,
        output_attentions: bool,
        output_hidden_states: bool,
    ):
        states, attentions = (hidden,), ()
        for layer in self.layers:
            hidden, weights = layer(
                hidden, visible, causal=causal, output_attentions=output_attentions
            )
            states += (hidden,)
            attentions += (weights,)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=states if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
        )


def with_pooled(output, pooled, *, last=None):
    """An encoder's output with a vector for the whole [b d], and another last state if given."""
    return BaseModelOutputWithPooling(
        last_hidden_state=output.last_hidden_state if last is None else last,
        pooler_output=pooled,
        hidden_states=output.hidden_states,
        attentions=output.attentions,
    )


def at_token(hidden, place):
    """The vectors [b d], of [b t d], at one place [b] of each text."""
    return ops.gather(hidden, 1, ops.unsqueeze(ops.unsqueeze(place, 1), 1))[:, 0]


def first_values(config: PreTrainedConfig) -> tuple[tuple[str, Init], ...]:
    """What CLIP's weights begin with: the deeper a tower, the less each layer adds."""
    if isinstance(config, TowerConfig):
        towers = [("", "projection", config)]
    else:
        towers = [
            ("text_model.", "text_projection", config.text_config),
            ("vision_model.", "(visual_projection|^classifier)", config.vision_config),
        ]
    rules: list[tuple[str, Init]] = []
    for prefix, projection, tower in towers:
        d, factor = tower.hidden_size, tower.initializer_factor
        inside = (2 * tower.num_hidden_layers) ** -0.5
        for names, deviation in [
            (projection, d**-0.5),
            (rf"{prefix}.*\.[qkv]_proj", d**-0.5 * inside),
            (rf"{prefix}.*\.out_proj", d**-0.5),
            (rf"{prefix}.*\.fc1", (2 * d) ** -0.5),
            (rf"{prefix}.*\.fc2", d**-0.5 * inside),
            (rf"{prefix}.*(patch|position|token)_embedding", tower.initializer_range),
        ]:
            rules.append((rf"{names}\.weight$", Normal(factor * deviation)))
        rules.append((rf"{prefix}.*class_embedding$", Normal(factor * d**-0.5)))
    return tuple(rules)


class CLIPPreTrainedModel(nn.PreTrainedModel):
    """What all CLIP models share."""

    config_class = CLIPConfig
    base_model_prefix = "clip"

    @property
    def initializers(self):
        return first_values(self.config)


class CLIPTextModel(CLIPPreTrainedModel):
    """The text tower.

    Args of `forward`:
        input_ids: [b t], each with an end token.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        position_ids: [b t].

    Returns a vector for each text as `pooler_output` [b d].
    """

    config_class = CLIPTextConfig
    base_model_prefix = "text_model"
    renames = ((r"^clip\.", ""),)  # TensorFlow's files have the whole model's level

    def __init__(self, config: CLIPTextConfig):
        super().__init__(config)
        self.embeddings = CLIPTextEmbeddings(config)
        self.encoder = CLIPEncoder(config)
        self.final_layer_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

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
        input_ids = flat_texts(input_ids)
        hidden = self.embeddings(input_ids, position_ids)
        visible, causal = attention_masks.causal_mask(attention_mask, None, hidden)
        output = self.encoder(
            hidden,
            visible,
            causal=causal,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        last = self.final_layer_norm(output.last_hidden_state)
        return with_pooled(output, at_token(last, self.end(input_ids)), last=last)

    def end(self, input_ids):
        """The place [b] of each text's end token."""
        end = self.config.eos_token_id
        return ops.argmax(input_ids if end == 2 else ops.cast(input_ids == end, "int64"), 1)


def flat_texts(input_ids):
    """Ids [... t] as [b t]."""
    if input_ids is None:
        raise InputError("A text encoder needs input_ids.")
    return ops.reshape(input_ids, (-1, ops.shape(input_ids)[-1]))


class CLIPVisionModel(CLIPPreTrainedModel):
    """The image tower.

    Args of `forward`:
        pixel_values: [b c H W].
        interpolate_pos_encoding: take images of other sizes than the model's.

    Returns a vector for each image as `pooler_output` [b d].
    """

    config_class = CLIPVisionConfig
    base_model_prefix = "vision_model"
    renames = CLIPTextModel.renames
    main_input_name = "pixel_values"

    def __init__(self, config: CLIPVisionConfig):
        super().__init__(config)
        self.embeddings = CLIPVisionEmbeddings(config)
        self.pre_layrnorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.encoder = CLIPEncoder(config)
        self.post_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

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
        hidden = self.embeddings(pixel_values, interpolate_pos_encoding=interpolate_pos_encoding)
        output = self.encoder(
            self.pre_layrnorm(hidden),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return with_pooled(output, self.post_layernorm(output.last_hidden_state[:, 0]))


def on_unit_sphere(vectors, *, guard: float = 0.0):
    """Vectors [... e] of length 1; `guard` keeps the shortest from being stretched too far."""
    length = ops.sqrt(ops.sum(vectors * vectors, -1, keepdim=True))
    return vectors / (length + guard if guard else length)


def compared(texts, images, scale, *, text, image, return_loss: bool) -> CLIPOutput:
    """How near each text [m e] is to each image [n e], with the outputs that they are from."""
    texts, images = on_unit_sphere(texts), on_unit_sphere(images)
    per_text = ops.matmul(texts, ops.transpose(images, 0, 1)) * ops.exp(ops.asarray(scale))
    return CLIPOutput(
        loss=contrastive_loss(per_text) if return_loss else None,
        logits_per_image=ops.transpose(per_text, 0, 1),
        logits_per_text=per_text,
        text_embeds=texts,
        image_embeds=images,
        text_model_output=text,
        vision_model_output=image,
    )


class CLIPModel(CLIPPreTrainedModel):
    """Both towers: how well each text fits each image, as `logits_per_image` [n m].

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask and position_ids [m t].
        pixel_values: [n c H W].
        return_loss: return the loss too; text i belongs to image i.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    def __init__(self, config: CLIPConfig):
        super().__init__(config)
        text, vision = config.text_config, config.vision_config
        self.text_model = CLIPTextModel(text)
        self.vision_model = CLIPVisionModel(vision)
        self.visual_projection = nn.Linear(vision.hidden_size, config.projection_dim, bias=False)
        self.text_projection = nn.Linear(text.hidden_size, config.projection_dim, bias=False)
        self.logit_scale = nn.Parameter((), init=Constant(config.logit_scale_init_value))

    def get_input_embeddings(self):
        return self.text_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.text_model.set_input_embeddings(value)

    def get_text_features(
        self,
        input_ids,
        attention_mask=None,
        position_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The text tower's output; its `pooler_output` [m e] is where images are, too."""
        output = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return with_pooled(output, self.text_projection(output.pooler_output))

    def get_image_features(
        self,
        pixel_values,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image tower's output; its `pooler_output` [n e] is where texts are, too."""
        output = self.vision_model(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return with_pooled(output, self.visual_projection(output.pooler_output))

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        position_ids=None,
        *,
        return_loss: bool = False,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = {
            "output_attentions": output_attentions,
            "output_hidden_states": output_hidden_states,
        }
        image = self.get_image_features(
            pixel_values, interpolate_pos_encoding=interpolate_pos_encoding, **requests
        )
        text = self.get_text_features(input_ids, attention_mask, position_ids, **requests)
        return compared(
            text.pooler_output,
            image.pooler_output,
            self.logit_scale,
            text=text,
            image=image,
            return_loss=return_loss,
        )


class CLIPTextModelWithProjection(CLIPPreTrainedModel):
    """The text tower, with `text_embeds` [b e]; see CLIPTextModel."""

    config_class = CLIPTextConfig
    base_model_prefix = "text_model"

    def __init__(self, config: CLIPTextConfig):
        super().__init__(config)
        self.text_model = CLIPTextModel(config)
        self.text_projection = nn.Linear(config.hidden_size, config.projection_dim, bias=False)

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = encode(
            self,
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return CLIPTextModelOutput(
            text_embeds=self.text_projection(output.pooler_output),
            last_hidden_state=output.last_hidden_state,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class CLIPVisionModelWithProjection(CLIPPreTrainedModel):
    """The image tower, with `image_embeds` [b e]; see CLIPVisionModel."""

    config_class = CLIPVisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"

    def __init__(self, config: CLIPVisionConfig):
        super().__init__(config)
        self.vision_model = CLIPVisionModel(config)
        self.visual_projection = nn.Linear(config.hidden_size, config.projection_dim, bias=False)

    def forward(
        self,
        pixel_values,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = encode(
            self,
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return CLIPVisionModelOutput(
            image_embeds=self.visual_projection(output.pooler_output),
            last_hidden_state=output.last_hidden_state,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class CLIPForImageClassification(ImageClassification, CLIPPreTrainedModel):
    """Classes of images, from the mean of their patches."""

    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"

    base_class = CLIPVisionModel

    def base_config(self, config: CLIPConfig):
        return config.vision_config

    def add_head(self, config: CLIPConfig) -> None:
        self.classifier = classifier(config, config.vision_config.hidden_size)

    def score(self, output):
        return self.classifier(ops.mean(output.last_hidden_state[:, 1:], 1))


HEADS = {
    "base": CLIPModel,
    "image-classification": CLIPForImageClassification,
    "zero-shot-image-classification": CLIPModel,
}
