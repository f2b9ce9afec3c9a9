using System.Text.Json.Serialization;

namespace ReferralSilo.Domain.Stored;

/// <summary>The recorded answer to an operation that wrote no event.</summary>
/// <param name="Refusal">The refusal; null when nothing had to change.</param>
/// <param name="Version">Version of the stream at the answer.</param>
public sealed record RecordedAnswer(Refusal? Refusal, long Version)
{
    /// <summary>Its stored form.</summary>
    public static StoredForm<RecordedAnswer, object> Form { get; } =
        new("operation", StoredJson.Options(RecordedAnswerContext.Default));
}

[JsonSerializable(typeof(RecordedAnswer))]
internal sealed partial class RecordedAnswerContext : JsonSerializerContext;
