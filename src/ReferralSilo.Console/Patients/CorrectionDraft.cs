using System.Text.Json.Serialization;
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

    /// <summary>What was shown when the form was opened; null in a form that the browser kept.</summary>
    [JsonIgnore]
    public CorrectionDraft? Shown { get; private set; }

    /// <summary>The draft of a shown record; an empty one for null.</summary>
    public static CorrectionDraft Of(PatientView? saved)
    {
        var draft = Read(saved);
        draft.Shown = Read(saved);
        return draft;
    }

    /// <summary>The correction; adds messages to the fields that cannot be sent.</summary>
    /// <param name="faults">Takes the messages.</param>
    /// <param name="saved">The record on the screen, for a form that the browser kept.</param>
    public CorrectPatientInput Build(FieldFaults faults, PatientView? saved)
    {
        var shown = Shown ?? Read(saved);
        string? Changed(string typed, string before, string pointer)
        {
            if (typed.Trim() == before) return null;
            if (TypedText.Optional(typed) is { } text) return text;
            faults.Add(pointer, "It can be corrected, not emptied.");
            return null;
        }

        var (phones, before) = (TypedText.Lines(Phones), TypedText.Lines(shown.Phones));
        var isSafeSame = (NoVoicemail, SafePhone.Trim(), SafeHours.Trim(), SafeNote.Trim())
            == (shown.NoVoicemail, shown.SafePhone, shown.SafeHours, shown.SafeNote);
        var channel = Changed(PreferredChannel, shown.PreferredChannel, "/preferredChannel");
        var correction = new CorrectPatientInput(
            Changed(GivenName, shown.GivenName, "/givenName"), Changed(FamilyName, shown.FamilyName, "/familyName"),
            Changed(BirthDate, shown.BirthDate, "/birthDate"), Place(shown, faults),
            Changed(TimeZone, shown.TimeZone, "/timeZone"), Changed(Language, shown.Language, "/language"),
            phones.SequenceEqual(before) ? null : phones, Email.Trim() == shown.Email ? null : Email.Trim(),
            ContractsJson.TryParseWireName<Channel>(channel, out var way) ? way : null,
            isSafeSame ? null : new SafeContactInput(NoVoicemail == "true" ? true : null, TypedText.Optional(SafePhone),
                TypedText.Optional(SafeHours), TypedText.Optional(SafeNote)));
        if (faults.IsEmpty && correction == new CorrectPatientInput()) faults.Add("", "Nothing is changed yet.");
        if (TypedText.Optional(Reason) is null) faults.Add("/reason", "Say why it is corrected.");
        return correction with { Reason = TypedText.Optional(Reason) };
    }

    private LocationInput? Place(CorrectionDraft shown, FieldFaults faults)
    {
        if ((Country.Trim(), State.Trim()) == (shown.Country, shown.State)) return null;
        if (TypedText.Optional(Country) is null && TypedText.Optional(State) is null)
            faults.Add("/location", "It can be corrected, not emptied.");
        return new LocationInput(TypedText.Optional(Country), TypedText.Optional(State));
    }

    private static CorrectionDraft Read(PatientView? saved) => saved is not { Patient: var patient } ? new() : new()
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
}
