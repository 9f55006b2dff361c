#!/usr/bin/python3
"""make_table_fixtures.py [FOLDER]: what PyTorch and scikit-learn say of schedules, initializers and metrics.

Writes schedules.json, initializers.json and metrics.json under tests/fixtures/tables, for the tests to read. Needs
python3-torch and python3-sklearn. What neither has is computed here by itself, in double.
"""
import json
import math
import pathlib
import sys
import warnings

import numpy as np
import torch
from sklearn import metrics as sk
from sklearn.preprocessing import label_binarize
from torch.optim import lr_scheduler as lr

# ---- schedules: the learning rate of each step, in steps of PyTorch's schedulers

LR, EPOCH, STEPS = 0.1, 5, 60


def optimizer(rate=LR):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)


def rates_of(make, steps=STEPS, every=1):
    """The rate of each step; the scheduler steps after each `every` of them."""
    sgd, rates = optimizer(), []
    scheduler = make(sgd)
    for t in range(1, steps + 1):
        rates.append(sgd.param_groups[0]["lr"])
        sgd.step()
        if t % every == 0 and t < steps:
            scheduler.step()
    return rates


def after_warmup(length, start, make, steps=STEPS):
    def both(sgd):
        climb = lr.LinearLR(sgd, start_factor=start, total_iters=length)
        return lr.SequentialLR(sgd, [climb, make(sgd)], milestones=[length])
    return rates_of(both, steps)


def plateau_rates(values, warmup=0, **options):
    """An epoch's value at the end of each epoch that does not end in the warmup."""
    rates = []
    if warmup:
        rates = rates_of(lambda o: lr.LinearLR(o, start_factor=0.5, total_iters=warmup), warmup)
    sgd = optimizer()
    scheduler = lr.ReduceLROnPlateau(sgd, **options)
    for epoch, value in enumerate(values, 1):
        while len(rates) < epoch * EPOCH:
            rates.append(sgd.param_groups[0]["lr"])
        if epoch * EPOCH > warmup:
            scheduler.step(value)
    return rates


