#!/usr/bin/python3
"""make_fixtures.py [FOLDER [RUN ...]]: training runs in PyTorch's float64, for the tests to repeat.

Writes a folder a run under tests/fixtures/parity: config.yaml in Backplane's language, x.npy, t.npy,
init.safetensors (the starting weights), losses.txt (the loss of each of 50 steps) and, where the run is about
the update, final.safetensors (the weights that the model file is to hold). Named runs alone, or all.
Needs python3-torch.
"""
import json
import math
import pathlib
import re
import struct
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from fixture_losses import ABSORBED, INDEXED, LOSSES, LOSS_RUNS, run
from fixture_optimizers import OPTIMIZERS

STEPS = 50


def formula(x, formula):
    """The formula in PyTorch's functions, differentiated by PyTorch."""
    def wide(v):
        return torch.as_tensor(v, dtype=torch.float64)

    words = {k: getattr(torch, k) for k in ("exp", "sin", "tanh", "erf", "abs", "where")}
    words |= {"softplus": lambda a: torch.log1p(torch.exp(a)), "sqrt": math.sqrt, "x": x,
              "max": lambda a, b: torch.maximum(wide(a), wide(b)),
              "clip": lambda a, low, high: torch.minimum(torch.maximum(a, wide(low)), wide(high))}
    return eval(formula.replace("^", "**"), words)


# word in the configuration -> the function, given the word's parameters
ACTIVATIONS = {
    "identity": lambda x: x,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "gelu": F.gelu,
    "silu": F.silu,
    "softplus": F.softplus,
    "softmax": lambda x: F.softmax(x, -1),
    "log_softmax": lambda x: F.log_softmax(x, -1),
    "softmin": lambda x: F.softmin(x, -1),
    "abs": torch.abs,
    "neg": torch.neg,
    "reciprocal": torch.reciprocal,
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    "erf": torch.erf,
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "asin": torch.asin,
    "acos": torch.acos,
    "atan": torch.atan,
    "sinh": torch.sinh,
    "cosh": torch.cosh,
    "asinh": torch.asinh,
    "acosh": torch.acosh,
    "atanh": torch.atanh,
    "floor": torch.floor,
    "ceil": torch.ceil,
    "round": torch.round,
    "sign": torch.sign,
    "clip": torch.clamp,
    "hard_tanh": F.hardtanh,
    "relu6": F.relu6,
    "hard_sigmoid": F.hardsigmoid,
    "hard_swish": F.hardswish,
    "selu": F.selu,
    "celu": F.celu,
    "mish": F.mish,
    "softsign": F.softsign,
    "thresholded_relu": lambda x, alpha=1.0: F.threshold(x, alpha, 0.0),
    "log_sigmoid": F.logsigmoid,
    "tanhshrink": F.tanhshrink,
    "softshrink": F.softshrink,
    "hardshrink": F.hardshrink,
    "expr": formula,
    "swish": lambda x, beta=1.0: x * torch.sigmoid(beta * x),
    "hardmax": lambda x: F.one_hot(x.argmax(-1), x.shape[-1]).to(x),
    "shrink": lambda x, lambd=0.5, bias=0.0: torch.where(x.abs() > lambd, x - bias * x.sign(), 0 * x),
}


