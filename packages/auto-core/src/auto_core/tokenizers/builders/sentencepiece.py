"""Unigram and BPE tokenizers from sentencepiece's .model files.

Each function is one family: how ids are laid out around the pieces, how text is cleaned, and
what is put around it. Cleaning is the file's own, as in training: its table of characters, and
its rule about spaces. (Transformers 5 leaves these out for half of the families.)
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
)

from auto_core.errors import ConfigError
from auto_core.tokenizers import bounds
from auto_core.tokenizers.builders.languages import MBART, MBART50, NLLB, PLBART
from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.builders.spm import BPE, SpmModel, read_spm
from auto_core.tokenizers.files import TokenizerFiles

FILES = (
    "spiece.model",
    "sentencepiece.bpe.model",
    "tokenizer.model",
    "spm.model",
    "sentencepiece.model",
    "prophetnet.tokenizer",
)
Pieces = list[tuple[str, float]]


def t5(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Pieces, then the sentinels <extra_id_99> ... <extra_id_0>; A </s> B </s>."""
    spm = _read(files, settings)
    count = bounds.count(settings, "extra_ids")
    pieces = [*spm.pieces, *((f"<extra_id_{i}>", 0.0) for i in reversed(range(count)))]
    tokenizer = _model(spm, pieces, unk_id=2)
    tokenizer.normalizer = charsmap(spm)
    _metaspace(tokenizer, "always", split_words=True)
    template(tokenizer, settings, "$A </s>", "$A </s> $B </s>")
    known = [str(token) for token in settings.get("extra_special_tokens") or ()]
    known += [str(token) for token in settings.get("additional_special_tokens") or ()]
    sentinels = [f"<extra_id_{i}>" for i in range(count)]
    settings["extra_special_tokens"] = [
        *known,
        *(s for s in sentinels if s not in known),
    ]
    settings.pop("additional_special_tokens", None)
    return tokenizer


