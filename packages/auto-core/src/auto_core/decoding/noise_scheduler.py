"""How a diffusion model's noise is taken away, step by step: DPM-Solver++ (Lu et al., 2022,
arXiv:2211.01095), of several steps, for models of data with a preserved variance.

At timestep t a sample is `alpha_t * data + sigma_t * noise`. The options' names and defaults are
those of diffusers' class of the same name, so that its files can be read; a scheduler of diffusers
has the same methods.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from auto_core.errors import InputError, check_keywords

_CHOICES: dict[str, tuple[Any, ...]] = {
    "beta_schedule": ("linear", "scaled_linear", "squaredcos_cap_v2"),
    "solver_order": (1, 2, 3),
    "prediction_type": ("epsilon", "sample", "v_prediction"),
    "algorithm_type": ("dpmsolver++",),
    "solver_type": ("midpoint", "heun"),
    "final_sigmas_type": ("zero", "sigma_min"),
    "timestep_spacing": ("linspace", "leading", "trailing"),
}
_DEFAULTS: dict[str, Any] = {
    "num_train_timesteps": 1000,
    "beta_start": 1e-4,
    "beta_end": 0.02,
    "beta_schedule": "linear",
    "trained_betas": None,
    "solver_order": 2,
    "prediction_type": "epsilon",
    "algorithm_type": "dpmsolver++",
    "solver_type": "midpoint",
    "lower_order_final": True,
    "euler_at_final": False,
    "final_sigmas_type": "zero",
    "lambda_min_clipped": -math.inf,
    "timestep_spacing": "linspace",
    "steps_offset": 0,
}
# Options of diffusers whose other values are not implemented.
_ONLY: dict[str, Any] = {
    "thresholding": False,
    "use_karras_sigmas": False,
    "use_exponential_sigmas": False,
    "use_beta_sigmas": False,
    "use_lu_lambdas": False,
    "use_flow_sigmas": False,
    "rescale_betas_zero_snr": False,
    "use_dynamic_shifting": False,
    "variance_type": None,
}
# What means nothing without those.
_UNUSED = ("dynamic_thresholding_ratio", "sample_max_value", "flow_shift", "time_shift_type")
_FEW = 15  # steps, below which the last ones are of a lower order
_MOST = 100_000  # timesteps


class DPMSolverMultistepScheduler:
    """The multistep solver of orders 1 to 3.

    Attributes:
        timesteps: [n], those of the steps to come; of training before `set_timesteps`.
        alpha_t, sigma_t: [timesteps of training], what data and noise are multiplied by.

    Raises:
        UnknownArgumentError: a keyword is no option.
        InputError: an option has a value that is not implemented.
    """

    def __init__(self, **options: Any):
        options = {name: value for name, value in options.items() if not name.startswith("_")}
        check_keywords(options, {*_DEFAULTS, *_ONLY, *_UNUSED}, where=type(self).__name__)
        for name, value in options.items():
            choices = (_ONLY[name],) if name in _ONLY else _CHOICES.get(name, (value,))
            if value not in choices:
                shown = ", ".join(map(repr, choices))
                raise InputError(f"{name} is {value!r}, expected {shown}.")
        self.options = SimpleNamespace(**_DEFAULTS | options)
        betas = self._betas()
        kept = np.cumprod((1 - betas).astype(np.float32), dtype=np.float64)
        self.alpha_t, self.sigma_t = np.sqrt(kept), np.sqrt(1 - kept)
        if not (kept > 0).all():
            raise InputError("The betas leave nothing of the data: their last product is 0.")
        self.timesteps = np.arange(len(kept))[::-1].copy()
        self._sigmas = np.zeros(0)

    def _betas(self) -> np.ndarray:
        given = self.options
        if given.trained_betas is not None:
            return np.asarray(given.trained_betas, np.float32)
        count = given.num_train_timesteps
        if not 1 <= count <= _MOST:
            raise InputError(f"num_train_timesteps is {count}, expected 1 to {_MOST}.")
        if given.beta_schedule == "squaredcos_cap_v2":
            # Nichol & Dhariwal, 2021, arXiv:2102.09672
            angles = (np.arange(count + 1) / count + 0.008) / 1.008 * np.pi / 2
            kept = np.cos(angles) ** 2
            return np.minimum(1 - kept[1:] / kept[:-1], 0.999).astype(np.float32)
        if given.beta_schedule == "scaled_linear":
            return np.linspace(given.beta_start**0.5, given.beta_end**0.5, count) ** 2
        return np.linspace(given.beta_start, given.beta_end, count)

    def set_timesteps(self, num_inference_steps: int) -> None:
        """Begin again, with so many steps from noise to data.

        Raises:
            InputError: there are fewer timesteps than steps.
        """
        given, most = self.options, len(self.alpha_t)
        if num_inference_steps < 1:
            raise InputError(f"num_inference_steps is {num_inference_steps}, expected 1 or more.")
        logs = np.log(self.alpha_t) - np.log(self.sigma_t)
        last = most - int((logs < given.lambda_min_clipped).sum())
        if given.timestep_spacing == "linspace":
            steps = np.linspace(0, last - 1, num_inference_steps + 1).round()[:0:-1]
        elif given.timestep_spacing == "leading":
            ratio = last // (num_inference_steps + 1)
            steps = np.arange(num_inference_steps + 1)[:0:-1] * ratio + given.steps_offset
        else:
            steps = np.arange(last, 0, -most / num_inference_steps).round() - 1
        self.timesteps = steps.astype(np.int64)
        if len(set(self.timesteps.tolist())) < len(steps):
            raise InputError(
                f"There are {num_inference_steps} steps, and {last} timesteps are too few for them."
            )
        sigmas = self.sigma_t / self.alpha_t
        end = sigmas[0] if given.final_sigmas_type == "sigma_min" else 0.0
        self._sigmas = np.append(np.interp(steps, np.arange(most), sigmas), end)
        self._index, self._data = 0, []

    def step(self, model_output: Any, timestep: Any, sample: Any) -> SimpleNamespace:
        """`prev_sample`, the sample after one step, of any framework's tensors [... d].

        Args:
            model_output: what the model predicts of `sample`.
            timestep: not read, because steps are taken in order.

        Raises:
            InputError: all steps are taken, or `set_timesteps` was not called.
        """
        given, index, count = self.options, getattr(self, "_index", 0), len(self._sigmas) - 1
        if index >= count:
            raise InputError("No step is left: call set_timesteps first.")
        self._data = [*self._data, self._data_of(model_output, sample)][-given.solver_order :]
        order = min(len(self._data), given.solver_order)
        few = given.lower_order_final and count < _FEW
        if index == count - 1 and (few or given.euler_at_final or self._sigmas[-1] == 0):
            order = 1
        elif index == count - 2 and few:
            order = min(order, 2)
        self._index += 1
        return SimpleNamespace(prev_sample=self._next(sample, index, order))

    def _data_of(self, output: Any, sample: Any) -> Any:
        """The data that a prediction means."""
        alpha, sigma = _parts(self._sigmas[self._index])
        kind = self.options.prediction_type
        if kind == "sample":
            return output
        if kind == "v_prediction":  # Salimans & Ho, 2022, arXiv:2202.00512
            return sample * alpha - output * sigma
        return (sample - output * sigma) * (1 / alpha)

    def _next(self, sample: Any, index: int, order: int) -> Any:
        sigmas, now = self._sigmas, self._data[-1]
        alpha, sigma = _parts(sigmas[index + 1])
        left = float(sigmas[index + 1] / sigmas[index])  # e^-h
        result = sample * (sigma / _parts(sigmas[index])[1]) + now * (alpha * (1 - left))
        if order == 1:
            return result
        # lambda, the logarithm of alpha / sigma, is that of 1 / sigmas
        h, before = -math.log(left), math.log(sigmas[index - 1] / sigmas[index])
        slope = (now - self._data[-2]) * (h / before)
        curved = alpha * ((left - 1) / h + 1)
        if order == 2:
            midpoint = self.options.solver_type == "midpoint"
            return result + slope * (0.5 * alpha * (1 - left) if midpoint else curved)
        earlier = math.log(sigmas[index - 2] / sigmas[index - 1])
        change = slope - (self._data[-2] - self._data[-3]) * (h / earlier)
        bend = change * (h / (before + earlier))
        slope = slope + change * (before / (before + earlier))
        return result + slope * curved - bend * (alpha * ((left - 1 + h) / h**2 - 0.5))


def _parts(ratio: float) -> tuple[float, float]:
    """What data and noise are multiplied by, of their ratio."""
    alpha = float(1 / math.sqrt(ratio**2 + 1))
    return alpha, float(ratio) * alpha
