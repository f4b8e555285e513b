namespace IspRecipes.Hardware;

/// <summary>Whether this user may open a device, and what stands in the way.</summary>
/// <param name="Node">The file that is opened.</param>
/// <param name="MayOpen">True where it can be read and written.</param>
/// <param name="Group">The group that may open it; null where joining one would not help.</param>
/// <param name="JoinedLater">True where the user is in that group, and this session began before.</param>
/// <param name="Holder">Who has it open, <c>avrdude (pid 4711)</c>; null where nobody is seen.</param>
public sealed record DeviceAccess(string Node, bool MayOpen, string? Group, bool JoinedLater, string? Holder);