def schedules():
    pi, cases = math.pi, []

    def case(schedule, rates, values=None, higher=False):
        cases.append(dict(schedule=schedule, rates=rates, values=[v if v == v else None for v in values or []],
                          higher=higher))

    case("{step: {every: 7 steps, gamma: 0.5}}", rates_of(lambda o: lr.StepLR(o, 7, 0.5)))
    case("{exponential: {gamma: 0.9}}", rates_of(lambda o: lr.ExponentialLR(o, 0.9), every=EPOCH))
    case("{cosine: {to: 0.01}}", rates_of(lambda o: lr.CosineAnnealingLR(o, STEPS, 0.01)))
    case("[warmup: {length: 10 steps, from: 0.25}, constant]",
         rates_of(lambda o: lr.LinearLR(o, start_factor=0.25, total_iters=10)))
    for power in (1, 2, 0.5, 0):
        case("{poly: %s}" % power, rates_of(lambda o: lr.PolynomialLR(o, STEPS, power)))
    case("[warmup: {length: 2 epochs, from: 0.1}, poly: {power: 1.5}]",
         after_warmup(10, 0.1, lambda o: lr.PolynomialLR(o, STEPS - 10, 1.5)))
    for first, mult, to in ((7, 1, 0), (60, 1, 0.02), (4, 2, 0.001), (3, 3, 0)):
        case("{cosine_restarts: {first: %d steps, mult: %d, to: %s}}" % (first, mult, to),
             rates_of(lambda o: lr.CosineAnnealingWarmRestarts(o, first, mult, to)))
    case("[warmup: {length: 1 epoch, from: 0.5}, cosine_restarts: {first: 2 epochs, mult: 2}]",
         after_warmup(5, 0.5, lambda o: lr.CosineAnnealingWarmRestarts(o, 10, 2)))
    for options in ({}, {"anneal": "linear"}, {"three_phase": True}, {"three_phase": True, "anneal": "linear"},
                    {"pct_start": 0.0, "div_factor": 10}, {"pct_start": 1.0}, {"pct_start": 0.07, "final_div_factor": 100},
                    {"pct_start": 0.5, "div_factor": 3, "final_div_factor": 7}):
        theirs = {{"anneal": "anneal_strategy"}.get(k, k): v for k, v in options.items()}
        theirs["cycle_momentum"] = False
        yaml = ", ".join("%s: %s" % (k, str(v).lower()) for k, v in options.items())
        case("{one_cycle: {%s}}" % yaml, rates_of(lambda o: lr.OneCycleLR(o, LR, STEPS, **theirs)))
    case("{one_cycle: {}, for: 24 steps}", rates_of(lambda o: lr.OneCycleLR(o, LR, 24, cycle_momentum=False), 24))

    falling = [1, 0.9, 0.9, 0.89999, 0.91, 0.7, 0.8, 0.8, 0.8, 0.69999, 0.8, 0.5]
    rising = [0.1, 0.2, 0.2, 0.2, 0.1, 0.3, 0.3, 0.3, math.nan, 0.3, 0.30001, 0.30001]
    plateaus = [
        ("patience: 1", dict(patience=1), falling),
        ("factor: 0.5, patience: 0", dict(factor=0.5, patience=0), falling),
        ("factor: 0.5, patience: 0, cooldown: 2", dict(factor=0.5, patience=0, cooldown=2), falling),
        ("factor: 0.5, patience: 0, threshold: 0.15, threshold_mode: abs",
         dict(factor=0.5, patience=0, threshold=0.15, threshold_mode="abs"), falling),
        ("factor: 0.5, patience: 0, threshold: 0.2", dict(factor=0.5, patience=0, threshold=0.2), falling),
        ("factor: 0.25, patience: 0, min_lr: 0.01", dict(factor=0.25, patience=0, min_lr=0.01), falling),
        ("factor: 0.5, patience: 0, eps: 0.03", dict(factor=0.5, patience=0, eps=0.03), falling),
    ]
    for yaml, options, values in plateaus:
        case("{plateau: {%s}}" % yaml, plateau_rates(values, **options), values)
    case("[warmup: {length: 12 steps, from: 0.5}, plateau: {patience: 0, factor: 0.5}]",
         plateau_rates(falling, 12, patience=0, factor=0.5), falling)
    for yaml, options in (("patience: 1", dict(patience=1)),
                          ("patience: 1, threshold_mode: abs", dict(patience=1, threshold_mode="abs"))):
        case("{plateau: {metric: val.accuracy, %s}}" % yaml, plateau_rates(rising, mode="max", **options), rising, True)

    # What PyTorch lacks, from the formula.
    case("{inverse_sqrt: {timescale: 10 steps}}", [LR / math.sqrt(1 + t / 10) for t in range(STEPS)])
    case("[warmup: {length: 10 steps}, inverse_sqrt]",
         [LR * t / 10 if t < 10 else LR * math.sqrt(10) * t ** -0.5 for t in range(STEPS)])
    falls = {"linear": lambda u: 1 - u, "cosine": lambda u: (1 + math.cos(pi * u)) / 2, "sqrt": lambda u: 1 - u ** 0.5}
    for shape, f in falls.items():
        case("{wsd: {warmup: 10%%, decay: 4 epochs, shape: %s, to: 0.002}}" % shape,
             [LR * t / 6 if t < 6 else LR if t < 40 else 0.002 + (LR - 0.002) * f((t - 40) / 20) for t in range(STEPS)])
    return dict(lr=LR, steps_per_epoch=EPOCH, cases=cases)


# ---- initializers

def moments(x):
    quantiles = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]
    x = x.numpy()
    return dict(mean=x.mean(), std=x.std(), min=x.min(), max=x.max(), quantiles=list(np.quantile(x, quantiles)))


