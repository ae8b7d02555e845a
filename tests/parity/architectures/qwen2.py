from parity.arch import Arch, Row
from parity.architectures.llama import TINY, classes, texts, words
from parity.architectures.mistral import WINDOW

SOME_WINDOWS = WINDOW | {"use_sliding_window": True, "max_window_layers": 1}
TYPES = ["sliding_attention", "full_attention", "sliding_attention"]

ARCH = Arch(
    "qwen2",
    "Qwen2",
    "llama",
    causal_lm="ForCausalLM",
    rows=[
        Row("Model", TINY, texts(), "default"),
        Row("Model", SOME_WINDOWS, texts(), "windows", padded="attention_mask"),
        Row(
            "Model",
            SOME_WINDOWS | {"layer_types": TYPES},
            texts(),
            "types",
            padded="attention_mask",
        ),
        Row("ForCausalLM", SOME_WINDOWS, texts(labels=words), "windows", padded="attention_mask"),
        Row("ForCausalLM", TINY | {"tie_word_embeddings": True}, texts(), "tied"),
        Row("ForSequenceClassification", TINY, texts(labels=classes(2, 3)), "default"),
        Row("ForTokenClassification", TINY, texts(labels=classes(2, 3, 9)), "default"),
        Row("ForQuestionAnswering", TINY, texts(), "default"),
    ],
    refuses=[
        ({"layer_types": ["full_attention"]}, "3 of 'full_attention'"),
        ({"num_hidden_layers": 1, "layer_types": ["sliding_attention"]}, "some layer_types slide"),
    ],
)
