"""A tokenizer's files: its settings, `tokenizer.json` and chat template, loaded and used once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from auto_core import AutoTokenizer
from fuzzing.frame import Subject
from fuzzing.mutations import mutate_bytes, mutate_json

_MESSAGES = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hello there"},
    {"role": "assistant", "content": "Hi"},
]
_TOKENS = ("<unk>", "<s>", "</s>", "<pad>", "hello", "there", "hi", "▁", "a", "b", "ab")

# --- tokenizer.json ----------------------------------------------------------------------------


@cache
def _tokenizers() -> list[bytes]:
    """One of each model, with parts of most kinds around."""
    vocabulary = {token: index for index, token in enumerate(_TOKENS)}
    made = [
        models.WordLevel(vocabulary, unk_token="<unk>"),
        models.WordPiece(vocabulary, unk_token="<unk>"),
        models.BPE(vocabulary, [("a", "b")], unk_token="<unk>", fuse_unk=True),
        models.Unigram([(token, -1.0) for token in _TOKENS], unk_id=0),
    ]
    found = []
    for index, model in enumerate(made):
        rust = Tokenizer(model)
        steps = [normalizers.NFKC(), normalizers.Replace(" ", "▁"), normalizers.Lowercase()]
        rust.normalizer = normalizers.Sequence(steps)
        rust.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Metaspace(),
                pre_tokenizers.Punctuation(),
                pre_tokenizers.ByteLevel() if index % 2 else pre_tokenizers.Digits(),
            ]
        )
        rust.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>",
            pair="<s> $A </s> $B:1 </s>:1",
            special_tokens=[("<s>", 1), ("</s>", 2)],
        )
        rust.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.Fuse()])
        rust.add_special_tokens(list(_TOKENS[:4]))
        rust.enable_padding(pad_id=3, pad_token="<pad>")
        rust.enable_truncation(16)
        found.append(rust.to_str().encode())
    return found


def _part(random: Random) -> Any:
    """A step of some kind, rarely one that belongs there."""
    return random.choice(
        (
            {"type": "Replace", "pattern": {"String": "a"}, "content": "aa"},
            {"type": "Replace", "pattern": {"Regex": "a*"}, "content": "b" * 600},
            {"type": "Sequence", "normalizers": []},
            {"type": "Prepend", "prepend": "▁" * 2000},
            {"type": "Precompiled", "precompiled_charsmap": "AAAA"},
            {"type": "Split", "pattern": {"Regex": "(a|"}, "behavior": "Isolated", "invert": False},
            {"type": "Replace", "pattern": {"Regex": r"[\p{L}]" * 50_000}, "content": ""},
            {"type": "RobertaProcessing", "sep": ["x", 9], "cls": ["y", 2**31]},
            {"type": "Strip", "content": "", "start": 2**31, "stop": 1},
            {"type": "BPE", "vocab": {"a": 4 * 10**9}, "merges": [["a", "b"]]},
            {"type": "Unigram", "vocab": [["a", 0.0]], "unk_id": 7},
            [["<unk>", 0.0], ["", -1e400]],
        )
    )


def _mutate_tokenizer(random: Random, content: bytes) -> bytes:
    return mutate_json(random, content, _part)


# --- tokenizer_config.json ---------------------------------------------------------------------

_SETTINGS: tuple[dict[str, Any], ...] = (
    {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": 512,
        "padding_side": "left",
        "truncation_side": "right",
        "pad_token": "<pad>",
        "bos_token": {"content": "<s>", "lstrip": False, "normalized": True, "special": True},
        "eos_token": "</s>",
        "add_bos_token": True,
        "add_prefix_space": True,
        "extra_special_tokens": ["<x>", "<y>"],
        "added_tokens_decoder": {
            "0": {"content": "<unk>", "special": True},
            "11": {"content": "<x>", "special": True, "single_word": False},
        },
        "model_input_names": ["input_ids", "attention_mask"],
        "clean_up_tokenization_spaces": False,
        "chat_template": "{% for m in messages %}{{ m.content }}{% endfor %}",
    },
    {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "strip_accents": None},
    {"tokenizer_class": "LlamaTokenizer", "legacy": True, "add_eos_token": True},
    {"tokenizer_class": "T5Tokenizer", "extra_ids": 100, "pad_token": "<pad>"},
    {"tokenizer_class": "LayoutLMv3Tokenizer", "cls_token_box": [0, 0, 0, 0]},
    {"tokenizer_class": "RobertaTokenizer", "mask_token": {"content": "<m>", "lstrip": True}},
)


def _settings() -> list[bytes]:
    return [json.dumps(settings).encode() for settings in _SETTINGS]


def _setting(random: Random) -> Any:
    return random.choice(
        (
            {"content": random.choice(("<s>", "", 5, None)), "special": "yes"},
            {str(random.choice((-1, 3, 2**32, "x"))): {"content": "<far>"}},
            [{"name": "../x", "template": "{{ 1 }}"}],
            {"image_token": "<image>"},
            [{"content": "<z>"}, 3],
            *(dict(settings)["tokenizer_class"] for settings in _SETTINGS),
            "PegasusTokenizer",
            "NllbTokenizer",
        )
    )


def _mutate_settings(random: Random, content: bytes) -> bytes:
    return mutate_json(random, content, _setting)


def _read(path: Path) -> None:
    AutoTokenizer.from_pretrained(path.parent)


# --- chat_template.jinja -----------------------------------------------------------------------

_TEMPLATES = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m.content | trim }}{{ eos_token }}{% endfor %}",
    "{% set ns = namespace(n=0) %}{% for m in messages if m.role != 'x' %}"
    "{% set ns.n = ns.n + loop.index %}{{ ns.n ~ m.content.split(' ')[-1] }}{% endfor %}",
    "{%- macro show(x, depth=2) -%}{% if x is mapping %}{{ x | tojson(indent=2) }}"
    "{% elif depth > 0 %}{{ show(x, depth - 1) }}{% endif %}{%- endmacro -%}"
    "{% for m in messages %}{{ show(m.content) }}{{ show(m) }}{% endfor %}",
    "{% if messages[0].role == 'system' %}{{ messages[0]['content'].upper() }}"
    "{% set messages = messages[1:] %}{% else %}{{ raise_exception('no') }}{% endif %}"
    "{{ messages | map(attribute='content') | join(', ') | indent(4) }}",
    "{% filter upper %}{{ '%s-%05d' % ('a', 3) }}{{ '{:>9}'.format(1) }}{% endfilter %}"
    "{{ strftime_now('%Y') }}{% generation %}{{ [1, 2] + [3] }}{% endgeneration %}",
)
_FRAGMENTS = (
    *("{% for i in range(99999) %}", "{% endfor %}", "{% for i in messages recursive %}"),
    *("{% macro f(x) %}{{ f(f(x)) }}{% endmacro %}{{ f(1) }}", "{% set x = x ~ x %}"),
    *("{% set x %}{{ x }}{{ x }}{% endset %}", "{{ loop(messages) }}", "{{ caller() }}"),
    *("{{ 'a' * 10**9 }}", "{{ 2 ** 99999 }}", "{{ [messages] * 99999 }}", "{{ '%9999999d' % 1 }}"),
    *("{{ ''.__class__.__mro__ }}", "{{ messages.append(messages) }}", "{{ x.__globals__ }}"),
    *("{% include 'x' %}", "{% extends 'x' %}", "{% import 'x' as y %}", "{% call f() %}"),
    *("{{ messages | tojson | tojson | tojson }}", "| indent(99999)", "| join(messages)"),
    *("| replace('', 'aaaaaaaaaa')", "| sort | unique | list", "| batch(0)", "| slice(10**9)"),
    *("{{ '{0.__class__}'.format(1) }}", "{{ namespace(**messages[0]) }}", "{{ 1 // 0 }}"),
    *("{{ cycler(*range(99999)).next() }}", "{{ lipsum(9999) }}", "{% break %}", "{% raw %}"),
    *("(" * 300, "{{ " + "not " * 5000 + "1 }}", "{{ " + "[" * 400, "{% if 1 %}" * 200),
    *("{{", "}}", "{%", "%}", "{#", "#}", "'", '"', "\\", "\x00", "é" * 50, "-%}", "\ud800"),
)


def _templates() -> list[bytes]:
    return [template.encode() for template in _TEMPLATES]


def _mutate_template(random: Random, content: bytes) -> bytes:
    """Fragments put in, blocks of the template around others, moved or many times there."""
    if not random.randrange(8):
        return mutate_bytes(random, content)
    text = content.decode()
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        cuts = [at for at in range(len(text)) if text[at : at + 2] in ("{{", "{%", "}}", "%}")]
        at = random.choice(cuts or [0])
        at += 2 * (text[at : at + 2] in ("}}", "%}"))  # between expressions, most often
        end = min(len(text), at + random.choice((5, 20, 80)))
        match random.randrange(6):
            case 0 | 1 | 2:
                text = text[:at] + random.choice(_FRAGMENTS) + text[at:]
            case 3:
                text = text[:at] + text[at:end] * random.choice((2, 3, 40)) + text[end:]
            case 4:
                text = "{% for i in range(9999) %}" + text + "{% endfor %}"
            case _:
                text = text[:at] + random.choice(_TEMPLATES) + text[end:]
    return text.encode("utf-8", "surrogatepass")


def _render(path: Path) -> None:
    AutoTokenizer.from_pretrained(path.parent).apply_chat_template(_MESSAGES, tokenize=False)


SUBJECTS = (
    Subject(
        "tokenizer-config",
        "tokenizer_config.json",
        _settings,
        _mutate_settings,
        _read,
        beside={"tokenizer.json": _tokenizers()[0]},
    ),
    Subject("tokenizer", "tokenizer.json", _tokenizers, _mutate_tokenizer, _read),
    Subject(
        "chat-template",
        "chat_template.jinja",
        _templates,
        _mutate_template,
        _render,
        beside={"tokenizer.json": _tokenizers()[0]},
        seconds=8.0,  # what the whole allowance may take on a slow machine
        megabytes=256,
    ),
)
