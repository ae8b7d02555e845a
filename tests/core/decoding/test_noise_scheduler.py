"""DPM-Solver++: what diffusers 0.42.1 computes, and an equation whose solution is known."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from auto_core.decoding.noise_scheduler import DPMSolverMultistepScheduler
from auto_core.errors import InputError, UnknownArgumentError

COSINE = {"beta_schedule": "squaredcos_cap_v2"}
# Options, steps, the first timesteps, and what becomes of (1.5, -0.5) by `predicted`.
OF_DIFFUSERS: list[tuple[dict[str, Any], int, list[int], list[float]]] = [
    (COSINE | {"prediction_type": "v_prediction"}, 10, [999, 899, 799], [0.474356, -0.2865911]),
    (
        COSINE | {"prediction_type": "v_prediction", "solver_type": "heun"},
        17,
        [999, 940, 881],
        [0.5026862, -0.2888687],
    ),
    (
        {"solver_order": 3, "timestep_spacing": "leading", "steps_offset": 1},
        6,
        [853, 711, 569],
        [39.49677, -24.22862],
    ),
    (
        {
            "solver_order": 3,
            "timestep_spacing": "trailing",
            "beta_schedule": "scaled_linear",
            "final_sigmas_type": "sigma_min",
        },
        16,
        [999, 937, 874],
        [40.80835, -25.52572],
    ),
    (
        {
            "prediction_type": "sample",
            "euler_at_final": True,
            "final_sigmas_type": "sigma_min",
            "lower_order_final": False,
        },
        4,
        [999, 749, 500],
        [0.4552917, -0.2832152],
    ),
    (
        COSINE | {"lambda_min_clipped": -5.1, "solver_order": 1},
        4,
        [995, 746, 498],
        [150.1412, -92.47826],
    ),
]


def predicted(sample: np.ndarray, timestep: Any) -> np.ndarray:
    return np.sin(2 * sample) * 0.5 + timestep / 2000


@pytest.mark.parametrize(("options", "steps", "first", "wanted"), OF_DIFFUSERS, ids=range(6))
def test_steps_are_those_of_diffusers(
    options: dict[str, Any], steps: int, first: list[int], wanted: list[float]
) -> None:
    scheduler = DPMSolverMultistepScheduler(**options)
    for _ in range(2):  # a second run begins anew
        scheduler.set_timesteps(steps)
        assert scheduler.timesteps[:3].tolist() == first
        assert len(scheduler.timesteps) == steps
        sample = np.array([1.5, -0.5], np.float32)
        for timestep in scheduler.timesteps:
            output = predicted(sample, timestep).astype(np.float32)
            sample = scheduler.step(output, timestep, sample).prev_sample
        assert sample.dtype == np.float32
        np.testing.assert_allclose(sample, wanted, rtol=2e-5)
    with pytest.raises(InputError, match="No step is left"):
        scheduler.step(sample, 0, sample)


@pytest.mark.parametrize("kind", ["epsilon", "sample", "v_prediction"])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_order(order: int, kind: str) -> None:
    """Of normal data, whose best prediction and path are known: twice the steps, less error."""
    deviation, errors = 0.3, []
    for steps in (20, 40):
        scheduler = DPMSolverMultistepScheduler(
            trained_betas=[0.2] + [2e-4] * 19_999,
            solver_order=order,
            prediction_type=kind,
            final_sigmas_type="sigma_min",
            lower_order_final=False,
        )
        scheduler.set_timesteps(steps)
        sample = np.ones(1)
        for timestep in scheduler.timesteps:
            alpha, sigma = scheduler.alpha_t[timestep], scheduler.sigma_t[timestep]
            size = math.sqrt(alpha**2 * deviation**2 + sigma**2)
            if timestep == scheduler.timesteps[0]:
                begin = size
            data = alpha * deviation**2 / size**2 * sample
            noise = (sample - alpha * data) / sigma
            output = {
                "sample": data,
                "epsilon": noise,
                "v_prediction": alpha * noise - sigma * data,
            }
            sample = scheduler.step(output[kind], timestep, sample).prev_sample
        alpha, sigma = scheduler.alpha_t[0], scheduler.sigma_t[0]
        exact = math.sqrt(alpha**2 * deviation**2 + sigma**2) / begin
        errors.append(abs(float(sample[0]) - exact))
    assert errors[1] < errors[0] / 2 ** (order - 0.7)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"algorithm_type": "sde-dpmsolver++"}, "algorithm_type is 'sde-dpmsolver\\+\\+'"),
        ({"solver_order": 4}, "solver_order is 4, expected 1, 2, 3"),
        ({"use_flow_sigmas": True}, "use_flow_sigmas is True, expected False"),
        ({"num_train_timesteps": 0}, "num_train_timesteps is 0"),
        ({"trained_betas": [0.5, 1.0]}, "leave nothing of the data"),
    ],
)
def test_options_that_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        DPMSolverMultistepScheduler(**options)


def test_numbers_of_steps() -> None:
    scheduler = DPMSolverMultistepScheduler(trained_betas=np.linspace(0.01, 0.2, 30).tolist())
    scheduler.set_timesteps(29)
    assert scheduler.timesteps.tolist() == list(range(29, 0, -1))
    for steps in (0, 60):
        with pytest.raises(InputError, match=f"{steps}[ ,]"):
            scheduler.set_timesteps(steps)
    with pytest.raises(UnknownArgumentError, match="beta_start"):
        DPMSolverMultistepScheduler(beta_starts=1)
    options = {"_class_name": "DPMSolverMultistepScheduler", "sample_max_value": 1.0}
    assert len(DPMSolverMultistepScheduler(**options).alpha_t) == 1000  # of a file of diffusers
