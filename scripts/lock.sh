#!/bin/sh
# Write requirements.txt and requirements-dev.txt anew: exact versions, hashes, no download addresses.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet uv
options="--quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11"
.venv/bin/uv pip compile $options requirements.in -o requirements.txt
.venv/bin/uv pip compile $options -c requirements.txt requirements-dev.in -o requirements-dev.txt
