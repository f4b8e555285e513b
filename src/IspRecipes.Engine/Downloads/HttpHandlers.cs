namespace IspRecipes.Engine.Downloads;

/// <summary>How this machine reaches the web.</summary>
internal static class HttpHandlers
{
    /// <summary>
    /// Through the proxy that HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY name, or the system's where it has one. Redirects are
    /// followed by <see cref="HttpAsking"/>, which refuses some.
    /// </summary>
    public static HttpMessageHandler OfThisMachine(DownloadLimits limits) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = limits.Connect,
    };

    /// <summary>The proxy between, without its login; null where there is none.</summary>
    public static string? ProxyOf(Uri address) =>
        HttpClient.DefaultProxy.IsBypassed(address) ? null : HttpClient.DefaultProxy.GetProxy(address)?.Authority;
}
