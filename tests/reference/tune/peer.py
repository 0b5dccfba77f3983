"""Optuna's side of `cargo bench -p tonewright-tune --bench against_optuna`.

    peer.py '{"problem": "branin", "trials": 60, "seeds": [0, 1]}'

prints one JSON object: the best value of each seed, and the CPU seconds of all. The problems are those of
`crates/tune/benches/against_optuna/problems.rs`.
"""

import json
import math
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def branin(trial):
    x = trial.suggest_float("x", -5.0, 10.0)
    y = trial.suggest_float("y", 0.0, 15.0)
    bend = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return bend**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


RATES = {"adam": -3.0, "sgd": -1.0, "lion": -4.0}
PENALTIES = {"adam": 0.0, "sgd": 0.3, "lion": 0.15}
NORMS = {"none": 0.4, "batch": 0.1, "layer": 0.0, "rms": 0.05}


def mixed(trial):
    """A network's training as a formula: three logarithmic rates, a number, a grid, two whole numbers, two choices."""
    optimizer = trial.suggest_categorical("optimizer", list(RATES))
    rate = math.log10(trial.suggest_float("rate", 1e-6, 1.0, log=True))
    decay = math.log10(trial.suggest_float("decay", 1e-8, 1e-1, log=True))
    dropout = trial.suggest_float("dropout", 0.0, 0.8)
    beta = trial.suggest_float("beta", 0.75, 0.999, step=0.001)
    blocks = trial.suggest_int("blocks", 1, 16)
    width = math.log2(trial.suggest_int("width", 16, 2048, log=True))
    norm = trial.suggest_categorical("norm", list(NORMS))
    return (
        (rate - RATES[optimizer]) ** 2
        + 0.05 * (decay + 4.0) ** 2
        + 4.0 * (dropout - 0.1 - 0.02 * blocks) ** 2
        + 10.0 * (beta - 0.9) ** 2
        + 0.02 * (blocks - 6.0) ** 2
        + 0.15 * (width - 9.0) ** 2
        + PENALTIES[optimizer]
        + NORMS[norm]
    )


def conditional(trial):
    """A choice that decides which other parameters there are."""
    if trial.suggest_categorical("kind", ["mlp", "tree"]) == "mlp":
        rate = math.log10(trial.suggest_float("rate", 1e-5, 1e-1, log=True))
        layers = trial.suggest_int("layers", 1, 8)
        return (rate + 3.0) ** 2 + 0.2 * (layers - 3.0) ** 2
    depth = trial.suggest_int("depth", 2, 20)
    share = trial.suggest_float("share", 0.1, 1.0)
    return 0.3 + 0.05 * (depth - 9.0) ** 2 + 3.0 * (share - 0.6) ** 2


HARTMANN_WEIGHTS = [1.0, 1.2, 3.0, 3.2]
HARTMANN_SCALES = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
HARTMANN_CENTRES = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def hartmann(trial):
    x = [trial.suggest_float(f"x{at}", 0.0, 1.0) for at in range(6)]
    off = [
        sum(scale * (one - centre) ** 2 for scale, one, centre in zip(scales, x, centres))
        for scales, centres in zip(HARTMANN_SCALES, HARTMANN_CENTRES)
    ]
    return -sum(weight * math.exp(-one) for weight, one in zip(HARTMANN_WEIGHTS, off))


PROBLEMS = {"hartmann": hartmann, "branin": branin, "mixed": mixed, "conditional": conditional}


def main():
    order = json.loads(sys.argv[1])
    optuna.logging.disable_propagation()
    best = []
    began = time.process_time()
    for seed in order["seeds"]:
        sampler = optuna.samplers.TPESampler(multivariate=True, group=True, seed=seed)
        study = optuna.create_study(sampler=sampler)
        study.optimize(PROBLEMS[order["problem"]], n_trials=order["trials"])
        best.append(study.best_value)
    print(json.dumps({"best": best, "cpu_secs": time.process_time() - began}))


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    main()
