"""OneFormer: Jain et al., 2022, arXiv:2211.06220.

Mask2Former for semantic, instance and panoptic segmentation by one set of weights: the tokens of
"the task is panoptic" become a token that queries begin with. In training queries are also compared
with the embeddings of texts that say what is in the image.

b batch, H and W pixels, h and w of a map, k = h*w, q queries, t tokens, d hidden, c classes.
"""

from __future__ import annotations

import math
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.configs.oneformer import OneFormerConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant, Normal
from auto_core.outputs import OneFormerForUniversalSegmentationOutput, OneFormerModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.backbone import backbone, channels_first, channels_last, flat
from ..blocks.heads import Head
from ..blocks.mask_losses import both_given, mask_set_loss
from ..blocks.patches import check_images
from .detr import DetrAttention, SinePositionEmbedding
from .mask2former import (
    LEVELS,
    Mask2FormerForUniversalSegmentation,
    Mask2FormerPixelDecoder,
    PackedAttention,
    position_embeddings,
)


class OneFormerMLPPredictionHead(nn.Module):
    """Linear layers with a ReLU between them."""

    def __init__(self, *sizes: int):
        super().__init__()
        self.layers = nn.ModuleList(nn.ModuleList([nn.Linear(n, m)]) for n, m in pairwise(sizes))

    def forward(self, hidden):
        *earlier, last = self.layers
        for layer in earlier:
            hidden = ops.relu(layer[0](hidden))
        return last[0](hidden)


# --- the image ---------------------------------------------------------------------------


class OneFormerPixelLevelModule(nn.Module):
    def __init__(self, config: OneFormerConfig):
        super().__init__()
        self.encoder = backbone(config)
        sizes: Any = SimpleNamespace(
            feature_size=config.conv_dim,
            mask_feature_size=config.mask_dim,
            encoder_feedforward_dim=config.encoder_feedforward_dim,
            encoder_layers=config.encoder_layers,
            num_attention_heads=config.num_attention_heads,
            layer_norm_eps=config.layer_norm_eps,
            feature_strides=config.strides,
            common_stride=config.common_stride,
            dropout=config.dropout if config.is_training else 0.0,
        )
        self.decoder = Mask2FormerPixelDecoder(sizes, self.encoder.channels)

    def forward(self, pixel_values):
        """The backbone's maps [b c h w], mask features [b h w m], and context maps [b h w d]."""
        maps = self.encoder(pixel_values, return_dict=True).feature_maps
        return maps, *self.decoder([channels_last(image) for image in maps])


# --- the decoder -------------------------------------------------------------------------


class NormedStep(nn.Module):
    """A residual step whose norm stands before it or after it."""

    def __init__(self, config: OneFormerConfig):
        super().__init__()
        self.norm = nn.LayerNorm(config.hidden_dim, eps=config.layer_norm_eps)
        self.pre_norm = config.pre_norm

    def before(self, hidden):
        return self.norm(hidden) if self.pre_norm else hidden

    def after(self, hidden, change):
        return hidden + change if self.pre_norm else self.norm(hidden + change)


class OneFormerTransformerDecoderCrossAttentionLayer(NormedStep):
    def __init__(self, config: OneFormerConfig):
        super().__init__(config)
        heads = config.num_attention_heads
        self.multihead_attn = PackedAttention(config.hidden_dim, heads, dropout=0.0)

    def forward(self, hidden, query, context, position, attend):
        start = self.before(hidden) + query
        return self.after(hidden, self.multihead_attn(start, context + position, context, attend))


class OneFormerTransformerDecoderSelfAttentionLayer(NormedStep):
    def __init__(self, config: OneFormerConfig):
        super().__init__(config)
        self.self_attn = DetrAttention(config.hidden_dim, config.num_attention_heads, dropout=0.0)

    def forward(self, hidden, query, attend):
        start = self.before(hidden)
        return self.after(hidden, self.self_attn(start, query, start, query, attend))


