"""Parakeet with a transducer of tokens and durations (Xu et al., 2023, arXiv:2304.06795)."""

from __future__ import annotations

from auto_core.configs.parakeet_rnnt import ParakeetRNNTConfig


class ParakeetTDTConfig(ParakeetRNNTConfig):
    """As that of the transducer, with the durations that it predicts. The defaults are
    nvidia/parakeet-tdt-0.6b-v3, but for its encoder."""

    model_type = "parakeet_tdt"

    durations: list[int] | tuple[int, ...] = (0, 1, 2, 3, 4)

    def _complete(self) -> None:
        super()._complete()
        if not self.durations or min(self.durations) < 0 or not any(self.durations):
            self._refuse("durations", "numbers of frames from 0 on, one of them above 0")
