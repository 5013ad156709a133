#!/usr/bin/env bash
# Makes sure that what `make $1` needs is there: system libraries (through apt on Debian and Ubuntu) and npm packages.
# Installs nothing that is already there; elsewhere it says in one line what to install and stops.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:?run or test}

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

command -v cargo >/dev/null || fail "Rust is missing: install it from https://rustup.rs, then run make again."
wanted=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
have=$(rustc --version 2>/dev/null | cut -d' ' -f2) || true
[ "$have" = "$wanted" ] || fail "Rust $wanted is needed (found ${have:-none}): rustup toolchain install $wanted"
command -v clippy-driver >/dev/null || fail "Clippy is missing, which compiles and lints our crates: rustup component add clippy"
node_ok() { node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)' 2>/dev/null; }
node_ok || fail "Node.js 20.19 or newer is needed (found $(node --version 2>/dev/null || echo none)): install it from https://nodejs.org or your package manager."

# The web view, the tray, and what the bundler reads.
build_packages=(build-essential pkg-config libwebkit2gtk-4.1-dev libayatana-appindicator3-dev librsvg2-dev)
# A display with a window manager and a keyboard, a session bus, a Secret Service, a notification daemon, a browser, the web
# view's driver; unshare and strace for faults.
test_packages=(xvfb xauth jwm xdotool x11-utils dbus gnome-keyring libglib2.0-bin dunst imagemagick webkit2gtk-driver procps util-linux strace)

packages=("${build_packages[@]}")
[ "$purpose" = test ] && packages+=("${test_packages[@]}")

case "$(uname -s)" in
Linux)
  if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    if [ "$purpose" = test ] && ! scripts/browser.sh >/dev/null 2>&1; then
      # Ubuntu has it under another name.
      if grep -qx 'ID=ubuntu' /etc/os-release; then packages+=(chromium-browser); else packages+=(chromium); fi
    fi
    missing=()
    for package in "${packages[@]}"; do
      dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    if [ ${#missing[@]} -gt 0 ]; then
      say "Installing ${missing[*]}"
      as_root=()
      [ "$(id -u)" = 0 ] || as_root=(sudo)
      "${as_root[@]}" apt-get update -qq
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    fi
  elif ! pkg-config --exists webkit2gtk-4.1 2>/dev/null; then
    fail "Install the development packages of webkit2gtk-4.1, libayatana-appindicator3 and librsvg2 with your package manager, then run make again."
  fi
  ;;
Darwin)
  xcode-select -p >/dev/null 2>&1 || fail "Install Apple's command line tools: xcode-select --install"
  ;;
*)
  command -v cl >/dev/null 2>&1 || say "On Windows, Microsoft's C++ Build Tools and WebView2 are needed: https://v2.tauri.app/start/prerequisites/"
  ;;
esac

# Rules on the whole dependency tree read it offline, with what only other systems compile.
[ "$purpose" = run ] || cargo fetch --locked --quiet

# npm packages, when the lock file has changed since they were installed here.
stamp=ui/node_modules/.installed
lock_hash=$(cksum <ui/package-lock.json)
if [ "$(cat "$stamp" 2>/dev/null)" != "$lock_hash" ]; then
  say "Installing npm packages"
  (cd ui && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  printf '%s' "$lock_hash" >"$stamp"
fi

# Cargo tells the crates of two checkouts apart by nothing, and what is fresh by file times alone: in the cache folder that
# checkouts share, files older than another checkout's build would pass for built. Whoever comes second builds our crates anew.
if [ -n "${CARGO_TARGET_DIR:-}" ]; then
  mkdir -p "$CARGO_TARGET_DIR"
  if [ "$(cat "$CARGO_TARGET_DIR/.checkout" 2>/dev/null)" != "$PWD" ]; then
    ours=(recomamp)
    for manifest in crates/*/Cargo.toml; do ours+=("$(sed -n 's/^name = "\(.*\)"/\1/p;T;q' "$manifest")"); done
    cargo clean --quiet "${ours[@]/#/-p=}"
    printf '%s' "$PWD" >"$CARGO_TARGET_DIR/.checkout"
  fi
fi
