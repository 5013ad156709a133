#!/usr/bin/env bash
# tool.sh NAME VERSION: makes sure a cargo tool of that version is in the cache folder; builds it only when it is not.
set -euo pipefail
name=${1:?name} version=${2:?version}
root=${RECOMAMP_CACHE:?}/tools
if [ -x "$root/bin/$name" ] && grep -qs "\"$name $version " "$root/.crates2.json"; then exit 0; fi
echo "Building $name $version (once)" >&2
# Unoptimised: these run for seconds and would take minutes more to build.
env -u RUSTC_WORKSPACE_WRAPPER CARGO_TARGET_DIR="$root/target" cargo install --quiet --locked --debug --root "$root" --version "$version" "$name"
rm -rf "$root/target"