class OneFormerTransformerDecoderFFNLayer(NormedStep):
    def __init__(self, config: OneFormerConfig):
        super().__init__(config)
        d, f = config.hidden_dim, config.dim_feedforward
        self.linear1, self.linear2 = nn.Linear(d, f), nn.Linear(f, d)

    def forward(self, hidden):
        return self.after(hidden, self.linear2(ops.relu(self.linear1(self.before(hidden)))))


class OneFormerTransformerDecoderLayer(nn.Block):
    def __init__(self, config: OneFormerConfig):
        super().__init__()
        self.cross_attn = OneFormerTransformerDecoderCrossAttentionLayer(config)
        self.self_attn = OneFormerTransformerDecoderSelfAttentionLayer(config)
        self.ffn = OneFormerTransformerDecoderFFNLayer(config)

    def forward(self, hidden, query, context, position, attend, masked_attend):
        """[b q d] with queries [b q d], context and its positions [b k d] -> [b q d]."""
        hidden = self.cross_attn(hidden, query, context, position, masked_attend)
        return self.ffn(self.self_attn(hidden, query, attend))


class OneFormerQueryLayer(nn.Block):
    """A layer of DETR's decoder, whose attentions are torch's."""

    def __init__(self, config: OneFormerConfig):
        super().__init__()
        d, f, eps = config.hidden_dim, config.dim_feedforward, config.layer_norm_eps
        heads, dropout = config.num_attention_heads, config.dropout
        self.self_attn = PackedAttention(d, heads, dropout=dropout)
        self.multihead_attn = PackedAttention(d, heads, dropout=dropout)
        self.linear1, self.linear2 = nn.Linear(d, f), nn.Linear(f, d)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(d, eps=eps) for _ in range(3))
        self.dropout, self.pre_norm = nn.Dropout(dropout), config.pre_norm

    def forward(self, hidden, query, context, position, attend):
        """[b q d] with queries [b q d], context and its positions [b k d] -> [b q d]."""
        start = self.before(hidden, self.norm1)
        change = self.self_attn(start + query, start + query, start, attend)
        hidden = self.after(hidden, change, self.norm1)
        start = self.before(hidden, self.norm2)
        change = self.multihead_attn(start + query, context + position, context, attend)
        hidden = self.after(hidden, change, self.norm2)
        start = self.before(hidden, self.norm3)
        change = self.linear2(self.dropout(ops.relu(self.linear1(start))))
        return self.after(hidden, change, self.norm3)

    def before(self, hidden, norm):
        return norm(hidden) if self.pre_norm else hidden

    def after(self, hidden, change, norm):
        hidden = hidden + self.dropout(change)
        return hidden if self.pre_norm else norm(hidden)


class OneFormerQueryDecoder(nn.Module):
    def __init__(self, config: OneFormerConfig):
        super().__init__()
        self.layers = nn.ModuleList(
            OneFormerQueryLayer(config) for _ in range(config.query_dec_layers)
        )
        self.norm = nn.LayerNorm(config.hidden_dim, eps=config.layer_norm_eps)

    def forward(self, hidden, query, context, position):
        attend = Attention(Recorder())
        for layer in self.layers:
            hidden = layer(hidden, query, context, position, attend)
        return self.norm(hidden)


class OneFormerTransformerDecoderQueryTransformer(nn.Module):
    """Makes queries of the task's token. They attend to positions, by what is there."""

    def __init__(self, config: OneFormerConfig):
        super().__init__()
        self.decoder = OneFormerQueryDecoder(config)

    def forward(self, hidden, query, context, position):
        return self.decoder(hidden, query, context, position)


