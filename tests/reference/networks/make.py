"""Makes values.json: what PyTorch's own layers give for preset encoders of every kind, with weights filled by a rule.

The names of parameters are those of the crate `nn`, matrices are inputs x outputs; here they are turned round where
PyTorch has outputs x inputs. Run: python tests/reference/networks/make.py (needs requirements-torch.txt).
"""

import json
import math
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from mixed import bits, mixed

torch.set_num_threads(1)
PRESETS, OUTPUTS, WIDTH, STEPS = 6, 5, 16, 12
CHOICES = {2: 3, 4: 2, 7: 4, 10: 2}
NUMBERS = [place for place in range(12) if place not in CHOICES]
CLASSES = list(CHOICES.values())


class Weights:
    """Parameters by their names, made when they are first asked for."""

    def __init__(self):
        self.all = {}

    def __call__(self, name, *shape):
        drawn = mixed(name, math.prod(shape))
        if len(shape) == 2:
            drawn = 2.0 * drawn / math.sqrt(shape[0])
        elif name.endswith("gamma"):
            drawn = 1.0 + 0.4 * drawn
        else:
            drawn = 0.4 * drawn
        self.all[name] = torch.tensor(drawn.reshape(shape).astype("f4"), requires_grad=True)
        return self.all[name]

    def linear(self, name, inputs, outputs, bias=True):
        weight = self(f"{name}.weight", inputs, outputs)
        offset = self(f"{name}.bias", outputs) if bias else None
        return lambda x: F.linear(x, weight.T, offset)

    def batch_norm(self, name, width):
        gamma, beta = self(f"{name}.gamma", width), self(f"{name}.beta", width)
        mean, variance = torch.zeros(width), torch.ones(width)

        def norm(x, training):
            if not training:
                return F.batch_norm(x, mean, variance, gamma, beta, False, 0.1, 1e-5)
            # What is remembered is the variance of the batch itself, as burn has it; PyTorch remembers n / (n - 1) of it.
            seen = x.detach()
            mean.mul_(0.9).add_(0.1 * seen.mean(0))
            variance.mul_(0.9).add_(0.1 * seen.var(0, unbiased=False))
            return F.batch_norm(x, None, None, gamma, beta, True, 0.1, 1e-5)

        return norm

    def with_torch(self, module, leaves):
        """A module of PyTorch's whose parameters are these, by its own names."""
        return lambda *args: torch.func.functional_call(module, leaves, args)


def one_hot(numbers, classes):
    hot = [F.one_hot(classes[:, at], count).float() for at, count in enumerate(CLASSES)]
    return torch.cat([numbers, *hot], 1)


def raw(numbers, classes):
    row = torch.zeros(len(numbers), 12)
    row[:, NUMBERS] = numbers
    for at, (place, count) in enumerate(CHOICES.items()):
        row[:, place] = classes[:, at].float() / (count - 1)
    return row


def waves(count, dim):
    table = torch.zeros(count, dim)
    position = torch.arange(count, dtype=torch.float64)[:, None]
    rate = torch.exp(torch.arange(0, dim, 2, dtype=torch.float64) * (-math.log(10_000.0) / dim))
    table[:, 0::2] = torch.sin(position * rate).float()
    table[:, 1::2] = torch.cos(position * rate).float()
    return table


def tokens(weights, name, dim, cls, positions):
    directions = weights(f"{name}.directions", len(NUMBERS), dim)
    table = weights(f"{name}.table", sum(CLASSES), dim)
    first = weights(f"{name}.cls", 1, dim) if cls else None

    def forward(numbers, classes):
        all_tokens = [None] * 12
        for at, place in enumerate(NUMBERS):
            all_tokens[place] = numbers[:, at, None] * directions[at]
        start = 0
        for at, (place, count) in enumerate(CHOICES.items()):
            all_tokens[place] = F.embedding(start + classes[:, at], table)
            start += count
        row = torch.stack(all_tokens, 1)
        if cls:
            row = torch.cat([first.expand(len(row), 1, dim), row], 1)
        return row + waves(row.shape[1], dim) if positions else row

    return forward


