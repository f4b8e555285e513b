#!/usr/bin/env bash
# Puts yaml-language-server, Ajv and the YAML reader of both into artifacts/peers/editor. Needs node 18 or newer, and npm.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(cd "$here/../.." && pwd)/artifacts/peers/editor
mkdir -p "$out"

cp "$here/editor/package.json" "$out"
npm install --prefix "$out" --no-audit --no-fund --no-save --no-package-lock --ignore-scripts --fetch-retries=5 --loglevel=error
