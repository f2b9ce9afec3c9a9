using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Referrals;

/// <summary>Merges an order that was sent again. Omitted fields stay; different fields are taken over. Lists of facts
/// about the order grow. The ways to reach the patient come from the last submission that had any.</summary>
public static class SubmissionMerge
{
    /// <summary>Maximum number of identifiers of one referral, however often it is sent.</summary>
    public const int MostIdentifiers = 50;

    /// <summary>The patient fields, as JSON pointers, that show another person. Names are compared folded; a name with
    /// more words (a middle name) is the same name.</summary>
    public static IReadOnlyList<string> PatientConflicts(Patient known, Patient sent)
    {
        var fields = new List<string>();
        if (Differ(known.Name.Given, sent.Name.Given)) fields.Add("/patient/givenName");
        if (Differ(known.Name.Family, sent.Name.Family)) fields.Add("/patient/familyName");
        if (known.BirthDate is { } born && sent.BirthDate is { } other && born != other)
            fields.Add("/patient/birthDate");
        // One has only a given name, the other only a family name: nothing was compared, unless it is the same word.
        var compared = known.Name.Given is not null && sent.Name.Given is not null
            || known.Name.Family is not null && sent.Name.Family is not null;
        if (!compared && Differ(known.Name.Given ?? known.Name.Family, sent.Name.Given ?? sent.Name.Family))
            fields.Add(sent.Name.Family is null ? "/patient/givenName" : "/patient/familyName");
        return fields;
    }

    /// <summary>The merged submission. Equal to <paramref name="known"/> when nothing is new.</summary>
    public static Submission Merge(Submission known, Submission sent) => known with
    {
        ServiceLine = sent.ServiceLine ?? known.ServiceLine,
        Model = sent.Model == ReferralModel.WarmHandoff ? known.Model : sent.Model,
        Tracking = Merge(known.Tracking, sent.Tracking),
        Referrer = Merge(known.Referrer, sent.Referrer),
        Priority = sent.Priority,
        NeedBy = sent.NeedBy ?? known.NeedBy,
        Reason = Merge(known.Reason, sent.Reason),
        VisitGoal = sent.VisitGoal ?? known.VisitGoal,
        Patient = Merge(GuardianCopies.Before(known, sent.Patient), sent.Patient),
        Preferences = Merge(known.Preferences, sent.Preferences),
        Consents = [.. known.Consents.Where(c => sent.Consents.All(s => !IsAbout(s, c))),
            .. sent.Consents.Select(s => Merge(known.Consents, s))],
        Payer = sent.Payer ?? known.Payer,
        Identifiers = Merge(known.Identifiers, sent.Identifiers),
        Trigger = sent.Trigger ?? known.Trigger,
        Warnings = GuardianCopies.Warnings(known, sent.Patient, sent.Warnings ?? known.Warnings),
        Order = sent.Order ?? known.Order,
        MemberId = sent.MemberId ?? known.MemberId,
    };

    /// <summary>Consents of <paramref name="merged"/> that are new or different from
    /// <paramref name="known"/>.</summary>
    public static IReadOnlyList<Consent> NewConsents(Submission known, Submission merged) =>
        [.. merged.Consents.Where(c =>
            known.Consents.LastOrDefault(k => IsAbout(k, c)) is not { } k || k.Given != c.Given || k.How != c.How
            || k.At != c.At)];

    /// <summary>The fields that differ, as JSON pointers of the API's submission. Warnings are excluded: the sender
    /// does not send them.</summary>
    public static IReadOnlyList<string> Differences(Submission before, Submission after)
    {
        var pointers = new List<string>();
        Compare(Json(before with { Warnings = null }), Json(after with { Warnings = null }), "", pointers);
        return [.. pointers.Distinct().Order(StringComparer.Ordinal)];
    }

    private static bool Differ(string? known, string? sent)
    {
        if (known is null || sent is null) return false;
        var (a, b) = (FoldedText.Words(known), FoldedText.Words(sent));
        // Names without letters or digits are compared unchanged.
        if (a.Length == 0 || b.Length == 0) return known != sent;
        return string.Concat(a) != string.Concat(b) && a.Except(b).Any() && b.Except(a).Any();
    }

