namespace IspRecipes.Engine.Diagnostics;

/// <summary>
/// What the engine itself finds wrong; the bytes river's codes (4xxx to 7xxx) stand in
/// <see cref="IspRecipes.Devices.FaultCode"/>. A number never changes its meaning.
/// </summary>
public enum DiagnosticCode
{
    // 1xxx: the recipe as YAML.
    YamlSyntax = 1001,
    YamlTooLarge = 1002,
    YamlTooDeep = 1003,
    YamlTooManyNodes = 1004,
    YamlEmpty = 1005,
    YamlSeveralDocuments = 1006,
    YamlAnchor = 1007,
    YamlAlias = 1008,
    YamlTag = 1009,
    YamlMergeKey = 1010,
    YamlDuplicateKey = 1011,
    YamlTab = 1012,
    YamlKeyNotScalar = 1013,
    YamlNotUtf8 = 1014,
    YamlLeadingZero = 1015,
    RecipeNotFound = 1016,
    RecipeIsDirectory = 1017,
    RecipeUnreadable = 1018,

    // 2xxx: the recipe's grammar.
    UnknownKey = 2001,
    MissingKey = 2002,
    WrongType = 2003,
    NotAllowedValue = 2004,
    OutOfRange = 2005,
    WrongForm = 2006,
    EmptyValue = 2007,
    GivenTwice = 2008,
    VersionUnknown = 2009,
    UnknownMcu = 2010,
    UnknownProgrammer = 2011,
    UndeclaredVariable = 2012,
    UndeclaredSet = 2013,
    VariableSyntax = 2014,
    UnknownFileName = 2015,
    NameTaken = 2016,
    MergeCycle = 2017,
    UrlWithoutSha256 = 2018,
    AddressNeedsBinary = 2019,
    RangeEmpty = 2020,
    NeededForDevice = 2021,
    NothingToDo = 2022,
    FileUnused = 2023,
    OverlayKey = 2024,
    NotSupportedYet = 2025,
    NotCheckedYet = 2026,
    MoreErrors = 2027,

    // 3xxx: the plan, and what fuses would do.
    UnknownFuse = 3001,
    FuseAbsent = 3002,
    FuseFieldTooLarge = 3003,
    FuseByteAndField = 3004,
    FuseGivenTwice = 3005,
    ProgrammerCannot = 3006,
    ResetDisableRefused = 3007,
    DebugWireRefused = 3008,
    ClockSourceRefused = 3009,
    SpiDisableRefused = 3010,
    NoBootSection = 3011,
    BootSectionUnknown = 3012,
    ClipEmpty = 3013,
    FillOutsideMemory = 3014,
    ApplicationWithoutBootloader = 3015,
    VerifyWeakened = 3016,
    EepromWillBeErased = 3017,
    ConsentNotNeeded = 3018,
    UnimplementedBits = 3019,

    // 8xxx: the faces: command line, MSBuild, Cake.
    UsageSet = 8001,
    UsageUnknownCode = 8002,
    Interrupted = 8003,
    Terminated = 8004,
    ConsentDeclined = 8005,
    ReportUnwritable = 8006,

    // 9xxx: our bug.
    Internal = 9001,
}
