"""Reference values of the statistics, made with SciPy. Run: python make.py > stats.json

Wilcoxon with ties is checked against full enumeration of the signs, which SciPy does not offer for every size.
"""

import itertools
import json
import sys

import numpy as np
import scipy
from scipy import stats


def enumerated(differences):
    """P(W+ <= w) and P(W+ >= w) over all signs of the midranks, zeros dropped."""
    d = np.asarray([x for x in differences if x != 0.0])
    ranks = stats.rankdata(np.abs(d))
    observed = ranks[d > 0].sum()
    sums = np.array([np.dot(signs, ranks) for signs in itertools.product([0, 1], repeat=len(d))])
    less, greater = np.mean(sums <= observed + 1e-9), np.mean(sums >= observed - 1e-9)
    return {"positive": observed, "less": less, "two_sided": min(1.0, 2 * min(less, greater))}


def case(name, a, b):
    a, b = np.asarray(a, float), np.asarray(b, float)
    d = a - b
    t_interval = stats.t.interval(0.95, len(d) - 1, loc=d.mean(), scale=stats.sem(d))
    t = stats.ttest_rel(a, b)
    sign = stats.binomtest(int((d < 0).sum()), int((d != 0).sum()), alternative="two-sided")
    out = {
        "name": name,
        "differences": d.tolist(),
        "mean": d.mean(),
        "standard_deviation": d.std(ddof=1),
        "t_interval": list(t_interval),
        "t": t.statistic,
        "t_p_two_sided": t.pvalue,
        "t_p_less": stats.ttest_rel(a, b, alternative="less").pvalue,
        "sign_p_two_sided": sign.pvalue,
        "dz": d.mean() / d.std(ddof=1),
    }
    bootstrap = stats.bootstrap((d,), np.mean, n_resamples=200_000, method="BCa", rng=np.random.default_rng(1), batch=2000)
    out["bca_interval"] = list(bootstrap.confidence_interval)
    nonzero = d[d != 0]
    approx = stats.wilcoxon(nonzero, method="approx", correction=False)
    out["wilcoxon_normal_p_two_sided"] = approx.pvalue
    out["wilcoxon_normal_p_less"] = stats.wilcoxon(nonzero, method="approx", correction=False, alternative="less").pvalue
    if len(nonzero) <= 16:
        out["wilcoxon_exact"] = enumerated(d)
    elif len(np.unique(np.abs(nonzero))) == len(nonzero):
        less = stats.wilcoxon(nonzero, method="exact", alternative="less")
        two = stats.wilcoxon(nonzero, method="exact")
        out["wilcoxon_exact"] = {"positive": less.statistic, "less": less.pvalue, "two_sided": two.pvalue}
    return out


def main():
    rng = np.random.default_rng(20260101)
    cases = [
        case("shifted", rng.normal(0, 1, 64) - 0.3, rng.normal(0, 1, 64)),
        case("even", rng.normal(0, 1, 40), rng.normal(0, 1, 40)),
        case("skewed", rng.exponential(2, 30), rng.exponential(1, 30)),
        case("tied", [1, 2, 2, 3, 4, 4, 5, 1, 2, 6], [2, 2, 3, 5, 4, 6, 7, 0, 4, 8]),
        case("few", [0.1, 0.4, 0.2], [0.3, 0.9, 0.15]),
    ]
    holm = {"p": [0.01, 0.04, 0.03, 0.005], "adjusted": [0.03, 0.06, 0.06, 0.02]}  # R: p.adjust(p, "holm")
    json.dump({"scipy": scipy.__version__, "cases": cases, "holm": holm}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
