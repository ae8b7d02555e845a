"""CLIP: Radford et al., 2021, arXiv:2103.00020.

Two transformer encoders, of images and of texts, trained so that the embeddings of an image and
its text are similar. Both normalise before each part; the text encoder is causal, and a text's
embedding is that of its end token.

b batch, t tokens or patches, h heads, s size of a head, d hidden, H W pixels, n images, m texts,
e joint embedding, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs import PreTrainedConfig
from auto_core.configs._towers import TowerConfig
from auto_core.configs.clip import CLIPConfig, CLIPTextConfig, CLIPVisionConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant, Init, Normal
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    CLIPOutput,
    CLIPTextModelOutput,
    CLIPVisionModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention, run_layers, split_heads
from ..blocks.heads import Head
from ..blocks.image_heads import ImageClassification, classifier
from ..blocks.losses import contrastive_loss
from ..blocks.patches import check_images, resized_positions

# Blocks that other architectures are built of too take any config with CLIP's names of fields.


class CLIPVisionEmbeddings(nn.Module):
    """A class token and the patches of an image, with learned positions."""

    def __init__(self, config: CLIPVisionConfig):
        super().__init__()
        d, self.patch, self.size = config.hidden_size, config.patch_size, config.image_size
        self.channels = config.num_channels
        self.class_embedding = nn.Parameter((d,), init="normal")
        self.patch_embedding = nn.Conv2d(
            config.num_channels, d, self.patch, stride=self.patch, bias=False
        )
        self.side = self.size // self.patch
        self.positions = self.side**2 + 1
        self.position_embedding = nn.Embedding(self.positions, d)

    def forward(self, pixel_values, *, interpolate_pos_encoding: bool):  # [b c H W] -> [b t d]
        channels, any_size = self.channels, interpolate_pos_encoding
        check_size(pixel_values, self.size, channels=channels, any_size=any_size)
        whole = ops.asarray(self.class_embedding)
        patches = self.patch_embedding(channels_last(pixel_values, like=whole))  # [b H/p W/p d]
        batch, rows, columns, d = ops.shape(patches)
        hidden = ops.cat(
            [ops.expand(whole, (batch, 1, d)), ops.reshape(patches, (batch, rows * columns, d))], 1
        )
        positions = all_rows(self.position_embedding, self.positions, like=hidden)
        if interpolate_pos_encoding:
            positions = self.resized(positions, (rows, columns))
        return hidden + positions

    def resized(self, positions, size):  # [1 1+n d] -> [1 1+rows*columns d]
        """The positions of a grid of another size (rows, columns)."""
        return resized_positions(positions, (self.side, self.side), size, special=1)


def check_size(pixel_values, size: int, *, channels: int, any_size: bool) -> None:
    """Raise unless images [b c H W] have so many channels, and the size of the learned positions
    or may have any."""
    _, height, width = check_images(pixel_values, channels=channels)
    known = isinstance(height, int) and isinstance(width, int)
    if known and not any_size and (height, width) != (size, size):
        raise InputError(
            f"pixel_values are {height}x{width} pixels, and this model's positions are those of "
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
                f"The text has {tokens} tokens and the model has positions for {self.most}; pass "
                "truncation=True to the tokenizer."
            )
        if position_ids is None:
            position_ids = ops.arange(0, tokens, like=input_ids, dtype="int64")
        return self.token_embedding(input_ids) + self.position_embedding(position_ids)


class CLIPAttention(nn.Module):
    def __init__(self, config: TowerConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.k_proj = nn.Linear(d, d)
        self.v_proj = nn.Linear(d, d)
        self.q_proj = nn.Linear(d, d)
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_proj(attend(query, key, value, **options))


class CLIPMLP(nn.Module):
    def __init__(self, config: TowerConfig):
        super().__init__()
        self.fc1 = nn.Linear(config.hidden_size, config.intermediate_size)
        self.fc2 = nn.Linear(config.intermediate_size, config.hidden_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class CLIPEncoderLayer(nn.Block):
    attention_class: type = CLIPAttention

    def __init__(self, config: TowerConfig):
        super().__init__()
        self.self_attn = self.attention_class(config)
        self.layer_norm1 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.mlp = CLIPMLP(config)
        self.layer_norm2 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.self_attn(self.layer_norm1(hidden), attend)
        return hidden + self.mlp(self.layer_norm2(hidden))


class CLIPEncoder(nn.Module):
    def __init__(self, config: TowerConfig, layer_class: type = CLIPEncoderLayer):
        super().__init__()
        self.layers = nn.ModuleList(layer_class(config) for _ in range(config.num_hidden_layers))

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return run_layers(self.layers, hidden, attend)


def pooled_output(recorder: Recorder, hidden, pooled) -> BaseModelOutputWithPooling:
    """A tower's output: its last hidden state [b t d] and its embedding [b d] of each input."""
    return BaseModelOutputWithPooling(
        last_hidden_state=hidden,
        pooler_output=pooled,
        hidden_states=recorder.hidden_states,
        attentions=recorder.attentions,
    )


