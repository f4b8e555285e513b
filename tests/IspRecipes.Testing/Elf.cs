using System.Buffers.Binary;

namespace IspRecipes.Testing;

/// <summary>ELF files made byte by byte; their layout stands at the reader.</summary>
public static class Elf
{
    public const ushort Arm = 40;
    public const ushort Avr = 83;

    /// <summary>A part of the file that is loaded.</summary>
    /// <param name="Physical">Where its bytes are loaded.</param>
    /// <param name="Virtual">Where they are when the program runs.</param>
    public sealed record Segment(uint Physical, uint Virtual, params byte[] Bytes)
    {
        public Segment(uint address, params byte[] bytes) : this(address, address, bytes)
        {
        }
    }

    /// <summary>A linked program without section headers.</summary>
    public static byte[] File(ushort machine, params Segment[] segments)
    {
        byte[] file = new byte[52 + 32 * segments.Length + segments.Sum(segment => segment.Bytes.Length)];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1 }.CopyTo(file, 0);
        Half(file, 16, 2);
        Half(file, 18, machine);
        SetWord(file, 28, 52);
        Half(file, 42, 32);
        Half(file, 44, (ushort)segments.Length);
        Half(file, 46, 40);
        int data = 52 + 32 * segments.Length;
        for (int index = 0; index < segments.Length; index++)
        {
            Segment segment = segments[index];
            int at = 52 + 32 * index;
            SetWord(file, at, 1);
            SetWord(file, at + 4, (uint)data);
            SetWord(file, at + 8, segment.Virtual);
            SetWord(file, at + 12, segment.Physical);
            SetWord(file, at + 16, (uint)segment.Bytes.Length);
            segment.Bytes.CopyTo(file, data);
            data += segment.Bytes.Length;
        }

        return file;
    }

    /// <summary>The file with section headers behind it: type, flags, offset in the file, size.</summary>
    public static byte[] WithSections(byte[] file, params (uint Type, uint Flags, uint Offset, uint Size)[] sections)
    {
        byte[] whole = [.. file, .. new byte[40 * sections.Length]];
        SetWord(whole, 32, (uint)file.Length);
        Half(whole, 48, (ushort)sections.Length);
        for (int index = 0; index < sections.Length; index++)
        {
            int at = file.Length + 40 * index;
            SetWord(whole, at + 4, sections[index].Type);
            SetWord(whole, at + 8, sections[index].Flags);
            SetWord(whole, at + 16, sections[index].Offset);
            SetWord(whole, at + 20, sections[index].Size);
        }

        return whole;
    }

    /// <summary>The file with one byte changed.</summary>
    public static byte[] With(byte[] file, int at, byte value)
    {
        byte[] changed = [.. file];
        changed[at] = value;
        return changed;
    }

    /// <summary>Changes four bytes of the file.</summary>
    public static void SetWord(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

    private static void Half(byte[] file, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
}
