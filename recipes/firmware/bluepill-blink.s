@ A small application for the STM32F103 of a Bluepill: blinks the LED on PC13 about twice a second, on the 8 MHz oscillator
@ that the chip starts with. Linked to the start of the flash, or to 0x08002000 behind a bootloader.

        .syntax unified
        .cpu    cortex-m3
        .thumb

        .equ    RCC_APB2ENR, 0x40021018         @ RM0008, 7.3.7
        .equ    IOPCEN, 1 << 4
        .equ    GPIOC, 0x40011000               @ RM0008, 9.2: CRL, CRH, IDR, ODR, BSRR
        .equ    CRH, 0x04
        .equ    BSRR, 0x10
        .equ    PC13_OUTPUT, 0x44244444         @ push-pull, 2 MHz; the other pins float, as after a reset
        .equ    PC13_HIGH, 1 << 13              @ the LED is between PC13 and 3.3 V: high is dark
        .equ    PC13_LOW, 1 << 29
        .equ    HALF_PERIOD, 8000000 / 4 / 4    @ a quarter of a second, in turns of about four cycles

        .text

vectors:
        .word   0x20005000                      @ initial stack pointer: the end of 20 KiB of SRAM
        .word   reset + 1                       @ bit 0 for Thumb
        .rept   14                              @ NMI to SysTick
        .word   unexpected + 1
        .endr

        .global reset
        .type   reset, %function
reset:
        ldr     r0, =RCC_APB2ENR
        ldr     r1, [r0]
        orr     r1, r1, #IOPCEN
        str     r1, [r0]
        ldr     r0, =GPIOC
        ldr     r1, =PC13_OUTPUT
        str     r1, [r0, #CRH]
        ldr     r1, =PC13_LOW
        ldr     r2, =PC13_HIGH
blink:
        str     r1, [r0, #BSRR]
        bl      wait
        str     r2, [r0, #BSRR]
        bl      wait
        b       blink

wait:
        ldr     r3, =HALF_PERIOD
1:      subs    r3, r3, #1
        bne     1b
        bx      lr

        .type   unexpected, %function
unexpected:
        b       unexpected

        .pool