def at_token(hidden, position):
    """The hidden states [b d], of [b t d], at one position [b] of each text."""
    return ops.gather(hidden, 1, ops.unsqueeze(ops.unsqueeze(position, 1), 1))[:, 0]


def first_values(config: PreTrainedConfig) -> tuple[tuple[str, Init], ...]:
    """CLIP's initializers: the deeper a tower, the smaller the output of each layer."""
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
    splits_attention = True

    @property
    def initializers(self):
        return first_values(self.config)


class CLIPTextModel(CLIPPreTrainedModel):
    """CLIP's text encoder.

    Args of `forward`:
        input_ids: [b t], each with an end token.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        position_ids: [b t].

    Returns the embedding of each text as `pooler_output` [b d].
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
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        input_ids = flat_texts(input_ids)
        hidden = self.embeddings(input_ids, position_ids)
        mask, causal = attention_masks.causal_mask(attention_mask, None, hidden)
        hidden = self.encoder(hidden, Attention(recorder, mask, causal=causal))
        hidden = self.final_layer_norm(hidden)
        return pooled_output(recorder, hidden, at_token(hidden, self.end(input_ids)))

    def end(self, input_ids):
        """The position [b] of each text's end token."""
        end = self.config.eos_token_id
        return ops.argmax(input_ids if end == 2 else ops.cast(input_ids == end, "int64"), 1)


def flat_texts(input_ids):
    """Ids [... t] as [b t]."""
    if input_ids is None:
        raise InputError("A text encoder needs input_ids.")
    return ops.reshape(input_ids, (-1, ops.shape(input_ids)[-1]))


