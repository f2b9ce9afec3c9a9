using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ReferralSilo.Domain.Stored;

namespace ReferralSilo.Domain.Conversations;

/// <summary>The JSON of stored conversations. Its names must never change.</summary>
public static class ConversationJson
{
    /// <summary>Shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = StoredJson.Options(JsonTypeInfoResolver.Combine(
        ConversationStateContext.Default, ConversationEventContext.Default));

    /// <summary>The stored form of conversations.</summary>
    public static StoredForm<Conversation, ConversationEvent> Form { get; } = new("conversation", Options);

    /// <summary>The stored name of an event.</summary>
    public static string WireName(ConversationEvent happened) => Names[happened.GetType()];

    private static readonly Dictionary<Type, string> Names = typeof(ConversationEvent)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);
}

[JsonSerializable(typeof(Conversation))]
internal sealed partial class ConversationStateContext : JsonSerializerContext;

// What the outbox carries to a conversation is stored, too.
[JsonSerializable(typeof(ConversationEvent))]
[JsonSerializable(typeof(ConversationCommand.Receive))]
[JsonSerializable(typeof(ConversationCommand.FailReply))]
[JsonSerializable(typeof(ConversationCommand.Keep))]
[JsonSerializable(typeof(DecidedText))]
internal sealed partial class ConversationEventContext : JsonSerializerContext;
