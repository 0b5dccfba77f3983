"""Reference values of UMAP, made with umap-learn and scikit-learn. Run: pip install umap-learn==0.5.12; python make.py > umap.json

The curve's a and b for some min_dist; scales, nearest distances and the fuzzy set of 60 points, some of which are alike; and
the trustworthiness of pictures of 800 points, with the settings that they were made with. Points are made by `points` below,
which the tests repeat.
"""

import json
import sys

import numpy as np
import sklearn
import umap
from sklearn.manifold import trustworthiness
from umap.umap_ import find_ab_params, fuzzy_simplicial_set, nearest_neighbors, smooth_knn_dist


def points(count, dim, heaps):
    """Heaps of points: a linear congruential generator (Numerical Recipes), sums of three of its numbers as noise."""
    state = 1

    def draw():
        nonlocal state
        state = (1664525 * state + 1013904223) % 2**32
        return state / 2**32

    centres = [[4.0 * draw() for _ in range(dim)] for _ in range(heaps)]
    rows = [[x + draw() + draw() + draw() for x in centres[at % heaps]] for at in range(count)]
    return np.asarray(rows, dtype=np.float32)


def small():
    data = points(60, 5, 3)
    data[50:54] = data[10:14]
    each = 12
    indices, distances, _ = nearest_neighbors(data, each, "euclidean", {}, False, np.random.RandomState(1))
    scales, nearest = smooth_knn_dist(distances, float(each))
    graph, _, _ = fuzzy_simplicial_set(
        data, each, np.random.RandomState(1), "euclidean", knn_indices=indices, knn_dists=distances
    )
    graph = graph.tocoo()
    edges = sorted(zip(graph.row.tolist(), graph.col.tolist(), graph.data.astype(float).tolist()))
    return {
        "neighbours": each,
        "distances": distances.astype(float).tolist(),
        "scales": scales.astype(float).tolist(),
        "nearest": nearest.astype(float).tolist(),
        "edges": edges,
    }


def picture(neighbours, min_dist, near=15):
    data = points(800, 24, 8)
    made = umap.UMAP(n_neighbors=neighbours, min_dist=min_dist, init="pca", random_state=42).fit_transform(data)
    trust = float(trustworthiness(data, made, n_neighbors=near))
    return {"neighbours": neighbours, "min_dist": min_dist, "near": near, "trustworthiness": trust}


json.dump(
    {
        "made_with": f"umap-learn {umap.__version__}, scikit-learn {sklearn.__version__}, NumPy {np.__version__}",
        "curves": [[d, *map(float, find_ab_params(1.0, d))] for d in (0.0, 0.1, 0.25, 0.5, 0.8, 0.99)],
        "small": small(),
        "pictures": [picture(15, 0.1), picture(75, 0.5), picture(75, 0.99)],
    },
    sys.stdout,
)
