namespace IspRecipes.Simulation.Chips;

/// <summary>Who is on the bus, as read protection tells them apart (PM0075, 2.4.1).</summary>
internal enum BusMaster
{
    /// <summary>The memory access port.</summary>
    Debugger,

    /// <summary>Instructions and vectors.</summary>
    Fetch,

    /// <summary>Loads and stores of code in flash, with debug off.</summary>
    Program,

    /// <summary>Loads and stores of code in SRAM, or of any code with debug on.</summary>
    Stub,
}
