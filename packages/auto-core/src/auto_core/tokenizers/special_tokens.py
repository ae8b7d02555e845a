"""The tokens with a role: named ones (`pad_token`), extra ones, and their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tokenizers import AddedToken

from auto_core.errors import InputError, did_you_mean

SPECIAL_TOKEN_NAMES = (
    "bos_token",
    "eos_token",
    "unk_token",
    "sep_token",
    "pad_token",
    "cls_token",
    "mask_token",
)


class _Token:
    """Attribute for a named special token: reads as text, takes text or AddedToken."""

    def __init__(self, name: str):
        self.name = name

    def __get__(self, tokenizer: Any, owner: type) -> Any:
        if tokenizer is None:
            return self
        token = tokenizer._named_tokens.get(self.name)
        return None if token is None else str(token)

    def __set__(self, tokenizer: Any, value: str | AddedToken | None) -> None:
        if value is not None and not isinstance(value, str | AddedToken):
            raise InputError(f"{self.name} is {value!r}, expected a string or AddedToken.")
        tokenizer._named_tokens[self.name] = value


class _TokenId:
    """Attribute for the id of a named special token."""

    def __init__(self, name: str):
        self.name = name

    def __get__(self, tokenizer: Any, owner: type) -> Any:
        if tokenizer is None:
            return self
        token = tokenizer._named_tokens.get(self.name)
        return None if token is None else tokenizer.convert_tokens_to_ids(str(token))

    def __set__(self, tokenizer: Any, value: int | None) -> None:
        token = None if value is None else tokenizer.convert_ids_to_tokens(value)
        setattr(tokenizer, self.name, token)


class SpecialTokens:
    """The special-token half of a tokenizer."""

    bos_token, bos_token_id = _Token("bos_token"), _TokenId("bos_token")
    eos_token, eos_token_id = _Token("eos_token"), _TokenId("eos_token")
    unk_token, unk_token_id = _Token("unk_token"), _TokenId("unk_token")
    sep_token, sep_token_id = _Token("sep_token"), _TokenId("sep_token")
    pad_token, pad_token_id = _Token("pad_token"), _TokenId("pad_token")
    cls_token, cls_token_id = _Token("cls_token"), _TokenId("cls_token")
    mask_token, mask_token_id = _Token("mask_token"), _TokenId("mask_token")

    # Roles to tokens: the seven above and those of the model (`image_token`, ...).
    _named_tokens: dict[str, str | AddedToken | None]
    _extra_tokens: list[str | AddedToken]

    def convert_tokens_to_ids(self, tokens: Any) -> Any:
        raise NotImplementedError

    def convert_ids_to_tokens(self, ids: Any, skip_special_tokens: bool = False) -> Any:
        raise NotImplementedError

    def add_tokens(self, new_tokens: Any, special_tokens: bool = False) -> int:
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:  # only called when normal lookup fails
        named = self.__dict__.get("_named_tokens", {})
        if name in named:
            return None if named[name] is None else str(named[name])
        if name.endswith("_id") and named.get(token_name := name.removesuffix("_id")):
            return self.convert_tokens_to_ids(str(named[token_name]))
        settings = self.__dict__.get("init_kwargs", {})
        if name in settings and not name.startswith("_"):  # do_lower_case, legacy, ...
            return settings[name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}.")

    @property
    def extra_special_tokens(self) -> list[str]:
        """Special tokens without a role of their own."""
        return [str(token) for token in self._extra_tokens]

    @extra_special_tokens.setter
    def extra_special_tokens(self, tokens: Sequence[str | AddedToken] | None) -> None:
        self._extra_tokens = list(_sequence(tokens or (), "extra_special_tokens"))

    @property
    def extra_special_tokens_ids(self) -> list[int]:
        """The ids of `extra_special_tokens`."""
        return self.convert_tokens_to_ids(self.extra_special_tokens)

    @extra_special_tokens_ids.setter
    def extra_special_tokens_ids(self, ids: Sequence[int]) -> None:
        self._extra_tokens = list(self.convert_ids_to_tokens(list(ids)))

    # The spelling of transformers 4.
    additional_special_tokens = extra_special_tokens
    additional_special_tokens_ids = extra_special_tokens_ids

    @property
    def special_tokens_map(self) -> dict[str, str]:
        """Role -> token, for the roles that are filled."""
        return {name: str(token) for name, token in self._named_tokens.items() if token is not None}

    @property
    def special_tokens_map_extended(self) -> dict[str, str | AddedToken | list[str | AddedToken]]:
        """Role -> token with its flags, and the tokens without a role of their own."""
        found: dict[str, Any] = {
            name: token for name, token in self._named_tokens.items() if token is not None
        }
        if self._extra_tokens:
            found["additional_special_tokens"] = list(self._extra_tokens)
        return found

    @property
    def all_special_tokens_extended(self) -> list[str | AddedToken]:
        """Every special token once with its flags, named ones first."""
        named = [token for token in self._named_tokens.values() if token is not None]
        found: dict[str, str | AddedToken] = {}
        for token in (*named, *self._extra_tokens):
            found.setdefault(str(token), token)
        return list(found.values())

    @property
    def all_special_tokens(self) -> list[str]:
        """Every special token once, named ones first."""
        return list(dict.fromkeys([*self.special_tokens_map.values(), *self.extra_special_tokens]))

    @property
    def all_special_ids(self) -> list[int]:
        """The ids of `all_special_tokens`."""
        return self.convert_tokens_to_ids(self.all_special_tokens)

    def add_special_tokens(
        self,
        special_tokens_dict: Mapping[str, Any],
        replace_extra_special_tokens: bool = True,
        replace_additional_special_tokens: bool | None = None,
    ) -> int:
        """Give roles to tokens and add them to the vocabulary where it lacks them.

        Keys are the seven roles, or `extra_special_tokens` (also `additional_special_tokens`)
        with a list, or one token. `replace_additional_special_tokens` is the older name of
        `replace_extra_special_tokens`: whether these replace those there are. Returns how many
        tokens are new; resize the model's embeddings to `len(tokenizer)` then.

        Raises:
            InputError: an unknown role, or a value that is no token.
        """
        if replace_additional_special_tokens is not None:
            replace_extra_special_tokens = replace_additional_special_tokens
        added: list[AddedToken] = []
        for name, value in special_tokens_dict.items():
            if name in ("extra_special_tokens", "additional_special_tokens"):
                tokens = [_special(token, name) for token in _sequence(value, name)]
                kept = [] if replace_extra_special_tokens and tokens else self._extra_tokens
                known = {str(token) for token in kept}
                self._extra_tokens = [
                    *kept,
                    *(t for t in tokens if t.content not in known),
                ]
                added += tokens
            elif name in SPECIAL_TOKEN_NAMES or name in self._named_tokens:
                token = _special(value, name)
                self._named_tokens[name] = token
                added.append(token)
            else:
                roles = (*SPECIAL_TOKEN_NAMES, "extra_special_tokens")
                raise InputError(
                    f"{name!r} is no role of a special token.{did_you_mean(name, roles)} "
                    f"Known: {', '.join(roles)}."
                )
        return self.add_tokens(added, special_tokens=True)

    def get_special_tokens_mask(
        self,
        token_ids_0: Iterable[int],
        token_ids_1: Iterable[int] | None = None,
        already_has_special_tokens: bool = False,
    ) -> list[int]:
        """1 where an already formatted sequence has a special token, else 0."""
        if not already_has_special_tokens or token_ids_1 is not None:
            raise InputError(
                "get_special_tokens_mask works on one already formatted sequence: pass "
                "already_has_special_tokens=True and no second one, or call the tokenizer with "
                "return_special_tokens_mask=True."
            )
        special = set(self.all_special_ids)
        return [int(int(token) in special) for token in token_ids_0]


def added_token(value: Any) -> Any:
    """AddedToken from its JSON form; anything else as it is."""
    if isinstance(value, dict) and "content" in value:
        known = ("content", "single_word", "lstrip", "rstrip", "normalized", "special")
        return AddedToken(**{key: value[key] for key in known if key in value})
    return value


def _sequence(value: Any, name: str) -> Sequence[Any]:
    if isinstance(value, str | AddedToken):
        return [value]
    if not isinstance(value, list | tuple):
        raise InputError(f"{name} is {value!r}, expected a list of tokens.")
    return value


def _special(value: Any, name: str) -> AddedToken:
    if isinstance(value, str):
        return AddedToken(value, normalized=False, special=True)
    if not isinstance(value, AddedToken):
        raise InputError(f"{name} is {value!r}, expected a string or AddedToken.")
    return value
