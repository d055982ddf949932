# Finds or fetches what the build needs; sourced by start.sh and test.sh from the root of the clone.
# Needs a POSIX shell, node and npm. Leaves the pinned Bun first in PATH and node_modules as bun.lock says.

bun_version=$(node -p 'require("./package.json").engines.bun')

is_pinned_bun() {
  [ "$("$1" --version 2>/dev/null)" = "$bun_version" ]
}

fetch_bun() {
  echo "Fetching Bun $bun_version through npm (once) ..." >&2
  npm install --prefix .bun --no-save --no-package-lock --no-audit --no-fund --loglevel=error "bun@$bun_version" >&2
  # npm may be set to run no install scripts; Bun's own puts the executable in place.
  is_pinned_bun .bun/node_modules/.bin/bun || (cd .bun/node_modules/bun && node install.js) >&2
}

if is_pinned_bun bun; then
  :
else
  is_pinned_bun .bun/node_modules/.bin/bun || fetch_bun
  PATH="$PWD/.bun/node_modules/.bin:$PATH"
  export PATH
fi
if ! is_pinned_bun bun; then
  echo "Bun $bun_version could not be installed. Is the npm registry within reach? (npm ping)" >&2
  exit 1
fi

# The lock file that node_modules was made from is kept beside it, so that a second start asks nobody.
if ! cmp -s bun.lock node_modules/.installed.lock; then
  echo "Installing packages ..." >&2
  bun install --frozen-lockfile >&2
  cp bun.lock node_modules/.installed.lock
fi
