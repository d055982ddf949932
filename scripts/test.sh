#!/bin/sh
# `npm test`: types, lint, a fresh executable, then every test; arguments go to `bun test`.
# The last line is always the counts: "N passed, N failed, N skipped". Each step before the tests counts as one.
set -u
cd "$(dirname "$0")/.."

passed=0
failed=0
skipped=0

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
  exit
}

step() {
  name=$1
  shift
  echo "== $name"
  if "$@"; then
    passed=$((passed + 1))
  else
    echo "== $name failed"
    failed=$((failed + 1))
  fi
}

# In a subshell first: a failing set-up must still end with the counts.
(set -e; . ./scripts/setup.sh) || { failed=1; finish; }
. ./scripts/setup.sh

# One checker: on a small machine several work out the same large types anew, and their collector takes most of the time.
step "types" env GOGC=400 bun node_modules/typescript/bin/tsc --noEmit --checkers 1
step "lint" bun node_modules/@biomejs/biome/bin/biome check --error-on-warnings .
# Tests never meet the executable of an earlier state.
rm -f dist/gantry
step "build" bun scripts/build.ts
[ -x dist/gantry ] || finish

# The time that a test gets is there to end one that hangs, however busy the machine is.
# What bun test says is shown as it comes and kept: its closing lines hold the counts, in which a file that
# does not load is a failure.
echo "== tests"
{ bun test --timeout 60000 "$@" 2>&1; echo $? >dist/test.status; } | tee dist/test.log
status=$(cat dist/test.status)

count_of() {
  sed -n "s/^ *\([0-9][0-9]*\) $1\$/\1/p" dist/test.log | tail -n 1
}
if ! grep -q '^Ran [0-9]* tests\{0,1\} across' dist/test.log; then
  echo "bun test ended with status $status before it was through"
  failed=$((failed + 1))
  finish
fi
failures=$(count_of fail)
passed=$((passed + $(count_of pass)))
failed=$((failed + ${failures:-0}))
skips=$(count_of skip)
todos=$(count_of todo)
skipped=$((${skips:-0} + ${todos:-0}))
[ "$status" -eq 0 ] || [ "${failures:-0}" -gt 0 ] || failed=$((failed + 1))
finish
