using System.Runtime.CompilerServices;
using Xunit;

namespace IspRecipes.Testing.Usb;

/// <summary>
/// A fact that needs the <see cref="UsbRig"/>, and perhaps a program to run in it; skipped with its reason in its name,
/// or failing, as <see cref="PeerFactAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UsbRigFactAttribute : FactAttribute
{
    public UsbRigFactAttribute(string? program = null, [CallerMemberName] string test = "")
    {
        string? missing = Peers.Required ? null : UsbRig.Missing ?? Peers.Missing(program?.Split(' ') ?? []);
        if (missing is not null)
        {
            Skip = missing;
            DisplayName = $"{test}: {missing}";
        }
    }
}

/// <summary>As <see cref="UsbRigFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UsbRigTheoryAttribute : TheoryAttribute
{
    public UsbRigTheoryAttribute(string? program = null, [CallerMemberName] string test = "")
    {
        UsbRigFactAttribute fact = new(program, test);
        Skip = fact.Skip;
        DisplayName = fact.DisplayName;
    }
}
