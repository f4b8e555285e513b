using static IspRecipes.Engine.Diagnostics.DiagnosticCode;
using static IspRecipes.Engine.Diagnostics.Severity;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>7051 to 7069: downloads and their cache.</summary>
internal static class DownloadRows
{
    private const string GoesOn = "run it again[: it goes on from the {kept} bytes that are kept]";

    private const string OtherWay = "or save the file yourself and give it with --set files.{name}=PATH";

    public static IReadOnlyList<DiagnosticRow> All { get; } =
    [
        new(UpstreamChanged, Error, ExitCode.File, "url name bytes type found expected length",
            "{url} gives another file than the recipe was written for: {bytes} bytes[ of {type}], SHA-256 {found}, expected {expected}",
            "[the server told {length}, so this may be only the beginning of the file: try again\n]"
            + "it was changed at its source, or on the way (does a proxy or a login page answer?)\nlook what changed before you flash it: if it is right, "
            + "correct 'sha256:' of {name}; the old file, if you have it, goes with --set files.{name}=PATH"),
        new(NotOnServer, Error, ExitCode.File, "url status name",
            "{url} is not there (HTTP {status})",
            "was it moved or renamed? correct 'url:', " + OtherWay),
        new(ServerRefuses, Error, ExitCode.File, "url status reason name",
            "{url} is refused: HTTP {status}[ {reason}]",
            "from 500 on the server is in trouble, and 429 is too many requests: try again later; 401 and 403 want a login, which isprecipe has none for\n"
            + "407 is your proxy, whose login goes into its address: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT\n"
            + OtherWay),
        new(ServerUnreachable, Error, ExitCode.File, "server proxy reason name",
            "{server} cannot be reached[ through the proxy {proxy}]: {reason}",
            "is this computer online? does it need a proxy (HTTPS_PROXY=http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT)?\n"
            + "'isprecipe fetch' beforehand needs the network only once\n" + OtherWay),
        new(ServerNotTrusted, Error, ExitCode.File, "server reason name",
            "the connection to {server} is not secure: {reason}",
            "does the date of this computer hold? a proxy that looks into connections needs its certificate installed\n" + OtherWay),
        new(ServerSilent, Error, ExitCode.File, "server seconds done total kept",
            "{server} has sent nothing for {seconds:0.##} s[, after {done} bytes][ of {total}]",
            GoesOn),
        new(DownloadCutOff, Error, ExitCode.File, "url done total reason kept",
            "the download of {url} broke off after {done}[ of {total}] bytes[: {reason}]",
            GoesOn),
        new(RedirectsEndless, Error, ExitCode.File, "url count last",
            "{url} is redirected again and again: redirect {count} leads to {last}",
            "correct 'url:'; in a browser it may work for its cookies and logins, which isprecipe has none of"),
        new(RedirectRefused, Error, ExitCode.File, "url target why",
            "{url} redirects to {target}, {why}",
            "find the address of the file itself, and correct 'url:'"),
        new(DownloadTooLarge, Error, ExitCode.File, "url limit",
            "{url} has more than {limit} bytes",
            "is this the firmware image, or an archive around it?"),
        new(CacheUnwritable, Error, ExitCode.File, "folder reason",
            "the cache for downloads {folder} cannot be written: {reason}",
            "make room there, give yourself the right to write, or name another folder with ISPRECIPE_CACHE"),
        new(CacheUnknown, Error, ExitCode.File, "name",
            "there is no folder to keep {name} in: neither ISPRECIPE_CACHE nor the home folder is set",
            "set ISPRECIPE_CACHE to a folder of yours"),
        new(CacheDamaged, Warning, ExitCode.Done, "path reason",
            "{path} in the cache is not used: {reason}",
            "it is damaged; the next download replaces it"),
        new(MirrorPassedOver, Warning, ExitCode.Done, "reason",
            "a mirror is passed over: {reason:sentence}",
            "ISPRECIPE_MIRROR names it"),
        new(MirrorNotAddress, Warning, ExitCode.Done, "mirror",
            "ISPRECIPE_MIRROR has '{mirror}', which is no http or https address",
            "write addresses separated by blanks: https://mirror.example.org/isprecipe"),
        new(FetchAwaited, Note, ExitCode.Done, "name",
            "another isprecipe is downloading {name}; waiting for it"),
        new(FetchInterrupted, Error, ExitCode.Interrupted, "name",
            "interrupted while {name} was fetched; no device was touched",
            "run it again: it goes on from what was received"),
        new(AnswerUnasked, Error, ExitCode.File, "url answer name",
            "{url} is answered with {answer}, and the whole file as it is was asked for",
            "this is a fault of the server, or of a proxy on the way: try again later, or correct 'url:'\n" + OtherWay),
        new(FetchLeftOut, Error, ExitCode.Interrupted, "recipes",
            "interrupted; not looked at: {recipes}",
            "fetch them again: what is in the cache already is not downloaded twice"),
    ];
}
