"""Tokenizers that Python splits: the ids and texts of transformers' Python tokenizers."""

from __future__ import annotations

import json
import pickle
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import transformers
from tokenizers import AddedToken
from transformers.models.cpmant import tokenization_cpmant

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import InputError, MissingDependencyError
from auto_core.tokenizers.builders.languages import M2M100
from auto_core.tokenizers.builders.spm import read_spm

TEXTS = [
    "Hello world, isn't the tokenization (a) HOW?",
    "The  quick brown\nfox über日本 😀 !\n",
    "",
    " a \t<x>  b</s> c__end__",
    "MKTLL <mask> A jj",
    "e\u0301 a\u0300\u0323 「１２」。 … ﬁ½\u200b",
]
PROTEIN = ["<cls>", "<pad>", "<eos>", "<unk>", *"LAGVSERTIDPKQNFYMHWCXB", "<mask>"]
BERT_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
CHINESE = [*BERT_SPECIAL, "你好", "the", "fox", "##es", "hello", "world", *"世界ab,日本üu"]


def merged_words(root: Path, lead: list[str]) -> tuple[dict[str, int], str]:
    """A vocabulary with @@ where a word goes on, and its merges."""
    pieces = json.loads((root / "words/vocab.json").read_text(encoding="utf-8"))
    written = [p.removesuffix("</w>") if p.endswith("</w>") else f"{p}@@" for p in pieces]
    merges = (root / "words/merges.txt").read_text(encoding="utf-8")
    return {t: i for i, t in enumerate(dict.fromkeys([*lead, *written]))}, merges


def ctrl(root: Path) -> dict[str, Any]:
    vocabulary, merges = merged_words(root, ["<unk>"])
    return {"vocab.json": vocabulary, "merges.txt": merges}


def blenderbot_small(root: Path) -> dict[str, Any]:
    lead = ["__null__", "__start__", "__end__", "__unk__", "__newln__"]
    vocabulary, merges = merged_words(root, lead)
    return {"vocab.json": vocabulary, "merges.txt": merges}


def phobert(root: Path) -> dict[str, Any]:
    vocabulary, merges = merged_words(root, [])
    counted = [f"{line} 9" for line in merges.splitlines()[1:]]
    return {
        "vocab.txt": "".join(f"{token} 9\n" for token in vocabulary),
        "bpe.codes": "\n".join(counted) + "\n",
    }


def moses(root: Path) -> dict[str, Any]:
    pieces = json.loads((root / "words/vocab.json").read_text(encoding="utf-8"))
    special = ["<s>", "</s>", "<pad>", "<unk>", *(f"<special{i}>" for i in range(10))]
    tokens = dict.fromkeys([*special, *pieces])
    merges = (root / "words/merges.txt").read_text(encoding="utf-8")
    return {"vocab.json": {t: i for i, t in enumerate(tokens)}, "merges.txt": merges}


def fsmt(root: Path) -> dict[str, Any]:
    files = moses(root)
    source = files.pop("vocab.json")
    tokens = [*list(source)[:4], *list(source)[:3:-1]]  # other ids of the other language
    target = {token: i for i, token in enumerate(tokens)}
    return files | {"vocab-src.json": source, "vocab-tgt.json": target}


def esm(root: Path) -> dict[str, Any]:
    return {"vocab.txt": "\n".join(PROTEIN)}


def roformer(root: Path) -> dict[str, Any]:
    """tokenizer.json, since transformers 5 misreads a vocab.txt."""
    tokenizer = transformers.BertTokenizer({t: i for i, t in enumerate(CHINESE)})
    return {"tokenizer.json": tokenizer.backend_tokenizer.to_str()}


def japanese(root: Path) -> dict[str, Any]:
    names = ["<|endoftext|>", "<|startoftext|>", "<SP>", "<BR>", "<TAB>", "<URL>", "<|emoji1|>"]
    names += ["<KIGOU>", "<U2000U2BFF>", "<BLOCK>", *(f"<|byte{i}|>" for i in range(256))]
    words = ["the", "HO,ho", "wor", "br", "日本,にほん", "日,曰", ",", "he"]
    words += "abcdefghilorstuwx(?<"
    emoticons = {"emoji": {"😀": "<|emoji1|>"}, "emoji_inv": {"<|emoji1|>": "😀"}}
    return {"vocab.txt": "".join(f"{w}\n" for w in [*names, *words]), "emoji.json": emoticons}


def cpmant(root: Path) -> dict[str, Any]:
    words = ["<pad>", "<unk>", "<s>", "</s>", "<d>", "</d>", "</n>", "</_>"]
    words += ["你好", "the", "fo", "HOW", "quick", *"世界ab,日本üuo"]
    return {"vocab.txt": "".join(f"{word}\n" for word in words)}


