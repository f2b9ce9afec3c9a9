using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Required information that a referral does not have yet.</summary>
/// <param name="What">Its name, e.g. <c>patient.birth-date</c>, <c>document:medication-list</c>.</param>
/// <param name="From">Who can supply it: <see cref="MissingItems.FromSource"/> or
/// <see cref="MissingItems.FromPatient"/>.</param>
public sealed record MissingInformation(string What, string From);

/// <summary>Finds required items that a referral does not have yet, and who can supply them (IN-6).</summary>
public static class MissingItems
{
    /// <summary>The referral source supplies it.</summary>
    public const string FromSource = "source";

    /// <summary>The patient supplies it.</summary>
    public const string FromPatient = "patient";

    /// <summary>Prefix of a document kind, <c>document:medication-list</c>.</summary>
    public const string DocumentPrefix = "document:";

    /// <summary>Prefix of a consent kind, <c>consent.telehealth</c>; present while the last one was given.</summary>
    public const string ConsentPrefix = "consent.";

    private static readonly Dictionary<string, (string From, Func<Submission, bool> Has)> Fields =
        new(StringComparer.Ordinal)
    {
        ["service-line"] = (FromSource, s => s.ServiceLine is not null),
        ["reason"] = (FromSource, s => s.Reason is not null),
        ["reason.text"] = (FromSource, s => s.Reason?.Text is not null),
        ["reason.code"] = (FromSource, s => s.Reason is { Codes.Count: > 0 }),
        ["visit-goal"] = (FromSource, s => s.VisitGoal is not null),
        ["need-by"] = (FromSource, s => s.NeedBy is not null),
        ["trigger"] = (FromSource, s => s.Trigger is not null),
        ["referrer"] = (FromSource, s => s.Referrer is not null),
        ["referrer.name"] = (FromSource, s => s.Referrer?.Name is not null),
        ["referrer.npi"] = (FromSource, s => s.Referrer?.Npi is not null),
        ["referrer.phone"] = (FromSource, s => s.Referrer?.Phone is not null),
        ["payer"] = (FromSource, s => s.Payer is not null),
        ["patient.given-name"] = (FromSource, s => s.Patient.Name.Given is not null),
        ["patient.family-name"] = (FromSource, s => s.Patient.Name.Family is not null),
        ["patient.birth-date"] = (FromSource, s => s.Patient.BirthDate is not null),
        ["patient.location"] = (FromSource, s => s.Patient.Location is { State: not null } or { Country: not "US" }),
        ["patient.phone"] = (FromSource, s => s.Patient.Phones.Count > 0),
        ["patient.email"] = (FromSource, s => s.Patient.Email is not null),
        ["patient.time-zone"] = (FromPatient, s => s.Patient.TimeZone is not null),
        ["patient.language"] = (FromPatient, s => s.Patient.Language is not null),
        ["patient.preferred-channel"] = (FromPatient, s => s.Patient.PreferredChannel is not null),
        ["preferences.visit-type"] = (FromPatient, s => s.Preferences?.VisitType is not null),
        ["preferences.times"] = (FromPatient, s => s.Preferences is { Times.Count: > 0 }),
    };

    /// <summary>True for a name that settings may require; a document kind is a chosen id.</summary>
    public static bool IsKnown(string name) =>
        Fields.ContainsKey(name)
        || ConsentKindOf(name) is not null
        || (name.StartsWith(DocumentPrefix, StringComparison.Ordinal)
            && ChosenId.IsValid(name[DocumentPrefix.Length..]));

    /// <summary>True for a document or an item in words, of which someone must say that it came. A value or a consent
    /// is there or missing.</summary>
    public static bool IsKnownByWord(string name) =>
        !Fields.ContainsKey(name) && !name.StartsWith(ConsentPrefix, StringComparison.Ordinal);

    /// <summary>The missing items in the required order, without duplicates. An unknown name stays missing, so that the
    /// mistake is visible.</summary>
    /// <param name="submission">The current submission.</param>
    /// <param name="requiredFields">Required by the service line and the source together.</param>
    /// <param name="documents">Kinds of the documents received.</param>
    public static IReadOnlyList<MissingInformation> For(
        Submission submission, IEnumerable<string> requiredFields, IEnumerable<string>? documents = null)
    {
        var received = new HashSet<string>(documents ?? [], StringComparer.Ordinal);
        return [.. requiredFields.Distinct(StringComparer.Ordinal)
            .Where(name => !Has(submission, name, received))
            .Select(name => new MissingInformation(name, AskedOf(submission, name)))];
    }

    /// <summary>The kind of consent that an item is; null for another item.</summary>
    public static ConsentKind? ConsentKindOf(string name) =>
        name.StartsWith(ConsentPrefix, StringComparison.Ordinal)
            && ContractsJson.TryParseWireName<ConsentKind>(name[ConsentPrefix.Length..], out var kind) ? kind : null;

    private static bool Has(Submission submission, string name, HashSet<string> documents)
    {
        if (Fields.TryGetValue(name, out var field)) return field.Has(submission);
        if (name.StartsWith(DocumentPrefix, StringComparison.Ordinal))
            return documents.Contains(name[DocumentPrefix.Length..]);
        return ConsentKindOf(name) is { } kind && ConsentOrder.IsGiven(submission.Consents, kind);
    }

    // A referral of the open model (ReferralModel.Open) has no source to ask.
    private static string AskedOf(Submission submission, string name) =>
        submission.Model == ReferralModel.Open || name.StartsWith(ConsentPrefix, StringComparison.Ordinal) ? FromPatient
        : Fields.TryGetValue(name, out var field) ? field.From
        : FromSource;
}
