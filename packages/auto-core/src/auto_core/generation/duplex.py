"""`generate` of Moshi: a text, and the model's side of a conversation, frame by frame.

Defossez et al., 2024, arXiv:2410.00037. Each step predicts a token of the text, of which and of
the hidden state the depth decoder makes the codes of a frame; the codes of all codebooks but the
first are one step behind. The user is silent where nothing is given. Codes are NumPy's here.

b batch, q codebooks, t frames, v tokens or codes, d hidden.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.decoding.config import FIELDS, GenerationConfig
from auto_core.errors import InputError, check_keywords
from auto_core.outputs import MoshiConditionalGenerationGenerateOutput

from . import loop
from .codebooks import FREE, check_settings, chosen
from .inputs import as_numpy

_PREFIX = "depth_decoder_"
_INPUTS = (
    *("input_ids", "attention_mask", "user_input_values", "user_audio_codes"),
    *("moshi_input_values", "moshi_audio_codes"),
)
_SWITCHES = {
    "return_audio_waveforms": True,
    "return_audio_codes": None,
    "concat_unconditional_inputs": True,
    "seed": None,
}
_LENGTHS = ("min_length", "min_new_tokens")


def generate(model: Any, main: Any, given: GenerationConfig | None, kwargs: dict[str, Any]) -> Any:
    """What `model.generate` does.

    Keywords: both sides' waveforms [b 1 n] or codes [b q t], and the text `input_ids` [b t], all of
    them or none; `return_audio_waveforms`, `return_audio_codes`; `concat_unconditional_inputs`,
    whether the conversation begins with the prompt; options of the depth decoder with
    `depth_decoder_` before their names; `seed`.

    Returns:
        MoshiConditionalGenerationGenerateOutput: sequences [b t], audio_sequences [b 1 n],
        audio_codes [b q t]; the sequences alone where neither waveforms nor codes are wanted.

    Raises:
        UnknownArgumentError: a keyword is no option or input.
        InputError: some of the three streams are missing, or of other lengths.
    """
    where = f"{type(model).__name__}.generate"
    stored = {k: v for k, v in vars(model.generation_config).items() if not k.startswith("_")}
    own = {k.removeprefix(_PREFIX): kwargs.pop(k) for k in list(kwargs) if k.startswith(_PREFIX)}
    of_depth = {**(stored.get("depth_decoder_config") or {}), **own}
    check_keywords(own, {*FIELDS, "cache_implementation"}, where=f"depth_decoder_... of {where}")
    check_keywords(kwargs, {*FIELDS, *_INPUTS, *_SWITCHES, *stored}, where=where)
    switches = {k: kwargs.pop(k, default) for k, default in _SWITCHES.items()}
    inputs = {k: kwargs.pop(k) for k in list(kwargs) if k in _INPUTS}
    if main is not None:
        inputs["input_ids"] = main
    base = GenerationConfig() if given is None else given
    lengths = (kwargs.get("max_length"), base.max_length, model.generation_config.max_length)
    config = base.merged(model.generation_config, kwargs)
    options = {k: v for k, v in of_depth.items() if k in FIELDS}
    depth = GenerationConfig().merged(GenerationConfig(), options)
    check_settings(config, allowed=("return_dict_in_generate",))
    check_settings(depth, allowed=_LENGTHS)
    wanted = model.config.num_codebooks + 1
    for name, count in (("max_length", wanted), ("max_new_tokens", wanted - 1)):
        if of_depth.get(name) not in (None, count):
            raise InputError(
                f"{_PREFIX}{name} is {of_depth[name]}, expected {count}: a frame has a token and "
                f"{wanted - 1} codes."
            )
    with loop.inference():
        inputs = {k: v for k, v in inputs.items() if v is not None}
        job = _Job(model, config, depth, inputs, switches)
        return job.run(all(value is None for value in lengths))


class _Job:
    def __init__(
        self,
        model: Any,
        config: GenerationConfig,
        depth: GenerationConfig,
        inputs: dict[str, Any],
        switches: dict[str, Any],
    ):
        self.model, self.config, self.of_depth = model, config, depth
        self.inputs, self.switches = inputs, switches
        self.network = getattr(model, "network", model)
        self.silence, self.books = model.config.audio_vocab_size, model.config.num_codebooks
        self.random = np.random.default_rng(switches["seed"])

    def tensor(self, value: Any) -> Any:
        return loop.to_tensor(self.model, value)

    def numpy(self, value: Any) -> np.ndarray:
        return np.asarray(as_numpy(value))

    def run(self, default_length: bool) -> Any:
        ids, mask, moshi, user = self.prompt()
        length = self.length(ids.shape[1], default_length)
        moshi, pattern = delayed(moshi, length, self.silence)
        user, of_user = delayed(user, length, self.silence)
        ids, codes = self.search(ids, mask, moshi, user, pattern, of_user, length)
        sequences = self.tensor(ids)
        if not (self.switches["return_audio_waveforms"] or self.switches["return_audio_codes"]):
            return sequences
        codes = undelayed(codes, pattern, self.silence)
        waveform, tensor = None, self.tensor(codes)
        if self.switches["return_audio_waveforms"]:
            if codes.max() >= self.silence:
                raise InputError(f"The model wrote the code {codes.max()}, which has no sound.")
            waveform = self.network.audio_encoder.decode(tensor, return_dict=True).audio_values
        return MoshiConditionalGenerationGenerateOutput(
            audio_sequences=waveform,
            sequences=sequences,
            audio_codes=tensor if self.switches["return_audio_codes"] else None,
        )

    def prompt(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """The text [b t], its mask, and both sides' codes [b q t], the model's first."""
        given = self.inputs
        start = self.network.get_unconditional_inputs
        sides = [
            f"{side}_{kind}"
            for side in ("moshi", "user")
            for kind in ("audio_codes", "input_values")
            if f"{side}_{kind}" in given
        ]
        if not sides and "input_ids" not in given:
            begin = start(1)
            return tuple(begin[k] for k in ("input_ids", "attention_mask", *_CODES))  # type: ignore[return-value]
        found = []
        for side in ("moshi", "user"):
            codes, values = given.get(f"{side}_audio_codes"), given.get(f"{side}_input_values")
            if codes is None and values is None:
                raise InputError(
                    f"There is nothing of the {side}: pass {side}_audio_codes or "
                    f"{side}_input_values, or nothing at all (see get_unconditional_inputs)."
                )
            if codes is None:
                codes = self.network.codes_of(self.tensor(values))
            found.append(self.numpy(codes).astype(np.int64))
        if "input_ids" not in given:
            raise InputError("Pass input_ids [batch, frames], too, or nothing at all.")
        ids = self.numpy(given["input_ids"]).astype(np.int64)
        lengths = (ids.shape[1], *(codes.shape[-1] for codes in found))
        if len(set(lengths)) > 1:
            raise InputError(
                f"The text, the model and the user have {lengths[0]}, {lengths[1]} and "
                f"{lengths[2]} frames, expected as many of each."
            )
        mask = given.get("attention_mask")
        mask = self.mask_of(ids) if mask is None else self.numpy(mask).astype(np.int64)
        if self.switches["concat_unconditional_inputs"]:
            begin = start(len(ids))
            ids = np.concatenate([begin.input_ids, ids], 1)
            mask = np.concatenate([begin.attention_mask, mask], 1)
            before = [begin[name] for name in _CODES]
            found = [np.concatenate(pair, 2) for pair in zip(before, found, strict=True)]
        return ids, mask, found[0], found[1]

    def mask_of(self, ids: np.ndarray) -> np.ndarray:
        pad, eos = self.config.pad_token_id, self.config.eos_token_id
        ends = eos if isinstance(eos, list | tuple) else [eos]
        if pad is None or pad in ends:
            return np.ones_like(ids)
        return (ids != pad).astype(np.int64)

    def length(self, prompt: int, default_length: bool) -> int:
        config = self.config
        if config.max_new_tokens is not None:
            length = prompt + config.max_new_tokens
        else:
            length = config.max_length + (prompt if default_length else 0)
        if length <= prompt:
            raise InputError(f"The prompt has {prompt} frames and max_length is {length}.")
        return length

    def search(
        self,
        ids: np.ndarray,
        mask: np.ndarray,
        codes: np.ndarray,
        user: np.ndarray,
        pattern: np.ndarray,
        of_user: np.ndarray,
        length: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """The text [b t] and the codes [b q t], frame by frame, a prompt's among them."""
        config, network = self.config, self.network
        eos = config.eos_token_id
        ends = [] if eos is None else list(eos) if isinstance(eos, list | tuple) else [eos]
        pad = config.pad_token_id
        pad = ends[0] if pad is None and ends else pad
        blank = self.blank(len(ids))
        vectors = network.merged(self.tensor(ids), self.tensor(codes), self.tensor(user))
        shown, past = vectors, None
        cached = config.use_cache is not False
        unfinished = np.ones(len(ids), bool)
        while True:
            inputs = {"inputs_embeds": shown, "attention_mask": self.tensor(mask)}
            if past is not None:
                inputs["past_key_values"] = past
            output = self.model(**inputs, use_cache=cached, return_dict=True)
            past = output.past_key_values if cached else None
            scores = self.numpy(output.logits[:, -1]).astype(np.float32)
            token = chosen(scores, config, self.random)
            token = np.where(unfinished, token, 0 if pad is None else pad) if ends else token
            ids = np.concatenate([ids, token[:, None]], 1)
            unfinished &= ~np.isin(token, ends)
            frame = self.frame(token, output.last_hidden_state[:, -1:])[:, :, None]
            codes = patterned(np.concatenate([codes, frame], 2), pattern)
            if ids.shape[1] >= length or not unfinished.any():
                return ids, codes
            other = np.concatenate([codes[:, :, :-1], blank], 2)[:, :, : codes.shape[2]]
            other = patterned(other, of_user)[:, :, -1:]
            mask = np.concatenate([mask, np.ones_like(mask[:, :1])], 1)
            new = network.merged(
                self.tensor(token[:, None]), self.tensor(codes[:, :, -1:]), self.tensor(other)
            )
            vectors = None if cached else joined(vectors, new)
            shown = new if cached else vectors

    def blank(self, batch: int) -> np.ndarray:
        """The codes [b q 1] of a user who says nothing."""
        config = self.model.config
        samples = int(config.sampling_rate / config.audio_encoder_config.frame_rate)
        values = np.zeros((batch, 1, samples), np.float32)
        return self.numpy(self.network.codes_of(self.tensor(values)))[:, :, -1:]

    def frame(self, token: np.ndarray, hidden: Any) -> np.ndarray:  # [b], [b 1 d] -> [b q]
        """The codes of a frame, of its token and the main decoder's hidden state."""
        read, past, codes = token, None, []
        for _ in range(self.books):
            output = self.network.depth_decoder(
                input_ids=self.tensor(read[:, None]),
                last_hidden_state=hidden,
                past_key_values=past,
                use_cache=True,
                return_dict=True,
            )
            past = output.past_key_values
            scores = self.numpy(output.logits[:, -1]).astype(np.float32)
            read = chosen(scores, self.of_depth, self.random)
            codes.append(read)
        return np.stack(codes, 1)


