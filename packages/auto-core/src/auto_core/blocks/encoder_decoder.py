"""An encoder and a decoder that are models of their own, from any two architectures.

What comes out of the encoder is attended to by the decoder, which is a causal language model
with cross-attention.
"""

from __future__ import annotations

from typing import Any, Self

from auto_core.auto.configuration import AutoConfig
from auto_core.configs._encoder_decoder import EncoderDecoderPartsConfig, as_decoder
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import Seq2SeqLMOutput

from .. import nn
from .losses import token_loss
from .parts import build, inner, load, reported, split_options, takes
from .seq2seq import shift_right


class EncoderDecoder(nn.PreTrainedModel):
    """The two parts, and what they do together once the input is encoded.

    The constructor takes a config, or the two models (or both: then the parts of the config are
    theirs).
    """

    config_class = EncoderDecoderPartsConfig
    config: EncoderDecoderPartsConfig
    parts = ("encoder", "decoder")

    def __init__(
        self,
        config: EncoderDecoderPartsConfig | None = None,
        encoder: Any = None,
        decoder: Any = None,
    ):
        encoder, decoder = inner(encoder, "encoder"), inner(decoder, "decoder")
        if config is None:
            if encoder is None or decoder is None:
                raise InputError(f"{type(self).__name__} needs a config, or encoder and decoder.")
            config = self.config_class.from_encoder_decoder_configs(encoder.config, decoder.config)
        super().__init__(config)
        self.encoder = build(config.encoder) if encoder is None else encoder
        self.decoder = build(config.decoder, "causal-lm") if decoder is None else decoder
        self.encoder.config, self.decoder.config = config.encoder, config.decoder
        if self.encoder.get_output_embeddings() is not None:
            raise InputError(
                f"The encoder is a {type(self.encoder).__name__}, which has a head; pass the "
                "model without its head (AutoModel)."
            )
        if not takes(self.decoder, "encoder_hidden_states"):
            raise ConfigError(
                f"{config.decoder.model_type} cannot be a decoder here: "
                f"{type(self.decoder).__name__} takes no encoder_hidden_states. Use one with "
                "cross-attention, such as bert, roberta, gpt2 or bart."
            )
        self.projects = config.projects
        if self.projects:
            self.enc_to_dec_proj = nn.Linear(config.encoder_size, config.decoder.hidden_size)

    @property
    def always_tied(self):
        """Encoder's name -> decoder's, of everything that both have, where they share it."""
        if not self.config.tie_encoder_decoder:
            return {}
        base = self.decoder.base_model_prefix
        theirs = {slot.name for slot in self.decoder.slots()}
        pairs = ((slot.name, f"{base}.{slot.name}") for slot in self.encoder.slots())
        return {
            f"encoder.{name}": f"decoder.{source}" for name, source in pairs if source in theirs
        }

    @classmethod
    def from_encoder_decoder_pretrained(
        cls,
        encoder_pretrained_model_name_or_path: Any = None,
        decoder_pretrained_model_name_or_path: Any = None,
        *model_args: Any,
        **kwargs: Any,
    ) -> Self:
        """A model of two checkpoints, ready for inference; cross-attention that the second one
        does not have starts anew, and so does the projection between vectors of unlike sizes.

        Keywords that begin with `encoder_` or `decoder_` go to that part's `from_pretrained`
        (`encoder_dtype`, `decoder_revision`, `decoder_config`, ..., and fields of its config);
        `encoder_model` and `decoder_model` are taken instead of a checkpoint. Others are fields
        of the whole config.
        """
        of_encoder = split_options(kwargs, "encoder_")
        of_decoder = split_options(kwargs, "decoder_")
        start = of_decoder.pop("start_token_id", None)  # a field of the whole, for all its name
        if start is not None:
            kwargs["decoder_start_token_id"] = start
        encoder, decoder = of_encoder.pop("model", None), of_decoder.pop("model", None)
        if encoder is None:
            name = _given(encoder_pretrained_model_name_or_path, "encoder")
            config, of_encoder = _config_of(name, of_encoder)
            if getattr(config, "is_decoder", False) or getattr(config, "add_cross_attention", 0):
                config.add_cross_attention = config.is_decoder = False
            encoder = load("base", name, *model_args, config=config, **of_encoder)
        if decoder is None:
            name = _given(decoder_pretrained_model_name_or_path, "decoder")
            config, of_decoder = _config_of(name, of_decoder)
            decoder = load("causal-lm", name, config=as_decoder(config), **of_decoder)
        config = cls.config_class.from_encoder_decoder_configs(
            encoder.config, decoder.config, **kwargs
        )
        model = cls(config=config, encoder=encoder, decoder=decoder)
        model.loading_report = reported(model, encoder=encoder, decoder=decoder)
        model.eval()
        return model

    def get_encoder(self):
        """The encoder: what `encoder_outputs` takes comes out of it."""
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def get_input_embeddings(self):
        return self.encoder.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.encoder.set_input_embeddings(value)

    def get_output_embeddings(self):
        return self.decoder.get_output_embeddings()

    def set_output_embeddings(self, value):
        self.decoder.set_output_embeddings(value)

    def prepare_decoder_input_ids_from_labels(self, labels):
        """What the decoder reads to predict `labels` [b t]."""
        return shift_right(self.config, labels)

    def project(self, states):
        """The encoder's vectors [b k e] as the decoder attends to them, [b k d]."""
        return self.enc_to_dec_proj(states) if self.projects else states

    def decode(
        self,
        encoder: Any,
        context,
        context_mask,
        decoder_input_ids,
        decoder_attention_mask,
        past_key_values,
        decoder_inputs_embeds,
        labels,
        **options: Any,
    ) -> Seq2SeqLMOutput:
        """The decoder's logits [b t v], while it attends to `context` [b k d]."""
        decoder = self.decoder(
            **given(
                input_ids=decoder_input_ids,
                attention_mask=decoder_attention_mask,
                encoder_hidden_states=context,
                encoder_attention_mask=context_mask,
                inputs_embeds=decoder_inputs_embeds,
                past_key_values=past_key_values,
            ),
            **options,
            return_dict=True,
        )
        return Seq2SeqLMOutput(
            loss=None if labels is None else token_loss(decoder.logits, labels),
            logits=decoder.logits,
            past_key_values=decoder.past_key_values,
            decoder_hidden_states=decoder.hidden_states,
            decoder_attentions=decoder.attentions,
            cross_attentions=decoder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
        )


def given(**inputs: Any) -> dict[str, Any]:
    """The inputs that are not None: a part may not know the others."""
    return {name: value for name, value in inputs.items() if value is not None}


def _given(name_or_path: Any, part: str) -> Any:
    if name_or_path is None:
        raise InputError(
            f"Pass {part}_pretrained_model_name_or_path, a checkpoint, or {part}_model, a model."
        )
    return name_or_path


def _config_of(name_or_path: Any, options: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The config of a part, with the fields among the options; and the other options."""
    if "config" in options:
        return options.pop("config"), options
    return AutoConfig.from_pretrained(name_or_path, return_unused_kwargs=True, **options)
