using System.Collections;
using NodaTime;
using ReferralSilo.Contracts.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests;

/// <summary>Creates commands with a value in every field from their types, so that new fields are included.</summary>
internal static class Commands
{
    /// <summary>Fills every parameter; <paramref name="text"/> creates a text from its field name.</summary>
    public static ReferralCommand Filled(Type type, Func<string, string> text)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var command =
            (ReferralCommand)constructor.Invoke(
            [.. constructor.GetParameters().Select(p => Value(p.ParameterType, p.Name!, text))]);
        var named = constructor.GetParameters().Select(p => p.Name).ToHashSet();
        foreach (var property in type.GetProperties()
            .Where(p => p.SetMethod is { IsPublic: true } && !named.Contains(p.Name)))
            property.SetValue(command, Value(property.PropertyType, property.Name, text));
        return command;
    }

    /// <summary>The fields by name.</summary>
    public static IEnumerable<(string Name, object? Value)> Fields(ReferralCommand command) =>
        command.GetType().GetProperties().Where(p => p.CanWrite).Select(p => (p.Name, p.GetValue(command)));

    /// <summary>Every text in it.</summary>
    public static IReadOnlyList<string> Texts(ReferralCommand command) =>
        [.. Fields(command).SelectMany(f => f.Value switch
    {
        string text => [text],
        IEnumerable list => list.OfType<string>(),
        _ => Array.Empty<string>(),
    })];

    private static object? Value(Type type, string name, Func<string, string> text)
    {
        // The data of a patient is parsed at the edge, whose tests read back every field.
        if (type == typeof(PatientInput)) return null;
        if (type == typeof(string)) return text(name);
        if (type == typeof(IReadOnlyList<string>)) return (IReadOnlyList<string>)[text(name + "-1"), text(name + "-2")];
        if (Nullable.GetUnderlyingType(type) is { } inner) return Value(inner, name, text);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(1);
        if (type == typeof(bool)) return true;
        if (type == typeof(int)) return 3;
        if (type == typeof(long)) return 3L;
        if (type == typeof(DateTimeOffset)) return (Now + Duration.FromMinutes(90)).ToDateTimeOffset();
        throw new NotSupportedException($"Give {name} of type {type} a value here.");
    }
}
