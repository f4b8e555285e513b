#!/usr/bin/env bash
# Builds the ArduinoISP sketch of Debian's arduino package for an Arduino Uno: build-arduinoisp.sh FOLDER leaves
# FOLDER/arduinoisp.hex. The sketch is unpacked from the package, built against arduino-core-avr with the flags of its
# platform.txt, and never changed.
set -euo pipefail

out=$(cd "$1" && pwd)
core=/usr/share/arduino/hardware/arduino/avr
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

package=$(ls "$out"/arduino_*.deb 2>/dev/null | head -n 1 || true)
if [ -z "$package" ]; then
    (cd "$work" && apt-get -qq -o Acquire::Retries=3 -o APT::Sandbox::User="$(id -un)" download arduino)
    mv "$work"/arduino_*.deb "$out"
    package=$(ls "$out"/arduino_*.deb | head -n 1)
fi
dpkg-deb -x "$package" "$work/arduino"

flags=(-mmcu=atmega328p -DF_CPU=16000000L -DARDUINO=10819 -DARDUINO_AVR_UNO -DARDUINO_ARCH_AVR
    -Os -w -ffunction-sections -fdata-sections -flto
    -I "$core/cores/arduino" -I "$core/variants/standard" -I "$core/libraries/SPI/src")
# Debian's avr-g++ 5.4 has no DECIMAL_DIG in C++; WString.cpp wants it.
cpp=(-std=gnu++11 -fpermissive -fno-exceptions -fno-threadsafe-statics -DDECIMAL_DIG=__DECIMAL_DIG__ -x c++)

objects=()
compile()
{
    local object="$work/$(basename "$1").o"
    case $1 in
        *.c) avr-gcc -c "${flags[@]}" -std=gnu11 "$1" -o "$object" ;;
        *.S) avr-gcc -c "${flags[@]}" -x assembler-with-cpp "$1" -o "$object" ;;
        *) avr-g++ -c "${flags[@]}" "${cpp[@]}" "$1" -o "$object" ;;
    esac
    objects+=("$object")
}

for source in "$core"/cores/arduino/*.{c,cpp,S} "$core/libraries/SPI/src/SPI.cpp"; do
    compile "$source"
done
# The Arduino builder puts prototypes of a sketch's functions before it; these are the ones used before they stand.
cat > "$work/sketch.cpp" <<END
#include <Arduino.h>
void avrisp();
uint8_t write_flash_pages(int length);
uint8_t write_eeprom_chunk(unsigned int start, unsigned int length);
#include "$(find "$work/arduino" -name ArduinoISP.ino)"
END
compile "$work/sketch.cpp"

avr-gcc "${flags[@]}" -fuse-linker-plugin -Wl,--gc-sections "${objects[@]}" -lm -o "$work/arduinoisp.elf"
avr-objcopy -O ihex -R .eeprom "$work/arduinoisp.elf" "$out/arduinoisp.hex"
