using System.Text.Json;
using System.Text.Json.Nodes;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;
using NJsonSchema;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>One rule for what machines read: within a version it only grows, and the schemas let it.</summary>
public class OutputSchemaTests
{
    /// <summary>NJsonSchema 10.7.2 passes over every other keyword without a word.</summary>
    private static readonly string[] Enforced =
    [
        "$schema", "$ref", "title", "description", "type", "enum", "pattern", "format", "minimum", "maximum", "minItems",
        "required", "properties", "additionalProperties", "items", "oneOf", "anyOf", "not", "definitions",
    ];

    public static TheoryData<string> Names => [.. OutputSchema.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_schema_uses_only_keywords_that_are_enforced_and_says_that_it_grows(string name)
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(OutputSchema.FileOf(name)));

        Assert.Empty(Keywords(schema.RootElement).Except(Enforced));
        Assert.Contains("Version 1 only grows", schema.RootElement.GetProperty("description").GetString());
    }

    [Fact]
    public void What_a_later_program_adds_anywhere_is_valid_and_is_seen_by_our_tests()
    {
        using World world = Job();
        RunReport look = world.Look();
        string plan = LiveJson.Write("recipe.yaml", world.Plan(), look);
        string report = ReportJson.Write(world.Run());

        AssertGrows("plan", plan);
        AssertGrows("report", report);
        AssertGrows("events", """{ "event": "step-started", "run": 1, "step": 1, "title": "Write", "bytes": 3 }""");
    }

    [Theory]
    [InlineData("""{ "event": "later", "more": 1 }""", true, false)]
    [InlineData("""{ "event": "series-finished", "exit": 0 }""", true, true)]
    [InlineData("""{ "event": "series-finished" }""", false, false)]
    [InlineData("""{ "exit": 0 }""", false, false)]
    public void An_event_that_is_not_known_is_passed_over_and_one_that_is_keeps_to_its_form(string line, bool published, bool closed)
    {
        Assert.Equal(published, OutputSchema.Open("events").Validate(line).Count == 0);
        Assert.Equal(closed, OutputSchema.Closed("events").Validate(line).Count == 0);
    }

    [Fact]
    public void Plans_of_every_kind_keep_to_the_schema()
    {
        using World avr = Job();
        using World broken = World.With("avrisp", "atmega32u4").Recipe("lock: 0x100");
        using World merge = World.With("avrisp", "atmega32u4").Hex("a.hex", 0, 1)
            .RecipeText("version: 1\nname: m\nfiles: { a: a.hex }\nmerge: { m: { inputs: [a], save: m.hex } }\n");
        using Stm32World stm32 = Stm32World.With().Writing(Stm32World.Program(3000), "options: { WRP0: 0xFE }\nallow: [write-protect]");

        foreach (RecipeFolder world in (RecipeFolder[])[avr, broken, merge, stm32])
        {
            AssertValid(PlanJson.Write([(world.Path("recipe.yaml"), world.Plan())]));
        }

        AssertValid(LiveJson.Write("recipe.yaml", broken.Plan(), null));
    }

    [Fact]
    public void Looks_of_every_kind_keep_to_the_schema()
    {
        using World blank = Job();
        using World full = Job();
        Firmware.Program(32768, 8).CopyTo(full.Chip.Flash, 0);
        full.Chip.Eeprom[3] = 1;
        full.Chip.Preset(FuseId.Lock, 0xEC | 3);
        using World locked = Job();
        locked.Chip.Preset(FuseId.Lock, 0xFC);
        using World silent = Job(new BoardOptions { Silent = true });
        using Stm32World stm32 = Stm32World.With().Writing(Stm32World.Program(3000), "options: { WRP0: 0xFE }\nallow: [write-protect]")
            .Holding(0, Stm32World.Program(4000, 2));

        Assert.Equal(
            [ExitCode.Done, ExitCode.Done, ExitCode.Refused, ExitCode.Communication, ExitCode.Done],
            ((RecipeFolder[])[blank, full, locked, silent, stm32]).Select(Look));

        static ExitCode Look(RecipeFolder world)
        {
            RunReport look = world.Look();
            AssertValid(LiveJson.Write(world.Path("recipe.yaml"), world.Plan(), look));
            return look.Exit;
        }
    }

    private static void AssertValid(string json)
    {
        ICollection<NJsonSchema.Validation.ValidationError> errors = OutputSchema.Closed("plan").Validate(json);
        Assert.True(errors.Count == 0, $"{string.Join("\n", errors)}\n{json}");
    }

    /// <summary>One object after the other gets a property more; what each has, it must have.</summary>
    private static void AssertGrows(string name, string json)
    {
        JsonSchema open = OutputSchema.Open(name), closed = OutputSchema.Closed(name);
        Assert.Empty(closed.Validate(json));
        int objects = Objects(JsonNode.Parse(json)!).Count();
        for (int index = 0; index < objects; index++)
        {
            JsonNode more = JsonNode.Parse(json)!;
            JsonObject grown = Objects(more).ElementAt(index);
            grown["later"] = "more";
            Assert.True(open.Validate(more.ToJsonString()).Count == 0, $"{name}: {grown.GetPath()} may not grow");
            Assert.True(closed.Validate(more.ToJsonString()).Count > 0 || grown.GetPath().EndsWith("facts", StringComparison.Ordinal), $"{name}: {grown.GetPath()} is not closed");
        }

        JsonObject less = JsonNode.Parse(json)!.AsObject();
        less.RemoveAt(0);
        Assert.NotEmpty(open.Validate(less.ToJsonString()));
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => Objects(pair.Value)).Prepend(map),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    private static World Job(BoardOptions? options = null) => World.With("avrisp", "atmega32u4", options: options)
        .Hex("app.hex", 0, Firmware.Program(300))
        .Recipe("files: { app: app.hex }\nwrite: { flash: app }\nfuses: { high: 0xD9 }\nlock: 0xEF\nallow: [remove-bootloader]");

    private static IEnumerable<string> Keywords(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(Keywords),
        JsonValueKind.Object => schema.EnumerateObject().SelectMany(property => property.Name is "properties" or "definitions"
            ? property.Value.EnumerateObject().SelectMany(named => Keywords(named.Value)).Prepend(property.Name)
            : Keywords(property.Value).Prepend(property.Name)),
        _ => [],
    };
}