def draws():
    """Our words beside PyTorch's functions that draw the same; each for a matrix and for a convolution."""
    init, root = torch.nn.init, math.sqrt
    scaling = "scale: {}, mode: {}, distribution: {}".format
    pairs = [
        ("zeros", init.zeros_), ("ones", init.ones_), ("constant: -2.5", lambda w: init.constant_(w, -2.5)),
        ("uniform: {low: -0.3, high: 0.1}", lambda w: init.uniform_(w, -0.3, 0.1)),
        ("normal: {std: 0.02, mean: 0.5}", lambda w: init.normal_(w, 0.5, 0.02)),
        ("he_uniform", lambda w: init.kaiming_uniform_(w, nonlinearity="relu")),
        ("he_normal", lambda w: init.kaiming_normal_(w, nonlinearity="relu")),
        (f"he_normal: {1 / root(1.04)!r}", lambda w: init.kaiming_normal_(w, 0.2)),  # of a leaky_relu
        ("lecun_uniform", lambda w: init.kaiming_uniform_(w, nonlinearity="linear")),
        ("lecun_normal", lambda w: init.kaiming_normal_(w, nonlinearity="linear")),
        (f"lecun_uniform: {1 / root(3)!r}", lambda w: init.kaiming_uniform_(w, root(5))),
        ("glorot_uniform", init.xavier_uniform_), ("glorot_normal", init.xavier_normal_),
        (f"glorot_uniform: {5 / 3!r}", lambda w: init.xavier_uniform_(w, init.calculate_gain("tanh"))),
        ("variance_scaling: {%s}" % scaling(2, "fan_out", "normal"), lambda w: init.kaiming_normal_(w, mode="fan_out")),
        ("variance_scaling: {%s}" % scaling(1, "fan_in", "uniform"),
         lambda w: init.kaiming_uniform_(w, nonlinearity="linear")),
        ("variance_scaling: {%s}" % scaling(1, "fan_avg", "uniform"), init.xavier_uniform_),
        ("orthogonal: 2", lambda w: init.orthogonal_(w, 2)),
    ]
    cases = []
    for shape in ((800, 1250), (250, 160, 5, 5)):
        for word, fill in pairs:
            if "orthogonal" in word:
                shape = (400, 500) if len(shape) == 2 else (200, 40, 5, 5)
            w = torch.empty(shape, dtype=torch.float64)
            fill(w)
            cases.append(dict(init=word, shape=shape, bounded="uniform" in word, of=moments(w)))
    return cases


def starts():
    """The first values of PyTorch's modules, parameter by parameter."""
    nn, cases = torch.nn, []

    def case(layer, settings, shape, module, normal=()):
        of = {k: dict(moments(p.detach()), bounded=k not in normal) for k, p in module.double().named_parameters()}
        cases.append(dict(layer=layer, settings=settings, shape=shape, of=of))

    case("dense", {"units": 500}, (2, 400), nn.Linear(400, 500))
    case("conv1d", {"filters": 300, "kernel": [5], "groups": 2}, (2, 200, 9), nn.Conv1d(200, 300, 5, groups=2))
    case("conv2d", {"filters": 150}, (2, 100, 5, 5), nn.Conv2d(100, 150, 3))
    case("conv2d", {"filters": 200, "groups": 200}, (2, 200, 5, 5), nn.Conv2d(200, 200, 3, groups=200))
    case("conv_transpose2d", {"filters": 120}, (2, 80, 5, 5), nn.ConvTranspose2d(80, 120, 3))
    case("conv_transpose2d", {"filters": 120, "groups": 4}, (2, 80, 5, 5), nn.ConvTranspose2d(80, 120, 3, groups=4))
    case("embedding", {"dim": 200, "num_embeddings": 700}, (2, 3), nn.Embedding(700, 200), normal=["weight"])
    case("rnn", {"units": 150, "bidirectional": True}, (2, 3, 100), nn.RNN(100, 150, bidirectional=True))
    case("gru", {"units": 90}, (2, 3, 140), nn.GRU(140, 90))
    case("lstm", {"units": 80, "layers": 2}, (2, 3, 120), nn.LSTM(120, 80, 2))
    case("attention", {"heads": 4}, (2, 3, 200), nn.MultiheadAttention(200, 4))
    case("batchnorm", {}, (4, 30, 2, 2), nn.BatchNorm2d(30))
    case("layernorm", {}, (4, 30), nn.LayerNorm(30))
    case("groupnorm", {"groups": 5}, (4, 30, 2, 2), nn.GroupNorm(5, 30))
    case("instancenorm", {"affine": True}, (4, 30, 2, 2), nn.InstanceNorm2d(30, affine=True))
    case("prelu", {"num_parameters": 30}, (4, 30), nn.PReLU(30))
    return cases


