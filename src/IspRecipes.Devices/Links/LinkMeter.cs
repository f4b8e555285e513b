namespace IspRecipes.Devices.Links;

/// <summary>What a job cost on the wire.</summary>
/// <param name="RoundTrips">Times a serial line turned from writing to reading; on USB, transfers.</param>
/// <param name="BytesOut">Bytes sent to the programmer, without the setup stages of USB.</param>
/// <param name="BytesIn">Bytes received from it.</param>
public readonly record struct LinkCost(int RoundTrips, long BytesOut, long BytesIn)
{
    public static LinkCost operator -(LinkCost left, LinkCost right) =>
        new(left.RoundTrips - right.RoundTrips, left.BytesOut - right.BytesOut, left.BytesIn - right.BytesIn);
}
