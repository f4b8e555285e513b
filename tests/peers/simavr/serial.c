/*
 * UART0 behind a pty. simavr's own receiver takes 63 bytes and hands them over at its own pace; the chip has two
 * bytes and a shift register. So the line is timed here: ten bit times per byte, and a byte that finds both places
 * and the shift register taken is lost, as on the bench (ATmega328P datasheet DS40002061B, USART, "Data OverRun").
 */
#define _GNU_SOURCE
#include "rig.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <simavr/avr_uart.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

DEFINE_FIFO(uint16_t, uart_fifo);

#define UBRR0L 0xC4
#define RECEIVER_BYTES 3 /* two in the buffer, one in the shift register */

static struct rig *rig;
static avr_uart_t *uart;
static int master = -1;

/* What the client has written and the line has not carried yet. */
static uint8_t waiting[65536];
static size_t head, tail;

static unsigned long received, sent, lost;

static avr_cycle_count_t carry_byte(avr_t *avr, avr_cycle_count_t when, void *param)
{
    (void)param;
    if (head == tail) {
        return 0;
    }
    uint8_t byte = waiting[tail++ % sizeof waiting];
    rig_event(rig);
    received++;
    if (!avr_regbit_get(avr, uart->rxen) || uart_fifo_get_read_size(&uart->input) >= RECEIVER_BYTES) {
        lost++;
    } else {
        uart_fifo_write(&uart->input, byte);
        uart->rxc_raise_time = 0; /* simavr's own brake on reading is off: the line is timed here */
        uart->rx_cnt = 0;
        avr_raise_interrupt(avr, &uart->rxc);
    }
    return head == tail ? 0 : when + uart->cycles_per_byte;
}

static void start_line(void)
{
    if (head != tail && avr_cycle_timer_status(rig->avr, carry_byte, NULL) == 0) {
        avr_cycle_timer_register(rig->avr, uart->cycles_per_byte, carry_byte, NULL);
    }
}

/* simavr counts a parity bit that 8N1 does not have: eleven bit times become ten. */
static void correct_byte_time(avr_t *avr, avr_io_addr_t address, uint8_t value, void *param)
{
    (void)avr;
    (void)address;
    (void)value;
    (void)param;
    uart->cycles_per_byte = uart->cycles_per_byte * 10 / 11;
}

static void on_sent(avr_irq_t *irq, uint32_t value, void *param)
{
    (void)irq;
    (void)param;
    uint8_t byte = value;
    rig_event(rig);
    sent++;
    if (serial_has_client() && write(master, &byte, 1) != 1 && errno != EAGAIN && errno != EIO) {
        rig_fail("cannot write to the pty", strerror(errno));
    }
}

const char *serial_open(struct rig *owner)
{
    rig = owner;
    uart = (avr_uart_t *)rig_find(rig, "uart");
    uint32_t no_flags = 0; /* no sleeping in status reads, no echo on stdout */
    avr_ioctl(rig->avr, AVR_IOCTL_UART_SET_FLAGS('0'), &no_flags);
    avr_register_io_write(rig->avr, UBRR0L, correct_byte_time, NULL);
    avr_irq_register_notify(avr_io_getirq(rig->avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), on_sent, NULL);

    master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (master < 0 || grantpt(master) || unlockpt(master)) {
        rig_fail("cannot open a pty", strerror(errno));
    }
    struct termios raw;
    tcgetattr(master, &raw);
    cfmakeraw(&raw);
    tcsetattr(master, TCSANOW, &raw);

    /* A master whose slave was never opened does not hang up: once opened and closed, hang-up means no client. */
    const char *path = ptsname(master);
    close(open(path, O_RDWR | O_NOCTTY | O_CLOEXEC));
    return path;
}

void serial_attach(void)
{
    start_line();
}

int serial_fd(void)
{
    return master;
}

bool serial_has_client(void)
{
    struct pollfd state = {.fd = master};
    poll(&state, 1, 0);
    return !(state.revents & POLLHUP);
}

bool serial_moves(void)
{
    return head != tail || !uart_fifo_isempty(&uart->input) || uart->tx_cnt > 0;
}

void serial_receive(void)
{
    uint8_t bytes[4096];
    size_t room = sizeof waiting - (head - tail);
    ssize_t count = read(master, bytes, room < sizeof bytes ? room : sizeof bytes);
    for (ssize_t i = 0; i < count; i++) {
        waiting[head++ % sizeof waiting] = bytes[i];
    }
    start_line();
}

void serial_report(void)
{
    printf("serial %lu %lu %lu\n", received, sent, lost);
}