def gru(weights, name, layers, inputs, states):
    """torch.nn.GRU, both directions; its matrices are outputs x inputs."""
    module = torch.nn.GRU(inputs, states, num_layers=layers, bidirectional=True, batch_first=True)
    leaves = {}
    for layer in range(layers):
        width = inputs if layer == 0 else 2 * states
        for direction, suffix in (("forth", ""), ("back", "_reverse")):
            part = f"{name}.layers.{layer}.{direction}"
            leaves[f"weight_ih_l{layer}{suffix}"] = weights(f"{part}.input.weight", width, 3 * states).T
            leaves[f"bias_ih_l{layer}{suffix}"] = weights(f"{part}.input.bias", 3 * states)
            leaves[f"weight_hh_l{layer}{suffix}"] = weights(f"{part}.state.weight", states, 3 * states).T
            leaves[f"bias_hh_l{layer}{suffix}"] = weights(f"{part}.state.bias", 3 * states)
    call = weights.with_torch(module, leaves)

    def last(row):
        _, final = call(row)
        return torch.cat([final[-2], final[-1]], 1)

    return last


def block(weights, kind, name, inputs, outputs):
    if kind == "highway":
        linear = weights.linear(f"{name}.linear", inputs, outputs, bias=False)
        norm = weights.batch_norm(f"{name}.norm", outputs)
        gate = weights.linear(f"{name}.gate", inputs, outputs) if inputs == outputs else None

        def highway(x, training):
            heard = F.relu(norm(linear(x), training))
            if gate is None:
                return heard
            open_ = torch.sigmoid(gate(x))
            return heard * open_ + x * (1 - open_)

        return highway
    first = weights.linear(f"{name}.first", inputs, outputs, bias=False)
    first_norm = weights.batch_norm(f"{name}.first_norm", outputs)
    second = weights.linear(f"{name}.second", outputs, outputs, bias=False)
    second_norm = weights.batch_norm(f"{name}.second_norm", outputs)

    def mlp(x, training):
        half = F.relu(first_norm(first(x), training))
        heard = second_norm(second(half), training)
        return F.relu(heard + x) if kind == "residual" and inputs == outputs else F.relu(heard)

    return mlp


def stack(weights, kind, given, width):
    blocks = [
        block(weights, kind, f"network.blocks.{at}", width if at == 0 else WIDTH, WIDTH) for at in range(3)
    ]
    head = weights.linear("network.head", WIDTH, OUTPUTS)

    def forward(numbers, classes, training):
        x = given(numbers, classes)
        for one in blocks:
            x = one(x, training)
        return head(x)

    return forward


def recurrent(weights):
    last = gru(weights, "network.gru", 2, 1, 4)
    hidden = weights.linear("network.hidden", 8, 8)
    head = weights.linear("network.head", 8, OUTPUTS)
    return lambda numbers, classes, training: head(F.relu(hidden(last(one_hot(numbers, classes)[:, :, None]))))


def transformer(weights):
    dim, heads, feed = 16, 4, 24
    given = tokens(weights, "network.tokens", dim, cls=True, positions=True)
    layers = []
    for at in range(2):
        name = f"network.layers.{at}"
        module = torch.nn.TransformerEncoderLayer(dim, heads, feed, dropout=0.0, batch_first=True, norm_first=True)
        leaves = {
            "norm1.weight": weights(f"{name}.attention_norm.gamma", dim),
            "norm1.bias": weights(f"{name}.attention_norm.beta", dim),
            "self_attn.in_proj_weight": weights(f"{name}.queries_keys_values.weight", dim, 3 * dim).T,
            "self_attn.in_proj_bias": weights(f"{name}.queries_keys_values.bias", 3 * dim),
            "self_attn.out_proj.weight": weights(f"{name}.output.weight", dim, dim).T,
            "self_attn.out_proj.bias": weights(f"{name}.output.bias", dim),
            "norm2.weight": weights(f"{name}.feed_norm.gamma", dim),
            "norm2.bias": weights(f"{name}.feed_norm.beta", dim),
            "linear1.weight": weights(f"{name}.widen.weight", dim, feed).T,
            "linear1.bias": weights(f"{name}.widen.bias", feed),
            "linear2.weight": weights(f"{name}.narrow.weight", feed, dim).T,
            "linear2.bias": weights(f"{name}.narrow.bias", dim),
        }
        layers.append(weights.with_torch(module, leaves))
    gamma, beta = weights("network.norm.gamma", dim), weights("network.norm.beta", dim)
    head = weights.linear("network.head", dim, OUTPUTS)

    def forward(numbers, classes, training):
        x = given(numbers, classes)
        for layer in layers:
            x = layer(x)
        return head(F.relu(F.layer_norm(x[:, 0], (dim,), gamma, beta, 1e-5)))

    return forward


