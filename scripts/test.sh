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

step "types" bun node_modules/typescript/bin/tsc --noEmit
step "lint" bun node_modules/@biomejs/biome/bin/biome check --error-on-warnings .
step "build" bun scripts/build.ts
[ -x dist/gantry ] || finish

report=dist/junit.xml
rm -f "$report"
echo "== tests"
bun test --reporter=junit --reporter-outfile="$report" "$@" 2>&1
status=$?

# The totals stand in the root element of the report.
total_of() {
  sed -n "s/.*<testsuites .*[ \"]$1=\"\([0-9]*\)\".*/\1/p" "$report" 2>/dev/null | head -n 1
}
tests=$(total_of tests)
failures=$(total_of failures)
skips=$(total_of skipped)
if [ -z "$tests" ]; then
  echo "bun test ended with status $status and left no report"
  failed=$((failed + 1))
  finish
fi
passed=$((passed + tests - ${failures:-0} - ${skips:-0}))
failed=$((failed + ${failures:-0}))
skipped=$((skipped + ${skips:-0}))
# An error outside a test (a module that does not load) has a status but no failure of its own.
[ "$status" -eq 0 ] || [ "${failures:-0}" -gt 0 ] || failed=$((failed + 1))
finish
