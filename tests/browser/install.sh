#!/bin/sh
# Sees to it that a Chromium is there: one that is there already, else Playwright's own download, else the distribution's package;
# its headless shell and a stock Firefox, from the distribution. Without Firefox its tests are left out, and this says so.
# Called from tests/ after `npm ci`.
cd "$(dirname "$0")/.." || exit 1
. ./packages.sh

found() { node browser/find.mjs >/dev/null 2>&1; }

# Runs a command for at most so many seconds, where the system has `timeout`.
within() {
  seconds=$1
  shift
  if command -v timeout >/dev/null 2>&1; then timeout -k 2 "$seconds" "$@"; else "$@"; fi
}

# Playwright's own Chromium; it needs libraries of the system, which only root can install. Its tries are cut short by a time limit.
download() {
  echo "No Chromium is here; trying Playwright's own download."
  PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT=5000 within 40 npx --no-install playwright install chromium >/dev/null 2>&1 || return 1
  if root=$(root_by); then $root "$(command -v npx)" --no-install playwright install-deps chromium >/dev/null 2>&1; fi
  "$(node browser/find.mjs)" --version >/dev/null 2>&1
}

package() {
  echo "That failed; trying the distribution's package."
  packages chromium && found
}

found || download || package || {
  echo "The browser tests need Chromium, and none could be installed. Install chromium or google-chrome so that it is on your PATH," >&2
  echo "or run: cd tests && npx playwright install --with-deps chromium" >&2
  exit 1
}

# The tests alone can do without it, and then take twice as long.
node browser/find.mjs shell >/dev/null 2>&1 || packages chromium-headless-shell || true

firefox() { node browser/find.mjs firefox >/dev/null 2>&1; }

firefox || { packages firefox-esr && firefox; } || echo "No Firefox is here, so its tests are left out. Run: sudo apt-get install firefox-esr" >&2
