"""BridgeTower: Xu et al., 2022, arXiv:2206.08657.

RoBERTa and CLIP's image encoder, of whose last layers each is linked by a bridge to a layer in
which texts and images attend to each other.

b batch, t tokens, n patches and the class token, d hidden, v vocabulary, e joint embedding,
H W pixels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._towers import BertTowerConfig
from auto_core.configs.bridgetower import (
    BridgeTowerConfig,
    BridgeTowerTextConfig,
    BridgeTowerVisionConfig,
)
from auto_core.errors import ConfigError, InputError
from auto_core.initializers import Constant, Normal
from auto_core.outputs import (
    BridgeTowerContrastiveOutput,
    BridgeTowerModelOutput,
    MaskedLMOutput,
    SequenceClassifierOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.losses import token_loss
from ..blocks.position_ids import unpadded_positions
from .bert import (
    BertAttention,
    BertIntermediate,
    BertOutput,
    BertPooler,
    BertPredictionHeadTransform,
    BertTower,
)
from .clip import CLIPVisionEmbeddings, on_unit_sphere
from .siglip import SiglipPoolingAttention


class BridgeTowerMLP(nn.Module):
    def __init__(self, config: BridgeTowerVisionConfig):
        super().__init__()
        self.c_fc = nn.Linear(config.hidden_size, 4 * config.hidden_size)
        self.c_proj = nn.Linear(4 * config.hidden_size, config.hidden_size)
        self.activation = activation("quick_gelu")

    def forward(self, hidden):
        return self.c_proj(self.activation(self.c_fc(hidden)))


class BridgeTowerResidualAttention(nn.Block):
    """A layer of the image encoder, normalised before each part."""

    def __init__(self, config: BridgeTowerVisionConfig):
        super().__init__()
        self.attn = SiglipPoolingAttention(config)
        self.ln_1 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.mlp = BridgeTowerMLP(config)
        self.ln_2 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden, attend):  # [b n d] -> [b n d]
        normed = self.ln_1(hidden)
        hidden = hidden + self.attn(normed, normed, attend)
        return hidden + self.mlp(self.ln_2(hidden))


class BridgeTowerTransformer(nn.Module):
    """The layers, under the checkpoint's path."""

    def __init__(self, config: BridgeTowerVisionConfig):
        super().__init__()
        self.resblocks = nn.ModuleList(
            BridgeTowerResidualAttention(config) for _ in range(config.layers)
        )


class BridgeTowerVisionTransformer(nn.Module):
    """The parts of the image encoder, which BridgeTowerModel runs layer by layer."""

    def __init__(self, config: BridgeTowerVisionConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.embeddings = CLIPVisionEmbeddings(config)
        self.ln_pre = nn.LayerNorm(d, eps=eps)
        self.transformer = BridgeTowerTransformer(config)
        self.ln_post = nn.LayerNorm(d, eps=eps)
        self.ln_separate = None
        if not config.share_layernorm:  # of the tower by itself
            layers = range(config.num_hidden_layers)
            self.ln_separate = nn.ModuleList(nn.LayerNorm(d, eps=eps) for _ in layers)


class BridgeTowerVisionModel(nn.Module):
    def __init__(self, config: BridgeTowerVisionConfig):
        super().__init__()
        self.visual = BridgeTowerVisionTransformer(config)


class BridgeTowerLinkTower(nn.Module):
    """A bridge: the layer norm of a tower's hidden states and those of the layers across."""

    def __init__(self, config: BridgeTowerConfig):
        super().__init__()
        self.kind = config.link_tower_type
        if self.kind == "scaled_add":
            self.scaled_factor = nn.Parameter((), init="ones")
        elif self.kind == "interpolate":
            self.beta = nn.Parameter((), init=Constant(0.5))
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden, across):  # two of [b t d] -> [b t d]
        if self.kind == "scaled_add":
            hidden = hidden * ops.asarray(self.scaled_factor)
        elif self.kind == "interpolate":
            beta = ops.asarray(self.beta)
            hidden, across = hidden * (1 - beta), across * beta
        return self.LayerNorm(hidden + across)


