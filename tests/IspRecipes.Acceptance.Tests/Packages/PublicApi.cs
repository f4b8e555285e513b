using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>What an assembly offers, one line a type or member, as C# would declare it and in an order that stays.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (var space in assembly.GetExportedTypes().GroupBy(type => type.Namespace).OrderBy(space => space.Key, StringComparer.Ordinal))
        {
            text.Append($"namespace {space.Key}\n");
            foreach (Type type in space.OrderBy(type => type.FullName, StringComparer.Ordinal))
            {
                text.Append($"\n{Header(type)}\n");
                foreach (string member in Members(type))
                {
                    text.Append($"    {member}\n");
                }
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Header(Type type)
    {
        Type? parent = type.BaseType is { } found && found != typeof(object) && !type.IsValueType ? found : null;
        IEnumerable<Type> inherited = type.GetInterfaces().SelectMany(face => face.GetInterfaces())
            .Concat(type.BaseType?.GetInterfaces() ?? []);
        IEnumerable<Type> faces = type.GetInterfaces().Except(inherited)
            .Where(face => face.IsPublic && !type.IsEnum && !(IsRecord(type) && face.Name == "IEquatable`1"));
        string[] bases = [.. new[] { parent }.OfType<Type>().Concat(faces.OrderBy(face => face.Name, StringComparer.Ordinal)).Select(TypeNames.Of)];
        return $"{Kind(type)} {TypeNames.Of(type)}{(bases.Length == 0 || IsDelegate(type) ? "" : $" : {string.Join(", ", bases)}")}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        _ when IsDelegate(type) => "delegate",
        { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}{(IsRecord(type) ? "record " : "")}struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        _ => $"{(type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}{(IsRecord(type) ? "record" : "class")}",
    };

    private static bool IsDelegate(Type type) => type.BaseType == typeof(MulticastDelegate);

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is not null;

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{Convert.ToInt64(field.GetRawConstantValue()),4} {field.Name}");
        }

        if (IsDelegate(type))
        {
            return [Method(type.GetMethod("Invoke")!)];
        }

        return
        [
            .. type.GetConstructors(Declared).Where(IsSeen).Select(made => $"{Access(made)}{TypeNames.Bare(type)}({Parameters(made)})").Order(StringComparer.Ordinal),
            .. Lines(type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily), Field),
            .. Lines(type.GetProperties(Declared).Where(IsSeen), Property),
            .. Lines(type.GetEvents(Declared).Where(told => IsVisible(told.AddMethod!)), told => $"event {TypeNames.Of(told.EventHandlerType!)} {told.Name}"),
            .. Lines(type.GetMethods(Declared).Where(method => IsSeen(method) && !IsAccessor(method)), Method),
        ];
    }

    private static IEnumerable<string> Lines<T>(IEnumerable<T> members, Func<T, string> line)
        where T : MemberInfo =>
        members.Select(member => (member.Name, Line: line(member)))
            .OrderBy(member => member.Name, StringComparer.Ordinal)
            .ThenBy(member => member.Line, StringComparer.Ordinal)
            .Select(member => member.Line);

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    /// <summary>Visible, and written by a person: what the compiler adds to a record tells nothing.</summary>
    private static bool IsSeen(MethodBase method) => IsVisible(method) && !method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static bool IsSeen(PropertyInfo property) =>
        property.Name != "EqualityContract" && property.GetAccessors(nonPublic: true).Any(IsVisible);

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Access(MethodBase method) =>
        method.DeclaringType!.IsInterface ? method.IsAbstract ? "" : "virtual "
        : (method.IsPublic ? "" : "protected ")
            + (method.IsStatic ? "static "
                : method is MethodInfo own && own.GetBaseDefinition() != own ? "override "
                : method.IsAbstract ? "abstract "
                : method.IsVirtual && !method.IsFinal ? "virtual " : "");

    private static string Field(FieldInfo field) =>
        $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{TypeNames.Of(new NullabilityInfoContext().Create(field))} {field.Name}"
        + (field.IsLiteral ? $" = {Value(field.GetRawConstantValue())}" : "");

    private static string Property(PropertyInfo property)
    {
        MethodInfo get = property.GetMethod ?? property.SetMethod!;
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string name = property.GetIndexParameters() is { Length: > 0 } ? $"this[{Parameters(get)}]" : property.Name;
        string set = property.SetMethod is not { } setter || !IsVisible(setter) ? ""
            : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        return $"{Access(get)}{required}{TypeNames.Of(new NullabilityInfoContext().Create(property))} {name} {{ get;{set} }}";
    }

    private static string Method(MethodInfo method)
    {
        string generic = method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
            : "";
        return $"{Access(method)}{TypeNames.Of(new NullabilityInfoContext().Create(method.ReturnParameter))} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string how = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params "
            : parameter is { Position: 0, Member: MethodInfo } && parameter.Member.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        string value = parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue)}" : "";
        return $"{how}{TypeNames.Of(new NullabilityInfoContext().Create(parameter))} {parameter.Name}{value}";
    }

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text.Replace("\n", "\\n")}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
