/*
 * A bootloader's writes take their time. simavr ends SPM and EEPROM writes at once; on the chip a page erase or page
 * write takes 3.7 to 4.5 ms and an EEPROM byte 3.3 ms (ATmega328P datasheet DS40002061B, "SPM Programming Time" and
 * "EEPROM Programming Time"), during which a polling bootloader hears three bytes at most.
 */
#include "rig.h"

#include <simavr/avr_flash.h>
#include <stddef.h>
#include <string.h>

#define EECR 0x3F
#define EEPE 0x02
#define SPMCSR 0x57
#define SPM_MASK 0x07
#define SPM_ERASE 0x03
#define SPM_WRITE 0x05
#define BUSY_SPM 0x01

#define FLASH_WRITE_CYCLES (CLOCK_HZ / 10000 * 45)  /* 4.5 ms */
#define EEPROM_WRITE_CYCLES (CLOCK_HZ / 10000 * 33) /* 3.3 ms */

static struct rig *rig;
static avr_flash_t *flash;
static avr_cycle_count_t flash_ready, eeprom_ready;

/* What was not loaded is blank; simavr's page buffer is cleared to 0x00FF. */
static void blank_unloaded_words(void)
{
    for (int i = 0; i < flash->spm_pagesize / 2; i++) {
        if (!flash->tmppage_used[i]) {
            flash->tmppage[i] = 0xFFFF;
        }
    }
}

static void write_spmcsr(avr_t *avr, avr_io_addr_t address, uint8_t value, void *param)
{
    (void)address;
    (void)param;
    if ((value & SPM_MASK) == SPM_ERASE || (value & SPM_MASK) == SPM_WRITE) {
        flash_ready = avr->cycle + FLASH_WRITE_CYCLES;
        blank_unloaded_words();
    }
}

static uint8_t read_spmcsr(avr_t *avr, avr_io_addr_t address, void *param)
{
    (void)param;
    return avr->cycle < flash_ready ? avr->data[address] | BUSY_SPM : avr->data[address] & ~BUSY_SPM;
}

static void write_eecr(avr_t *avr, avr_io_addr_t address, uint8_t value, void *param)
{
    (void)address;
    (void)param;
    if (value & EEPE) {
        eeprom_ready = avr->cycle + EEPROM_WRITE_CYCLES;
    }
}

static uint8_t read_eecr(avr_t *avr, avr_io_addr_t address, void *param)
{
    (void)param;
    return avr->cycle < eeprom_ready ? avr->data[address] | EEPE : avr->data[address] & ~EEPE;
}

void selfprogram_open(struct rig *owner)
{
    rig = owner;
    flash = (avr_flash_t *)rig_find(rig, "flash");
    avr_register_io_write(rig->avr, SPMCSR, write_spmcsr, NULL);
    avr_register_io_read(rig->avr, SPMCSR, read_spmcsr, NULL);
    avr_register_io_write(rig->avr, EECR, write_eecr, NULL);
    avr_register_io_read(rig->avr, EECR, read_eecr, NULL);
}

void selfprogram_attach(void)
{
    flash_ready = 0;
    eeprom_ready = 0;
}
