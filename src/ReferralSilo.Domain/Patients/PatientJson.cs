using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Domain.Patients;

/// <summary>The JSON of stored patients. Its names must never change.</summary>
public static class PatientJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = StoredJson.Options(
        JsonTypeInfoResolver.Combine(PatientStateContext.Default, PatientEventContext.Default));

    /// <summary>The stored form of patients.</summary>
    public static StoredForm<PatientRecord, PatientEvent> Form { get; } = new("patient", Options);

    /// <summary>The stored form of the merges in progress.</summary>
    public static StoredForm<PatientMerges, PatientMergesEvent> MergesForm { get; } = new("patient-merges", Options);

    /// <summary>The stored name of an event.</summary>
    public static string WireName(PatientEvent happened) => Names[happened.GetType()];

    /// <summary>The stored name of an event.</summary>
    public static string WireName(PatientMergesEvent happened) => MergesNames[happened.GetType()];

    /// <summary>True when both are stored as the same bytes.</summary>
    public static bool AreSame<T>(T first, T second) => ReferenceEquals(first, second)
        || JsonSerializer.SerializeToUtf8Bytes(first, Options).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(second, Options));

    private static readonly Dictionary<Type, string> Names = NamesOf(typeof(PatientEvent));
    private static readonly Dictionary<Type, string> MergesNames = NamesOf(typeof(PatientMergesEvent));

    private static Dictionary<Type, string> NamesOf(Type family) => family
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);
}

// Two contexts, because events and states have parts of the same name.
[JsonSerializable(typeof(PatientRecord))]
[JsonSerializable(typeof(PatientMerges))]
internal sealed partial class PatientStateContext : JsonSerializerContext;

[JsonSerializable(typeof(PatientEvent))]
[JsonSerializable(typeof(PatientMergesEvent))]
[JsonSerializable(typeof(Referrals.PatientCopy))]
[JsonSerializable(typeof(TakerCopy))]
internal sealed partial class PatientEventContext : JsonSerializerContext;
