using System.Reflection;
using System.Reflection.Emit;

namespace ReferralSilo.Host.Tests.Architecture;

/// <summary>Which namespaces of the program use which: by base types, members and the instructions of all
/// methods.</summary>
internal sealed class NamespaceGraph
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => o.Value);

    /// <summary>For each pair of namespaces, the types of the first that use the second.</summary>
    public Dictionary<(string From, string To), SortedSet<string>> Uses { get; } = [];

    public static NamespaceGraph Of(IEnumerable<Assembly> assemblies)
    {
        var graph = new NamespaceGraph();
        foreach (var type in assemblies.SelectMany(a => a.GetTypes()))
        {
            if (NamespaceOf(type) is { } from) graph.Add(type, from);
        }

        return graph;
    }

    /// <summary>Groups of namespaces that use each other, directly or through others.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Circles()
    {
        var next = Uses.Keys.GroupBy(k => k.From).ToDictionary(g => g.Key, g => g.Select(k => k.To).ToHashSet());
        var reach = next.Keys.ToDictionary(n => n, n => Reachable(n, next));
        return [.. reach.Where(r => r.Value.Contains(r.Key))
            .GroupBy(r => string.Join(' ', r.Value.Where(o => reach.TryGetValue(o, out var back)
                && back.Contains(r.Key)).Order(StringComparer.Ordinal)))
            .Select(g => (IReadOnlyList<string>)[.. g.Select(r => r.Key).Order(StringComparer.Ordinal)])];
    }

    private static HashSet<string> Reachable(string from, Dictionary<string, HashSet<string>> next)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([from]);
        while (open.TryPop(out var at))
        {
            foreach (var to in next.GetValueOrDefault(at) ?? [])
                if (found.Add(to)) open.Push(to);
        }

        return found;
    }

    private void Add(Type type, string from)
    {
        var name = type.FullName!.Split('+')[0];
        Use(type.BaseType);
        foreach (var used in type.GetInterfaces()) Use(used);
        foreach (var field in type.GetFields(All)) Use(field.FieldType);
        foreach (var property in type.GetProperties(All)) Use(property.PropertyType);
        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            foreach (var parameter in method.GetParameters()) Use(parameter.ParameterType);
            if (method is MethodInfo { ReturnType: var returned }) Use(returned);
            foreach (var member in Members(method)) Use(member as Type ?? member.DeclaringType);
        }

        void Use(Type? used)
        {
            if (used is null) return;
            if (used.HasElementType) Use(used.GetElementType());
            foreach (var argument in used.IsGenericType ? used.GetGenericArguments() : []) Use(argument);
            if (NamespaceOf(used) is not { } to || to == from) return;
            if (!Uses.TryGetValue((from, to), out var types)) Uses[(from, to)] = types = [];
            types.Add(name);
        }
    }

    private static string? NamespaceOf(Type type) =>
        !type.IsGenericParameter && type.Namespace is { } name
        && name.StartsWith("ReferralSilo", StringComparison.Ordinal) ? name : null;

    /// <summary>The types, methods and fields that the instructions of a method name.</summary>
    private static IEnumerable<MemberInfo> Members(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var types = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xfe ? unchecked((short)(0xfe00 | code[at + 1])) : code[at];
            var op = OpCodesByValue[value];
            at += op.Size;
            if (op.OperandType is OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField
                or OperandType.InlineTok)
                yield return method.Module.ResolveMember(BitConverter.ToInt32(code, at), types, arguments)!;
            at += op.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }
}