class OneFormerTransformerDecoder(nn.Module):
    def __init__(self, config: OneFormerConfig):
        super().__init__()
        d = config.hidden_dim
        self.query_transformer = OneFormerTransformerDecoderQueryTransformer(config)
        self.decoder_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.layers = nn.ModuleList(
            OneFormerTransformerDecoderLayer(config) for _ in range(config.decoder_layers - 1)
        )
        self.query_input_projection = nn.Conv2d(config.conv_dim, d, 1)
        self.class_embed = nn.Linear(d, config.num_labels + 1)
        self.mask_embed = OneFormerMLPPredictionHead(d, d, d, config.mask_dim)
        self.norms_task = config.use_task_norm

    def forward(self, token, query, features, positions_of_features, levels, wants: bool):
        """What queries are at first and at last [b q d], predictions of all layers, and weights.

        Args:
            token: [b d], of the task.
            query: [b q d], embeddings of the queries; the last is the task's.
            features: [b h w m], of masks, and [b h*w d], their positions.
            levels: contexts [b k d], their positions and sizes of three maps.
            wants: whether weights of attentions are wanted.
        """
        batch, count, d = ops.shape(query)
        token = ops.unsqueeze(token, 1)
        if self.norms_task:
            token = self.decoder_norm(token)
            start = ops.expand(token, (batch, count - 1, d))
        else:
            start = ops.zeros((batch, count - 1, d), like=token)
        objects = self.query_transformer(
            start,
            query[:, :-1],
            positions_of_features,
            flat(self.query_input_projection(features)),
        )
        hidden = queries = ops.cat([objects, token], 1)
        predictions, weights = [], []
        *prediction, attention_mask = self.predict(hidden, features, levels[0][2])
        predictions.append(tuple(prediction))
        for i, layer in enumerate(self.layers):
            context, position, _ = levels[i % LEVELS]
            own, across = Recorder(attentions=wants), Recorder(attentions=wants)
            attend, masked = Attention(own), Attention(across, attention_mask)
            hidden = layer(hidden, query, context, position, attend, masked)
            if wants:
                to_queries, to_image = own.kept["attentions"][0], across.kept["attentions"][0]
                weights.append((to_queries, ops.mean(to_image, 1)))
            *prediction, attention_mask = self.predict(
                hidden, features, levels[(i + 1) % LEVELS][2]
            )
            predictions.append(tuple(prediction))
        return queries, hidden, predictions, tuple(weights) if wants else None

    def predict(self, hidden, features, size):
        """[b q d], [b h w m] -> classes [b q c+1], masks [b q h w], and the next attention mask
        [b 1 q k]."""
        hidden = self.decoder_norm(hidden)
        masks = ops.einsum("bqc,bhwc->bqhw", self.mask_embed(hidden), features)
        batch, queries, height, width = ops.shape(masks)
        images = ops.reshape(ops.detach(masks), (batch * queries, height, width, 1))
        images = ops.interpolate(images, size, mode="bilinear", align_corners=False)
        inside = ops.reshape(ops.sigmoid(images) >= 0.5, (batch, 1, queries, size[0] * size[1]))
        # A query whose mask is empty attends to everything.
        return self.class_embed(hidden), masks, inside | ~ops.any(inside, -1, keepdim=True)


