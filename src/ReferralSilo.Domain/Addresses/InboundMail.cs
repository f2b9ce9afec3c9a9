using System.Text.Json.Serialization;
using NodaTime;

namespace ReferralSilo.Domain.Addresses;

/// <summary>What a mail that came in has besides the text that the person wrote.</summary>
/// <param name="Subject">As it was sent; null for none.</param>
/// <param name="Attachments">Names of the files with it. The files are not kept: they stay in the clinic's
/// mailbox.</param>
public sealed record InboundMail(string? Subject, IReadOnlyList<string> Attachments)
{
    /// <summary>Its Message-ID without brackets, so that an answer belongs to its thread; null for none.</summary>
    public string? MessageId { get; init; }

    /// <summary>Message-IDs of the thread without brackets, oldest first, at most
    /// <see cref="MailLimits.References"/>.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Id of our message that the mail names as the one that it answers; null for none.</summary>
    public string? Answers { get; init; }

    /// <summary>Lines of its quotes that are in no earlier message, so the person may have written them; null for none.
    /// Their words of an emergency count, and nothing else does.</summary>
    public string? InQuote { get; init; }

    /// <summary>True when the subject has the mark of an answer, and is not the subject of an earlier message: then the
    /// person wrote it.</summary>
    public bool HasOwnSubject { get; init; }

    /// <summary>True when the text is not all that was written: the rest stands in the clinic's mailbox.</summary>
    public bool IsCut { get; init; }

    /// <summary>True when all of the text may be a quote of an earlier mail. Then it asks for nothing by itself, but
    /// its words of an emergency count.</summary>
    public bool MayBeQuote { get; init; }

    /// <summary>When it was written, as the mail says; null when it does not say so, or not plausibly.</summary>
    public Instant? WrittenAt { get; init; }

    /// <summary>The date of a mail as far as it is plausible: not after its arrival, and at most
    /// <see cref="MailLimits.WrittenBefore"/> before it. Null otherwise.</summary>
    /// <param name="date">As the mail says; null for none.</param>
    /// <param name="arrivedAt">When it arrived.</param>
    public static Instant? Plausible(Instant? date, Instant arrivedAt) =>
        date <= arrivedAt && date >= arrivedAt - MailLimits.WrittenBefore ? date : null;

    /// <summary>True for a newsletter: it has a way to unsubscribe and is not of a group to which one can
    /// write.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsNewsletter { get; init; }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => nameof(InboundMail);
}

/// <summary>Limits of one mail that comes in, each with its unit.</summary>
public static class MailLimits
{
    /// <summary>Longest text that is kept and judged, characters.</summary>
    public const int Text = 20_000;

    /// <summary>Longest subject that is kept, characters.</summary>
    public const int Subject = 200;

    /// <summary>Most names of attachments that are kept, names.</summary>
    public const int Attachments = 20;

    /// <summary>Longest name of an attachment that is kept, characters.</summary>
    public const int AttachmentName = 100;

    /// <summary>Most Message-IDs of a thread that are kept, ids.</summary>
    public const int References = 10;

    /// <summary>A mail that says to be older at its arrival has an unknown date.</summary>
    public static readonly Duration WrittenBefore = Duration.FromDays(30);

    /// <summary>Longest Message-ID that is kept, characters.</summary>
    public const int MessageId = 250;
}
