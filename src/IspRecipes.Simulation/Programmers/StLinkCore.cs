using System.Buffers.Binary;

namespace IspRecipes.Simulation.Programmers;

/// <summary>Core registers as an ST-Link gets at them: through DCRSR and DCRDR (ARMv7-M ARM, C1.6.3 and C1.6.4).</summary>
internal sealed class StLinkCore(StLinkSwd swd, StLinkFirmware firmware)
{
    private const uint Selector = 0xE000EDF4, Data = 0xE000EDF8, WriteRegister = 1 << 16;

    private const byte Special = 20; // CONTROL, FAULTMASK, BASEPRI, PRIMASK

    /// <summary>READALLREGS: R0 to R15, xPSR, MSP, PSP, the special ones.</summary>
    private static readonly byte[] All = [.. Enumerable.Range(0, 19).Select(number => (byte)number), Special];

    public StLinkStatus Read(byte register, out uint value)
    {
        value = 0;
        return !Knows(register) ? StLinkStatus.Unknown
            : swd.Write(Selector, register) is var status and not StLinkStatus.Ok ? status
            : swd.Read(Data, out value);
    }

    public StLinkStatus Write(byte register, uint value) => !Knows(register) ? StLinkStatus.Unknown
        : swd.Write(Data, value) is var status and not StLinkStatus.Ok ? status
        : swd.Write(Selector, register | WriteRegister);

    /// <summary>Status and 21 words, the last one unused.</summary>
    public byte[] ReadAll()
    {
        byte[] reply = new byte[88];
        StLinkStatus status = StLinkStatus.Ok;
        for (int index = 0; index < All.Length && status == StLinkStatus.Ok; index++)
        {
            status = Read(All[index], out uint value);
            BinaryPrimitives.WriteUInt32LittleEndian(reply.AsSpan(4 + (4 * index)), value);
        }

        reply[0] = (byte)status;
        return reply;
    }

    /// <summary>0x21 is FPSCR and from 0x40 on are S0 to S31, from J15 on.</summary>
    private bool Knows(byte register) => register <= Special
        || (register is 0x21 or (>= 0x40 and < 0x60) && firmware.Since(15));
}
