#!/bin/sh
# Runs a script with the pinned Bun, which is fetched when it is missing: sh scripts/run.sh scripts/build.ts --all
set -eu
cd "$(dirname "$0")/.."
. ./scripts/setup.sh
exec bun "$@"
