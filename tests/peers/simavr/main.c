#include "rig.h"

#include <simavr/sim_hex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "simavr-rig [--target] [--start ADDRESS] [--settle MILLISECONDS] [--idle TIMES] FILE.hex...\n"
    "  --target   wire SPI and RESET (PB2) to the starting process, over stdin and stdout\n"
    "  --start    where the chip starts after a reset (BOOTRST); 0 without it\n"
    "  --settle   simulated time after a reset before clients are let in; 10 without it\n"
    "  --idle     how many times slower than the wall clock an idle firmware's time goes; 4 without it\n";

void rig_fail(const char *sentence, const char *what)
{
    fprintf(stderr, "simavr-rig: %s: %s\n", sentence, what);
    exit(1);
}

avr_io_t *rig_find(struct rig *rig, const char *kind)
{
    for (avr_io_t *io = rig->avr->io_port; io; io = io->next) {
        if (!strcmp(io->kind, kind)) {
            return io;
        }
    }
    rig_fail("this chip lacks", kind);
}

static void load(avr_t *avr, const char *path)
{
    ihex_chunk_p chunks = NULL;
    int count = read_ihex_chunks(path, &chunks);
    if (count <= 0) {
        rig_fail("not an Intel HEX file", path);
    }
    for (int i = 0; i < count; i++) {
        avr_loadcode(avr, chunks[i].data, chunks[i].size, chunks[i].baseaddr);
    }
    free_ihex_chunks(chunks);
}

/* Nothing sleeps by the wall clock: pace.c decides how fast time goes. */
static void no_sleep(avr_t *avr, avr_cycle_count_t how_long)
{
    (void)avr;
    (void)how_long;
}

int main(int count, char **arguments)
{
    struct rig rig = {.avr = avr_make_mcu_by_name("atmega328p")};
    if (!rig.avr || avr_init(rig.avr)) {
        rig_fail("simavr does not know", "atmega328p");
    }
    rig.avr->frequency = CLOCK_HZ;
    rig.avr->sleep = no_sleep;

    bool wired = false;
    uint64_t settle = 10000; /* the start-up code is through, the UART is on */
    int files = 0;
    for (int i = 1; i < count; i++) {
        if (!strcmp(arguments[i], "--target")) {
            wired = true;
        } else if (!strcmp(arguments[i], "--start") && i + 1 < count) {
            rig.avr->reset_pc = strtoul(arguments[++i], NULL, 0);
        } else if (!strcmp(arguments[i], "--settle") && i + 1 < count) {
            settle = strtoull(arguments[++i], NULL, 0) * 1000;
        } else if (!strcmp(arguments[i], "--idle") && i + 1 < count) {
            pace_idle(atoi(arguments[++i]));
        } else if (arguments[i][0] == '-') {
            fputs(usage, stderr);
            return 2;
        } else {
            load(rig.avr, arguments[i]);
            files++;
        }
    }
    if (files == 0) {
        fputs(usage, stderr);
        return 2;
    }

    const char *pty = serial_open(&rig);
    target_open(&rig, wired);
    selfprogram_open(&rig);
    control_open(&rig, settle);
    control_restart();
    printf("pty %s\n", pty);
    fflush(stdout);
    pace_run(&rig);
    return 0;
}
