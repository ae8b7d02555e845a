"""`generate` of models that write a frame of codes at a time, whose first code is the backbone's
and whose others a depth decoder's: CSM.

Sesame, 2025, github.com/SesameAILabs/csm. Codes are NumPy's between the two.

b batch, q codebooks, t frames, v codes of a codebook, d hidden.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.decoding.config import FIELDS, GenerationConfig
from auto_core.errors import InputError, check_keywords
from auto_core.outputs import CsmGenerateOutput

from .. import ops
from . import loop
from .codebooks import check_settings, chosen
from .inputs import as_numpy

_PREFIX = "depth_decoder_"
_SETTINGS = (
    *("max_length", "max_new_tokens", "do_sample", "temperature", "top_k", "top_p"),
    *("use_cache", "return_dict_in_generate", "output_scores", "output_logits"),
)
_INPUTS = ("input_ids", "attention_mask", "input_values", "input_values_cutoffs", "inputs_embeds")
_ALLOWED = ("return_dict_in_generate", "output_scores", "output_logits")


def generate(model: Any, main: Any, given: GenerationConfig | None, kwargs: dict[str, Any]) -> Any:
    """What `model.generate` does.

    Keywords: `attention_mask`, `input_values` and `input_values_cutoffs` of the prompt;
    `output_audio`; options of the depth decoder with `depth_decoder_` before their names; `seed`.

    Returns:
        Codes [b t q], of new frames alone where the prompt is a text; with `output_audio` a list
        of waveforms [samples]; with `return_dict_in_generate` a CsmGenerateOutput.

    Raises:
        UnknownArgumentError: a keyword is no option or input.
        InputError: there is no prompt, or no room for a frame.
    """
    where = f"{type(model).__name__}.generate"
    stored = {k: v for k, v in vars(model.generation_config).items() if not k.startswith("_")}
    of_depth = {k.removeprefix(_PREFIX): v for k, v in stored.items() if k.startswith(_PREFIX)}
    own = {k: kwargs.pop(k) for k in list(kwargs) if k.startswith(_PREFIX)}
    of_depth.update({k.removeprefix(_PREFIX): v for k, v in own.items()})
    check_keywords(own, {_PREFIX + name for name in FIELDS}, where=where)
    known = {*_SETTINGS, *_INPUTS, *stored, *FIELDS, "seed", "output_audio"}
    check_keywords(kwargs, known, where=where)
    seed, audio = kwargs.pop("seed", None), bool(kwargs.pop("output_audio", False))
    inputs = {k: kwargs.pop(k) for k in list(kwargs) if k in _INPUTS}
    if main is not None:
        inputs["input_ids"] = main
    base = GenerationConfig() if given is None else given
    lengths = (kwargs.get("max_length"), base.max_length, model.generation_config.max_length)
    config = base.merged(model.generation_config, kwargs)
    options = {k: v for k, v in of_depth.items() if k in FIELDS}
    depth = GenerationConfig().merged(GenerationConfig(), options)
    check_settings(config, allowed=_ALLOWED)
    check_settings(depth, allowed=("min_new_tokens", "return_dict_in_generate"))
    count = model.config.num_codebooks - 1
    for name in ("min_new_tokens", "max_new_tokens"):
        if getattr(depth, name) not in (None, count):
            raise InputError(
                f"depth_decoder_{name} is {getattr(depth, name)}, expected {count}: so many codes "
                "of a frame are the depth decoder's."
            )
    with loop.inference():
        default = all(value is None for value in lengths)
        job = _Job(model, config, depth, {k: v for k, v in inputs.items() if v is not None}, seed)
        return job.run(default, audio)


class _Job:
    def __init__(
        self,
        model: Any,
        config: GenerationConfig,
        depth: GenerationConfig,
        inputs: dict[str, Any],
        seed: int | None,
    ):
        self.model, self.config, self.of_depth, self.inputs = model, config, depth, inputs
        self.network = getattr(model, "network", model)
        self.random = np.random.default_rng(seed)
        self.scores: list[Any] = []
        self.logits: list[Any] = []

    def tensor(self, value: Any) -> Any:
        return loop.to_tensor(self.model, value)

    def run(self, default_length: bool, audio: bool) -> Any:
        config = self.config
        codes = self.search(default_length)
        sequences = self.tensor(codes)
        sounds = [self.waveform(row) for row in codes] if audio else None
        if config.return_dict_in_generate:
            return CsmGenerateOutput(
                sequences=sequences,
                scores=tuple(self.scores) if config.output_scores else None,
                logits=tuple(self.logits) if config.output_logits else None,
                audio=sounds,
            )
        return sequences if sounds is None else sounds

    def search(self, default_length: bool) -> np.ndarray:
        """Codes [b t q], frame by frame."""
        first, codes, length, prompt = self.prompt(default_length)
        mask = self.inputs.get("attention_mask")
        if mask is not None:
            mask = np.asarray(as_numpy(mask)).astype(np.int64)
            first["position_ids"] = np.where(mask != 0, np.maximum(mask.cumsum(1) - 1, 0), 0)
        cached, past, done = self.config.use_cache is not False, None, 0
        shown, embeddings = dict(first), None
        eos = self.model.config.codebook_eos_token_id
        unfinished = np.ones(len(codes), bool)
        while prompt + done < length and unfinished.any():
            static = ("input_values_cutoffs",)
            inputs = {k: v if k in static else self.tensor(v) for k, v in shown.items()}
            if mask is not None:
                inputs["attention_mask"] = self.tensor(mask)
            if past is not None:
                inputs["past_key_values"] = past
            if embeddings is not None:
                inputs["inputs_embeds"] = embeddings
            output = self.model(
                **inputs,
                use_cache=cached,
                logits_to_keep=1,
                output_hidden_states=True,
                return_dict=True,
            )
            past = output.past_key_values if cached else None
            frame = self.frame(output)
            if self.config.eos_token_id is not None:
                pad = self.model.config.codebook_pad_token_id
                frame = np.where(unfinished[:, None], frame, pad)
            codes, done = np.concatenate([codes, frame[:, None]], 1), done + 1
            unfinished &= ~(frame[:, :-1] == eos).all(1)
            shown = {"input_ids": frame[:, None]}
            if not cached:
                shown, embeddings = self.whole(first, codes)
            if mask is not None:
                mask = np.concatenate([mask, np.ones_like(mask[:, :1])], 1)
                positions = np.maximum(mask.cumsum(1) - 1, 0)
                shown["position_ids"] = positions[:, -1:] if cached else positions
        return codes

    def prompt(self, default_length: bool) -> tuple[dict[str, Any], np.ndarray, int, int]:
        """What the first call gets, the codes [b t q] so far, how many frames there may be, and
        how many of those are the prompt's."""
        books, given = self.model.config.num_codebooks, dict(self.inputs)
        given.pop("attention_mask", None)
        names = [name for name in ("input_ids", "inputs_embeds") if name in given]
        if len(names) != 1:
            raise InputError("Pass input_ids, of texts [batch, tokens] or of codes.")
        value = given[names[0]] = np.asarray(as_numpy(given[names[0]]))
        text = names[0] == "inputs_embeds" or value.ndim == 2
        empty = np.zeros((len(value), 0, books), np.int64)
        codes = empty if text else value.astype(np.int64)
        prompt = codes.shape[1]
        most = self.config.max_new_tokens
        if most is None:
            most = self.config.max_length - (0 if default_length else value.shape[1])
        if most <= 0:
            raise InputError(
                f"The prompt has {value.shape[1]} positions and max_length is "
                f"{self.config.max_length}: there is no room for a frame."
            )
        return given, codes, prompt + most, prompt

    def whole(self, first: dict[str, Any], codes: np.ndarray) -> tuple[dict[str, Any], Any]:
        """What a call without a cache gets: the codes, or a text's vectors and theirs."""
        if "input_ids" in first and first["input_ids"].ndim == 3:
            return {"input_ids": codes}, None
        if "inputs_embeds" in first:
            before = self.tensor(first["inputs_embeds"])
        else:
            sound = first.get("input_values")
            before, _ = self.network.merged(
                self.tensor(first["input_ids"]),
                None if sound is None else self.tensor(sound),
                self.cutoffs(first),
                None,
            )
        embed = self.network.backbone_model.embed_tokens
        return {}, ops.cat([before, embed(self.tensor(codes))], 1)

    def cutoffs(self, first: dict[str, Any]) -> Any:
        ends = first.get("input_values_cutoffs")
        return None if ends is None else np.asarray(as_numpy(ends)).tolist()

    def frame(self, output: Any) -> np.ndarray:  # -> [b q]
        """The codes after a call of the backbone."""
        logits = output.logits[:, -1]
        config = self.config
        values = np.asarray(as_numpy(logits)).astype(np.float32)
        if config.return_dict_in_generate and config.output_logits:
            self.logits.append(logits)
        if config.return_dict_in_generate and config.output_scores:
            self.scores.append(self.tensor(processed(values, config)))
        codes = [chosen(values, config, self.random)]
        hidden, past, decoder = output.hidden_states[-1][:, -1], None, self.network.depth_decoder
        for index in range(self.model.config.num_codebooks - 1):
            read = codes[-1][:, None]
            inputs = {"past_key_values": past}
            if index == 0:
                read = np.concatenate([np.zeros_like(read), read], 1)
                inputs = {"backbone_last_hidden_state": hidden}
            found = decoder(
                input_ids=self.tensor(read),
                **inputs,
                use_cache=True,
                logits_to_keep=1,
                return_dict=True,
            )
            past = found.past_key_values
            scores = np.asarray(as_numpy(found.logits[:, -1])).astype(np.float32)
            codes.append(chosen(scores, self.of_depth, self.random))
        return np.stack(codes, 1)

    def waveform(self, codes: np.ndarray) -> Any:  # [t q] -> [samples]
        """The sound of the frames before the end."""
        ends = (codes == self.model.config.codebook_eos_token_id).all(1)
        codes = codes[: int(ends.argmax()) if ends.any() else len(codes)]
        if not len(codes):
            return self.tensor(np.zeros(0, np.float32))
        codec = self.network.codec_model
        if codes.max() >= codec.config.codebook_size:
            raise InputError(
                f"The model wrote the code {codes.max()}, and the codec has "
                f"{codec.config.codebook_size}: there is no sound of it."
            )
        return codec.decode(self.tensor(codes.T[None]), return_dict=True).audio_values[0, 0]


def processed(scores: np.ndarray, config: GenerationConfig) -> np.ndarray:  # [b v] -> [b v]
    """What the choice is made of: minus infinity at codes that cannot be chosen."""
    if not config.do_sample:
        return scores
    scores = scores / np.float32(config.temperature or 1.0)
    ranked = -np.sort(-scores, -1)
    if config.top_k:
        least = ranked[:, min(config.top_k, ranked.shape[-1]) - 1, None]
        scores = np.where(scores >= least, scores, -np.inf)
    return scores
