#!/usr/bin/python3
"""make_image_fixtures.py [FOLDER]: small images in every form that is read, and what is in them.

Writes under tests/fixtures/images: for each image its pixels as .pgm or .ppm, and for each resizing its values
before rounding, as float64 .npy, by PyTorch's antialiased bilinear interpolation. Needs python3-pil, python3-torch.
"""
import io
import pathlib
import struct
import sys
import zlib

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

HEIGHT, WIDTH = 23, 17


def colours():
    """Smooth colours with an edge: [H, W, 3] uint8."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    red = 127 + 120 * np.sin(x / 3)
    green = 127 + 120 * np.cos(y / 4 + x / 9)
    blue = np.where(x + y > 20, 230, 20)
    return np.clip(np.stack([red, green, blue], -1), 0, 255).astype(np.uint8)


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width, height, depth, kind, rows, extra=b""):
    """A PNG file whose rows are given packed, each without its filter byte; not interlaced."""
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def adam7(pixels):
    """An interlaced grey PNG: the seven passes one after the other."""
    height, width = pixels.shape
    rows = []
    for top, left, down, across in ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2),
                                    (0, 1, 2, 2), (1, 0, 2, 1)):
        part = pixels[top::down, left::across]
        if part.size:
            rows += [row.tobytes() for row in part]
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 1)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def write(folder, name, content, pixels):
    """The file, and beside it what it must be read as."""
    (folder / name).write_bytes(content)
    image = Image.fromarray(pixels)
    image.save(folder / (name + (".pgm" if pixels.ndim == 2 else ".ppm")))


def saved(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()


def packed(levels, depth):
    """Rows of small numbers, several in a byte."""
    bits = np.unpackbits(levels[..., None], axis=-1)[..., 8 - depth:]
    return [np.packbits(row.reshape(-1)).tobytes() for row in bits]


def images(folder):
    rgb = colours()
    grey = rgb[..., 1]
    alpha = np.tile(np.arange(WIDTH, dtype=np.uint8) * 15, (HEIGHT, 1))
    write(folder, "colour.png", saved(Image.fromarray(rgb), format="PNG"), rgb)
    write(folder, "grey.png", saved(Image.fromarray(grey), format="PNG"), grey)
    write(folder, "interlaced.png", adam7(grey), grey)
    rgba = np.dstack([rgb, alpha])
    write(folder, "alpha.png", saved(Image.fromarray(rgba), format="PNG"), rgb)
    la = Image.merge("LA", [Image.fromarray(grey), Image.fromarray(alpha)])
    write(folder, "grey_alpha.png", saved(la, format="PNG"), grey)
    for depth in (1, 2, 4):
        levels = grey >> (8 - depth)
        full = (levels * (255 // (2**depth - 1))).astype(np.uint8)
        write(folder, f"grey{depth}.png", png(WIDTH, HEIGHT, depth, 0, packed(levels, depth)), full)
    wide = grey.astype(np.uint16) * 257
    write(folder, "grey16.png", png(WIDTH, HEIGHT, 16, 0, [r.astype(">u2").tobytes() for r in wide]), grey)
    palette = np.array([[0, 0, 0], [255, 0, 0], [10, 200, 30], [250, 250, 5]], np.uint8)
    index = grey >> 6
    extra = chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"PLTE", palette.tobytes())
    write(folder, "palette.png", png(WIDTH, HEIGHT, 2, 3, packed(index, 2), extra), palette[index])
    extra += chunk(b"tRNS", bytes([0, 128, 255, 7]))
    write(folder, "palette_clear.png", png(WIDTH, HEIGHT, 2, 3, packed(index, 2), extra), palette[index])
    for name, picture, options in (
            ("colour.jpg", rgb, {"quality": 90}),
            ("grey.jpg", grey, {"quality": 75}),
            ("progressive.jpg", rgb, {"quality": 80, "progressive": True})):
        content = saved(Image.fromarray(picture), format="JPEG", **options)
        write(folder, name, content, np.asarray(Image.open(io.BytesIO(content))))
    cmyk = saved(Image.fromarray(rgb).convert("CMYK"), format="JPEG")
    (folder / "cmyk.jpg").write_bytes(cmyk)
    Image.fromarray(np.asarray(Image.fromarray(rgb).convert("L"))).save(folder / "colour.png.grey.pgm")


def resized(folder):
    """Height and width to others: smaller, larger, one of each."""
    x = torch.tensor(colours().astype(np.float64)).permute(2, 0, 1)[None]
    for height, width in ((7, 5), (40, 33), (11, 30), (23, 4)):
        y = F.interpolate(x, (height, width), mode="bilinear", antialias=True, align_corners=False)
        np.save(folder / f"bilinear_{height}x{width}.npy", y[0].numpy())


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root / "tests/fixtures/images"
    folder.mkdir(parents=True, exist_ok=True)
    images(folder)
    resized(folder)


if __name__ == "__main__":
    main()
