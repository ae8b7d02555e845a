"""Tokenizers that do more than split text: speech, layout, translation, characters."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers
from transformers.models.whisper.tokenization_whisper import LANGUAGES

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import ConfigError, InputError
from auto_core.tokenizers.builders.spm import read_spm

# What upstream's Marian says where a package for punctuation is not installed.
pytestmark = pytest.mark.filterwarnings("ignore:Recommended", "ignore:This sequence already has")

TEXTS = ["Hello world, how ARE you?", "The  quick brown fox über日本 😀 !", "", " a ", "a __b</s>"]
LETTERS = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, "|": 4} | {
    letter: index for index, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ'", start=5)
}
CHARACTERS = {letter: i for i, letter in enumerate("_abcdefghijklmnopqrstuvwxyz '!")}
BYTES = {"vocab.json": "bytes/vocab.json", "merges.txt": "bytes/merges.txt"}
CLIP = {"vocab.json": "clip/vocab.json", "merges.txt": "clip/merges.txt"}
MULTILINGUAL = {"sentencepiece.bpe.model": "unigram/spm.model"}

Make = Callable[..., tuple[Any, Any]]


@pytest.fixture
def make(vocabularies: Path, real_vocabulary: Path, tmp_path: Path) -> Make:
    """(ours, upstream's) from file names -> contents or paths."""

    def build(class_name: str, files: dict[str, Any], **config: Any) -> tuple[Any, Any]:
        for name, content in files.items():
            if isinstance(content, dict):
                (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
            else:
                root = real_vocabulary if content == "vocab.txt" else vocabularies
                shutil.copy(root / content, tmp_path / name)
        config["tokenizer_class"] = class_name
        (tmp_path / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
        upstream = getattr(transformers, class_name).from_pretrained(tmp_path)
        return AutoTokenizer.from_pretrained(tmp_path), upstream

    return build


def pieces_with_ids(vocabularies: Path) -> dict[str, int]:
    """A vocab.json over the pieces of two .model files, as Marian has."""
    tokens = ["</s>", "<unk>", ">>fra<<"]
    for name in ("unigram", "t5"):
        tokens += [piece for piece, _ in read_spm(vocabularies / name / "spm.model").pieces]
    kept = [t for t in dict.fromkeys(tokens) if t not in ("<s>", "<pad>")]
    return {token: index for index, token in enumerate([*kept, "<pad>"])}


CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "ctc": ("Wav2Vec2CTCTokenizer", {"vocab.json": LETTERS}, {}),
    "ctc-lower": ("Wav2Vec2CTCTokenizer", {"vocab.json": LETTERS}, {"do_lower_case": True}),
    "vits": ("VitsTokenizer", {"vocab.json": CHARACTERS}, {"phonemize": False, "pad_token": "_"}),
    "vits-long-blank": (
        "VitsTokenizer",
        {"vocab.json": {("<pad>" if t == "_" else t): i for t, i in CHARACTERS.items()}},
        {"phonemize": False},
    ),
    "vits-no-blank": (
        "VitsTokenizer",
        {"vocab.json": CHARACTERS},
        {"phonemize": False, "add_blank": False, "normalize": False},
    ),
    "esmc": ("EsmcTokenizer", {}, {}),
    "speecht5": ("SpeechT5Tokenizer", {"spm_char.model": "char/spm.model"}, {}),
    "siglip": ("SiglipTokenizer", {"spiece.model": "t5/spm.model"}, {}),
    "clip": (
        "CLIPTokenizer",
        {"vocab.json": "clip/vocab.json", "merges.txt": "clip/merges.txt"},
        {},
    ),
    "mbart": ("MBartTokenizer", MULTILINGUAL, {"src_lang": "en_XX", "tgt_lang": "de_DE"}),
    "mbart50": ("MBart50Tokenizer", MULTILINGUAL, {"src_lang": "en_XX", "tgt_lang": "de_DE"}),
    "plbart": ("PLBartTokenizer", MULTILINGUAL, {"src_lang": "python", "tgt_lang": "en_XX"}),
    "bert-generation": ("BertGenerationTokenizer", {"spiece.model": "unigram/spm.model"}, {}),
    "plbart-alone": ("PLBartTokenizer", MULTILINGUAL, {}),
    "plbart-multi": ("PLBartTokenizer", MULTILINGUAL, {"language_codes": "multi"}),
    "marian": (
        "MarianTokenizer",
        {"source.spm": "unigram/spm.model", "target.spm": "t5/spm.model", "vocab.json": {}},
        {},
    ),
    "speech_to_text": ("Speech2TextTokenizer", {**MULTILINGUAL, "vocab.json": {}}, {}),
}


@pytest.fixture(params=CASES)
def both(request: pytest.FixtureRequest, make: Make, vocabularies: Path) -> tuple[Any, Any]:
    class_name, files, config = CASES[request.param]
    if files.get("vocab.json") == {}:
        files = {**files, "vocab.json": pieces_with_ids(vocabularies)}
    return make(class_name, files, **config)


def texts_of(tokenizer: Any) -> list[str]:
    """The texts that transformers 5 reads as the model was trained: MBart-50's end in no space."""
    ends = type(tokenizer).__name__ == "MBart50Tokenizer"
    return [text.rstrip() if ends else text for text in TEXTS]


def test_ids_and_texts(both: tuple[Any, Any], tmp_path: Path) -> None:
    ours, theirs = both
    texts = texts_of(ours)
    expected = [theirs(text)["input_ids"] for text in texts]
    assert [ours(text)["input_ids"] for text in texts] == expected
    assert ours(texts, padding=True).data == theirs(texts, padding=True).data
    assert [ours.decode(ids) for ids in expected] == [theirs.decode(ids) for ids in expected]
    assert ours.decode(expected[0], skip_special_tokens=True) == theirs.decode(
        expected[0], skip_special_tokens=True
    )


def test_saved_files_are_read_by_both(both: tuple[Any, Any], tmp_path: Path) -> None:
    ours, theirs = both
    ours.save_pretrained(tmp_path / "saved")
    texts = texts_of(ours)
    expected = [theirs(text)["input_ids"] for text in texts]
    reread = AutoTokenizer.from_pretrained(tmp_path / "saved")
    upstream = transformers.AutoTokenizer.from_pretrained(tmp_path / "saved")
    assert [reread(text)["input_ids"] for text in texts] == expected
    assert [upstream(text)["input_ids"] for text in texts] == expected


FRAMES = [0, 12, 12, 9, 0, 16, 16, 0, 16, 19, 4, 4, 0, 27, 19, 22, 0, 16, 8, 8, 0, 4, 2]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"group_tokens": False},
        {"skip_special_tokens": True},
        {"spaces_between_special_tokens": True},
        {"output_char_offsets": True},
        {"output_word_offsets": True},
    ],
    ids=str,
)
def test_ctc_decoding(make: Make, options: dict[str, bool]) -> None:
    ours, theirs = make("Wav2Vec2CTCTokenizer", {"vocab.json": LETTERS})
    found, expected = ours.decode(FRAMES, **options), theirs.decode(FRAMES, **options)
    if not isinstance(expected, str):
        expected = dict(expected)
        found = {k: found[k] for k in expected}
    assert found == expected