class BridgeTowerBertCrossLayer(nn.Module):
    """Attention to itself, attention to the other, and the feed-forward part."""

    def __init__(self, config: BridgeTowerTextConfig):
        super().__init__()
        self.attention = BertAttention(config, relative=False)
        self.crossattention = BertAttention(config, relative=False)
        self.intermediate = BertIntermediate(config)
        self.output = BertOutput(config)

    def forward(self, hidden, other, recorder, masks):  # [b t d], [b n d] -> [b t d]
        own, others = masks
        hidden = self.attention(hidden, Attention(recorder, own))
        hidden = self.crossattention(hidden, Attention(Recorder(), others), other)
        return self.output(self.intermediate(hidden), hidden)


class BridgeTowerPreTrainedModel(nn.PreTrainedModel):
    """What all BridgeTower models share."""

    config_class = BridgeTowerConfig
    base_model_prefix = "bridgetower"

    @property
    def initializers(self):
        config = self.config
        if isinstance(config, BertTowerConfig):
            return ()
        factor, d = config.initializer_factor, config.hidden_size
        attention, inside = d**-0.5, (2 * config.num_hidden_layers) ** -0.5
        return (
            (r"resblocks\.\d+\.attn\.in_proj_weight$", Normal(attention * factor)),
            (r"resblocks\..*(out|c)_proj\.weight$", Normal(attention * inside * factor)),
            (r"resblocks\..*c_fc\.weight$", Normal((2 * d) ** -0.5 * factor)),
            (r"visual.*(class_embedding|position_embedding\.weight)$", Normal(attention * factor)),
            (
                r"(dense|query|key|value|fc|decoder|transform(\.\d+)?|embeddings?)\.weight$",
                Normal(0.05 * factor),
            ),
        )


class BridgeTowerTextModel(BertTower, BridgeTowerPreTrainedModel):
    config_class = BridgeTowerTextConfig
    base_model_prefix = "text_model"
    counts_from_padding = True


