using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Api.Guarding;

/// <summary>The query parameters of one route and their types, read from its handler. A misspelt name is rejected: if
/// it were ignored, the list would be another one than the client wants.</summary>
public sealed class QueryShape
{
    private static readonly ConcurrentDictionary<Endpoint, QueryShape> Shapes = new();

    private readonly Dictionary<string, Type> _types;

    private QueryShape(Dictionary<string, Type> types) => _types = types;

    /// <summary>Parameter name to type; nullable types without the null.</summary>
    public IReadOnlyDictionary<string, Type> Types => _types;

    public static QueryShape For(RouteEndpoint endpoint) =>
        Shapes.GetOrAdd(endpoint, static e => new QueryShape(Read((RouteEndpoint)e)));

    /// <summary>The errors of the query by parameter name, or null. Messages never repeat a value.</summary>
    public Dictionary<string, string[]>? Faults(IQueryCollection query)
    {
        Dictionary<string, string[]>? faults = null;
        foreach (var (name, values) in query)
            if (Fault(name, values) is { } message)
                (faults ??= [])[JsonPointer.Member("", name)] = [message];
        return faults;
    }

    private string? Fault(string name, Microsoft.Extensions.Primitives.StringValues values)
    {
        if (!_types.TryGetValue(name, out var type)) return "There is no such parameter here.";
        if (values.Count > 1) return "Is given twice.";
        if (string.IsNullOrEmpty(values[0])) return null;
        return type == typeof(DateTimeOffset) ? Instants.TryParse(values[0], out _) ? null : Instants.ErrorText
            : type == typeof(int)
                ? int.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null
                : "Must be a whole number."
            : type == typeof(bool) ? bool.TryParse(values[0], out _) ? null : "Must be true or false."
            : null;
    }

    private static Dictionary<string, Type> Read(RouteEndpoint endpoint)
    {
        var types = new Dictionary<string, Type>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
            if (parameter.GetCustomAttribute<AsParametersAttribute>() is not null)
                foreach (var property in parameter.ParameterType.GetProperties())
                    Add(property.Name, property.PropertyType);
            else
                Add(parameter.Name!, parameter.ParameterType);
        return types;

        void Add(string name, Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            var isText = type == typeof(string) || type == typeof(DateTimeOffset) || type == typeof(int)
                || type == typeof(bool);
            if (isText && endpoint.RoutePattern.GetParameter(name) is null) types[name] = type;
        }
    }
}
