/*
 * Simulated against real time. While the firmware is at work (a byte is on its way, or something moved on a pin within
 * the last tenth of a second) simulated time runs as fast as it can, so that delays of 30 ms per page and 45 ms per
 * EEPROM byte cost little. Once it is quiet the firmware waits for its client, and time creeps: at a quarter of the
 * wall clock's pace if nothing else was asked for, so that a bootloader's time-out still comes but not because the
 * machine was busy. With no client on the pty a quiet firmware stands still.
 */
#define _GNU_SOURCE
#include "rig.h"

#include <poll.h>
#include <unistd.h>

#define QUIET_AFTER (CLOCK_HZ / 10) /* longer than any silence of ArduinoISP at work: 70 ms entering programming mode */
#define SLICE 2000                  /* cycles between looks at the pty: an eighth of a millisecond */
#define CREEP (CLOCK_HZ / 1000)     /* one millisecond at a time */

static int slowness = 4;

void pace_idle(int times_slower)
{
    slowness = times_slower;
}

static void run_cycles(struct rig *rig, avr_cycle_count_t count)
{
    rig->avr->run_cycle_limit = SLICE; /* simavr looks at its timers when the next is due, not at each instruction */
    avr_cycle_count_t end = rig->avr->cycle + count;
    while (rig->avr->cycle < end) {
        int state = avr_run(rig->avr);
        if (state == cpu_Crashed || state == cpu_Done) {
            rig_fail("the firmware crashed", rig->avr->mmcu);
        }
    }
}

void pace_run_for(struct rig *rig, uint64_t microseconds)
{
    run_cycles(rig, microseconds * (CLOCK_HZ / 1000000u));
}

void pace_run(struct rig *rig)
{
    while (control_step()) {
        serial_receive();
        if (serial_moves() || rig->avr->cycle - rig->last_event < QUIET_AFTER) {
            run_cycles(rig, SLICE);
            continue;
        }
        bool client = serial_has_client();
        struct pollfd inputs[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = serial_fd(), .events = POLLIN}};
        if (poll(inputs, client ? 2 : 1, slowness) == 0 && client) {
            run_cycles(rig, CREEP);
        }
    }
}
