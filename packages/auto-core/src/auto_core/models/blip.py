"""BLIP: Li et al., 2022, arXiv:2201.12086.

A vision transformer, and BERT whose layers may attend to its patches: as an encoder that reads a
text beside the image, or as a decoder that writes what it shows or the answer to a question.

b batch, t tokens or patches, h heads, s size of a head, d hidden, H W pixels, n images, m texts,
e the space in which they meet, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.blip import BlipConfig, BlipTextConfig, BlipVisionConfig
from auto_core.errors import ConfigError, InputError
from auto_core.initializers import Constant
from auto_core.outputs import (
    BaseModelOutputWithPoolingAndCrossAttentions,
    BlipForConditionalGenerationModelOutput,
    BlipImageTextMatchingModelOutput,
    BlipTextVisionModelOutput,
    CausalLMOutputWithCrossAttentions,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.attention import Attention, split_heads
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.logits import wanted
from ..blocks.losses import IGNORED
from ..blocks.patches import check_images, resized_positions
from .bert import BertEncoder, BertOnlyMLMHead, BertPooler
from .clip import (
    CLIPEncoder,
    CLIPEncoderLayer,
    channels_last,
    compared,
    on_unit_sphere,
    pooled_output,
    replaced,
)

# --- seeing ------------------------------------------------------------------------------------


class BlipVisionEmbeddings(nn.Module):
    def __init__(self, config: BlipVisionConfig):
        super().__init__()
        d, self.patch, self.size = config.hidden_size, config.patch_size, config.image_size
        self.class_embedding = nn.Parameter((1, 1, d), init="normal")
        self.patch_embedding = nn.Conv2d(3, d, self.patch, stride=self.patch)
        self.side = self.size // self.patch
        self.position_embedding = nn.Parameter((1, self.side**2 + 1, d), init="normal")

    def forward(self, pixel_values, *, interpolate_pos_encoding: bool):  # [b c H W] -> [b t d]
        check_images(pixel_values, channels=3)
        positions = ops.asarray(self.position_embedding)
        patches = self.patch_embedding(channels_last(pixel_values, like=positions))  # [b H/p W/p d]
        batch, rows, columns, d = ops.shape(patches)
        whole = ops.expand(ops.asarray(self.class_embedding), (batch, 1, d))
        hidden = ops.cat([whole, ops.reshape(patches, (batch, rows * columns, d))], 1)
        if interpolate_pos_encoding:
            positions = resized_positions(
                positions, (self.side, self.side), (rows, columns), special=1
            )
        elif isinstance(count := rows * columns, int) and count > self.side**2:
            raise InputError(
                f"The image has {rows} x {columns} patches and the model has positions for "
                f"{self.side**2}. Resize it to {self.size} x {self.size} pixels, or pass "
                "interpolate_pos_encoding=True."
            )
        return hidden + positions[:, : rows * columns + 1]


class BlipAttention(nn.Module):
    def __init__(self, config: BlipVisionConfig):
        super().__init__()
        d = config.hidden_size
        self.size, self.head_size = d, d // config.num_attention_heads
        self.dropout = nn.Dropout(config.attention_dropout)
        self.qkv = nn.Linear(d, 3 * d, bias=config.qkv_bias)
        self.projection = nn.Linear(d, d)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        thirds = ops.split(self.qkv(hidden), [self.size] * 3, -1)
        query, key, value = (split_heads(x, self.head_size) for x in thirds)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.projection(attend(query, key, value, **options))


class BlipEncoderLayer(CLIPEncoderLayer):
    attention_class = BlipAttention


class BlipPreTrainedModel(nn.PreTrainedModel):
    """What all BLIP models share."""

    config_class = BlipConfig
    base_model_prefix = "blip"


class BlipVisionModel(BlipPreTrainedModel):
    """The image encoder: pixel_values [b c H W] -> patches [b t d] behind one for the whole.

    interpolate_pos_encoding takes images of other sizes than the model's.
    """

    config_class = BlipVisionConfig
    base_model_prefix = "vision_model"
    main_input_name = "pixel_values"

    def __init__(self, config: BlipVisionConfig):
        super().__init__(config)
        self.embeddings = BlipVisionEmbeddings(config)
        self.encoder = CLIPEncoder(config, BlipEncoderLayer)
        self.post_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def get_input_embeddings(self):
        return self.embeddings

    def forward(
        self,
        pixel_values=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        hidden = self.embeddings(pixel_values, interpolate_pos_encoding=interpolate_pos_encoding)
        hidden = self.post_layernorm(self.encoder(hidden, Attention(recorder)))
        return pooled_output(recorder, hidden, self.post_layernorm(hidden[:, 0]))


# --- reading and writing -----------------------------------------------------------------------


class BlipTextEmbeddings(nn.Module):
    def __init__(self, config: BlipTextConfig):
        super().__init__()
        d = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, position_ids, inputs_embeds, past):  # -> [b t d]
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            position_ids = kv_cache.positions(past, embeds)
        return self.dropout(self.LayerNorm(embeds + self.position_embeddings(position_ids)))


class BlipTextPreTrainedModel(nn.PreTrainedModel):
    """What the text models share."""

    config_class = BlipTextConfig
    base_model_prefix = "bert"
    optional_parts = (r"(^|\.)pooler\.",)


class BlipTextModel(BlipTextPreTrainedModel):
    """BERT beside an image.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds or encoder_embeds [b t d]; these are used as they are.
        attention_mask: [b t], 1 for tokens and 0 for padding; of cached tokens too.
        position_ids: [b t].
        encoder_hidden_states: [b k s], what the layers attend to; none, and they do not.
        encoder_attention_mask: [b k]; without effect. Upstream loses it on its way, and published
            checkpoints were used so: padding of a question is attended to.
        past_key_values: KeyValueCache, with is_decoder.
        is_decoder: look only backwards.
    """

    def __init__(self, config: BlipTextConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = BlipTextEmbeddings(config)
        self.encoder = BertEncoder(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        inputs_embeds=None,
        encoder_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        is_decoder: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if sum(x is not None for x in (input_ids, inputs_embeds, encoder_embeds)) != 1:
            raise InputError("Pass exactly one of input_ids, inputs_embeds and encoder_embeds.")
        if encoder_hidden_states is not None and not self.config.add_cross_attention:
            raise InputError(
                "encoder_hidden_states were passed, but this model has no cross-attention; build "
                "it with is_decoder=True."
            )
        past = past_key_values if is_decoder else None
        hidden = encoder_embeds
        if hidden is None:
            hidden = self.embeddings(input_ids, position_ids, inputs_embeds, past)
        if is_decoder:
            mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        else:
            mask, causal = attention_masks.boolean_mask(attention_mask), False
        output = self.encoder(
            hidden,
            mask,
            encoder_hidden_states,
            None,
            past,
            causal=causal,
            use_cache=is_decoder and (self.config.use_cache if use_cache is None else use_cache),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        last = output.last_hidden_state
        return BaseModelOutputWithPoolingAndCrossAttentions(
            last_hidden_state=last,
            pooler_output=None if self.pooler is None else self.pooler(last),
            past_key_values=output.past_key_values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
            cross_attentions=output.cross_attentions,
        )


class BlipTextLMHeadModel(OutputEmbeddings, Head, BlipTextPreTrainedModel):
    """Next tokens, given an image: labels [b t] are the input_ids themselves.

    `logits_to_keep`: of how many last tokens (0: of all), or of which positions [n].
    """

    base_class = BlipTextModel
    base_options = {"add_pooling_layer": False}
    tied_weights = {
        "cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
        "cls.predictions.decoder.bias": "cls.predictions.bias",
    }
    output_embeddings = "cls.predictions.decoder"
    generates = True
    excluded_inputs = ("encoder_embeds",)
    input_order = (
        "input_ids",
        "attention_mask",
        "position_ids",
        "inputs_embeds",
        "encoder_hidden_states",
        "encoder_attention_mask",
        "labels",
    )

    def add_head(self, config: BlipTextConfig) -> None:
        self.cls = BertOnlyMLMHead(config)

    def forward(
        self,
        labels=None,
        *,
        use_cache: bool | None = None,
        is_decoder: bool = True,
        logits_to_keep: Any = 0,
        **inputs: Any,
    ):
        use_cache = False if labels is not None else use_cache
        output = self.encode(use_cache=use_cache, is_decoder=is_decoder, **inputs)
        logits = self.cls(wanted(output.last_hidden_state, logits_to_keep))
        loss = None
        if labels is not None:
            smoothing = self.config.label_smoothing
            loss = smoothed_loss(logits[:, :-1], labels[:, 1:], smoothing=smoothing)
        return CausalLMOutputWithCrossAttentions.of(output, loss=loss, logits=logits)


def smoothed_loss(logits, labels, *, smoothing: float):
    """Cross-entropy of logits [b t v] with smoothed labels [b t].

    Szegedy et al., 2015, arXiv:1512.00567.
    """
    vocabulary = ops.shape(logits)[-1]
    flat, labels = ops.reshape(logits, (-1, vocabulary)), ops.reshape(labels, (-1,))
    loss = ops.cross_entropy(flat, labels, ignore_index=IGNORED)
    if not smoothing:
        return loss
    counted = ops.cast(labels != IGNORED, ops.dtype(logits))
    even = -ops.mean(ops.log_softmax(flat, -1), -1)  # cross-entropy with uniform labels
    even = ops.sum(even * counted, 0) / ops.sum(counted, 0)
    return (1 - smoothing) * loss + smoothing * even


# --- both --------------------------------------------------------------------------------------


class BlipModel(BlipPreTrainedModel):
    """Both encoders: the similarity of each text and each image, as CLIPModel's.

    Args of `forward`:
        input_ids: [m t], of the texts; with attention_mask and position_ids [m t].
        pixel_values: [n c H W].
        return_loss: return the loss too; text i belongs to image i.
        interpolate_pos_encoding: take images of other sizes than the model's.
    """

    def __init__(self, config: BlipConfig):
        super().__init__(config)
        text, vision = config.text_config, config.vision_config
        self.text_model = BlipTextModel(text)
        self.vision_model = BlipVisionModel(vision)
        self.visual_projection = nn.Linear(vision.hidden_size, config.projection_dim, bias=False)
        self.text_projection = nn.Linear(text.hidden_size, config.projection_dim, bias=False)
        self.logit_scale = nn.Parameter((), init=Constant(config.logit_scale_init_value))

    def get_input_embeddings(self):
        return self.text_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.text_model.set_input_embeddings(value)

    def get_text_features(
        self,
        input_ids=None,
        attention_mask=None,
        position_ids=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The text model's output; its `pooler_output` [m e] is where images are, too."""
        output = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return replaced(output, self.text_projection(output.pooler_output))

    def get_image_features(
        self,
        pixel_values=None,
        *,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """The image encoder's output; its `pooler_output` [n e] is where texts are, too."""
        output = self.vision_model(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        return replaced(output, self.visual_projection(output.pooler_output))

    def get_multimodal_features(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool = False,
    ):
        """Vectors [b e] of texts that are read beside their images."""
        image = self.vision_model(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            return_dict=True,
        )
        text = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            encoder_hidden_states=image.last_hidden_state,
            return_dict=True,
        )
        return self.text_projection(text.pooler_output)

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
        requests: dict[str, Any] = {
            "output_attentions": output_attentions,
            "output_hidden_states": output_hidden_states,
            "return_dict": True,
        }
        image = self.vision_model(
            pixel_values=pixel_values, interpolate_pos_encoding=interpolate_pos_encoding, **requests
        )
        text = self.text_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            **requests,
        )
        return compared(
            self.text_projection(text.pooler_output),
            self.visual_projection(image.pooler_output),
            self.logit_scale,
            text=text,
            image=image,
            return_loss=return_loss,
        )


