"""Vocabularies from before tokenizer.json: the same Rust tokenizer as transformers builds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import transformers

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.tokenizers.kinds import KINDS

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
    "CamembertTokenizer": (unigram("sentencepiece.bpe.model"), {}),
    "MBartTokenizer": (unigram("sentencepiece.bpe.model"), {}),
    "MBartTokenizer-german": (unigram("sentencepiece.bpe.model"), dict(src_lang="de_DE")),
    "MBart50Tokenizer": (unigram("sentencepiece.bpe.model"), {}),
    "PegasusTokenizer": ({"t5/spm.model": "spiece.model"}, {}),
    "ReformerTokenizer": (bpe("spiece.model"), {}),
    "LlamaTokenizer": (bpe("tokenizer.model"), {}),
    "LlamaTokenizer-bos": (bpe("tokenizer.model"), dict(add_bos_token=True, add_eos_token=True)),
    "LlamaTokenizer-legacy": (bpe("tokenizer.model"), dict(legacy=True, add_bos_token=True)),
    "LlamaTokenizer-plain": (bpe("tokenizer.model"), dict(add_prefix_space=False)),
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


@pytest.mark.parametrize("both", CASES, indirect=True)
def test_the_rust_tokenizer_is_upstreams(both: tuple[Any, Any]) -> None:
    ours, theirs = (json.loads(tokenizer.backend_tokenizer.to_str()) for tokenizer in both)
    vocabularies = (found["model"].pop("vocab") for found in (ours, theirs))
    assert ours.pop("added_tokens") == theirs.pop("added_tokens")
    assert ours == theirs
    first, second = vocabularies
    assert first == second


@pytest.mark.parametrize("both", CASES, indirect=True)
def test_roles_and_inputs_are_upstreams(both: tuple[Any, Any]) -> None:
    ours, theirs = both
    assert ours.special_tokens_map == theirs.special_tokens_map
    assert ours.model_input_names == theirs.model_input_names
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


# Tried with what else they do, in test_special_kinds.
ELSEWHERE = {
    "TapasTokenizer",
    "VitsTokenizer",
    "Wav2Vec2CTCTokenizer",
}


def test_every_kind_is_tried() -> None:
    names = {name.partition("-")[0] for name in [*CASES, *OTHERWISE]} | ELSEWHERE
    in_rust = {kind.builder for kind in KINDS.values() if not kind.splits_in_python}
    assert in_rust <= {KINDS[name].builder for name in names}
