"""`model.generate(...)`, for the model base class of each framework."""

from __future__ import annotations

import inspect
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from auto_core.checkpoints.hub import Snapshot
from auto_core.decoding.config import FIELDS, SPEECH_FIELDS, GenerationConfig
from auto_core.decoding.stop_strings import StopStrings
from auto_core.decoding.validation import check_implemented
from auto_core.errors import InputError, UnsupportedTaskError, check_keywords
from auto_core.numbers import plain_scalars
from auto_core.outputs import ModelOutput
from auto_core.pretrained.calling import unpacked
from auto_core.pretrained.static import static_rows

from .. import ops
from . import (
    bounds,
    codebooks,
    delayed,
    depth,
    duplex,
    frames,
    framewise,
    latents,
    loop,
    sampling,
    scored,
    spectrograms,
    speech,
    stages,
    transducer,
    translation,
)
from ._lengths import repeated
from .call import Call
from .decoder import Inputs
from .inputs import as_numpy, prepare
from .open import crosses, require_graph, require_values
from .plan import Source, as_ids, needs_source
from .results import result
from .steps import Record

log = logging.getLogger("auto_core.generation")

# Heads that predict the next token.
GENERATING = (
    *("causal-lm", "seq2seq-lm", "speech-seq2seq", "vision2seq", "image-text-to-text"),
    "multimodal-lm",
)
_CALLBACKS = (
    *("logits_processor", "stopping_criteria"),
    *("prefix_allowed_tokens_fn", "streamer"),
)
# Inputs of a model that mean nothing to `generate`, or are its own affair.
_NOT_PASSED_ON = (
    "labels",
    "num_items_in_batch",
    "use_cache",
    "logits_to_keep",
    "return_dict",
    "output_attentions",
    "output_hidden_states",
    "decoder_inputs_embeds",
)


# Loops of models that write codes in ways of their own.
LOOPS = {
    "delayed": delayed.generate,
    "depth": depth.generate,
    "duplex": duplex.generate,
    "framewise": framewise.generate,
    "latents": latents.generate,
    "transducer": transducer.generate,
}


