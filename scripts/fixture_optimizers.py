"""The optimizers for make_fixtures.py in PyTorch's float64; where 1.13 has none, its formula on its own."""
import torch


class NAdam(torch.optim.NAdam):
    """PyTorch 1.13's, on its foreach path: that one is what its documentation says, the other multiplies the
    product of the momenta by mu once too often. Its product is kept in the default type."""

    def __init__(self, params, **options):
        super().__init__(params, foreach=True, **options)

    def step(self):
        torch.set_default_dtype(torch.float64)
        super().step()
        torch.set_default_dtype(torch.float32)


class Lion(torch.optim.Optimizer):
    """The sign of an interpolated momentum, as its paper has it."""

    def __init__(self, params, lr, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                move = torch.sign(b1 * m + (1 - b1) * p.grad) + group["weight_decay"] * p
                p.sub_(group["lr"] * move)
                m.copy_(b2 * m + (1 - b2) * p.grad)


class Muon(torch.optim.Optimizer):
    """Newton-Schulz as what it is: an odd polynomial of each singular value, here of a decomposition."""

    def __init__(self, params, lr, **options):
        defaults = dict(momentum=0.95, nesterov=True, weight_decay=0.1, ns_steps=5, eps=1e-7, adam_eps=1e-8,
                        ns_coefficients=(3.4445, -4.775, 2.0315), adjust_lr="match_rms_adamw", orthogonalize=True,
                        betas=(0.9, 0.999))
        super().__init__(params, dict(defaults, lr=lr, **options))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                state["t"] = state.get("t", 0) + 1
                matrix = p.dim() >= 2 and group["orthogonalize"]
                move = (self.matrix if matrix else self.adam)(p, state, group)
                p.mul_(1 - group["lr"] * group["weight_decay"]).sub_(group["lr"] * move)

    @staticmethod
    def matrix(p, state, group):
        mu, (a, b, c) = group["momentum"], group["ns_coefficients"]
        m = state.setdefault("m", torch.zeros_like(p))
        m.copy_(mu * m + (1 - mu) * p.grad)
        u = ((1 - mu) * p.grad + mu * m if group["nesterov"] else m).flatten(1)
        U, s, V = torch.linalg.svd(u, full_matrices=False)
        s = s / max(s.norm().item(), group["eps"])
        for _ in range(group["ns_steps"]):
            s = a * s + b * s ** 3 + c * s ** 5
        rows, cols = u.shape
        scale = max(1, rows / cols) ** 0.5 if group["adjust_lr"] == "original" else 0.2 * max(rows, cols) ** 0.5
        return (scale * (U * s) @ V).view_as(p)

    @staticmethod
    def adam(p, state, group):
        b1, b2 = group["betas"]
        m, v = (state.setdefault(k, torch.zeros_like(p)) for k in "mv")
        m.copy_(b1 * m + (1 - b1) * p.grad)
        v.copy_(b2 * v + (1 - b2) * p.grad ** 2)
        t = state["t"]
        return m / (1 - b1 ** t) / ((v / (1 - b2 ** t)).sqrt() + group["adam_eps"])


OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
    "adagrad": torch.optim.Adagrad,
    "adadelta": torch.optim.Adadelta,
    "nadam": NAdam,
    "radam": torch.optim.RAdam,
    "lion": Lion,
    "muon": Muon,
}
