"""`generate` of SeamlessM4T: the text of a translation, or speech of it.

Seamless Communication, 2023, arXiv:2308.11596 and arXiv:2312.05187. The text is searched for as
every text. Its decoder's hidden states then go to the network of units, which is a decoder too
(the first version) or makes all units at once (the second); HiFi-GAN makes a waveform of units.

b batch, t tokens, c characters, u units, n samples, d hidden.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from auto_core.decoding.config import GenerationConfig
from auto_core.errors import InputError, did_you_mean
from auto_core.outputs import SeamlessM4TGenerationOutput

from .. import ops
from . import loop
from ._lengths import repeated
from .inputs import as_numpy

_TEXT, _SPEECH = "text_", "speech_"
_SOURCES = ("input_ids", "input_features", "inputs_embeds", "encoder_outputs")
# Tables of languages in a checkpoint's options: of texts, of units and of voices.
TEXT_CODES, UNIT_CODES = "text_decoder_lang_to_code_id", "t2u_lang_code_to_id"
VOICE_CODES = "vocoder_lang_code_to_id"
_UNKNOWN, _SPACE = 1, "▁"


def translate(
    model: Any,
    search: Callable[..., Any],
    main: Any,
    config: GenerationConfig | None,
    kwargs: dict[str, Any],
) -> Any:
    """What `model.generate` does.

    Keywords beside those of `generate`: `tgt_lang`, a language's code; and of models that speak
    `spkr_id` (`speaker_id`), `generate_speech` (False: the text alone, with its scores) and
    `return_intermediate_token_ids`. Options that begin with `text_` or `speech_` are of the search
    for the text or for units alone.

    Returns:
        What `generate` returns of texts; or the waveforms [b n] and how many samples each has [b],
        also as a SeamlessM4TGenerationOutput with the ids of texts and units.

    Raises:
        InputError: the checkpoint's options have no such language, or none was named for speech.
    """
    network = getattr(model, "network", model)
    speaks = "t2u_model" in network.has
    language = kwargs.pop("tgt_lang", None)
    wanted = kwargs.pop("generate_speech", True) if speaks else False
    whole = kwargs.pop("return_intermediate_token_ids", None)
    speaker = kwargs.pop("spkr_id", None)
    speaker = kwargs.pop("speaker_id", 0) if speaker is None else speaker
    options = model.generation_config
    if language is None and wanted:
        raise InputError("Pass tgt_lang, the language of the speech, e.g. 'eng'.")
    if language is not None:
        language = language.replace("__", "")
        tables = (TEXT_CODES, UNIT_CODES, VOICE_CODES) if wanted else (TEXT_CODES,)
        codes = {table: _code(options, table, language) for table in tables}
    if main is not None:
        kwargs[model.main_input_name] = main
    if not speaks:
        main = kwargs.pop(model.main_input_name, None)
        if language is not None:
            source = next(v for v in (main, *map(kwargs.get, _SOURCES)) if v is not None)
            kwargs["decoder_input_ids"] = _first(model, [codes[TEXT_CODES]], _rows(source))
        return search(main, config, **kwargs)
    with loop.inference():
        return _speech(
            model,
            network,
            search,
            config,
            kwargs,
            codes if language is not None else {},
            wanted=wanted,
            whole=whole,
            speaker=speaker,
        )


def _speech(
    model: Any,
    network: Any,
    search: Callable[..., Any],
    config: GenerationConfig | None,
    kwargs: dict[str, Any],
    codes: dict[str, int],
    *,
    wanted: bool,
    whole: bool | None,
    speaker: int,
) -> Any:
    for_text, for_units = _split(kwargs)
    inputs = {name: for_text.pop(name, None) for name in _SOURCES[:3]}
    inputs = {n: loop.to_tensor(model, v) for n, v in inputs.items() if v is not None}
    if inputs.get("input_features") is not None:
        inputs = {"input_features": inputs["input_features"]}
    if len(inputs) != 1:
        raise InputError("Pass one of input_ids, input_features and inputs_embeds.")
    mask = for_units.get("attention_mask", for_text.pop("attention_mask", None))
    for_text.pop("attention_mask", None)
    mask = None if mask is None else loop.to_tensor(model, mask)
    if mask is None and "input_ids" in inputs:
        pad = model.generation_config.pad_token_id
        pad = model.config.pad_token_id if pad is None else pad
        if bool((as_numpy(inputs["input_ids"]) == pad).any()):
            for_text["attention_mask"] = ops.cast(inputs["input_ids"] != pad, "int64")
    encoder, context_mask = network.encoded_source(
        inputs, for_text.get("attention_mask", mask), **_nothing_else()
    )
    batch = ops.shape(encoder.last_hidden_state)[0]
    if codes:
        for_text["decoder_input_ids"] = _first(model, [codes[TEXT_CODES]], batch)
    if context_mask is not None:
        for_text["attention_mask"] = ops.cast(context_mask, "int64")
    found = search(
        None,
        config,
        encoder_outputs=encoder,
        return_dict_in_generate=True,
        output_scores=True,
        **for_text,
    )
    if not wanted:
        return found
    if mask is None:
        context_mask = None  # as upstream, which then attends to padding
    sequences, hidden = loop.to_tensor(model, found.sequences), encoder.last_hidden_state
    times = ops.shape(sequences)[0] // batch
    make = _all_units if hasattr(network.t2u_model.model.decoder, "embed_char") else _units
    if times > 1 and make is _units:  # the best of each
        best = as_numpy(found.sequences_scores).reshape(batch, times).argmax(1)
        index = np.arange(batch) * times + best
        sequences = ops.take(sequences, loop.to_tensor(model, index), 0)
    elif times > 1:
        hidden = repeated(hidden, times)
        context_mask = None if context_mask is None else repeated(context_mask, times)
    shown, units = make(model, network, sequences, hidden, context_mask, codes, for_units)
    rows = ops.shape(units)[0]
    waveform, lengths = network.vocoder(
        units,
        _first(model, [speaker], rows),
        _first(model, [codes[VOICE_CODES]], rows),
    )
    if whole:
        return SeamlessM4TGenerationOutput(
            waveform=waveform, waveform_lengths=lengths, sequences=sequences, unit_sequences=shown
        )
    return waveform, lengths


def _units(
    model: Any, network: Any, sequences, hidden, mask, codes: dict[str, int], options: Any
) -> tuple[Any, Any]:
    """The units [b u] as they were searched for, and as the vocoder reads them."""
    vectors = network.text_decoder(sequences, None, None, hidden, mask).last_hidden_state
    held = _held(model, sequences, ops.shape(vectors)[1])
    config = model.config
    first = [config.t2u_eos_token_id, codes[UNIT_CODES]]
    options = {**options, "attention_mask": held}
    options["decoder_input_ids"] = _first(model, first, ops.shape(sequences)[0])
    encoder = network.t2u_model.model.encoder(vectors, held)
    found = network.t2u_model.generate(encoder_outputs=encoder, **options)
    found = loop.to_tensor(model, getattr(found, "sequences", found))
    units = found[:, len(first) :]
    return found, _for_vocoder(config, units, units == config.t2u_eos_token_id)


def _all_units(
    model: Any, network: Any, sequences, hidden, mask, codes: dict[str, int], options: Any
) -> tuple[Any, Any]:
    """The units [b u] of all characters at once, and as the vocoder reads them."""
    read = sequences[:, : ops.shape(sequences)[1] - 1]
    vectors = network.text_decoder(read, None, None, hidden, mask).last_hidden_state
    config, settings = model.config, model.generation_config
    words = as_numpy(sequences)[:, 2:-1]
    pad = _padding(model)
    words = np.where(words == settings.eos_token_id, pad, words)
    counts, characters = spelled(settings, words, pad)
    counts = np.pad(counts, ((0, 0), (1, 1)))
    output = network.t2u_model(
        inputs_embeds=vectors,
        char_input_ids=loop.to_tensor(model, characters),
        char_count_per_id=loop.to_tensor(model, counts),
        attention_mask=_held(model, read, ops.shape(vectors)[1]),
        return_dict=True,
    )
    if options.get("do_sample") and options.get("temperature") not in (None, 1.0):
        raise InputError("Units of the second version are not sampled here: leave do_sample out.")
    units = ops.argmax(output.last_hidden_state, -1)
    return units, _for_vocoder(
        config, units, (units == config.t2u_eos_token_id) | (output.padding_mask == 0)
    )


def spelled(settings: Any, words: np.ndarray, pad: int) -> tuple[np.ndarray, np.ndarray]:
    """How many characters each of the tokens [b t] has, and the ids of characters [b c].

    A space before a word counts for the punctuation mark before it. `settings` has the tables
    `id_to_text` and `char_to_id` of a checkpoint.

    Raises:
        InputError: a table is missing.
    """
    texts, known = (_table(settings, name) for name in ("id_to_text", "char_to_id"))
    counts, rows = np.zeros_like(words), []
    for row, ids in enumerate(words):
        ids = ids[: int((ids != pad).sum())]
        pieces = [str(texts.get(str(int(index)))) for index in ids]
        spaced = [len(piece) > 1 and piece[0] == _SPACE for piece in pieces[1:]] + [False]
        mark = [
            len(p) == 1 and not p.isalpha() and not p.isnumeric() and p != _SPACE for p in pieces
        ]
        characters: list[int] = []
        for i, (index, piece) in enumerate(zip(ids, pieces, strict=True)):
            if index == pad:
                break
            length = 1 if index == _UNKNOWN else len(piece)
            if index != _UNKNOWN and mark[i] and spaced[i]:
                length += 1
            elif index != _UNKNOWN and i > 0 and mark[i - 1] and spaced[i - 1]:
                length -= 1
            counts[row, i] = length
        for index, piece in zip(ids, pieces, strict=True):
            unknown = index == _UNKNOWN
            characters += [_UNKNOWN] if unknown else [known.get(c, _UNKNOWN) for c in piece]
        rows.append(characters)
    most = int(counts.sum(1).max())
    padded = [(row + [pad] * most)[:most] for row in rows]
    return counts, np.array(padded, np.int64).reshape(len(words), most)


def _for_vocoder(config: Any, units, ended):
    pad = config.t2u_pad_token_id
    units = ops.where(ended, pad, units)
    return ops.where(units == pad, units, units - config.vocoder_offset)


def _held(model: Any, ids, steps: int):
    """[b t]: as many ones as tokens that are no padding."""
    count = ops.sum(ops.cast(ids != _padding(model), "int64"), 1, keepdim=True)
    index = ops.arange(0, steps, like=count, dtype="int64")
    return ops.cast(ops.unsqueeze(index, 0) < count, "int64")


def _padding(model: Any) -> int:
    found = model.generation_config.pad_token_id
    return model.config.pad_token_id if found is None else found


def _first(model: Any, ids: list[int], rows: int):  # [b len(ids)]
    return loop.to_tensor(model, np.array([ids] * int(rows), np.int64))


def _rows(value: Any) -> int:
    value = value[0] if isinstance(value, tuple) else getattr(value, "last_hidden_state", value)
    return value.shape[0] if hasattr(value, "shape") else len(value)


def _nothing_else() -> dict[str, bool]:
    return {"output_attentions": False, "output_hidden_states": False}


def _split(kwargs: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options of the two searches: all, and those that begin with a part's name, of it."""
    for_text: dict[str, Any] = {}
    for_units: dict[str, Any] = {}
    for name, value in kwargs.items():
        if name in _SOURCES:
            for_text[name] = value
        elif name.startswith((_TEXT, _SPEECH)):
            part = for_text if name.startswith(_TEXT) else for_units
            part[name.partition("_")[2]] = value
        else:
            for_text.setdefault(name, value)
            for_units.setdefault(name, value)
    return for_text, for_units


def _table(options: GenerationConfig, name: str) -> dict[str, Any]:
    found = getattr(options, name, None)
    if not isinstance(found, dict):
        raise InputError(
            f"generation_config has no {name}: load the checkpoint's generation_config.json."
        )
    return found


def _code(options: GenerationConfig, table: str, language: str) -> int:
    codes = _table(options, table)
    if language not in codes:
        raise InputError(
            f"tgt_lang is {language!r}, which {table} does not have."
            f"{did_you_mean(language, codes)} It has: {', '.join(codes)}."
        )
    return codes[language]
