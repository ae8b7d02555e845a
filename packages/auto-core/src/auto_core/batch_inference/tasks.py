"""What is computed of each row's text. A task loads its model when it is first called, so that it
can be sent to other processes (Ray, Spark) before."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.declared import declared_heads
from auto_core.auto.modeling import FAMILIES, auto_class, installed_families
from auto_core.auto.processing import AutoProcessor
from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import InputError, UnsupportedTaskError
from auto_core.sentences.batches import batches, check_batch_size, listed
from auto_core.tensors import to_tensors

TENSORS = {"numpy": "np", "torch": "pt", "tf": "tf", "flax": "jax"}
_NOT_SEEN = ("batch_size", "device", "features")  # in the results
Results = dict[str, Any]


@dataclass
class Task:
    """A model, and how it is run.

    Args:
        model: a directory or a repository of the Hub.
        backend: "torch", "tf", "flax" or "numpy"; by default the first that is installed.
        batch_size: how many texts are computed together; they are sorted by length.
        device: torch's, such as "cuda".
        loading: keywords of `from_pretrained`, such as `dtype` and `revision`.
    """

    model: str
    backend: str | None = None
    batch_size: int = 32
    device: str | None = None
    loading: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_batch_size(self.batch_size)
        self.backend = self.backend or installed_families()[0]
        if self.backend not in FAMILIES:
            raise InputError(
                f"There is no backend {self.backend!r}. Backends: {', '.join(FAMILIES)}."
            )
        if self.device is not None and self.backend != "torch":
            raise InputError(f"device is torch's; {self.backend} places arrays by itself.")
        self._network: Any = None

    def __getstate__(self) -> dict[str, Any]:
        """Without the model, which each process loads by itself."""
        return self.__dict__ | {"_network": None}

    def __call__(self, texts: Sequence[str]) -> Results:
        """The columns `results` of texts, one entry for each.

        Raises:
            InputError: something is no text.
        """
        texts, _ = listed(texts, "texts")
        if self._network is None:
            self.load()
        return self.compute(texts)

    @property
    def results(self) -> tuple[str, ...]:
        """The names of the columns."""
        raise NotImplementedError

    def describe(self) -> dict[str, Any]:
        """What the results depend on, for a job that is continued: not how much is computed at
        once, nor where."""
        fields = dataclasses.asdict(self)
        fields["loading"].pop("token", None)  # a secret, which the results do not depend on
        return {"task": type(self).__name__.lower()} | {
            name: value for name, value in fields.items() if name not in _NOT_SEEN
        }

    @property
    def notes(self) -> list[str]:
        """What was assumed of the model because no file says it, once it is loaded here."""
        return [] if self._network is None else list(self._network.loading_report.notes)

    def load(self) -> None:
        """Load the model, and its tokenizer where it has none by itself."""
        raise NotImplementedError

    def compute(self, texts: list[str]) -> Results:
        """The results of texts, once the model is there."""
        raise NotImplementedError

    def _load(self, task: str) -> None:
        loaded: Any = auto_class(self._package, task)
        self._network = loaded.from_pretrained(self.model, **self.loading)
        if self.device is not None:
            self._network.to(self.device)

    @property
    def _package(self) -> str:
        return FAMILIES[str(self.backend)][1]

    @property
    def _hub(self) -> dict[str, Any]:
        """Keywords that say where files are, without those of weights."""
        return {name: value for name, value in self.loading.items() if name != "dtype"}

    @property
    def _inference(self) -> Any:
        """The framework's `blocks.inference`."""
        return importlib.import_module(f"{self._package}.blocks.inference")

    def _head_of(self, tasks: Sequence[str], what: str) -> str:
        """Which of these tasks the file's class is of, else the first that the type has."""
        config = AutoConfig.from_pretrained(self.model, **self._hub)
        heads = declared_heads(config.model_type)
        named = (config.architectures or [""])[0]
        found = [task for task in tasks if task in heads]
        if not found:
            raise UnsupportedTaskError(
                f"{self.model} is a {config.model_type}, which has no head that {what}."
            )
        return next((t for t in found if heads[t].architecture_name() == named), found[0])

    def _most_tokens(self, tokenizer: Any) -> int | None:
        positions = getattr(self._network.config, "max_position_embeddings", None)
        limits = (tokenizer.model_max_length, positions)
        return min((n for n in limits if isinstance(n, int) and 0 < n < 10**9), default=None)


@dataclass
class Embed(Task):
    """`embedding` [e] of each text, float32, by `AutoModelForSentenceEmbedding`.

    Args:
        prompt_name: of the model's prompts, put before each text.
        normalize_embeddings: bring each vector to length 1.
        truncate_dim: how many leading features to keep.
    """

    prompt_name: str | None = None
    normalize_embeddings: bool = False
    truncate_dim: int | None = None
    features: int | None = field(default=None, init=False)  # of each embedding, once one is there

    @property
    def results(self) -> tuple[str, ...]:
        return ("embedding",)

    def load(self) -> None:
        self._load("sentence-embedding")

    def compute(self, texts: list[str]) -> Results:
        array = self._network.encode(
            texts,
            prompt_name=self.prompt_name,
            batch_size=self.batch_size,
            normalize_embeddings=self.normalize_embeddings,
            truncate_dim=self.truncate_dim,
        )
        self.features = array.shape[1]
        return {"embedding": list(np.asarray(array, np.float32))}