def test_ctc_keeps_tokens_whole(make: Make) -> None:
    ours, theirs = make("Wav2Vec2CTCTokenizer", {"vocab.json": LETTERS}, do_lower_case=True)
    assert ours("hello </s> world").data == theirs("hello </s> world").data


def test_the_word_delimiter_is_a_special_token(make: Make) -> None:
    ours, theirs = make("Wav2Vec2CTCTokenizer", {"vocab.json": LETTERS})
    assert ours.special_tokens_map == theirs.special_tokens_map
    assert ours.all_special_ids == theirs.all_special_ids
    assert ours.tokenize("ab é\n</s> ß") == theirs.tokenize("ab é\n</s> ß")


def test_ctc_languages(make: Make, tmp_path: Path) -> None:
    nested = {"eng": LETTERS, "fra": {**LETTERS, "É": len(LETTERS)}}
    ours, theirs = make("Wav2Vec2CTCTokenizer", {"vocab.json": nested}, target_lang="eng")
    for tokenizer in (ours, theirs):
        tokenizer.set_target_lang("fra")
    assert ours("ÉTÉ").data == theirs("ÉTÉ").data
    with pytest.raises(ConfigError, match="eng, fra"):
        AutoTokenizer.from_pretrained(tmp_path, target_lang="deu")


@pytest.mark.parametrize("name", ["mbart", "mbart50", "marian", "plbart"])
def test_targets_are_encoded_as_the_target_language(
    make: Make, vocabularies: Path, name: str
) -> None:
    class_name, files, config = CASES[name]
    if name == "marian":
        files = {**files, "vocab.json": pieces_with_ids(vocabularies)}
    ours, theirs = make(class_name, files, **config)
    texts = dict(text=">>fra<< the fox", text_target="the lazy dog")
    assert ours(**texts).data == theirs(**texts).data
    assert ours("again").data == theirs("again").data


def test_the_source_language_can_be_changed(make: Make) -> None:
    ours, theirs = make("MBart50Tokenizer", MULTILINGUAL)
    ours.src_lang = theirs.src_lang = "fr_XX"
    assert ours("hello").data == theirs("hello").data
    with pytest.raises(InputError, match="de_DE"):
        ours.src_lang = "de_XX"


