using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Mail;
using ReferralSilo.Messaging.Tests.Sms;

namespace ReferralSilo.Messaging.Tests.Support;

/// <summary>Messages and settings with defaults.</summary>
internal static class AMessage
{
    public const string Number = "+13035550123", Mailbox = "dana@example.org", Body = "Please call us.",
        OurNumber = "+13035550100";

    public static readonly Instant Now = Instant.FromUtc(2031, 3, 3, 9, 0);

    public static readonly MessageSettings Settings = new("Clinic", "https://care.example.org");

    public static readonly MailIds Ids = new(id => $"{id.Length:x40}");

    public static OutgoingMessage Sms(string id = "m1", string body = Body, int attempt = 1) =>
        new(id, attempt, MessageChannel.Sms, Number, null, body, null, "en");

    public static OutgoingMessage Mail(string id = "m1", string to = Mailbox, string subject = "Your visit",
        string body = Body, string? unsubscribe = "token") =>
        new(id, 1, MessageChannel.Email, to, subject, body, unsubscribe, "es");

    public static TextGateway Gateway(string url) =>
        new(url, GatewayOnLoopback.Account, GatewayOnLoopback.Token, OurNumber);
}
