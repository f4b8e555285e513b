using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Targets;

/// <summary>Which pages of an STM32's flash its WRP option bytes protect from erasing and writing.</summary>
public static class WriteProtection
{
    /// <summary>Numbers of the protected pages, ascending. A bit that reads 0 protects; the last one all pages that remain.</summary>
    public static IEnumerable<int> Pages(Stm32Part part, OptionBytes options)
    {
        byte[] bytes = [.. part.Family.Options.Where(option => option.Id >= OptionByteId.Wrp0).Select(option => options[option.Id])];
        int pages = (int)(part.Flash.Size / (uint)part.Family.PageSize);
        return Enumerable.Range(0, bytes.Length == 0 ? 0 : pages).Where(page =>
        {
            int bit = Math.Min(page / part.Family.PagesPerProtectionBit, (bytes.Length * 8) - 1);
            return (bytes[bit / 8] >> bit % 8 & 1) == 0;
        });
    }
}