def tied_embeddings(decoder: str) -> dict[str, str]:
    """What shares a tensor in a model whose writing part is called `decoder`."""
    return {
        f"{decoder}.{name}": f"{decoder}.{other}"
        for name, other in BlipTextLMHeadModel.tied_weights.items()
    }


class BlipVisionHead(Head):
    """A head of the image encoder, which text models attend to."""

    base_class = BlipVisionModel
    base_name = "vision_model"
    text_model_name: str  # of the part that reads input_ids

    def base_config(self, config: BlipConfig):
        return config.vision_config

    def get_input_embeddings(self):
        return getattr(self, self.text_model_name).get_input_embeddings()

    def set_input_embeddings(self, value):
        getattr(self, self.text_model_name).set_input_embeddings(value)


class BlipForConditionalGeneration(BlipVisionHead, BlipPreTrainedModel):
    """Captions: tokens [b t] of a caption's beginning, and logits of the next ones.

    Args of `forward`:
        input_ids: [b t], with attention_mask [b t].
        labels: [b t], the input_ids themselves, -100 for ignored tokens.
        logits_to_keep: of how many last tokens (0: of all), or of which positions [n].
    """

    main_input_name = "pixel_values"
    text_model_name = "text_decoder"
    tied_weights = tied_embeddings("text_decoder")

    def add_head(self, config: BlipConfig) -> None:
        self.text_decoder = BlipTextLMHeadModel(config.text_config)

    def get_output_embeddings(self):
        return self.text_decoder.get_output_embeddings()

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        labels=None,
        *,
        logits_to_keep: Any = 0,
        **inputs: Any,
    ):
        image = self.encode(**inputs)
        text = self.text_decoder(
            input_ids=input_ids,
            attention_mask=attention_mask,
            encoder_hidden_states=image.last_hidden_state,
            labels=labels,
            logits_to_keep=logits_to_keep,
            return_dict=True,
        )
        return BlipForConditionalGenerationModelOutput.of(
            image, loss=text.loss, logits=text.logits, image_embeds=image.last_hidden_state
        )

    def hand_over(
        self,
        pixel_values=None,
        input_ids=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool = False,
    ):
        """The part that writes, and what from; for `generate`.

        The last token of the prompt is its end, and is left out; the first one is the beginning's.
        """
        image = self.vision_model(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            return_dict=True,
        )
        text, states = self.config.text_config, image.last_hidden_state
        first = ops.full((ops.shape(states)[0], 1), text.bos_token_id, like=states, dtype="int64")
        prompt = first
        if input_ids is not None:
            prompt = ops.cat([first, ops.cast(input_ids[:, 1:-1], "int64")], 1)
        return self.text_decoder, {
            "input_ids": prompt,
            "attention_mask": None if attention_mask is None else attention_mask[:, :-1],
            "encoder_hidden_states": states,
            "eos_token_id": text.sep_token_id,
            "pad_token_id": text.pad_token_id,
        }


