/* Commands of the starting process on stdin, one a line, each answered by one line; see ../README.md. */
#define _GNU_SOURCE
#include "rig.h"

#include <errno.h>
#include <poll.h>
#include <simavr/avr_eeprom.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct rig *rig;
static uint64_t settle;
static bool reset_wanted; /* obeyed between instructions, never in the middle of an SPI byte */
static char input[8192];
static size_t filled;

void control_open(struct rig *owner, uint64_t settle_microseconds)
{
    rig = owner;
    settle = settle_microseconds;
}

void control_restart(void)
{
    avr_reset(rig->avr);
    avr_regbit_set(rig->avr, rig->avr->reset_flags.extrf);
    serial_attach();
    target_attach();
    selfprogram_attach();
    rig_event(rig);
    pace_run_for(rig, settle);
}

static void save(const char *path, const uint8_t *bytes, size_t count)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, count, file) != count || fclose(file)) {
        rig_fail("cannot write", path);
    }
}

static void save_eeprom(const char *path)
{
    uint8_t bytes[4096];
    avr_eeprom_desc_t all = {.ee = bytes, .offset = 0, .size = rig->avr->e2end + 1};
    avr_ioctl(rig->avr, AVR_IOCTL_EEPROM_GET, &all); /* answers -1 though it copies */
    save(path, bytes, all.size);
}

static void obey(const char *command)
{
    if (!strcmp(command, "reset")) {
        reset_wanted = true;
    } else if (!strcmp(command, "serial")) {
        serial_report();
    } else if (!strncmp(command, "flash ", 6)) {
        save(command + 6, rig->avr->flash, rig->avr->flashend + 1);
        puts("ok");
    } else if (!strncmp(command, "eeprom ", 7)) {
        save_eeprom(command + 7);
        puts("ok");
    } else {
        rig_fail("unknown command", command);
    }
    fflush(stdout);
}

/* Moves the first whole line out of the input; false where there is none yet. */
static bool take_line(char line[static sizeof input])
{
    char *end = memchr(input, '\n', filled);
    if (!end) {
        return false;
    }
    size_t length = end - input;
    memcpy(line, input, length);
    line[length] = 0;
    filled -= length + 1;
    memmove(input, end + 1, filled);
    return true;
}

static bool fill(void)
{
    ssize_t count = read(STDIN_FILENO, input + filled, sizeof input - filled);
    if (count <= 0) {
        return false;
    }
    filled += count;
    return true;
}

bool control_step(void)
{
    struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&ready, 1, 0) > 0 && !fill()) {
        return false;
    }
    char line[sizeof input];
    while (take_line(line)) {
        obey(line);
    }
    if (reset_wanted) {
        reset_wanted = false;
        control_restart();
        puts("ok");
        fflush(stdout);
    }
    return true;
}

bool control_read_answer(uint8_t *answer)
{
    char line[sizeof input];
    while (true) {
        while (!take_line(line)) {
            if (!fill()) {
                return false;
            }
        }
        char *end;
        unsigned long value = strtoul(line, &end, 16);
        if (strlen(line) == 2 && !*end) {
            *answer = value;
            return true;
        }
        obey(line);
    }
}