WORDS = ["Hello", "tokenization", "日本"]
BOXES = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]


LAYOUT = {
    "LayoutLMv2Tokenizer": {"vocab.txt": "vocab.txt"},
    "LayoutLMv3Tokenizer": BYTES,
    "LayoutXLMTokenizer": MULTILINGUAL,
    "UdopTokenizer": {"spiece.model": "t5/spm.model"},
}


@pytest.mark.parametrize("name", LAYOUT)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {
            "truncation": True,
            "max_length": 4,
            "return_overflowing_tokens": True,
            "word_labels": [1, 2, 3],
        },
        {"padding": "max_length", "max_length": 20},
        {"truncation": True, "max_length": 6},
        {"truncation": True, "max_length": 6, "return_overflowing_tokens": True, "stride": 1},
        {"word_labels": [1, 2, 3]},
        {"return_tensors": "np"},
    ],
    ids=str,
)
def test_words_with_boxes(make: Make, name: str, options: dict[str, Any]) -> None:
    ours, theirs = make(name, LAYOUT[name])
    found = ours(WORDS, boxes=BOXES, **options)
    expected = theirs(WORDS, boxes=BOXES, **options)
    assert plain(found) == plain(expected)


def plain(encoded: Any) -> dict[str, Any]:
    return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in encoded.items()}


@pytest.mark.parametrize("name", [name for name in LAYOUT if "XLM" not in name])
def test_questions_batches_and_padding_with_boxes(make: Make, name: str) -> None:
    ours, theirs = make(name, LAYOUT[name])
    batch = (["what", "is it"], [WORDS, WORDS[:1]])
    boxes = [BOXES, BOXES[:1]]
    assert (
        ours("what is it", WORDS, boxes=BOXES).data == theirs("what is it", WORDS, boxes=BOXES).data
    )
    assert (
        ours(*batch, boxes=boxes, padding=True).data
        == theirs(*batch, boxes=boxes, padding=True).data
    )
    items = [theirs(WORDS, boxes=BOXES), theirs(WORDS[:1], boxes=BOXES[:1])]
    assert ours.pad(items).data == theirs.pad(items).data
    with pytest.raises(InputError, match="3 words"):
        ours(WORDS, boxes=BOXES[:2])
    with pytest.raises(InputError, match="box"):
        ours(WORDS)


def test_udops_targets_have_no_boxes(make: Make) -> None:
    ours, theirs = make("UdopTokenizer", LAYOUT["UdopTokenizer"])
    target = dict(text_target="the fox", text_pair_target="the dog")
    assert ours(**target).data == theirs(**target).data
    page = dict(text=["a", "dog a"], boxes=BOXES[:2], text_target="the fox")
    assert ours(**page).data == theirs(**page).data
    labelled = dict(boxes=BOXES[:2], word_labels=[3, 4])
    for words in (["日", "the"], ["tokenization", "x"]):
        assert ours(words, **labelled).data == theirs(words, **labelled).data
    with pytest.raises(InputError, match="text_target"):
        ours()


# --- Whisper ------------------------------------------------------------------------------


@pytest.fixture
def whisper(make: Make, vocabularies: Path) -> tuple[Any, Any]:
    vocabulary = json.loads((vocabularies / "bytes/vocab.json").read_text(encoding="utf-8"))
    special = ["<|startoftranscript|>", *(f"<|{code}|>" for code in LANGUAGES)]
    tasks = ("translate", "transcribe", "startoflm", "startofprev", "nocaptions", "notimestamps")
    special += [f"<|{name}|>" for name in tasks]
    times = [f"<|{i * 0.02:.2f}|>" for i in range(1501)]
    added = {
        len(vocabulary) + i: {"content": token, "special": i < len(special)}
        for i, token in enumerate([*special, *times])
    }
    end = {vocabulary["<|endoftext|>"]: {"content": "<|endoftext|>", "special": True}}
    return make(
        "WhisperTokenizer",
        BYTES,
        added_tokens_decoder={**end, **added},
        additional_special_tokens=["<|endoftext|>", *special],
    )


