#!/bin/sh
# Re-makes the lock files from pyproject.toml. Needs uv. Wheels only, every artefact by hash, for all platforms and Python 3.11 up.
set -eu
cd "$(dirname "$0")/.."
common="--quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: --no-emit-index-url --no-annotate --no-header --upgrade"
# setuptools builds the project into .venv: from the lock, not from a download of its own that no hash covers.
echo "setuptools>=80" | uv pip compile $common pyproject.toml - --output-file locks/runtime.txt
uv pip compile $common pyproject.toml --group dev --output-file locks/dev.txt
uv pip compile $common --group bench --output-file locks/bench.txt
