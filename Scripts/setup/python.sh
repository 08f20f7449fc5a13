#!/usr/bin/env bash
# The tests' Python packages, in a folder of their own.
set -euo pipefail
cd "$(dirname "$0")/../.."
wanted=Tests/requirements.txt
if [ ! -x .venv/bin/python ] || ! cmp -s "$wanted" .venv/requirements.txt; then
    python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check -r "$wanted"
    cp "$wanted" .venv/requirements.txt
fi
