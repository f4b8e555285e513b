namespace IspRecipes.Devices;

/// <summary>Something failed while a device was open. Caught in one place, the engine's runner.</summary>
public abstract class DeviceException(Fault fault, Exception? inner = null)
    : Exception($"ISP{(int)fault.Code}: {fault.Code} {string.Join(", ", fault.Arguments)}", inner)
{
    public Fault Fault { get; } = fault;
}

/// <summary>The port: absent, busy, silent, hung up (codes 4xxx).</summary>
public sealed class LinkException(Fault fault, Exception? inner = null) : DeviceException(fault, inner)
{
    public LinkException(FaultCode code, params object[] arguments) : this(new Fault(code, arguments))
    {
    }
}

/// <summary>The programmer answered something else than its protocol says (codes 5xxx); carries the frame.</summary>
/// <param name="fault">The fault.</param>
/// <param name="sent">The request, as it went over the wire.</param>
/// <param name="received">What came back, as far as it came.</param>
public sealed class ProtocolException(Fault fault, byte[] sent, byte[] received) : DeviceException(fault)
{
    public IReadOnlyList<byte> Sent { get; } = sent;

    public IReadOnlyList<byte> Received { get; } = received;
}

/// <summary>The chip is another one, is protected, or holds other bytes than it should (codes 6xxx).</summary>
public sealed class TargetException(Fault fault) : DeviceException(fault)
{
    public TargetException(FaultCode code, params object[] arguments) : this(new Fault(code, arguments))
    {
    }

    /// <summary>Byte address within the memory; null where the failure has none.</summary>
    public uint? Address { get; init; }

    public int? Expected { get; init; }

    public int? Found { get; init; }
}
