#!/usr/bin/env bash
# Builds what the peer tests need into artifacts/peers: our rig around simavr, and real ArduinoISP for it.
# Needs cc, libsimavr-dev, gcc-avr, avr-libc, arduino-core-avr, and Debian's arduino package for the sketch, which is
# downloaded with apt-get and unpacked, not installed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(cd "$here/../.." && pwd)/artifacts/peers
mkdir -p "$out"

cc -std=gnu11 -O2 -Wall -Wextra -Werror -o "$out/simavr-rig" "$here"/simavr/*.c -lsimavr
"$here/build-arduinoisp.sh" "$out"
