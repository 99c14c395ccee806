# Sourced by ./try, ./check and scripts/clean-clone: makes the locked environment in .venv, from nothing if need be.
# Needs bash, git and a Python >= 3.11 with venv; fetches uv and the locked packages itself. Safe to run again.
# Sets: root (the clone's absolute path), uv (path of the pinned uv). Ends the caller with exit code 2 on a problem.

uv_version=0.13.9
root="$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)"
uv="$root/.venv-uv/bin/uv"

say() { printf "%s\n" "$@"; }

fail() {
  printf 'transferwatch: %s\n' "$@" >&2
  exit 2
}

# Prints the first Python that can do the job. Every match on PATH is tried, not only the first: a system Python
# without its venv package often stands before a complete one.
find_python() {
  local name candidate facts old="" bare="" names=(python3.11 python3.12 python3.13 python3.14 python3 python)
  [ -z "${TRANSFERWATCH_PYTHON:-}" ] || names=("$TRANSFERWATCH_PYTHON")
  for name in "${names[@]}"; do
    while IFS= read -r candidate; do
      facts="$("$candidate" -c 'import sys
v = "%d.%d.%d" % sys.version_info[:3]
if sys.version_info < (3, 11):
    print("old", v)
else:
    try:
        import ensurepip, venv
        print("ok", sys.executable)
    except ImportError:
        print("bare", v)' 2>/dev/null </dev/null)" || continue
      case "$facts" in
        "ok "*) printf '%s\n' "${facts#ok }"; return 0 ;;
        "old "*) old="$candidate is ${facts#old }" ;;
        "bare "*) bare="$candidate" ;;
      esac
    done < <(type -aP -- "$name" 2>/dev/null)
  done
  [ -z "$bare" ] || fail "$bare is new enough, but its venv module is missing (needed: venv with ensurepip)." \
    "On Debian and Ubuntu: sudo apt install python3-venv. Then run this again."
  fail "no Python 3.11 or newer found among ${names[*]}${old:+ ($old)}." \
    "Install Python 3.11 or newer, or point to one: TRANSFERWATCH_PYTHON=/path/to/python3.11"
}

fetch_uv() {
  local python="$1"
  # uv prints "uv 0.13.9 (platform)"
  if [ "$("$uv" --version 2>/dev/null | cut -d' ' -f2)" = "$uv_version" ]; then
    say "[2/3] uv $uv_version is already in .venv-uv"
    return
  fi
  say "[2/3] fetching uv $uv_version with pip into .venv-uv (about 25 MB, the first time only)"
  rm -rf -- "$root/.venv-uv"
  "$python" -m venv "$root/.venv-uv" || fail "could not make a virtual environment in $root/.venv-uv; see above."
  printf '*\n' > "$root/.venv-uv/.gitignore"
  "$root/.venv-uv/bin/python" -m pip install --quiet --disable-pip-version-check --retries 2 \
    --only-binary :all: "uv==$uv_version" </dev/null ||
    fail "pip could not fetch uv $uv_version; its own message stands above." \
      "This step needs the network (a Python package index). Behind a proxy or a private index, set pip's" \
      "variables (HTTPS_PROXY, PIP_INDEX_URL, PIP_CERT …) and run this again."
}

setup_environment() {
  local python
  cd -- "$root" || fail "cannot enter $root"
  python="$(find_python)" || exit 2
  say "[1/3] Python: $python"
  fetch_uv "$python"
  say "[3/3] installing the packages that uv.lock names into .venv"
  unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT
  # Where Python may not keep what it compiles, as in many containers, each process compiles all its packages anew: more
  # than a second for each worker and console, and the tests start hundreds.
  unset PYTHONDONTWRITEBYTECODE
  # The system's certificates as well as uv's own list: a company's proxy signs with a certificate of its own.
  export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}" UV_PYTHON_DOWNLOADS=never
  "$uv" sync --quiet --frozen --python "$python" </dev/null ||
    fail "uv could not install the locked packages; its own message stands above." \
      "The first run needs the network (a Python package index). Run this again when it is there:" \
      "what was fetched already is kept."
}
