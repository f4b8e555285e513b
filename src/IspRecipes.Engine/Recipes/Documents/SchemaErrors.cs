using System.Globalization;
using IspRecipes.Engine.Diagnostics;
using NJsonSchema;
using NJsonSchema.Validation;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>Turns the validator's errors into sentences; of several shapes it judges by the one that was meant.</summary>
internal sealed class SchemaErrors(YamlJsonReader document, DiagnosticBag bag)
{
    public void Add(IEnumerable<ValidationError> errors)
    {
        foreach (ValidationError error in errors)
        {
            Add(error);
        }
    }

    private void Add(ValidationError error)
    {
        Place place = document.At(error.LineNumber);
        switch (error)
        {
            case ChildSchemaValidationError { Kind: ValidationErrorKind.NotAnyOf } choice:
                AddMeant(choice, place);
                break;
            case ChildSchemaValidationError nested:
                Add(nested.Errors.Values.SelectMany(errors => errors));
                break;
            default:
                AddPlain(error, place);
                break;
        }
    }

    private void AddMeant(ChildSchemaValidationError choice, Place place)
    {
        Shape meant = Shape.Meant(choice.Schema.AnyOf, place.Node);
        if (meant.Schema is { } schema)
        {
            Add(choice.Errors.First(branch => branch.Key.ActualSchema == schema).Value);
        }
        else if (meant.UnknownType is { } type)
        {
            AddUnknownProgrammer(type.Text, type.Where, bag);
        }
        else
        {
            AddWrongType(place, meant.Expected);
        }
    }

    public static void AddUnknownProgrammer(string type, SourceSpan where, DiagnosticBag bag)
    {
        IReadOnlyList<string> known = RecipeSchema.Programmers;
        bag.Add(
            DiagnosticCode.UnknownProgrammer,
            where,
            type,
            Suggestion.For(type, known),
            known);
    }

    private void AddPlain(ValidationError error, Place place)
    {
        JsonSchema schema = error.Schema;
        switch (error.Kind)
        {
            case ValidationErrorKind.NoAdditionalPropertiesAllowed:
                AddUnknownKey(place, schema);
                break;
            case ValidationErrorKind.PropertyRequired:
                AddMissingKey(error.Property, place, schema);
                break;
            case ValidationErrorKind.NotInEnumeration:
                AddNotInEnumeration(place, schema);
                break;
            case ValidationErrorKind.NumberTooBig or ValidationErrorKind.NumberTooSmall:
                bag.Add(DiagnosticCode.OutOfRange, place.Where, place.Name, Text(place), Range(schema, Text(place)));
                break;
            case ValidationErrorKind.PatternMismatch:
                bag.Add(DiagnosticCode.WrongForm, place.Where, Text(place), schema.Title, string.Join(" or ", Shape.Examples(schema)));
                break;
            case ValidationErrorKind.StringTooShort
                or ValidationErrorKind.TooFewItems
                or ValidationErrorKind.TooFewProperties:
                bag.Add(DiagnosticCode.EmptyValue, place.Where, place.Name, schema.Properties.Keys);
                break;
            case ValidationErrorKind.ItemsNotUnique:
                AddRepeated(place);
                break;
            default:
                AddWrongType(place, Shape.Describe(schema));
                break;
        }
    }

    private void AddMissingKey(string key, Place place, JsonSchema schema)
    {
        // A misspelt key is reported as such; that it is missing under its right name follows from that.
        if (place.Node is YamlMap map && !map.Entries.Any(entry => Suggestion.For(entry.Key, schema.Properties.Keys) == key))
        {
            bag.Add(DiagnosticCode.MissingKey, place.Head, key, place.Owner);
        }
    }

    private void AddUnknownKey(Place key, JsonSchema schema)
    {
        string[] allowed = [.. schema.Properties.Keys];
        string name = key.Entry!.Key;
        int dot = key.Path.Length - name.Length - 1;
        bag.Add(
            schema == RecipeSchema.Overlay ? DiagnosticCode.OverlayKey : DiagnosticCode.UnknownKey,
            key.Where,
            name,
            dot > 0 ? $"'{key.Path[..dot]}'" : "the recipe",
            name.IndexOf(':') is > 0 and int colon ? $"{name[..colon]}: {name[(colon + 1)..]}" : Suggestion.For(name, allowed),
            allowed.Length > 0 ? allowed : "letters, digits, - and _, a letter first");
    }

    private void AddNotInEnumeration(Place place, JsonSchema schema)
    {
        if (place.Node is not YamlScalar scalar)
        {
            return;
        }

        string[] allowed = [.. schema.Enumeration.Select(value => (string)value)];
        if (place.Path == "version")
        {
            bag.Add(DiagnosticCode.VersionUnknown, place.Where, scalar.Text, allowed[0]);
            return;
        }

        if (schema.Title == "programmer")
        {
            AddUnknownProgrammer(scalar.Text, scalar.Where, bag);
            return;
        }

        bag.Add(
            DiagnosticCode.NotAllowedValue,
            place.Where,
            scalar.Text,
            place.Name,
            Suggestion.For(scalar.Text, allowed),
            allowed);
    }

    private void AddRepeated(Place place)
    {
        var seen = new HashSet<string>();
        foreach (YamlScalar item in (place.Node as YamlList)?.Items.OfType<YamlScalar>() ?? [])
        {
            if (!seen.Add(item.Text))
            {
                bag.Add(DiagnosticCode.GivenTwice, item.Where, $"'{item.Text}'", place.Name);
            }
        }
    }

    private void AddWrongType(Place place, string expected) => bag.Add(
        DiagnosticCode.WrongType, place.Where, place.Name, expected, Shape.Describe(place.Node), Shape.Advice(place.Node, expected));

    private static string Text(Place place) => (place.Node as YamlScalar)?.Text ?? "";

    /// <summary>The allowed range, in hexadecimal too where the recipe is.</summary>
    private static string Range(JsonSchema schema, string written)
    {
        bool hexadecimal = written.StartsWith("0x", StringComparison.Ordinal);
        string Bound(decimal bound) => hexadecimal && bound >= 0
            ? $"0x{((ulong)bound).ToString(bound > 0xFFFF ? "X8" : "X2", CultureInfo.InvariantCulture)}"
            : bound.ToString(CultureInfo.InvariantCulture);
        return $"{Bound(schema.Minimum ?? 0)} to {Bound(schema.Maximum ?? uint.MaxValue)}";
    }
}
