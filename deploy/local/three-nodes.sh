#!/usr/bin/env bash
# Three nodes and their Redis on loopback, until Ctrl-C. All options of `./tidegate nodes`: see --help.
set -euo pipefail
exec "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../../tidegate" nodes --count 3 "$@"
