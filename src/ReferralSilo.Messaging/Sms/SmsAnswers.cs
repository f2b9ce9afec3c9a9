using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;

namespace ReferralSilo.Messaging.Sms;

/// <summary>One message as the gateway knows it.</summary>
internal sealed record GatewayMessage(
    string? Sid, string? From, string? Body, string? Status,
    [property: JsonPropertyName("error_code")] int? ErrorCode,
    [property: JsonPropertyName("date_created")] string? DateCreated,
    [property: JsonPropertyName("date_sent")] string? DateSent,
    string? Direction)
{
    /// <summary>When the gateway got it; null when it does not say.</summary>
    public Instant? At => DateTimeOffset.TryParse(DateCreated ?? DateSent, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal, out var at) ? Instant.FromDateTimeOffset(at) : null;
}

/// <summary>One page of the gateway's list.</summary>
internal sealed record GatewayPage(
    IReadOnlyList<GatewayMessage>? Messages, [property: JsonPropertyName("next_page_uri")] string? NextPageUri);

/// <summary>A refusal of the gateway. Its text is not read: it may repeat a number.</summary>
internal sealed record GatewayError(int? Code);