def initializers():
    torch.manual_seed(1)
    truncated = []
    for mean, std, a, b in ((0, 1, -2, 2), (0.5, 0.02, 0.45, 0.56), (1, 2, -3, 1.5), (0, 1, 0.5, 1.5)):
        x = torch.empty(1000000, dtype=torch.float64)
        torch.nn.init.trunc_normal_(x, mean, std, a, b)
        truncated.append(dict(mean=mean, std=std, a=a, b=b, of=moments(x)))
    orthogonal = []
    for rows, cols in ((5, 5), (4, 7), (7, 4), (1, 6), (33, 35), (35, 33)):
        A = torch.randn(rows, cols, dtype=torch.float64)
        q, r = torch.linalg.qr(A.t() if rows < cols else A)
        q = q * torch.diag(r).sign()
        Q = q.t() if rows < cols else q
        orthogonal.append(dict(rows=rows, cols=cols, A=A.flatten().tolist(), Q=Q.flatten().tolist()))
    identity = []
    for shape, groups in (((3, 3), 1), ((4, 2), 1), ((2, 4), 1), ((3, 3, 3), 1), ((4, 2, 3, 3), 1), ((4, 2, 3, 3), 2),
                          ((6, 3, 2, 4), 3), ((2, 5, 1, 1), 1), ((4, 3, 3, 2, 3), 2)):
        w = torch.empty(shape, dtype=torch.float64)
        torch.nn.init.eye_(w) if len(shape) == 2 else torch.nn.init.dirac_(w, groups)
        identity.append(dict(shape=shape, groups=groups, ones=w.flatten().nonzero().flatten().tolist()))
    cdf = [dict(x=x, p=float(sk_normal(x))) for x in np.linspace(-37, 8, 91)]
    return dict(draws=1000000, truncated=truncated, orthogonal=orthogonal, identity=identity, cdf=cdf,
                drawn=draws(), starts=starts())


def sk_normal(x):
    from scipy.stats import norm
    return norm.cdf(x)


# ---- metrics

def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def data_set(seed, rows, cols, logits=True, skip=(), fine=8):
    """Outputs in eighths, so that scores tie; the labels follow them, loosely. Classes in `skip` have no row."""
    rng = np.random.default_rng(seed)
    z = np.round(rng.normal(size=(rows, cols)) * fine) / fine
    wide = z if cols > 1 else np.concatenate([-z, z], 1)
    t = np.argmax(wide + rng.normal(size=wide.shape), 1)
    for c in skip:
        t[t == c] = (c + 1) % wide.shape[1]
    if cols > 1:
        p = softmax(z)
    else:
        p = 1 / (1 + np.exp(-z))
        p = np.concatenate([1 - p, p], 1)
    outputs = z if logits else p[:, -cols:]
    said = np.argmax(z, 1) if cols > 1 else (z[:, 0] > 0).astype(int)
    return dict(cols=cols, logits=logits, outputs=outputs.flatten().tolist(), labels=t.tolist(), t=t, p=p, said=said)


def averages(score, s, zero):
    two = s["p"].shape[1] == 2
    named = {"binary": "binary"} if two else {}
    named.update(auto="binary" if two else "macro", micro="micro", macro="macro", weighted="weighted")
    for ours, theirs in named.items():
        yield ours, score(s["t"], s["said"], average=theirs, zero_division=zero)


def ranked(score, s, average):
    """Over the classes that have rows and lack some."""
    t, p = s["t"], s["p"]
    if p.shape[1] == 2:
        return score(t, p[:, 1])
    hot = label_binarize(t, classes=range(p.shape[1]))
    kept = [c for c in range(p.shape[1]) if 0 < hot[:, c].sum() < len(t)]
    if average == "micro":
        return score(hot.ravel(), p.ravel())
    return score(hot[:, kept], p[:, kept], average=average)


