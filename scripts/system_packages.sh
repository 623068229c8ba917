#!/bin/sh
# Installs the Debian packages that Qt, the build of hnswlib and a virtual environment need, where they are missing.
# Where it may not (no apt, no rights) it names them and goes on if Python itself is usable.
# Usage: system_packages.sh PYTHON
set -eu
python=$1
[ "$(uname -s)" = Linux ] || exit 0

libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
missing=""
library() { case "$libraries" in *"$1 "*) ;; *) missing="$missing $2" ;; esac; }

library libglib-2.0.so.0 libglib2.0-0
library libEGL.so.1 libegl1
library libGL.so.1 libgl1
library libfontconfig.so.1 libfontconfig1
library libxkbcommon.so.0 libxkbcommon0
library libdbus-1.so.3 libdbus-1-3
# The window on an X display; Qt blames xcb-cursor0 whichever of these is missing.
library libxcb-cursor.so.0 libxcb-cursor0
library libxkbcommon-x11.so.0 libxkbcommon-x11-0
library libxcb-icccm.so.4 libxcb-icccm4
library libxcb-keysyms.so.1 libxcb-keysyms1
library libxcb-shape.so.0 libxcb-shape0
command -v g++ >/dev/null 2>&1 || missing="$missing g++"
if command -v "$python" >/dev/null 2>&1; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
    "$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' \
        || missing="$missing python3-dev"
else
    missing="$missing python3 python3-venv python3-dev"
fi
# Without any good interface font, text falls back to one drawn for the screens of 2004.
case "$(fc-list : family 2>/dev/null || true)" in
    *Inter*|*"Noto Sans"*|*Cantarell*|*Ubuntu*|*"Open Sans"*|*Roboto*) ;;
    *) missing="$missing fontconfig fonts-inter" ;;
esac

[ -n "$missing" ] || exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; then
    echo "Installing system packages:$missing"
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "These system packages are missing and could not be installed here:$missing"
    echo "On Debian or Ubuntu: sudo apt-get install$missing"
fi
