using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Engine.Steps;

/// <summary>How people call a memory, and where the part has it.</summary>
internal static class MemoryNames
{
    public static string Of(AvrMemory memory) => memory == AvrMemory.Flash ? "flash" : "EEPROM";

    public static MemoryRegion Region(this AvrPart part, AvrMemory memory) =>
        memory == AvrMemory.Flash ? part.Flash : part.Eeprom;
}
