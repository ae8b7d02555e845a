"""Grounding DINO: Liu et al., 2023, arXiv:2303.05499.

Objects that a text names: DETR with deformable attention, whose encoder lets the image's pixels
and the text's tokens attend to each other in every layer, and whose queries attend to both. A
query's class is its similarity with each token. The text is phrases with a full stop after each;
tokens attend to those of their own phrase alone.

b batch, H and W pixels, h and w of a feature map, l maps, k pixels of all maps, t tokens,
q queries, n heads, s size of a head, d hidden.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.grounding_dino import GroundingDinoConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant, Normal, XavierUniform
from auto_core.outputs import (
    GroundingDinoEncoderOutput,
    GroundingDinoModelOutput,
    GroundingDinoObjectDetectionOutput,
    ModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import parts
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.backbone import flat
from ..blocks.deformable import DeformableAttention
from ..blocks.grounded_loss import grounded_detection_loss
from ..blocks.heads import Head
from ..blocks.patches import check_images
from ..blocks.position_ids import sinusoids
from ..blocks.seq2seq import finite
from .deformable_detr import (
    box_heads,
    level_masks,
    level_positions,
    level_projections,
    pixel_references,
    projected,
    proposals,
    shares,
)
from .detr import (
    DetrBackbone,
    DetrLearnedPositionEmbedding,
    DetrMLPPredictionHead,
    DetrPreTrainedModel,
    SinePositionEmbedding,
)

# [CLS], [SEP], the full stop and the question mark of BERT's vocabulary end a phrase; so does
# padding where phrases are counted.
ENDS, PADDING = (101, 102, 1012, 1029), 0


def is_one_of(input_ids, tokens):  # [b t] -> [b t]
    found = input_ids == tokens[0]
    for token in tokens[1:]:
        found = found | (input_ids == token)
    return found


def phrase_mask(input_ids):
    """Which tokens attend to each other [b t t], those of one phrase and the end of it, and the
    position of each within its phrase [b t]. What no end follows but the text's last token, and
    the first token if it is an end, is by itself."""
    count = ops.shape(input_ids)[1]
    end = ops.cast(is_one_of(input_ids, ENDS), "int64")
    phrase = ops.cumsum(end, 1) - end  # how many ends are before
    index = ops.arange(0, count, like=input_ids, dtype="int64")
    inside = ops.sum(end[:, :-1], 1, keepdim=True) - phrase >= 1
    inside = inside & ~((ops.unsqueeze(index, 0) == 0) & (end == 1))
    same = ops.unsqueeze(phrase, 2) == ops.unsqueeze(phrase, 1)
    before = ops.unsqueeze(index, 0) < ops.unsqueeze(index, 1)  # [t t]
    position = ops.sum(ops.cast(same & before, "int64"), 2)
    itself = ops.unsqueeze(index, 0) == ops.unsqueeze(index, 1)
    return (same & ops.unsqueeze(inside, 1)) | itself, ops.where(inside, position, 0)


def phrases(input_ids):
    """Which phrase each token is of, [b t], from 0 on; -1 for none."""
    end = is_one_of(input_ids, (*ENDS, PADDING))
    after_end = ops.pad(end[:, :-1], [(0, 0), (1, 0)], value=True)
    first = ops.cast(~end & after_end, "int64")
    return ops.where(end, -1, ops.cumsum(first, 1) - 1)


def logit(share, *, eps: float = 1e-5):
    share = ops.clamp(share, min=eps, max=1 - eps)
    return ops.log(share / (1 - share))


def refined(change, box):
    """A box [b q 4] from changes of its logits and a box [b q 4]."""
    return ops.sigmoid(change + logit(box))


class GroundingDinoMultiheadAttention(nn.Module):
    def __init__(self, config: GroundingDinoConfig, heads: int):
        super().__init__()
        d = config.d_model
        self.head_size = d // heads
        self.query, self.key, self.value = (nn.Linear(d, d) for _ in range(3))
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, query, key, value, attend):  # [b q d], [b k d], [b k d] -> [b q d]
        projected = self.query(query), self.key(key), self.value(value)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_proj(attend(query, key, value, **options))


class GroundingDinoTextEnhancerLayer(nn.Module):
    """A transformer layer of the text."""

    def __init__(self, config: GroundingDinoConfig):
        super().__init__()
        d, f, eps = config.d_model, config.encoder_ffn_dim // 2, config.layer_norm_eps
        self.self_attn = GroundingDinoMultiheadAttention(
            config, config.encoder_attention_heads // 2
        )
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.layer_norm_before = nn.LayerNorm(d, eps=eps)
        self.layer_norm_after = nn.LayerNorm(d, eps=eps)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.text_enhancer_dropout)

    def forward(self, text, position, attend):  # [b t d], [b t d] -> [b t d]
        query = text + position
        text = self.layer_norm_before(
            text + self.dropout(self.self_attn(query, query, text, attend))
        )
        change = self.fc2(self.dropout(self.activation(self.fc1(text))))
        return self.layer_norm_after(text + self.dropout(change))


class GroundingDinoBiMultiHeadAttention(nn.Module):
    """Pixels attend to tokens and tokens to pixels, by the same scores."""

    def __init__(self, config: GroundingDinoConfig):
        super().__init__()
        d, inner = config.d_model, config.encoder_ffn_dim // 2
        self.head_size = inner // (config.encoder_attention_heads // 2)
        self.vision_proj, self.text_proj = nn.Linear(d, inner), nn.Linear(d, inner)
        self.values_vision_proj, self.values_text_proj = nn.Linear(d, inner), nn.Linear(d, inner)
        self.out_vision_proj, self.out_text_proj = nn.Linear(inner, d), nn.Linear(inner, d)
        self.dropout = nn.Dropout(config.fusion_dropout)

    def forward(self, vision, text, counted_vision, counted_text, recorder):
        """[b k d], [b t d] and what of them is no padding [b k], [b t] -> [b k d], [b t d]."""
        query, key = self.vision_proj(vision), self.text_proj(text)
        values = self.values_vision_proj(vision), self.values_text_proj(text)
        query, key = (split_heads(x, self.head_size) for x in (query, key))
        pixels, tokens = (split_heads(x, self.head_size) for x in values)
        scores = ops.einsum("bkns,btns->bnkt", query * self.head_size**-0.5, key)
        changes = [
            self.attended(scores, tokens, counted_text, recorder, "image_to_text"),
            self.attended(
                ops.transpose(scores, 2, 3), pixels, counted_vision, recorder, "text_to_image"
            ),
        ]
        return self.out_vision_proj(changes[0]), self.out_text_proj(changes[1])

    def attended(self, scores, values, counted, recorder, name: str):
        """[b n q k], [b k n s], [b k] -> [b q n*s]."""
        counted = ops.unsqueeze(ops.unsqueeze(counted, 1), 1)
        weights = ops.softmax(ops.where(counted, scores, float("-inf")), -1)
        batch, heads, queries, keys = ops.shape(weights)
        if recorder.wants_attentions:  # what is kept is what the output follows from
            kept = ops.reshape(weights, (batch * heads, queries, keys))
            recorder.add(name, kept)
            weights = ops.reshape(kept, (batch, heads, queries, keys))
        output = ops.einsum("bnqk,bkns->bqns", self.dropout(weights), values)
        return ops.reshape(output, (batch, queries, heads * self.head_size))


class GroundingDinoFusionLayer(nn.Module):
    def __init__(self, config: GroundingDinoConfig):
        super().__init__()
        d, eps = config.d_model, config.layer_norm_eps
        self.layer_norm_vision = nn.LayerNorm(d, eps=eps)
        self.layer_norm_text = nn.LayerNorm(d, eps=eps)
        self.attn = GroundingDinoBiMultiHeadAttention(config)
        self.drop_path = nn.DropPath(config.fusion_droppath)
        self.vision_param = nn.Parameter((d,), init=Constant(1e-4))
        self.text_param = nn.Parameter((d,), init=Constant(1e-4))

    def forward(self, vision, text, counted_vision, counted_text, recorder):
        """[b k d], [b t d] -> [b k d], [b t d]."""
        vision, text = self.layer_norm_vision(vision), self.layer_norm_text(text)
        changes = self.attn(vision, text, counted_vision, counted_text, recorder)
        vision = vision + self.drop_path(ops.asarray(self.vision_param) * changes[0])
        return vision, text + self.drop_path(ops.asarray(self.text_param) * changes[1])


class GroundingDinoDeformableLayer(nn.Module):
    """A layer of the image, whose pixels attend to a few points near them."""

    def __init__(self, config: GroundingDinoConfig):
        super().__init__()
        d, f, eps = config.d_model, config.encoder_ffn_dim, config.layer_norm_eps
        self.self_attn = DeformableAttention(
            d,
            heads=config.encoder_attention_heads,
            levels=config.num_feature_levels,
            points=config.encoder_n_points,
        )
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=eps)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden, position, reference, sizes, counted, recorder):  # [b k d] -> [b k d]
        change, weights = self.self_attn.weighted(
            hidden + position, reference, hidden, sizes=sizes, counted=counted
        )
        if recorder.wants_attentions:
            recorder.add("image", weights)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change = self.activation_dropout(self.activation(self.fc1(hidden)))
        hidden = self.final_layer_norm(hidden + self.dropout(self.fc2(change)))
        return finite(hidden) if nn.in_training(self) else hidden


class GroundingDinoEncoderLayer(nn.Block):
    def __init__(self, config: GroundingDinoConfig):
        super().__init__()
        self.text_enhancer_layer = GroundingDinoTextEnhancerLayer(config)
        self.fusion_layer = GroundingDinoFusionLayer(config)
        self.deformable_layer = GroundingDinoDeformableLayer(config)

    def forward(self, vision, text, position, text_position, reference, sizes, counted, attend):
        """[b k d], [b t d] -> [b k d], [b t d]; `counted`: of both, False at padding."""
        recorder = attend.recorder
        vision, text = self.fusion_layer(vision, text, *counted, recorder)
        text = self.text_enhancer_layer(text, text_position, attend)
        vision = self.deformable_layer(vision, position, reference, sizes, counted[0], recorder)
        return vision, text


class TextAttention(Attention):
    weights = "text"


class GroundingDinoEncoder(nn.Module):
    def __init__(self, config: GroundingDinoConfig):
        super().__init__()
        layers = range(config.encoder_layers)
        self.layers = nn.ModuleList(GroundingDinoEncoderLayer(config) for _ in layers)

    def forward(self, vision, text, position, text_position, reference, sizes, counted, attend):
        """[b k d], [b t d] -> GroundingDinoEncoderOutput."""
        recorder = attend.recorder
        self.record(recorder, vision, text)
        for layer in self.layers:
            vision, text = layer(
                vision, text, position, text_position, reference, sizes, counted, attend
            )
            self.record(recorder, vision, text)
        names = ("image_to_text", "text_to_image", "text", "image")
        return GroundingDinoEncoderOutput(
            last_hidden_state_vision=vision,
            last_hidden_state_text=text,
            vision_hidden_states=recorder.hidden_states,
            text_hidden_states=recorder.kept.get("text_states"),
            attentions=weights_of(recorder, names),
        )

    def record(self, recorder, vision, text) -> None:
        recorder.add_hidden_state(vision)
        if recorder.wants_hidden_states:
            recorder.add("text_states", text)


def weights_of(recorder: Recorder, names):
    """The weights of all layers under each of the names, where they are wanted."""
    if not recorder.wants_attentions:
        return None
    return tuple(recorder.kept.get(name, ()) for name in names)


class GroundingDinoDecoderLayer(nn.Block):
    def __init__(self, config: GroundingDinoConfig):
        super().__init__()
        d, f, eps = config.d_model, config.decoder_ffn_dim, config.layer_norm_eps
        heads = config.decoder_attention_heads
        self.self_attn = GroundingDinoMultiheadAttention(config, heads)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.encoder_attn_text = GroundingDinoMultiheadAttention(config, heads)
        self.encoder_attn_text_layer_norm = nn.LayerNorm(d, eps=eps)
        levels, points = config.num_feature_levels, config.decoder_n_points
        self.encoder_attn = DeformableAttention(d, heads=heads, levels=levels, points=points)
        self.encoder_attn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.fc1, self.fc2 = nn.Linear(d, f), nn.Linear(f, d)
        self.final_layer_norm = nn.LayerNorm(d, eps=eps)
        self.activation = activation(config.activation_function)
        self.dropout = nn.Dropout(config.dropout)
        self.activation_dropout = nn.Dropout(config.activation_dropout)

    def forward(
        self, hidden, position, boxes, vision, text, sizes, counted, attend, attend_to_text
    ):
        """[b q d] with positions [b q d] and boxes [b q l 4], [b k d], [b t d] -> [b q d]."""
        query = hidden + position
        change = self.self_attn(query, query, hidden, attend)
        hidden = self.self_attn_layer_norm(hidden + self.dropout(change))
        change = self.encoder_attn_text(hidden + position, text, text, attend_to_text)
        hidden = self.encoder_attn_text_layer_norm(hidden + self.dropout(change))
        change, weights = self.encoder_attn.weighted(
            hidden + position, boxes, vision, sizes=sizes, counted=counted
        )
        if attend.recorder.wants_attentions:
            attend.recorder.add("image", weights)
        hidden = self.encoder_attn_layer_norm(hidden + self.dropout(change))
        change = self.activation_dropout(self.activation(self.fc1(hidden)))
        return self.final_layer_norm(hidden + self.dropout(self.fc2(change)))


class GroundingDinoDecoder(nn.Module):
    def __init__(self, config: GroundingDinoConfig, *, has_head: bool):
        super().__init__()
        d = config.d_model
        self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        layers = range(config.decoder_layers)
        self.layers = nn.ModuleList(GroundingDinoDecoderLayer(config) for _ in layers)
        self.reference_points_head = BoxPosition(2 * d, d)
        self.bbox_embed = box_heads(config, config.decoder_layers) if has_head else None

    def forward(self, hidden, boxes, ratios, vision, text, sizes, counted, attend, attend_to_text):
        """[b q d] with boxes [b q 4] -> the normalised state and the box after each layer, stacked
        on axis 1."""
        states, refinements, recorder = [], [], attend.recorder
        ratios = ops.unsqueeze(ops.cat([ratios, ratios], -1), 1)  # [b 1 l 4]
        for i, layer in enumerate(self.layers):
            scaled = ops.unsqueeze(boxes, 2) * ratios
            position = self.reference_points_head(scaled[:, :, 0])
            recorder.add_hidden_state(self.layer_norm(hidden))
            hidden = layer(
                hidden, position, scaled, vision, text, sizes, counted, attend, attend_to_text
            )
            if self.bbox_embed is not None:
                boxes = ops.detach(refined(self.bbox_embed[i](hidden), boxes))
            states.append(self.layer_norm(hidden))
            refinements.append(boxes)
        recorder.add_hidden_state(states[-1])
        return ops.stack(states, 1), ops.stack(refinements, 1)


class BoxPosition(nn.Module):
    """From the sinusoids of a box to a position."""

    def __init__(self, before: int, after: int):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(before, after), nn.Linear(after, after)])

    def forward(self, boxes):  # [b q 4] -> [b q d]
        boxes = ops.stack([boxes[..., i] for i in (1, 0, 2, 3)], -1)  # y comes first
        size = self.layers[0].in_features // 4
        waves = sinusoids(boxes * (2 * math.pi), size, interleaved=True, like=boxes)
        batch, queries, *_ = ops.shape(waves)
        return self.layers[1](ops.relu(self.layers[0](ops.reshape(waves, (batch, queries, -1)))))


class GroundingDinoContrastiveEmbedding(nn.Module):
    """The similarity of queries and tokens; without parameters here."""

    def __init__(self, config: GroundingDinoConfig):
        super().__init__()
        self.most = config.max_text_len

    def forward(self, hidden, text, counted):  # [b q d], [b t d], [b t] -> [b q max_text_len]
        scores = self.similarity(hidden, ops.transpose(text, 1, 2))
        scores = ops.where(ops.unsqueeze(counted, 1), scores, float("-inf"))
        missing = self.most - ops.shape(scores)[2]
        return ops.pad(scores, [(0, 0), (0, 0), (0, missing)], value=float("-inf"))

    def similarity(self, hidden, text):  # [b q d], [b d t] -> [b q t]
        return ops.matmul(hidden, text)


class GroundingDinoPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = GroundingDinoConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    per_sample_inputs = ("labels",)
    renames: tuple[tuple[str, str], ...] = (
        *DetrPreTrainedModel.renames[:-1],
        (r"^bbox_embed\.", "model.decoder.bbox_embed."),
    )
    ignored_keys = (*DetrPreTrainedModel.ignored_keys, r"(^|\.)special_tokens$")
    head_parts: tuple[str, ...] = (r"^(model\.)?decoder\.bbox_embed\.", r"^bbox_embed\.")
    initializers = (
        (r"(sampling_offsets|attention_weights)\.weight$", Constant(0.0)),
        (r"(value|output|vision|text)_proj\.weight$", XavierUniform()),
        (r"bbox_embed(\.\d+)?\.layers\.2\.weight$", Constant(0.0)),
        (r"level_embed$", Normal(1.0)),
    )
    # The part that variations of this family replace.
    class_embed_class: type = GroundingDinoContrastiveEmbedding


class GroundingDinoModel(GroundingDinoPreTrainedModel):
    """Grounding DINO without a head.

    Args of `forward`:
        pixel_values: [b channels H W].
        input_ids: [b t], phrases with a full stop after each.
        token_type_ids: [b t], the segment, 0 by default.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        pixel_mask: [b H W], 1 for pixels of the image and 0 for padding.
        encoder_outputs: of an earlier call, or its hidden states of the image and of the text.

    Returns:
        GroundingDinoModelOutput
    """

    def __init__(self, config: GroundingDinoConfig, has_head: bool = False):
        super().__init__(config)
        d, eps = config.d_model, config.layer_norm_eps
        self.backbone = DetrBackbone(config)
        if config.position_embedding_type == "learned":
            position: Any = DetrLearnedPositionEmbedding(d // 2)
        else:
            base = float(config.positional_embedding_temperature)
            position = SinePositionEmbedding(d // 2, base=base)
        self.backbone.position_embedding = position
        self.input_proj_vision = level_projections(
            self.backbone.channels, d, config.num_feature_levels
        )
        self.text_backbone = parts.build(config.text_config, add_pooling_layer=False)
        self.text_projection = nn.Linear(config.text_config.hidden_size, d)
        self.query_position_embeddings = nn.Embedding(config.num_queries, d)
        self.encoder = GroundingDinoEncoder(config)
        self.decoder = GroundingDinoDecoder(config, has_head=has_head)
        self.level_embed = nn.Parameter((config.num_feature_levels, d), init="normal")
        self.enc_output, self.enc_output_norm = nn.Linear(d, d), nn.LayerNorm(d, eps=eps)
        self.encoder_output_bbox_embed = DetrMLPPredictionHead(d, 4, 3)
        self.encoder_output_class_embed = self.class_embed_class(config)

    def forward(
        self,
        pixel_values=None,
        input_ids=None,
        token_type_ids=None,
        attention_mask=None,
        pixel_mask=None,
        encoder_outputs=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests = dict(attentions=output_attentions, hidden_states=output_hidden_states)
        tokens, counted_text = text_inputs(self.config, input_ids, attention_mask)
        most = self.config.max_text_len
        mask, positions = phrase_mask(input_ids)  # of the whole text, whose last token is special
        mask, positions = ops.unsqueeze(mask[:, :most, :most], 1), positions[:, :most]
        text = self.text_backbone(
            input_ids=tokens,
            attention_mask=mask,
            token_type_ids=None if token_type_ids is None else token_type_ids[:, :most],
            position_ids=positions,
            return_dict=True,
        )
        text = self.text_projection(text.last_hidden_state)
        check_images(pixel_values)
        sources = projected(self.backbone(pixel_values), self.input_proj_vision)
        masks = level_masks(sources, pixel_mask)
        sizes = [ops.shape(x)[1:3] for x in sources]
        hidden = ops.cat([flat(x) for x in sources], 1)
        batch = ops.shape(hidden)[0]
        counted = ops.cat([ops.reshape(x, (batch, -1)) for x in masks], 1)  # [b k]
        ratios = ops.stack([shares(x, like=hidden) for x in masks], 1)  # [b l 2]
        count, d = self.config.num_queries, self.config.d_model
        if encoder_outputs is None:
            angles = ops.cast(positions, ops.dtype(text)) * (2 * math.pi)
            encoder = self.encoder(
                hidden,
                text,
                level_positions(
                    self.backbone.position_embedding, sources, masks, ops.asarray(self.level_embed)
                ),
                sinusoids(angles, d, interleaved=True, like=text),
                pixel_references(sizes, ratios),
                sizes,
                (counted, counted_text),
                TextAttention(Recorder(**requests), mask),
            )
        else:
            encoder = encoder_outputs
            if not isinstance(encoder, ModelOutput):
                encoder = GroundingDinoEncoderOutput(*encoder[:2])
        vision, fused = encoder.last_hidden_state_vision, encoder.last_hidden_state_text
        query = self.query_position_embeddings(ops.arange(0, count, like=hidden, dtype="int64"))
        query = ops.expand(ops.unsqueeze(query, 0), (batch, count, d))
        first, boxes = self.propose(vision, fused, sizes, masks, counted, counted_text)
        recorder = Recorder(**requests)
        text_mask = ops.unsqueeze(ops.unsqueeze(counted_text, 1), 1)
        states, refinements = self.decoder(
            query,
            boxes,
            ratios,
            vision,
            fused,
            sizes,
            counted,
            Attention(recorder),
            TextAttention(recorder, text_mask),
        )
        return GroundingDinoModelOutput(
            last_hidden_state=states[:, -1],
            init_reference_points=boxes,
            intermediate_hidden_states=states,
            intermediate_reference_points=refinements,
            decoder_hidden_states=recorder.hidden_states,
            decoder_attentions=weights_of(recorder, ("attentions", "text", "image")),
            encoder_last_hidden_state_vision=vision,
            encoder_last_hidden_state_text=fused,
            encoder_vision_hidden_states=encoder.vision_hidden_states,
            encoder_text_hidden_states=encoder.text_hidden_states,
            encoder_attentions=encoder.attentions,
            encoder_logits=self.encoder_output_class_embed(query, text, counted_text),
            encoder_pred_boxes=boxes,
            **first,
        )

    def propose(self, vision, text, sizes, masks, counted, counted_text):
        """Logits and boxes of all pixels by name, and the boxes [b q 4] of the best."""
        boxes, valid = proposals(sizes, masks, counted, like=vision)
        memory = self.enc_output_norm(self.enc_output(ops.where(valid, vision, 0.0)))
        logits = self.encoder_output_class_embed(memory, text, counted_text)
        boxes = boxes + self.encoder_output_bbox_embed(memory)
        _, best = ops.topk(ops.amax(logits, -1), self.config.num_queries, 1)
        best = ops.expand(ops.unsqueeze(best, -1), (*ops.shape(best), 4))
        chosen = ops.sigmoid(ops.detach(ops.gather(boxes, 1, best)))
        return {"enc_outputs_class": logits, "enc_outputs_coord_logits": boxes}, chosen

    def get_input_embeddings(self):
        return self.text_backbone.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.text_backbone.set_input_embeddings(value)


def text_inputs(config: GroundingDinoConfig, input_ids, attention_mask):
    """The tokens [b t] of which the text may have at most so many, and which count [b t]."""
    if input_ids is None:
        raise InputError("input_ids are missing: the text that names the objects to be found.")
    input_ids = input_ids[:, : config.max_text_len]
    if attention_mask is None:
        return input_ids, ops.ones(ops.shape(input_ids), like=input_ids, dtype="bool")
    return input_ids, attention_mask[:, : config.max_text_len] != 0


class GroundingDinoForObjectDetection(Head, GroundingDinoPreTrainedModel):
    """A logit for each token of the text, and a box, of each query.

    labels: for each image a mapping with `class_labels` [n], the number of the phrase, and `boxes`
    [n 4] (centre x, centre y, width, height as shares of the image).
    """

    base_class = GroundingDinoModel
    base_options = {"has_head": True}

    def add_head(self, config: GroundingDinoConfig) -> None:
        layers = range(config.decoder_layers)
        self.class_embed = nn.ModuleList(self.class_embed_class(config) for _ in layers)

    def ties(self) -> dict[str, str]:
        """Predictors of all layers are one, unless the config says other."""
        pairs, config = dict(super().ties()), self.config
        linear = [f"layers.{j}.{kind}" for j in range(3) for kind in ("weight", "bias")]
        shared = {"model.decoder.bbox_embed": linear if config.decoder_bbox_embed_share else []}
        if getattr(config, "decoder_cls_embed_share", False):
            shared["class_embed"] = ["bias"]
        for i in range(1, config.decoder_layers):
            for name, ends in shared.items():
                pairs |= {f"{name}.{i}.{end}": f"{name}.0.{end}" for end in ends}
        return pairs

    def forward(self, input_ids=None, attention_mask=None, labels=None, **inputs: Any):
        output = self.encode(input_ids=input_ids, attention_mask=attention_mask, **inputs)
        tokens, counted = text_inputs(self.config, input_ids, attention_mask)
        text, layers = output.encoder_last_hidden_state_text, []
        for i, classify in enumerate(self.class_embed):
            hidden, boxes = output.intermediate_hidden_states[:, i], output.init_reference_points
            if i:
                boxes = output.intermediate_reference_points[:, i - 1]
            boxes = refined(self.model.decoder.bbox_embed[i](hidden), boxes)
            layers.append((classify(hidden, text, counted), boxes))
        *earlier, (logits, boxes) = layers
        result: dict[str, Any] = {"logits": logits, "pred_boxes": boxes, "input_ids": input_ids}
        if labels is not None:
            if self.config.auxiliary_loss:
                result["auxiliary_outputs"] = [{"logits": a, "pred_boxes": b} for a, b in earlier]
            loss, losses = grounded_detection_loss(
                self.config,
                (logits, boxes),
                labels,
                phrases(tokens),
                counted,
                focal=self.config.focal_alpha,
                earlier=earlier if self.config.auxiliary_loss else (),
                encoder=(output.encoder_logits, output.encoder_pred_boxes),
            )
            result |= {"loss": loss, "loss_dict": losses}
        return GroundingDinoObjectDetectionOutput.of(output, **result)


PREFIX = "GroundingDino"
HEADS = {
    "base": GroundingDinoModel,
    "zero-shot-object-detection": GroundingDinoForObjectDetection,
}
