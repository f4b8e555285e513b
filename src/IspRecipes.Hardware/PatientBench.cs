using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Posix;
using IspRecipes.Hardware.Usb;

namespace IspRecipes.Hardware;

/// <summary>
/// A bench where a port that another isprecipe has in use is waited for, so that two at a time run one after the other. What
/// other programs have in use is refused at once, as they seldom end by themselves.
/// </summary>
/// <param name="bench">This machine.</param>
/// <param name="patience">How long a port is waited for.</param>
/// <param name="awaiting">Told once a port: the port, and who has it, as far as that can be seen.</param>
/// <param name="cancel">Ends the waiting.</param>
public sealed class PatientBench(IBench bench, TimeSpan patience, Action<string, string> awaiting, CancellationToken cancel) : IBench
{
    /// <summary>Between two tries; one costs a look through the processes.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public IClock Clock => bench.Clock;

    public IReadOnlyList<PortInfo> List() => bench.List();

    public ISerialLink OpenSerial(string port, SerialSettings settings) =>
        Open(FaultCode.PortBusy, () => OperatingSystem.IsWindows() || PortHolder.MayBeOurs(Libc.RealPath(port)), () => bench.OpenSerial(port, settings));

    public IReadOnlyList<UsbDeviceInfo> ListUsb(Predicate<UsbId> wanted) => bench.ListUsb(wanted);

    public IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings) =>
        Open(FaultCode.UsbBusy, () => PortHolder.MayBeOurs(UsbFailures.NodeOf(device)), () => bench.OpenUsb(device, settings));

    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    private TLink Open<TLink>(FaultCode busy, Func<bool> mayBeOurs, Func<TLink> open)
    {
        Deadline end = Deadline.In(patience);
        bool told = false;
        while (true)
        {
            try
            {
                return open();
            }
            catch (LinkException failure) when (failure.Fault.Code == busy && end.Left > TimeSpan.Zero && mayBeOurs())
            {
                if (!told)
                {
                    awaiting($"{failure.Fault.Arguments[0]}", $"{failure.Fault.Arguments.ElementAtOrDefault(1)}");
                    told = true;
                }
            }

            cancel.WaitHandle.WaitOne(Pause);
            cancel.ThrowIfCancellationRequested();
        }
    }
}
