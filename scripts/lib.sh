# Shared by the scripts: where things are, and how they speak.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Paths that a user gives are relative to where the user stands.
INVOKED_FROM=$PWD
cd "$ROOT"

RUST_VERSION=1.85.0
CONTRACTS="token registry registry_annex market attestations staking staking_annex metering metering_annex rewards governance"

# Tools that setup installs live here, outside the checkout, and are shared by all checkouts.
TOOLS=${GRIDSHARE_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/gridshare}
export PATH="$TOOLS/bin:$HOME/.cargo/bin:$PATH"
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}

if [ -t 2 ]; then bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'; else bold= red= green= plain=; fi
say() { printf '%s%s%s\n' "$bold" "$*" "$plain" >&2; }
fail() { printf '%serror:%s %s\n' "$red" "$plain" "$*" >&2; exit 1; }

# timed LABEL COMMAND…: runs it and says how long it took.
timed() {
    local label=$1 start=$SECONDS; shift
    say "── $label"
    "$@" || { local code=$?; printf '%s── %s failed%s after %s s\n' "$red" "$label" "$plain" $((SECONDS - start)) >&2; exit $code; }
    printf '%s── %s done%s in %s s\n' "$green" "$label" "$plain" $((SECONDS - start)) >&2
}

# usage_if_asked "$@": prints the script's own head comment for --help.
usage_if_asked() {
    case ${1:-} in
        -h | --help) sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    esac
}
