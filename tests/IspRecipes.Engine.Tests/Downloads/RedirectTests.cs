using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Testing;
using static IspRecipes.Engine.Tests.Downloads.FetchWorld;

namespace IspRecipes.Engine.Tests.Downloads;

/// <summary>Where a server sends its clients, and whether they trust it.</summary>
public sealed class RedirectTests
{
    [Fact]
    public void Redirects_are_followed_to_other_paths_and_other_servers()
    {
        using var world = new FetchWorld();
        using var other = new LoopbackServer();
        world.Server.Redirect("/latest/app.hex", "../v2/app.hex?x=1");
        world.Server.Redirect("/v2/app.hex?x=1", other.File("/app.hex", Content));

        world.Recipe($"{world.Server.Address}/latest/app.hex").Fetched();

        Assert.Equal(["/latest/app.hex", "/v2/app.hex?x=1"], world.Server.Requests.Select(request => request.Target));
    }

    [Fact]
    public void A_circle_of_redirects_is_left_at_its_second_round()
    {
        using var world = new FetchWorld();
        world.Server.Redirect("/b", "/app.hex");

        Diagnostic error = world.Recipe(world.Server.Redirect("/app.hex", "/b")).Failed("ISP7058");

        Assert.EndsWith($"/app.hex is redirected again and again: redirect 2 leads to {world.Server.Address}/app.hex", error.Message);
        Assert.Equal(2, world.Server.Requests.Count);
    }

    [Fact]
    public void Redirects_without_an_end_are_given_up()
    {
        using var world = new FetchWorld();
        for (int hop = 0; hop < 30; hop++)
        {
            world.Server.Redirect($"/{hop}", $"/{hop + 1}");
        }

        Diagnostic error = world.Recipe($"{world.Server.Address}/0").Failed("ISP7058");

        Assert.Contains("redirect 21 leads to", error.Message);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/app.hex")]
    [InlineData("file:///etc/hostname")]
    public void A_redirect_out_of_the_web_is_refused(string target)
    {
        using var world = new FetchWorld();

        Diagnostic error = world.Recipe(world.Server.Redirect("/app.hex", target)).Failed("ISP7059");

        Assert.Contains($"redirects to {target}, which is no address of the web", error.Message);
    }

    [Theory]
    [InlineData("//")]
    [InlineData("//:")]
    [InlineData("http://[")]
    public void A_redirect_to_no_address_is_told_as_the_answer_it_is(string target)
    {
        using var world = new FetchWorld();

        Assert.Contains("HTTP 302 Found", world.Recipe(world.Server.Redirect("/app.hex", target)).Failed("ISP7068").Message);
    }

    [Fact]
    public void A_redirect_from_https_to_http_is_refused()
    {
        using var plain = new LoopbackServer();
        using var world = new FetchWorld(Secure()) { TrustsEverybody = true };

        Diagnostic error = world.Recipe(world.Server.Redirect("/app.hex", plain.File("/app.hex", Content))).Failed("ISP7059");

        Assert.Contains("where anybody on the way could change it", error.Message);
        Assert.Empty(plain.Requests);
    }

    [Fact]
    public void A_server_whose_certificate_nobody_vouches_for_is_not_asked()
    {
        using var world = new FetchWorld(Secure());

        Diagnostic error = world.Recipe(world.Server.File("/app.hex", Content)).Failed("ISP7055");

        Assert.Contains($"the connection to {world.Server.Authority} is not secure: ", error.Message);
        Assert.EndsWith("--set files.app=PATH", error.Hint);
        Assert.Empty(world.Server.Requests);
    }

    [Fact]
    public void A_file_comes_over_https_from_a_server_that_is_trusted()
    {
        using var world = new FetchWorld(Secure()) { TrustsEverybody = true };

        world.Recipe(world.Server.File("/app.hex", Content)).Fetched();
    }

    /// <summary>A server with a certificate that it has signed itself.</summary>
    private static LoopbackServer Secure()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return new LoopbackServer(request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1)));
    }
}
