using System.Reflection;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>Types as C# writes them, without namespaces.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Of(Type type) => Name(type, type.GetGenericArguments().Select(Of));

    /// <summary>With question marks where null may stand.</summary>
    public static string Of(NullabilityInfo info)
    {
        Type type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        string name = info.ElementType is { } element && type.IsArray ? $"{Of(element)}[]"
            : info.Type.IsByRef || info.GenericTypeArguments.Length == 0 ? Of(type)
            : Name(type, info.GenericTypeArguments.Select(Of));
        return info.ReadState == NullabilityState.Nullable && !type.IsValueType ? $"{name}?" : name;
    }

    /// <summary>Without generic arguments and the types around it.</summary>
    public static string Bare(Type type) => type.Name.Split('`')[0];

    private static string Name(Type type, IEnumerable<string> arguments)
    {
        string[] own = [.. arguments];
        return Keywords.TryGetValue(type, out string? keyword) ? keyword
            : type.IsArray ? $"{Of(type.GetElementType()!)}[]"
            : type.IsByRef ? Of(type.GetElementType()!)
            : type.IsGenericParameter ? type.Name
            : Nullable.GetUnderlyingType(type) is not null ? $"{own[0].TrimEnd('?')}?"
            : type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true ? $"({string.Join(", ", own)})"
            : (type.DeclaringType is { } outer ? $"{Bare(outer)}." : "") + Bare(type) + (own.Length == 0 ? "" : $"<{string.Join(", ", own)}>");
    }
}
