using IspRecipes.Devices;
using IspRecipes.Hardware;

namespace IspRecipes.Cli.Doctor;

/// <summary>Whether a port or a USB device can be opened, as the system tells without opening it.</summary>
internal static class DeviceCheck
{
    /// <param name="name">What to write after <c>--port</c>.</param>
    /// <param name="found">What it is.</param>
    /// <param name="access">Null where the system does not tell.</param>
    /// <param name="isProgrammer">False for what stops nobody if it cannot be opened.</param>
    /// <param name="denied">What a run would say without permission.</param>
    /// <param name="busy">What a run would say where somebody holds it.</param>
    public static Check Of(
        string name, string found, DeviceAccess? access, bool isProgrammer, Func<DeviceAccess, Fault> denied, FaultCode busy)
    {
        Outcome bad = isProgrammer ? Outcome.Failed : Outcome.Warning;
        return access switch
        {
            null => Check.Ok(name, found),
            { MayOpen: false, JoinedLater: true } => Check.Of(name, bad, found, denied(access)) with
            {
                Cause = $"you are in the group {access.Group}, but this session began before that",
                Remedy = "log out and in again, or restart the computer where that does not help",
            },
            { MayOpen: false } => Check.Of(name, bad, found, denied(access)),
            { Holder: string holder } => Check.Of(name, bad, found, new Fault(busy, name, holder)),
            _ => Check.Ok(name, $"{found}; may be opened"),
        };
    }
}
