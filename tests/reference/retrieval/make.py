"""Reference values of the classifier that tells presets' vectors from sounds', made with scikit-learn's logistic regression.
Run: pip install scikit-learn==1.9.1 numpy; python make.py > classifier.json

Points follow from a rule (mixed.py) that the test repeats; the second kind is moved off the first.
"""

import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from mixed import mixed


def case(name, count, dim, off):
    first = mixed(f"{name}/first", count * dim).reshape(count, dim)
    second = mixed(f"{name}/second", count * dim).reshape(count, dim) + off
    points = np.concatenate([first, second]).astype(np.float32).astype(np.float64)
    labels = np.repeat([0, 1], count)
    model = LogisticRegression(max_iter=10_000, C=1.0, tol=1e-10).fit(points, labels)
    return {
        "name": name,
        "count": count,
        "dim": dim,
        "off": off,
        "weights": model.coef_[0].tolist(),
        "intercept": float(model.intercept_[0]),
        "accuracy": float(model.score(points, labels)),
    }


cases = [case("near", 40, 3, 0.2), case("apart", 25, 5, 2.0), case("alike", 60, 4, 0.0)]
print(json.dumps({"scikit-learn": sklearn.__version__, "cases": cases}, indent=1))
