@ Erases the option bytes of an STM32F1, F0 or F3 and writes them anew (PM0075 section 2.5; RM0091 and RM0316, option byte
@ programming). It runs to its end by itself: between the erase and the first half-word a chip is read protected, so no
@ cable may lie in between. Thumb of ARMv6-M only. No stack, no interrupts. Ends at a breakpoint.
@
@ What it works on lies behind it, in words; the host writes it together with the stub:
@
@   REGISTERS   base of the flash registers
@   NEXT        address of the first entry
@   LAST        one past the last entry
@   STATUS      out: 0 when all is done, else the error bits of FLASH_SR; the host writes FFFFFFFF
@   entries     address of an option byte, its value; in the order of writing
@
@ r2 the registers, r7 the words above.

        .syntax unified
        .cpu    cortex-m0
        .thumb

        .equ    REGISTERS, 0
        .equ    NEXT, 4
        .equ    LAST, 8
        .equ    STATUS, 12

        .equ    KEYR, 0x04
        .equ    OPTKEYR, 0x08
        .equ    SR, 0x0C
        .equ    CR, 0x10

        .equ    SR_ERRORS, 0x14         @ WRPRTERR, PGERR
        .equ    SR_CLEAR, 0x34          @ EOP, WRPRTERR, PGERR: written 1 to clear
        .equ    CR_LOCK, 0x80

        cpsid   i
        adr     r7, words
        ldr     r2, [r7, #REGISTERS]
        ldr     r4, key1
        ldr     r5, key2
        ldr     r3, [r2, #CR]
        lsrs    r3, r3, #8              @ carry = LOCK; keys to an unlocked controller lock it until reset
        bcc     unlocked
        str     r4, [r2, #KEYR]
        str     r5, [r2, #KEYR]
unlocked:
        ldr     r3, [r2, #CR]
        lsrs    r3, r3, #10             @ carry = OPTWRE
        bcs     enabled
        str     r4, [r2, #OPTKEYR]
        str     r5, [r2, #OPTKEYR]
enabled:
        movs    r3, #SR_CLEAR
        str     r3, [r2, #SR]
        ldr     r3, erase
        str     r3, [r2, #CR]
        ldr     r3, start
        str     r3, [r2, #CR]
        bl      wait
        ldr     r3, program
        str     r3, [r2, #CR]
        ldr     r0, [r7, #NEXT]
option:
        ldr     r3, [r7, #LAST]
        cmp     r0, r3
        bhs     finished
        ldr     r4, [r0]
        ldr     r5, [r0, #4]
        strh    r5, [r4]
        bl      wait
        adds    r0, r0, #8
        b       option

finished:
        movs    r3, #0
failed:
        movs    r5, #CR_LOCK
        str     r5, [r2, #CR]
        str     r3, [r7, #STATUS]
        bkpt    #0

@ Waits for the controller, and reloads the independent watchdog; does not return from an error.
wait:
        ldr     r1, watchdog
        ldr     r3, feed
        str     r3, [r1]
        ldr     r3, [r2, #SR]
        lsrs    r5, r3, #1              @ carry = BSY
        bcs     wait
        movs    r5, #SR_ERRORS
        ands    r3, r3, r5
        bne     failed
        bx      lr

        .balign 4
key1:
        .word   0x45670123              @ PM0075 sections 2.3.1 and 2.3.3
key2:
        .word   0xCDEF89AB
erase:
        .word   0x00000220              @ OPTWRE, OPTER
start:
        .word   0x00000260              @ OPTWRE, OPTER, STRT
program:
        .word   0x00000210              @ OPTWRE, OPTPG
watchdog:
        .word   0x40003000              @ IWDG_KR
feed:
        .word   0x0000AAAA
words:
