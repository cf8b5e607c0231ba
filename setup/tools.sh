#!/bin/sh
# Looks for the four tools that a build needs. Each missing one gets a sentence with the command that installs it.
set -u
missing=0

system() {
  if [ "$(uname -s)" = Darwin ]; then echo macos
  elif command -v apt-get >/dev/null 2>&1; then echo debian
  elif command -v dnf >/dev/null 2>&1; then echo fedora
  else echo other; fi
}

# tell NAME DEBIAN FEDORA MACOS
tell() {
  case "$(system)" in
    debian) how="$2" ;;
    fedora) how="$3" ;;
    macos) how="$4" ;;
    *) how="the packages of your system" ;;
  esac
  printf 'Visio needs %s. Install it with: %s\n' "$1" "$how" >&2
  missing=1
}

# at_least HAVE WANTED: compares dotted versions
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

python="${PYTHON:-python3}"
if ! command -v "$python" >/dev/null 2>&1; then
  tell "Python 3.11 or newer" "sudo apt-get install python3 python3-venv python3-dev" "sudo dnf install python3 python3-devel" "brew install python@3.12"
elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  tell "Python 3.11 or newer (found $("$python" -V 2>&1))" "sudo apt-get install python3 python3-venv python3-dev" "sudo dnf install python3.12 python3.12-devel, then: make PYTHON=python3.12 run" "brew install python@3.12"
elif ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
  tell "Python's venv module" "sudo apt-get install python3-venv" "sudo dnf install python3" "brew install python@3.12"
fi

rustup="curl --proto '=https' -sSf https://sh.rustup.rs | sh"
if ! command -v cargo >/dev/null 2>&1 || ! command -v rustc >/dev/null 2>&1; then
  tell "Rust 1.89 or newer" "$rustup" "sudo dnf install cargo rust" "brew install rust"
elif ! at_least "$(rustc --version | cut -d' ' -f2 | cut -d- -f1)" 1.89.0; then
  tell "Rust 1.89 or newer (found $(rustc --version | cut -d' ' -f2))" "rustup update stable, or $rustup" "rustup update stable, or $rustup" "brew upgrade rust"
fi

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  tell "Node.js 20.19 or newer with npm" "sudo apt-get install nodejs npm (Debian 13; on Debian 12 take the packages of nodejs.org)" "sudo dnf install nodejs npm" "brew install node"
elif ! at_least "$(node --version | cut -c2-)" 20.19.0; then
  tell "Node.js 20.19 or newer (found $(node --version))" "the packages of nodejs.org" "sudo dnf install nodejs npm" "brew upgrade node"
fi

if ! command -v cc >/dev/null 2>&1 && ! command -v gcc >/dev/null 2>&1 && ! command -v clang >/dev/null 2>&1; then
  tell "a C compiler" "sudo apt-get install build-essential" "sudo dnf install gcc" "xcode-select --install"
fi

exit "$missing"
