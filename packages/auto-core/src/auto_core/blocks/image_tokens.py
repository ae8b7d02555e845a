"""The tokens of a text at which the vectors of images stand.

b batch, t tokens, d hidden, n vectors of all images.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.errors import ConfigError, InputError
from auto_core.outputs import LlavaModelOutputWithPast
from auto_core.pretrained.static import concrete

from .. import ops


class ImageTokenChecks:
    """A model that is given as many vectors of images as its texts have tokens for them."""

    def vectors_for(self, inputs: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
        """For an input of images that is given: the id of its tokens, and how many there must
        be."""
        raise NotImplementedError

    def _check_inputs(self, inputs: Mapping[str, Any], *functions: Any) -> None:
        super()._check_inputs(inputs, *functions)  # type: ignore[misc]
        ids = inputs.get("input_ids")
        for name, (token, expected) in self.vectors_for(inputs).items() if ids is not None else ():
            values = concrete(ids)
            if values is None:
                return
            found = int((values == token).sum())
            if found != expected:
                raise InputError(
                    f"The vectors of {name} take {expected} tokens, and input_ids have {found} of "
                    f"the id {token}. Take input_ids and {name} from one call of the processor, "
                    "and do not truncate the text."
                )


class AmongTokens:
    """A language model under the name `text_name`, among whose tokens vectors of images stand;
    mixed in before a family's base."""

    config: Any
    get_image_features: Any  # of the models that have one: the vectors are its `pooler_output`
    text_name = "language_model"

    @property
    def text(self) -> Any:
        """The language model."""
        return getattr(self, self.text_name)

    def get_input_embeddings(self):
        return self.text.get_input_embeddings()

    def set_input_embeddings(self, value):
        self.text.set_input_embeddings(value)

    def embed(self, input_ids):  # [b t] -> [b t d]
        """Embeddings of tokens."""
        return self.text.embed(self.known(input_ids))

    def known(self, input_ids):
        """Ids [b t] with embeddings: an id of images that the table lacks is token 0."""
        token, rows = self.config.image_token_id, self.config.text_config.vocab_size
        return input_ids if token < rows else ops.where(input_ids == token, 0, input_ids)

    def with_vectors(self, input_ids, inputs_embeds, vectors):
        """Embeddings [b t d] of a text with the vectors [m d] at its tokens of images."""
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embeddings = self.embed(input_ids) if inputs_embeds is None else inputs_embeds
        if vectors is None:
            return embeddings
        token = self.config.image_token_id
        return with_vectors(
            embeddings, token_mask(input_ids, embeddings, token, self.embed), vectors
        )

    def image_rows(self, pixel_values, **options: Any):
        """The vectors of images [n p d], and the same in one row [m d]; without images two None."""
        if pixel_values is None:
            return None, None
        requests: dict[str, Any] = {"return_dict": True, **options}
        vectors = self.get_image_features(pixel_values, **requests).pooler_output
        images, count, d = ops.shape(vectors)
        return vectors, ops.reshape(vectors, (images * count, d))

    def decode(self, embeddings, vectors, **inputs: Any):
        """The language model's output, with the vectors of images."""
        output = self.text(inputs_embeds=embeddings, return_dict=True, **inputs)
        return LlavaModelOutputWithPast.of(output, image_hidden_states=vectors)


class VideoTokens:
    """`AmongTokens` with a token of videos too; mixed in before it."""

    config: Any
    embed: Any
    get_video_features: Any  # of the models that have one: the vectors are its `pooler_output`

    def known(self, input_ids):
        """Ids [b t] with embeddings: ids of images and videos that the table lacks are token 0."""
        rows = self.config.text_config.vocab_size
        for token in (self.config.image_token_id, self.config.video_token_id):
            if token >= rows:
                input_ids = ops.where(input_ids == token, 0, input_ids)
        return input_ids

    def video_rows(self, pixel_values_videos, **options: Any):
        """The vectors of videos [v p d], and the same in one row [m d]; without videos two None."""
        if pixel_values_videos is None:
            return None, None
        requests: dict[str, Any] = {"return_dict": True, **options}
        vectors = self.get_video_features(pixel_values_videos, **requests).pooler_output
        videos, count, d = ops.shape(vectors)
        return vectors, ops.reshape(vectors, (videos * count, d))

    def with_videos(self, input_ids, embeddings, vectors):
        """Embeddings [b t d] with the vectors [m d] at the tokens of videos, if there are any."""
        if vectors is None:
            return embeddings
        token = self.config.video_token_id
        return with_vectors(
            embeddings, token_mask(input_ids, embeddings, token, self.embed), vectors
        )


def running_index(chosen, count: int):
    """[b t]: of the chosen tokens (1, others 0) of all texts, one after the other, the index.

    Others have an arbitrary index below `count`.
    """
    batch, tokens = ops.shape(chosen)
    flat = ops.reshape(chosen, (batch * tokens,))
    index = ops.clamp(ops.cumsum(flat, 0) - 1, min=0, max=count - 1)
    return ops.reshape(index, (batch, tokens))


def token_mask(input_ids, embeddings, token: int, table):
    """[b t], True at the tokens with this id; of vectors alone, at those that are its embedding.

    `table` is the layer of embeddings.
    """
    if input_ids is not None:
        return input_ids == token
    ids = ops.full((1, 1), token, like=embeddings, dtype="int64")
    same = ops.cast(embeddings == table(ids), "int64")
    return ops.amin(same, -1) == 1


def with_vectors(embeddings, chosen, vectors):
    """Embeddings [b t d] whose chosen tokens (boolean [b t]) are the vectors [n d] in order."""
    check_width(vectors, embeddings)
    index = running_index(ops.cast(chosen, "int64"), ops.shape(vectors)[0])
    own = ops.cast(ops.take(vectors, index, 0), ops.dtype(embeddings))
    return ops.where(ops.unsqueeze(chosen, -1), own, embeddings)


def check_width(vectors, embeddings) -> None:
    """Refuse vectors [... d] of another size than the embeddings [b t d] of tokens."""
    size, expected = ops.shape(vectors)[-1], ops.shape(embeddings)[-1]
    if size != expected:
        raise ConfigError(
            f"The encoder's vectors have size {size}, and the language model's embeddings "
            f"{expected}. Its config says the first: out_hidden_size, output_dim or hidden_size."
        )


def first_rows(rows, chosen):
    """Rows [n d] with the chosen ones (boolean [n]) first, in order, and which are chosen now.

    In compiled functions, where how many there are is not known, it stands for those alone.
    """
    order = ops.argsort(ops.cast(chosen, "int64"), 0, descending=True)
    return ops.take(rows, order, 0), ops.take(chosen, order, 0)


def chosen_rows(x, chosen):
    """The rows of x [n ...] where a boolean [n] is True. In compiled functions, which do not know
    how many there are, None."""
    return ops.boolean_mask(x, chosen) if concrete(chosen) is not None else None


def vectors_at(embeddings, chosen, vectors):
    """[b t d]: the vectors [n d] at the chosen tokens (boolean [b t]), and zeros at the others."""
    return with_vectors(ops.zeros(ops.shape(embeddings), like=embeddings), chosen, vectors)