def sentencepiece(name: str) -> Callable[[Path], dict[str, Any]]:
    def files(root: Path) -> dict[str, Any]:
        path = root / name / "spm.model"
        lead = ["<s>", "<pad>", "</s>", "<unk>"]
        pieces = [piece for piece, _ in read_spm(path).pieces]
        kept = dict.fromkeys([*lead, *pieces[:-20]])  # what is not kept becomes unknown
        vocabulary = {token: i for i, token in enumerate(kept)}
        return {"vocab.json": vocabulary, "sentencepiece.bpe.model": path.read_bytes()}

    return files


def gpt_sw3(root: Path) -> dict[str, Any]:
    return {"spiece.model": (root / "bpe/spm.model").read_bytes()}


_LANGUAGES = {"additional_special_tokens": [f"__{code}__" for code in M2M100]}
CASES: dict[str, tuple[str, Callable[[Path], dict[str, Any]], dict[str, Any]]] = {
    "ctrl": ("CTRLTokenizer", ctrl, {"additional_special_tokens": ["<x>"]}),
    "blenderbot-small": ("BlenderbotSmallTokenizer", blenderbot_small, {}),
    "phobert": ("PhobertTokenizer", phobert, {}),
    "bertweet": ("BertweetTokenizer", phobert, {}),
    "xlm": ("XLMTokenizer", moses, {}),
    "xlm-cased": ("XLMTokenizer", moses, {"do_lowercase_and_remove_accent": False}),
    "flaubert": ("FlaubertTokenizer", moses, {"do_lowercase": True}),
    "biogpt": ("BioGptTokenizer", moses, {}),
    "fsmt": ("FSMTTokenizer", fsmt, {"langs": ["ru", "en"]}),
    "fsmt-lower": ("FSMTTokenizer", fsmt, {"langs": ["de", "en"], "do_lower_case": True}),
    "esm": ("EsmTokenizer", esm, {}),
    "perceiver": ("PerceiverTokenizer", lambda root: {}, {}),
    "canine": ("CanineTokenizer", lambda root: {}, {}),
    "dia": ("DiaTokenizer", lambda root: {}, {}),
    "roformer": ("RoFormerTokenizer", roformer, {}),
    "japanese": ("GPTNeoXJapaneseTokenizer", japanese, {}),
    "japanese-clean": ("GPTNeoXJapaneseTokenizer", japanese, {"do_clean_text": True}),
    "cpmant": ("CpmAntTokenizer", cpmant, {}),
    "gpt-sw3": ("GPTSw3Tokenizer", gpt_sw3, {}),
    "m2m100-bpe": ("M2M100Tokenizer", sentencepiece("bpe"), {"src_lang": "de", **_LANGUAGES}),
    "m2m100": ("M2M100Tokenizer", sentencepiece("unigram"), {"tgt_lang": "fr", **_LANGUAGES}),
    "speech_to_text": (
        "Speech2TextTokenizer",
        sentencepiece("unigram"),
        {"lang_codes": "mustc", "tgt_lang": "fr", "do_upper_case": True},
    ),
}

# Their second texts have the type 1, as in transformers 4; in 5.23, it is 0.
TYPED = ("CanineTokenizer",)


class _Moses:
    """Words at spaces, in place of the package that need not be installed."""

    def __init__(self, lang: str):
        self.lang = lang

    def normalize(self, text: str) -> str:
        return text.replace("…", "...")

    def tokenize(self, text: str, **options: Any) -> list[str]:
        dashes = " @-@ " if options.get("aggressive_dash_splits") else "-"
        return text.replace(",", " ,").replace("-", dashes).split()

    def detokenize(self, tokens: list[str]) -> str:
        return " ".join(tokens).replace(" @-@ ", "-").replace(" ,", ",")


@pytest.fixture
def helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    moses = types.ModuleType("sacremoses")
    for name in ("MosesPunctNormalizer", "MosesTokenizer", "MosesDetokenizer"):
        setattr(moses, name, _Moses)
    monkeypatch.setitem(sys.modules, "sacremoses", moses)
    jieba = types.ModuleType("rjieba")
    words = lambda text, hmm: text.replace("你好", " 你好 ").split(" ")  # noqa: E731

    def tokenize(text: str, hmm: bool) -> list[tuple[str, int, int]]:
        found, offset = [], 0
        for word in filter(None, words(text, hmm)):
            offset = text.index(word, offset)
            found.append((word, offset, offset := offset + len(word)))
        return found

    jieba.cut, jieba.tokenize = words, tokenize  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rjieba", jieba)
    monkeypatch.setattr(tokenization_cpmant, "rjieba", jieba, raising=False)
    monkeypatch.setattr(tokenization_cpmant, "requires_backends", lambda *args: None)


