using System.Text.RegularExpressions;
using System.Threading.RateLimiting;
using NodaTime;
using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Codes;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Sending;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Messaging.Callbacks;

/// <summary>What the text gateway calls: receipts of messages, and texts that came in. Only calls with its signature
/// are read. They are answered after the commit. Both may arrive twice, so a grain call whose outcome is not known is
/// made again for a while; then the answer is 503, and the gateway calls again only where it is set to do so (runbook).
/// </summary>
internal sealed partial class GatewayCallbacks(MessagingOptions options, IGrainFactory grains, CallbackRetry calls,
    AddressKeys keys, KeyedHash hash, TransportMetrics metrics, IClock clock) : IDisposable
{
    private const string Receipts = "receipt", Texts = "text";

    private readonly PartitionedRateLimiter<HttpContext> _rate = CallbackLimits.Rate();

    /// <summary><c>POST /callbacks/sms/{messageId}</c>: 204, also for a message that is not known and for a status that
    /// says nothing; 403 without a valid signature.</summary>
    public async Task<IResult> Receipt(string messageId, HttpContext http)
    {
        if (await Open(http, Receipts) is not { } form) return Refused(http, Receipts);
        if ((form["MessageSid"] ?? form["SmsSid"]) is not { Length: <= CallbackLimits.IdLength } sid
            || GatewayStatuses.Find(form["MessageStatus"] ?? form["SmsStatus"]) is not { Status: var status }
            || messageId.Length > CallbackLimits.IdLength)
        {
            metrics.CalledBack(Receipts, "ignored");
            return Results.NoContent();
        }

        var receipt = new Receipt(sid, status, Digits(form["ErrorCode"]), clock.GetCurrentInstant(),
            hash.Text(Receipts, form.Canonical));
        var isKnown = await calls.Call(() => grains.GetGrain<IMessageGrain>(messageId).ReceiveReceipt(receipt));
        metrics.CalledBack(Receipts, isKnown ? "recorded" : "unknown");
        metrics.Refused(MessageChannel.Sms, receipt.Code);
        return Results.NoContent();
    }

    /// <summary><c>POST /callbacks/sms/inbound</c>: 200 with an empty reply; 403 without a valid signature.</summary>
    public async Task<IResult> Text(HttpContext http)
    {
        if (await Open(http, Texts) is not { } form) return Refused(http, Texts);
        if ((form["MessageSid"] ?? form["SmsSid"]) is not { Length: <= CallbackLimits.IdLength } sid
            || form["From"] is not { } from || !PhoneNumber().IsMatch(from))
        {
            metrics.CalledBack(Texts, "ignored");
            return NoReply();
        }

        var body = form["Body"] ?? "";
        if (body.Length > CallbackLimits.TextLength) body = body[..CallbackLimits.TextLength];
        var address = grains.GetGrain<IAddressGrain>(keys.Of(MessageChannel.Sms, from));
        var read = await calls.Call(() => address.ReceiveText(from, new InboundText(sid, body)));
        metrics.CalledBack(Texts, read.ToString());
        return NoReply();
    }

    public void Dispose() => _rate.Dispose();

    private async Task<SignedForm?> Open(HttpContext http, string kind)
    {
        using var lease = _rate.AttemptAcquire(http);
        if (!lease.IsAcquired)
        {
            http.Response.Headers.RetryAfter = "1";
            return null;
        }

        var form = await SignedForm.Read(http, options);
        if (form is null) metrics.CalledBack(kind, "forbidden");
        return form;
    }

    private IResult Refused(HttpContext http, string kind)
    {
        if (http.Response.Headers.RetryAfter.Count == 0) return ProblemFor.Code(ProblemCodes.Forbidden).AsResult();
        metrics.CalledBack(kind, "too-many");
        return ProblemFor.Code(ProblemCodes.TooManyRequests).AsResult();
    }

    /// <summary>The gateway answers the sender with what is written here.</summary>
    private static IResult NoReply() => Results.Text("<Response/>", "text/xml");

    private static string? Digits(string? code) =>
        code is { Length: <= 10 } && code.All(char.IsAsciiDigit) && code != "0" ? code : null;

    [GeneratedRegex(@"\A\+[1-9][0-9]{2,14}\z")]
    private static partial Regex PhoneNumber();
}
