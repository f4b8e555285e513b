#!/bin/sh
# Builds the Bluepill's programs into the given folder, by default beside their source. Needs binutils-arm-none-eabi.
set -eu
source=$(dirname "$0")
target=${1:-$source}
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

# NAME ADDRESS SOURCE
build() {
    arm-none-eabi-as -o "$objects/$1.o" "$source/$3"
    arm-none-eabi-ld -e reset -Ttext="$2" -o "$objects/$1.elf" "$objects/$1.o"
    arm-none-eabi-objcopy -O ihex -j .text "$objects/$1.elf" "$objects/$1.hex"
    # arm-none-eabi-objcopy ends its lines in CR LF.
    tr -d '\r' < "$objects/$1.hex" > "$target/$1.hex"
}

build bluepill-blink 0x08000000 bluepill-blink.s
build bluepill-blink-8k 0x08002000 bluepill-blink.s
build bluepill-boot 0x08000000 bluepill-boot.s