class OneFormerTransformerModule(nn.Module):
    def __init__(self, config: OneFormerConfig):
        super().__init__()
        d = config.hidden_dim
        self.position_embedder = SinePositionEmbedding(d // 2)
        self.queries_embedder = nn.Embedding(config.num_queries, d)
        self.decoder = OneFormerTransformerDecoder(config)
        self.level_embed = nn.Embedding(LEVELS, d)

    def forward(self, maps, features, token, wants: bool):
        batch = ops.shape(features)[0]
        level = self.level_embed(ops.arange(0, LEVELS, like=features, dtype="int64"))
        levels = [
            (flat(image) + level[i], self.positions(image), ops.shape(image)[1:3])
            for i, image in enumerate(maps)
        ]
        count = self.queries_embedder.num_embeddings
        query = self.queries_embedder(ops.arange(0, count, like=features, dtype="int64"))
        query = ops.expand(ops.unsqueeze(query, 0), (batch, *ops.shape(query)))
        return self.decoder(token, query, features, self.positions(features), levels, wants)

    def positions(self, image):
        return flat(position_embeddings(self.position_embedder, image))


# --- texts -------------------------------------------------------------------------------


class OneFormerTextMLP(nn.Module):
    def __init__(self, d: int):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.activation = activation("quick_gelu")

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class OneFormerTextTransformerLayer(nn.Block):
    def __init__(self, d: int, *, eps: float):
        super().__init__()
        self.self_attn = PackedAttention(d, d // 64, dropout=0.0)
        self.layer_norm1, self.layer_norm2 = nn.LayerNorm(d, eps=eps), nn.LayerNorm(d, eps=eps)
        self.mlp = OneFormerTextMLP(d)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        start = self.layer_norm1(hidden)
        hidden = hidden + self.self_attn(start, start, start, attend)
        return hidden + self.mlp(self.layer_norm2(hidden))


class OneFormerTextTransformer(nn.Module):
    def __init__(self, d: int, layers: int, *, eps: float):
        super().__init__()
        self.layers = nn.ModuleList(
            OneFormerTextTransformerLayer(d, eps=eps) for _ in range(layers)
        )

    def forward(self, hidden):
        attend = Attention(Recorder())
        for layer in self.layers:  # every token attends to all, padding too, as upstream
            hidden = layer(hidden, attend)
        return hidden


class OneFormerTextEncoder(nn.Module):
    def __init__(self, config: OneFormerConfig):
        super().__init__()
        d, eps = config.text_encoder_width, config.layer_norm_eps
        self.length = config.text_encoder_context_length
        self.transformer = OneFormerTextTransformer(d, config.text_encoder_num_layers, eps=eps)
        self.positional_embedding = nn.Parameter((self.length, d), init=Normal(0.01))
        self.ln_final = nn.LayerNorm(d, eps=eps)
        self.token_embedding = nn.Embedding(config.text_encoder_vocab_size, d)

    def forward(self, ids):  # [n t] -> [n d], of the token with the highest id, the end
        hidden = self.token_embedding(ids) + ops.asarray(self.positional_embedding)
        hidden = self.ln_final(self.transformer(hidden))
        end = ops.reshape(ops.argmax(ids, -1), (-1, 1, 1))
        batch, _, d = ops.shape(hidden)
        return ops.gather(hidden, 1, ops.expand(end, (batch, 1, d)))[:, 0]


class OneFormerTextMapper(nn.Module):
    """Texts of an image [b n t] as queries [b n+ctx d], learned ones behind them; one text [b t] as
    [b d]."""

    def __init__(self, config: OneFormerConfig):
        super().__init__()
        d, width, count = config.hidden_dim, config.text_encoder_width, config.text_encoder_n_ctx
        self.text_encoder = OneFormerTextEncoder(config)
        layers = config.text_encoder_proj_layers
        self.text_projector = OneFormerMLPPredictionHead(width, *[d] * layers)
        self.prompt_ctx = nn.Embedding(count, width) if count > 0 else None

    def forward(self, ids):
        shape = ops.shape(ids)
        if len(shape) not in (2, 3) or shape[-1] != self.text_encoder.length:
            raise InputError(
                f"text_inputs have the shape {shape}, expected [batch texts "
                f"{self.text_encoder.length}]: the tokens of each image's texts, padded to "
                "text_encoder_context_length."
            )
        queries = self.text_projector(
            self.text_encoder(ops.reshape(ids, (math.prod(shape[:-1]), shape[-1])))
        )
        if len(shape) == 2:
            return queries
        batch, count, _ = shape
        queries = ops.reshape(queries, (batch, count, ops.shape(queries)[-1]))
        if self.prompt_ctx is None:
            return queries
        learned = self.prompt_ctx.num_embeddings
        more = self.prompt_ctx(ops.arange(0, learned, like=ids, dtype="int64"))
        more = ops.expand(ops.unsqueeze(more, 0), (batch, *ops.shape(more)))
        return ops.cat([queries, more], 1)


class OneFormerTaskModel(nn.Module):
    """The ids of a task's tokens, taken as numbers, as one token: [b t] -> [b d]."""

    def __init__(self, config: OneFormerConfig):
        super().__init__()
        d, self.length = config.hidden_dim, config.task_seq_len
        self.task_mlp = OneFormerMLPPredictionHead(self.length, d, d)

    def forward(self, ids, *, like):
        if ids is None or len(ops.shape(ids)) != 2 or ops.shape(ids)[1] != self.length:
            given = "missing" if ids is None else f"of the shape {ops.shape(ids)}"
            raise InputError(
                f'task_inputs are {given}, expected [batch {self.length}]: the tokens of "the '
                'task is panoptic" (or semantic, instance), padded, as OneFormerProcessor makes '
                "them."
            )
        return self.task_mlp(ops.cast(ids, ops.dtype(like)))


# --- models ------------------------------------------------------------------------------


class OneFormerPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = OneFormerConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    per_sample_inputs = ("mask_labels", "class_labels")
    renames = (
        (r"\.encoder\.swin\.", ".encoder."),
        *(pair for pair in newer_names.SWIN if ".mlp" not in pair[0].replace("\\", "")),
        (r"(\.blocks\.\d+)\.mlp\.fc1\.", r"\1.intermediate.dense."),
        (r"(\.blocks\.\d+)\.mlp\.fc2\.", r"\1.output.dense."),
    )
    initializers = (
        (r"transformer_module\.(queries_embedder|level_embed)\.weight$", Normal(1.0)),
        (r"(sampling_offsets|attention_weights)\.weight$", Constant(0.0)),
        (r"token_embedding\.weight$", Normal(0.02)),
    )

    @property
    def ignored_keys(self):
        """What follows from the config, a norm that feature maps do not go through, and what
        training alone needs."""
        texts = () if self.config.is_training else (r"^(model\.)?text_mapper\.",)
        return (
            r"^criterion\.empty_weight$",
            r"\.relative_position_index$",
            r"encoder\.swin\.layernorm\.",
            *texts,
        )


class OneFormerModel(OneFormerPreTrainedModel):
    """OneFormer without its losses.

    Args of `forward`:
        pixel_values: [b channels H W].
        task_inputs: [b t], the token ids of the task.
        text_inputs: [b n t], those of texts about each image, where `config.is_training`.
        pixel_mask: [b H W]; taken for the processor's sake, and without effect, as upstream.

    Returns:
        OneFormerModelOutput
    """

    def __init__(self, config: OneFormerConfig):
        super().__init__(config)
        self.pixel_level_module = OneFormerPixelLevelModule(config)
        self.transformer_module = OneFormerTransformerModule(config)
        self.task_encoder = OneFormerTaskModel(config)
        self.text_mapper = OneFormerTextMapper(config) if config.is_training else None

    def forward(
        self,
        pixel_values=None,
        task_inputs=None,
        text_inputs=None,
        pixel_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values)
        encoded, features, maps = self.pixel_level_module(pixel_values)
        token = self.task_encoder(task_inputs, like=features)
        texts = None
        if self.text_mapper is not None:
            if text_inputs is None:
                raise InputError(
                    "text_inputs are missing, and config.is_training is True. Pass segmentation "
                    "maps to the processor, or load the model with is_training=False."
                )
            texts = self.text_mapper(text_inputs)
        queries, last, predictions, attentions = self.transformer_module(
            maps, features, token, output_attentions
        )
        classes, masks = predictions[-1]
        auxiliary = None
        if self.config.use_auxiliary_loss:
            auxiliary = tuple(
                {"class_queries_logits": a, "masks_queries_logits": b} for a, b in predictions[:-1]
            )
        output = OneFormerModelOutput(
            transformer_decoder_object_queries=last,
            transformer_decoder_contrastive_queries=queries,
            transformer_decoder_mask_predictions=masks,
            transformer_decoder_class_predictions=classes,
            transformer_decoder_auxiliary_predictions=auxiliary,
            text_queries=texts,
            task_token=token,
            attentions=attentions,
        )
        if output_hidden_states:
            output.encoder_hidden_states = tuple(encoded)
            output.pixel_decoder_hidden_states = tuple(map(channels_first, (features, *maps)))
            output.transformer_decoder_hidden_states = auxiliary
        return output


class OneFormerLoss(nn.Module):
    """What the loss learns: how sharply queries and texts are told apart."""

    def __init__(self, temperature: float):
        super().__init__()
        self.logit_scale = nn.Parameter((), init=Constant(math.log(1 / temperature)))

    def forward(self, queries, texts):
        """How unlike queries [b q d] and texts [b q d] of one image are, and alike those of
        different images."""
        batch = ops.shape(queries)[0]
        images, texts = (unit(ops.reshape(x, (batch, -1))) for x in (queries, texts))
        scale = ops.clamp(ops.exp(ops.asarray(self.logit_scale)), max=100.0)
        logits = ops.matmul(texts, ops.transpose(images, 0, 1)) * scale
        rows = ops.arange(0, batch, like=logits, dtype="int64")
        return ops.cross_entropy(logits, rows, ignore_index=-100) + ops.cross_entropy(
            ops.transpose(logits, 0, 1), rows, ignore_index=-100
        )


def unit(x):
    """[b n] divided by its length."""
    length = ops.sqrt(ops.sum(x * x, -1, keepdim=True))
    return x / ops.clamp(length, min=1e-12)


class OneFormerForUniversalSegmentation(Head, OneFormerPreTrainedModel):
    """A mask and a class for each query.

    mask_labels: of each image [n H W] of 0 and 1; class_labels: of each image [n]. Every layer's
    predictions have a loss with `config.use_auxiliary_loss`; with `config.is_training` queries are
    compared with texts. output_auxiliary_logits: return the predictions of the earlier layers too.
    """

    base_class = OneFormerModel
    input_order = (
        "pixel_values",
        "task_inputs",
        "text_inputs",
        "mask_labels",
        "class_labels",
        "pixel_mask",
    )
    # Masks are compared as Mask2Former's.
    pair = Mask2FormerForUniversalSegmentation.pair
    compare = Mask2FormerForUniversalSegmentation.compare
    uncertain_points = Mask2FormerForUniversalSegmentation.uncertain_points

    def add_head(self, config: OneFormerConfig) -> None:
        temperature = config.contrastive_temperature
        self.criterion = None if temperature is None else OneFormerLoss(temperature)
        self.chance = nn.Random()

    def forward(
        self,
        mask_labels=None,
        class_labels=None,
        *,
        output_hidden_states: bool = False,
        output_auxiliary_logits: bool | None = None,
        **inputs: Any,
    ):
        states = output_hidden_states or self.config.use_auxiliary_loss
        output = self.encode(output_hidden_states=states, **inputs)
        classes = output.transformer_decoder_class_predictions
        masks = output.transformer_decoder_mask_predictions
        auxiliary = output.transformer_decoder_auxiliary_predictions
        loss = None
        if both_given(mask_labels, class_labels):
            loss = self.loss(output, mask_labels, class_labels)
        if output_auxiliary_logits is None:
            output_auxiliary_logits = self.config.output_auxiliary_logits
        return OneFormerForUniversalSegmentationOutput.of(
            output,
            loss=loss,
            class_queries_logits=classes,
            masks_queries_logits=masks,
            auxiliary_predictions=auxiliary if output_auxiliary_logits else None,
        )

    def loss(self, output, mask_labels, class_labels):
        config = self.config
        layers = [
            (
                output.transformer_decoder_class_predictions,
                output.transformer_decoder_mask_predictions,
            ),
            *(
                (each["class_queries_logits"], each["masks_queries_logits"])
                for each in output.transformer_decoder_auxiliary_predictions or ()
            ),
        ]
        weights = {
            "class": config.class_weight,
            "mask": config.mask_weight,
            "dice": config.dice_weight,
        }
        loss = mask_set_loss(
            layers,
            mask_labels,
            class_labels,
            costs=weights,
            weights=weights,
            no_object=config.no_object_weight,
            pairing=self.pair,
            comparing=self.compare,
        )
        if config.is_training and self.criterion is not None:
            queries, texts = output.transformer_decoder_contrastive_queries, output.text_queries
            if ops.shape(queries) != ops.shape(texts):
                raise InputError(
                    f"Queries of the shape {ops.shape(queries)} are compared with texts of "
                    f"{ops.shape(texts)}: text_inputs need {config.num_queries} texts of each "
                    f"image, less text_encoder_n_ctx={config.text_encoder_n_ctx}."
                )
            loss = loss + config.contrastive_weight * self.criterion(queries, texts)
        return loss


HEADS = {"base": OneFormerModel, "universal-segmentation": OneFormerForUniversalSegmentation}
