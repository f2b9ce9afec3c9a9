using ReferralSilo.Domain.Messages.Hours;

namespace ReferralSilo.Domain.Messages;

/// <summary>Settings of messages, the same on every silo.</summary>
/// <param name="Clinic">The name that the program goes by towards patients.</param>
/// <param name="PublicUrl">The address of the program as patients and providers reach it; absolute, without a slash at
/// its end.</param>
/// <param name="Phone">The number that patients call; null where none is set.</param>
/// <param name="OpeningHours">When the phone is answered, as text; null where none is set.</param>
public sealed record MessageSettings(string Clinic, string PublicUrl, string? Phone = null, string? OpeningHours = null)
{
    /// <summary>When messages may leave, in every zone in which the recipient may be.</summary>
    public SendingHours Hours { get; init; } = SendingHours.Default;

    /// <summary>The number of the emergency services where the patients are.</summary>
    public string EmergencyPhone { get; init; } = "911";

    /// <summary>The page behind the link of a message.</summary>
    public string PatientPage => $"{PublicUrl}/p";

    /// <summary>The page of a referral, for staff; it opens after a sign-in.</summary>
    public string ReferralPage(string referral) => $"{PublicUrl}/referral/{referral}";

    /// <summary>The page of a conversation, for staff; it opens after a sign-in.</summary>
    public string ConversationPage(string conversation) => $"{PublicUrl}/conversations?open={conversation}";

    /// <summary>The address of the one-click unsubscribe (RFC 8058).</summary>
    /// <param name="token">The opaque part: <see cref="OutgoingMessage.Unsubscribe"/>.</param>
    public string Unsubscribe(string token) => $"{PublicUrl}/unsubscribe/{token}";

    /// <summary>Where the text gateway reports about a message.</summary>
    public string TextReceipts(string messageId) => $"{PublicUrl}/callbacks/sms/{messageId}";
}