@pytest.mark.parametrize(
    "prefix",
    [
        {},
        {"language": "French", "task": "translate"},
        {"language": "de", "task": "transcribe", "predict_timestamps": True},
        {"language": "castilian"},
    ],
    ids=str,
)
def test_whispers_prefix(whisper: tuple[Any, Any], prefix: dict[str, Any], tmp_path: Path) -> None:
    ours, theirs = whisper
    for tokenizer in whisper:
        tokenizer.set_prefix_tokens(**prefix)
    assert ours("hello", text_target="dog").data == theirs("hello", text_target="dog").data
    assert ours.prefix_tokens == theirs.prefix_tokens
    assert ours.get_decoder_prompt_ids("translate", "nl") == theirs.get_decoder_prompt_ids(
        "translate", "nl"
    )


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"skip_special_tokens": True},
        {"decode_with_timestamps": True},
        {"output_offsets": True},
        {"output_offsets": True, "skip_special_tokens": True, "decode_with_timestamps": True},
        {"basic_normalize": True, "skip_special_tokens": True},
        {"basic_normalize": True, "remove_diacritics": True},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "parts",
    [
        ["sot", 0, "hello", 50, 50, " the dog", 100],
        ["prev", "hello", "sot", 0, "hello", 500, " the dog", 10, "hello", 30, 30],
        ["sot", 5, "hello", 40, 40, " the dog", 20, "hello", 60],
        ["sot", "hello"],
        [700, " (x) Ça va, straße!", 900, 900, 0, " the dog", 100, 100],
    ],
    ids=str,
)
def test_whispers_times(
    whisper: tuple[Any, Any], parts: list[str | int], options: dict[str, Any]
) -> None:
    ours, theirs = whisper
    names = {"sot": "<|startoftranscript|>", "prev": "<|startofprev|>"}
    ids: list[int] = []
    for part in parts:
        if isinstance(part, int):
            ids.append(theirs.convert_tokens_to_ids("<|0.00|>") + part)
        elif part in names:
            ids.append(theirs.convert_tokens_to_ids(names[part]))
        else:
            ids += theirs(part, add_special_tokens=False)["input_ids"]
    assert ours.decode(ids, **options) == theirs.decode(ids, **options)
    assert ours.batch_decode([ids, ids], **options) == [ours.decode(ids, **options)] * 2


def test_an_unknown_language_of_whisper_names_the_nearest(whisper: tuple[Any, Any]) -> None:
    with pytest.raises(InputError, match="german"):
        whisper[0].set_prefix_tokens(language="germna")


SPOKEN = """
Mr. O'Brien can't've paid twenty five dollars and seven cents, um, for a [noise] 2nd colour (x)
nineteen eighty four | one oh one | two thousand and six | minus three point five million
the twenty-first of the nineties | fifty percent | fifty per cent | per dollar | two and a half
three hundred thousandths | double seven o three | and a half | $0.05 | 1,000,000 | ¢7 | ones
sixes and twelfths point. | Straße naïve ½ | he'd been, she's got, they're, it's | 12. | twenty nine
25 three | 110 twelve | 115 twenty | 0.5 million | 30 thousand two hundred fifty sixths
"""


def test_english_transcripts_in_one_form(whisper: tuple[Any, Any], tmp_path: Path) -> None:
    ours, theirs = whisper
    spellings = {"colour": "color"}
    ours.english_spelling_normalizer = theirs.english_spelling_normalizer = spellings
    lines = SPOKEN.replace("|", "\n").splitlines()
    assert [ours.normalize(line) for line in lines] == [theirs.normalize(line) for line in lines]
    ids = theirs("Hello, twenty five dollars!")["input_ids"]
    options = dict(normalize=True, skip_special_tokens=True)
    assert ours.decode(ids, **options) == theirs.decode(ids, **options)
    ours.save_pretrained(tmp_path / "saved")
    for auto in (AutoTokenizer, transformers.AutoTokenizer):
        again = auto.from_pretrained(tmp_path / "saved")
        assert again.english_spelling_normalizer == spellings


AMOUNTS = "-$1,250.5 and 50% of 1000000 or 0.75, 19 ¥110 a1 007 3.125 £-2 ﷼5 12 10.00"


@pytest.mark.parametrize("normalize", [False, True])
def test_speecht5_spells_numbers_out(make: Make, normalize: bool) -> None:
    ours, theirs = make(
        "SpeechT5Tokenizer", {"spm_char.model": "char/spm.model"}, normalize=normalize
    )
    assert ours(AMOUNTS).data == theirs(AMOUNTS).data
    expected = theirs(AMOUNTS, normalize=not normalize)
    assert ours(AMOUNTS, normalize=not normalize).data == expected.data
    assert ours("9" * 40).data["input_ids"]  # a number without a name


def test_languages_of_programs(make: Make, tmp_path: Path) -> None:
    ours, theirs = make("PLBartTokenizer", MULTILINGUAL, src_lang="python")
    assert ours.lang_code_to_id == theirs.lang_code_to_id
    ours.src_lang = theirs.src_lang = "java"
    assert ours("int x").data == theirs("int x").data
    with pytest.raises(InputError, match="'cobol' is no language"):
        ours.src_lang = "cobol"
    with pytest.raises(ConfigError, match="language_codes"):
        AutoTokenizer.from_pretrained(tmp_path, language_codes="few")
