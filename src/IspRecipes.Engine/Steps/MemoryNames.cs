using IspRecipes.Devices.Programmers;

namespace IspRecipes.Engine.Steps;

/// <summary>How people call a memory.</summary>
internal static class MemoryNames
{
    public static string Of(AvrMemory memory) => memory == AvrMemory.Flash ? "flash" : "EEPROM";
}
