"""Evaluations pycma needs for three functions in ten dimensions: the yardstick of the CMA-ES unit tests.

Usage: pip install cma && python tests/reference/cma_evaluations.py
Prints the median over 15 seeds of the evaluations until 1e-8 (population 10); the medians are written into
crates/matching/src/cma/tests.rs.
"""

import statistics

import cma


def sphere(x):
    return sum(v * v for v in x)


def ellipsoid(x):
    return sum(1e6 ** (i / (len(x) - 1)) * v * v for i, v in enumerate(x))


def rosenbrock(x):
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def needed(function, start, sigma, seed):
    options = {"popsize": 10, "ftarget": 1e-8, "seed": seed, "verbose": -9, "maxfevals": 200_000}
    strategy = cma.CMAEvolutionStrategy(10 * [start], sigma, options)
    strategy.optimize(function)
    return strategy.result.evaluations if strategy.result.fbest < 1e-8 else None


for function, start, sigma in [(sphere, 3.0, 1.0), (ellipsoid, 3.0, 1.0), (rosenbrock, 0.0, 0.5)]:
    evaluations = [needed(function, start, sigma, seed) for seed in range(1, 16)]
    reached = [e for e in evaluations if e is not None]
    print(cma.__version__, function.__name__, len(reached), "of 15, median", statistics.median(reached))