@dataclass
class Classify(Task):
    """`prediction` and `score` of each text, by `AutoModelForSequenceClassification`.

    The label with the largest probability and that probability; of a model with several labels at
    once (`problem_type="multi_label_classification"`) the list of labels of at least 0.5, and the
    list of their probabilities; of one with a single label its name and the sigmoid of the logit,
    or the logit itself in regression.

    Args:
        all_scores: also `scores`, a dictionary of every label's.
    """

    all_scores: bool = False

    @property
    def results(self) -> tuple[str, ...]:
        return ("prediction", "score", *(("scores",) if self.all_scores else ()))

    def load(self) -> None:
        self._load("sequence-classification")
        self._tokenizer = AutoTokenizer.from_pretrained(self.model, **self._hub)

    def compute(self, texts: list[str]) -> Results:
        logits = self._logits(texts)
        config = self._network.config
        names = [config.id2label[i] for i in range(logits.shape[1])]
        kind = config.problem_type
        several = kind == "multi_label_classification"
        if kind == "regression":
            scores = logits
        elif several or logits.shape[1] == 1:
            scores = 1 / (1 + np.exp(-logits))
        else:
            scores = np.exp(logits - logits.max(-1, keepdims=True))
            scores /= scores.sum(-1, keepdims=True)
        rows = scores.tolist()
        found: Results = {"prediction": [], "score": []}
        for row in rows:
            chosen = [i for i, score in enumerate(row) if score >= 0.5]
            best = max(range(len(row)), key=row.__getitem__)
            found["prediction"].append([names[i] for i in chosen] if several else names[best])
            found["score"].append([row[i] for i in chosen] if several else row[best])
        if self.all_scores:
            found["scores"] = [dict(zip(names, row, strict=True)) for row in rows]
        return found

    def _logits(self, texts: list[str]) -> np.ndarray:
        """float64 [n c]."""
        frame, network = self._inference, self._network
        logits = np.zeros((len(texts), network.config.num_labels))
        with frame.evaluating(network):
            call = frame.caller(network)
            for order, inputs in batches(
                self._tokenizer,
                texts,
                batch_size=self.batch_size,
                max_length=self._most_tokens(self._tokenizer),
                names=type(network)._inputs[0],
                rounded=frame.rounded,
            ):
                rows = frame.as_numpy(call(inputs).logits)[: len(order)]
                logits[order] = rows.reshape(len(order), -1)
        return logits


@dataclass
class Generate(Task):
    """`generated`, the text that a model continues or answers each text with.

    With a chat template a text is a user's message, as in `auto chat`; without one it is the
    prompt as it is. Encoder-decoders get the text as their input.

    Args:
        system: a first message, which says how to answer.
        options: of `generate`, such as `max_new_tokens` and `do_sample`.
    """

    system: str | None = None
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def results(self) -> tuple[str, ...]:
        return ("generated",)

    def load(self) -> None:
        self._task = self._head_of(("causal-lm", "seq2seq-lm", "image-text-to-text"), "writes text")
        self._load(self._task)
        processor = AutoProcessor.from_pretrained(self.model, **self._hub)
        tokenizer: Any = getattr(processor, "tokenizer", processor)
        self._templated: Any = next(
            (part for part in (processor, tokenizer) if getattr(part, "chat_template", None)), None
        )
        if self.system is not None and self._templated is None:
            raise InputError("There is no chat template, so there is no place for a system text.")
        if self._task != "seq2seq-lm":
            # What is cut of a prompt that is too long is its beginning: its end says what to do.
            tokenizer.padding_side = tokenizer.truncation_side = "left"
        if tokenizer.pad_token is None:
            tokenizer.pad_token = tokenizer.eos_token
        self._tokenizer = tokenizer

    def compute(self, texts: list[str]) -> Results:
        network, tokenizer = self._network, self._tokenizer
        answers = [""] * len(texts)
        prompts = texts if self._templated is None else [self._prompt(text) for text in texts]
        options = {"num_beams": 1, "max_new_tokens": 256, **self.options}
        for order, inputs in batches(
            tokenizer,
            prompts,
            batch_size=self.batch_size,
            max_length=self._room(tokenizer, options["max_new_tokens"]),
            names=("input_ids", "attention_mask"),
            rounded=self._inference.rounded,
            add_special_tokens=self._templated is None,  # templates write their own
        ):
            tensors = {name: self._tensor(array) for name, array in inputs.items()}
            ids = network.generate(**tensors, **options)
            ids = np.asarray(ids.cpu() if hasattr(ids, "cpu") else ids)[: len(order)]
            if self._task != "seq2seq-lm":
                ids = ids[:, inputs["input_ids"].shape[1] :]
            for index, row in zip(order, ids, strict=True):
                answers[index] = tokenizer.decode(row, skip_special_tokens=True).strip()
        return {"generated": answers}

    def _prompt(self, text: str) -> str:
        messages = [] if self.system is None else [{"role": "system", "content": self.system}]
        messages.append({"role": "user", "content": text})
        return self._templated.apply_chat_template(
            messages, add_generation_prompt=True, tokenize=False
        )

    def _room(self, tokenizer: Any, asked: int) -> int | None:
        """How many tokens a prompt may have, so that the answer has positions left."""
        most = self._most_tokens(tokenizer)
        if most is None or self._task == "seq2seq-lm":
            return most
        if most <= asked:
            raise InputError(
                f"max_new_tokens is {asked}, and the model has {most} positions: nothing is left "
                "for a prompt."
            )
        return most - asked

    def _tensor(self, array: np.ndarray) -> Any:
        tensor = to_tensors(array, TENSORS[str(self.backend)])
        return tensor.to(self._network.device) if self.backend == "torch" else tensor
