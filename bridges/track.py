"""Hands the numbers of a run on to a client of Python: lines of JSON ({"at": step, "values": {name: number}}) come on the
standard input, one byte goes out once the client is ready. Beside the run's numbers it keeps which run of the client they
are and how far they were handed on, so that one that goes on says nothing twice.
Run: track.py wandb|mlflow FOLDER
"""

import json
import os
import pathlib
import sys

client, folder = sys.argv[1], pathlib.Path(sys.argv[2])
answer = os.dup(1)
os.dup2(2, 1)  # what clients print is no answer
card = folder / f"{client}.json"
known = json.loads(card.read_text()) if card.is_file() else {}
last = known.get("last", -1)

if client == "wandb":
    try:
        import wandb
    except ImportError:
        sys.exit("the Python package `wandb` is not installed (pip install wandb)")
    run = wandb.init(project=os.environ.get("WANDB_PROJECT", "tonewright"), id=known.get("id"), resume="allow",
                     name=folder.name, dir=str(folder))
    identity = run.id
    log = lambda values, step: run.log({name.replace(".", "/"): value for name, value in values.items()}, step=step)
    finish = run.finish
else:
    try:
        import mlflow
    except ImportError:
        sys.exit("the Python package `mlflow` is not installed (pip install mlflow-skinny)")
    if "MLFLOW_EXPERIMENT_NAME" not in os.environ:
        mlflow.set_experiment("tonewright")
    run = mlflow.start_run(run_id=known.get("id"), run_name=None if known else folder.name)
    identity = run.info.run_id
    # Brackets are no part of a metric's name there.
    plain = lambda name: name.replace("[", "_").replace("]", "")
    log = lambda values, step: mlflow.log_metrics({plain(name): value for name, value in values.items()}, step=step)
    finish = mlflow.end_run

os.write(answer, b".")
for line in sys.stdin:
    line = json.loads(line)
    if line["at"] > last:
        log(line["values"], line["at"])
        last = line["at"]
        beside = card.with_suffix(".json.tmp")
        beside.write_text(json.dumps({"id": identity, "last": last}))
        beside.replace(card)
finish()
