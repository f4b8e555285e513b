using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>Which of an AVR's byte-addressed memories a verb means.</summary>
public enum AvrMemory
{
    Flash,
    Eeprom,
}

/// <summary>The memories of a part, by their names.</summary>
public static class AvrMemories
{
    public static MemoryRegion Region(this AvrPart part, AvrMemory memory) =>
        memory == AvrMemory.Flash ? part.Flash : part.Eeprom;
}
