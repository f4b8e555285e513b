using System.Runtime.InteropServices;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Chips.Thumb;

/// <summary>
/// A Cortex-M of the Unicorn emulator (Debian's libunicorn2, 2.0.1): another hand's reading of the manual. It has the
/// memory of a <see cref="FlatBus"/>.
/// </summary>
internal sealed partial class Unicorn : IDisposable
{
    public const string Library = "libunicorn.so.2";

    // unicorn/unicorn.h
    private const int ArchArm = 1;
    private const int ModeThumbMclass = 0x10 | 0x20;
    private const uint SetCpuModel = (1u << 30) | (1u << 26) | 7;
    private const uint RemoveCache = (1u << 30) | (2u << 26) | 9;
    private const int ReadAndExecute = 5;
    private const int ReadAndWrite = 3;
    private const int HookInterrupt = 1;

    // unicorn/arm.h
    private const int CortexM0 = 7;
    private const int CortexM3 = 8;
    private const int ApsrId = 1;
    private const int XpsrId = 120;
    private static readonly int[] RegisterIds = [66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 12, 10, 11];

    private readonly nint _engine;
    private readonly ExceptionHook _onException;
    private bool _raised;

    static Unicorn() => NativeLibrary.SetDllImportResolver(typeof(Unicorn).Assembly, (_, _, _) => NativeLibrary.Load(
        Peers.FindLibrary(Library) ?? throw new FileNotFoundException($"{Library} is not on this machine; .ci/run installs it")));

    public Unicorn(bool isArmv6M)
    {
        Check(Open(ArchArm, ModeThumbMclass, out _engine));
        Check(Control(_engine, SetCpuModel, isArmv6M ? CortexM0 : CortexM3, 0));
        Check(MapMemory(_engine, FlatBus.CodeStart, FlatBus.CodeSize, ReadAndExecute));
        Check(MapMemory(_engine, FlatBus.RamStart, FlatBus.RamSize, ReadAndWrite));
        _onException = (engine, _, _) =>
        {
            _raised = true;
            Check(Stop(engine)); // without a hook that stops it, an exception comes back at every later start
        };
        Check(AddHook(_engine, out _, HookInterrupt, Marshal.GetFunctionPointerForDelegate(_onException), 0, 1, 0));
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void ExceptionHook(nint engine, uint number, nint user);

    public uint Xpsr
    {
        get => ReadRegister(XpsrId);
        set => WriteRegister(ApsrId, value & 0xF800_0000);
    }

    public uint this[int register]
    {
        get => ReadRegister(RegisterIds[register]);
        set => WriteRegister(RegisterIds[register], value);
    }

    public void Write(uint address, ReadOnlySpan<byte> bytes) => Check(WriteMemory(_engine, address, bytes, (nuint)bytes.Length));

    public void Read(uint address, Span<byte> bytes) => Check(ReadMemory(_engine, address, bytes, (nuint)bytes.Length));

    /// <summary>Forgets what it has translated, which it would go on with after the code has changed.</summary>
    public void ForgetCode() =>
        Check(Control(_engine, RemoveCache, (nint)FlatBus.CodeStart, (nint)(FlatBus.CodeStart + FlatBus.CodeSize)));

    /// <summary>Does one instruction that is no IT, whose block it would count wrongly; false where it is refused.</summary>
    public bool Step(uint address) => Run(address, ulong.MaxValue, instructions: 1);

    /// <summary>Runs up to an address.</summary>
    public bool RunUntil(uint address, uint end) => Run(address, end, instructions: 0);

    public void Dispose() => Check(Close(_engine));

    private bool Run(uint address, ulong until, nuint instructions)
    {
        _raised = false;
        return Start(_engine, address | 1, until, 0, instructions) == 0 && !_raised;
    }

    private uint ReadRegister(int id)
    {
        Check(ReadRegister(_engine, id, out uint value));
        return value;
    }

    private void WriteRegister(int id, uint value) => Check(WriteRegister(_engine, id, in value));

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"Unicorn's error {error}");
        }
    }

    [LibraryImport(Library, EntryPoint = "uc_open")]
    private static partial int Open(int arch, int mode, out nint engine);

    [LibraryImport(Library, EntryPoint = "uc_close")]
    private static partial int Close(nint engine);

    [LibraryImport(Library, EntryPoint = "uc_ctl")]
    private static partial int Control(nint engine, uint control, nint first, nint second);

    [LibraryImport(Library, EntryPoint = "uc_mem_map")]
    private static partial int MapMemory(nint engine, ulong address, nuint size, int access);

    [LibraryImport(Library, EntryPoint = "uc_mem_write")]
    private static partial int WriteMemory(nint engine, ulong address, ReadOnlySpan<byte> bytes, nuint size);

    [LibraryImport(Library, EntryPoint = "uc_mem_read")]
    private static partial int ReadMemory(nint engine, ulong address, Span<byte> bytes, nuint size);

    [LibraryImport(Library, EntryPoint = "uc_reg_write")]
    private static partial int WriteRegister(nint engine, int id, in uint value);

    [LibraryImport(Library, EntryPoint = "uc_reg_read")]
    private static partial int ReadRegister(nint engine, int id, out uint value);

    [LibraryImport(Library, EntryPoint = "uc_emu_start")]
    private static partial int Start(nint engine, ulong begin, ulong until, ulong timeout, nuint count);

    [LibraryImport(Library, EntryPoint = "uc_emu_stop")]
    private static partial int Stop(nint engine);

    [LibraryImport(Library, EntryPoint = "uc_hook_add")]
    private static partial int AddHook(nint engine, out nint hook, int type, nint callback, nint user, ulong begin, ulong end);
}
