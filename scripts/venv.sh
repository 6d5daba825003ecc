#!/bin/sh
# Make .venv if it is missing and install the pinned packages of $1 into it.
set -eu
cd "$(dirname "$0")/.."
requirements=$1
python=${PYTHON:-python3}

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  if ! "$python" -m venv .venv 2>/dev/null; then
    echo "Python cannot make virtual environments yet; installing python3-venv …"
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else
      echo "Please install it first:  sudo apt-get install python3-venv" >&2
      exit 1
    fi
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq python3-venv >/dev/null
    rm -rf .venv
    "$python" -m venv .venv
  fi
fi
echo "Installing the packages of $requirements (pinned, with hashes) …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
