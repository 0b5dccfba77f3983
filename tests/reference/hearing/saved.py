"""Makes alone.pt, pair.pt, nested.pt and wide.pt: small checkpoints as `torch.save` writes them.

Run: python tests/reference/hearing/saved.py (needs requirements-torch.txt).
"""

import argparse
import pathlib

import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent
state = {
    "body.weight": torch.arange(6.0).reshape(2, 3).T,
    "body.half": torch.tensor([0.5, -2.0], dtype=torch.float16),
    "body.num_batches_tracked": torch.tensor(7),
}
torch.save(state, HERE / "alone.pt")
torch.save((state, {"classes": (np.int64(1), 23)}), HERE / "pair.pt")
optimizer = {"state": {0: {"step": 3, "exp_avg": torch.ones(2)}}, "param_groups": [{"lr": 1e-3, "params": [0]}]}
nested = {"model": state, "optimizer": optimizer, "epoch": 5, "args": argparse.Namespace(lr=1e-3, output=pathlib.Path("."))}
torch.save(nested, HERE / "nested.pt")
torch.save({"wide": torch.zeros(1).expand(1 << 30)}, HERE / "wide.pt")