class BridgeTowerModel(BridgeTowerPreTrainedModel):
    """BridgeTower without a head.

    Args of `forward`:
        input_ids: [b t].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], without effect.
        pixel_values: [b c H W]; pixel_mask [b H W] is without effect: all of an image counts.
        image_embeds: [b n d], what the image encoder's layers begin with, instead of pixels.
        image_token_type_idx: the row of the table of kinds that is an image's.
        interpolate_pos_encoding: take images of other sizes than the model's.

    Returns:
        BridgeTowerModelOutput: text_features [b t d], image_features [b n d], pooler_output
        [b 2d]; on request the hidden states of texts [b t d], of images [n b d] and across (pairs
        of [b t d] and [b n d]), and pairs of attentions of the layers across.
    """

    def __init__(self, config: BridgeTowerConfig):
        super().__init__(config)
        text, vision, d = config.text_config, config.vision_config, config.hidden_size
        layers = range(config.num_hidden_layers)
        self.shared = config.share_cross_modal_transformer_layers
        self.cross_modal_text_transform = self.transforms(text.hidden_size, d, layers)
        self.cross_modal_image_transform = self.transforms(vision.hidden_size, d, layers)
        self.token_type_embeddings = nn.Embedding(2, d)
        self.vision_model = BridgeTowerVisionModel(vision)
        self.text_model = BridgeTowerTextModel(text)
        self.cross_modal_image_layers = nn.ModuleList(
            BridgeTowerBertCrossLayer(text) for _ in layers
        )
        self.cross_modal_text_layers = nn.ModuleList(
            BridgeTowerBertCrossLayer(text) for _ in layers
        )
        self.cross_modal_image_pooler = BertPooler(config)
        self.cross_modal_text_pooler = BertPooler(config)
        self.cross_modal_text_layernorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.cross_modal_image_layernorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.cross_modal_text_link_tower = nn.ModuleList(
            BridgeTowerLinkTower(config) for _ in layers[1:]
        )
        self.cross_modal_image_link_tower = nn.ModuleList(
            BridgeTowerLinkTower(config) for _ in layers[1:]
        )

    def transforms(self, size: int, d: int, layers: range) -> Any:
        """A projection of a tower's hidden states for all layers across, or for each."""
        if self.shared:
            return nn.Linear(size, d)
        return nn.ModuleList(nn.Linear(size, d) for _ in layers)

    def get_input_embeddings(self):
        return self.text_model.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.text_model.set_input_embeddings(value)

    def embed_text(self, input_ids):  # [b t] -> [b t d]
        embeddings = self.text_model.embeddings
        positions = unpadded_positions(input_ids, None, pad=self.text_model.pad)
        return embeddings(input_ids, None, positions, None, start=0)

    def embed_image(self, pixel_values, image_embeds, *, any_size: bool):  # -> [b n d]
        if image_embeds is not None:
            return image_embeds
        visual = self.vision_model.visual
        return visual.ln_pre(visual.embeddings(pixel_values, interpolate_pos_encoding=any_size))

    def of_text(self, hidden, index: int):  # [b t d] -> [b t d], for a layer across
        layer = self.cross_modal_text_transform
        layer = layer if self.shared else layer[index]
        return layer(hidden) + self.kind(hidden, 0)

    def of_image(self, hidden, index: int, kind: int = 1):  # [b n d] -> [b n d]
        layer = self.cross_modal_image_transform
        layer = layer if self.shared else layer[index]
        return layer(self.vision_model.visual.ln_post(hidden)) + self.kind(hidden, kind)

    def kind(self, like, index: int):  # -> [1 d]
        return self.token_type_embeddings(ops.arange(index, index + 1, like=like, dtype="int64"))

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        pixel_values=None,
        pixel_mask=None,
        image_embeds=None,
        *,
        image_token_type_idx: int | None = None,
        interpolate_pos_encoding: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if input_ids is None:
            raise InputError("BridgeTower needs input_ids.")
        kind = image_token_type_idx or 1
        text = self.embed_text(input_ids)
        image = self.embed_image(pixel_values, image_embeds, any_size=interpolate_pos_encoding)
        mask = attention_masks.boolean_mask(attention_mask)
        recorders = [Recorder(attentions=output_attentions) for _ in range(2)]
        attend, attend_image = Attention(Recorder(), mask), Attention(Recorder())
        texts, images, across = [text], [image], []
        text_layers = self.text_model.encoder.layer
        image_layers = self.vision_model.visual.transformer.resblocks
        first = len(text_layers) - self.config.num_hidden_layers
        of_text = of_image = None
        for index in range(len(text_layers)):
            text = text_layers[index](text, attend)
            image = image_layers[index](image, attend_image)
            texts.append(text)
            images.append(image)
            at = index - first
            if at < 0:
                continue
            bridged, bridged_image = self.of_text(text, at), self.of_image(image, at, kind)
            if at == 0:
                bridged = self.cross_modal_text_layernorm(bridged)
                bridged_image = self.cross_modal_image_layernorm(bridged_image)
            else:
                bridged = self.cross_modal_text_link_tower[at - 1](bridged, of_text)
                bridged_image = self.cross_modal_image_link_tower[at - 1](bridged_image, of_image)
            layer, image_layer = self.cross_modal_text_layers[at], self.cross_modal_image_layers[at]
            of_text = layer(bridged, bridged_image, recorders[0], (mask, None))
            of_image = image_layer(bridged_image, bridged, recorders[1], (None, mask))
            across.append((of_text, of_image))
        pooled = self.cross_modal_text_pooler(of_text), self.cross_modal_image_pooler(of_image)
        states = (
            tuple(texts),
            tuple(ops.transpose(state, 0, 1) for state in images),
            tuple(across),
        )
        attentions = [recorder.attentions or () for recorder in recorders]
        return BridgeTowerModelOutput(
            text_features=of_text,
            image_features=of_image,
            pooler_output=ops.cat([*pooled], -1),
            hidden_states=states if output_hidden_states else None,
            attentions=tuple(zip(*attentions, strict=True)) if output_attentions else None,
        )


