; A small program for the boot section of the ATmega32U4, at 0x7000: BOOTSZ 0, 2048 words. Built for BOOTRST
; programmed. After half a second it looks at the button on HWB (PE2): when that is pressed, or when there is no
; application, it stays and lights the LED on PC7; otherwise it starts the application. A real bootloader would open
; its USB port where this one stays. On a board that ties HWB to ground it stays always.

#define __SFR_OFFSET 0
#include <avr/io.h>

        .equ    application, 0
        .equ    rounds, 16000000 / 2 / 8               ; half a second at 16 MHz, eight cycles a round

        .section .text

boot:
        cli
        eor     r1, r1
        out     MCUSR, r1                               ; a watchdog reset is over only when WDRF is cleared
        wdr
        ldi     r16, _BV(WDCE) | _BV(WDE)
        sts     WDTCSR, r16
        sts     WDTCSR, r1

        sbi     PORTE, PE2                              ; pull-up

        ldi     r18, lo8(rounds)
        ldi     r19, hi8(rounds)
        ldi     r20, hlo8(rounds)
wait:
        subi    r18, 1
        sbci    r19, 0
        sbci    r20, 0
        nop
        nop
        nop
        brne    wait

        sbis    PINE, PE2
        rjmp    stay

        ldi     r30, lo8(application)
        ldi     r31, hi8(application)
        lpm     r16, Z+
        lpm     r17, Z
        and     r16, r17
        cpi     r16, 0xFF                               ; an erased word
        breq    stay

        cbi     PORTE, PE2
        jmp     application

stay:
        sbi     DDRC, PC7
        sbi     PORTC, PC7
forever:
        rjmp    forever
