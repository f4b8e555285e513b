#!/usr/bin/env bash
# Puts yaml-language-server, Ajv and the YAML reader of both into artifacts/peers/editor. Needs node 18 or newer, and npm.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(cd "$here/../.." && pwd)/artifacts/peers/editor
mkdir -p "$out"

if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
    echo "node and npm are not on this machine" >&2
    exit 1
fi

if [ "$(node --print 'parseInt(process.versions.node)')" -lt 18 ]; then
    echo "node $(node --version) is too old for yaml-language-server, which needs 18 or newer" >&2
    exit 1
fi

cp "$here/editor/package.json" "$out"
npm install --prefix "$out" --no-audit --no-fund --no-save --no-package-lock --ignore-scripts --fetch-retries=5 --loglevel=error