def calibration_error(s, bins):
    confidence = s["p"][np.arange(len(s["t"])), s["said"]]
    right = s["said"] == s["t"]
    edges = [i / bins for i in range(1, bins)]
    at = np.searchsorted(edges, confidence)  # bin i is (i / bins, (i + 1) / bins]
    return sum(abs(right[at == b].mean() - confidence[at == b].mean()) * (at == b).mean()
               for b in range(bins) if (at == b).any())


def metrics():
    sets = {
        "two": data_set(1, 150, 2), "one": data_set(2, 150, 1), "five": data_set(3, 200, 5),
        "one_probability": data_set(4, 90, 1, logits=False), "four_probabilities": data_set(5, 90, 4, logits=False),
        "absent": data_set(6, 60, 6, skip=(2, 4)), "few": data_set(7, 6, 5), "never": data_set(8, 40, 1, skip=(1,)),
        "fine": data_set(10, 80, 7, fine=2 ** 20),
    }
    cases = []

    def case(name, metric, value):
        if np.isfinite(value):
            cases.append(dict(set=name, metric=metric, value=float(value)))

    for name, s in sets.items():
        t, said, p = s["t"], s["said"], s["p"]
        classes = p.shape[1]
        case(name, "accuracy", sk.accuracy_score(t, said))
        case(name, "balanced_accuracy", sk.balanced_accuracy_score(t, said))
        case(name, "matthews", sk.matthews_corrcoef(t, said))
        for zero in (0, 1):
            for metric, score in (("precision", sk.precision_score), ("recall", sk.recall_score), ("f1", sk.f1_score)):
                for average, value in averages(score, s, zero):
                    case(name, "%s: {average: %s, zero_division: %d}" % (metric, average, zero), value)
        entropy = sk.log_loss(t, p, labels=range(classes))
        case(name, "perplexity", math.exp(entropy))
        case(name, "bits_per_byte", entropy / math.log(2))
        case(name, "bits_per_byte: 2.5", entropy / math.log(2) / 2.5)
        for bins in (1, 7, 15):
            case(name, "calibration_error: %d" % bins, calibration_error(s, bins))
        if len(set(t)) > 1:
            for average in ("macro", "weighted", "micro"):
                case(name, "roc_auc: %s" % average, ranked(sk.roc_auc_score, s, average))
                case(name, "average_precision: %s" % average, ranked(sk.average_precision_score, s, average))
    for k in (1, 3, 6):  # of ties, scikit-learn counts the last first
        fine = sets["fine"]
        case("fine", "top_k: %d" % k, sk.top_k_accuracy_score(fine["t"], fine["p"], k=k, labels=range(7)))
    # scikit-learn's own way through all classes at once
    five = sets["five"]
    for average in ("macro", "weighted"):
        ours = next(c["value"] for c in cases if c["set"] == "five" and c["metric"] == "roc_auc: " + average)
        assert abs(ours - sk.roc_auc_score(five["t"], five["p"], multi_class="ovr", average=average)) < 1e-14

    rng = np.random.default_rng(9)
    t = rng.normal(size=(50, 3))
    t[7, 1] = 0.003
    y = t + rng.normal(size=t.shape) * 0.3
    dense = dict(cols=3, outputs=y.flatten().tolist(), targets=t.flatten().tolist())
    values = [dict(metric="mape", value=sk.mean_absolute_percentage_error(t, y)),
              dict(metric="mae", value=sk.mean_absolute_error(t, y)),
              dict(metric="rmse", value=math.sqrt(sk.mean_squared_error(t, y))),
              dict(metric="r2", value=sk.r2_score(t, y))]
    kept = {n: {k: v for k, v in s.items() if k not in ("t", "p", "said")} for n, s in sets.items()}
    return dict(sets=kept, cases=cases, dense=dense, values=values)


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root / "tests/fixtures/tables"
    folder.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")
    for make in (schedules, initializers, metrics):
        path = folder / (make.__name__ + ".json")
        path.write_text(json.dumps(make(), separators=(",", ":"), default=float).replace("},{", "},\n{") + "\n")
        print(path.name, path.stat().st_size, "bytes")


main()
