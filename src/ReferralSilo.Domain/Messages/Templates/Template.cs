using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages.Templates;

/// <summary>The text of one version with its place.</summary>
/// <param name="Language">BCP 47.</param>
/// <param name="Subject">Liquid; null for a text message.</param>
/// <param name="Body">Liquid.</param>
public sealed record TemplateText(MessageOccasion Occasion, MessageChannel Channel, string Language, string? Subject,
    string Body);

/// <summary>The versions of the text for one occasion, channel and language.</summary>
/// <param name="Key">Its name, e.g. <c>reach-out.sms.es</c>.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Versions">Oldest first; the n-th has the number n.</param>
public sealed record Template(string Key, MessageOccasion Occasion, MessageChannel Channel, string Language,
    IReadOnlyList<TemplateVersion> Versions)
{
    /// <summary>The version from which messages are made; null for none.</summary>
    [JsonIgnore]
    public TemplateVersion? Approved => Versions.LastOrDefault(v => v.Status == TemplateStatus.Approved);

    /// <summary>The version with this number; null when there is none.</summary>
    public TemplateVersion? Find(int number) => Versions.ElementAtOrDefault(number - 1);

    /// <summary>Whether a shipped text is among the versions.</summary>
    public bool Has(TemplateText shipped) =>
        Versions.Any(v => v.Author is null && v.Subject == shipped.Subject && v.Body == shipped.Body);
}

/// <summary>One version; its text never changes.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Subject">Liquid; null for a text message.</param>
/// <param name="Body">Liquid.</param>
/// <param name="Author">Who wrote it, an actor id; null for a text that is shipped with the program.</param>
/// <param name="WrittenAt">Null for a shipped text.</param>
/// <param name="DecidedBy">Who approved, rejected or retired it last; null before.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Reason">Why it was rejected.</param>
public sealed record TemplateVersion(int Number, string? Subject, string Body, TemplateStatus Status, string? Author,
    Instant? WrittenAt, string? DecidedBy = null, Instant? DecidedAt = null, string? Reason = null)
{
    /// <summary>Says which text it is: two texts have two fingerprints.</summary>
    [JsonIgnore]
    public string Fingerprint => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Subject?.Length}\n{Subject}\n{Body}")))[..FingerprintLength];

    private const int FingerprintLength = 32;
}

/// <summary>A command to a template.</summary>
/// <param name="Key">The template's key.</param>
public abstract record TemplateCommand(string Key)
{
    /// <summary>Adds a version as a draft. Refused: <c>template-differs</c> when the template has another occasion,
    /// channel or language, <c>too-many-versions</c>.</summary>
    public sealed record Write(string Key, TemplateText Text) : TemplateCommand(Key);

    /// <summary>Asks for a decision about a draft. Refused: <c>template-unknown</c>,
    /// <c>template-not-draft</c>.</summary>
    public sealed record Submit(string Key, int Number) : TemplateCommand(Key);

    /// <summary>Takes a submitted version back: it is a draft again. Refused: <c>template-unknown</c>,
    /// <c>template-not-submitted</c>, <c>not-own-template</c> for everyone but its author.</summary>
    public sealed record Withdraw(string Key, int Number) : TemplateCommand(Key);

    /// <summary>Approves a submitted version; the one that was approved before is retired. Refused:
    /// <c>template-unknown</c>, <c>template-not-submitted</c>, <c>own-template</c> for its author,
    /// <c>text-differs</c> when the person read another text.</summary>
    public sealed record Approve(string Key, int Number) : TemplateCommand(Key)
    {
        /// <summary>Fingerprint of the text that the person read; null approves the text that the number has now.
        /// Another release of the program may have another text under the number of a shipped text that is not recorded
        /// yet.</summary>
        public string? Read { get; init; }
    }

    /// <summary>Rejects a submitted version. Refused: <c>template-unknown</c>,
    /// <c>template-not-submitted</c>.</summary>
    public sealed record Reject(string Key, int Number, string Reason) : TemplateCommand(Key);

    /// <summary>Takes an approved version out of use. Refused: <c>template-unknown</c>,
    /// <c>template-not-approved</c>.</summary>
    public sealed record Retire(string Key, int Number) : TemplateCommand(Key);
}

/// <summary>An event of a template. The discriminators are stored: never rename one.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Shipped), "version-shipped")]
[JsonDerivedType(typeof(Written), "version-written")]
[JsonDerivedType(typeof(Submitted), "version-submitted")]
[JsonDerivedType(typeof(Withdrawn), "version-withdrawn")]
[JsonDerivedType(typeof(Approved), "version-approved")]
[JsonDerivedType(typeof(Rejected), "version-rejected")]
[JsonDerivedType(typeof(Retired), "version-retired")]
public abstract record TemplateEvent
{
    private TemplateEvent() { }

    /// <summary>A text of the program became a version; it waits for a decision.</summary>
    public sealed record Shipped(string Key, TemplateText Text) : TemplateEvent;

    /// <summary>A person or client wrote a version.</summary>
    public sealed record Written(string Key, TemplateText Text, string By, Instant At) : TemplateEvent;

    /// <summary>A version waits for a decision.</summary>
    public sealed record Submitted(int Number) : TemplateEvent;

    /// <summary>Its author took a version back: it is a draft again.</summary>
    public sealed record Withdrawn(int Number) : TemplateEvent;

    /// <summary>A version was approved.</summary>
    public sealed record Approved(int Number, string By, Instant At) : TemplateEvent;

    /// <summary>A version was rejected.</summary>
    public sealed record Rejected(int Number, string By, Instant At, string Reason) : TemplateEvent;

    /// <summary>A version was taken out of use.</summary>
    public sealed record Retired(int Number, string By, Instant At) : TemplateEvent;
}
