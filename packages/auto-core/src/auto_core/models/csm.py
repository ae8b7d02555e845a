"""CSM, the conversational speech model: Sesame, 2025, github.com/SesameAILabs/csm.

A backbone reads texts and frames of sound, the sum of the vectors of their codes, and predicts the
next frame's first code. A smaller decoder, over the depth of a frame, predicts the others. The
codes are Mimi's.

b batch, t tokens or frames, q codebooks, d hidden of the backbone, e hidden of the depth decoder,
v codes of a codebook, n frames of all texts, m frames that the depth decoder is trained on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.csm import CsmConfig, CsmDepthDecoderConfig
from auto_core.configs.llama import LlamaConfig
from auto_core.errors import InputError
from auto_core.outputs import CausalLMOutputWithPast, CsmOutputWithPast
from auto_core.pretrained.static import concrete, static_rows
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.decoder import Decoder
from ..blocks.heads import Head
from ..blocks.image_tokens import ImageTokenChecks, with_vectors
from ..blocks.logits import wanted
from ..blocks.losses import IGNORED, next_token_loss, token_loss, widened
from ..blocks.parts import build
from ..blocks.rotary import RotaryEmbedding
from . import llama

NO_DEPTH = -101  # the label of a frame whose first code alone counts


class CsmPreTrainedModel(nn.PreTrainedModel):
    """What all CSM models share."""

    config_class: Any = CsmConfig
    base_model_prefix = "model"


class CsmDecoder(Decoder):
    """LLaMA's layers; mixed in before a family's base."""

    def add_layers(self, config: LlamaConfig) -> None:
        """Make what comes after the embeddings."""
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(llama.LlamaDecoderLayer(config) for _ in layers)
        self.norm = nn.RMSNorm(config.hidden_size, eps=config.epsilon)
        self.rotary_emb = RotaryEmbedding(config)

    def start(self, embeddings, position_ids, attention_mask, past):
        return embeddings, self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):
        return self.norm(hidden)


class CsmBackboneModelEmbeddings(nn.Module):
    """The sum of the vectors of a frame's codes."""

    def __init__(self, config: CsmConfig):
        super().__init__()
        self.codebooks, self.size = config.num_codebooks, config.vocab_size
        self.embed_audio_tokens = nn.Embedding(self.codebooks * self.size, config.hidden_size)

    def forward(self, codes):  # [b t q] -> [b t d]
        first = ops.arange(0, self.codebooks, like=codes, dtype="int64") * self.size
        return ops.sum(self.embed_audio_tokens(codes + first), 2)


class CsmBackboneModel(CsmDecoder, CsmPreTrainedModel):
    """The backbone: frames of codes to hidden states.

    Args of `forward`:
        input_ids: [b t q], codes; or inputs_embeds [b t d], of texts and of frames.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache, padding included.
        past_key_values: a KeyValueCache from an earlier call.
    """

    base_model_prefix = "backbone_model"

    def __init__(self, config: CsmConfig):
        super().__init__(config)
        self.embed_tokens = CsmBackboneModelEmbeddings(config)
        self.add_layers(config)

    def get_input_embeddings(self):
        return None  # a table of each codebook

    def embed(self, input_ids):  # [b t q] -> [b t d]
        codebooks = self.config.num_codebooks
        shape = ops.shape(input_ids)
        if len(shape) != 3 or shape[2] != codebooks:
            raise InputError(
                f"input_ids have shape {tuple(shape)}, expected [batch, frames, {codebooks}]."
            )
        return self.embed_tokens(input_ids)


