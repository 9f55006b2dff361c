"""The losses for make_fixtures.py in PyTorch's float64, and the runs that hold them.

Where PyTorch 1.13 has no such loss, its formula stands here on its own, to be differentiated by autograd.
"""
import torch
from torch.nn import functional as F


def tensor(numbers):
    return None if numbers is None else torch.tensor(numbers, dtype=torch.float64)


def cross_entropy(z, t, weight=None, **options):
    return F.cross_entropy(z, t, weight=tensor(weight), **options)


def binary_cross_entropy(z, t, pos_weight=None):
    return F.binary_cross_entropy_with_logits(z, t, pos_weight=tensor(pos_weight))


def nll(a, t, weight=None, **options):
    return F.nll_loss(a, t, weight=tensor(weight), **options)


def multi_margin(a, t, weight=None, **options):
    return F.multi_margin_loss(a, t, weight=tensor(weight), **options)


def kl_divergence(a, t, **options):
    return F.kl_div(a, t, reduction="batchmean", **options)


def gaussian_nll(a, t, form="log_variance", **options):
    mean, second = a.chunk(2, 1)
    return F.gaussian_nll_loss(mean, t, second if form == "variance" else second.exp(), **options)


def quantile(a, t, tau=(0.5,)):
    levels = tensor(tau).reshape(-1).repeat_interleave(t.shape[1])
    e = t.repeat(1, a.shape[1] // t.shape[1]) - a
    return torch.maximum(levels * e, (levels - 1) * e).mean()


def short_of(a, t, margin=1.0):
    return F.relu(margin - torch.where(t > 0, 1.0, -1.0) * a)


def focal(z, t, gamma=2.0, alpha=None, ignore_index=-100):
    if t.dtype == torch.int64:
        z, t = z[t != ignore_index], t[t != ignore_index]
        t = F.one_hot(t, z.shape[1]).double()
    log_p = F.log_softmax(z, 1)
    w = 1.0 if alpha is None else tensor(alpha)
    return -(w * t * (1 - log_p.exp()) ** gamma * log_p).sum(1).mean()


def binary_focal(z, t, gamma=2.0, alpha=0.25):
    p = torch.sigmoid(z)
    wrong = 1 - (p * t + (1 - p) * (1 - t))
    w = 1.0 if alpha < 0 else alpha * t + (1 - alpha) * (1 - t)
    return (w * wrong ** gamma * F.binary_cross_entropy_with_logits(z, t, reduction="none")).mean()


def dice(a, t, smooth=1.0, squared=False):
    size = (lambda v: v * v) if squared else (lambda v: v)
    return (1 - (2 * (a * t).sum(1) + smooth) / (size(a).sum(1) + size(t).sum(1) + smooth)).mean()


LOSSES = {
    "squared_error": lambda a, t: ((a - t) ** 2).sum(1).mean(),
    "mse": F.mse_loss,
    "mae": F.l1_loss,
    "huber": F.huber_loss,
    "smooth_l1": F.smooth_l1_loss,
    "log_cosh": lambda a, t: torch.log(torch.cosh(a - t)).mean(),
    "quantile": quantile,
    "cross_entropy": cross_entropy,
    "binary_cross_entropy": binary_cross_entropy,
    "nll": nll,
    "kl_divergence": kl_divergence,
    "hinge": lambda a, t, **options: short_of(a, t, **options).mean(),
    "squared_hinge": lambda a, t, **options: (short_of(a, t, **options) ** 2).mean(),
    "multi_margin": multi_margin,
    "poisson": F.poisson_nll_loss,
    "gaussian_nll": gaussian_nll,
    "focal": focal,
    "binary_focal": binary_focal,
    "dice": dice,
    "cosine": lambda a, t, **options: (1 - F.cosine_similarity(a, t, dim=1, **options)).mean(),
}
# These take class numbers; for the others a class is a row with one 1.
INDEXED = {"cross_entropy", "nll", "multi_margin", "focal"}
# An activation that stands last, and is part of the loss.
ABSORBED = {("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy"), ("softmax", "focal"),
            ("sigmoid", "binary_focal")}


def run(name, sizes, acts, loss, optimizer, **more):
    return dict(name=name, sizes=sizes, acts=acts, loss=loss, optimizer=optimizer, **more)


A, B, C, D = (6, 7, 3), (5, 9, 2), (4, 8, 6), (4, 7, 1)
SGD, ADAM = {"sgd": {"lr": 0.1}}, {"adam": {"lr": 0.02}}

# As RUNS in make_fixtures.py; "target_cols" where targets have another width than outputs.
LOSS_RUNS = [
    run("loss_smooth_l1", A, ["tanh", None], "smooth_l1", ADAM),
    run("loss_smooth_l1_beta", A, ["tanh", None], {"smooth_l1": {"beta": 0.3}}, SGD),
    run("loss_log_cosh", A, ["silu", None], "log_cosh", ADAM),
    run("loss_quantile", A, ["tanh", None], "quantile", SGD),
    run("loss_quantile_tau", A, ["tanh", None], {"quantile": {"tau": 0.8}}, ADAM),
    run("loss_quantile_levels", C, ["tanh", None], {"quantile": {"tau": [0.5, 0.1, 0.9]}}, ADAM, target_cols=2),
    run("loss_hinge", A, ["tanh", None], "hinge", SGD, targets="signs"),
    run("loss_hinge_margin", A, ["tanh", None], {"hinge": {"margin": 0.5}}, SGD, targets="bits"),
    run("loss_hinge_labels", A, ["tanh", None], "hinge", ADAM, targets="labels"),
    run("loss_squared_hinge", D, ["tanh", None], "squared_hinge", SGD, targets="signs"),
    run("loss_squared_hinge_margin", A, ["tanh", None], {"squared_hinge": {"margin": 0.5}}, ADAM, targets="labels"),
    run("loss_multi_margin", A, ["tanh", None], "multi_margin", SGD, targets="labels"),
    run("loss_multi_margin_all", A, ["tanh", None],
        {"multi_margin": {"p": 2, "margin": 0.7, "weight": [0.5, 1.0, 2.0]}}, SGD, targets="labels"),
    run("loss_nll", A, ["tanh", "log_softmax"], "nll", SGD, targets="labels"),
    run("loss_nll_all", A, ["tanh", "log_softmax"], {"nll": {"weight": [0.5, 1.0, 2.0], "ignore_index": 3}}, ADAM,
        targets="labels", ignored=3),
    run("loss_cross_entropy_ignore", A, ["tanh", None], "cross_entropy", SGD, targets="labels", ignored=-100),
    run("loss_cross_entropy_ignore_all", A, ["tanh", None],
        {"cross_entropy": {"weight": [0.5, 1.0, 2.0], "label_smoothing": 0.1, "ignore_index": 1}}, ADAM,
        targets="labels", ignored=1),
    run("loss_kl", A, ["tanh", "log_softmax"], "kl_divergence", SGD, targets="probabilities"),
    run("loss_kl_log_target", A, ["tanh", "log_softmax"], {"kl_divergence": {"log_target": True}}, ADAM,
        targets="log_probabilities"),
    run("loss_kl_labels", A, ["tanh", "log_softmax"], "kl_divergence", SGD, targets="labels"),
    run("loss_poisson", A, ["tanh", None], "poisson", ADAM, targets="counts"),
    run("loss_poisson_full", A, ["tanh", None], {"poisson": {"full": True}}, ADAM, targets="counts"),
    run("loss_poisson_rates", A, ["tanh", "softplus"], {"poisson": {"log_input": False, "full": True, "eps": 0.01}}, ADAM,
        targets="counts"),
    run("loss_gaussian_nll", C, ["tanh", None], "gaussian_nll", ADAM, target_cols=3),
    run("loss_gaussian_nll_all", C, ["tanh", "softplus"],
        {"gaussian_nll": {"form": "variance", "full": True, "eps": 0.4}}, ADAM, target_cols=3),
    run("loss_focal", A, ["tanh", "softmax"], "focal", SGD, targets="labels"),
    run("loss_focal_all", A, ["tanh", None], {"focal": {"gamma": 1.5, "alpha": [0.5, 1.0, 2.0], "ignore_index": 0}},
        ADAM, targets="labels", ignored=0),
    run("loss_focal_dense", A, ["tanh", None], {"focal": {"gamma": 0.5, "alpha": [0.5, 1.0, 2.0]}}, ADAM,
        targets="probabilities"),
    run("loss_binary_focal", A, ["tanh", "sigmoid"], "binary_focal", ADAM, targets="bits"),
    run("loss_binary_focal_all", A, ["tanh", None], {"binary_focal": {"gamma": 1.5, "alpha": -1.0}}, SGD,
        targets="bits"),
    run("loss_dice", A, ["tanh", "sigmoid"], "dice", SGD, targets="bits"),
    run("loss_dice_all", A, ["tanh", "softmax"], {"dice": {"smooth": 0.1, "squared": True}}, ADAM, targets="labels"),
    run("loss_cosine", A, ["tanh", None], "cosine", ADAM),
    run("loss_cosine_eps", B, ["tanh", None], {"cosine": {"eps": 0.8}}, ADAM),
]
