#!/bin/sh
# Builds the demo firmware into the given folder, by default beside its source. Needs gcc-avr, binutils-avr, avr-libc.
set -eu
source=$(dirname "$0")
target=${1:-$source}
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

build() {
    avr-gcc -mmcu=atmega32u4 -nostartfiles -nostdlib -Wl,--section-start=.text="$2" \
        -o "$objects/$1.elf" "$source/$1.S"
    avr-objcopy -O ihex -j .text "$objects/$1.elf" "$objects/$1.hex"
    # avr-objcopy ends its lines in CR LF.
    tr -d '\r' < "$objects/$1.hex" > "$target/$1.hex"
}

build blink 0x0000
build boot 0x7000
