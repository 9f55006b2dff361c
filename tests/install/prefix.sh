#!/usr/bin/env bash
# prefix.sh SOURCE BUILD: installs BUILD, moves the prefix, and uses it as an embedder and as a plugin author do.
set -euo pipefail
source=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/first" >"$work/log"
mv "$work/first" "$work/prefix" # relocatable: nothing remembers where it was installed
cp -r "$source/examples" "$work/"
cd "$work"

for example in embed plugin; do
  cmake -G Ninja -S "examples/$example" -B "build/$example" -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$work/prefix"
  cmake --build "build/$example"
done
if grep -E "$source|$build" "build/embed/build.ninja" "build/plugin/build.ninja"; then
  echo "the examples were built from the source tree, not from the prefix" >&2
  exit 1
fi

(cd build/embed && ./embed)

# Without RPATH: the program finds the runtime beside it.
backplane=$work/prefix/bin/backplane
$backplane --version
sed 's/example\.my_tanh:.*/example.my_tanh/' examples/plugin/xor.yaml >mine.yaml
sed 's/example\.my_tanh:.*/tanh/' examples/plugin/xor.yaml >twin.yaml
$backplane check mine.yaml --plugin build/plugin/my_tanh.so
$backplane train mine.yaml --plugin build/plugin/my_tanh.so --out mine --quiet
$backplane resume mine --plugin build/plugin/my_tanh.so
$backplane train twin.yaml --out twin --quiet

paste -d' ' <(grep -o '"train_loss":[^,}]*' mine/metrics.jsonl) <(grep -o '"train_loss":[^,}]*' twin/metrics.jsonl) |
  awk -F'[: ]' '{ d = $2 - $4; if (d < 0) d = -d; if (d > 1e-6) bad = 1; ++n } END { exit bad || n == 0 }'
# The four points of xor as float32 [4, 2] in NPY's format.
{
  printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 2), }"
  zero='\x00\x00\x00\x00' one='\x00\x00\x80\x3f'
  printf "$zero$zero$zero$one$one$zero$one$one"
} >points.npy
$backplane predict mine points.npy --plugin build/plugin/my_tanh.so --out predictions.csv
test "$(wc -l <predictions.csv)" -ge 4
echo "the prefix serves"