class BridgeTowerMLMHead(nn.Module):
    def __init__(self, config: BridgeTowerConfig):
        super().__init__()
        words = config.text_config.vocab_size
        self.transform = BertPredictionHeadTransform(config)
        self.decoder = nn.Linear(config.hidden_size, words, bias=False)
        self.bias = nn.Parameter((words,), init="zeros")

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(self.transform(hidden)) + ops.asarray(self.bias)


class BridgeTowerForMaskedLM(OutputEmbeddings, Head, BridgeTowerPreTrainedModel):
    """The masked tokens: labels [b t], -100 for tokens that do not count."""

    base_class = BridgeTowerModel
    tied_weights = {
        "mlm_score.decoder.weight": "bridgetower.text_model.embeddings.word_embeddings.weight"
    }
    output_embeddings = "mlm_score.decoder"

    def add_head(self, config: BridgeTowerConfig) -> None:
        self.mlm_score = BridgeTowerMLMHead(config)

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.mlm_score(output.text_features)
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return MaskedLMOutput.of(output, loss=loss, logits=logits)


class BridgeTowerScore(nn.Module):
    """A linear layer, under the checkpoint's path."""

    def __init__(self, size: int, outer: int):
        super().__init__()
        self.fc = nn.Linear(size, outer)

    def forward(self, hidden):
        return self.fc(hidden)


class BridgeTowerForImageAndTextRetrieval(Head, BridgeTowerPreTrainedModel):
    """Whether a text is of an image: labels [b], 1 where it is."""

    base_class = BridgeTowerModel

    def add_head(self, config: BridgeTowerConfig) -> None:
        self.itm_score = BridgeTowerScore(2 * config.hidden_size, 2)

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.itm_score(output.pooler_output)
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return SequenceClassifierOutput.of(output, loss=loss, logits=logits)


class BridgeTowerForContrastiveLearning(Head, BridgeTowerPreTrainedModel):
    """Embeddings of the text, of the image and of both, as `logits` [b 3 e].

    Args of `forward`, beyond the model's:
        return_loss: return the loss too; text i belongs to image i.
    """

    base_class = BridgeTowerModel

    def add_head(self, config: BridgeTowerConfig) -> None:
        if not config.share_cross_modal_transformer_layers:
            raise ConfigError(
                "share_cross_modal_transformer_layers=False has no contrastive head: which of "
                "the projections it reads is not said."
            )
        d, e = config.hidden_size, config.contrastive_hidden_size
        self.itc_text_head = BridgeTowerScore(d, e)
        self.itc_image_head = BridgeTowerScore(d, e)
        self.itc_cross_modal_head = BridgeTowerScore(2 * d, e)
        self.logit_scale = nn.Parameter((), init=Constant(config.logit_scale_init_value))

    def forward(
        self, *, return_loss: bool = False, output_hidden_states: bool = False, **inputs: Any
    ):
        output = self.encode(output_hidden_states=True, **inputs)
        texts, images, _ = output.hidden_states
        image = self.bridgetower.of_image(ops.transpose(images[-1], 0, 1), 0)
        text = on_unit_sphere(self.itc_text_head(texts[-1][:, 0]))
        image = on_unit_sphere(self.itc_image_head(image[:, 0]))
        both = on_unit_sphere(self.itc_cross_modal_head(output.pooler_output))
        loss = None
        if return_loss:
            labels = ops.arange(0, ops.shape(text)[0], like=text, dtype="int64")
            scale = ops.exp(ops.asarray(self.logit_scale))
            pairs = ((text, image), (text, both), (image, both))
            losses = [
                token_loss(ops.matmul(a, ops.transpose(b, 0, 1)) * scale, labels) for a, b in pairs
            ]
            loss = (losses[0] + losses[1] + losses[2]) / 3
        return BridgeTowerContrastiveOutput(
            loss=loss,
            logits=ops.stack([text, image, both], 1),
            text_embeds=text,
            image_embeds=image,
            cross_embeds=both,
            hidden_states=output.hidden_states if output_hidden_states else None,
            attentions=output.attentions,
        )


HEADS = {"base": BridgeTowerModel}
