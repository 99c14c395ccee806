# Sourced after setup.sh and apt.sh by what tests against Java programs: Java 17 or newer, and Maven, which fetches them.

java_major() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1
}

# Installs what the machine lacks of the two, as root with apt-get.
install_java_and_maven() {
  local packages=() major
  major="$(java_major || true)"
  [ "${major:-0}" -ge 17 ] || packages+=(openjdk-17-jre-headless)
  command -v mvn >/dev/null || packages+=(maven)
  if [ ${#packages[@]} -eq 0 ]; then
    say "Java $major and Maven are installed already"
    return
  fi
  install_debian "${packages[@]}"
}
