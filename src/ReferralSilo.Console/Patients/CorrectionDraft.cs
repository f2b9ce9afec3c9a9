using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Patients;

/// <summary>A typed correction of a patient. Only the fields that differ from what was shown are sent.</summary>
public sealed class CorrectionDraft
{
    public static IReadOnlyList<(string Value, string Text)> VoicemailChoices { get; } =
        [("", "May be left"), ("true", "Leave no voicemail")];

    public static IReadOnlyList<(string Value, string Text)> ChannelChoices { get; } =
        [("", "Not known"), .. Enum.GetValues<Channel>().Select(c => (c.WireName(), Words.PlainWords.Text(c)))];

    public string GivenName { get; set; } = "";

    public string FamilyName { get; set; } = "";

    /// <summary>Civil date.</summary>
    public string BirthDate { get; set; } = "";

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string Country { get; set; } = "";

    public string State { get; set; } = "";

    /// <summary>IANA id.</summary>
    public string TimeZone { get; set; } = "";

    public string Language { get; set; } = "";

    /// <summary>One a line, best first.</summary>
    public string Phones { get; set; } = "";

    public string Email { get; set; } = "";

    /// <summary>Kebab-case; empty when not known.</summary>
    public string PreferredChannel { get; set; } = "";

    /// <summary><c>true</c> or empty.</summary>
    public string NoVoicemail { get; set; } = "";

    /// <summary>The only safe number; empty for none.</summary>
    public string SafePhone { get; set; } = "";

    public string SafeHours { get; set; } = "";

    public string SafeNote { get; set; } = "";

    public string Reason { get; set; } = "";

    /// <summary>The draft of a shown record; an empty one for null.</summary>
    public static CorrectionDraft Of(PatientView? saved) => saved is not { Patient: var patient } ? new() : new()
    {
        GivenName = patient.GivenName ?? "", FamilyName = patient.FamilyName ?? "", BirthDate = patient.BirthDate ?? "",
        Country = patient.Location?.Country ?? "", State = patient.Location?.State ?? "",
        TimeZone = patient.TimeZone ?? "", Language = patient.Language ?? "",
        Phones = TypedText.OfLines(patient.Phones), Email = patient.Email ?? "",
        PreferredChannel = patient.PreferredChannel?.WireName() ?? "",
        NoVoicemail = saved.SafeContact?.NoVoicemail == true ? "true" : "",
        SafePhone = saved.SafeContact?.Phone ?? "", SafeHours = saved.SafeContact?.Hours ?? "",
        SafeNote = saved.SafeContact?.Note ?? "",
    };

    /// <summary>The correction; adds messages to the fields that cannot be sent. What someone else corrected after this
    /// form was opened stays, unless the person typed something else there.</summary>
    /// <param name="faults">Takes the messages.</param>
    /// <param name="shown">What the form showed before something was typed.</param>
    /// <param name="saved">What is saved in the version that the correction is for.</param>
    public CorrectPatientInput Build(FieldFaults faults, CorrectionDraft shown, CorrectionDraft saved)
    {
        string? Changed(string typed, string before, string pointer)
        {
            if (typed.Trim() == before) return null;
            if (TypedText.Optional(typed) is { } text) return text;
            faults.Add(pointer, "It can be corrected, not emptied.");
            return null;
        }

        var channel = Changed(PreferredChannel, shown.PreferredChannel, "/preferredChannel");
        var correction = new CorrectPatientInput(
            Changed(GivenName, shown.GivenName, "/givenName"), Changed(FamilyName, shown.FamilyName, "/familyName"),
            Changed(BirthDate, shown.BirthDate, "/birthDate"), Place(shown, faults),
            Changed(TimeZone, shown.TimeZone, "/timeZone"), Changed(Language, shown.Language, "/language"),
            PhonesBeside(shown, saved), Email.Trim() == shown.Email ? null : Email.Trim(),
            ContractsJson.TryParseWireName<Channel>(channel, out var way) ? way : null,
            SafeContactBeside(shown, saved));
        if (faults.IsEmpty && correction == new CorrectPatientInput()) faults.Add("", "Nothing is changed yet.");
        if (TypedText.Optional(Reason) is null) faults.Add("/reason", "Say why it is corrected.");
        return correction with { Reason = TypedText.Optional(Reason) };
    }

    /// <summary>All numbers that are right, best first: the saved ones without those that the person removed, and with
    /// those that the person added. A number that is not sent becomes wrong. Null when the person changed
    /// none.</summary>
    private List<string>? PhonesBeside(CorrectionDraft shown, CorrectionDraft saved)
    {
        var (typed, before, now) =
            (TypedText.Lines(Phones), TypedText.Lines(shown.Phones), TypedText.Lines(saved.Phones));
        if (typed.SequenceEqual(before)) return null;
        var phones = typed.Where(phone => !before.Contains(phone) || now.Contains(phone)).ToList();
        for (var at = 0; at < now.Count; at++)
        {
            // A number that someone else added keeps its place behind the one before it.
            if (!before.Contains(now[at]) && !phones.Contains(now[at]))
                phones.Insert(at == 0 ? 0 : phones.IndexOf(now[at - 1]) + 1, now[at]);
        }

        return phones;
    }

    /// <summary>The saved note with the parts that the person changed; null when the person changed none: a note is
    /// replaced as a whole.</summary>
    private SafeContactInput? SafeContactBeside(CorrectionDraft shown, CorrectionDraft saved)
    {
        if ((NoVoicemail, SafePhone.Trim(), SafeHours.Trim(), SafeNote.Trim())
            == (shown.NoVoicemail, shown.SafePhone, shown.SafeHours, shown.SafeNote)) return null;

        static string? Part(string typed, string before, string now) =>
            TypedText.Optional(typed.Trim() == before ? now : typed);

        return new SafeContactInput(
            Part(NoVoicemail, shown.NoVoicemail, saved.NoVoicemail) == "true" ? true : null,
            Part(SafePhone, shown.SafePhone, saved.SafePhone), Part(SafeHours, shown.SafeHours, saved.SafeHours),
            Part(SafeNote, shown.SafeNote, saved.SafeNote));
    }

    private LocationInput? Place(CorrectionDraft shown, FieldFaults faults)
    {
        if ((Country.Trim(), State.Trim()) == (shown.Country, shown.State)) return null;
        if (TypedText.Optional(Country) is null && TypedText.Optional(State) is null)
            faults.Add("/location", "It can be corrected, not emptied.");
        return new LocationInput(TypedText.Optional(Country), TypedText.Optional(State));
    }
}