_CODES = ("moshi_audio_codes", "user_audio_codes")


def joined(first: Any, second: Any) -> Any:
    """Two parts of the vectors [b t d] of a conversation."""
    from .. import ops

    return ops.cat([first, second], 1)


def delayed(codes: np.ndarray, length: int, silence: int) -> tuple[np.ndarray, np.ndarray]:
    """A prompt [b q t] whose codebooks but the first are one step behind, and the pattern
    [b q length] of all frames: FREE, or what stands there."""
    batch, books, steps = codes.shape
    pattern = np.full((batch, books, length), FREE, np.int64)
    count = min(steps, length - 1)
    pattern[:, 0, :count] = codes[:, 0, :count]
    pattern[:, 1:, 1 : count + 1] = codes[:, 1:, :count]
    pattern[:, 1:, 0] = pattern[:, 0, -1] = silence
    return pattern[..., :count], pattern


def patterned(codes: np.ndarray, pattern: np.ndarray) -> np.ndarray:
    """Codes [b q t], or what the pattern has in their place."""
    pattern = pattern[..., : codes.shape[-1]]
    return np.where(pattern == FREE, codes, pattern)


def undelayed(codes: np.ndarray, pattern: np.ndarray, silence: int) -> np.ndarray:
    """Codes [b q t'] whose codebooks are of the same time, without those that the pattern has for
    no sound."""
    shown = pattern[..., : codes.shape[-1]].copy()
    shown[:, 0, -1] = silence  # the others' of this time are not written
    batch, books, _ = codes.shape
    kept = codes[shown != silence]
    if kept.size % (batch * books):
        raise InputError("The codebooks of the prompt have no sound at different frames.")
    return kept.reshape(batch, books, -1)