class CLIPVisionModel(CLIPPreTrainedModel):
    """CLIP's image encoder.

    Args of `forward`:
        pixel_values: [b c H W].
        interpolate_pos_encoding: take images of other sizes than the model's.

    Returns the embedding of each image as `pooler_output` [b d].
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
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(pixel_values, interpolate_pos_encoding=interpolate_pos_encoding)
        hidden = self.encoder(self.pre_layrnorm(hidden), Attention(recorder))
        return pooled_output(recorder, hidden, self.post_layernorm(hidden[:, 0]))


def on_unit_sphere(vectors, *, guard: float = 0.0):
    """Vectors [... e] divided by their length; `guard` is added to it."""
    length = ops.sqrt(ops.sum(vectors * vectors, -1, keepdim=True))
    return vectors / (length + guard if guard else length)


def compared(texts, images, scale, *, text, image, return_loss: bool) -> CLIPOutput:
    """The similarity of each text [m e] to each image [n e], with the outputs of both encoders."""
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


class DualEncoder:
    """Both encoders: the similarity of each text to each image, as `logits_per_image` [n m].

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask and position_ids [m t].
        pixel_values: [n c H W].
        return_loss: return the loss too; text i belongs to image i.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    # The parts of an architecture.
    text_class: Any
    vision_class: Any

    def __init__(self, config: Any):
        super().__init__(config)  # type: ignore[call-arg]
        self.text_model = self.text_class(config.text_config)
        self.vision_model = self.vision_class(config.vision_config)
        self.add_head(config)

    def add_head(self, config: Any) -> None:
        """Make what follows the encoders."""
        raise NotImplementedError

    def project_text(self, pooled):  # [m d] -> [m e]
        return pooled

    def project_image(self, pooled):  # [n d] -> [n e]
        return pooled

    def compare(self, text, image, *, return_loss: bool) -> CLIPOutput:
        """The output of the whole from the projected outputs of both encoders."""
        raise NotImplementedError

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
        """The text encoder's output, whose `pooler_output` [m e] is projected."""
        output = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return replaced(output, self.project_text(output.pooler_output))

    def get_image_features(
        self,
        pixel_values,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output, whose `pooler_output` [n e] is projected."""
        output = self.vision_model(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return replaced(output, self.project_image(output.pooler_output))

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
        return self.compare(text, image, return_loss=return_loss)


def replaced(output, pooled) -> BaseModelOutputWithPooling:
    """An encoder's output with another `pooler_output` [b e]."""
    return BaseModelOutputWithPooling.of(output, pooler_output=pooled)


class CLIPModel(DualEncoder, CLIPPreTrainedModel):
    text_class, vision_class = CLIPTextModel, CLIPVisionModel

    def add_head(self, config: Any) -> None:
        text, vision = config.text_config.hidden_size, config.vision_config.hidden_size
        self.visual_projection = nn.Linear(vision, config.projection_dim, bias=False)
        self.text_projection = nn.Linear(text, config.projection_dim, bias=False)
        self.logit_scale = nn.Parameter((), init=Constant(config.logit_scale_init_value))

    def project_text(self, pooled):  # [m d] -> [m e]
        return self.text_projection(pooled)

    def project_image(self, pooled):  # [n d] -> [n e]
        return self.visual_projection(pooled)

    def compare(self, text, image, *, return_loss: bool) -> CLIPOutput:
        texts, images = text.pooler_output, image.pooler_output
        outputs = dict(text=text, image=image, return_loss=return_loss)
        return compared(texts, images, self.logit_scale, **outputs)


class CLIPTextModelWithProjection(Head, CLIPPreTrainedModel):
    """CLIP's text encoder with `text_embeds` [b e]."""

    config_class = CLIPTextConfig
    base_class = CLIPTextModel
    base_model_prefix = "text_model"

    def add_head(self, config: CLIPTextConfig) -> None:
        self.text_projection = nn.Linear(config.hidden_size, config.projection_dim, bias=False)

    def forward(self, **inputs: Any):
        output = self.encode(**inputs)
        return CLIPTextModelOutput.of(
            output, text_embeds=self.text_projection(output.pooler_output)
        )


class CLIPVisionModelWithProjection(Head, CLIPPreTrainedModel):
    """CLIP's image encoder with `image_embeds` [b e]."""

    config_class = CLIPVisionConfig
    base_class = CLIPVisionModel
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"

    def add_head(self, config: CLIPVisionConfig) -> None:
        self.visual_projection = nn.Linear(config.hidden_size, config.projection_dim, bias=False)

    def forward(self, **inputs: Any):
        output = self.encode(**inputs)
        return CLIPVisionModelOutput.of(
            output, image_embeds=self.visual_projection(output.pooler_output)
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

    def score(self, output):  # -> [b c]
        return self.classifier(ops.mean(output.last_hidden_state[:, 1:], 1))


PREFIX = "CLIP"
HEADS = {
    "base": CLIPModel,
    "image-classification": CLIPForImageClassification,
    "zero-shot-image-classification": CLIPModel,
}