def udop(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """T5's pieces without sentinels, which files add themselves; A </s> B </s>."""
    spm = _read(files, settings)
    tokenizer = _model(spm, spm.pieces, unk_id=2)
    tokenizer.normalizer = charsmap(spm)
    _metaspace(tokenizer, "always", split_words=True)
    template(tokenizer, settings, "$A </s>", "$A </s> $B </s>")
    return tokenizer


def albert(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Quotes and accents simplified, lowercased; [CLS] A [SEP] B [SEP]."""
    spm = _read(files, settings)
    tokenizer = _model(spm, _numbers_apart(spm), unk_id=1)
    tokenizer.normalizer = _simplified(spm, settings)
    _metaspace(tokenizer, _scheme(settings), split_words=True)
    _cls_sep(tokenizer, settings)
    return tokenizer


def rembert(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """ALBERT's, cased, with accents."""
    spm = _read(files, settings)
    tokenizer = _model(spm, spm.pieces, unk_id=spm.unk_id)
    tokenizer.normalizer = _simplified(spm, settings)
    _metaspace(tokenizer, "always")
    _cls_sep(tokenizer, settings)
    return tokenizer


def xlnet(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """ALBERT's cleaning; A <sep> B <sep> <cls>, the last of type 2."""
    spm = _read(files, settings)
    tokenizer = _model(spm, _numbers_apart(spm), unk_id=spm.unk_id)
    tokenizer.normalizer = _simplified(spm, settings)
    _metaspace(tokenizer, "always", split_words=True)
    sep, cls = settings["sep_token"], settings["cls_token"]
    template(
        tokenizer,
        settings,
        f"$A:0 {sep}:0 {cls}:2",
        f"$A:0 {sep}:0 $B:1 {sep}:1 {cls}:2",
    )
    return tokenizer


def big_bird(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """[CLS] A [SEP] B [SEP]."""
    spm = _read(files, settings)
    tokenizer = _model(spm, spm.pieces, unk_id=_index(spm, settings["unk_token"], 100))
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, _scheme(settings))
    _cls_sep(tokenizer, settings)
    return tokenizer


def deberta_v2(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """[CLS] A [SEP] B [SEP], optionally split at punctuation."""
    spm = _read(files, settings)
    tokenizer = _model(spm, spm.pieces, unk_id=_index(spm, settings["unk_token"], spm.unk_id))
    steps: list[Any] = [normalizers.Lowercase()] if settings["do_lower_case"] else []
    tokenizer.normalizer = _cleaning(spm, *steps)
    scheme = "always" if settings["add_prefix_space"] else "first"
    metaspace = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme=scheme)
    split = [pre_tokenizers.Punctuation(behavior="isolated")] if settings["split_by_punct"] else []
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([*split, metaspace])
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme=scheme)
    _cls_sep(tokenizer, settings)
    return tokenizer


def xlm_roberta(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """fairseq's ids: <s> <pad> </s> <unk>, pieces from the fourth on, <mask>."""
    spm = _read(files, settings)
    pieces = [*_fairseq(settings), *spm.pieces[3:], (str(settings["mask_token"]), 0.0)]
    tokenizer = _model(spm, pieces, unk_id=3)
    tokenizer.normalizer = charsmap(spm)
    _metaspace(tokenizer, _scheme(settings), split_words=True)
    _roberta_like(tokenizer, settings)
    return tokenizer


def camembert(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """XLM-R's, with five leading ids of its own and the pieces from the second on."""
    spm = _read(files, settings)
    unk = str(settings["unk_token"])
    lead: Pieces = [
        ("<s>NOTUSED", 0.0),
        (str(settings["pad_token"]), 0.0),
        ("</s>NOTUSED", 0.0),
        (unk, 0.0),
        ("<unk>NOTUSED", -100.0),
    ]
    pieces = [*lead, *spm.pieces[1:], (str(settings["mask_token"]), 0.0)]
    tokenizer = _model(spm, pieces, unk_id=3)
    tokenizer.normalizer = charsmap(spm)
    _metaspace(tokenizer, _scheme(settings), split_words=True)
    _roberta_like(tokenizer, settings)
    return tokenizer


def xlm_prophetnet(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """[PAD] [CLS] [SEP] [UNK] [MASK], ten unused ids, then the pieces from the fourth on; A [SEP] B
    [SEP]."""
    spm = _read(files, settings)
    lead = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]", *(f"[unused{i}]" for i in range(10))]
    pieces = [*((token, -100.0) for token in lead), *spm.pieces[3:]]
    tokenizer = _model(spm, pieces, unk_id=3)
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, "always")
    sep = settings["sep_token"]
    template(tokenizer, settings, f"$A {sep}", f"$A {sep} $B {sep}")
    return tokenizer


def barthez(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """The file's own ids; <s> A </s></s> B </s>."""
    spm = _read(files, settings)
    tokenizer = _model(spm, spm.pieces, unk_id=spm.unk_id)
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, _scheme(settings))
    _roberta_like(tokenizer, settings)
    return tokenizer


def bert_generation(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """The file's own ids, nothing around the text."""
    spm = _read(files, settings)
    tokenizer = _model(spm, spm.pieces, unk_id=spm.unk_id)
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, "always")
    return tokenizer


def mbart(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """fairseq's ids, then 25 languages and <mask>; A </s> language."""
    spm = _read(files, settings)
    tokenizer = _model(spm, _with_languages(spm, settings, MBART), unk_id=3)
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, "always", split_words=True)
    set_extra(settings, MBART)
    return tokenizer


def mbart50(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """fairseq's ids, then 52 languages and <mask>; language A </s>."""
    spm = _read(files, settings)
    pieces = _with_languages(spm, {**settings, "bos_token": settings["cls_token"]}, MBART50)
    tokenizer = _model(spm, pieces, unk_id=3)
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, "always")
    set_extra(settings, MBART50)
    return tokenizer


def plbart(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """fairseq's ids, then languages and, with few of them, <mask>; A </s> language.

    Raises:
        ConfigError: `language_codes` is neither "base" nor "multi".
    """
    spm = _read(files, settings)
    kind = settings["language_codes"]
    if kind not in PLBART:
        raise ConfigError(f"language_codes is {kind!r:.40}, expected 'base' or 'multi'.")
    pieces = _with_languages(spm, settings, PLBART[kind])
    if kind == "multi":  # which has no mask
        pieces.pop()
        settings["mask_token"] = None
    tokenizer = _model(spm, pieces, unk_id=3)
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, "always")
    set_extra(settings, PLBART[kind])
    settings["_spm"] = files.require(*FILES).read_bytes()
    return tokenizer


def nllb(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """fairseq's ids and BPE; the languages are added tokens."""
    spm = _read(files, settings)
    lead = [piece for piece, _ in _fairseq(settings)]
    order = dict.fromkeys([*lead, *(piece for piece, _ in spm.pieces)])
    vocabulary = {piece: index for index, piece in enumerate(order)}
    tokenizer = _bpe(spm, vocabulary, unk=str(settings["unk_token"]), byte_fallback=False)
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, "always")
    tokenizer.add_special_tokens(NLLB)  # before <mask>, which roles add
    set_extra(settings, NLLB)
    return tokenizer


def seamless(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """<pad> <unk> <s> </s>, then the pieces from the fourth on; the languages are added tokens."""
    spm = _read(files, settings)
    roles = ("pad_token", "unk_token", "bos_token", "eos_token")
    lead: Pieces = [(str(settings[role]), 0.0) for role in roles]
    tokenizer = _model(spm, [*lead, *spm.pieces[3:]], unk_id=1)
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, "always")
    return tokenizer


def pegasus(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """<pad> </s>, two masks and <unk_2> ... before the pieces; A B </s>."""
    spm = _read(files, settings)
    mask, sentence_mask = str(settings["mask_token"]), str(settings["mask_token_sent"])
    masks = dict.fromkeys((sentence_mask, mask))
    unused = [f"<unk_{i}>" for i in range(2, bounds.count(settings, "offset"))]
    pieces: Pieces = [
        (str(settings["pad_token"]), 0.0),
        (str(settings["eos_token"]), 0.0),
        *((token, 0.0) for token in masks),
        *((token, -100.0) for token in unused),
        *spm.pieces[2:],
    ]
    unk_id = next(i for i, (piece, _) in enumerate(pieces) if piece == str(settings["unk_token"]))
    tokenizer = _model(spm, pieces, unk_id=unk_id)
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, "always")
    eos = settings["eos_token"]
    template(tokenizer, settings, f"$A {eos}", f"$A $B {eos}")
    set_extra(settings, [sentence_mask, *unused])
    return tokenizer


def xglm(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """fairseq's ids, pieces from the fourth on, seven made-up words; </s> A </s></s> B."""
    spm = _read(files, settings)
    made_up = [f"<madeupword{i}>" for i in range(7)]
    pieces = [*_fairseq(settings), *spm.pieces[3:], *((word, 0.0) for word in made_up)]
    tokenizer = _model(spm, pieces, unk_id=3)
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, _scheme(settings))
    eos = settings["eos_token"]
    template(tokenizer, settings, f"{eos} $A", f"{eos} $A {eos} {eos} $B")
    set_extra(settings, made_up)
    return tokenizer


def reformer(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """BPE, nothing around the text."""
    spm = _read(files, settings)
    tokenizer = _bpe(spm, spm.vocabulary(), unk=str(settings["unk_token"]), byte_fallback=False)
    tokenizer.normalizer = _cleaning(spm)
    _metaspace(tokenizer, "always")
    return tokenizer


def llama(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """BPE with unknown characters as bytes; bos and eos as the settings say."""
    spm = _read(files, settings)
    tokenizer = _bpe(spm, spm.vocabulary(), unk=None, byte_fallback=True)
    prefix = settings["add_prefix_space"] is not False
    if settings["legacy"]:  # a space goes before each stretch of text, as sentencepiece puts it
        first = [normalizers.Prepend("▁")] if prefix else []
        tokenizer.normalizer = normalizers.Sequence([*first, normalizers.Replace(" ", "▁")])
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
            replacement="▁", prepend_scheme="first" if prefix else "never", split=False
        )
    steps = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    if prefix:
        steps.append(decoders.Strip(content=" ", left=1))
    tokenizer.decoder = decoders.Sequence(steps)
    return tokenizer


def gemma(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Llama's, without a space in front, and spaces kept as they are."""
    spm = _read(files, settings)
    tokenizer = _bpe(spm, spm.vocabulary(), unk=str(settings["unk_token"]), byte_fallback=True)
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", behavior="merged_with_previous")
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    return tokenizer


def siglip2(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Gemma's, of lower-cased texts."""
    tokenizer = gemma(files, settings)
    tokenizer.normalizer = normalizers.Sequence([normalizers.Lowercase(), tokenizer.normalizer])
    return tokenizer


def generic(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """What the file itself says, when no class is named."""
    spm = _read(files, settings)
    tokenizer = _model(spm, spm.pieces, spm.unk_id, byte_fallback=spm.byte_fallback)
    first = [charsmap(spm)] if spm.charsmap else []
    tokenizer.normalizer = normalizers.Sequence([*first, normalizers.Replace(" ", "▁")])
    steps: list[Any] = [decoders.Replace("▁", " ")]
    if spm.byte_fallback:
        steps += [decoders.ByteFallback(), decoders.Fuse()]
    tokenizer.decoder = decoders.Sequence(steps)
    for role, index, piece in (
        ("bos_token", spm.bos_id, spm.bos_piece),
        ("eos_token", spm.eos_id, spm.eos_piece),
        ("unk_token", spm.unk_id, spm.unk_piece),
    ):
        if index >= 0:
            settings.setdefault(role, piece)
    return tokenizer


# --- what the families share --------------------------------------------------------------


def _read(files: TokenizerFiles, settings: dict[str, Any]) -> SpmModel:
    spm = read_spm(files.require(*FILES))
    control, whole = set(spm.control), set(spm.user_defined)
    # The tokens that the file itself keeps whole; they count as special ones without a role.
    settings["_kept_whole"] = [
        AddedToken(piece, normalized=False, special=piece in control)
        for piece, _ in spm.pieces
        if piece in control or piece in whole
    ]
    return spm


def _model(spm: SpmModel, pieces: Pieces, unk_id: int, *, byte_fallback: bool = False) -> Tokenizer:
    """The file's kind of model, with the ids of a family: `pieces` in their order."""
    if spm.model_type == BPE:
        vocabulary = {piece: index for index, (piece, _) in enumerate(pieces)}
        unk = pieces[unk_id][0]
        return _bpe(spm, vocabulary, unk=unk, byte_fallback=byte_fallback)
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unk_id, byte_fallback=byte_fallback))
    _add_spm_tokens(tokenizer, spm)
    return tokenizer


def _bpe(
    spm: SpmModel, vocabulary: dict[str, int], *, unk: str | None, byte_fallback: bool
) -> Tokenizer:
    options = {} if unk is None else {"unk_token": unk}
    tokenizer = Tokenizer(
        models.BPE(
            vocabulary,
            merges(spm.vocabulary(), vocabulary),
            fuse_unk=True,
            byte_fallback=byte_fallback,
            **options,
        )
    )
    _add_spm_tokens(tokenizer, spm)
    return tokenizer


def merges(order: dict[str, int], known: Container[str]) -> list[tuple[str, str]]:
    """Every way to make a known piece of two others, in the order of the pieces' ids."""
    return [
        (piece[:cut], piece[cut:])
        for piece in sorted(order, key=order.__getitem__)
        if piece in known
        for cut in range(1, len(piece))
        if piece[:cut] in known and piece[cut:] in known
    ]


def _add_spm_tokens(tokenizer: Tokenizer, spm: SpmModel) -> None:
    """Control symbols are special, user-defined ones are only never split."""
    control = set(spm.control)
    whole = control.union(spm.user_defined)
    tokenizer.add_tokens(  # all at once: each call goes over all that are there
        [
            AddedToken(piece, normalized=False, special=piece in control)
            for piece, _ in spm.pieces
            # A family with other ids lacks some: they are added at the end, if at all.
            if piece in whole and tokenizer.token_to_id(piece) is not None
        ]
    )


def charsmap(spm: SpmModel) -> Any:
    """The file's own table of characters; None where it has none."""
    return normalizers.Precompiled(spm.charsmap) if spm.charsmap else None


def _cleaning(spm: SpmModel, *first: Any) -> Any:
    """sentencepiece's own: the file's table, then spaces at the end and double ones dropped."""
    steps = [*first, *([charsmap(spm)] if spm.charsmap else [])]
    if spm.remove_extra_whitespaces:  # those in front fall together with the one put there
        steps += [
            normalizers.Strip(left=False, right=True),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    return normalizers.Sequence(steps) if steps else None


def _simplified(spm: SpmModel, settings: dict[str, Any]) -> Any:
    """ALBERT's cleaning: plain quotes, accents and case as asked, then the file's own."""
    steps: list[Any] = [normalizers.Replace("``", '"'), normalizers.Replace("''", '"')]
    if not settings["keep_accents"]:
        steps += [normalizers.NFKD(), normalizers.StripAccents()]
    if settings["do_lower_case"]:
        steps.append(normalizers.Lowercase())
    return _cleaning(spm, *steps)


def _numbers_apart(spm: SpmModel) -> Pieces:
    """ALBERT and XLNet take a digit and a comma apart: such a piece is the last choice."""

    def joined(piece: str) -> bool:
        return piece.endswith(",") and piece[-2:-1].isdigit()

    return [(piece, score - 100 if joined(piece) else score) for piece, score in spm.pieces]


def _scheme(settings: dict[str, Any]) -> str:
    return "always" if settings["add_prefix_space"] else "never"


def _metaspace(tokenizer: Tokenizer, scheme: str, *, split_words: bool = False) -> None:
    metaspace = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme=scheme)
    tokenizer.pre_tokenizer = (
        pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), metaspace])
        if split_words
        else metaspace
    )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme=scheme)


def _cls_sep(tokenizer: Tokenizer, settings: dict[str, Any]) -> None:
    cls, sep = settings["cls_token"], settings["sep_token"]
    template(
        tokenizer,
        settings,
        f"{cls}:0 $A:0 {sep}:0",
        f"{cls}:0 $A:0 {sep}:0 $B:1 {sep}:1",
    )


def _roberta_like(tokenizer: Tokenizer, settings: dict[str, Any]) -> None:
    bos, eos = settings["bos_token"], settings["eos_token"]
    template(tokenizer, settings, f"{bos} $A {eos}", f"{bos} $A {eos} {eos} $B {eos}")


def _fairseq(settings: dict[str, Any]) -> Pieces:
    return [(str(settings[f"{role}_token"]), 0.0) for role in ("bos", "pad", "eos", "unk")]


def _with_languages(spm: SpmModel, settings: dict[str, Any], languages: list[str]) -> Pieces:
    mask = (str(settings["mask_token"]), 0.0)
    return [
        *_fairseq(settings),
        *spm.pieces[3:],
        *((code, 0.0) for code in languages),
        mask,
    ]


def _index(spm: SpmModel, token: Any, otherwise: int) -> int:
    """The id of a token that the file lists with score 0, as special ones are."""
    return next(
        (i for i, piece in enumerate(spm.pieces) if piece == (str(token), 0.0)),
        otherwise,
    )


def set_extra(settings: dict[str, Any], tokens: list[str]) -> None:
    """Tokens that are special in this family, before those of the files."""
    given = [
        *(settings.pop("additional_special_tokens", None) or ()),
        *(settings.get("extra_special_tokens") or ()),
    ]
    known = set(tokens)
    settings["extra_special_tokens"] = [
        *tokens,
        *(t for t in given if str(t) not in known),
    ]
