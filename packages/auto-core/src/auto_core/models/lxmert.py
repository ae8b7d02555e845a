"""LXMERT: Tan and Bansal, 2019, arXiv:1908.07490.

Encoders of a text and of the objects in an image, which a detector found and described by
vectors; then layers in which each attends to the other.

b batch, t tokens, o objects, d hidden, f numbers of an object, v vocabulary, c answers.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.lxmert import LxmertConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    LxmertForPreTrainingOutput,
    LxmertForQuestionAnsweringOutput,
    LxmertModelOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.image_heads import Identity
from ..blocks.losses import IGNORED, token_loss
from .bert import (
    BertIntermediate,
    BertOutput,
    BertPooler,
    BertPredictionHeadTransform,
    BertSelfAttention,
    BertSelfOutput,
)


class LxmertEmbeddings(nn.Module):
    def __init__(self, config: LxmertConfig):
        super().__init__()
        d = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=0)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d, padding_idx=0)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d, padding_idx=0)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, token_type_ids, inputs_embeds):  # [b t] -> [b t d]
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        positions = ops.arange(0, ops.shape(embeds)[1], like=embeds, dtype="int64")
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=positions)
        hidden = embeds + self.position_embeddings(positions)
        return self.dropout(self.LayerNorm(hidden + self.token_type_embeddings(token_type_ids)))


class LxmertSelfAttentionLayer(nn.Module):
    """Attention within a text or an image."""

    def __init__(self, config: LxmertConfig):
        super().__init__()
        self.self = BertSelfAttention(config, relative=False)
        self.output = BertSelfOutput(config)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.output(self.self(hidden, attend), hidden)


class LxmertCrossAttentionLayer(nn.Module):
    """Attention of one to the other."""

    def __init__(self, config: LxmertConfig):
        super().__init__()
        self.att = BertSelfAttention(config, relative=False)
        self.output = BertSelfOutput(config)

    def forward(self, hidden, other, attend):  # [b t d], [b o d] -> [b t d]
        return self.output(self.att(hidden, attend, other), hidden)


class LxmertLayer(nn.Block):
    def __init__(self, config: LxmertConfig):
        super().__init__()
        self.attention = LxmertSelfAttentionLayer(config)
        self.intermediate = BertIntermediate(config)
        self.output = BertOutput(config)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = self.attention(hidden, attend)
        return self.output(self.intermediate(hidden), hidden)


class LxmertXLayer(nn.Module):
    """Both ways of attention across have the same parameters."""

    def __init__(self, config: LxmertConfig):
        super().__init__()
        self.visual_attention = LxmertCrossAttentionLayer(config)
        self.lang_self_att = LxmertSelfAttentionLayer(config)
        self.visn_self_att = LxmertSelfAttentionLayer(config)
        self.lang_inter = BertIntermediate(config)
        self.lang_output = BertOutput(config)
        self.visn_inter = BertIntermediate(config)
        self.visn_output = BertOutput(config)

    def forward(self, text, image, recorder, masks):  # [b t d], [b o d] -> the same
        text_mask, image_mask = masks
        across = Attention(recorder, image_mask)
        of_text, of_image = (Attention(Recorder(), mask) for mask in masks)
        next_text = self.visual_attention(text, image, across)
        next_image = self.visual_attention(image, text, Attention(Recorder(), text_mask))
        text = self.lang_self_att(next_text, of_text)
        image = self.visn_self_att(next_image, of_image)
        text = self.lang_output(self.lang_inter(text), text)
        return text, self.visn_output(self.visn_inter(image), image)


class LxmertVisualFeatureEncoder(nn.Module):
    """The mean of what an object is and where it is."""

    def __init__(self, config: LxmertConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.visn_fc = nn.Linear(config.visual_feat_dim, d)
        self.visn_layer_norm = nn.LayerNorm(d, eps=eps)
        self.box_fc = nn.Linear(config.visual_pos_dim, d)
        self.box_layer_norm = nn.LayerNorm(d, eps=eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, features, boxes):  # [b o f], [b o 4] -> [b o d]
        what = self.visn_layer_norm(self.visn_fc(features))
        return self.dropout((what + self.box_layer_norm(self.box_fc(boxes))) / 2)


class LxmertEncoder(nn.Module):
    def __init__(self, config: LxmertConfig):
        super().__init__()
        self.visn_fc = LxmertVisualFeatureEncoder(config)
        self.layer = nn.ModuleList(LxmertLayer(config) for _ in range(config.l_layers))
        self.x_layers = nn.ModuleList(LxmertXLayer(config) for _ in range(config.x_layers))
        self.r_layers = nn.ModuleList(LxmertLayer(config) for _ in range(config.r_layers))

    def forward(self, text, image, recorders, masks):  # [b t d], [b o d] -> the same
        of_text, of_image, across = recorders
        attend = [
            Attention(recorder, mask)
            for recorder, mask in zip((of_text, of_image), masks, strict=True)
        ]
        for layer in self.layer:
            text = layer(text, attend[0])
            of_text.add_hidden_state(text)
        for layer in self.r_layers:
            image = layer(image, attend[1])
            of_image.add_hidden_state(image)
        for layer in self.x_layers:
            text, image = layer(text, image, across, masks)
            of_text.add_hidden_state(text)
            of_image.add_hidden_state(image)
        return text, image


class LxmertPreTrainedModel(nn.PreTrainedModel):
    """What all LXMERT models share."""

    config_class = LxmertConfig
    base_model_prefix = "lxmert"


class LxmertModel(LxmertPreTrainedModel):
    """LXMERT without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        visual_feats: [b o f], a detector's vectors of objects.
        visual_pos: [b o 4], their boxes, as shares of the image.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        visual_attention_mask: [b o], the same of objects.
        token_type_ids: [b t].

    Returns:
        LxmertModelOutput: language_output [b t d], vision_output [b o d], pooled_output [b d] of
        the first token, and on request hidden states and attentions of each part.
    """

    def __init__(self, config: LxmertConfig):
        super().__init__(config)
        self.embeddings = LxmertEmbeddings(config)
        self.encoder = LxmertEncoder(config)
        self.pooler = BertPooler(config)

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        visual_feats=None,
        visual_pos=None,
        attention_mask=None,
        visual_attention_mask=None,
        token_type_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if visual_feats is None or visual_pos is None:
            raise InputError("Pass visual_feats and visual_pos, a detector's vectors and boxes.")
        wanted = dict(attentions=output_attentions, hidden_states=output_hidden_states)
        recorders = [Recorder(**wanted) for _ in range(3)]
        masks = [attention_masks.boolean_mask(m) for m in (attention_mask, visual_attention_mask)]
        text = self.embeddings(input_ids, token_type_ids, inputs_embeds)
        image = self.encoder.visn_fc(visual_feats, visual_pos)
        text, image = self.encoder(text, image, recorders, masks)
        of_text, of_image, across = recorders
        return LxmertModelOutput(
            language_output=text,
            vision_output=image,
            pooled_output=self.pooler(text),
            language_hidden_states=of_text.hidden_states,
            vision_hidden_states=of_image.hidden_states,
            language_attentions=of_text.attentions,
            vision_attentions=of_image.attentions,
            cross_encoder_attentions=across.attentions,
        )


class LxmertLMPredictionHead(nn.Module):
    def __init__(self, config: LxmertConfig):
        super().__init__()
        self.transform = BertPredictionHeadTransform(config)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.bias = nn.Parameter((config.vocab_size,), init="zeros")

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(self.transform(hidden)) + ops.asarray(self.bias)


class LxmertPreTrainingHeads(nn.Module):
    def __init__(self, config: LxmertConfig):
        super().__init__()
        self.predictions = LxmertLMPredictionHead(config)
        self.seq_relationship = nn.Linear(config.hidden_size, 2)


class LxmertVisualAnswerHead(nn.Module):
    def __init__(self, config: LxmertConfig):
        super().__init__()
        d = config.hidden_size
        self.logit_fc = nn.ModuleList(
            [
                nn.Linear(d, 2 * d),
                Identity(),
                nn.LayerNorm(2 * d, eps=config.layer_norm_eps),
                nn.Linear(2 * d, config.num_qa_labels),
            ]
        )

    def forward(self, pooled):  # [b d] -> [b c]
        first, _, norm, last = self.logit_fc
        return last(norm(ops.gelu(first(pooled), approximate="none")))


class LxmertObjectDecoders(nn.Module):
    """A layer for each thing that is predicted of an object."""

    def __init__(self, config: LxmertConfig):
        super().__init__()
        for name, size in config.visual_losses.items():
            setattr(self, name, nn.Linear(config.hidden_size, size))


class LxmertVisualObjHead(nn.Module):
    def __init__(self, config: LxmertConfig):
        super().__init__()
        self.names = tuple(config.visual_losses)
        self.transform = BertPredictionHeadTransform(config)
        self.decoder_dict = LxmertObjectDecoders(config)

    def forward(self, hidden) -> dict[str, Any]:  # [b o d] -> [b o size] of each name
        hidden = self.transform(hidden)
        return {name: getattr(self.decoder_dict, name)(hidden) for name in self.names}


class LxmertForPreTraining(OutputEmbeddings, Head, LxmertPreTrainedModel):
    """The heads that LXMERT was trained with.

    Args of `forward`, beyond the model's:
        labels: [b t], the masked tokens, -100 for tokens that do not count.
        obj_labels: name ("obj", "attr", "feat") -> labels [b o], or [b o f] of "feat", and the
            weight [b o] of each object.
        matched_label: [b], 1 where the text is of the image.
        ans: [b], the answer.
    """

    base_class = LxmertModel
    tied_weights = {"cls.predictions.decoder.weight": "lxmert.embeddings.word_embeddings.weight"}
    output_embeddings = "cls.predictions.decoder"
    input_order = (
        "input_ids",
        "visual_feats",
        "visual_pos",
        "attention_mask",
        "visual_attention_mask",
        "token_type_ids",
        "inputs_embeds",
        "labels",
        "obj_labels",
        "matched_label",
        "ans",
    )

    def add_head(self, config: LxmertConfig) -> None:
        self.cls = LxmertPreTrainingHeads(config)
        if config.task_obj_predict:
            self.obj_predict_head = LxmertVisualObjHead(config)
        if config.task_qa:
            self.answer_head = LxmertVisualAnswerHead(config)

    def forward(self, labels=None, obj_labels=None, matched_label=None, ans=None, **inputs: Any):
        config, output = self.config, self.encode(**inputs)
        pooled = output.pooled_output
        tokens = self.cls.predictions(output.language_output)
        matches = self.cls.seq_relationship(pooled)
        answers = self.answer_head(pooled) if config.task_qa else pooled[0, 0]
        losses = []
        if labels is not None and config.task_mask_lm:
            losses.append(token_loss(tokens, labels))
        if matched_label is not None and config.task_matched:
            losses.append(token_loss(matches, matched_label))
        if obj_labels is not None and config.task_obj_predict:
            losses.append(self.object_loss(output.vision_output, obj_labels))
        if ans is not None and config.task_qa:
            losses.append(token_loss(answers, ans))
        return LxmertForPreTrainingOutput.of(
            output,
            loss=sum(losses[1:], losses[0]) if losses else None,
            prediction_logits=tokens,
            cross_relationship_score=matches,
            question_answering_score=answers,
        )

    def object_loss(self, hidden, obj_labels):
        """The loss of what is predicted of objects [b o d], weighted object by object."""
        total = 0.0
        for name, scores in self.obj_predict_head(hidden).items():
            labels, weights = obj_labels[name]
            scores = ops.reshape(scores, (-1, ops.shape(scores)[-1]))
            if name == "feat":
                loss = ops.mean(smooth_l1(scores, ops.reshape(labels, ops.shape(scores))), 1)
            else:
                loss = row_loss(scores, ops.reshape(labels, (-1,)))
            weights = ops.cast(ops.reshape(weights, (-1,)), ops.dtype(loss))
            total = total + ops.mean(loss * weights, 0) * self.config.visual_loss_normalizer
        return total


def row_loss(logits, labels):
    """Cross-entropy of each row [n]: logits [n c], labels [n]; 0 where a label does not count."""
    counted = labels != IGNORED
    index = ops.cast(ops.where(counted, labels, 0), "int64")
    picked = ops.gather(ops.log_softmax(logits, -1), 1, ops.unsqueeze(index, 1))[:, 0]
    return -ops.where(counted, picked, 0.0)


def smooth_l1(found, wanted):
    """Half the squared difference below 1, the difference less a half beyond."""
    distance = ops.abs(found - ops.cast(wanted, ops.dtype(found)))
    return ops.where(distance < 1, 0.5 * distance * distance, distance - 0.5)


class LxmertForQuestionAnswering(Head, LxmertPreTrainedModel):
    """An answer of a list: labels [b]."""

    base_class = LxmertModel

    def add_head(self, config: LxmertConfig) -> None:
        self.answer_head = LxmertVisualAnswerHead(config)

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        scores = self.answer_head(output.pooled_output)
        loss = None if labels is None else token_loss(scores, labels, num_items_in_batch)
        return LxmertForQuestionAnsweringOutput.of(
            output, loss=loss, question_answering_score=scores
        )


HEADS = {
    "base": LxmertModel,
    "pretraining": LxmertForPreTraining,
    "question-answering": LxmertForQuestionAnswering,
}