@pytest.fixture
def folder(request: pytest.FixtureRequest, vocabularies: Path, tmp_path: Path) -> Path:
    class_name, files, config = CASES[request.param]
    for name, content in files(vocabularies).items():
        data = content if isinstance(content, str | bytes) else json.dumps(content)
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    config = {**config, "tokenizer_class": class_name}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    return tmp_path


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("folder", CASES, indirect=True)
def test_ids_and_texts(folder: Path) -> None:
    ours = AutoTokenizer.from_pretrained(folder)
    theirs = transformers.AutoTokenizer.from_pretrained(folder)
    expected = [theirs(text)["input_ids"] for text in TEXTS]
    assert [ours(text)["input_ids"] for text in TEXTS] == expected
    assert [ours.tokenize(text) for text in TEXTS] == [theirs.tokenize(text) for text in TEXTS]
    words = TEXTS[0].split()
    pair = (words, ["the"])
    assert ours(words, is_split_into_words=True).data == theirs(words, is_split_into_words=True)
    options = dict(is_split_into_words=True, return_special_tokens_mask=True)
    if type(ours).__name__ in TYPED:
        options["return_token_type_ids"] = False
    assert ours(*pair, **options).data == theirs(*pair, **options).data
    for length in (5, 8, 9, 20):
        cut = dict(truncation=True, max_length=length, return_length=True)
        if type(ours).__name__ in TYPED:
            cut["return_token_type_ids"] = False
        long = (TEXTS[0], " ".join(TEXTS))
        assert ours(*long, **cut).data == theirs(*long, **cut).data
    for skip in (False, True):
        found = [ours.decode(ids, skip_special_tokens=skip) for ids in expected]
        assert found == [theirs.decode(ids, skip_special_tokens=skip) for ids in expected]
    assert ours.get_vocab() == theirs.get_vocab()
    assert ours.all_special_tokens == theirs.all_special_tokens
    assert [pickle.loads(pickle.dumps(ours))(text)["input_ids"] for text in TEXTS] == expected


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("folder", ["ctrl", "phobert", "esm", "m2m100", "perceiver"], indirect=True)
def test_what_was_cut_off_is_one_list(folder: Path) -> None:
    """As callers of Python tokenizers know it; a batch gives further rows, as in the others."""
    ours = AutoTokenizer.from_pretrained(folder)
    theirs = transformers.AutoTokenizer.from_pretrained(folder)
    options: dict[str, Any] = dict(truncation=True, return_overflowing_tokens=True)
    for more in ({"max_length": 6, "stride": 1}, {"max_length": 500}):
        assert ours(TEXTS[0], **options, **more).data == theirs(TEXTS[0], **options, **more).data
    options["truncation"] = "only_first"
    pair = (" ".join(TEXTS), "the", options | {"max_length": 20})
    assert ours(*pair[:2], **pair[2]).data == theirs(*pair[:2], **pair[2]).data


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("folder", CASES, indirect=True)
def test_tokens_and_roles_added_later(folder: Path) -> None:
    both = AutoTokenizer.from_pretrained(folder), transformers.AutoTokenizer.from_pretrained(folder)
    python = not both[0].keeps_positions  # which RoFormer is not: there Rust has its own rules
    for tokenizer in both:
        tokenizer("the")  # what is concluded from the tokens must not stay
        tokenizer.add_tokens([AddedToken("fox", lstrip=True, rstrip=True)])
        tokenizer.add_tokens(["<tag>"], special_tokens=True)
        if python:
            tokenizer.add_tokens([AddedToken("ow", single_word=True)])
            roles = {"bos_token": "<B>", "eos_token": "<E>", "cls_token": "<C>", "sep_token": "<D>"}
            tokenizer.add_special_tokens(roles)
    ours, theirs = both
    texts = [*TEXTS, "HOW ow brow fox  ow <tag>"]
    expected = [theirs(text)["input_ids"] for text in texts]
    assert ours(texts)["input_ids"] == expected
    found = ours.decode(expected[-1], skip_special_tokens=True)
    assert found == theirs.decode(expected[-1], skip_special_tokens=True)
    assert ours.all_special_ids == theirs.all_special_ids


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("folder", CASES, indirect=True)
def test_saved_files_are_read_by_both(folder: Path) -> None:
    ours = AutoTokenizer.from_pretrained(folder)
    expected = [ours(text)["input_ids"] for text in TEXTS]
    ours.save_pretrained(folder / "saved")
    for auto in (AutoTokenizer, transformers.AutoTokenizer):
        again = auto.from_pretrained(folder / "saved")
        assert [again(text)["input_ids"] for text in TEXTS] == expected


