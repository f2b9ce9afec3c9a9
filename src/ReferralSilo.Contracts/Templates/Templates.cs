namespace ReferralSilo.Contracts.Templates;

/// <summary>A new version of a template, <c>POST /api/templates</c>. It is a draft; a text that names an unknown value,
/// cannot be read as Liquid or lacks a required part is 400 <c>invalid-input</c> at its field.</summary>
/// <param name="Key">1–64 of <c>a-z 0-9 . -</c>, e.g. <c>reach-out.sms.es</c>. A known key gets one more version; its
/// occasion, channel and language must be the same (409 <c>template-differs</c>).</param>
/// <param name="Occasion">What causes the message.</param>
/// <param name="Channel">Text or email.</param>
/// <param name="Language">BCP 47: <c>en</c>, <c>es</c>.</param>
/// <param name="Body">Liquid. The values are <c>clinic, first_name, phone, hours, link, day, time, clinician, visit,
/// until_day, until_time, minutes, number, milestone</c>; days and times are in the patient's zone and the text's
/// language. Tags: <c>if</c>, <c>unless</c>, <c>comment</c>; no filters.</param>
/// <param name="Subject">Liquid; required for an email, absent for a text.</param>
public sealed record TemplateInput(
    [property: Token] string Key, MessageOccasion Occasion, MessageChannel Channel, [property: Token] string Language,
    [property: TextLimit(TemplateInput.LongestBody)] string Body, [property: ShortText] string? Subject = null)
{
    /// <summary>Longest body, characters.</summary>
    public const int LongestBody = 4_000;
}

/// <summary>Why a version is rejected, <c>POST /api/templates/{key}/versions/{n}/reject</c>.</summary>
/// <param name="Reason">For its author; not blank.</param>
public sealed record TemplateRejection([property: Reason] string Reason);

/// <summary>The text that is approved, <c>POST /api/templates/{key}/versions/{n}/approve</c>. The body may be
/// absent.</summary>
/// <param name="Fingerprint">That of the version as it was read; 409 <c>text-differs</c> when the version has another
/// text. Null approves the text that the number has now. Clients should send it: another release may have another text
/// under the number of a shipped text that nothing happened to yet.</param>
public sealed record TemplateApproval([property: Token] string? Fingerprint = null);

/// <summary>A template with its versions.</summary>
/// <param name="Version">Version of the template, its ETag; 0 while only the shipped text exists.</param>
/// <param name="Approved">Number of the version from which messages are made; null for none.</param>
/// <param name="Versions">Newest first.</param>
public sealed record TemplateView(string Key, long Version, MessageOccasion Occasion, MessageChannel Channel,
    string Language, int? Approved, IReadOnlyList<TemplateVersionView> Versions);

/// <summary>One version; its text never changes.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Author">Actor id; null for a text that is shipped with the program.</param>
/// <param name="WrittenAt">Null for a shipped text.</param>
/// <param name="DecidedBy">Who approved, rejected or retired it last; null before.</param>
/// <param name="Reason">Why it was rejected.</param>
/// <param name="Judgement">How it reads with sample values; null in lists.</param>
public sealed record TemplateVersionView(int Number, TemplateStatus Status, string? Subject, string Body,
    string? Author, DateTimeOffset? WrittenAt, string? DecidedBy, DateTimeOffset? DecidedAt, string? Reason,
    TemplateJudgement? Judgement)
{
    /// <summary>Says which text it is; an approval names it.</summary>
    public string? Fingerprint { get; init; }
}

/// <summary>How a text reads with the longest real values.</summary>
/// <param name="Subject">With sample values; null for a text.</param>
/// <param name="Body">With sample values.</param>
/// <param name="Parts">Parts of a text message, each charged; 0 for an email.</param>
/// <param name="Units">Characters as the carrier counts them; 0 for an email.</param>
/// <param name="IsUnicode">True when a character outside of the GSM alphabet halves the length of a part.</param>
/// <param name="Grade">US school grade that the text needs (Flesch-Kincaid; Fernández-Huerta for Spanish).</param>
/// <param name="Errors">By JSON pointer: why the text cannot be submitted. Empty when it can.</param>
/// <param name="Warnings">What the approver should look at.</param>
public sealed record TemplateJudgement(string? Subject, string Body, int Parts, int Units, bool IsUnicode, double Grade,
    IReadOnlyDictionary<string, string[]> Errors, IReadOnlyList<string> Warnings)
{
    /// <summary>How it reads for a made-up patient with the clinic's own name, number and address; null for a text that
    /// cannot be read.</summary>
    public TemplateSample? Sample { get; init; }
}

/// <summary>A text as one patient gets it.</summary>
/// <param name="Subject">Null for a text message.</param>
/// <param name="Parts">Parts of a text message, each charged; 0 for an email.</param>
public sealed record TemplateSample(string? Subject, string Body, int Parts);

/// <summary>What a person does with a version.</summary>
public enum TemplateStep
{
    /// <summary>Asks another person to decide about a draft.</summary>
    Submit,
    /// <summary>Its author takes a submitted version back.</summary>
    Withdraw,
    /// <summary>Approves a submitted version.</summary>
    Approve,
    /// <summary>Rejects a submitted version with a reason.</summary>
    Reject,
    /// <summary>Takes an approved version out of use.</summary>
    Retire,
}
