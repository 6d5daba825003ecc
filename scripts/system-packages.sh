#!/bin/sh
# What the tests need beside Python: Chromium, a Chinese font and PostgreSQL. Installs what is missing.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
/sbin/ldconfig -p | grep -q libatomic.so.1 || missing="$missing libatomic1" # Playwright's driver needs it
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk fontconfig"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else
  echo "The tests need these system packages. Please install them first:" >&2
  echo "  sudo apt-get install$missing" >&2
  exit 1
fi
command -v apt-get >/dev/null 2>&1 || { echo "Please install with your system's package manager:$missing" >&2; exit 1; }
echo "Installing system packages for the tests:$missing …"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