class GenerationMixin:
    """Adds `generate` and `generation_config` to models with a head that predicts tokens."""

    # What an architecture declares:
    speech_generation: ClassVar[bool] = False  # `generate` transcribes recordings, see `speech`
    no_generation: ClassVar[str] = ""  # why a head that predicts tokens does not `generate`
    generates: ClassVar[bool] = False  # it can, though it is no head by itself
    # A method that takes inputs and returns a part of the model, which then writes, and the
    # keywords of its `generate`.
    hand_over: ClassVar[Callable[..., tuple[Any, dict[str, Any]]] | None] = None
    generates_frames: ClassVar[bool] = False  # `generate` is its `generate_speech`
    generates_codes: ClassVar[bool] = False  # of several codebooks, see `codebooks`
    generation_loop: ClassVar[str] = ""  # which of `LOOPS` is its `generate`
    classifies_frames: ClassVar[bool] = False  # `generate` is the best path, see `frames`
    speaks_in_stages: ClassVar[bool] = False  # `generate` is that of `stages`
    translates: ClassVar[bool] = (
        False  # `generate` writes or speaks translations, see `translation`
    )
    prepends_start: ClassVar[bool] = True  # decoder_input_ids always begin with the start token
    # Whether positions follow from the ids (those of padding are known), not from a mask.
    positions_of_ids: ClassVar[bool] = False
    # Inputs that only the first call gets, and how many positions of the cache they take.
    prefill_inputs: ClassVar[tuple[str, ...]] = ()
    # Those of them that have a number for each token, [b t], 0 at padding.
    token_inputs: ClassVar[tuple[str, ...]] = ()
    # Whether tokens of a prompt attend to later ones, so that it is computed once, and not padded.
    two_way_prompt: ClassVar[bool] = False
    cache_name: ClassVar[str] = "past_key_values"  # the input and output for the cache
    streams_first: ClassVar[bool] = False  # hidden states are those of streams, [n b t d]
    carries_states: ClassVar[bool] = False  # the cache has states, not keys and values alone
    # A method (ids, attention mask, token types, memories or None, whether to return some) that
    # returns the inputs of the call that predicts a token behind the text, see `appended`.
    next_token_inputs: ClassVar[Callable[..., dict[str, Any]] | None] = None
    prefix_length: ClassVar[Callable[..., int] | None] = None
    # A method (ids, mask, tensors, options) that returns the positions of a prompt with images,
    # [a b t] of several parts; None where they are a count of tokens.
    prompt_positions: ClassVar[Callable[..., Any] | None] = None

    config: Any
    static_inputs: ClassVar[Sequence[str]]  # `CallMixin`'s
    _adapter_input: Callable[[], str]  # these of `LoraMixin`
    _kept_values: Callable[[], Any]
    _without_adapter: Callable[[], Any]
    _generation_config: GenerationConfig | None = None

    # --- the options that come with a checkpoint -------------------------------------------

    @property
    def generation_config(self) -> GenerationConfig:
        """The options `generate` uses where the caller names none; may be changed or replaced."""
        if self._generation_config is None:
            self._generation_config = GenerationConfig.from_model_config(self.config)
        return self._generation_config

    @generation_config.setter
    def generation_config(self, value: GenerationConfig) -> None:
        self._generation_config = GenerationConfig.taken(value)

    def _loaded_from(self, snapshot: Snapshot) -> None:
        if self.can_generate():
            found = GenerationConfig.from_snapshot(snapshot)
            if found is not None:
                self.generation_config = found

    def _save_extras(self, directory: Any) -> None:
        if self.can_generate():
            self.generation_config.save_pretrained(directory)

    @classmethod
    def can_generate(cls) -> bool:
        """Whether this class has a head that predicts the next token."""
        network = getattr(cls, "network_class", None) or cls
        if network.generates or network.generates_codes or network.hand_over is not None:
            return True
        if network.translates or network.classifies_frames or network.speaks_in_stages:
            return True
        if network.generation_loop:
            return True
        heads = getattr(sys.modules.get(network.__module__), "HEADS", {})
        if any(issubclass(network, heads[key]) for key in GENERATING if key in heads):
            return True
        return any(base.can_generate() for base in network.__bases__ if _may_generate(base))

    # --- generating --------------------------------------------------------------------------

    def generate(
        self,
        inputs: Any = None,
        generation_config: GenerationConfig | None = None,
        logits_processor: Sequence[Callable[..., Any]] | None = None,
        stopping_criteria: Sequence[Callable[..., Any]] | None = None,
        prefix_allowed_tokens_fn: Callable[..., Any] | None = None,
        synced_gpus: bool | None = None,
        assistant_model: Any = None,
        streamer: Any = None,
        negative_prompt_ids: Any = None,
        negative_prompt_attention_mask: Any = None,
        custom_generate: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Continue the prompts (or, with an encoder, write what the inputs call for).

        Args:
            inputs: ids [batch, tokens], padded on the left; for an encoder-decoder the encoder's
                input. Also by its name (`input_ids`, `inputs_embeds`, ...), or all that a
                tokenizer or processor returned, as one mapping. Models of speech take
                spectrograms of any length, and `auto_core.decoding.speech_options.Options`.
            generation_config: options; keywords go before it, what the checkpoint says after it.
            logits_processor: functions (ids [n, t], scores [n, vocabulary]) -> scores.
            stopping_criteria: functions (ids [n, t], scores so far or None) -> bool or [n].
            prefix_allowed_tokens_fn: (batch index, ids [t]) -> ids that may come next.
            streamer: gets the ids as they come, see `auto_core.decoding.streamers`.
            kwargs: options of GenerationConfig, inputs of the model, `tokenizer` (for
                stop_strings), what governs the random numbers (`seed`, ...) and how the loop
                runs (TensorFlow: `jit_compile`).

        Inside a compiled function (jax.jit, tf.function), greedy search and sampling work. What
        they return is as long as it may be, with padding at the end.

        Returns:
            The sequences [n, tokens], prompts included; or an output of
            `auto_core.decoding.outputs` with `return_dict_in_generate=True`.

        Raises:
            UnsupportedTaskError: the model has no head for it.
            UnknownArgumentError: a keyword is none of the above.
            InputError: options or inputs contradict each other, or ask for what is not there.
        """
        kwargs = plain_scalars(kwargs)
        if isinstance(inputs, Mapping):
            inputs, kwargs = None, unpacked(inputs, kwargs, type(self).__name__)
        if self._writes_without_adapter(kwargs):
            with self._without_adapter():
                return self.generate(
                    inputs,
                    generation_config,
                    logits_processor,
                    stopping_criteria,
                    prefix_allowed_tokens_fn,
                    synced_gpus,
                    assistant_model,
                    streamer,
                    negative_prompt_ids,
                    negative_prompt_attention_mask,
                    custom_generate,
                    **kwargs,
                )
        if self._declared("generates_frames") or self._declared("speech_generation"):
            values = (inputs, *kwargs.values())
            require_values(loop.is_traced(self) or any(map(loop.is_open, values)))
        if self._declared("generates_frames"):
            values = kwargs.pop(self.main_input_name) if inputs is None else inputs
            return spectrograms.speak(self, values, **kwargs)
        if not self.can_generate():
            raise UnsupportedTaskError(_no_head(self))
        _refuse(
            synced_gpus=synced_gpus,
            assistant_model=assistant_model,
            negative_prompt_ids=negative_prompt_ids,
            negative_prompt_attention_mask=negative_prompt_attention_mask,
            custom_generate=custom_generate,
        )
        callbacks = (logits_processor, stopping_criteria, prefix_allowed_tokens_fn, streamer)
        if reason := self._declared("no_generation"):
            raise UnsupportedTaskError(f"{type(self).__name__} does not generate here: {reason}")
        if self._declared("generates_codes"):
            _refuse(**dict(zip(_CALLBACKS, callbacks, strict=True)))
            return codebooks.generate(self, inputs, generation_config, kwargs)
        if name := self._declared("generation_loop"):
            _refuse(**dict(zip(_CALLBACKS, callbacks, strict=True)))
            return LOOPS[name](self, inputs, generation_config, kwargs)
        if self._declared("hand_over") is not None:
            part, rest = self._handed_over(inputs, kwargs)
            rest.update(zip(_CALLBACKS, callbacks, strict=True))
            return part.generate(generation_config=generation_config, **rest)

        def search(main: Any, config: GenerationConfig | None, **rest: Any) -> Any:
            return self._search(main, config, rest, *callbacks)

        if self._declared("classifies_frames"):
            _refuse(**dict(zip(_CALLBACKS, callbacks, strict=True)), config=generation_config)
            return frames.best_path(self, inputs, kwargs)
        if self._declared("speaks_in_stages"):
            _refuse(**dict(zip(_CALLBACKS, callbacks, strict=True)), config=generation_config)
            return stages.speak(self, inputs, kwargs)
        if self._declared("translates"):
            return translation.translate(self, search, inputs, generation_config, kwargs)
        if self._declared("speech_generation"):
            return speech.transcribe(self, search, inputs, generation_config, kwargs)
        return search(inputs, generation_config, **kwargs)

    def compute_transition_scores(
        self,
        sequences: Any,
        scores: Sequence[Any],
        beam_indices: Any = None,
        normalize_logits: bool = False,
    ) -> Any:
        """[n steps], the score that each generated token had when it was chosen.

        Args:
            sequences: [n t], and `scores`, per step [rows v]: of an output of `generate`.
            beam_indices: [n steps], of an output of beam search.
            normalize_logits: make log-probabilities of the scores first.
        """
        return scored.transition_scores(sequences, scores, beam_indices, normalize_logits)

    def generate_speech(self, *args: Any, **kwargs: Any) -> Any:
        """Synthesise speech, frame by frame: see `auto_core.generation.spectrograms.speak`.

        Raises:
            UnsupportedTaskError: the model does not make spectrograms.
        """
        if not self._declared("generates_frames"):
            raise UnsupportedTaskError(f"{type(self).__name__} makes no spectrograms.")
        return spectrograms.speak(self, *args, **kwargs)

    def _search(
        self,
        main: Any,
        config: GenerationConfig | None,
        kwargs: dict[str, Any],
        processors: Sequence[Callable[..., Any]] | None,
        criteria: Sequence[Callable[..., Any]] | None,
        allowed: Callable[..., Any] | None,
        streamer: Any,
    ) -> Any:
        """One search: what `generate` does for texts."""
        for function in (*(processors or ()), *(criteria or ())):
            if not loop.OF_TORCH and type(function).__module__.startswith("transformers."):
                raise InputError(
                    f"{type(function).__name__} of transformers computes with torch's tensors: "
                    "pass the option of generate that does the same, or a function (ids, scores)."
                )
        with loop.inference():
            call = self._prepare_call(main, config, kwargs, streamer)
            asked = bounds.stop_at_positions(call)
            call.custom_processors = tuple(processors or ())
            call.custom_criteria = (*call.custom_criteria, *(criteria or ()))
            call.allowed = allowed
            if call.is_open:
                require_graph(call, asked)
            if streamer is not None:
                streamer.put(as_numpy(repeated(call.inputs.ids, call.rows)))
            finished = loop.run(call)
            if streamer is not None:
                streamer.end()
            output = result(call, finished)
            if asked is not None:
                bounds.require_ends(call, output, asked)
            return output

    def _handed_over(self, main: Any, kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """The part of this model that writes, and the keywords of its own `generate`."""
        hand_over = self._declared("hand_over")
        taken = tuple(inspect.signature(hand_over).parameters)[1:]
        with loop.inference():
            tensors, options = self._split(main, kwargs, taken)
            part, given = hand_over(self, **tensors, **options)
        given = {name: value for name, value in given.items() if value is not None}
        return part, given | {name: v for name, v in kwargs.items() if name not in taken}

    def _writes_without_adapter(self, kwargs: Mapping[str, Any]) -> bool:
        """Whether the model has an adapter that is of an input which is not there."""
        name = self._adapter_input()
        return bool(name) and kwargs.get(name) is None and self._kept_values() is not None

    def _declared(self, name: str) -> Any:
        """What the architecture's class says; users may hold a shell of it."""
        network = getattr(type(self), "network_class", None) or type(self)
        return getattr(network, name, getattr(GenerationMixin, name))

    def _prepare_call(self, main: Any, given_config: Any, kwargs: dict[str, Any], streamer: Any):
        kwargs.pop("labels", None)  # of a batch for training, which Seq2SeqTrainer hands over whole
        names, options, _ = type(self)._inputs
        taken = tuple(n for n in (*names, *options) if n not in _NOT_PASSED_ON)
        own = (*sampling.KEYWORDS, *loop.KEYWORDS, "tokenizer")
        kept = (name for name in vars(self.generation_config) if not name.startswith("_"))
        check_keywords(
            kwargs,
            {*FIELDS, *taken, *own, *kept} - set(SPEECH_FIELDS),
            where=f"{type(self).__name__}.generate",
        )
        settings = {k: v for k, v in kwargs.items() if k in FIELDS or k not in taken}
        settings = {k: v for k, v in settings.items() if k not in own}
        base = GenerationConfig() if given_config is None else GenerationConfig.taken(given_config)
        default_length = _defaults_to(
            "max_length", kwargs, base.max_length, self.generation_config.max_length
        )
        config = base.merged(self.generation_config, settings)
        check_implemented(config)
        if streamer is not None and config.num_beams > 1:
            raise InputError("A streamer cannot follow beams: set num_beams=1.")
        tensors, model_options = self._split(main, kwargs, taken)
        eos, pad = as_ids(config.eos_token_id), config.pad_token_id
        pad = eos[0] if pad is None and eos else pad
        # A decoder alone has the config of the whole.
        two_part = bool(self.config.is_encoder_decoder) and "decoder_input_ids" in names
        is_open = loop.is_traced(self) or any(map(loop.is_open, tensors.values()))
        once, prefix_length = self._declared("prefill_inputs"), self._declared("prefix_length")
        prepared, source = prepare(
            tensors,
            config,
            eos,
            pad,
            two_part=two_part,
            main_input=self.main_input_name,
            accepted=names if not self._declared("positions_of_ids") else _without_positions(names),
            like=loop.to_tensor(self, [0]),
            prepends_start=self._declared("prepends_start"),
            once=once,
            before=prefix_length(self, *map(tensors.get, once)) if prefix_length else 0,
            positions_of=self._positions_of(model_options),
            is_open=is_open,
        )
        if self.static_inputs and any(name in prepared.first for name in once):
            config.use_cache = True  # packed images cannot be repeated, row by row
        if "inputs_embeds" in prepared.first and not two_part:
            config.use_cache = True  # the ids of the prompt are not known
        if self._declared("two_way_prompt"):
            config.use_cache = True  # the prompt would attend to what was written
        limit = _limit(self.config, config, prepared, default_length)
        changes_at = getattr(self.config, "rotation_changes_at", None)
        if changes_at is not None and crosses(prepared.length, changes_at, limit):
            config.use_cache = False  # cached keys would keep the rotation of short sequences
        prepared = self._with_learnt_prompt(prepared, config)
        criteria = []
        if config.stop_strings is not None:
            criteria.append(_stop_strings(config, kwargs.get("tokenizer")))
        return Call(
            model=self,
            config=config,
            inputs=prepared,
            source=Source(_for_processors(config, source), _start(config, prepared)),
            eos=eos,
            pad=pad,
            limit=limit,
            rows=max(config.num_beams, config.num_return_sequences),
            one_token_prompt=isinstance(prepared.length, int) and prepared.length <= 1,
            model_options=model_options | _requests(config, options),
            keeps="logits_to_keep" in (*names, *options),
            sample=sampling.sampler(kwargs, prepared.ids) if config.do_sample else None,
            loop_options={k: kwargs[k] for k in loop.KEYWORDS if k in kwargs},
            custom_criteria=criteria,
            streamer=streamer,
            record=_record(config),
            is_open=is_open,
        )

    def _positions_of(self, options: dict[str, Any]) -> Callable[..., Any] | None:
        if self._declared("prompt_positions") is None:
            return None
        network: Any = getattr(self, "network", self)
        return lambda ids, mask, tensors: network.prompt_positions(ids, mask, tensors, options)

    def _split(self, main: Any, kwargs: dict[str, Any], taken: tuple[str, ...]):
        """The caller's tensors, and what is no tensor, by the names that the model knows."""
        given = {k: v for k, v in kwargs.items() if k in taken and v is not None}
        name = self.main_input_name
        if main is not None:
            if given.get(name) is not None:
                raise InputError(f"Pass {name} by its name or first, not both.")
            given[name] = main
        tensors, options = {}, {}
        for key, value in given.items():
            if key == "encoder_outputs":
                tensors[key] = self._of_encoder(value)
            elif key == self._declared("cache_name"):
                tensors["past_key_values"] = self._own_cache(value)
            elif key in self.static_inputs:
                options[key] = static_rows(key, value)
            elif isinstance(value, list) or hasattr(value, "shape") or hasattr(value, "__array__"):
                tensors[key] = loop.to_tensor(self, value)
            else:
                options[key] = value
        return tensors, options

    def _with_learnt_prompt(self, inputs: Inputs, config: GenerationConfig) -> Inputs:
        """The inputs, behind what another library has learnt; an adapter may ask one for it."""
        return inputs

    def _own_cache(self, value: Any) -> Any:
        """A caller's cache; an adapter may take those of other libraries."""
        return value

    def _of_encoder(self, value: Any) -> Any:
        """A caller's output of the encoder, or the tuple of one, as tensors of this model."""
        if isinstance(value, ModelOutput):
            return type(value)(**{name: self._of_encoder(value[name]) for name in value})
        if isinstance(value, tuple | list):
            return tuple(self._of_encoder(item) for item in value)
        return None if value is None else loop.to_tensor(self, value)


def _may_generate(cls: Any) -> bool:
    return issubclass(cls, GenerationMixin) and cls is not GenerationMixin


def _without_positions(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name != "position_ids")


def _no_head(model: Any) -> str:
    network = getattr(type(model), "network_class", None) or type(model)
    heads = getattr(sys.modules.get(network.__module__), "HEADS", {})
    prefix = type(model).class_prefix
    able = [prefix + heads[key].__name__ for key in GENERATING if key in heads]
    advice = (
        f"Load the checkpoint with {' or '.join(able)}."
        if able
        else (f"{model.config.model_type} has no class that can.")
    )
    return f"{type(model).__name__} has no head that predicts the next token. {advice}"


def _refuse(**arguments: Any) -> None:
    for name, value in arguments.items():
        if value is not None and value is not False:
            raise InputError(f"generate has no {name}: that is not implemented. Leave it out.")


def _defaults_to(name: str, kwargs: dict[str, Any], *values: Any) -> bool:
    return kwargs.get(name) is None and all(value is None for value in values)


def _limit(model_config: Any, config: GenerationConfig, inputs: Inputs, by_default: bool) -> int:
    """Tokens of the longest sequence; puts what is said of new tokens in terms of all."""
    width = inputs.length
    if config.max_new_tokens is not None:
        limit = width + config.max_new_tokens
    elif by_default:
        limit = width + config.max_length
        most = getattr(model_config, "max_position_embeddings", None)
        if most is not None and isinstance(limit, int):
            limit = min(limit, most)
    else:
        limit = config.max_length - inputs.extra
    if config.min_length and config.min_new_tokens is None:
        config.min_length = max(config.min_length - inputs.extra, 0)
    elif config.min_new_tokens is not None:
        config.min_length = 0  # min_new_tokens goes before it
    if not isinstance(width, int) or not isinstance(limit, int):
        return limit  # a graph takes any length
    if width >= limit:
        raise InputError(
            f"The prompt has {width} tokens and max_length is {limit}, so that none can follow. "
            "Raise max_length, or pass max_new_tokens."
        )
    least = width + config.min_new_tokens if config.min_new_tokens else config.min_length or 0
    if least > limit:
        log.warning("The least length %d is above the greatest, %d.", least, limit)
    return limit


def _stop_strings(config: GenerationConfig, tokenizer: Any) -> Callable[..., Any]:
    if tokenizer is None:
        raise InputError(
            "stop_strings are texts, and the model knows only ids: pass the tokenizer too, "
            "generate(..., stop_strings=..., tokenizer=tokenizer)."
        )
    stops = StopStrings(tokenizer, config.stop_strings)
    return lambda ids, scores: stops(as_numpy(ids))


def _for_processors(config: GenerationConfig, source: Any) -> Any:
    if not needs_source(config):
        return None
    if source is None or bool((as_numpy(source) < 0).any()):
        log.warning("The encoder_... options have no effect: the input is not made of ids.")
        return None
    return source


def _start(config: GenerationConfig, inputs: Inputs) -> Any:
    """[b], where each prompt begins behind its padding; None where nothing asks for it."""
    if config.repetition_penalty == 1 or inputs.mask is None:
        return None
    return ops.argmax(ops.cast(inputs.mask != 0, "int64"), 1)


def _requests(config: GenerationConfig, options: Sequence[str]) -> dict[str, bool]:
    """What the model is to return besides; nothing of what it does not know and nobody wants."""
    found = {}
    for name in ("output_attentions", "output_hidden_states"):
        wanted = bool(config.return_dict_in_generate and getattr(config, name))
        if wanted or name in options:
            found[name] = wanted
    return found


def _record(config: GenerationConfig) -> Record:
    if not config.return_dict_in_generate:
        return Record()
    inside = config.output_attentions or config.output_hidden_states
    return Record(
        scores=[] if config.output_scores else None,
        logits=[] if config.output_logits else None,
        outputs=[] if inside else None,
    )
