"""The config of deep averaging networks."""

from auto_core import PreTrainedConfig


class DeepAveragingConfig(PreTrainedConfig):
    """Sizes of the network."""

    model_type = "deep-averaging"

    vocab_size: int = 30522
    hidden_size: int = 300
    num_hidden_layers: int = 2
    word_dropout: float = 0.3
    initializer_range: float = 0.1
    pad_token_id: int | None = 0
