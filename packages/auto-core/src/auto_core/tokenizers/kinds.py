"""What distinguishes the tokenizers that have a name: one row each.

Nothing here changes the ids of a repository that has a tokenizer.json. A row says how to build
from older vocabulary files, and which roles and inputs are meant when no file says so.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tokenizers import AddedToken, Tokenizer

from auto_core.tokenizers.files import TOKENIZER_FILE, TokenizerFiles
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer


@dataclass(frozen=True)
class Kind:
    """One kind of tokenizer.

    `builder` is "module:function" in this package; it gets the files and the settings (options
    with their defaults) and returns a Rust tokenizer.
    """

    builder: str
    files: tuple[str, ...]  # any of the first file's alternatives tells this kind by its files
    roles: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)  # of the builder, with defaults
    inputs: tuple[str, ...] = ("input_ids", "attention_mask")
    padding_side: str = "right"
    tokenizer_class: str = "tokenizer:PreTrainedTokenizer"  # "module:class" in this package
    model_max_length: int | None = None
    # Further settings that hold where no file and no keyword says otherwise.
    settings: Mapping[str, Any] = field(default_factory=dict)
    # Whether add_bos_token and add_eos_token decide what is put around a text.
    adds_bos_and_eos: bool = False
    # Whether they do so beside a tokenizer.json too, when tokenizer_config.json states them.
    config_frames: bool = False
    # The roles of the tokens around a text: a caller's other token for one goes there too.
    around: tuple[str, ...] = ()
    # Settings that are the content of a JSON file of their own.
    json_settings: Mapping[str, str] = field(default_factory=dict)
    # Python splits the texts, so upstream reads these files also beside a tokenizer.json.
    splits_in_python: bool = False
    # Whether texts are lower-cased where tokenizer.json does not say so.
    lower_cases: bool = False

    def build(self, files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
        function: Callable[..., Tokenizer] = _load(self.builder)
        return function(files, settings)

    def load_class(self) -> type[PreTrainedTokenizer]:
        return _load(self.tokenizer_class)

    def builds_from(self, files: TokenizerFiles) -> bool:
        """Whether the older files are to be read: there is no tokenizer.json that counts."""
        if files.path(TOKENIZER_FILE) is None:
            return True
        return self.splits_in_python and all(files.path(name) for name in self.files)

    @property
    def defaults(self) -> dict[str, Any]:
        """Settings that hold where no file and no keyword says otherwise."""
        found: dict[str, Any] = {
            "model_input_names": list(self.inputs),
            "padding_side": self.padding_side,
            **self.settings,
        }
        if self.model_max_length is not None:
            found["model_max_length"] = self.model_max_length
        return found


def _load(reference: str) -> Any:
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(f"auto_core.tokenizers.{module}"), name)


def _lstrip(token: str) -> AddedToken:
    """A mask token that takes the space before it along."""
    return AddedToken(token, lstrip=True, normalized=False, special=True)


BERT_ROLES = dict(
    unk_token="[UNK]",
    sep_token="[SEP]",
    pad_token="[PAD]",
    cls_token="[CLS]",
    mask_token="[MASK]",
)
ROBERTA_ROLES = dict(
    bos_token="<s>",
    eos_token="</s>",
    sep_token="</s>",
    cls_token="<s>",
    unk_token="<unk>",
    pad_token="<pad>",
    mask_token="<mask>",
)
_MASK_WITH_SPACE = {**ROBERTA_ROLES, "mask_token": _lstrip("<mask>")}
# A pair is one text to these models, or they were trained without telling its halves apart.
_WITHOUT_TYPES = ("input_ids", "attention_mask")
ALBERT_ROLES = dict(
    bos_token="[CLS]",
    eos_token="[SEP]",
    unk_token="<unk>",
    sep_token="[SEP]",
    pad_token="<pad>",
    cls_token="[CLS]",
    mask_token=_lstrip("[MASK]"),
)
T5_ROLES = dict(eos_token="</s>", unk_token="<unk>", pad_token="<pad>")
_XLM_ROLES = dict(
    unk_token="<unk>",
    bos_token="<s>",
    sep_token="</s>",
    pad_token="<pad>",
    cls_token="</s>",
    mask_token="<special1>",
)
_END_OF_TEXT = "<|endoftext|>"
_GPT_ROLES = dict(unk_token=_END_OF_TEXT, bos_token=_END_OF_TEXT, eos_token=_END_OF_TEXT)
_BERT_OPTIONS = dict(do_lower_case=True, tokenize_chinese_chars=True, strip_accents=None)
_WITH_TYPES = ("input_ids", "token_type_ids", "attention_mask")
_JSON_AND_MERGES = ("vocab.json", "merges.txt")

_ENTITIES = dict(
    task=None,
    max_entity_length=32,
    max_mention_length=30,
    entity_token_1="<ent>",
    entity_token_2="<ent2>",
    entity_unk_token="[UNK]",
    entity_pad_token="[PAD]",
    entity_mask_token="[MASK]",
    entity_mask2_token="[MASK2]",
)

BERT = Kind("builders.wordpiece:bert", ("vocab.txt",), BERT_ROLES, _BERT_OPTIONS, _WITH_TYPES)
GPT2 = Kind(
    "builders.bpe:gpt2",
    _JSON_AND_MERGES,
    _GPT_ROLES,
    dict(add_prefix_space=False),
    adds_bos_and_eos=True,
)
ROBERTA = Kind(
    "builders.bpe:roberta",
    _JSON_AND_MERGES,
    _MASK_WITH_SPACE,
    dict(add_prefix_space=False, trim_offsets=True),
)
ALBERT = Kind(
    "builders.sentencepiece:albert",
    ("spiece.model",),
    ALBERT_ROLES,
    dict(do_lower_case=True, keep_accents=False, add_prefix_space=True),
    _WITH_TYPES,
    adds_bos_and_eos=True,
)
T5 = Kind("builders.sentencepiece:t5", ("spiece.model",), T5_ROLES, dict(extra_ids=100))
XLM_ROBERTA = Kind(
    "builders.sentencepiece:xlm_roberta",
    ("sentencepiece.bpe.model",),
    ROBERTA_ROLES,
    dict(add_prefix_space=True),
)
LLAMA = Kind(
    "builders.sentencepiece:llama",
    ("tokenizer.model",),
    dict(unk_token="<unk>", bos_token="<s>", eos_token="</s>"),
    dict(add_prefix_space=None, legacy=True),
    padding_side="left",
    settings=dict(add_bos_token=True),
    adds_bos_and_eos=True,
    config_frames=True,
)
MBART = Kind(
    "builders.sentencepiece:mbart",
    ("sentencepiece.bpe.model",),
    _MASK_WITH_SPACE,
    tokenizer_class="translation:MBartTokenizer",
)

KINDS: dict[str, Kind] = {
    # WordPiece
    "BertTokenizer": BERT,
    "FunnelTokenizer": Kind(
        "builders.wordpiece:funnel",
        ("vocab.txt",),
        dict(
            bos_token="<s>",
            eos_token="</s>",
            unk_token="<unk>",
            sep_token="<sep>",
            pad_token="<pad>",
            cls_token="<cls>",
            mask_token="<mask>",
        ),
        {**_BERT_OPTIONS, "clean_text": True, "wordpieces_prefix": "##"},
        _WITH_TYPES,
    ),
    "MPNetTokenizer": Kind(
        "builders.wordpiece:mpnet",
        ("vocab.txt",),
        {**_MASK_WITH_SPACE, "unk_token": "[UNK]"},
        _BERT_OPTIONS,
    ),
    "ProphetNetTokenizer": Kind(
        "builders.wordpiece:prophetnet",
        ("prophetnet.tokenizer",),
        dict(
            unk_token="[UNK]",
            sep_token="[SEP]",
            x_sep_token="[X_SEP]",
            pad_token="[PAD]",
            mask_token="[MASK]",
        ),
        _BERT_OPTIONS,
        tokenizer_class="prophetnet:ProphetNetTokenizer",
        settings=dict(clean_up_tokenization_spaces=True),
    ),
    "DistilBertTokenizer": replace(BERT, inputs=_WITHOUT_TYPES),
    "RoCBertTokenizer": replace(
        BERT,
        inputs=(*_WITH_TYPES, "input_shape_ids", "input_pronunciation_ids"),
        builder="shapes:build",
        tokenizer_class="shapes:RoCBertTokenizer",
    ),
    "DPRReaderTokenizer": replace(
        BERT, inputs=_WITHOUT_TYPES, tokenizer_class="dpr:DPRReaderTokenizer"
    ),
    "RetriBertTokenizer": replace(BERT, inputs=_WITHOUT_TYPES),
    "SplinterTokenizer": Kind(
        "builders.wordpiece:splinter",
        ("vocab.txt",),
        {**BERT_ROLES, "question_token": "[QUESTION]"},
        _BERT_OPTIONS,
        _WITH_TYPES,
    ),
    # byte-level and word-level BPE
    "GPT2Tokenizer": GPT2,
    "GPTNeoXTokenizer": Kind(
        "builders.bpe:gpt_neox",
        _JSON_AND_MERGES,
        {**_GPT_ROLES, "pad_token": "<|padding|>"},
        dict(add_prefix_space=False),
        adds_bos_and_eos=True,
    ),
    "RobertaTokenizer": ROBERTA,
    "BlenderbotTokenizer": Kind(
        "builders.bpe:blenderbot",
        _JSON_AND_MERGES,
        _MASK_WITH_SPACE,
        dict(add_prefix_space=True),
        adds_bos_and_eos=True,
    ),
    "DebertaTokenizer": Kind(
        "builders.bpe:deberta",
        _JSON_AND_MERGES,
        {
            **BERT_ROLES,
            "bos_token": "[CLS]",
            "eos_token": "[SEP]",
        },
        dict(add_prefix_space=False),
        ("input_ids", "attention_mask", "token_type_ids"),
    ),
    "CLIPTokenizer": Kind(
        "builders.bpe:clip",
        _JSON_AND_MERGES,
        dict(
            unk_token=_END_OF_TEXT,
            bos_token="<|startoftext|>",
            eos_token=_END_OF_TEXT,
            pad_token=_END_OF_TEXT,
        ),
        tokenizer_class="clip:CLIPTokenizer",
    ),
    "Qwen2Tokenizer": Kind(
        "builders.bpe:qwen2",
        _JSON_AND_MERGES,
        dict(unk_token=_END_OF_TEXT, eos_token=_END_OF_TEXT, pad_token=_END_OF_TEXT),
        dict(add_prefix_space=None),
        adds_bos_and_eos=True,
    ),
    "OpenAIGPTTokenizer": Kind(
        "builders.bpe:openai_gpt",
        _JSON_AND_MERGES,
        dict(unk_token="<unk>"),
        adds_bos_and_eos=True,
    ),
    "HerbertTokenizer": Kind(
        "builders.bpe:herbert",
        _JSON_AND_MERGES,
        dict(
            cls_token="<s>",
            unk_token="<unk>",
            pad_token="<pad>",
            mask_token="<mask>",
            sep_token="</s>",
        ),
        inputs=_WITH_TYPES,
    ),
    # sentencepiece
    "AlbertTokenizer": ALBERT,
    "FNetTokenizer": replace(
        ALBERT,
        options=dict(do_lower_case=False, keep_accents=True, add_prefix_space=True),
        inputs=("input_ids", "token_type_ids"),
    ),
    "RemBertTokenizer": Kind(
        "builders.sentencepiece:rembert",
        ("sentencepiece.model",),
        {**ALBERT_ROLES, "unk_token": "[UNK]", "pad_token": "[PAD]"},
        dict(do_lower_case=False, keep_accents=True, remove_space=True),
        _WITH_TYPES,
        adds_bos_and_eos=True,
    ),
    "XLNetTokenizer": Kind(
        "builders.sentencepiece:xlnet",
        ("spiece.model",),
        dict(
            bos_token="<s>",
            eos_token="</s>",
            unk_token="<unk>",
            sep_token="<sep>",
            pad_token="<pad>",
            cls_token="<cls>",
            mask_token=_lstrip("<mask>"),
        ),
        dict(do_lower_case=False, remove_space=True, keep_accents=False),
        _WITH_TYPES,
        padding_side="left",
        settings=dict(pad_token_type_id=3),
    ),
    "T5Tokenizer": T5,
    "BigBirdTokenizer": Kind(
        "builders.sentencepiece:big_bird",
        ("spiece.model",),
        dict(
            unk_token="<unk>",
            bos_token="<s>",
            eos_token="</s>",
            pad_token="<pad>",
            sep_token="[SEP]",
            mask_token=_lstrip("[MASK]"),
            cls_token="[CLS]",
        ),
        dict(add_prefix_space=True),
    ),
    "DebertaV2Tokenizer": Kind(
        "builders.sentencepiece:deberta_v2",
        ("spm.model",),
        {**BERT_ROLES, "bos_token": "[CLS]", "eos_token": "[SEP]"},
        dict(do_lower_case=False, split_by_punct=False, add_prefix_space=True),
        ("input_ids", "attention_mask", "token_type_ids"),
    ),
    "XLMRobertaTokenizer": XLM_ROBERTA,
    "CamembertTokenizer": replace(
        XLM_ROBERTA,
        builder="builders.sentencepiece:camembert",
        roles=_MASK_WITH_SPACE,
    ),
    "XLMProphetNetTokenizer": Kind(
        "builders.sentencepiece:xlm_prophetnet",
        ("prophetnet.tokenizer",),
        dict(
            bos_token="[SEP]",
            eos_token="[SEP]",
            sep_token="[SEP]",
            unk_token="[UNK]",
            pad_token="[PAD]",
            cls_token="[CLS]",
            mask_token="[MASK]",
        ),
    ),
    "XGLMTokenizer": Kind(
        "builders.sentencepiece:xglm",
        ("sentencepiece.bpe.model",),
        {role: token for role, token in ROBERTA_ROLES.items() if role != "mask_token"},
        dict(add_prefix_space=True),
    ),
    "PegasusTokenizer": Kind(
        "builders.sentencepiece:pegasus",
        ("spiece.model",),
        {**T5_ROLES, "mask_token": "<mask_2>"},
        dict(mask_token_sent="<mask_1>", offset=103),
    ),
    "ReformerTokenizer": Kind(
        "builders.sentencepiece:reformer",
        ("spiece.model",),
        dict(eos_token="</s>", unk_token="<unk>"),
        adds_bos_and_eos=True,
    ),
    "MBartTokenizer": MBART,
    "MBart50Tokenizer": replace(
        MBART,
        builder="builders.sentencepiece:mbart50",
        roles={role: token for role, token in _MASK_WITH_SPACE.items() if role != "bos_token"},
        tokenizer_class="translation:MBart50Tokenizer",
    ),
    "NllbTokenizer": replace(
        MBART,
        builder="builders.sentencepiece:nllb",
        roles={
            **ROBERTA_ROLES,
            "mask_token": AddedToken("<mask>", normalized=True, lstrip=True, special=True),
        },
        tokenizer_class="translation:NllbTokenizer",
    ),
    "ParakeetTokenizer": Kind(
        "ctc:from_json", ("tokenizer.json",), tokenizer_class="ctc:ParakeetTokenizer"
    ),
    "SeamlessM4TTokenizer": Kind(
        "builders.sentencepiece:seamless",
        ("sentencepiece.bpe.model",),
        {role: token for role, token in ROBERTA_ROLES.items() if role != "mask_token"},
        tokenizer_class="translation:SeamlessM4TTokenizer",
    ),
    "BertGenerationTokenizer": Kind(
        "builders.sentencepiece:bert_generation",
        ("spiece.model",),
        dict(
            bos_token="<s>",
            eos_token="</s>",
            unk_token="<unk>",
            pad_token="<pad>",
            sep_token="<::::>",
        ),
    ),
    "PLBartTokenizer": replace(
        MBART,
        builder="builders.sentencepiece:plbart",
        options=dict(language_codes="base"),
        settings=dict(clean_up_tokenization_spaces=True),
        tokenizer_class="translation:PLBartTokenizer",
    ),
    "LlamaTokenizer": LLAMA,
    "BarthezTokenizer": Kind(
        "builders.sentencepiece:barthez",
        ("sentencepiece.bpe.model",),
        _MASK_WITH_SPACE,
        dict(add_prefix_space=True),
    ),
    # split in Python
    "TransfoXLTokenizer": Kind(
        "pieces.transfo_xl:build",
        ("vocab.pkl",),
        dict(unk_token="<unk>", eos_token="<eos>"),
        dict(lower_case=False, delimiter=None, never_split=None, language="en"),
        inputs=("input_ids",),
        tokenizer_class="pieces.transfo_xl:TransfoXLTokenizer",
    ),
    "CTRLTokenizer": Kind(
        "pieces.merges:ctrl",
        _JSON_AND_MERGES,
        dict(unk_token="<unk>"),
        tokenizer_class="pieces.merges:CTRLTokenizer",
        splits_in_python=True,
    ),
    "BlenderbotSmallTokenizer": Kind(
        "pieces.merges:blenderbot_small",
        _JSON_AND_MERGES,
        dict(
            bos_token="__start__",
            eos_token="__end__",
            unk_token="__unk__",
            pad_token="__null__",
        ),
        tokenizer_class="pieces.merges:BlenderbotSmallTokenizer",
        splits_in_python=True,
    ),
    "BertweetTokenizer": Kind(
        "pieces.merges:bertweet",
        ("vocab.txt", "bpe.codes"),
        ROBERTA_ROLES,
        dict(normalization=False),
        tokenizer_class="pieces.merges:BertweetTokenizer",
        splits_in_python=True,
    ),
    "PhobertTokenizer": Kind(
        "pieces.merges:phobert",
        ("vocab.txt", "bpe.codes"),
        ROBERTA_ROLES,
        tokenizer_class="pieces.merges:PhobertTokenizer",
        splits_in_python=True,
    ),
    "XLMTokenizer": Kind(
        "pieces.moses:xlm",
        _JSON_AND_MERGES,
        _XLM_ROLES,
        dict(do_lowercase_and_remove_accent=True, lang2id=None, id2lang=None),
        tokenizer_class="pieces.moses:XLMTokenizer",
        splits_in_python=True,
    ),
    "FlaubertTokenizer": Kind(
        "pieces.moses:flaubert",
        _JSON_AND_MERGES,
        _XLM_ROLES,
        dict(do_lowercase=False, lang2id=None, id2lang=None),
        tokenizer_class="pieces.moses:FlaubertTokenizer",
        splits_in_python=True,
    ),
    "FSMTTokenizer": Kind(
        "pieces.fsmt:build",
        ("vocab-src.json", "vocab-tgt.json", "merges.txt"),
        dict(unk_token="<unk>", bos_token="<s>", sep_token="</s>", pad_token="<pad>"),
        dict(langs=None, do_lower_case=False),
        tokenizer_class="pieces.fsmt:FSMTTokenizer",
        splits_in_python=True,
    ),
    "BioGptTokenizer": Kind(
        "pieces.moses:biogpt",
        _JSON_AND_MERGES,
        dict(
            unk_token="<unk>",
            bos_token="<s>",
            eos_token="</s>",
            sep_token="</s>",
            pad_token="<pad>",
        ),
        tokenizer_class="pieces.moses:BioGptTokenizer",
        splits_in_python=True,
    ),
    "EsmTokenizer": Kind(
        "pieces.protein:esm",
        ("vocab.txt",),
        dict(
            unk_token="<unk>",
            cls_token="<cls>",
            pad_token="<pad>",
            mask_token="<mask>",
            eos_token="<eos>",
        ),
        tokenizer_class="pieces.protein:EsmTokenizer",
        splits_in_python=True,
    ),
    "PerceiverTokenizer": Kind(
        "pieces.utf8:perceiver",
        (),  # bytes need no vocabulary
        dict(
            pad_token="[PAD]",
            bos_token="[BOS]",
            eos_token="[EOS]",
            mask_token="[MASK]",
            cls_token="[CLS]",
            sep_token="[SEP]",
        ),
        tokenizer_class="pieces.utf8:PerceiverTokenizer",
        model_max_length=2048,
        splits_in_python=True,
    ),
    "CanineTokenizer": Kind(
        "pieces.codepoints:canine",
        (),  # characters need no vocabulary
        dict(
            bos_token="\ue000",
            eos_token="\ue001",
            sep_token="\ue001",
            cls_token="\ue000",
            pad_token="\x00",
            mask_token=_lstrip("\ue003"),
        ),
        inputs=("input_ids", "attention_mask", "token_type_ids"),
        tokenizer_class="pieces.codepoints:CanineTokenizer",
        model_max_length=2048,
        splits_in_python=True,
    ),
    "DiaTokenizer": Kind(
        "pieces.utf8:dia",
        (),
        dict(pad_token="<pad>", unk_token="<pad>"),
        dict(offset=0),
        tokenizer_class="pieces.utf8:DiaTokenizer",
        splits_in_python=True,
    ),
    "EsmcTokenizer": Kind(
        "builders.proteins:esmc",
        (),  # amino acids need no vocabulary
        dict(
            unk_token="<unk>",
            bos_token="<cls>",
            cls_token="<cls>",
            pad_token="<pad>",
            mask_token="<mask>",
            eos_token="<eos>",
            chain_break_token="|",
        ),
    ),
    "RoFormerTokenizer": Kind(
        "pieces.jieba:roformer",
        (),  # vocab.txt, or else the vocabulary in tokenizer.json
        BERT_ROLES,
        _BERT_OPTIONS,
        tokenizer_class="pieces.jieba:RoFormerTokenizer",
        splits_in_python=True,
    ),
    "GPTNeoXJapaneseTokenizer": Kind(
        "pieces.japanese:build",
        ("vocab.txt", "emoji.json"),
        dict(
            unk_token=_END_OF_TEXT,
            pad_token=_END_OF_TEXT,
            bos_token="<|startoftext|>",
            eos_token=_END_OF_TEXT,
        ),
        dict(do_clean_text=False),
        tokenizer_class="pieces.japanese:GPTNeoXJapaneseTokenizer",
        splits_in_python=True,
    ),
    "CpmAntTokenizer": Kind(
        "pieces.cpmant:build",
        ("vocab.txt",),
        dict(
            bos_token="<s>",
            eos_token="</s>",
            unk_token="<unk>",
            pad_token="<pad>",
            bod_token="<d>",
            eod_token="</d>",
        ),
        dict(line_token="</n>", space_token="</_>"),
        tokenizer_class="pieces.cpmant:CpmAntTokenizer",
        padding_side="left",
        splits_in_python=True,
    ),
    "GPTSw3Tokenizer": Kind(
        "pieces.spm:gpt_sw3",
        ("spiece.model",),
        dict(unk_token="<unk>", eos_token=_END_OF_TEXT),
        dict(do_lower_case=False, remove_space=False, keep_accents=False),
        tokenizer_class="pieces.spm:GPTSw3Tokenizer",
        splits_in_python=True,
    ),
    "M2M100Tokenizer": Kind(
        "pieces.spm:m2m100",
        ("vocab.json", "sentencepiece.bpe.model"),
        dict(
            bos_token="<s>",
            eos_token="</s>",
            sep_token="</s>",
            pad_token="<pad>",
            unk_token="<unk>",
        ),
        dict(language_codes="m2m100", num_madeup_words=8),
        tokenizer_class="pieces.spm:M2M100Tokenizer",
        splits_in_python=True,
    ),
    "ErnieMTokenizer": Kind(
        "pieces.ernie_m:build",
        ("vocab.txt", "sentencepiece.bpe.model"),
        BERT_ROLES,
        dict(do_lower_case=False),
        ("input_ids",),
        tokenizer_class="pieces.ernie_m:ErnieMTokenizer",
        splits_in_python=True,
    ),
    "Speech2TextTokenizer": Kind(
        "pieces.spm:speech_to_text",
        ("vocab.json", "sentencepiece.bpe.model"),
        dict(bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>"),
        dict(do_upper_case=False, do_lower_case=False, tgt_lang=None, lang_codes=None),
        tokenizer_class="pieces.spm:Speech2TextTokenizer",
        splits_in_python=True,
    ),
    "MarianTokenizer": Kind(
        "pieces.marian:build",
        ("source.spm", "target.spm", "vocab.json"),
        T5_ROLES,
        dict(separate_vocabs=False, source_lang=None, target_lang=None),
        tokenizer_class="pieces.marian:MarianTokenizer",
        model_max_length=512,
        splits_in_python=True,
    ),
    "SiglipTokenizer": Kind(
        "pieces.siglip:build",
        ("spiece.model",),
        dict(eos_token="</s>", unk_token="<unk>", pad_token="</s>"),
        dict(do_lower_case=True),
        tokenizer_class="pieces.siglip:SiglipTokenizer",
        model_max_length=64,
        splits_in_python=True,
    ),
    "SpeechT5Tokenizer": Kind(
        "pieces.speecht5:build",
        ("spm_char.model",),
        dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>"),
        dict(normalize=False),
        tokenizer_class="pieces.speecht5:SpeechT5Tokenizer",
        splits_in_python=True,
    ),
    # tokenizers that do more than split text
    "WhisperTokenizer": Kind(
        "builders.bpe:gpt2",
        _JSON_AND_MERGES,
        _GPT_ROLES,
        dict(add_prefix_space=False),
        tokenizer_class="whisper:WhisperTokenizer",
        json_settings={"_spellings": "normalizer.json"},
    ),
    "Wav2Vec2CTCTokenizer": Kind(
        "ctc:build",
        ("vocab.json",),
        dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>"),
        dict(
            word_delimiter_token="|",
            replace_word_delimiter_char=" ",
            do_lower_case=False,
            target_lang=None,
        ),
        tokenizer_class="ctc:Wav2Vec2CTCTokenizer",
    ),
    "MgpstrTokenizer": Kind(
        "pieces.characters:build",
        ("vocab.json",),
        dict(unk_token="[GO]", bos_token="[GO]", eos_token="[s]", pad_token="[GO]"),
        tokenizer_class="pieces.characters:MgpstrTokenizer",
        splits_in_python=True,
    ),
    "VitsTokenizer": Kind(
        "vits:build",
        ("vocab.json",),
        dict(pad_token="<pad>", unk_token="<unk>"),
        dict(language=None, add_blank=True, normalize=True, phonemize=True, is_uroman=False),
        tokenizer_class="vits:VitsTokenizer",
    ),
    "FastSpeech2ConformerTokenizer": Kind(
        "fastspeech2_conformer:build",
        ("vocab.json",),
        dict(
            bos_token="<sos/eos>",
            eos_token="<sos/eos>",
            unk_token="<unk>",
            pad_token="<blank>",
        ),
        dict(should_strip_spaces=False),
        tokenizer_class="fastspeech2_conformer:FastSpeech2ConformerTokenizer",
        splits_in_python=True,
    ),
    "TapasTokenizer": replace(
        BERT,
        builder="tapas:build",
        options={
            **_BERT_OPTIONS,
            "empty_token": "[EMPTY]",
            "cell_trim_length": -1,
            "max_column_id": None,
            "max_row_id": None,
            "strip_column_names": False,
            "update_answer_coordinates": False,
            "min_question_length": None,
            "max_question_length": None,
        },
        inputs=("input_ids", "attention_mask", "token_type_ids"),
        tokenizer_class="tapas:TapasTokenizer",
        model_max_length=512,
    ),
    "LayoutLMv2Tokenizer": replace(
        BERT,
        inputs=("input_ids", "attention_mask", "token_type_ids"),
        tokenizer_class="layout:LayoutLMv2Tokenizer",
        model_max_length=512,
    ),
    "LayoutXLMTokenizer": replace(
        XLM_ROBERTA,
        roles=_MASK_WITH_SPACE,
        inputs=("input_ids", "attention_mask"),
        tokenizer_class="layout:LayoutXLMTokenizer",
    ),
    "LayoutLMv3Tokenizer": replace(
        ROBERTA,
        options=dict(add_prefix_space=True, trim_offsets=True),
        inputs=("input_ids", "attention_mask", "bbox"),
        tokenizer_class="layout:LayoutLMv3Tokenizer",
    ),
    "UdopTokenizer": Kind(
        "builders.sentencepiece:udop",
        ("spiece.model",),
        {**T5_ROLES, "sep_token": "</s>"},
        tokenizer_class="layout:UdopTokenizer",
    ),
    "MarkupLMTokenizer": replace(
        ROBERTA,
        builder="builders.bpe:markuplm",
        options=dict(add_prefix_space=False),
        inputs=_WITH_TYPES,
        tokenizer_class="markup:MarkupLMTokenizer",
    ),
    "LukeTokenizer": replace(
        ROBERTA,
        builder="entities:luke",
        options=dict(add_prefix_space=False, trim_offsets=True, **_ENTITIES),
        tokenizer_class="entities:LukeTokenizer",
        json_settings={"_entity_vocab": "entity_vocab.json"},
    ),
    "MLukeTokenizer": replace(
        XLM_ROBERTA,
        builder="entities:mluke",
        roles=_MASK_WITH_SPACE,
        options=dict(add_prefix_space=True, **_ENTITIES),
        tokenizer_class="entities:MLukeTokenizer",
        json_settings={"_entity_vocab": "entity_vocab.json"},
    ),
    "GemmaTokenizer": Kind(
        "builders.sentencepiece:gemma",
        ("tokenizer.model",),
        dict(
            unk_token="<unk>",
            bos_token="<bos>",
            eos_token="<eos>",
            pad_token="<pad>",
            mask_token="<mask>",
        ),
        padding_side="left",
        settings=dict(add_bos_token=True),
        adds_bos_and_eos=True,
        config_frames=True,
    ),
}
# Whose roles name the tokens around a text; elsewhere tokenizer.json alone says what is there.
_AROUND = {
    "cls_token sep_token": """
        BertTokenizer FunnelTokenizer MPNetTokenizer DistilBertTokenizer SplinterTokenizer
        RobertaTokenizer DebertaTokenizer RemBertTokenizer XLNetTokenizer BigBirdTokenizer
        DebertaV2Tokenizer LayoutLMv2Tokenizer LayoutLMv3Tokenizer
    """,
    "bos_token eos_token": "CLIPTokenizer XLMRobertaTokenizer CamembertTokenizer",
    "eos_token": "T5Tokenizer PegasusTokenizer XGLMTokenizer NllbTokenizer",
}
for _roles, _names in _AROUND.items():
    for _name in _names.split():
        KINDS[_name] = replace(KINDS[_name], around=tuple(_roles.split()))
KINDS["Siglip2Tokenizer"] = replace(
    KINDS["GemmaTokenizer"],
    builder="builders.sentencepiece:siglip2",
    settings={},
    config_frames=False,
    lower_cases=True,
)
KINDS["Qwen3_5Tokenizer"] = replace(KINDS["Qwen2Tokenizer"], builder="builders.bpe:qwen3_5")
# Tokenizers that differ from another one in nothing but their name.
_SAME = {
    "BertTokenizer": """
        ElectraTokenizer ConvBertTokenizer DPRQuestionEncoderTokenizer
        DPRContextEncoderTokenizer LxmertTokenizer MobileBertTokenizer
        SqueezeBertTokenizer LayoutLMTokenizer RealmTokenizer
    """,
    "RobertaTokenizer": "BartTokenizer LEDTokenizer LongformerTokenizer MvpTokenizer",
    "GPT2Tokenizer": "CodeGenTokenizer",
    "T5Tokenizer": "MT5Tokenizer",
}
KINDS.update({alias: KINDS[name] for name, names in _SAME.items() for alias in names.split()})

# Model type -> tokenizer, for repositories whose tokenizer_config.json names none.
_TYPES_OF = {
    "BertTokenizer": """
        align bark bert blip bros chinese_clip convbert dpr electra ernie flava git grounding-dino
        layoutlm lxmert megatron-bert mm-grounding-dino mobilebert nezha nomic_bert realm
        squeezebert vilt visual_bert
    """,
    "DistilBertTokenizer": "distilbert",
    "RetriBertTokenizer": "retribert",
    "RoCBertTokenizer": "roc_bert",
    "SplinterTokenizer": "splinter",
    "FunnelTokenizer": "funnel",
    "MPNetTokenizer": "mpnet",
    "ProphetNetTokenizer": "prophetnet",
    "XLMProphetNetTokenizer": "xlm-prophetnet",
    "GPT2Tokenizer": """
        blip-2 codegen dbrx gpt2 gpt_bigcode gpt_neo gptj instructblip instructblipvideo jais2 opt
        phi starcoder2
    """,
    "GPTNeoXTokenizer": "falcon_mamba gpt_neox mamba mamba2 mpt olmo olmoe rwkv xlstm",
    "RobertaTokenizer": """
        bart bridgetower clap data2vec-text florence2 ibert led lilt longformer mra mvp
        roberta roberta-prelayernorm
    """,
    "LukeTokenizer": "luke",
    "BlenderbotTokenizer": "blenderbot",
    "DebertaTokenizer": "deberta",
    "CLIPTokenizer": "aimv2 clip clipseg groupvit omdet-turbo oneformer owlv2 owlvit sam3 xclip",
    "Qwen2Tokenizer": """
        audioflamingo3 colqwen2 internvl lighton_ocr ovis2 qianfan_ocr qwen2 qwen2_5_omni qwen2_5_vl
        qwen2_audio qwen2_moe qwen2_vl qwen3 qwen3_asr qwen3_moe qwen3_next qwen3_omni_moe
        qwen3_vl hunyuan_vl qwen3_vl_moe vibevoice
    """,
    "Qwen3_5Tokenizer": "qwen3_5 qwen3_5_moe qwen3_5_moe_text qwen3_5_text",
    "OpenAIGPTTokenizer": "openai-gpt",
    "HerbertTokenizer": "herbert",
    "AlbertTokenizer": "albert yoso",
    "FNetTokenizer": "fnet",
    "RemBertTokenizer": "rembert",
    "XLNetTokenizer": "xlnet",
    "T5Tokenizer": "longt5 mt5 musicgen musicgen_melody pix2struct switch_transformers t5 umt5",
    "BigBirdTokenizer": "big_bird",
    "DebertaV2Tokenizer": "deberta-v2",
    "XLMRobertaTokenizer": """
        gte jina_embeddings_v3 kosmos-2 metaclip_2 new trocr xlm-roberta xlm-roberta-xl xmod
    """,
    "CamembertTokenizer": "camembert",
    "XGLMTokenizer": "xglm",
    "PegasusTokenizer": "bigbird_pegasus pegasus pegasus_x",
    "PerceiverTokenizer": "perceiver",
    "CanineTokenizer": "canine",
    "DiaTokenizer": "dia",
    "ReformerTokenizer": "reformer",
    "MBartTokenizer": "mbart",
    "NllbTokenizer": "nllb nllb-moe",
    "ParakeetTokenizer": "parakeet_ctc parakeet_rnnt parakeet_tdt",
    "SeamlessM4TTokenizer": "seamless_m4t seamless_m4t_v2",
    "PLBartTokenizer": "plbart",
    "BertGenerationTokenizer": "bert-generation",
    "LlamaTokenizer": "idefics idefics2 llama mistral mixtral phi3 llava",
    "SiglipTokenizer": "siglip",
    "Siglip2Tokenizer": "siglip2",
    "MarianTokenizer": "marian",
    "Speech2TextTokenizer": "speech_to_text",
    "SpeechT5Tokenizer": "speecht5",
    "WhisperTokenizer": "whisper",
    "Wav2Vec2CTCTokenizer": """
        data2vec-audio hubert unispeech unispeech-sat wav2vec2 wav2vec2-bert wav2vec2-conformer
        wavlm
    """,
    "TapasTokenizer": "tapas",
    "BarthezTokenizer": "barthez",
    "TransfoXLTokenizer": "transfo-xl",
    "CTRLTokenizer": "ctrl",
    "BlenderbotSmallTokenizer": "blenderbot-small",
    "BertweetTokenizer": "bertweet",
    "PhobertTokenizer": "phobert",
    "XLMTokenizer": "xlm",
    "FlaubertTokenizer": "flaubert",
    "FSMTTokenizer": "fsmt",
    "BioGptTokenizer": "biogpt",
    "ErnieMTokenizer": "ernie_m",
    "EsmTokenizer": "esm",
    "EsmcTokenizer": "esmc",
    "RoFormerTokenizer": "roformer",
    "CpmAntTokenizer": "cpmant",
    "GPTNeoXJapaneseTokenizer": "gpt_neox_japanese",
    "GPTSw3Tokenizer": "gpt-sw3",
    "M2M100Tokenizer": "m2m_100",
    "MgpstrTokenizer": "mgp-str",
    "FastSpeech2ConformerTokenizer": "fastspeech2_conformer fastspeech2_conformer_with_hifigan",
    "VitsTokenizer": "vits",
    "LayoutLMv2Tokenizer": "layoutlmv2",
    "LayoutLMv3Tokenizer": "layoutlmv3",
    "LayoutXLMTokenizer": "layoutxlm",
    "MarkupLMTokenizer": "markuplm",
    "UdopTokenizer": "udop",
    "GemmaTokenizer": """
        gemma gemma2 gemma3 gemma3_text gemma3n gemma3n_text paligemma recurrent_gemma
        shieldgemma2 t5gemma zaya
    """,
}
MODEL_TYPES = {kind: name for name, kinds in _TYPES_OF.items() for kind in kinds.split()}

# Model types whose repositories name another class than the one that they mean.
MEANT = {"siglip2": "Siglip2Tokenizer"}

SENTENCEPIECE = Kind("builders.sentencepiece:generic", ("tokenizer.model",), adds_bos_and_eos=True)
TIKTOKEN = Kind("builders.tiktoken:build", ("tiktoken.model",), adds_bos_and_eos=True)
TEKKEN = Kind("builders.tekken:build", ("tekken.json",), adds_bos_and_eos=True)

# Class names that say nothing about a tokenizer.
GENERIC = ("PreTrainedTokenizer", "TokenizersBackend", "PythonBackend")

# For repositories that name neither class nor model type: what their files can only mean.
BY_FILES = (
    (("vocab.json", "merges.txt"), "GPT2Tokenizer"),
    (("vocab.txt",), "BertTokenizer"),
)


def kind_named(class_name: str | None) -> Kind | None:
    """The row of an upstream class name, with or without "Fast"."""
    return KINDS.get((class_name or "").removesuffix("Fast"))
