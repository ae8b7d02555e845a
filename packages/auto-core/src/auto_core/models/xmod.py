"""X-MOD: Pfeiffer et al., 2022, arXiv:2205.06266.

RoBERTa whose layers end with a small network of each language, the adapter of the text's own.

b batch, t tokens, d hidden, a size of an adapter.
"""

from __future__ import annotations

from auto_core.configs.xmod import XmodConfig
from auto_core.errors import InputError
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, recorded
from ..blocks.chunking import in_chunks
from ..blocks.text_heads import CausalLM
from ..blocks.variation import variation
from . import roberta
from .bert import BertAttention, BertEncoder, BertLayer, BertOutput, BertSelfOutput


class XmodSelfOutput(BertSelfOutput):
    def forward(self, hidden, residual):  # [b t d], [b t d] -> [b t d]
        return self.dropout(self.dense(hidden)) + residual


class XmodAttention(BertAttention):
    """BERT's, whose norm is behind it or before it."""

    output_class = XmodSelfOutput

    def __init__(self, config: XmodConfig, *, relative: bool, source: int | None = None):
        super().__init__(config, relative=relative, source=source)
        self.norm_first = config.pre_norm

    def forward(self, hidden, attend, source=None):  # [b t d], [b k d] -> [b t d]
        norm = self.output.LayerNorm
        normed = norm(hidden) if self.norm_first else hidden
        hidden = self.output(self.self(normed, attend, source), hidden)
        return hidden if self.norm_first else norm(hidden)


class XmodAdapter(nn.Module):
    def __init__(self, config: XmodConfig):
        super().__init__()
        d = config.hidden_size
        size = int(d // config.adapter_reduction_factor)
        self.dense1 = nn.Linear(d, size)
        self.dense2 = nn.Linear(size, d)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.dense2(self.activation(self.dense1(hidden)))


class XmodAdapters(nn.Module):
    """One of each language, under its name."""

    def __init__(self, config: XmodConfig):
        super().__init__()
        self.languages = tuple(str(name) for name in config.languages)
        for name in self.languages:
            setattr(self, name, XmodAdapter(config))

    def forward(self, hidden, language):
        """[b t d] -> [b t d]; `language` is the number of all texts', or of each one's [b] or of
        each token's [b t]: then all adapters are computed."""
        if isinstance(language, int):
            return getattr(self, self.languages[language])(hidden)
        while len(ops.shape(language)) < 3:
            language = ops.unsqueeze(language, -1)
        output = 0.0 * hidden
        for index, name in enumerate(self.languages):
            output = ops.where(language == index, getattr(self, name)(hidden), output)
        return output


class XmodOutput(BertOutput):
    def __init__(self, config: XmodConfig):
        super().__init__(config)
        self.residual_normed = config.ln_before_adapter
        self.adapter_layer_norm = None
        if config.adapter_layer_norm:
            eps = config.layer_norm_eps
            self.adapter_layer_norm = nn.LayerNorm(config.hidden_size, eps=eps)
        self.reuses_norm = config.adapter_reuse_layer_norm
        self.adapter_modules = XmodAdapters(config)

    def forward(self, hidden, residual, language):  # [b t f], [b t d] -> [b t d]
        hidden = self.dropout(self.dense(hidden)) + residual
        normed = hidden
        if self.adapter_layer_norm is not None:
            normed = self.adapter_layer_norm(hidden)
        elif self.reuses_norm:
            normed = self.LayerNorm(hidden)
        residual = normed if self.residual_normed else hidden
        return self.dropout(self.adapter_modules(normed, language)) + residual


class XmodLayer(BertLayer):
    attention_class, output_class = XmodAttention, XmodOutput

    def __init__(self, config: XmodConfig):
        super().__init__(config)
        self.norm_first = config.pre_norm

    def forward(self, hidden, attend, encoder_hidden_states, cross_attend, language):
        """[b t d], [b k d] -> [b t d]"""
        hidden = self.attention(hidden, attend)
        if encoder_hidden_states is not None:
            hidden = self.crossattention(hidden, cross_attend, encoder_hidden_states)
        norm = self.output.LayerNorm
        normed = norm(hidden) if self.norm_first else hidden
        inner = in_chunks(self.intermediate, normed, self.chunk_size)
        output = self.output(inner, hidden, language)
        return output if self.norm_first else norm(output)


class XmodEncoder(BertEncoder):
    layer_class = XmodLayer

    def __init__(self, config: XmodConfig):
        super().__init__(config)
        self.LayerNorm = None
        if config.pre_norm:
            self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(
        self,
        hidden,
        attention_mask=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past=None,
        *,
        language,
        causal: bool = False,
        use_cache: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=use_cache
        )
        recorder.add_hidden_state(hidden)
        for index, layer in enumerate(self.layer):
            attend = Attention(recorder, attention_mask, causal=causal, past=past, layer=index)
            cross_attend = CrossAttention(recorder, encoder_attention_mask, past=past, layer=index)
            hidden = layer(hidden, attend, encoder_hidden_states, cross_attend, language)
            if self.LayerNorm is not None and index == len(self.layer) - 1:
                hidden = self.LayerNorm(hidden)
            recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)


class XmodPreTrainedModel(roberta.RobertaPreTrainedModel):
    """What all X-MOD models share."""

    config_class = XmodConfig
    encoder_class = XmodEncoder

    def set_default_language(self, language: str) -> None:
        """The language of texts of which `lang_ids` do not tell.

        Raises:
            InputError: it is not among config.languages.
        """
        if language not in self.config.languages:
            raise InputError(
                f"{language!r:.40} has no adapter, expected one of "
                f"{', '.join(map(str, self.config.languages)):.300}."
            )
        self.config.default_language = language


class XmodModel(roberta.RobertaModel, XmodPreTrainedModel):
    """X-MOD without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        lang_ids: [b], or [b t] of each token: numbers of config.languages; by default that of
            config.default_language.
        attention_mask: [b t], 1 for tokens and 0 for padding; of the cached ones too.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], by default counted over tokens from pad_token_id + 1.
        encoder_hidden_states: [b k d], what a decoder attends to; encoder_attention_mask [b k].
        past_key_values: a KeyValueCache from an earlier call (decoder only).
    """

    def forward(
        self,
        input_ids=None,
        lang_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        self.check_inputs(input_ids, inputs_embeds, encoder_hidden_states)
        if lang_ids is None:
            lang_ids = self.default_language()
        start = kv_cache.filled(past_key_values if self.config.is_decoder else None)
        return self.encode_embedded(
            self.embed(input_ids, token_type_ids, position_ids, inputs_embeds, start=start),
            attention_mask,
            encoder_hidden_states,
            encoder_attention_mask,
            past_key_values,
            use_cache=use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            language=lang_ids,
        )

    def default_language(self) -> int:
        name = self.config.default_language
        if name is None:
            raise InputError(
                "The language of the texts is not known: call model.set_default_language('en_XX'), "
                "or pass lang_ids, numbers of config.languages."
            )
        return list(self.config.languages).index(name)


class XmodForCausalLM(roberta.RobertaTokenScores, CausalLM, XmodPreTrainedModel):
    base_class = XmodModel
    input_order = ("input_ids", "lang_ids", *CausalLM.input_order[1:])


HEADS = variation(
    __name__,
    "Xmod",
    roberta,
    XmodConfig,
    encoder_class=XmodEncoder,
)
