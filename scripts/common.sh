# shellcheck shell=bash
# What the scripts share: they stand in the tree's root, agree on the number of jobs, and build in one way.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
jobs=${BACKPLANE_JOBS:-$(nproc)}

say() { printf '\n== %s\n' "$*"; }

# build PRESET [TARGET...]: configures and builds; without targets, everything.
build() {
  local preset=$1 launcher=()
  shift
  command -v ccache >/dev/null && launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_C_COMPILER_LAUNCHER=ccache)
  say "configure $preset"
  cmake --preset "$preset" "${launcher[@]}"
  say "build $preset"
  cmake --build --preset "$preset" -j "$jobs" ${1:+--target "$@"}
}
