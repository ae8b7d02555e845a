"""LLaMA: Touvron et al., 2023, arXiv:2302.13971 and arXiv:2307.09288.

A transformer decoder with rotary positions, root-mean-square norms before each part, a gated
feed-forward part, and heads that share keys and values in groups (Ainslie et al., 2023,
arXiv:2305.13245). Mistral and Qwen2 are this network too: what they do differently, their
configs say (`window`, `qkv_bias`, `output_bias`, `feed_forward_bias`).

b batch, t tokens, k keys, h heads, g groups of heads, s size of a head, d hidden,
f feed-forward, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig
from auto_core.configs.llama import LlamaConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPast
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.decoder_heads import (
    CausalLM,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from ..blocks.rotary import RotaryEmbedding, rotate


class LlamaAttention(nn.Module):
    """Attention with rotary positions, whose key and value heads are shared by query heads."""

    def __init__(self, config: RotaryDecoderConfig):
        super().__init__()
        self.head_size = config.head_size
        self.scale, self.softcap = config.head_size**-0.5, None
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)
        self.add_projections(config)

    def add_projections(self, config: RotaryDecoderConfig) -> None:
        """Make the layers before and after attention."""
        d, s = config.hidden_size, config.head_size
        heads, kv_heads = config.num_attention_heads, config.kv_heads
        self.q_proj = nn.Linear(d, heads * s, bias=config.qkv_bias)
        self.k_proj = nn.Linear(d, kv_heads * s, bias=config.qkv_bias)
        self.v_proj = nn.Linear(d, kv_heads * s, bias=config.qkv_bias)
        self.o_proj = nn.Linear(heads * s, d, bias=config.output_bias)

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]; not rotated yet
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        return tuple(split_heads(x, self.head_size) for x in projected)

    def rotate(self, query, key, rotation, attend):  # queries and keys at their positions
        return rotate(query, *rotation), rotate(key, *rotation)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        query, key, value = self.project(hidden)
        query, key = self.rotate(query, key, rotation, attend)
        key, value = attend.extend(key, value)
        options = dict(scale=self.scale, softcap=self.softcap, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class LlamaMLP(nn.Module):
    """The gated feed-forward part (SwiGLU: Shazeer, 2020, arXiv:2002.05202)."""

    def __init__(self, config: RotaryDecoderConfig):
        super().__init__()
        d, f, bias = config.hidden_size, config.intermediate_size, config.feed_forward_bias
        self.gate_proj = nn.Linear(d, f, bias=bias)
        self.up_proj = nn.Linear(d, f, bias=bias)
        self.down_proj = nn.Linear(f, d, bias=bias)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.down_proj(self.activation(self.gate_proj(hidden)) * self.up_proj(hidden))


class LlamaDecoderLayer(nn.Block):
    """Attention, then the feed-forward part, each normalised before and added to its input."""

    attention_class, mlp_class, norm_class = LlamaAttention, LlamaMLP, nn.RMSNorm

    def __init__(self, config: RotaryDecoderConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = self.attention_class(config)
        self.mlp = self.mlp_class(config)
        self.input_layernorm = self.norm_class(d, eps=eps)
        self.post_attention_layernorm = self.norm_class(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), rotation, attend)
        return hidden + self.mlp(self.post_attention_layernorm(hidden))


class LlamaPreTrainedModel(nn.PreTrainedModel):
    """What all LLaMA models share."""

    config_class = LlamaConfig
    base_model_prefix = "model"
    renames = ((r"^transformer\.", "model."),)  # what LlamaForQuestionAnswering calls it
    head_parts = (r"^(lm_head|score|qa_outputs)\.",)
    # The parts that variations of this family replace.
    layer_class, norm_class = LlamaDecoderLayer, nn.RMSNorm


class LlamaModel(LlamaPreTrainedModel):
    """LLaMA without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        position_ids: [b t], by default counted on from the cache, padding included.
        past_key_values: a KeyValueCache from an earlier call.

    Returns:
        BaseModelOutputWithPast: last_hidden_state [b t d], the cache, and on request
        hidden_states (the last one normalised) and attentions.
    """

    def __init__(self, config: RotaryDecoderConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(
            self.layer_class(config) for _ in range(config.num_hidden_layers)
        )
        self.norm = self.norm_class(d, eps=config.rms_norm_eps)
        self.rotary_emb = RotaryEmbedding(config)

    def embed(self, input_ids):  # [b t] -> [b t d]
        return self.embed_tokens(input_ids)

    def scaled(self, embeddings):  # [b t d] -> [b t d], the caller's inputs_embeds too
        return embeddings

    def get_input_embeddings(self):
        return self.embed_tokens

    def set_input_embeddings(self, value):
        self.embed_tokens = value

    def forward(
        self,
        input_ids=None,
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
        past, use_cache = past_key_values, self.config.use_cache if use_cache is None else use_cache
        hidden = self.scaled(self.embed(input_ids) if inputs_embeds is None else inputs_embeds)
        tokens = ops.shape(hidden)[1]
        single = past is not None or use_cache or attention_mask is not None
        packed = None if single else position_ids
        if position_ids is None:
            position_ids = kv_cache.positions(past, hidden)
        rotation = self.rotary_emb(position_ids, hidden)
        windows = [self.config.window(layer) for layer in range(len(self.layers))]
        masks = {
            window: attention_masks.causal_mask(
                attention_mask,
                past,
                hidden,
                window=window,
                layer=windows.index(window),
                positions=packed,
            )
            for window in dict.fromkeys(windows)
        }

        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            window = windows[index]
            mask, causal = masks[window]
            attend = Attention(recorder, mask, causal=causal, past=past, layer=index, window=window)
            hidden = layer(hidden, rotation, attend)
        hidden = self.norm(hidden)
        recorder.add_hidden_state(hidden)
        return BaseModelOutputWithPast(
            last_hidden_state=hidden,
            past_key_values=kv_cache.after(recorder, past, tokens) if use_cache else None,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class LlamaForCausalLM(CausalLM, LlamaPreTrainedModel):
    base_class = LlamaModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


class LlamaForSequenceClassification(SequenceClassification, LlamaPreTrainedModel):
    base_class = LlamaModel


class LlamaForTokenClassification(TokenClassification, LlamaPreTrainedModel):
    base_class = LlamaModel


class LlamaForQuestionAnswering(QuestionAnswering, LlamaPreTrainedModel):
    base_class = LlamaModel
    base_model_prefix = "transformer"  # so do its checkpoints call the base, unlike the others'
    renames = ((r"^model\.", "transformer."),)


PREFIX = "Llama"
HEADS = {
    "base": LlamaModel,
    "causal-lm": LlamaForCausalLM,
    "sequence-classification": LlamaForSequenceClassification,
    "token-classification": LlamaForTokenClassification,
    "question-answering": LlamaForQuestionAnswering,
}