class BlipForQuestionAnswering(BlipVisionHead, BlipPreTrainedModel):
    """Answers to questions about images, in tokens that `generate` returns.

    Args of `forward`, which is for training:
        input_ids: [b t], the questions; with attention_mask [b t].
        labels: [b a], the answers, -100 for ignored tokens; or
        decoder_input_ids: [b a], what has been written so far; with decoder_attention_mask [b a].
    """

    text_model_name = "text_encoder"
    tied_weights = tied_embeddings("text_decoder")
    input_order = ("input_ids",)

    def add_head(self, config: BlipConfig) -> None:
        text, vision = config.text_config, config.vision_config
        if text.hidden_size != vision.hidden_size:
            raise ConfigError(
                f"The image's vectors have size {vision.hidden_size} and the text's have "
                f"{text.hidden_size}; the answer attends to the question with layers that are for "
                "both, so vision_config.hidden_size must be text_config.hidden_size."
            )
        self.text_encoder = BlipTextModel(text, add_pooling_layer=False)
        self.text_decoder = BlipTextLMHeadModel(text)

    def forward(
        self,
        input_ids=None,
        decoder_input_ids=None,
        decoder_attention_mask=None,
        attention_mask=None,
        labels=None,
        **inputs: Any,
    ):
        if labels is None and decoder_input_ids is None:
            raise InputError("Pass labels or decoder_input_ids; for an answer, call generate.")
        image = self.encode(**inputs)
        loss = None
        if labels is not None:
            question = self.text_encoder(
                input_ids=input_ids,
                attention_mask=attention_mask,
                encoder_hidden_states=image.last_hidden_state,
                return_dict=True,
            )
            answer = self.text_decoder(
                input_ids=labels if decoder_input_ids is None else decoder_input_ids,
                attention_mask=decoder_attention_mask,
                encoder_hidden_states=question.last_hidden_state,
                labels=labels,
                return_dict=True,
            )
            loss = answer.loss
        return BlipTextVisionModelOutput.of(image, loss=loss, image_embeds=image.last_hidden_state)

    def hand_over(
        self,
        input_ids=None,
        pixel_values=None,
        attention_mask=None,
        *,
        interpolate_pos_encoding: bool = False,
    ):
        """The part that writes, and what from; for `generate`.

        The answer attends to all of the question, padding included, as upstream's does.
        """
        image = self.vision_model(
            pixel_values=pixel_values,
            interpolate_pos_encoding=interpolate_pos_encoding,
            return_dict=True,
        )
        question = self.text_encoder(
            input_ids=input_ids,
            attention_mask=attention_mask,
            encoder_hidden_states=image.last_hidden_state,
            return_dict=True,
        ).last_hidden_state
        text = self.config.text_config
        return self.text_decoder, {
            "input_ids": ops.full(
                (ops.shape(question)[0], 1), text.bos_token_id, like=question, dtype="int64"
            ),
            "encoder_hidden_states": question,
            "eos_token_id": text.sep_token_id,
            "pad_token_id": text.pad_token_id,
        }


