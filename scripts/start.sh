#!/bin/sh
# `npm start`: sets up, builds for this machine when a source is newer, and runs Gantry.
# Arguments go to `gantry serve`: npm start -- --demo
set -eu
cd "$(dirname "$0")/.."
. ./scripts/setup.sh

newer=""
if [ -x dist/gantry ]; then
  newer=$(find src web scripts package.json bun.lock -newer dist/gantry 2>/dev/null | head -n 1)
fi
if [ ! -x dist/gantry ] || [ -n "$newer" ]; then
  bun scripts/build.ts >&2
fi
exec dist/gantry serve "$@"