# Two units of two numbers and a choice of two classes, and what the four classes of the selector make of them: who hears
# whom (modulator, modulated), who is heard, and whose output goes back to whom.
UNITS, SELECTOR, KNOTS = [[0, 1, 4], [5, 9, 10]], 7, (3, 5)
ROUTINGS = [([(1, 0)], [0], [(1, 1)]), ([(0, 1)], [1], [(1, 0)]), ([], [0, 1], [(0, 0)]), ([(1, 0)], [0, 1], [])]


def graph(weights):
    dim, feed, rounds, width, blocks = 16, 24, 2, 20, 2

    def columns(numbers, classes, places):
        chosen = numbers[:, [NUMBERS.index(place) for place in places if place in NUMBERS]]
        scaled = [chosen[:, :, None] * (knots - 1) - torch.arange(knots) for knots in KNOTS]
        near = [torch.clamp(1 - off.abs(), min=0).flatten(1) for off in scaled]
        at = [list(CHOICES).index(place) for place in places if place in CHOICES]
        return torch.cat([*near, chosen, *(F.one_hot(classes[:, one], CLASSES[one]) for one in at)], 1)

    def maps(name, inputs):
        first, second = weights.linear(f"{name}.first", inputs, dim), weights.linear(f"{name}.second", dim, dim)
        return lambda x: second(F.silu(first(x)))

    def layer_norm(name, wide):
        gamma, beta = weights(f"{name}.gamma", wide), weights(f"{name}.beta", wide)
        return lambda x: F.layer_norm(x, (wide,), gamma, beta, 1e-5)

    def gated(name, wide, inside):
        norm, gate = layer_norm(f"{name}.norm", wide), weights.linear(f"{name}.gate", wide, inside)
        value, narrow = weights.linear(f"{name}.value", wide, inside), weights.linear(f"{name}.narrow", inside, wide)
        return lambda x, to_gate=0, to_value=0: (
            x + narrow(F.silu(gate(norm(x)) + to_gate) * (value(norm(x)) + to_value))
        )

    others = [place for place in range(12) if place not in UNITS[0] + UNITS[1]]
    of_unit = maps("network.facts.units", 2 * (1 + sum(KNOTS)) + 2 + 5)
    numbers_of_all = len([place for place in others if place in NUMBERS])
    of_all = maps("network.facts.global", numbers_of_all * (1 + sum(KNOTS)) + 3 + 4)
    layers = []
    for at in range(rounds):
        name = f"network.rounds.{at}"
        layers.append((
            layer_norm(f"{name}.norm", dim),
            weights(f"{name}.messages.weight", dim, 3 * dim),
            gated(f"{name}.feed", dim, feed),
            *(weights.linear(f"{name}.{to}", dim, feed, bias=False) for to in ("to_gate", "to_value")),
        ))
    name = "network.readout"
    units_norm, global_norm = layer_norm(f"{name}.units_norm", dim), layer_norm(f"{name}.global_norm", dim)
    from_heard, from_all = (weights.linear(f"{name}.{one}", dim, width, bias=False) for one in ("heard", "all"))
    from_global = weights.linear(f"{name}.global", dim, width)
    deep = [gated(f"{name}.blocks.{at}", width, width) for at in range(blocks)]
    norm, head = layer_norm(f"{name}.norm", width), weights.linear(f"{name}.head", width, OUTPUTS)

    def one(numbers, classes):
        """One preset, wire by wire."""
        edges, heard, feedback = ROUTINGS[int(classes[0, list(CHOICES).index(SELECTOR)])]
        states = []
        for unit in range(2):
            role = [unit in heard, *(sum(edge[end] == unit for edge in edges) for end in (1, 0))]
            role += [sum(edge[end] == unit for edge in feedback) for end in (1, 0)]
            parameters = columns(numbers, classes, UNITS[unit])
            states.append(of_unit(torch.cat([parameters, torch.tensor([role]).float()], 1)))
        whole = of_all(columns(numbers, classes, others))
        for before, messages, feed_layer, to_gate, to_value in layers:
            said = [(before(state) @ messages).split(dim, 1) for state in states]
            for unit in range(2):
                for sender, hears in edges:
                    if hears == unit:
                        states[unit] = states[unit] + said[sender][0]
                    if sender == unit:
                        states[unit] = states[unit] + said[hears][1]
                for sender, hears in feedback:
                    if hears == unit:
                        states[unit] = states[unit] + said[sender][2]
            states = [feed_layer(state, to_gate(whole), to_value(whole)) for state in states]
        states = [units_norm(state) for state in states]
        row = from_heard(sum(states[unit] for unit in heard)) + from_all(sum(states)) + from_global(global_norm(whole))
        for block_ in deep:
            row = block_(row)
        return head(norm(row))

    return lambda numbers, classes, training: torch.cat(
        [one(numbers[at : at + 1], classes[at : at + 1]) for at in range(len(numbers))]
    )


