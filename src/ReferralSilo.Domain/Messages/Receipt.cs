using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages;

/// <summary>What a provider reported about one message.</summary>
/// <param name="ProviderId">The provider's id of the message.</param>
/// <param name="Status">One of accepted, queued, sent, delivered, undelivered, failed, read.</param>
/// <param name="Code">The provider's error code; null for none.</param>
/// <param name="At">When it came in.</param>
/// <param name="Hash">Keyed or plain hash of what came in, so that a repeat is recognized.</param>
/// <param name="Segment">Part of a text of several parts, from 1; null for the whole message.</param>
/// <param name="Segments">Number of parts; null when the provider does not tell it.</param>
public sealed record Receipt(string ProviderId, MessageStatus Status, string? Code, Instant At, string Hash,
    int? Segment = null, int? Segments = null)
{
    /// <summary>True when both report the same: same message of the provider, status, part and content.</summary>
    public bool IsRepeatOf(Receipt other) => other.ProviderId == ProviderId && other.Status == Status
        && other.Segment == Segment && other.Hash == Hash;
}

/// <summary>
/// What all receipts of a message together prove. It depends on which receipts there are, never on their order or on
/// how often each came (outreach.md 1.3).
/// </summary>
/// <param name="Status">The highest status; of several parts the worst one until all are in.</param>
/// <param name="Conflict">True when one part was reported as both arrived and not arrived: it counts as not
/// proven.</param>
/// <param name="Code">The error code of the failure, the least one of several; null for none.</param>
public sealed record ReceiptFold(MessageStatus Status, bool Conflict, string? Code)
{
    /// <summary>True when no further receipt is expected.</summary>
    [JsonIgnore]
    public bool IsFinal => Rank(Status) >= FinalRank;

    private const int FinalRank = 5;

    /// <summary>Folds the receipts of a message that the transport has accepted.</summary>
    public static ReceiptFold Of(IReadOnlyCollection<Receipt> receipts)
    {
        if (receipts.Count == 0) return new(MessageStatus.Accepted, false, null);
        // Of two submissions of one message the better one counts: the person has it.
        List<ReceiptFold> sent = [.. receipts.GroupBy(r => r.ProviderId).Select(g => OfSubmission([.. g]))];
        var best = sent.OrderByDescending(s => Goodness(s.Status)).ThenBy(s => s.Code, StringComparer.Ordinal).First();
        return best with { Conflict = sent.Any(s => s.Conflict) };
    }

    private static ReceiptFold OfSubmission(List<Receipt> receipts)
    {
        List<ReceiptFold> parts = [.. receipts.GroupBy(r => r.Segment).Select(g => OfPart([.. g]))];
        var worst = parts.Select(p => p.Status).MinBy(Goodness);
        // A part that nothing is known about may still fail.
        if (Goodness(worst) > Goodness(MessageStatus.Sent) && IsPartMissing(receipts)) worst = MessageStatus.Sent;
        return new(worst, parts.Any(p => p.Conflict), LeastCode(receipts));
    }

    private static ReceiptFold OfPart(List<Receipt> receipts)
    {
        var hasArrived = receipts.Any(r => r.Status is MessageStatus.Delivered or MessageStatus.Read);
        var hasFailed = receipts.Any(r => r.Status is MessageStatus.Undelivered or MessageStatus.Failed);
        var status = hasArrived
            ? receipts.Any(r => r.Status == MessageStatus.Read) ? MessageStatus.Read : MessageStatus.Delivered
            : receipts.Select(r => r.Status).MaxBy(s => (Rank(s), s));
        return new(status, hasArrived && hasFailed, null);
    }

    private static string? LeastCode(IEnumerable<Receipt> receipts) =>
        receipts.Select(r => r.Code).OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault();

    private static bool IsPartMissing(List<Receipt> receipts) =>
        receipts.Where(r => r.Segment is not null).Select(r => r.Segment).Distinct().Count()
            < (receipts.Max(r => r.Segments) ?? 0);

    private static int Rank(MessageStatus status) => status switch
    {
        MessageStatus.Accepted => 1,
        MessageStatus.Queued => 2,
        MessageStatus.Sent => 4,
        MessageStatus.Delivered or MessageStatus.Undelivered or MessageStatus.Failed => FinalRank,
        MessageStatus.Read => 6,
        _ => 0,
    };

    /// <summary>Worst first.</summary>
    private static int Goodness(MessageStatus status) => status switch
    {
        MessageStatus.Failed => 0,
        MessageStatus.Undelivered => 1,
        _ => 1 + Rank(status),
    };
}
