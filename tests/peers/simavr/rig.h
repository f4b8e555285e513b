/*
 * A simulated ATmega328P at 16 MHz that other programs talk to: its UART0 is a pty, and its SPI and RESET pins (Uno
 * D10 = PB2) can be wired to a target in the process that started it. ../README.md holds the messages.
 */
#ifndef RIG_H
#define RIG_H

#include <simavr/sim_avr.h>
#include <stdbool.h>
#include <stdint.h>

#define CLOCK_HZ 16000000u

struct rig {
    avr_t *avr;
    avr_cycle_count_t last_event; /* when something last moved on a pin; see pace.c */
};

/* A byte or a level moved: the firmware is at work. */
static inline void rig_event(struct rig *rig)
{
    rig->last_event = rig->avr->cycle;
}

static inline uint64_t rig_microseconds(const struct rig *rig)
{
    return rig->avr->cycle / (CLOCK_HZ / 1000000u);
}

/* Ends the process with a sentence on stderr. */
void rig_fail(const char *sentence, const char *what) __attribute__((noreturn));

/* A module of the simulated chip, by simavr's name for its kind. */
avr_io_t *rig_find(struct rig *rig, const char *kind);

/* serial.c: UART0 behind a pty */
const char *serial_open(struct rig *rig);
void serial_attach(void); /* after each reset of the chip */
int serial_fd(void);
bool serial_has_client(void);
bool serial_moves(void);   /* bytes wait on the line or in the UART */
void serial_receive(void); /* takes what the client has written */
void serial_report(void);

/* target.c: SPI and RESET wired to the starting process, over stdin and stdout */
void target_open(struct rig *rig, bool wired);
void target_attach(void);

/* selfprogram.c: SPM and EEPROM writes take their time */
void selfprogram_open(struct rig *rig);
void selfprogram_attach(void);

/* control.c: commands on stdin */
void control_open(struct rig *rig, uint64_t settle_microseconds);
void control_restart(void);
bool control_step(void); /* false at the end of stdin */
bool control_read_answer(uint8_t *answer);

/* pace.c: simulated against real time */
void pace_idle(int times_slower);
void pace_run(struct rig *rig);
void pace_run_for(struct rig *rig, uint64_t microseconds);

#endif