    /// <summary>The patient with the fields that were sent; the same object when nothing is new.</summary>
    internal static Patient Merge(Patient known, Patient sent)
    {
        var merged = known with
        {
            Name = new PatientName(sent.Name.Given ?? known.Name.Given, sent.Name.Family ?? known.Name.Family),
            BirthDate = sent.BirthDate ?? known.BirthDate,
            Location = Merge(known.Location, sent.Location),
            TimeZone = sent.TimeZone ?? known.TimeZone,
            Language = sent.Language ?? known.Language,
            Phones = sent.Phones.Count == 0 || sent.Phones.SequenceEqual(known.Phones) ? known.Phones : sent.Phones,
            Email = sent.Email ?? known.Email,
            PreferredChannel = sent.PreferredChannel ?? known.PreferredChannel,
            Interpreter = sent.Interpreter ?? known.Interpreter,
            AccessNeeds = Merge(known.AccessNeeds, sent.AccessNeeds),
            Gender = sent.Gender ?? known.Gender,
            Address = sent.Address is { } address && address != known.Address ? address : known.Address,
            Identifiers = Merge(known.Identifiers, sent.Identifiers),
            Contacts = Merge(known.Contacts, sent.Contacts),
        };
        // Returns the same object for the same patient: callers use this to skip a new search.
        return merged == known ? known : merged;
    }

    private static IReadOnlyList<T>? Merge<T>(IReadOnlyList<T>? known, IReadOnlyList<T>? sent) =>
        sent is not { Count: > 0 } || known is not null && sent.SequenceEqual(known) ? known : sent;

    private static Preferences? Merge(Preferences? known, Preferences? sent) => (known, sent) switch
    {
        (_, null) => known,
        (null, _) => sent,
        _ => sent with
        {
            VisitType = sent.VisitType ?? known.VisitType,
            Times = sent.Times.Count > 0 ? sent.Times : known.Times,
            Clinician = sent.Clinician ?? known.Clinician,
            // An absent value is false; only staff may remove a requirement of the match.
            LanguageRequired = sent.LanguageRequired || known.LanguageRequired,
        },
    };

    private static PatientLocation? Merge(PatientLocation? known, PatientLocation? sent) =>
        sent is null || known is not null && sent.State is null && sent.Country == known.Country ? known : sent;

    private static Reason? Merge(Reason? known, Reason? sent) => (known, sent) switch
    {
        (_, null) => known,
        (null, _) => sent,
        _ => new Reason(sent.Text ?? known.Text, sent.Codes.Count > 0 ? sent.Codes : known.Codes),
    };

    private static Referrer? Merge(Referrer? known, Referrer? sent) =>
        sent is null ? known : known is null ? sent : known with
        {
            Name = sent.Name ?? known.Name, Npi = sent.Npi ?? known.Npi, Phone = sent.Phone ?? known.Phone,
            Practice = sent.Practice ?? known.Practice,
        };

    private static Tracking? Merge(Tracking? known, Tracking? sent) =>
        sent is null ? known : known is null ? sent
            : new Tracking(sent.Code ?? known.Code, sent.Form ?? known.Form, sent.Utm ?? known.Utm);

    private static Consent Merge(IReadOnlyList<Consent> known, Consent sent) =>
        known.LastOrDefault(k => IsAbout(k, sent)) is { } before && before.Given == sent.Given
            && (sent.How ?? before.How) == before.How && (sent.At ?? before.At) == before.At
            ? before
            : sent;

    private static bool IsAbout(Consent one, Consent other) => one.Kind == other.Kind && one.Purpose == other.Purpose;

    private static IReadOnlyList<Identifier> Merge(IReadOnlyList<Identifier> known, IReadOnlyList<Identifier> sent)
    {
        var added = sent.ExceptBy(known.Select(i => (i.System, i.Value)), i => (i.System, i.Value)).ToList();
        return added.Count == 0 ? known : [.. known.Concat(added).Take(MostIdentifiers)];
    }

    private static JsonElement Json(Submission submission) =>
        JsonSerializer.SerializeToElement(submission, ReferralJson.Options);

    private static void Compare(JsonElement? before, JsonElement? after, string pointer, List<string> pointers)
    {
        if (before is { } a && after is { } b && JsonElement.DeepEquals(a, b)) return;
        var names = Names(before).Union(Names(after)).ToList();
        // Pointers have at most two parts: a patient field has its own name, a list item has none.
        if (names.Count == 0 || pointer.Count(c => c == '/') >= 2 && pointer != "/patient/name")
        {
            pointers.Add(pointer switch
            {
                "/patient/name/given" => "/patient/givenName",
                "/patient/name/family" => "/patient/familyName",
                _ => pointer,
            });
            return;
        }

        foreach (var name in names)
        {
            var (was, now) = (Property(before, name), Property(after, name));
            if (was is not null || now is not null) Compare(was, now, $"{pointer}/{name}", pointers);
        }
    }

    private static IEnumerable<string> Names(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } o ? o.EnumerateObject().Select(p => p.Name) : [];

    private static JsonElement? Property(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var value) ? value : null;
}
