using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages;

/// <summary>What a message may say. No reason, no specialty, no name of a source: the text may be read by others.
/// </summary>
/// <param name="Clinic">The name that the program goes by towards patients.</param>
/// <param name="FirstName">Only for mail to an address that is known to be the patient's.</param>
/// <param name="Phone">The line's number, E.164; null where none is set.</param>
/// <param name="Hours">The line's opening hours as text in the message's language; null where none are set.</param>
/// <param name="Link">The patient's link or the call-us page, absolute.</param>
/// <param name="Start">Start of the visit; with <paramref name="Zone"/>.</param>
/// <param name="Zone">The zone in which the visit's time is written: the patient's, else the line's.</param>
/// <param name="Clinician">The clinician's display name.</param>
/// <param name="VisitType">FHIR-like: video, phone, in-person.</param>
/// <param name="Until">End of an offer's hold.</param>
/// <param name="Minutes">How late the clinician runs.</param>
/// <param name="Number">The referral's number, for staff and sources.</param>
/// <param name="Milestone">The milestone, for sources.</param>
public sealed record MessageValues(string Clinic, string? FirstName = null, string? Phone = null, string? Hours = null,
    string? Link = null, Instant? Start = null, DateTimeZone? Zone = null, string? Clinician = null,
    VisitType? VisitType = null, Instant? Until = null, int? Minutes = null, string? Number = null,
    string? Milestone = null)
{
    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => nameof(MessageValues);
}

/// <summary>A text made from an approved template version.</summary>
/// <param name="Template">The template's key.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Language">The language that was found: the wanted one, else English.</param>
/// <param name="Subject">Null for a text.</param>
public sealed record RenderedMessage(string Template, int Version, string Language, string? Subject, string Body)
{
    /// <summary>The mail that it answers; null for none.</summary>
    public MailThread? Thread { get; init; }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => $"{Template} version {Version}";
}

/// <summary>Makes texts from the approved templates.</summary>
public interface IMessageTexts
{
    /// <summary>Null when no approved template fits: the message is then blocked as <c>no-template</c>.</summary>
    ValueTask<RenderedMessage?> Render(MessageOccasion occasion, MessageChannel channel, string language,
        MessageValues values, CancellationToken ct);

    /// <summary>True when messages are not made from the version of a text any more: a lost text is not sent again
    /// then.</summary>
    ValueTask<bool> IsRetired(RenderedMessage text, CancellationToken ct) => default;
}
