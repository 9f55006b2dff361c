#!/usr/bin/python3
"""Runs the rivals of scripts/bench interleaved, round by round, between readings of a control.

A rival is a program with this command line, which prints one line of JSON with samples_per_s:
  prog --workload NAME --optimizer sgd|adam --batch N --threads T --seconds S
Prints a table in Markdown and writes build/bench.json.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

BIN = pathlib.Path("build/release/bin")
OPENMP_BLAS = next(pathlib.Path("/usr/lib").glob("*/openblas-openmp"), None)


# What is measured of each workload: {optimizer: batches}.
CASES = {"mlp": {"sgd": [1, 32, 128, 1024], "adam": [32, 128]}, "wide_mlp": {"sgd": [128]}, "cnn": {"sgd": [32, 128]},
         "lstm": {"sgd": [64]}, "transformer": {"adam": [16]}, "tiny": {"sgd": [4]}}


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="a program and round")
    parser.add_argument("--workload", nargs="+", default=["mlp"], choices=[*CASES, "all"])
    parser.add_argument("--optimizer", nargs="+", help="instead of each workload's own")
    parser.add_argument("--batch", nargs="+", type=int, help="instead of each workload's own")
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--rival", nargs="+", help="only these: backplane, openblas, torch")
    parser.add_argument("--json", default="build/bench.json")
    parser.add_argument("--smoke", action="store_true", help="one short round of the smallest case")
    options = parser.parse_args()
    if "all" in options.workload:
        options.workload = list(CASES)
    if options.smoke:
        options.rounds, options.seconds, options.batch, options.optimizer = 1, 0.1, [32], ["sgd"]
    return options


def torch_present():
    return subprocess.run(["/usr/bin/python3", "-c", "import torch, numpy"], capture_output=True).returncode == 0


def rivals(workload, threads, batch, only):
    """[(rival, variant, command, environment)]; a rival's best variant counts."""
    one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    many = {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    found = []
    if (BIN / "step_bench").exists():
        found.append(("backplane", "", [str(BIN / "step_bench")], {}))
    if workload == "mlp":  # the one that is written by hand
        found.append(("openblas", "BLAS threads" if threads > 1 else "", [str(BIN / "blas_bench")], {}))
    if workload == "mlp" and threads > 1 and batch >= threads:
        found.append(("openblas", "split batch", [str(BIN / "blas_bench"), "--split"], {}))
    if TORCH:
        program = ["/usr/bin/python3", "scripts/bench_torch.py"]
        if threads == 1:
            found.append(("torch", "", program, one))
        else:
            found += [
                ("torch", "nothing set", program + ["--threads", "0"], {}),
                ("torch", "OpenMP alone", program, {**many, "OPENBLAS_NUM_THREADS": "1"}),
                ("torch", "both, no spinning", program, {**many, "GOMP_SPINCOUNT": "0"}),
            ]
            if OPENMP_BLAS:
                found.append(("torch", "OpenBLAS on OpenMP", program, {**many, "LD_LIBRARY_PATH": str(OPENMP_BLAS)}))
    return [rival for rival in found if not only or rival[0] in only]


def reading(command, environment=None):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "OPENBLAS_", "GOMP_"))}
    done = subprocess.run(command, env={**clean, **(environment or {})}, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(command)} failed:\n{done.stderr or done.stdout}")
    return json.loads(done.stdout.splitlines()[-1])


def control(threads):
    return reading([str(BIN / "fmapeak"), "--threads", str(threads), "--seconds", "0.1"])["gflops"]


def spread(values):
    """Median and quartiles."""
    if len(values) < 2:
        return [values[0]] * 3
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return [middle, low, high]


def best_variants(rates):
    """{rival: (variant, rates by round)} from {(rival, variant): rates}."""
    best = {}
    for (rival, variant), values in rates.items():
        if rival not in best or statistics.median(values) > statistics.median(best[rival][1]):
            best[rival] = (variant, values)
    return best


def summary(case, rates, controls):
    best = best_variants(rates)
    row = dict(case, control_gflops=spread(controls))
    row["variants"] = {f"{r} {v}".strip(): spread(values) for (r, v), values in rates.items()}
    for rival, (variant, values) in best.items():
        row[rival] = spread(values)
        row[f"{rival}_variant"] = variant
    for rival in ("torch", "openblas"):
        if "backplane" in best and rival in best:
            # Each round's own ratio: what the machine did in that round touches both.
            row[f"over_{rival}"] = spread([a / b for a, b in zip(best["backplane"][1], best[rival][1])])
    return row


def measure(options):
    cases = [dict(workload=w, threads=t, optimizer=o, batch=b) for w in options.workload for t in options.threads
             for o in options.optimizer or CASES[w]
             for b in options.batch or CASES[w].get(o) or next(iter(CASES[w].values()))]
    rates = [{} for _ in cases]
    controls = [[] for _ in cases]
    for turn in range(options.rounds):
        for case, rate, peaks in zip(cases, rates, controls):
            peaks.append(control(case["threads"]))
            field = rivals(case["workload"], case["threads"], case["batch"], options.rival)
            # Nobody always runs first.
            for k in range(len(field)):
                rival, variant, command, environment = field[(k + turn) % len(field)]
                words = ["--workload", case["workload"], "--optimizer", case["optimizer"], "--batch", str(case["batch"]),
                         "--seconds", str(options.seconds)]
                if "--threads" not in command:
                    words += ["--threads", str(case["threads"])]
                rate.setdefault((rival, variant), []).append(reading(command + words, environment)["samples_per_s"])
            peaks.append(control(case["threads"]))
        print(f"round {turn + 1} of {options.rounds} done", file=sys.stderr, flush=True)
    return [summary(*row) for row in zip(cases, rates, controls)]


def thousands(values):
    return f"{values[0] / 1e3:.1f}k [{values[1] / 1e3:.1f}..{values[2] / 1e3:.1f}]" if values else "-"


def ratio(values):
    return f"**{values[0]:.2f}** [{values[1]:.2f}..{values[2]:.2f}]" if values else "-"


def table(rows):
    lines = ["| workload | threads | optimizer | batch | backplane | PyTorch | OpenBLAS by hand | over PyTorch | over OpenBLAS | control |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    for row in rows:
        peak = row["control_gflops"]
        lines.append("| {workload} | {threads} | {optimizer} | {batch} | ".format(**row) + " | ".join(
            [thousands(row.get("backplane")), thousands(row.get("torch")), thousands(row.get("openblas")),
             ratio(row.get("over_torch")), ratio(row.get("over_openblas")),
             f"{peak[0]:.0f} [{peak[1]:.0f}..{peak[2]:.0f}]"]) + " |")
    return "\n".join(lines)


def machine():
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    return {"cpu": cpu, "cores": len(os.sched_getaffinity(0)), "system": platform.platform()}


options = parse()
TORCH = torch_present()
rows = measure(options)
pathlib.Path(options.json).write_text(json.dumps({"machine": machine(), "rows": rows}, indent=1) + "\n")
print(f"""One training step, float32: samples/s, median [quartiles] of {options.rounds} rounds of
{options.seconds} s, each rival at its best setting; ratios are taken round by round; the control is the rate of fused
multiply-adds in GFLOP/s just before and after.

{table(rows)}
""")
if not TORCH:
    print("PyTorch is not installed: scripts/install-packages bench brings it.")
if not (BIN / "step_bench").exists():
    print("Backplane's own program, step_bench, was not built.")
print(f"Written to {options.json}")