@pytest.mark.parametrize("folder", ["canine"], indirect=True)
def test_types_of_the_second_text(folder: Path) -> None:
    ours = AutoTokenizer.from_pretrained(folder)
    found = ours("ab", "c", padding="max_length", max_length=8)
    assert found["token_type_ids"] == [0, 0, 0, 0, 1, 1, 0, 0]
    assert found["input_ids"] == [0xE000, 97, 98, 0xE001, 99, 0xE001, 0, 0]
    assert ours.convert_ids_to_tokens([0xE000, 0xE002, 0x10FFFF]) == [
        "\ue000",
        "[BOS]",
        "\U0010ffff",
    ]


@pytest.mark.parametrize("folder", ["m2m100"], indirect=True)
def test_languages_of_m2m100(folder: Path) -> None:
    ours = AutoTokenizer.from_pretrained(folder)
    theirs = transformers.AutoTokenizer.from_pretrained(folder)
    texts = dict(text="the fox", text_target="the dog")
    assert ours(**texts).data == theirs(**texts).data
    ours.src_lang = theirs.src_lang = "zh"
    assert ours("the fox").data == theirs("the fox").data
    assert ours.get_lang_id("sv") == theirs.get_lang_id("sv")
    with pytest.raises(InputError, match="'en_XX' is no language"):
        ours.src_lang = "en_XX"


@pytest.mark.parametrize("folder", ["speech_to_text"], indirect=True)
def test_languages_of_speech2text(folder: Path) -> None:
    ours = AutoTokenizer.from_pretrained(folder)
    theirs = transformers.AutoTokenizer.from_pretrained(folder)
    assert ours.lang_code_to_id == theirs.lang_code_to_id
    ours.tgt_lang = theirs.tgt_lang = "de"
    assert ours("the fox").data == theirs("the fox").data
    with pytest.raises(InputError, match="'en' is no language"):
        ours.tgt_lang = "en"


@pytest.mark.parametrize(
    ("folder", "package"),
    [("xlm", "sacremoses"), ("biogpt", "sacremoses"), ("roformer", "rjieba"), ("cpmant", "rjieba")],
    indirect=["folder"],
)
def test_a_missing_package_is_named(
    folder: Path, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from auto_core.tokenizers.pieces import moses

    moses.moses.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    with pytest.raises(MissingDependencyError, match=f"pip install {package}"):
        tokenizer("hello")


@pytest.mark.parametrize("folder", ["m2m100"], indirect=True)
def test_what_is_known_about_a_row(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    options = dict(truncation=True, max_length=4, return_overflowing_tokens=True)
    encoded = tokenizer(["the quick brown fox"], **options)
    for rows in (encoded, pickle.loads(pickle.dumps(encoded))):
        ids = encoded["input_ids"]
        found = [rows.tokens(index) for index in range(len(ids))]
        assert found == [tokenizer.convert_ids_to_tokens(row) for row in ids]
        assert rows[0].overflowing[0].tokens == found[1]
        assert rows.sequence_ids() == [None, 0, 0, None]
        with pytest.raises(InputError, match="`char_to_token` is not known"):
            rows.char_to_token(0)
    assert tokenizer(["the", "fox"], is_split_into_words=True).word_ids()[-2] == 1


@pytest.mark.parametrize("folder", ["ctrl"], indirect=True)
def test_offsets_are_refused_where_texts_are_rewritten(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    with pytest.raises(InputError, match="return_offsets_mapping"):
        tokenizer("hello", return_offsets_mapping=True)


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("folder", ["fsmt"], indirect=True)
def test_targets_have_the_ids_of_their_language(folder: Path, tmp_path: Path) -> None:
    """What transformers numbers as the source, so that its labels are of another language."""
    ours = AutoTokenizer.from_pretrained(folder)
    labels = ours(text_target="Hello world")["input_ids"]
    assert (
        labels
        != ours("Hello world")["input_ids"]
        == ours("Hello world", text_target="a")["input_ids"]
    )
    assert ours.decode(labels, skip_special_tokens=True) == "Hello world"
    ours.save_pretrained(tmp_path / "saved")
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path / "saved")
    again = AutoTokenizer.from_pretrained(tmp_path / "saved")
    assert again(TEXTS[0])["input_ids"] == theirs(TEXTS[0])["input_ids"]
    assert (again.src_lang, again.tgt_lang) == ("ru", "en")
    with pytest.raises(InputError, match="two languages"):
        AutoTokenizer.from_pretrained(folder, langs=["en"])
