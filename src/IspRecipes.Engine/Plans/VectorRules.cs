using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>
/// Whether a core that loads a vector table can start from it. An error is what surely cannot; what works on a larger part,
/// or with what the chip holds, is a warning.
/// </summary>
internal sealed class VectorRules(Stm32Job job, MemoryImage image, DiagnosticBag found)
{
    /// <summary>Exceptions that every Cortex-M table has a handler for, by the number of their word (ARMv7-M ARM, B1.5.2).</summary>
    private static readonly (uint Number, string Name)[] Exceptions =
    [
        (2, "NMI"), (3, "HardFault"), (4, "MemManage"), (5, "BusFault"), (6, "UsageFault"), (11, "SVCall"), (14, "PendSV"), (15, "SysTick"),
    ];

    private readonly Stm32Part _part = job.Part;

    /// <summary>
    /// True for a word that points into the first MiB of SRAM and one that points into the first two MiB of flash, or of its
    /// alias at 0: what no data is by chance.
    /// </summary>
    public static bool IsLikely(VectorTable table) =>
        (table.InitialStack & 0xFFF0_0000) == Stm32Part.SramStart
        && (table.ResetVector & 0xFFE0_0000) is 0 or Stm32Part.FlashStart && table.ResetVector != 0;

    public void Check(VectorTable table, SourceSpan where)
    {
        bool hasStack = StackFault(table) is not (_, true) || (table.InitialStack & 0xFFF0_0000) == Stm32Part.SramStart;
        if (!hasStack && ResetFault(table) is not null)
        {
            found.Add(
                DiagnosticCode.NoVectorTable, where,
                table.Address, table.InitialStack, table.ResetVector, _part.Name, _part.Sram.Start, _part.Sram.End, _part.Flash.Start, _part.Flash.End);
            return;
        }

        if (StackFault(table) is var (stack, isFatal))
        {
            Diagnostic wrong = DiagnosticCatalog.Of(
                DiagnosticCode.StackPointerWrong, where, table.Address, table.InitialStack, stack);
            found.Add(isFatal ? wrong : wrong with { Severity = Severity.Warning });
        }

        if (ResetFault(table) is string reset)
        {
            found.Add(DiagnosticCode.ResetVectorWrong, where, table.Address + 4, table.ResetVector, reset);
        }
        else
        {
            CheckEntry(table, where);
        }
    }

    /// <summary>What is wrong with the initial stack pointer, and whether the first push would fault; null for a good one.</summary>
    private (string Reason, bool IsFatal)? StackFault(VectorTable table)
    {
        if (table.Stack(_part) is not null)
        {
            return table.InitialStack % 4 == 0 ? null : ("which is no multiple of 4", false);
        }

        MemoryRegion sram = _part.Sram;
        string bounds = $"0x{sram.Start:X8} to 0x{sram.End:X8}";
        uint largest = Stm32Catalog.Of(_part.Family).Select(part => part.Sram.End).Append(sram.End).Max();
        return table.InitialStack > sram.End && table.InitialStack <= largest
            ? ($"which only larger parts of its family have SRAM for: the {_part.Name} has {bounds}", false)
            : ($"outside the SRAM of the {_part.Name}, {bounds}", true);
    }

    /// <summary>What is wrong with the reset vector by itself; null for a good one.</summary>
    private string? ResetFault(VectorTable table) =>
        !table.IsThumb ? "an even address: a Cortex-M runs Thumb code alone, and its vectors are odd"
        : !_part.Flash.Contains(InFlash(table.Entry)) ? $"outside the flash of the {_part.Name}, 0x{_part.Flash.Start:X8} to 0x{_part.Flash.End - 1:X8}"
        : null;

    /// <summary>Whether there is an instruction where the reset vector points, and whether it is this program's.</summary>
    private void CheckEntry(VectorTable table, SourceSpan where)
    {
        uint entry = InFlash(table.Entry);
        if (table.Address != _part.Flash.Start && entry < table.Address)
        {
            found.Add(
                DiagnosticCode.ResetVectorElsewhere, where, table.Address, entry,
                "below itself, into what lies in front of it", table.Address);
        }
        else if (!image.Programs(entry) && !image.Programs(entry + 1))
        {
            bool isBlank = job.ErasesChip || image.TryGet(entry, out _);
            Diagnostic nowhere = DiagnosticCatalog.Of(
                DiagnosticCode.ResetVectorElsewhere, where, table.Address, entry,
                isBlank ? "where the flash will be blank" : "where this recipe writes nothing", table.Address);
            found.Add(isBlank ? nowhere : nowhere with { Severity = Severity.Warning });
        }
        else
        {
            CheckHandlers(table, where);
            if (entry != table.Entry)
            {
                found.Add(DiagnosticCatalog.Of(
                    DiagnosticCode.ResetVectorElsewhere, where, table.Address, table.Entry,
                    "where the flash is seen only while BOOT0 is low", table.Address) with { Severity = Severity.Note });
            }
        }
    }

    /// <summary>
    /// A large program at a wrong address has its reset vector within itself by chance, but hardly all of its handlers. A table
    /// of two words has code where others have handlers: what is no odd address in flash, in the form of the reset vector, counts
    /// for nothing.
    /// </summary>
    private void CheckHandlers(VectorTable table, SourceSpan where)
    {
        (string Name, uint Address)[] handlers =
        [
            .. from exception in Exceptions
               let vector = image.Word(table.Address + (4 * exception.Number))
               where vector is uint word && (word & 1) != 0 && _part.Flash.Contains(InFlash(word))
                   && InFlash(word) == word == (InFlash(table.Entry) == table.Entry)
               select (exception.Name, InFlash(vector.Value & ~1u)),
        ];
        Report(handlers.Where(handler => handler.Address < table.Address), "in what lies in front of it");
        Report(handlers.Where(handler => handler.Address >= table.Address && !image.Programs(handler.Address) && !image.Programs(handler.Address + 1)),
            "where this recipe writes nothing");

        void Report(IEnumerable<(string Name, uint Address)> elsewhere, string reason)
        {
            string[] words = [.. elsewhere.Select(handler => $"{handler.Name} at 0x{handler.Address:X8}")];
            if (words.Length > 0)
            {
                found.Add(DiagnosticCode.HandlersElsewhere, where, table.Address, words, reason);
            }
        }
    }

    /// <summary>The core sees the flash at 0 too, and programs linked there run.</summary>
    private uint InFlash(uint address) => address < _part.Flash.Size ? _part.Flash.Start + address : address;
}
