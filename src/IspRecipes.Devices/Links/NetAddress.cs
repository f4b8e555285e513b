using System.Globalization;
using System.Net;

namespace IspRecipes.Devices.Links;

/// <summary>A TCP port that carries a serial line: <c>net:HOST:PORT</c>, an IPv6 host in brackets.</summary>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record NetAddress(string Host, int Port)
{
    private const string Prefix = "net:";

    /// <summary>True where the text begins as one, right or wrong.</summary>
    public static bool IsMeant(string text) => text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads one; null with a fault (ISP4008: text, what is wrong) where it is none.</summary>
    public static NetAddress? Parse(string text, out Fault? fault)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < Prefix.Length ? "" : text[Prefix.Length..colon];
        int? port = PortNumber(text[(colon + 1)..]);
        string? wrong = !IsMeant(text) || colon < Prefix.Length ? "expected net:HOST:PORT"
            : WrongWithHost(host) ?? (port is null ? "the TCP port is a number from 1 to 65535" : null);

        fault = wrong is null ? null : new Fault(FaultCode.PortSyntax, text, wrong);
        return wrong is null ? new NetAddress(host.Trim('[', ']'), port!.Value) : null;
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static string? WrongWithHost(string host)
    {
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            return IPAddress.TryParse(host[1..^1], out _) ? null : "no IPv6 address stands between the brackets";
        }

        return host switch
        {
            "" => "the host is missing",
            _ when host.Contains(':') => "an IPv6 address stands in brackets, net:[::1]:4000",
            _ when Uri.CheckHostName(host) == UriHostNameType.Unknown => "that is no host name",
            _ => null,
        };
    }

    private static int? PortNumber(string text) =>
        int.TryParse(text, NumberStyles.None, null, out int port) && port is >= 1 and <= 65535 ? port : null;
}
