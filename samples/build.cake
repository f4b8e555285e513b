#addin nuget:?package=Cake.IspRecipes&version=0.1.0

// Checks, merges and flashes this repository's demo:
//
//     dotnet tool restore
//     dotnet cake                                             a virtual board: nothing is plugged in
//     dotnet cake --target=Flash --port=/dev/ttyACM0          the real one

var port = Argument("port", "");
var settings = new IspFlashSettings
{
    Port = port,
    Simulate = port == "",
    ReportFile = "artifacts/flash.json",
};

Task("Validate").Does(() => IspValidate(GetFiles("../recipes/{demo,bluepill,bluepill-production}.yaml")));

Task("Plan").Does(() => IspPlan("../recipes/demo.yaml", settings));

Task("Merge").Does(() =>
{
    var application = "../recipes/firmware/blink.hex";
    var bootloader = "../recipes/firmware/boot.hex";
    IspMerge("artifacts/production.hex", new FilePath[] { application, bootloader }, new IspMergeSettings
    {
        Mcu = "atmega32u4",
        High = 0xD9,
        Clips = { [bootloader] = "boot-section" },
    });
});

Task("Flash").IsDependentOn("Validate").Does(() =>
{
    var board = IspFlash("../recipes/demo.yaml", settings);
    Information("low fuse 0x{0:X2}, {1}", board.Fuses["low"], board.Changed ? "chip changed" : "chip unchanged");
});

Task("Default").IsDependentOn("Plan").IsDependentOn("Merge").IsDependentOn("Flash");

RunTarget(Argument("target", "Default"));