def networks():
    def flat(weights):
        given = tokens(weights, "network.input", 8, cls=False, positions=False)
        return lambda numbers, classes: given(numbers, classes).flatten(1)

    def read(weights):
        given = tokens(weights, "network.input.tokens", 8, cls=False, positions=True)
        last = gru(weights, "network.input.gru", 1, 8, 4)
        return lambda numbers, classes: last(given(numbers, classes))

    hot = len(NUMBERS) + sum(CLASSES)
    return {
        "raw-mlp": lambda w: stack(w, "mlp", raw, 12),
        "one-hot-mlp": lambda w: stack(w, "mlp", one_hot, hot),
        "one-hot-highway": lambda w: stack(w, "highway", one_hot, hot),
        "one-hot-residual": lambda w: stack(w, "residual", one_hot, hot),
        "tokens-highway": lambda w: stack(w, "highway", flat(w), 12 * 8),
        "tokens-gru-highway": lambda w: stack(w, "highway", read(w), 8),
        "recurrent": recurrent,
        "transformer": transformer,
        "graph": graph,
    }


def main():
    numbers = torch.tensor((mixed("numbers", PRESETS * len(NUMBERS)) + 0.5).astype("f4")).reshape(PRESETS, -1)
    drawn = bits("classes", PRESETS * len(CLASSES)).astype("i8")
    classes = torch.tensor(drawn % np.tile(CLASSES, PRESETS)).reshape(PRESETS, -1)
    target = torch.tensor(mixed("target", PRESETS * OUTPUTS).astype("f4")).reshape(PRESETS, OUTPUTS)
    values = {}
    for name, make in networks().items():
        weights = Weights()
        network = make(weights)
        output = network(numbers, classes, True)
        loss = F.l1_loss(output, target)
        loss.backward()
        gradients = {}
        for parameter, leaf in weights.all.items():
            gradient = leaf.grad.double().flatten().numpy()
            along = float(gradient @ mixed("direction", len(gradient)))
            gradients[parameter] = [float(np.linalg.norm(gradient)), along]
        with torch.no_grad():
            afterwards = network(numbers, classes, False)
        losses = []
        optimizer = torch.optim.AdamW(weights.all.values(), 3e-3, (0.9, 0.98), 1e-7, weight_decay=0.01)
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss_now = F.l1_loss(network(numbers, classes, True), target)
            loss_now.backward()
            torch.nn.utils.clip_grad_norm_(weights.all.values(), 0.5)
            optimizer.step()
            losses.append(loss_now.item())
        values[name] = {
            "losses": losses,
            "output": output.double().flatten().tolist(),
            "loss": loss.item(),
            "gradients": gradients,
            "output_afterwards": afterwards.double().flatten().tolist(),
        }
    path = pathlib.Path(__file__).with_name("values.json")
    path.write_text(json.dumps(values, indent=1) + "\n")
    print(f"{path}: {len(values)} networks, torch {torch.__version__}")


if __name__ == "__main__":
    main()
