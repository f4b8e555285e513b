/*
 * The programmer's SPI and RESET pins. Each byte on SPI and each edge of RESET is one line on stdout; a byte waits for
 * its answer on stdin. Unwired, MISO floats high.
 *
 * simavr's SPI takes 100 us per byte at any clock; here a byte takes eight bits at the divider the firmware has set
 * (ATmega328P datasheet DS40002061B, SPI, "Relationship between SCK and the Oscillator Frequency").
 */
#include "rig.h"

#include <simavr/avr_ioport.h>
#include <simavr/avr_spi.h>
#include <stdio.h>

#define SPDR 0x4E
#define RESET_PIN 2 /* PB2, Uno D10 */

static struct rig *rig;
static avr_spi_t *spi;
static bool wired;
static int reset_level = 1;

static unsigned byte_cycles(avr_t *avr)
{
    static const unsigned dividers[] = {4, 16, 64, 128, 2, 8, 32, 64};
    return 8 * dividers[avr_regbit_get_array(avr, spi->spr, 3)];
}

static avr_cycle_count_t shift_byte(avr_t *avr, avr_cycle_count_t when, void *param)
{
    (void)when;
    (void)param;
    uint8_t answer = 0xFF;
    rig_event(rig);
    if (wired) {
        printf("S %02x %llu\n", avr->data[SPDR], (unsigned long long)rig_microseconds(rig));
        fflush(stdout);
        if (!control_read_answer(&answer)) {
            rig_fail("the target went away", "end of stdin");
        }
    }
    spi->input_data_register = answer;
    avr_raise_interrupt(avr, &spi->spi);
    return 0;
}

/* In simavr's place: its own handler starts its own timer. */
static void write_spdr(avr_t *avr, avr_io_addr_t address, uint8_t value, void *param)
{
    (void)param;
    avr_regbit_clear(avr, spi->spi.raised);
    avr->data[address] = value;
    if (avr_regbit_get(avr, spi->spe) && avr_regbit_get(avr, spi->mstr)) {
        avr_cycle_timer_register(avr, byte_cycles(avr), shift_byte, NULL);
    }
}

static void on_reset_pin(avr_irq_t *irq, uint32_t value, void *param)
{
    (void)irq;
    (void)param;
    int level = value & 1;
    if (level == reset_level) {
        return;
    }
    reset_level = level;
    rig_event(rig);
    if (wired) {
        printf("R %d %llu\n", level, (unsigned long long)rig_microseconds(rig));
        fflush(stdout);
    }
}

void target_open(struct rig *owner, bool to_starter)
{
    rig = owner;
    wired = to_starter;
    spi = (avr_spi_t *)rig_find(rig, "spi");
    rig->avr->io[AVR_DATA_TO_IO(SPDR)].w.c = write_spdr;
    avr_irq_register_notify(
        avr_io_getirq(rig->avr, AVR_IOCTL_IOPORT_GETIRQ('B'), RESET_PIN), on_reset_pin, NULL);
    target_attach();
}

void target_attach(void)
{
    /* The target pulls its RESET up while the programmer lets go of it. */
    avr_ioport_external_t pull_up = {.name = 'B', .mask = 1 << RESET_PIN, .value = 1 << RESET_PIN};
    avr_ioctl(rig->avr, AVR_IOCTL_IOPORT_SET_EXTERNAL('B'), &pull_up);
    on_reset_pin(NULL, 1, NULL);
}
