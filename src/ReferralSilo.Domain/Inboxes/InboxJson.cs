using System.Text.Json;
using System.Text.Json.Serialization;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Domain.Inboxes;

/// <summary>The JSON of stored inboxes. Its names must never change.</summary>
public static class InboxJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = StoredJson.Options(InboxJsonContext.Default);

    /// <summary>The stored form of inboxes.</summary>
    public static StoredForm<Inbox, InboxEvent> Form { get; } = new("inbox", Options);

    /// <summary>The stored name of an event.</summary>
    public static string WireName(InboxEvent happened) => Names[happened.GetType()];

    private static readonly Dictionary<Type, string> Names = typeof(InboxEvent)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);
}

[JsonSerializable(typeof(Inbox))]
[JsonSerializable(typeof(InboxEvent))]
internal sealed partial class InboxJsonContext : JsonSerializerContext;