class CsmDepthDecoderModel(CsmDecoder, CsmPreTrainedModel):
    """The decoder of a frame's codes. What it reads first is the backbone's hidden state, then
    codes, the first codebook's before the second's, ...

    Args of `forward`:
        input_ids: [b t], codes after anything at index 0; or inputs_embeds [b t d].
        backbone_last_hidden_state: [b d], instead of what is at index 0.
        attention_mask: [b t]; position_ids are not read, as upstream.
        past_key_values: a KeyValueCache from an earlier call.
    """

    config_class = CsmDepthDecoderConfig

    def __init__(self, config: CsmDepthDecoderConfig):
        super().__init__(config)
        table = config.num_codebooks * config.vocab_size
        self.embed_tokens = nn.Embedding(table, config.backbone_hidden_size)
        self.add_layers(config)
        sizes = config.backbone_hidden_size, config.hidden_size
        self.inputs_embeds_projector = nn.Linear(*sizes, bias=False)

    def start(self, embeddings, position_ids, attention_mask, past):
        return super().start(
            self.inputs_embeds_projector(embeddings), position_ids, attention_mask, past
        )

    def forward(
        self,
        input_ids=None,
        backbone_last_hidden_state=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embeddings = inputs_embeds
        if embeddings is None:
            book = ops.clamp(kv_cache.positions(past_key_values, input_ids) - 1, min=0)
            embeddings = self.embed_tokens(input_ids + book * self.config.vocab_size)
            if backbone_last_hidden_state is not None:
                first = ops.unsqueeze(backbone_last_hidden_state, 1)
                first = ops.cast(first, ops.dtype(embeddings))
                embeddings = ops.cat([first, embeddings[:, 1:]], 1)
        recorder = Recorder(
            attentions=output_attentions,
            hidden_states=output_hidden_states,
            cache=self.config.use_cache if use_cache is None else use_cache,
        )
        return self.run_layers(recorder, embeddings, attention_mask, None, past_key_values)


class CsmCodebooksHead(nn.Module):
    """Logits of each codebook but the first, by the position in a frame."""

    def __init__(self, config: CsmDepthDecoderConfig):
        super().__init__()
        self.books = config.num_codebooks - 1
        shape = (self.books, config.hidden_size, config.vocab_size)
        self.weight = nn.Parameter(shape, init="normal")

    def forward(self, hidden, positions):  # [b t e], [t] -> [b t v]
        index = ops.where(positions == 0, self.books - 1, positions - 1)
        return ops.einsum("btd,tdv->btv", hidden, ops.take(ops.asarray(self.weight), index, 0))


class CsmDepthDecoderForCausalLM(Head, CsmPreTrainedModel):
    """The next code of a frame: logits [b t-1 v] without those after index 0; labels [b t] are the
    codes that are to come, -100 where they do not count."""

    config_class = CsmDepthDecoderConfig
    base_class = CsmDepthDecoderModel
    no_generation = "its codes are part of a frame; generate with CsmForConditionalGeneration."

    def add_head(self, config: CsmDepthDecoderConfig) -> None:
        self.codebooks_head = CsmCodebooksHead(config)

    def forward(
        self,
        input_ids=None,
        backbone_last_hidden_state=None,
        attention_mask=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        labels=None,
        *,
        num_items_in_batch=None,
        logits_to_keep: Any = 0,
        **inputs: Any,
    ):
        """`logits_to_keep`: how many of the last positions get logits (0: all but the first of
        this call), or which."""
        output = self.encode(
            input_ids=input_ids,
            backbone_last_hidden_state=backbone_last_hidden_state,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            inputs_embeds=inputs_embeds,
            **inputs,
        )
        hidden = output.last_hidden_state
        positions = kv_cache.positions(past_key_values, hidden)
        if isinstance(logits_to_keep, int) and logits_to_keep == 0:
            hidden, positions = hidden[:, 1:], positions[:, 1:]
        else:
            hidden, positions = wanted(hidden, logits_to_keep), wanted(positions, logits_to_keep)
        logits = self.codebooks_head(hidden, positions[0])
        loss = None
        if labels is not None:
            loss = token_loss(widened(logits), labels[:, 1:], num_items_in_batch)
        return CausalLMOutputWithPast.of(output, loss=loss, logits=logits)


class CsmForConditionalGeneration(ImageTokenChecks, CsmPreTrainedModel):
    """The next frame of sound; `generate` returns codes, or waveforms with output_audio=True.

    Args of `forward`:
        input_ids: [b t], of texts, with a token for each frame of a recording and one after its
            last; or [b t q], codes of frames; or inputs_embeds [b t d].
        input_values: [b 1 samples], the recordings of a text one after the other.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        input_values_cutoffs: [b recordings], where each of them ends, -1 where there is none.
        position_ids: [b t], by default counted on from the cache, padding included.
        past_key_values: a KeyValueCache from an earlier call.
        labels: [b t], -100 at the tokens of texts, -101 at frames whose first code alone counts;
            other frames count whatever their label is. Or codes [b t q].

    Returns:
        CsmOutputWithPast: logits [b t v] of the first codebook, the cache, and with labels the
        sum of the losses, each of them, and the depth decoder's outputs of the m frames that it is
        trained on; in compiled functions, which cannot tell them, of all frames, those first.
    """

    base_model_prefix = "csm"
    static_inputs = ("input_values_cutoffs",)
    tied_weights = {
        "backbone_model.embed_tokens.embed_audio_tokens.weight": (
            "depth_decoder.model.embed_tokens.weight"
        )
    }
    labels_mark_tokens = True
    generation_loop = "depth"

    def __init__(self, config: CsmConfig):
        super().__init__(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.embed_text_tokens = nn.Embedding(config.text_vocab_size, config.hidden_size)
        self.backbone_model = CsmBackboneModel(config)
        self.depth_decoder = CsmDepthDecoderForCausalLM(config.depth_decoder_config)
        self.codec_model = build(config.codec_config)

    def get_input_embeddings(self):
        return None  # a table of texts, and one of each codebook

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        cutoffs, ids = inputs.get("input_values_cutoffs"), inputs.get("input_ids")
        if cutoffs is None or inputs.get("input_values") is None or len(ops.shape(ids)) != 2:
            return {}
        segments = self.segments(static_rows("input_values_cutoffs", cutoffs))
        count = sum(self.codec_model.get_encoded_length(end - start) for _, start, end in segments)
        return {"input_values": (self.config.audio_token_id, count)}

    def segments(self, cutoffs: Any) -> list[tuple[int, int, int]]:
        """The index in the batch, and the first and last sample, of each recording."""
        found = []
        for row, ends in enumerate(cutoffs):
            start = 0
            for end in (int(end) for end in ends if end >= 0):
                if end <= start:
                    raise InputError(f"input_values_cutoffs {tuple(ends)} do not rise.")
                found.append((row, start, end))
                start = end
        return found

    def codes_of(self, input_values, cutoffs):  # [b 1 samples] -> [n q]
        """The codes of the frames of all recordings."""
        if cutoffs is None:
            raise InputError("Pass input_values_cutoffs with input_values, as the processor does.")
        parts, count = [], self.config.num_codebooks
        for row, start, end in self.segments(cutoffs):
            part = input_values[row : row + 1, :, start:end]
            found = self.codec_model.encode(part, num_quantizers=count, return_dict=True)
            parts.append(ops.permute(found.audio_codes, (0, 2, 1))[0])
        if not parts:
            raise InputError("input_values came with cutoffs of no recording.")
        return ops.cat(parts, 0)

    def merged(self, input_ids, input_values, cutoffs, labels):
        """Embeddings [b t d] of texts with recordings, and the labels' codes [b t q] or None."""
        config = self.config
        hidden = self.embed_text_tokens(input_ids)
        if input_values is None:
            return hidden, labels
        codes = self.codes_of(input_values, cutoffs)
        sound = input_ids == config.audio_token_id
        end = input_ids == config.audio_eos_token_id
        last = ops.full((1, 1, config.num_codebooks), config.codebook_eos_token_id, like=codes)
        embed = self.backbone_model.embed_tokens
        hidden = with_vectors(hidden, sound, embed(ops.unsqueeze(codes, 0))[0])
        hidden = ops.where(ops.unsqueeze(end, 2), embed(last), hidden)
        if labels is None or len(ops.shape(labels)) == 3:
            return hidden, labels
        codes, last = ops.cast(codes, ops.dtype(labels)), ops.cast(last, ops.dtype(labels))
        batch, tokens = ops.shape(labels)
        shape = (batch, tokens, config.num_codebooks)
        wide = ops.expand(ops.unsqueeze(labels, 2), shape)
        wide = ops.where(ops.unsqueeze(end, 2), last, with_vectors(wide, sound, codes))
        first_only = ops.unsqueeze(labels == NO_DEPTH, 2)
        rest = ops.where(first_only, IGNORED, wide[..., 1:])
        return hidden, ops.cat([wide[..., :1], rest], 2)

    def forward(
        self,
        input_ids=None,
        input_values=None,
        attention_mask=None,
        input_values_cutoffs=None,
        position_ids=None,
        past_key_values=None,
        inputs_embeds=None,
        labels=None,
        *,
        use_cache: bool | None = None,
        num_items_in_batch=None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if input_ids is not None and len(ops.shape(input_ids)) == 2:
            inputs_embeds, labels = self.merged(
                input_ids, input_values, input_values_cutoffs, labels
            )
            input_ids = None
        if labels is not None and len(ops.shape(labels)) != 3:
            raise InputError("Labels [batch, tokens] are codes of input_values: pass them too.")
        requests = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        output = self.backbone_model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=past_key_values,
            inputs_embeds=inputs_embeds,
            use_cache=use_cache,
            **requests,
            return_dict=True,
        )
        hidden = wanted(output.last_hidden_state, logits_to_keep)
        logits = self.lm_head(hidden)
        found: dict[str, Any] = {}
        if labels is not None:
            items = num_items_in_batch
            first = next_token_loss(logits, labels[..., 0], items)
            depth = self.depth(hidden, labels, items, use_cache, requests)
            found = dict(
                loss=first + depth.loss,
                backbone_loss=first,
                depth_decoder_loss=depth.loss,
                depth_decoder_logits=depth.logits,
                depth_decoder_past_key_values=depth.past_key_values,
                depth_decoder_hidden_states=depth.hidden_states,
                depth_decoder_attentions=depth.attentions,
            )
        return CsmOutputWithPast.of(output, logits=logits, **found)

    def depth(self, hidden, labels, items, use_cache, requests: dict[str, Any]):
        """The depth decoder's output of the frames whose labels [b t q] tell more than the first
        code, from the backbone's hidden states [b t d] of the positions before."""
        batch, tokens, books = ops.shape(labels)
        before = ops.cat([hidden[:, -1:], hidden[:, :-1]], 1)
        before = ops.reshape(before, (batch * tokens, ops.shape(hidden)[2]))
        rows = ops.reshape(labels, (batch * tokens, books))
        counts = ops.any(rows[:, 1:] != IGNORED, 1)
        order, known = ops.argsort(ops.cast(counts, "int64"), 0, descending=True), concrete(counts)
        if known is not None:
            order = order[: max(int(known.sum()), 1)]
        rows, before, counts = (ops.take(x, order, 0) for x in (rows, before, counts))
        rows = ops.where(ops.unsqueeze(counts, 1), rows, IGNORED)
        codes = ops.where(rows == IGNORED, 0, rows)[:, : books - 1]
        return self.depth_decoder(
            input_ids=ops.cat([ops.zeros(ops.shape(codes[:, :1]), like=codes), codes], 1),
            backbone_last_hidden_state=before,
            use_cache=use_cache,
            labels=rows,
            num_items_in_batch=items,
            **requests,
            return_dict=True,
        )


HEADS = {"base": CsmForConditionalGeneration, "text-to-waveform": CsmForConditionalGeneration}
