; A small application for the ATmega32U4: vectors at 0, and timer 1 toggles the LED on PC7 (pin 13 of an Arduino
; Leonardo), twice a second at a core clock of 16 MHz.

#define __SFR_OFFSET 0
#include <avr/io.h>

        .equ    timer_ticks, 16000000 / 1024 / 2        ; prescaler 1024, half a second

        .section .text

; ATmega32U4 datasheet, table 9-1: 43 vectors of two words each; number 17 is TIMER1 COMPA.
vectors:
        jmp     start
        .rept   16
        jmp     unexpected
        .endr
        jmp     toggle
        .rept   25
        jmp     unexpected
        .endr

start:
        ldi     r16, lo8(RAMEND)
        out     SPL, r16
        ldi     r16, hi8(RAMEND)
        out     SPH, r16

        sbi     DDRC, PC7

        ldi     r16, hi8(timer_ticks - 1)
        sts     OCR1AH, r16
        ldi     r16, lo8(timer_ticks - 1)
        sts     OCR1AL, r16
        ldi     r16, _BV(OCIE1A)
        sts     TIMSK1, r16
        ldi     r16, _BV(WGM12) | _BV(CS12) | _BV(CS10) ; clear on compare match, clock / 1024
        sts     TCCR1B, r16

        ldi     r16, _BV(SE)                            ; idle sleep
        out     SMCR, r16
        sei
rest:
        sleep
        rjmp    rest

; Writing a one to PINC toggles the pin and changes no register, so nothing is to be saved.
toggle:
        sbi     PINC, PC7
        reti

unexpected:
        rjmp    unexpected