# The learning rate's factor at step t of n, from 0; a level other than 1 is what a cosine ends on.
SCHEDULES = {
    "constant": lambda lr: lambda t, n: lr,
    "step": lambda lr, every, gamma: lambda t, n: lr * gamma ** (t // every),
    "exponential": lambda lr, every, gamma: lambda t, n: lr * gamma ** (t // every),
    "cosine": lambda lr, to: lambda t, n: to + (lr - to) * (1 + math.cos(math.pi * t / n)) / 2,
    "warmup": lambda lr, length, start: lambda t, n: lr * (start + (1 - start) * t / length),
}


A, B, C, D = (6, 5, 3), (8, 16, 12, 4), (5, 9, 2), (4, 7, 1)
E, G = (6, 7, 6, 5, 7, 3), (6, 7, 6, 7, 3)

# One line a run: its name, sizes, the activation after each dense layer, loss, optimizer; targets are
# "dense" (any numbers), "labels", "probabilities" or "bits".
RUNS = [
    run("sgd", A, ["sigmoid", "sigmoid"], "squared_error", {"sgd": {"lr": 0.5}}, schedule=["constant"]),
    run("sgd_momentum", B, ["tanh", "relu", None], "mse", {"sgd": {"lr": 0.05, "momentum": 0.9}}),
    run("sgd_nesterov", C, [{"leaky_relu": {"negative_slope": 0.2}}, None], "cross_entropy",
        {"sgd": {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}}, targets="labels", rows=22),
    run("sgd_dampening", B, [{"elu": {"alpha": 0.7}}, "identity", None], "mae",
        {"sgd": {"lr": 0.05, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.02}}),
    run("adam", B, ["gelu", "silu", None], {"huber": {"delta": 0.5}}, {"adam": {"lr": 0.01}}),
    run("adam_amsgrad", A, [{"gelu": {"approximate": "tanh"}}, None], "cross_entropy",
        {"adam": {"lr": 0.02, "amsgrad": True, "weight_decay": 0.01}}, targets="probabilities"),
    run("adamw", C, [{"softplus": {"beta": 2.0, "threshold": 1.5}}, None], "binary_cross_entropy",
        {"adamw": {"lr": 0.02}}, targets="bits"),
    run("adamw_amsgrad", B, ["softmax", "log_softmax", None], {"cross_entropy": {"label_smoothing": 0.1}},
        {"adamw": {"lr": 0.02, "amsgrad": True, "weight_decay": 0.05}}, targets="labels"),
    run("rmsprop", A, ["relu", None], {"binary_cross_entropy": {"pos_weight": [0.5, 2.0, 3.0]}},
        {"rmsprop": {"lr": 0.005}}, targets="bits"),
    run("rmsprop_centered", B, ["tanh", "sigmoid", None], {"cross_entropy": {"weight": [0.5, 1.0, 2.0, 1.5]}},
        {"rmsprop": {"lr": 0.003, "momentum": 0.9, "centered": True}}, targets="labels"),
    run("rmsprop_decay", C, ["silu", None], "huber",
        {"rmsprop": {"lr": 0.01, "alpha": 0.9, "eps": 1e-6, "weight_decay": 0.05}}),
    run("cross_entropy_all", A, ["elu", None], {"cross_entropy": {"weight": [0.5, 1.0, 2.0], "label_smoothing": 0.2}},
        {"sgd": {"lr": 0.2}}, targets="labels", schedule=[{"step": {"every": 15, "gamma": 0.5}}], shorthand=True),
    run("cross_entropy_dense_all", B, ["leaky_relu", "softplus", None],
        {"cross_entropy": {"weight": [0.5, 1.0, 2.0, 1.5], "label_smoothing": 0.15}},
        {"adam": {"lr": 0.01, "betas": [0.8, 0.95], "eps": 1e-6}}, targets="probabilities",
        schedule=[{"exponential": {"gamma": 0.97, "every": 1}}]),
    run("squared_error_labels", C, ["tanh", "softmax"], "squared_error", {"sgd": {"lr": 0.3, "momentum": 0.5}},
        targets="labels", schedule=[{"cosine": {"to": 0.01}}], clip_norm=0.2),
    run("mse_labels", A, ["log_softmax", "sigmoid"], "mse", {"sgd": {"lr": 0.5, "weight_decay": 0.001}},
        targets="labels"),
    run("accumulate", B, ["relu", "gelu", None], {"cross_entropy": {"weight": [0.5, 1.0, 2.0, 1.5]}},
        {"adamw": {"lr": 0.01}}, targets="labels", accumulate=2, rows=32, clip_norm=1.0,
        schedule=[{"warmup": {"length": 10, "from": 0.1}}, {"cosine": {"to": 0.001}}]),
    run("absorbed_softmax", C, ["sigmoid", "softmax"], "cross_entropy", {"rmsprop": {"lr": 0.01, "centered": True}},
        targets="labels", shorthand=True),
    run("absorbed_sigmoid", D, ["tanh", "sigmoid"], {"binary_cross_entropy": {"pos_weight": [2.5]}},
        {"sgd": {"lr": 0.3, "momentum": 0.9, "nesterov": True}}, targets="bits"),
    run("no_bias", D, ["tanh", "tanh"], {"huber": {"delta": 2.0}}, {"adam": {"lr": 0.02}}, bias=False),
    run("cross_entropy_dense_weight", C, ["relu", None], {"cross_entropy": {"weight": [0.5, 2.0]}},
        {"sgd": {"lr": 0.1, "momentum": 0.9}}, targets="probabilities", rows=21),
    # Each activation gets a layer of its own; what has a narrow domain follows one that stays inside.
    run("act_smooth", E, ["selu", {"celu": {"alpha": 0.6}}, "mish", "softsign", None], "mse", {"sgd": {"lr": 0.05}}),
    run("act_smooth_2", E, ["log_sigmoid", "tanhshrink", "erf", "atan", None], "mse", {"sgd": {"lr": 0.1}}),
    run("act_smooth_3", E, ["sin", "cos", "sinh", "asinh", None], "mse", {"sgd": {"lr": 0.02}}),
    run("act_hard", E, ["hard_sigmoid", "hard_swish", "hard_tanh", "relu6", None], "mse", {"sgd": {"lr": 0.1}}),
    run("act_hard_2", E, [{"clip": {"min": -0.4, "max": 0.7}}, {"hard_tanh": {"min_val": -2.0, "max_val": 0.5}},
                          {"softshrink": {"lambd": 0.1}}, {"hardshrink": {"lambd": 0.05}}, None], "mse",
        {"sgd": {"lr": 0.1}}),
    run("act_hard_3", E, [{"thresholded_relu": {"alpha": 0.1}}, {"shrink": {"lambd": 0.1, "bias": 0.05}}, "abs", "neg",
                          None], "mse", {"sgd": {"lr": 0.05}}),
    run("act_domain", G, [["sigmoid", "acos"], ["sigmoid", "asin"], ["sigmoid", "log"], None], "mse", {"sgd": {"lr": 0.02}}),
    run("act_domain_2", G, [["cosh", "acosh"], ["sigmoid", "sqrt"], ["sigmoid", "reciprocal"], None], "mse",
        {"sgd": {"lr": 0.01}}, chain=[2, 2, 2]),
    run("act_domain_3", G, [["tanh", "tan"], ["sigmoid", "atanh"], ["sigmoid", "exp"], None], "mse", {"sgd": {"lr": 0.02}}),
    run("act_steps", G, [["softmin", "floor"], ["tanh", "round"], ["tanh", "ceil"], None], "mse", {"sgd": {"lr": 0.05}}),
    run("act_sign", C, ["sign", None], "mse", {"sgd": {"lr": 0.05}}),
    # The other optimizers: each plain, and with all of its options; their weights are compared at the end.
    run("adagrad", B, ["tanh", "relu", None], "mse", {"adagrad": {"lr": 0.05}}, seed=101, final=True),
    run("adagrad_all", C, ["silu", None], "cross_entropy",
        {"adagrad": {"lr": 0.2, "lr_decay": 0.05, "weight_decay": 0.01, "initial_accumulator_value": 0.1,
                     "eps": 1e-6}}, targets="labels", rows=22, seed=102, final=True),
    run("adadelta", A, ["tanh", None], "mse", {"adadelta": {"lr": 5.0}}, seed=103, final=True),
    run("adadelta_all", B, ["gelu", "tanh", None], {"huber": {"delta": 0.5}},
        {"adadelta": {"lr": 1.0, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.02}}, seed=104, final=True),
    run("nadam", B, ["tanh", "silu", None], "cross_entropy", {"nadam": {"lr": 0.01}}, targets="labels", seed=105,
        final=True),
    run("nadam_all", A, ["gelu", None], "mse",
        {"nadam": {"lr": 0.02, "betas": [0.8, 0.95], "eps": 1e-5, "weight_decay": 0.01, "momentum_decay": 0.05}},
        seed=106, final=True),
    run("radam", B, ["tanh", "relu", None], "mse", {"radam": {"lr": 0.02}}, seed=107, final=True),
    run("radam_all", C, ["silu", None], "cross_entropy",
        {"radam": {"lr": 0.05, "betas": [0.8, 0.9], "eps": 1e-5, "weight_decay": 0.02}}, targets="labels", rows=22,
        seed=108, final=True),
    run("lion", B, ["tanh", "gelu", None], "mse", {"lion": {"lr": 0.01}}, seed=109, final=True),
    run("lion_all", A, ["silu", None], "cross_entropy",
        {"lion": {"lr": 0.01, "betas": [0.8, 0.95], "weight_decay": 0.1}}, targets="labels", seed=110, final=True,
        schedule=[{"cosine": {"to": 0.001}}]),
    run("muon", B, ["tanh", "silu", None], "mse", {"muon": {"lr": 0.05}}, seed=111, final=True),
    run("muon_all", A, ["gelu", None], "cross_entropy",
        {"muon": {"lr": 0.05, "momentum": 0.8, "nesterov": False, "weight_decay": 0.02, "ns_steps": 4,
                  "ns_coefficients": [2.0, -1.5, 0.5], "eps": 1e-5, "adjust_lr": "original", "betas": [0.8, 0.95],
                  "adam_eps": 1e-5}}, targets="labels", seed=112, final=True),
    # What stands beside an optimizer, and averages.
    run("no_decay", B, ["tanh", "gelu", None], "mse", {"adamw": {"lr": 0.02, "weight_decay": 0.5}}, seed=113,
        final=True, beside={"no_decay": ["bias", "fc2.weight"]}),
    run("groups", B, ["tanh", "silu", None], "mse", {"sgd": {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}},
        seed=114, final=True, schedule=[{"cosine": {"to": 0.01}}],
        beside={"groups": [{"match": "fc1.bias", "lr": 0.2},
                           {"match": ["fc1", "fc3.w.*"], "lr_factor": 0.5, "weight_decay": 0.1, "nesterov": True},
                           {"match": "bias", "weight_decay": 0.0, "momentum": 0.0}]}),
    run("groups_muon", B, ["tanh", "silu", None], "cross_entropy", {"muon": {"lr": 0.05}}, seed=115, final=True,
        targets="labels", beside={"groups": [{"match": "fc3", "orthogonalize": False, "lr": 0.01}]}),
    run("freeze", B, ["tanh", "gelu", None], "cross_entropy", {"adam": {"lr": 0.02}}, seed=116, final=True,
        targets="labels", clip_norm=0.5,
        beside={"freeze": ["fc1", "fc3.bias"], "groups": [{"match": "fc2.bias", "freeze": True}]}),
    run("l1", A, ["tanh", None], "mse", {"adam": {"lr": 0.02}}, seed=117, final=True, clip_norm=1.0,
        beside={"l1": 0.01, "no_decay": ["bias"], "groups": [{"match": "fc2", "l1": 0.1}]}),
    run("decay_l2", A, ["silu", None], "mse", {"adamw": {"lr": 0.02, "weight_decay": 0.1}}, seed=118, final=True,
        beside={"decay": "l2", "no_decay": ["fc2.bias"]}),
    run("decay_decoupled", A, ["silu", None], "mse", {"rmsprop": {"lr": 0.01, "weight_decay": 0.5}}, seed=119,
        final=True, beside={"decay": "decoupled", "groups": [{"match": "fc1", "weight_decay": 0.1}]}),
    run("ema", B, ["tanh", "gelu", None], "mse", {"adam": {"lr": 0.02}}, seed=120, final=True,
        average={"ema": 0.9}),
    run("ema_warmup", A, ["silu", None], "cross_entropy", {"sgd": {"lr": 0.2, "momentum": 0.9}}, seed=121,
        final=True, targets="labels", average={"ema": {"decay": 0.99, "warmup": True}}),
    run("update_all", B, ["tanh", "gelu", None], "cross_entropy", {"nadam": {"lr": 0.02, "weight_decay": 0.05}},
        seed=122, final=True, targets="labels", rows=32, accumulate=2, clip_norm=0.5, average={"ema": 0.95},
        schedule=[{"warmup": {"length": 10, "from": 0.1}}, {"cosine": {"to": 0.001}}],
        beside={"no_decay": ["bias"], "freeze": ["fc2.bias"], "l1": 0.001, "decay": "decoupled",
                "groups": [{"match": "fc3", "lr": 0.05, "betas": [0.5, 0.9]}]}),
    # Formulas, and activations that PyTorch writes otherwise.
    run("act_formula", G, [{"expr": {"formula": "x * tanh(softplus(x))"}},
                           {"expr": {"formula": "where(x > 0, x, 0.3 * (exp(x) - 1))"}},
                           {"expr": {"formula": "x / (1 + abs(x))"}}, None], "mse", {"sgd": {"lr": 0.1}}, seed=301),
    run("act_formula_2", G, [{"expr": {"formula": "0.5 * x * (1 + erf(x / sqrt(2)))"}},
                             {"expr": {"formula": "clip(x, -0.6, x^2)"}},
                             {"expr": {"formula": "1.7159 * tanh(2 / 3 * x) - max(sin(x), -0.3)"}}, None], "mse",
        {"adam": {"lr": 0.01}}, seed=302),
    run("act_swish", G, [{"swish": {"beta": 1.702}}, "swish", "hardmax", None], "mse", {"sgd": {"lr": 0.1}}, seed=303),
]

def part(component):
    """('name', parameters) of a component in its short or its long form."""
    if isinstance(component, str):
        return component, {}
    return next(iter(component.items()))


def yaml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {yaml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(yaml, value)) + "]"
    plain = not isinstance(value, str) or re.fullmatch(r"[\w .-]+", value)
    return str(value) if plain else json.dumps(value)


class Net(nn.Module):
    def __init__(self, spec):
        super().__init__()
        sizes, self.acts = spec["sizes"], list(spec["acts"])
        for k, (i, o) in enumerate(zip(sizes, sizes[1:]), 1):
            setattr(self, f"fc{k}", nn.Linear(i, o, bias=spec.get("bias", True), dtype=torch.float64))
        last = self.acts[-1]
        if last and not isinstance(last, list) and (part(last)[0], part(spec["loss"])[0]) in ABSORBED:
            self.acts[-1] = None

    def forward(self, x):
        for k, act in enumerate(self.acts, 1):
            x = getattr(self, f"fc{k}")(x)
            for one in act if isinstance(act, list) else [act] if act else []:
                name, parameters = part(one)
                x = ACTIVATIONS[name](x, **parameters) if parameters else ACTIVATIONS[name](x)
        return x


def data(spec, seed):
    rng = np.random.default_rng(seed)
    rows, inputs = spec.get("rows", 24), spec["sizes"][0]
    outputs = spec.get("target_cols", spec["sizes"][-1])
    x = rng.normal(size=(rows, inputs))
    hidden = np.tanh(x @ rng.normal(size=(inputs, outputs)))
    targets = spec.get("targets", "dense")
    if targets == "labels":
        # Every class is present.
        labels = np.concatenate([np.arange(outputs), np.argmax(hidden, 1)[outputs:]]).astype(np.int64)
        if "ignored" in spec:
            labels[4::5] = spec["ignored"]
        return x, labels
    if targets in ("probabilities", "log_probabilities"):
        e = np.exp(2 * hidden)
        t = e / e.sum(1, keepdims=True)
        return x, t if targets == "probabilities" else np.log(t)
    if targets == "bits":
        return x, (hidden > 0).astype(np.float64)
    if targets == "signs":
        return x, np.where(hidden > 0, 1.0, -1.0)
    if targets == "counts":
        return x, np.floor(np.exp(2 * hidden))
    return x, hidden * 0.8 + 0.1


def learning_rates(spec, lr):
    """The learning rate of each step; pieces run in order, the last takes what is left."""
    rates, level = [], lr
    for piece in spec.get("schedule", ["constant"]):
        name, parameters = part(piece)
        parameters = {"start" if k == "from" else k: v for k, v in parameters.items()}
        steps = parameters.get("length", STEPS - len(rates))
        curve = SCHEDULES[name](level, **parameters)
        rates += [curve(t, steps) for t in range(steps)]
    return rates


def picks(words, name):
    """Whether any of the words, as they stand in a configuration, means the parameter fc1.weight."""
    item, local = name.split(".")
    return any(w in ("dense", item, local, name) or re.fullmatch(w, name)
               for w in ([words] if isinstance(words, str) else words))


class Update:
    """The optimizer, what stands beside it in the configuration, and the average: written out parameter by parameter."""

    def __init__(self, spec, net):
        word, options = part(spec["optimizer"])
        beside = spec.get("beside", {})
        self.mode, self.rows = beside.get("decay", "own"), []
        for name, p in net.named_parameters():
            group = next((g for g in beside.get("groups", []) if picks(g["match"], name)), {})
            if picks(beside.get("freeze", []), name) or group.get("freeze"):
                p.requires_grad_(False)
                continue
            own = {k: v for k, v in group.items() if k not in ("match", "lr", "lr_factor", "l1", "freeze")}
            mine = {**options, **own}
            spared = picks(beside.get("no_decay", []), name)
            if spared:
                mine["weight_decay"] = 0.0
            decay = mine.pop("weight_decay", None) if self.mode != "own" else 0.0
            if self.mode != "own":
                mine["weight_decay"] = 0.0
            factor = group.get("lr_factor", group.get("lr", options["lr"]) / options["lr"])
            l1 = 0.0 if spared else group.get("l1", beside.get("l1", 0.0))
            self.rows.append(dict(p=p, l1=l1, decay=decay, factor=factor, by=OPTIMIZERS[word]([p], **mine)))
        ema = spec.get("average", {}).get("ema")
        self.ema = ema if isinstance(ema, dict) or ema is None else {"decay": ema}
        self.average = {name: p.detach().clone() for name, p in net.named_parameters()}
        self.net, self.t = net, 0

    @torch.no_grad()
    def step(self, lr):
        self.t += 1
        for row in self.rows:
            p, rate = row["p"], lr * row["factor"]
            p.grad = torch.zeros_like(p) if p.grad is None else p.grad  # where no path leads to it
            p.grad += row["l1"] * torch.sign(p)
            if self.mode == "l2":
                p.grad += row["decay"] * p
            if self.mode == "decoupled":
                p.mul_(1 - rate * row["decay"])
            row["by"].param_groups[0]["lr"] = rate
            row["by"].step()
        if self.ema:
            d = self.ema["decay"]
            if self.ema.get("warmup"):
                d = min(d, (1 + self.t) / (10 + self.t))
            for name, p in self.net.named_parameters():
                self.average[name] = d * self.average[name] + (1 - d) * p

    def final(self):
        """The weights that are kept at the end."""
        return self.average if self.ema else {k: v.detach().clone() for k, v in self.net.named_parameters()}


def train(spec, net, x, t):
    x, t = torch.from_numpy(x), torch.from_numpy(t)
    name, options = part(spec["loss"])
    if t.dtype == torch.int64 and name not in INDEXED:
        t = F.one_hot(t, spec["sizes"][-1]).double()
    update = Update(spec, net)
    # Accumulated batches are one batch: the loss is normalised over all of their rows.
    rows = 8 * spec.get("accumulate", 1)
    starts = list(range(0, len(x), rows))
    losses = []
    for step, lr in enumerate(learning_rates(spec, part(spec["optimizer"])[1]["lr"])):
        at = starts[step % len(starts)]
        net.zero_grad()
        loss = LOSSES[name](net(x[at:at + rows]), t[at:at + rows], **options)
        loss.backward()
        if "clip_norm" in spec:
            nn.utils.clip_grad_norm_(net.parameters(), spec["clip_norm"])
        update.step(lr)
        losses.append(loss.item())
    return losses, update.final()


def config(spec):
    lines = [f"name: {spec['name']}", "precision: float64", "",
             "data: {npy: {inputs: x.npy, targets: t.npy}, batch: 8, shuffle: false}", "", "model:"]
    for k, (units, act) in enumerate(zip(spec["sizes"][1:], spec["acts"]), 1):
        dense = {"units": units}
        if not spec.get("bias", True):
            dense["bias"] = False
        if act and spec.get("shorthand"):
            dense["activation"] = act
        lines += [f"  - dense: {yaml(dense) if len(dense) > 1 else units}", f"    name: fc{k}"]
        for one in [] if spec.get("shorthand") or not act else act if isinstance(act, list) else [act]:
            lines.append(f"  - {one}" if isinstance(one, str) else f"  - {part(one)[0]}: {yaml(part(one)[1])}")
    optimizer = {**spec["optimizer"], **spec.get("beside", {})}
    lines += ["", f"loss: {yaml(spec['loss'])}", f"optimizer: {yaml(optimizer)}"]
    if "schedule" in spec:
        pieces = []
        for piece in spec["schedule"]:
            word, parameters = part(piece)
            steps = {k: f"{v} steps" if k in ("every", "length") else v for k, v in parameters.items()}
            pieces.append({word: steps} if steps else word)
        lines.append(f"schedule: {yaml(pieces)}")
    more = {k: spec[k] for k in ("accumulate", "clip_norm", "average") if k in spec}
    lines.append(f"train: {yaml({'steps': STEPS, 'init': 'init.safetensors', **more})}")
    return "\n".join(lines) + "\n"


def write_safetensors(path, tensors, metadata=None):
    """PyTorch's tensors as float64; arrays as they are, float64 or int32."""
    header, buffer = {} if metadata is None else {"__metadata__": metadata}, b""
    for name in sorted(tensors):
        values = tensors[name]
        if isinstance(values, torch.Tensor):
            values = values.detach().numpy().astype("<f8")
        dtype = {"float64": "F64", "int32": "I32"}[values.dtype.name]
        begin, buffer = len(buffer), buffer + values.tobytes()
        header[name] = {"dtype": dtype, "shape": list(values.shape), "data_offsets": [begin, len(buffer)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + buffer)


def amplification(spec, start, x, t, losses):
    """How far the losses move, relatively, when each starting weight moves by a rounding."""
    net = Net(spec)
    net.load_state_dict({k: v * (1 + 1e-15 * torch.randn_like(v)) for k, v in start.items()})
    return max(abs(a - b) / abs(b) for a, b in zip(train(spec, net, x, t)[0], losses))


def make(spec, seed, folder):
    torch.manual_seed(seed)
    x, t = data(spec, seed)
    net = Net(spec)
    start = {k: v.clone() for k, v in net.state_dict().items()}
    losses, final = train(spec, net, x, t)
    moved = amplification(spec, start, x, t, losses)
    assert moved < 1e-12, f"{spec['name']} is chaotic: {moved}"
    epoch = -(-len(x) // (8 * spec.get("accumulate", 1)))
    learned = all(map(math.isfinite, losses)) and sum(losses[-epoch:]) < sum(losses[:epoch])
    assert learned, f"{spec['name']} does not learn: {losses}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(config(spec))
    np.save(folder / "x.npy", x)
    np.save(folder / "t.npy", t)
    write_safetensors(folder / "init.safetensors", start)
    if spec.get("final"):
        write_safetensors(folder / "final.safetensors", final)
    (folder / "losses.txt").write_text("".join(f"{v!r}\n" for v in losses))
    print(f"{spec['name']:28} loss {losses[0]:.4f} -> {losses[-1]:.4f}   a rounding moves it by {moved:.0e}")


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root / "tests/fixtures/parity"
    wanted = set(sys.argv[2:])
    torch.set_num_threads(1)
    chosen = [(spec.get("seed", k), spec) for first, runs in ((1, RUNS), (1001, LOSS_RUNS))
              for k, spec in enumerate(runs, first) if not wanted or spec["name"] in wanted]
    for seed, spec in chosen:
        make(spec, seed, folder / spec["name"])
    print(f"{len(chosen)} runs by PyTorch {torch.__version__} in {folder}")


if __name__ == "__main__":
    main()
