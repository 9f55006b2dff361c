#!/usr/bin/python3
"""trigram.py FILE... [--validation 10%] [--context 128]: what a trigram model of bytes makes of a text.

The reference that a network of text must beat: bits per byte on the validation part, cut off and predicted exactly as
`data: {text: FILE, tokenizer: bytes, context: 128, validation: 10%}` does. A .gz is read as well. Needs python3-numpy.

  P(c | a b) = w3 n(abc)/n(ab) + w2 n(bc)/n(b) + w1 n(c)/n + w0 / 256

The counts n are those of the training part. The weights w depend on how often the context a b stands there (in classes
that double: 1, 2, 3-4, 5-8, ...), and are fitted on the training part by expectation-maximisation, each byte predicted
from counts that leave it out, which is deleted interpolation (Jelinek and Mercer, 1980).
"""
import argparse
import glob
import gzip
import math

import numpy as np

ROUNDS = 200


def read(patterns):
    """The files one after the other, each pattern's by their names."""
    text = b""
    for pattern in patterns:
        for path in sorted(glob.glob(pattern)) or [pattern]:
            with open(path, "rb") as file:
                raw = file.read()
            text += gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    return np.frombuffer(text, np.uint8).astype(np.int64)


def split(text, validation, context):
    """The training part, the whole, and the positions that are predicted in validation: all but the first byte of the
    part, up to the last whole window."""
    if validation.endswith("%"):
        kept = math.floor(float(validation[:-1]) / 100 * len(text) + 0.5)
    else:
        kept = int(validation) * context + 1
    begin = len(text) - kept
    windows = (kept - 1) // context
    return text[:begin], np.arange(begin + 1, begin + 1 + windows * context)


class Trigram:
    def __init__(self, text):
        a, b, c = text[:-2], text[1:-1], text[2:]
        pair = a * 256 + b
        self.three = np.bincount(pair * 256 + c, minlength=1 << 24)
        self.two = np.bincount(text[:-1] * 256 + text[1:], minlength=1 << 16)
        self.one = np.bincount(text, minlength=256)
        self.contexts = np.bincount(pair, minlength=1 << 16)
        self.befores = np.bincount(text[:-1], minlength=256)
        self.total = len(text)
        self.classes = 2 + int(np.log2(max(self.contexts.max(), 1)))
        self.weights = np.full((self.classes + 1, 4), 0.25)
        self.fit(a, b, c)

    def estimates(self, a, b, c, less):
        """The four estimates of each byte, with `less` of its own occurrences."""
        pair = a * 256 + b

        def ratio(n, of):
            return np.where(of > less, (n - less) / np.maximum(of - less, 1), 0.0)

        return np.stack([
            ratio(self.three[pair * 256 + c], self.contexts[pair]),
            ratio(self.two[b * 256 + c], self.befores[b]),
            ratio(self.one[c], np.full(len(c), self.total)),
            np.full(len(c), 1 / 256),
        ], 1)

    def class_of(self, a, b, less):
        seen = self.contexts[a * 256 + b] - less
        return np.where(seen <= 0, 0, 1 + np.ceil(np.log2(np.maximum(seen, 1))).astype(np.int64))

    def fit(self, a, b, c):
        estimates, classes = self.estimates(a, b, c, 1), self.class_of(a, b, 1)
        for k in range(self.classes + 1):
            rows = estimates[classes == k]
            if len(rows) == 0:
                continue
            w = np.full(4, 0.25)
            for _ in range(ROUNDS):
                shares = w * rows
                w = (shares / shares.sum(1, keepdims=True)).mean(0)
            self.weights[k] = w

    def bits(self, text, at):
        """Bits for each of the positions `at`, given the two bytes before."""
        a, b, c = text[at - 2], text[at - 1], text[at]
        p = (self.weights[self.class_of(a, b, 0)] * self.estimates(a, b, c, 0)).sum(1)
        return -np.log2(p)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--validation", default="10%", help="a part, or a number of windows [10%%]")
    parser.add_argument("--context", type=int, default=128, help="bytes in a window [128]")
    given = parser.parse_args()
    text = read(given.files)
    train, at = split(text, given.validation, given.context)
    bits = Trigram(train).bits(text, at)
    print(f"{len(train)} bytes to train on, {len(at)} predicted in validation")
    print(f"interpolated trigram: {bits.mean():.4f} bits per byte, a loss of {bits.mean() * math.log(2):.4f}")


if __name__ == "__main__":
    main()
