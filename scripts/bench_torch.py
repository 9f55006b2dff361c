#!/usr/bin/python3
"""bench_torch.py [--workload NAME] --optimizer sgd|adam --batch N --threads T --seconds S [--data FOLDER]

The same training step in PyTorch, for scripts/bench. Prints one line of JSON.
"""
import argparse
import json
import time

import numpy as np
import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--workload", choices=["mlp", "wide_mlp", "cnn", "lstm", "transformer", "tiny"], default="mlp")
parser.add_argument("--optimizer", choices=["sgd", "adam"], default="sgd")
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--threads", type=int, default=1, help="0: leave what PyTorch chooses")
parser.add_argument("--seconds", type=float, default=1)
parser.add_argument("--data", default="build/bench")
options = parser.parse_args()

if options.threads:
    torch.set_num_threads(options.threads)
torch.manual_seed(0)
X = torch.from_numpy(np.fromfile(f"{options.data}/images.u8", np.uint8)).view(-1, 784).float() / 255
T = torch.from_numpy(np.fromfile(f"{options.data}/labels.u8", np.uint8)).long()
if options.workload == "transformer":  # as many pixels as a sample takes
    X = X.flatten()[:X.numel() // 8192 * 8192].view(-1, 8192)
    T = T[:len(X)]
elif options.workload == "tiny":
    X = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]]).repeat(1024, 1)
    T = (X.sum(1, keepdim=True) == 1).float()

class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.dense = nn.LSTM(28, 128, batch_first=True), nn.Linear(128, 10)

    def forward(self, x):
        return self.dense(self.lstm(x)[0][:, -1])


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(128, 4, 512, dropout=0.0, batch_first=True)
        self.encoder, self.dense = nn.TransformerEncoder(layer, 2), nn.Linear(128, 10)

    def forward(self, x):
        return self.dense(self.encoder(x)[:, -1])


def tiny():
    return nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1), nn.Tanh())


def mlp(*hidden):
    layers, inputs = [], 784
    for n in hidden:
        layers += [nn.Linear(inputs, n), nn.ReLU()]
        inputs = n
    return nn.Sequential(*layers, nn.Linear(inputs, 10))


def cnn():
    return nn.Sequential(nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Flatten(), nn.Linear(64 * 49, 128), nn.ReLU(), nn.Linear(128, 10))


SHAPES = {"mlp": (784,), "wide_mlp": (784,), "cnn": (1, 28, 28), "lstm": (28, 28), "transformer": (64, 128),
          "tiny": (2,)}
NETS = {"mlp": lambda: mlp(256, 128), "wide_mlp": lambda: mlp(1024, 1024), "cnn": cnn, "lstm": Lstm,
        "transformer": Transformer, "tiny": tiny}
net = NETS[options.workload]()
loss_of = nn.MSELoss() if options.workload == "tiny" else nn.CrossEntropyLoss()
if options.optimizer == "sgd":
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
else:
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
at = 0


def step():
    global at
    x, t = X[at:at + options.batch].view(-1, *SHAPES[options.workload]), T[at:at + options.batch]
    at = at + options.batch if at + 2 * options.batch <= len(X) else 0
    optimizer.zero_grad(set_to_none=True)
    loss = loss_of(net(x), t)
    loss.backward()
    optimizer.step()
    return loss


first = step().item()
start = time.perf_counter()
while time.perf_counter() - start < min(0.3, options.seconds):
    step()
start, steps, passed = time.perf_counter(), 0, 0
while passed < options.seconds:
    last = step()
    steps += 1
    passed = time.perf_counter() - start
print(json.dumps({"samples_per_s": round(steps * options.batch / passed, 1), "loss_first": first,
                  "loss_last": last.item()}))
