"""Vocabularies from before tokenizer.json: the same Rust tokenizer as transformers builds."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import sentencepiece
import tokenizers
import transformers

import auto_core
from auto_core.auto.tokenization import AutoTokenizer
from auto_core.tokenizers.kinds import KINDS
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

BYTES = {"bytes/vocab.json": "vocab.json", "bytes/merges.txt": "merges.txt"}
CLIP = {"clip/vocab.json": "vocab.json", "clip/merges.txt": "merges.txt"}
WORDS = {"words/vocab.json": "vocab.json", "words/merges.txt": "merges.txt"}
BERT = {"vocab.txt": "vocab.txt"}


def unigram(name: str) -> dict[str, str]:
    return {"unigram/spm.model": name}


def albert(name: str) -> dict[str, str]:
    return {"albert/spm.model": name}


def bpe(name: str) -> dict[str, str]:
    return {"bpe/spm.model": name}


CASES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "BertTokenizer": (BERT, {}),
    "BertTokenizer-cased": (BERT, dict(do_lower_case=False, strip_accents=False)),
    "BertTokenizer-chinese": (BERT, dict(tokenize_chinese_chars=False, strip_accents=True)),
    "FunnelTokenizer": (BERT, dict(cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]")),
    "MPNetTokenizer": (BERT, {}),
    "DistilBertTokenizer": (BERT, {}),
    "SplinterTokenizer": (BERT, {}),
    "SplinterTokenizer-left": (BERT, dict(padding_side="left")),
    "GPT2Tokenizer": (BYTES, {}),
    "GPT2Tokenizer-prefix": (BYTES, dict(add_prefix_space=True)),
    "GPT2Tokenizer-bos": (BYTES, dict(add_bos_token=True)),
    "GPTNeoXTokenizer": (BYTES, {}),
    "RobertaTokenizer": (BYTES, {}),
    "RobertaTokenizer-prefix": (BYTES, dict(add_prefix_space=True)),
    "BartTokenizer": (BYTES, {}),
    "DebertaTokenizer": (BYTES, {}),
    "Qwen2Tokenizer": (BYTES, {}),
    "CLIPTokenizer": (CLIP, {}),
    "OpenAIGPTTokenizer": (WORDS, {}),
    "HerbertTokenizer": (WORDS, {}),
    "T5Tokenizer": ({"t5/spm.model": "spiece.model"}, {}),
    "T5Tokenizer-few": ({"t5/spm.model": "spiece.model"}, dict(extra_ids=3)),
    "AlbertTokenizer": (albert("spiece.model"), {}),
    "AlbertTokenizer-cased": (
        albert("spiece.model"),
        dict(do_lower_case=False, keep_accents=True),
    ),
    "XLNetTokenizer": (unigram("spiece.model"), {}),
    "BigBirdTokenizer": (unigram("spiece.model"), {}),
    "DebertaV2Tokenizer": (unigram("spm.model"), dict(unk_token="<unk>")),
    "DebertaV2Tokenizer-punct": (
        unigram("spm.model"),
        dict(unk_token="<unk>", split_by_punct=True, do_lower_case=True),
    ),
    "XLMRobertaTokenizer": (unigram("sentencepiece.bpe.model"), {}),
    "LayoutXLMTokenizer": (unigram("sentencepiece.bpe.model"), {}),
    "UdopTokenizer": ({"t5/spm.model": "spiece.model"}, {}),
    "CamembertTokenizer": (unigram("sentencepiece.bpe.model"), {}),
    "MBartTokenizer": (unigram("sentencepiece.bpe.model"), {}),
    "MBartTokenizer-german": (unigram("sentencepiece.bpe.model"), dict(src_lang="de_DE")),
    "MBart50Tokenizer": (unigram("sentencepiece.bpe.model"), {}),
    "PegasusTokenizer": ({"t5/spm.model": "spiece.model"}, {}),
    "ReformerTokenizer": (bpe("spiece.model"), {}),
    "LlamaTokenizer": (bpe("tokenizer.model"), dict(legacy=False, add_bos_token=False)),
    "LlamaTokenizer-bos": (
        bpe("tokenizer.model"),
        dict(legacy=False, add_bos_token=True, add_eos_token=True),
    ),
    "LlamaTokenizer-plain": (
        bpe("tokenizer.model"),
        dict(legacy=False, add_bos_token=False, add_prefix_space=False),
    ),
    "GemmaTokenizer": (bpe("tokenizer.model"), dict(add_bos_token=True)),
}


@pytest.fixture
def both(
    request: pytest.FixtureRequest, vocabularies: Path, real_vocabulary: Path, tmp_path: Path
) -> tuple[Any, Any]:
    """(ours, upstream's) for a case."""
    files, config = CASES[request.param]
    class_name = request.param.partition("-")[0]
    for source, target in files.items():
        root = real_vocabulary if source == "vocab.txt" else vocabularies
        shutil.copy(root / source, tmp_path / target)
    config = {**config, "tokenizer_class": class_name}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    upstream = getattr(transformers, class_name).from_pretrained(tmp_path)
    return AutoTokenizer.from_pretrained(tmp_path), upstream


# What transformers 5 builds otherwise than the models were trained: tested further below.
_DIFFERS = {
    "DebertaTokenizer": "post_processor",
    "SplinterTokenizer-left": "post_processor",
    **dict.fromkeys(["RobertaTokenizer", "RobertaTokenizer-prefix", "BartTokenizer"], "mask"),
    **dict.fromkeys(["AlbertTokenizer", "AlbertTokenizer-cased", "XLNetTokenizer"], "normalizer"),
    **dict.fromkeys(["DebertaV2Tokenizer", "DebertaV2Tokenizer-punct"], "normalizer"),
    **dict.fromkeys(["MBartTokenizer", "MBartTokenizer-german"], "normalizer"),
    **dict.fromkeys(["BigBirdTokenizer", "MBart50Tokenizer", "PegasusTokenizer"], "normalizer"),
    "LayoutXLMTokenizer": "words",
    "UdopTokenizer": "normalizer",
}


@pytest.mark.parametrize("both", CASES, indirect=True)
def test_the_rust_tokenizer_is_upstreams(
    request: pytest.FixtureRequest, both: tuple[Any, Any]
) -> None:
    ours, theirs = (json.loads(tokenizer.backend_tokenizer.to_str()) for tokenizer in both)
    differs = _DIFFERS.get(request.node.callspec.params["both"], "")
    if differs == "mask":
        masks = [token for token in ours["added_tokens"] if token["content"] == "<mask>"]
        assert [mask.pop("lstrip") for mask in masks] == [True]
        next(t for t in theirs["added_tokens"] if t["content"] == "<mask>").pop("lstrip")
    parts = ["normalizer", "pre_tokenizer"] if differs == "words" else [differs]
    for part in parts:
        assert ours.pop(part, None) != theirs.pop(part, None) or differs in ("", "mask")
    vocabularies = (found["model"].pop("vocab") for found in (ours, theirs))
    assert ours.pop("added_tokens") == theirs.pop("added_tokens")
    assert ours == theirs
    first, second = vocabularies
    assert first == second


@pytest.mark.parametrize("both", CASES, indirect=True)
def test_roles_and_inputs_are_upstreams(both: tuple[Any, Any]) -> None:
    ours, theirs = both
    assert ours.special_tokens_map == theirs.special_tokens_map
    found, expected = (set(tokenizer.model_input_names) for tokenizer in both)
    if type(theirs).__name__ in TYPES:  # transformers 5 has dropped some of these
        expected.add("token_type_ids")
    assert found == expected
    assert ours.padding_side == theirs.padding_side


# Where transformers 5 builds something that the published models were not trained with, or
# cannot read the file at all: what transformers 4 built.
OTHERWISE: dict[str, tuple[dict[str, str], str, str, list[str]]] = {
    "BlenderbotTokenizer": (BYTES, "the fox", "dog", ["Ġthe", "Ġfox", "Ġdog", "</s>"]),
    "RemBertTokenizer": (
        albert("sentencepiece.model"),
        "the fox",
        "dog",
        ["[CLS]", "▁the", "▁fox", "[SEP]", "▁dog", "[SEP]"],
    ),
    "BarthezTokenizer": (
        unigram("sentencepiece.bpe.model"),
        "the fox",
        "dog",
        ["<s>", "▁the", "▁fox", "</s>", "</s>", "▁dog", "</s>"],
    ),
    "XGLMTokenizer": (
        unigram("sentencepiece.bpe.model"),
        "the fox",
        "dog",
        ["</s>", "▁the", "▁fox", "</s>", "</s>", "▁dog"],
    ),
    "NllbTokenizer": (
        bpe("sentencepiece.bpe.model"),
        "the fox",
        "dog",
        ["eng_Latn", "▁the", "▁fox", "▁dog", "</s>"],
    ),
    "SeamlessM4TTokenizer": (
        bpe("sentencepiece.bpe.model"),
        "the fox",
        "dog",
        ["▁the", "▁fox", "▁dog"],  # the languages are in tokenizer_config.json
    ),
}


@pytest.fixture
def otherwise(
    request: pytest.FixtureRequest, vocabularies: Path, tmp_path: Path
) -> tuple[Any, str, str, list[str]]:
    files, *rest = OTHERWISE[request.param]
    for source, target in files.items():
        shutil.copy(vocabularies / source, tmp_path / target)
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": request.param}))
    return AutoTokenizer.from_pretrained(tmp_path), *rest


@pytest.mark.parametrize("otherwise", OTHERWISE, indirect=True)
def test_special_tokens_that_transformers_5_loses(
    otherwise: tuple[Any, str, str, list[str]],
) -> None:
    tokenizer, text, pair, tokens = otherwise
    pieces = "".join(tokenizer.tokenize(text, pair, add_special_tokens=True))
    assert pieces == "".join(tokens)


@pytest.mark.parametrize("otherwise", ["XGLMTokenizer"], indirect=True)
def test_xglm_has_fairseqs_ids(otherwise: tuple[Any, str, str, list[str]]) -> None:
    vocabulary = otherwise[0].get_vocab()
    first = ["<s>", "<pad>", "</s>", "<unk>"]
    assert [vocabulary[token] for token in first] == [0, 1, 2, 3]
    assert vocabulary["<madeupword6>"] == len(vocabulary) - 1


@pytest.mark.parametrize("otherwise", ["NllbTokenizer"], indirect=True)
def test_nllb_has_languages_before_the_mask(
    otherwise: tuple[Any, str, str, list[str]],
) -> None:
    vocabulary = otherwise[0].get_vocab()
    assert vocabulary["<mask>"] == len(vocabulary) - 1 == vocabulary["zul_Latn"] + 1


# The types of "<cls> the fox <sep> dog <sep>" that the models were trained with, and of padding.
TYPES: dict[str, tuple[dict[str, str], list[int], int]] = {
    "AlbertTokenizer": (albert("spiece.model"), [0, 0, 0, 0, 1, 1], 0),
    "FNetTokenizer": (albert("spiece.model"), [0, 0, 0, 0, 1, 1], 0),
    "RemBertTokenizer": (albert("sentencepiece.model"), [0, 0, 0, 0, 1, 1], 0),
    "XLNetTokenizer": (unigram("spiece.model"), [0, 0, 0, 1, 1, 2], 3),
    "FunnelTokenizer": (BERT, [2, 0, 0, 0, 1, 1], 0),
    "SplinterTokenizer": (BERT, [0, 0, 0, 0, 0, 0, 1, 1], 0),
    "HerbertTokenizer": (WORDS, [0, 0, 0, 0, 1, 1], 0),
    "BertTokenizer": (BERT, [0, 0, 0, 0, 1, 1], 0),
    "DebertaTokenizer": (BYTES, [0, 0, 0, 0, 1, 1], 0),
    "DebertaV2Tokenizer": (unigram("spm.model"), [0, 0, 0, 0, 1, 1], 0),
}
# Trained without: one type, or none at all.
NO_TYPES = {
    "DistilBertTokenizer": BERT,
    "DPRReaderTokenizer": BERT,
    "RetriBertTokenizer": BERT,
    "MPNetTokenizer": BERT,
    "RobertaTokenizer": BYTES,
    "XLMRobertaTokenizer": unigram("sentencepiece.bpe.model"),
    "BigBirdTokenizer": unigram("spiece.model"),
    "GPT2Tokenizer": BYTES,
}


def load(class_name: str, files: dict[str, str], roots: tuple[Path, Path], to: Path) -> Any:
    vocabularies, real = roots
    for source, target in files.items():
        shutil.copy((real if source == "vocab.txt" else vocabularies) / source, to / target)
    config = {"tokenizer_class": class_name, "pad_token": "<pad>"}
    (to / "tokenizer_config.json").write_text(json.dumps(config))
    return AutoTokenizer.from_pretrained(to)


@pytest.mark.parametrize("class_name", TYPES)
def test_token_types_are_those_of_training(
    class_name: str, vocabularies: Path, real_vocabulary: Path, tmp_path: Path
) -> None:
    files, types, padding = TYPES[class_name]
    tokenizer = load(class_name, files, (vocabularies, real_vocabulary), tmp_path)
    pair = tokenizer(["the fox", "the"], ["dog", "dog"], padding=True)
    found, ids = pair["token_type_ids"], pair["input_ids"]
    changes = [found[0][0], *(b for a, b in itertools.pairwise(found[0]) if a != b)]
    assert changes == [kind for kind, _ in itertools.groupby(types)]
    assert found[0].count(1) >= types.count(1)
    pad = [t for t, i in zip(found[1], ids[1], strict=True) if i == tokenizer.pad_token_id]
    assert pad == [padding] * len(pad)
    assert pad


@pytest.mark.parametrize("class_name", NO_TYPES)
def test_no_token_types_where_training_had_none(
    class_name: str, vocabularies: Path, real_vocabulary: Path, tmp_path: Path
) -> None:
    files = NO_TYPES[class_name]
    tokenizer = load(class_name, files, (vocabularies, real_vocabulary), tmp_path)
    assert set(tokenizer("the fox", "dog")) == {"input_ids", "attention_mask"}


def test_a_mask_token_takes_the_space_before_it_along(vocabularies: Path, tmp_path: Path) -> None:
    tokenizer = load("RobertaTokenizer", BYTES, (vocabularies, vocabularies), tmp_path)
    assert tokenizer("a <mask>").input_ids[2:-1] == [tokenizer.mask_token_id]


def test_a_pair_of_deberta_has_one_separator(vocabularies: Path, tmp_path: Path) -> None:
    tokenizer = load("DebertaTokenizer", BYTES, (vocabularies, vocabularies), tmp_path)
    tokens = tokenizer("a", "b").tokens()
    assert tokens == ["[CLS]", "a", "[SEP]", "b", "[SEP]"]


CLEANED: dict[str, tuple[str, str]] = {
    "BigBirdTokenizer": ("unigram", "spiece.model"),
    "DebertaV2Tokenizer": ("unigram", "spm.model"),
    "BarthezTokenizer": ("unigram", "sentencepiece.bpe.model"),
    "MBartTokenizer": ("unigram", "sentencepiece.bpe.model"),
    "MBart50Tokenizer": ("unigram", "sentencepiece.bpe.model"),
    "XGLMTokenizer": ("unigram", "sentencepiece.bpe.model"),
    "XLMRobertaTokenizer": ("unigram", "sentencepiece.bpe.model"),
    "LayoutXLMTokenizer": ("unigram", "sentencepiece.bpe.model"),
    "CamembertTokenizer": ("unigram", "sentencepiece.bpe.model"),
    "T5Tokenizer": ("t5", "spiece.model"),
    "PegasusTokenizer": ("t5", "spiece.model"),
    "UdopTokenizer": ("t5", "spiece.model"),
    "RemBertTokenizer": ("albert", "sentencepiece.model"),
    "FNetTokenizer": ("albert", "spiece.model"),
}


@pytest.mark.parametrize(
    "text", ["ﬁ½ ｆｕｌｌ e\u0301 Ⅳ", " the  fox\n\tdog ", "the fox ", "", " "]
)
@pytest.mark.parametrize("class_name", CLEANED)
def test_texts_are_cleaned_as_sentencepiece_does(
    class_name: str, text: str, vocabularies: Path, tmp_path: Path
) -> None:
    """The library that made the vocabulary is the truth; unknown pieces are compared as such."""
    family, name = CLEANED[class_name]
    source = f"{family}/spm.model"
    tokenizer = load(class_name, {source: name}, (vocabularies, vocabularies), tmp_path)
    spm = sentencepiece.SentencePieceProcessor(model_file=str(vocabularies / source))
    expected = [None if spm.is_unknown(i) else spm.id_to_piece(i) for i in spm.encode(text)]
    words = {"add_special_tokens": False}
    found = PreTrainedTokenizer.__call__(tokenizer, text, **words)["input_ids"]
    unknown = tokenizer.backend_tokenizer.token_to_id("<unk>")
    pieces = tokenizer.backend_tokenizer.id_to_token
    assert [None if i == unknown else pieces(i) for i in found] == expected


@pytest.mark.parametrize(
    "class_name", [name for name, (family, _) in CLEANED.items() if family == "unigram"]
)
def test_a_file_of_bpe_is_split_by_bpe(class_name: str, vocabularies: Path, tmp_path: Path) -> None:
    """The file says how it splits, whichever class its family's other files are of."""
    _, name = CLEANED[class_name]
    tokenizer = load(class_name, {"bpe/spm.model": name}, (vocabularies,) * 2, tmp_path)
    spm = sentencepiece.SentencePieceProcessor(model_file=str(vocabularies / "bpe/spm.model"))
    text = "the quick brown fox"
    assert tokenizer.backend_tokenizer.encode(text, add_special_tokens=False).tokens == spm.encode(
        text, out_type=str
    )


def test_llama_puts_a_space_before_each_text_as_sentencepiece_does(
    vocabularies: Path, tmp_path: Path
) -> None:
    tokenizer = load("LlamaTokenizer", bpe("tokenizer.model"), (vocabularies,) * 2, tmp_path)
    model = str(vocabularies / "bpe/spm.model")
    spm = sentencepiece.SentencePieceProcessor(model_file=model)
    for text in ("the fox", " the fox", "the  fox "):
        assert tokenizer(text).tokens() == ["<s>", *spm.encode(text, out_type=str)]


# Tried with what else they do, in test_special_kinds.
ELSEWHERE = {
    "EsmcTokenizer",  # test_special_kinds.py
    "LukeTokenizer",  # test_entities.py
    "PLBartTokenizer",
    "BertGenerationTokenizer",
    "MLukeTokenizer",
    "MarkupLMTokenizer",  # test_markup.py
    "MgpstrTokenizer",  # tests/core/processors/test_mgp_str.py
    "ParakeetTokenizer",  # tests/parity/test_parakeet.py
    "ProphetNetTokenizer",  # test_prophetnet.py
    "Qwen3_5Tokenizer",  # below
    "RoCBertTokenizer",  # test_shapes.py
    "Siglip2Tokenizer",
    "TapasTokenizer",
    "TransfoXLTokenizer",  # tests/core/tokenizers/test_transfo_xl.py
    "VitsTokenizer",
    "Wav2Vec2CTCTokenizer",
    "XLMProphetNetTokenizer",
}


def test_qwen3_5_splits_as_upstream(vocabularies: Path, tmp_path: Path) -> None:
    """transformers' class of it reads no vocabulary files; its pipeline is there all the same."""
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(vocabularies / "bytes" / name, tmp_path)
    (tmp_path / "tokenizer_config.json").write_text('{"tokenizer_class": "Qwen3_5Tokenizer"}')
    found = [
        json.loads(tokenizer.backend_tokenizer.to_str())
        for tokenizer in (AutoTokenizer.from_pretrained(tmp_path), transformers.Qwen3_5Tokenizer())
    ]
    for part in ("normalizer", "pre_tokenizer", "decoder"):
        assert found[0][part] == found[1][part], part


@pytest.mark.parametrize("file", ["tokenizer.json", "tokenizer.model"])
def test_siglip2_lower_cases_whatever_its_files_say(
    file: str, vocabularies: Path, tmp_path: Path
) -> None:
    """Its repositories name Gemma's tokenizer, and their texts were lower-cased in training."""
    config: dict[str, Any] = {"tokenizer_class": "GemmaTokenizer"}
    config |= {"add_bos_token": False, "add_eos_token": True}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({**config, "padding_side": "right"}))
    shutil.copy(vocabularies / "bpe" / "spm.model", tmp_path / "tokenizer.model")
    whole = transformers.GemmaTokenizer.from_pretrained(tmp_path)
    rust = whole.backend_tokenizer
    rust.post_processor = tokenizers.processors.TemplateProcessing(
        single="$A </s>:0", pair="$A </s>:0 $B:1 </s>:1", special_tokens=[("</s>", 2)]
    )
    rust.save(str(tmp_path / "tokenizer.json"))
    config |= {"padding_side": "right", "eos_token": "</s>", "pad_token": "<s>"}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    (tmp_path / "config.json").write_text('{"model_type": "siglip2"}')
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path)
    if file == "tokenizer.model":  # which transformers' class does not read
        (tmp_path / "tokenizer.json").unlink()
    ours = AutoTokenizer.from_pretrained(tmp_path)
    assert type(ours) is type(auto_core.Siglip2Tokenizer.from_pretrained(tmp_path))
    texts = ["Hello World!", "The  QUICK Über", "a"]
    options: dict[str, Any] = dict(padding="max_length", max_length=12, truncation=True)
    assert ours(texts, **options).data == theirs(texts, **options).data
    assert ours.decode(ours("Hello World")["input_ids"]) == "hello world</s>"


def test_every_kind_is_tried() -> None:
    names = {name.partition("-")[0] for name in [*CASES, *OTHERWISE]} | ELSEWHERE
    in_rust = {kind.builder for kind in KINDS.values() if not kind.splits_in_python}
    assert in_rust <= {KINDS[name].builder for name in names}
