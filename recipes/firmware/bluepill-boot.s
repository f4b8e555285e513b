@ A program for the first 8 KiB of a Bluepill's flash: starts the application at 0x08002000, unless there is none or BOOT1
@ (PB2) is high, and then blinks the LED on PC13 fast. It stands where a bootloader would, and loads nothing.

        .syntax unified
        .cpu    cortex-m3
        .thumb

        .equ    APPLICATION, 0x08002000
        .equ    VTOR, 0xE000ED08                @ ARMv7-M ARM, B3.2.5
        .equ    RCC_APB2ENR, 0x40021018         @ RM0008, 7.3.7
        .equ    IOPBEN, 1 << 3
        .equ    IOPCEN, 1 << 4
        .equ    GPIOB, 0x40010C00               @ RM0008, 9.2: CRL, CRH, IDR, ODR, BSRR
        .equ    GPIOC, 0x40011000
        .equ    CRH, 0x04
        .equ    IDR, 0x08
        .equ    BSRR, 0x10
        .equ    PB2, 1 << 2
        .equ    PC13_OUTPUT, 0x44244444         @ push-pull, 2 MHz; the other pins float, as after a reset
        .equ    PC13_HIGH, 1 << 13
        .equ    PC13_LOW, 1 << 29
        .equ    HALF_PERIOD, 8000000 / 4 / 16   @ a sixteenth of a second, in turns of about four cycles

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
        orr     r1, r1, #IOPBEN | IOPCEN
        str     r1, [r0]

        ldr     r0, =GPIOB
        ldr     r1, [r0, #IDR]
        tst     r1, #PB2
        bne     stay

        ldr     r4, =APPLICATION                @ erased flash reads 0xFFFFFFFF: no stack pointer begins like that
        ldr     r1, [r4]
        lsrs    r2, r1, #24
        cmp     r2, #0x20
        bne     stay

        ldr     r0, =VTOR
        str     r4, [r0]
        msr     msp, r1
        ldr     r0, [r4, #4]
        bx      r0

stay:
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
