# Sourced after setup.sh by what installs servers for tests: apt-get without questions, tried again.

# apt ARGUMENT...: the network may fail for a moment.
apt() {
  local try
  for try in 1 2 3; do
    if DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@" </dev/null; then
      return 0
    fi
    say "apt-get $1 failed (try $try of 3)"
    sleep $((try * 5))
  done
  return 1
}

# install PACKAGE...: as root, on Debian and Ubuntu; says what to do elsewhere.
install_debian() {
  command -v apt-get >/dev/null || fail "no apt-get on this machine: install $* in its own way."
  [ "$(id -u)" -eq 0 ] || fail "installing $* needs root. Run: sudo apt-get install $*"
  say "installing $*"
  apt update && apt install -y --no-install-recommends "$@" ||
    fail "apt-get could not install $*; its own message stands above."
}