class BlipForImageTextRetrieval(BlipVisionHead, BlipPreTrainedModel):
    """Whether texts fit images, as `itm_score`.

    Args of `forward`:
        input_ids: [b t], of the texts; with attention_mask [b t].
        use_itm_head: read each text beside its image: [b 2] (no, yes). Else compare each image
            with each text: [n m] cosines.
    """

    text_model_name = "text_encoder"
    input_order = ("input_ids",)

    def add_head(self, config: BlipConfig) -> None:
        text, vision = config.text_config, config.vision_config
        self.text_encoder = BlipTextModel(text, add_pooling_layer=False)
        self.vision_proj = nn.Linear(vision.hidden_size, config.image_text_hidden_size)
        self.text_proj = nn.Linear(text.hidden_size, config.image_text_hidden_size)
        self.itm_head = nn.Linear(text.hidden_size, 2)

    def forward(
        self, input_ids=None, attention_mask=None, *, use_itm_head: bool = True, **inputs: Any
    ):
        image = self.encode(**inputs)
        text = self.text_encoder(
            input_ids=input_ids,
            attention_mask=attention_mask,
            encoder_hidden_states=image.last_hidden_state if use_itm_head else None,
            return_dict=True,
        ).last_hidden_state
        if use_itm_head:
            score = self.itm_head(text[:, 0])
        else:
            images = on_unit_sphere(self.vision_proj(image.last_hidden_state[:, 0]))
            texts = on_unit_sphere(self.text_proj(text[:, 0]))
            score = ops.matmul(images, ops.transpose(texts, 0, 1))
        return BlipImageTextMatchingModelOutput.of(image, itm_score=score, question_embeds=text)


HEADS = {
    "base": BlipModel,
    "vision2seq": BlipForConditionalGeneration,
    "image-text-to-text": BlipForConditionalGeneration,
    "multimodal-lm": BlipForConditionalGeneration,
    "visual-question-answering": BlipForQuestionAnswering,
    "zero-shot-image-classification": BlipModel,
}
