using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Domain.Referrals;

/// <summary>The JSON of stored referrals and events: generated serializers, kebab-case names, ISO instants.</summary>
public static class ReferralJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = StoredJson.Options(
        JsonTypeInfoResolver.Combine(ReferralStateContext.Default, ReferralEventContext.Default));

    /// <summary>The stored form of referrals.</summary>
    public static StoredForm<Referral, ReferralEvent> Form { get; } = new("referral", Options);

    /// <summary>The stored form of the counters of numbers.</summary>
    public static StoredForm<NumberBlocks, NumbersTaken> NumbersForm { get; } = new("referral-numbers", Options);

    /// <summary>The stored name of an event, e.g. <c>slots-offered</c>.</summary>
    public static string WireName(ReferralEvent happened) => Names[happened.GetType()];

    private static readonly Dictionary<Type, string> Names = typeof(ReferralEvent)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);
}

// Two contexts, because some events and stages have the same name.
[JsonSerializable(typeof(Referral))]
[JsonSerializable(typeof(NumberBlocks))]
internal sealed partial class ReferralStateContext : JsonSerializerContext;

[JsonSerializable(typeof(ReferralEvent))]
// An undone decision holds the state before it, and some stages have the name of an event.
[JsonSerializable(typeof(Referral.Received), TypeInfoPropertyName = "StageReceived")]
[JsonSerializable(typeof(Referral.InformationRequested), TypeInfoPropertyName = "StageInformationRequested")]
[JsonSerializable(typeof(Referral.Accepted), TypeInfoPropertyName = "StageAccepted")]
[JsonSerializable(typeof(Referral.Ended), TypeInfoPropertyName = "StageEnded")]
[JsonSerializable(typeof(Referral.Closed), TypeInfoPropertyName = "StageClosed")]
[JsonSerializable(typeof(NumbersTaken))]
[JsonSerializable(typeof(ConsentEnded))]
[JsonSerializable(typeof(AlertFailed))]
[JsonSerializable(typeof(OnCallReport))]
[JsonSerializable(typeof(PatientResponded))]
[JsonSerializable(typeof(OutreachChange))]
internal sealed partial class ReferralEventContext : JsonSerializerContext;
