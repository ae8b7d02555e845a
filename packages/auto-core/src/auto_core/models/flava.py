"""FLAVA: Singh et al., 2022, arXiv:2112.04482.

An encoder of images, one of texts, and one of what both make of an image and its text. Masked
patches are predicted as codes of DALL-E's encoder (Ramesh et al., 2021, arXiv:2102.12092).

b batch, c H W pixels, p patches (1+p with the class token), t tokens, d hidden, e joint embedding,
v vocabulary or codes, n labelled ones.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.flava import (
    FlavaConfig,
    FlavaImageCodebookConfig,
    FlavaImageConfig,
    FlavaMultimodalConfig,
    FlavaTextConfig,
)
from auto_core.errors import ConfigError, InputError
from auto_core.initializers import Constant
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    FlavaForPreTrainingOutput,
    FlavaLosses,
    FlavaModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.image_tokens import chosen_rows
from ..blocks.losses import widened
from ..blocks.patches import check_images, repeated
from .bert import BertEmbeddings, BertPooler
from .clip import on_unit_sphere
from .vit import ViTEmbeddings, ViTEncoder

LOGIT_SCALE_LEAST, LOGIT_SCALE_MOST = 0.0, 4.6052  # in training

# --- encoders ----------------------------------------------------------------------------------


class FlavaImageEmbeddings(ViTEmbeddings):
    token_init = "zeros"


class FlavaPreTrainedModel(nn.PreTrainedModel):
    """What all FLAVA models share."""

    config_class = FlavaConfig
    base_model_prefix = "flava"
    ignored_keys = (r"embeddings\.(position_ids|token_type_ids)$",)
    optional_parts = (r"(^|\.)pooler\.",)

    @property
    def initializers(self):
        value = getattr(self.config, "logit_scale_init_value", 0.0)
        return ((r"logit_scale$", Constant(value)),)


class FlavaEncoderModel(FlavaPreTrainedModel):
    """Layers, a norm and a pooler, under the names that each encoder has."""

    def add_encoder(self, config: Any, *, pools: bool) -> None:
        """Make the layers."""
        self.encoder = ViTEncoder(config)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.pooler = BertPooler(config) if pools else None

    def encoded(self, hidden, mask, *, attentions: bool, hidden_states: bool):
        """[b t d], [b t] -> the output of the layers."""
        recorder = Recorder(attentions=attentions, hidden_states=hidden_states)
        attend = Attention(recorder, attention_masks.boolean_mask(mask))
        hidden = self.layernorm(self.encoder(hidden, attend))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class FlavaImageModel(FlavaEncoderModel):
    """The encoder of images.

    Args of `forward`:
        pixel_values: [b c H W].
        bool_masked_pos: [b p] or [b H/p W/p], true for masked patches.
        attention_mask: [b 1+p], 1 for tokens that are attended to.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    config_class = FlavaImageConfig
    base_model_prefix = "flava.image_model"
    main_input_name = "pixel_values"

    def __init__(self, config: FlavaImageConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = FlavaImageEmbeddings(config, use_mask_token=config.mask_token)
        self.add_encoder(config, pools=add_pooling_layer)

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings

    def forward(
        self,
        pixel_values=None,
        bool_masked_pos=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        hidden = self.embeddings(
            pixel_values, in_rows(bool_masked_pos), any_size=bool(interpolate_pos_encoding)
        )
        return self.encoded(
            hidden,
            attention_mask,
            attentions=output_attentions,
            hidden_states=output_hidden_states,
        )


class FlavaTextModel(FlavaEncoderModel):
    """The encoder of texts.

    Args of `forward`:
        input_ids: [b t], with attention_mask, token_type_ids and position_ids [b t].
    """

    config_class = FlavaTextConfig
    base_model_prefix = "flava.text_model"

    def __init__(self, config: FlavaTextConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = BertEmbeddings(config, size=config.hidden_size)
        self.add_encoder(config, pools=add_pooling_layer)

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if input_ids is None:
            raise InputError("Pass input_ids [batch, tokens].")
        hidden = self.embeddings(input_ids, token_type_ids, position_ids, None, start=0)
        return self.encoded(
            hidden,
            attention_mask,
            attentions=output_attentions,
            hidden_states=output_hidden_states,
        )


class FlavaMultimodalModel(FlavaEncoderModel):
    """The encoder of images' and texts' hidden states.

    Args of `forward`:
        hidden_states: [b s d], to which it adds a class token of its own.
        attention_mask: [b 1+s], 1 for tokens and 0 for padding.
    """

    config_class = FlavaMultimodalConfig
    base_model_prefix = "flava.multimodal_model"
    main_input_name = "hidden_states"

    def __init__(self, config: FlavaMultimodalConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.use_cls_token = config.use_cls_token
        if self.use_cls_token:
            self.cls_token = nn.Parameter((1, 1, config.hidden_size), init="zeros")
        self.add_encoder(config, pools=add_pooling_layer)

    def get_input_embeddings(self):
        return None  # it gets hidden states

    def forward(
        self,
        hidden_states=None,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if hidden_states is None:
            raise InputError("Pass hidden_states [batch, tokens, size].")
        hidden = hidden_states
        if self.use_cls_token:
            hidden = ops.cat([repeated(self.cls_token, hidden), hidden], 1)
        return self.encoded(
            hidden,
            attention_mask,
            attentions=output_attentions,
            hidden_states=output_hidden_states,
        )


class FlavaModel(FlavaPreTrainedModel):
    """The three encoders.

    Args of `forward`:
        input_ids: [b t], with attention_mask, token_type_ids and position_ids [b t].
        pixel_values: [b c H W], with bool_masked_pos [b p] and image_attention_mask [b 1+p].
        skip_multimodal_encoder: encode images and texts alone.
    """

    def __init__(self, config: FlavaConfig):
        super().__init__(config)
        text, image, both = config.text_config, config.image_config, config.multimodal_config
        self.text_model = FlavaTextModel(text)
        self.image_model = FlavaImageModel(image)
        self.multimodal_model = FlavaMultimodalModel(both)
        self.image_projection = nn.Linear(image.hidden_size, config.projection_dim)
        self.text_projection = nn.Linear(text.hidden_size, config.projection_dim)
        self.logit_scale = nn.Parameter((), init="zeros")
        self.image_to_mm_projection = nn.Linear(image.hidden_size, both.hidden_size)
        self.text_to_mm_projection = nn.Linear(text.hidden_size, both.hidden_size)

    def get_input_embeddings(self):
        return self.text_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.text_model.set_input_embeddings(value)

    def get_text_features(
        self,
        input_ids,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The output of the encoder of texts, with each token in the joint space [b t e] as
        `pooler_output`."""
        output = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        vectors = self.text_projection(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def get_image_features(
        self,
        pixel_values,
        bool_masked_pos=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The output of the encoder of images, with each patch in the joint space [b 1+p e] as
        `pooler_output`."""
        output = self.image_model(
            pixel_values=pixel_values,
            bool_masked_pos=bool_masked_pos,
            attention_mask=attention_mask,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        vectors = self.image_projection(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=vectors)

    def forward(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        token_type_ids=None,
        bool_masked_pos=None,
        position_ids=None,
        image_attention_mask=None,
        *,
        skip_multimodal_encoder: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        del output_hidden_states  # the hidden states are among the outputs anyway
        requests: dict[str, Any] = dict(
            output_attentions=output_attentions, output_hidden_states=True, return_dict=True
        )
        image = text = both = None
        if pixel_values is not None:
            image = self.image_model(
                pixel_values=pixel_values,
                bool_masked_pos=bool_masked_pos,
                attention_mask=image_attention_mask,
                **requests,
            )
        if input_ids is not None:
            text = self.text_model(
                input_ids=input_ids,
                attention_mask=attention_mask,
                token_type_ids=token_type_ids,
                position_ids=position_ids,
                **requests,
            )
        if image is not None and text is not None and not skip_multimodal_encoder:
            patches = self.image_to_mm_projection(image.hidden_states[-1])
            tokens = self.text_to_mm_projection(text.hidden_states[-1])
            mask = attention_mask
            if mask is not None:
                batch, count, _ = ops.shape(patches)
                count = count + int(self.multimodal_model.use_cls_token)
                every = ops.ones((batch, count), like=mask, dtype=ops.dtype(mask))
                mask = ops.cat([every, mask], 1)
            both = self.multimodal_model(
                hidden_states=ops.cat([patches, tokens], 1),
                attention_mask=mask,
                output_attentions=output_attentions,
                output_hidden_states=False,
                return_dict=True,
            )
        return FlavaModelOutput(
            image_embeddings=None if image is None else image.last_hidden_state,
            image_output=image,
            text_embeddings=None if text is None else text.last_hidden_state,
            text_output=text,
            multimodal_embeddings=None if both is None else both.last_hidden_state,
            multimodal_output=both,
        )


# --- codes of images ---------------------------------------------------------------------------


class FlavaImageCodebookPath(nn.Module):
    """Four convolutions, each behind a ReLU."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        inner = outputs // 4
        self.conv_1 = nn.Conv2d(inputs, inner, 3, padding=1)
        self.conv_2 = nn.Conv2d(inner, inner, 3, padding=1)
        self.conv_3 = nn.Conv2d(inner, inner, 3, padding=1)
        self.conv_4 = nn.Conv2d(inner, outputs, 1)

    def forward(self, hidden):  # [b h w d] -> [b h w d]
        for conv in (self.conv_1, self.conv_2, self.conv_3, self.conv_4):
            hidden = conv(ops.relu(hidden))
        return hidden


class FlavaImageCodebookResPath(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.path = FlavaImageCodebookPath(inputs, outputs)

    def forward(self, hidden):
        return self.path(hidden)


class FlavaImageCodebookBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, layers: int):
        super().__init__()
        self.gain = 1 / layers**2
        self.id_path = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else None
        self.res_path = FlavaImageCodebookResPath(inputs, outputs)

    def forward(self, hidden):  # [b h w d] -> [b h w d]
        same = hidden if self.id_path is None else self.id_path(hidden)
        return same + self.gain * self.res_path(hidden)


class FlavaImageCodebookGroupBlocks(nn.Module):
    """Blocks, the first of which changes the number of channels."""

    def __init__(self, config: FlavaImageCodebookConfig, inputs: int, outputs: int):
        super().__init__()
        layers = config.num_groups * config.num_blocks_per_group
        self.names = [f"block_{i + 1}" for i in range(config.num_blocks_per_group)]
        for name in self.names:
            setattr(self, name, FlavaImageCodebookBlock(inputs, outputs, layers))
            inputs = outputs

    def forward(self, hidden):
        for name in self.names:
            hidden = getattr(self, name)(hidden)
        return hidden


class FlavaImageCodebookLayerGroup(nn.Module):
    def __init__(self, config: FlavaImageCodebookConfig, inputs: int, outputs: int, *, pools: bool):
        super().__init__()
        self.group = FlavaImageCodebookGroupBlocks(config, inputs, outputs)
        self.pools = pools

    def forward(self, hidden):  # [b h w d] -> [b h w d], half as high and wide
        hidden = self.group(hidden)
        return ops.max_pool2d(hidden, 2, stride=2, padding=0) if self.pools else hidden


class FlavaImageCodebookOutput(nn.Module):
    def __init__(self, config: FlavaImageCodebookConfig):
        super().__init__()
        self.conv = nn.Conv2d(8 * config.hidden_size, config.vocab_size, 1)

    def forward(self, hidden):
        return self.conv(ops.relu(hidden))


class FlavaImageCodebookBlocks(nn.Module):
    def __init__(self, config: FlavaImageCodebookConfig):
        super().__init__()
        d = config.hidden_size
        self.input = nn.Conv2d(config.input_channels, d, 7, padding=3)
        self.group_1 = FlavaImageCodebookLayerGroup(config, d, d, pools=True)
        self.group_2 = FlavaImageCodebookLayerGroup(config, d, 2 * d, pools=True)
        self.group_3 = FlavaImageCodebookLayerGroup(config, 2 * d, 4 * d, pools=True)
        self.group_4 = FlavaImageCodebookLayerGroup(config, 4 * d, 8 * d, pools=False)
        self.output = FlavaImageCodebookOutput(config)

    def forward(self, hidden):  # [b H W c] -> [b H/8 W/8 v]
        hidden = self.input(hidden)
        for group in (self.group_1, self.group_2, self.group_3, self.group_4):
            hidden = group(hidden)
        return self.output(hidden)


class FlavaImageCodebook(FlavaPreTrainedModel):
    """DALL-E's encoder of images as codes, one of 8x8 pixels.

    Args of `forward`:
        pixel_values: [b c H W], as the image processor's `codebook_pixel_values`.

    Returns the logits of codes [b v H/8 W/8].
    """

    config_class = FlavaImageCodebookConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"

    def __init__(self, config: FlavaImageCodebookConfig):
        super().__init__(config)
        self.blocks = FlavaImageCodebookBlocks(config)

    def get_input_embeddings(self):
        return None

    def logits(self, pixel_values):  # [b c H W] -> [b H/8 W/8 v]
        pixel_values = ops.asarray(pixel_values)
        check_images(pixel_values, channels=self.config.input_channels)
        return self.blocks(ops.permute(pixel_values, (0, 2, 3, 1)))

    def get_codebook_indices(self, pixel_values):
        """The codes [b H/8 W/8] of images [b c H W]."""
        return ops.argmax(self.logits(pixel_values), -1)

    def get_codebook_probs(self, pixel_values):
        """The probabilities of codes [b v H/8 W/8] of images [b c H W]."""
        return ops.permute(ops.softmax(self.logits(pixel_values), -1), (0, 3, 1, 2))

    def forward(self, pixel_values=None):
        return ops.permute(self.logits(pixel_values), (0, 3, 1, 2))


# --- pretraining -------------------------------------------------------------------------------


class FlavaPredictionHeadTransform(nn.Module):
    def __init__(self, config: Any):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.activation = activation(config.hidden_act)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden):
        return self.LayerNorm(self.activation(self.dense(hidden)))


class FlavaMaskedPredictionHead(nn.Module):
    def __init__(self, config: Any):
        super().__init__()
        self.transform = FlavaPredictionHeadTransform(config)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size)

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(self.transform(hidden))


class FlavaITMHead(nn.Module):
    def __init__(self, config: FlavaConfig):
        super().__init__()
        self.pooler = BertPooler(config)
        self.seq_relationship = nn.Linear(config.hidden_size, 2)

    def forward(self, hidden):  # [b s d] -> [b 2]
        return self.seq_relationship(self.pooler(hidden))


def in_rows(x):
    """[b h w] -> [b h*w]; what has two axes, or is None, stays."""
    if x is None or len(ops.shape(x)) == 2:
        return x
    batch, rows, columns = ops.shape(x)
    return ops.reshape(x, (batch, rows * columns))


def as_rows(x):
    """[b t v] -> [b*t v]"""
    batch, tokens, size = ops.shape(x)
    return ops.reshape(x, (batch * tokens, size))


class FlavaForPreTraining(FlavaPreTrainedModel):
    """Six losses: masked patches and masked tokens, each of one alone and of both; whether a text
    is of its image; and which of the batch.

    Args of `forward`:
        input_ids: [b t], with attention_mask, token_type_ids and position_ids [b t].
        input_ids_masked: [b t], the same with masked tokens.
        pixel_values: [b c H W], with bool_masked_pos [b p] and image_attention_mask [b 1+p].
        codebook_pixel_values: [b c H' W'], of which `mim_labels` are made.
        mlm_labels: [b t], tokens; `ce_ignore_index` where they do not count.
        mim_labels: [b p], codes; those of masked patches count.
        itm_labels: [b], 1 where a text is of its image. Other losses count those alone, unless
            there are none.
        skip_unmasked_multimodal_encoder: do not encode images and unmasked texts together.
        return_loss: whether there are losses.

    Returns:
        FlavaForPreTrainingOutput: with labels, logits of what is labelled alone [n v]; of texts
        that are of their images alone with itm_labels. Those are absent in compiled functions that
        do not know how many there are.
    """

    renames = ((r"^(mim_head|mlm_head|mmm_image_head|mmm_text_head)\.bias$", r"\1.decoder.bias"),)

    def __init__(self, config: FlavaConfig):
        super().__init__(config)
        image, text = config.image_config, config.text_config
        size = config.multimodal_config.hidden_size
        for name, given in (
            ("hidden_size", config.hidden_size),
            ("image_config.hidden_size", image.hidden_size),
            ("text_config.hidden_size", text.hidden_size),
        ):
            if given != size:
                raise ConfigError(
                    f"FlavaConfig: {name} is {given}, expected multimodal_config.hidden_size="
                    f"{size}: heads of pretraining read the hidden states of both."
                )
        self.flava = FlavaModel(config)
        self.image_codebook = None
        if config.init_codebook:
            self.image_codebook = FlavaImageCodebook(config.image_codebook_config)
        self.mim_head = FlavaMaskedPredictionHead(image)
        self.mlm_head = FlavaMaskedPredictionHead(text)
        self.itm_head = FlavaITMHead(config)
        self.mmm_image_head = FlavaMaskedPredictionHead(image)
        self.mmm_text_head = FlavaMaskedPredictionHead(text)

    def codes(self, mim_labels, codebook_pixel_values, *, return_loss: bool):
        """The labels of patches [b p], made of images where they are not given.

        Raises:
            InputError: a loss needs them, and there is nothing to make them of.
        """
        if mim_labels is not None or not return_loss:
            return in_rows(mim_labels)
        if self.image_codebook is None or codebook_pixel_values is None:
            raise InputError(
                "A loss of images needs mim_labels, or codebook_pixel_values (of a processor with "
                "return_codebook_pixels=True) and a model with init_codebook=True. Without a "
                "loss: return_loss=False."
            )
        return in_rows(self.image_codebook.get_codebook_indices(codebook_pixel_values))

    def predicted(self, head, hidden, labels, weight: float, positive, *, return_loss: bool):
        """Logits and loss of what is masked in hidden states [b t d].

        Args:
            labels: [b t], or None; those of `config.ce_ignore_index` do not count.
            positive: [b], whose texts and images count; None: all.
        """
        logits = head(hidden)
        if labels is None:
            return logits if positive is None else chosen_rows(logits, positive), None
        ignored = self.config.ce_ignore_index
        if positive is not None:
            labels = ops.where(ops.unsqueeze(positive, 1), labels, ignored)
        rows, flat = as_rows(logits), ops.reshape(labels, (-1,))
        found = chosen_rows(rows, flat != ignored)
        if not return_loss:
            return found, None
        return found, ops.cross_entropy(widened(rows), flat, ignore_index=ignored) * weight

    def scale(self):
        """The factor of similarities; in training within bounds, which it is brought back to."""
        scale = ops.asarray(self.flava.logit_scale)
        if nn.in_training(self):
            bounded = ops.clamp(scale, min=LOGIT_SCALE_LEAST, max=LOGIT_SCALE_MOST)
            scale = scale + ops.detach(bounded - scale)
        return ops.exp(scale)

    def contrasted(self, images, texts, positive, *, return_loss: bool):
        """Similarities of images and texts [b d] and the loss of which belong together."""
        texts = on_unit_sphere(self.flava.text_projection(texts))
        images = on_unit_sphere(self.flava.image_projection(images))
        per_image = ops.matmul(images, ops.transpose(texts, 0, 1)) * self.scale()
        logits = per_image, ops.transpose(per_image, 0, 1)
        loss = None
        if return_loss:
            ignored = -100
            pairs = ops.arange(0, ops.shape(images)[0], like=images, dtype="int64")
            if positive is not None:
                pairs = ops.where(positive, pairs, ignored)
            each = [ops.cross_entropy(widened(x), pairs, ignore_index=ignored) for x in logits]
            loss = (each[0] + each[1]) / 2 * self.config.global_contrastive_weight
        if positive is not None:
            logits = tuple(chosen_rows(x, positive) for x in logits)
        return (*logits, loss)

    def forward(
        self,
        input_ids=None,
        input_ids_masked=None,
        pixel_values=None,
        codebook_pixel_values=None,
        attention_mask=None,
        token_type_ids=None,
        bool_masked_pos=None,
        position_ids=None,
        image_attention_mask=None,
        mlm_labels=None,
        mim_labels=None,
        itm_labels=None,
        *,
        skip_unmasked_multimodal_encoder: bool | None = None,
        return_loss: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        c = self.config
        lossy = bool(c.return_loss if return_loss is None else return_loss)
        skips = skip_unmasked_multimodal_encoder
        skips = c.skip_unmasked_multimodal_encoder if skips is None else skips
        if input_ids_masked is None:
            input_ids_masked = input_ids
        given: dict[str, Any] = dict(
            pixel_values=pixel_values,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            image_attention_mask=image_attention_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        plain = self.flava(
            input_ids=input_ids, position_ids=position_ids, skip_multimodal_encoder=skips, **given
        )
        masked = self.flava(input_ids=input_ids_masked, bool_masked_pos=bool_masked_pos, **given)
        image, text, both = (
            masked.image_embeddings,
            masked.text_embeddings,
            masked.multimodal_embeddings,
        )
        if image is not None:
            mim_labels = self.codes(mim_labels, codebook_pixel_values, return_loss=lossy)
        if mim_labels is not None:
            if bool_masked_pos is None:
                raise InputError("Labels of patches need bool_masked_pos: which are masked.")
            chosen = ops.cast(in_rows(bool_masked_pos), "int64") != 0
            mim_labels = ops.where(chosen, mim_labels, c.ce_ignore_index)
        mlm_labels = in_rows(mlm_labels)
        found: dict[str, Any] = {}
        losses: dict[str, Any] = {}
        positive = None
        if both is None:
            if image is not None and c.mim_weight > 0:
                patches = image if mim_labels is None else last(image, mim_labels)
                found["mim_logits"], losses["mim"] = self.predicted(
                    self.mim_head, patches, mim_labels, c.mim_weight, None, return_loss=lossy
                )
            if text is not None and c.mlm_weight > 0:
                tokens = text if mlm_labels is None else last(text, mlm_labels)
                found["mlm_logits"], losses["mlm"] = self.predicted(
                    self.mlm_head, tokens, mlm_labels, c.mlm_weight, None, return_loss=lossy
                )
        else:
            if c.itm_weight > 0:
                logits = found["itm_logits"] = self.itm_head(both)
                if itm_labels is not None:
                    positive = ops.cast(itm_labels != 0, "int64")
                    none = ops.amax(positive, 0, keepdim=True) == 0
                    positive = (positive != 0) | none
                    if lossy:
                        loss = ops.cross_entropy(widened(logits), itm_labels, ignore_index=-100)
                        losses["itm"] = loss * c.itm_weight
            count = ops.shape(image)[1] - 1
            if c.mmm_image_weight > 0:
                found["mmm_image_logits"], losses["mmm_image"] = self.predicted(
                    self.mmm_image_head,
                    both[:, 2 : 2 + count],
                    mim_labels,
                    c.mmm_image_weight,
                    positive,
                    return_loss=lossy,
                )
            if c.mmm_text_weight > 0:
                found["mmm_text_logits"], losses["mmm_text"] = self.predicted(
                    self.mmm_text_head,
                    last(both, text),
                    mlm_labels,
                    c.mmm_text_weight,
                    positive,
                    return_loss=lossy,
                )
        images, texts = plain.image_embeddings, plain.text_embeddings
        if images is not None and texts is not None and c.global_contrastive_weight > 0:
            per_image, per_text, loss = self.contrasted(
                images[:, 0], texts[:, 0], positive, return_loss=lossy
            )
            found["contrastive_logits_per_image"] = per_image
            found["contrastive_logits_per_text"] = per_text
            losses["global_contrastive"] = loss
        present = [loss for loss in losses.values() if loss is not None]
        total = None
        for loss in present:
            total = loss if total is None else total + loss
        return FlavaForPreTrainingOutput.of(
            plain,
            loss=total,
            loss_info=FlavaLosses(**losses),
            image_masked_embeddings=image,
            image_masked_output=masked.image_output,
            text_masked_embeddings=text,
            text_masked_output=masked.text_output,
            multimodal_masked_embeddings=(
                both if positive is None else chosen_rows(both, positive)
            ),
            multimodal_masked_output=masked.multimodal_output,
            **found,
        )


def last(hidden, like):
    """The last hidden states of [b s d], as many as `like` [b t ...] has."""
    tokens = ops.shape(like)[1]
    return hidden[:, ops.shape(hidden)[1] - tokens :]


HEADS = {"base": FlavaModel, "pretraining": FlavaForPreTraining}
