using System.Text.Json;
using System.Text.Json.Serialization;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Domain.Messages;

/// <summary>The JSON of stored messages. Its names must never change.</summary>
public static class MessageJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = StoredJson.Options(
        System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine(
            MessageStateContext.Default, MessageEventContext.Default));

    /// <summary>The stored form of messages.</summary>
    public static StoredForm<Message, MessageEvent> Form { get; } = new("message", Options);

    /// <summary>The stored name of an event.</summary>
    public static string WireName(MessageEvent happened) => Names[happened.GetType()];

    private static readonly Dictionary<Type, string> Names = typeof(MessageEvent)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);
}

// Two contexts, because some events and states have the same name.
[JsonSerializable(typeof(Message))]
internal sealed partial class MessageStateContext : JsonSerializerContext;

[JsonSerializable(typeof(MessageEvent))]
internal sealed partial class MessageEventContext : JsonSerializerContext;
