using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Engine.Runs;

/// <summary>Which chip to look at, without a recipe.</summary>
/// <param name="Programmer">Catalogue id.</param>
/// <param name="Baud">Bits per second; null for the programmer's own.</param>
/// <param name="Port">As the user named it; null for <c>auto</c>.</param>
/// <param name="Mcu">Catalogue id or alias; null to go by what the chip tells.</param>
public sealed record ChipRequest(string Programmer, int? Baud = null, string? Port = null, string? Mcu = null);

/// <summary>All of a memory, as <c>isprecipe read</c> saves it.</summary>
/// <param name="Parts">Those the chip may be; one where it was asked for, or told by the chip alone.</param>
/// <param name="Address">Of its first byte.</param>
public sealed record MemoryReading(IReadOnlyList<Part> Parts, AvrMemory Memory, uint Address, byte[] Content);
