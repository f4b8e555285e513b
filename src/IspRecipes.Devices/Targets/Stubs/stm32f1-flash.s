@ Makes flash pages of an STM32F1, F0 or F3 equal to a buffer in SRAM (PM0075 section 2; RM0091 and RM0316, embedded flash
@ memory). Thumb of ARMv6-M only, so that one stub runs on every core. No stack, no interrupts. Ends at a breakpoint.
@
@ What it works on lies behind it, in words; the host writes it together with the stub:
@
@   REGISTERS   base of the flash registers of the bank
@   PAGE_SIZE   in bytes
@   FIRST       address of the first page
@   LAST        one past the last byte of the last page
@   START, END  the range that the host's bytes fill; what lies beside it in the pages keeps what it holds
@   STATUS      out: 0 when all is done, else the error bits of FLASH_SR; the host writes FFFFFFFF
@   REACHED     out: the page that was changed last; the host writes 0
@   CHANGED     out: number of pages erased or written; the host writes 0
@   DATA        the pages' bytes
@
@ r0 place in flash, r4 end of the page, r6 distance from flash to the buffer, r7 the words above.

        .syntax unified
        .cpu    cortex-m0
        .thumb

        .equ    REGISTERS, 0
        .equ    PAGE_SIZE, 4
        .equ    FIRST, 8
        .equ    LAST, 12
        .equ    START, 16
        .equ    END, 20
        .equ    STATUS, 24
        .equ    REACHED, 28
        .equ    CHANGED, 32
        .equ    DATA, 36

        .equ    KEYR, 0x04
        .equ    SR, 0x0C
        .equ    CR, 0x10
        .equ    AR, 0x14

        .equ    SR_ERRORS, 0x14         @ WRPRTERR, PGERR
        .equ    SR_CLEAR, 0x34          @ EOP, WRPRTERR, PGERR: written 1 to clear
        .equ    CR_PG, 0x01
        .equ    CR_PER, 0x02
        .equ    CR_PER_STRT, 0x42
        .equ    CR_LOCK, 0x80

        .equ    SAME, 0                 @ r1: what a page needs
        .equ    WRITE, 1
        .equ    ERASE, 2

        cpsid   i
        bl      reload
        adr     r7, words
        ldr     r2, [r7, #REGISTERS]
        ldr     r3, [r2, #CR]
        lsrs    r3, r3, #8              @ carry = LOCK; keys to an unlocked controller lock it until reset
        bcc     unlocked
        ldr     r3, key1
        str     r3, [r2, #KEYR]
        ldr     r3, key2
        str     r3, [r2, #KEYR]
unlocked:
        movs    r3, #SR_CLEAR
        str     r3, [r2, #SR]

        @ The bytes beside the range, before anything is erased.
        movs    r6, r7
        adds    r6, #DATA
        ldr     r0, [r7, #FIRST]
        subs    r6, r6, r0
        ldr     r4, [r7, #START]
        bl      keep
        ldr     r0, [r7, #END]
        ldr     r4, [r7, #LAST]
        bl      keep

        ldr     r0, [r7, #FIRST]
page:
        ldr     r3, [r7, #LAST]
        cmp     r0, r3
        bhs     finished
        ldr     r4, [r7, #PAGE_SIZE]
        adds    r4, r4, r0
        bl      reload
        movs    r1, #SAME
        movs    r5, r0
compare:
        ldrh    r2, [r5, r6]
        ldrh    r3, [r5]
        cmp     r2, r3
        beq     same
        movs    r1, #WRITE
        adds    r3, r3, #1              @ only FFFF, which is erased, gives 10000
        lsrs    r3, r3, #16
        bne     same
        movs    r1, #ERASE
        b       change
same:
        adds    r5, r5, #2
        cmp     r5, r4
        blo     compare
        cmp     r1, #SAME
        bne     change
        movs    r0, r4
        b       page

change:
        str     r0, [r7, #REACHED]
        ldr     r3, [r7, #CHANGED]
        adds    r3, r3, #1
        str     r3, [r7, #CHANGED]
        ldr     r2, [r7, #REGISTERS]
        cmp     r1, #ERASE
        bne     program
        movs    r3, #CR_PER
        str     r3, [r2, #CR]
        str     r0, [r2, #AR]
        movs    r3, #CR_PER_STRT
        str     r3, [r2, #CR]
        bl      wait
program:
        movs    r3, #CR_PG
        str     r3, [r2, #CR]
half:
        ldrh    r5, [r0, r6]
        ldrh    r3, [r0]
        cmp     r5, r3
        beq     written                 @ FFFF on an erased cell too
        strh    r5, [r0]
        bl      wait
written:
        adds    r0, r0, #2
        cmp     r0, r4
        blo     half
        b       page

finished:
        movs    r3, #0
        ldr     r2, [r7, #REGISTERS]
failed:
        movs    r5, #CR_LOCK
        str     r5, [r2, #CR]
        str     r3, [r7, #STATUS]
        bkpt    #0

@ Copies flash from r0 up to r4 into the buffer.
keep:
        cmp     r0, r4
        bhs     kept
        ldrb    r3, [r0]
        strb    r3, [r0, r6]
        adds    r0, r0, #1
        b       keep
kept:
        bx      lr

@ Waits for the controller at r2; does not return from an error.
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

@ Reloads the independent watchdog, which nothing but this stops once it runs.
reload:
        ldr     r1, watchdog
        ldr     r3, feed
        str     r3, [r1]
        bx      lr

        .balign 4
key1:
        .word   0x45670123              @ PM0075 section 2.3.1
key2:
        .word   0xCDEF89AB
watchdog:
        .word   0x40003000              @ IWDG_KR
feed:
        .word   0x0000AAAA
words:
