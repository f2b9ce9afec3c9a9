using System.Globalization;
using NodaTime;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Codes;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Api.Intake;

/// <summary>Reads the parts of a submission except the patient. Returns what is readable and adds the rest to the
/// errors and warnings.</summary>
public sealed partial class SubmissionParts(IntakeErrors errors, IntakeText text, LocalDate today)
{
    private static readonly string[] DayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public string? ChosenId(string? raw, string pointer)
    {
        if (text.Line(raw, pointer) is not { } id) return null;
        if (Domain.ChosenId.IsValid(id)) return id;
        errors.Add(pointer, "Expected an id of 1 to 64 lower-case letters, digits and hyphens.");
        return null;
    }

    public Reason? Reason(ReasonInput? input, int longest = IntakeLimits.TextCharacters)
    {
        if (input is null) return null;
        // Incomplete codes are added to the text, where the rules find them.
        var uncoded = new List<string?>();
        var codes = List(input.Codes, "/reason/codes", IntakeLimits.Codes, (code, pointer) =>
            Code(code, pointer, uncoded));
        var words = string.Join('\n', uncoded.Prepend(text.Paragraphs(input.Text, "/reason/text", longest))
            .Where(line => line is not null));
        return words.Length == 0 && codes.Count == 0 ? null : new(words.Length == 0 ? null : words, codes);
    }

    private ConceptCode? Code(CodeInput input, string pointer, List<string?> uncoded)
    {
        var (system, code, display) = (text.Line(input.System, $"{pointer}/system"),
            text.Line(input.Code, $"{pointer}/code"), text.Line(input.Display, $"{pointer}/display"));
        if (system is not null && code is not null) return new(system, code, display);
        if (system is null && code is not null && CodeWithoutSystem.IsIcd10Cm(code))
        {
            errors.Warn(pointer, IntakeWarningCodes.CodeSystemAssumed, code);
            return new(CodeSystems.Icd10Cm, code, display);
        }

        uncoded.AddRange([display, code]);
        return Unreadable<ConceptCode>(pointer, IntakeWarningCodes.CodeIncomplete,
            JoinNonBlank(input.System, input.Code, input.Display));
    }

    public Tracking? Tracking(TrackingInput? input)
    {
        if (input is null) return null;
        var utm = input.Utm is not { } u ? null : new Utm(
            text.Line(u.Source, "/tracking/utm/source"), text.Line(u.Medium, "/tracking/utm/medium"),
            text.Line(u.Campaign, "/tracking/utm/campaign"), text.Line(u.Term, "/tracking/utm/term"),
            text.Line(u.Content, "/tracking/utm/content"));
        if (utm is { Source: null, Medium: null, Campaign: null, Term: null, Content: null }) utm = null;
        var code = text.Line(input.Code, "/tracking/code", IntakeLimits.TrackingCharacters);
        var form = text.Line(input.Form, "/tracking/form", IntakeLimits.TrackingCharacters);
        return code is null && form is null && utm is null ? null : new(code, form, utm);
    }

    public Referrer? Referrer(ReferrerInput? input, string? country)
    {
        if (input is null) return null;
        Npi? npi = null;
        PhoneNumber? phone = null;
        if (text.Line(input.Npi, "/referrer/npi") is { } digits && !Npi.TryParse(digits, out npi))
            errors.Warn("/referrer/npi", IntakeWarningCodes.NpiInvalid, digits);
        if (text.Line(input.Phone, "/referrer/phone") is { } written)
        {
            var reading = PhoneReader.Classify(written, country);
            phone = reading?.Number;
            if (reading is null) errors.Warn("/referrer/phone", IntakeWarningCodes.PhoneUnreadable, written);
            else if (!reading.IsKnownRange) errors.Warn("/referrer/phone", IntakeWarningCodes.PhoneUnverified, null);
        }

        var name = text.Line(input.Name, "/referrer/name");
        var practice = text.Line(input.Practice, "/referrer/practice");
        return name is null && npi is null && phone is null && practice is null ? null
            : new(name, npi, phone) { Practice = practice };
    }

    public Preferences? Preferences(PreferencesInput? input)
    {
        if (input is null) return null;
        var times = List(input.Times, "/preferences/times", IntakeLimits.Times, Window);
        var clinician = text.Line(input.Clinician, "/preferences/clinician", IntakeLimits.TrackingCharacters);
        if (clinician is not null && !Domain.ChosenId.IsValid(clinician))
            clinician = Unreadable<string>("/preferences/clinician", IntakeWarningCodes.ClinicianUnreadable, clinician);
        return input.VisitType is null && times.Count == 0 && clinician is null && !input.LanguageRequired ? null
            : new(input.VisitType, times, clinician is null ? null : new ClinicianId(clinician),
                input.LanguageRequired);
    }

    public IReadOnlyList<Consent> Consents(IReadOnlyList<ConsentInput>? input) =>
        List(input, "/consents", IntakeLimits.Consents, (consent, pointer) => new Consent(consent.Kind, consent.Given,
            text.Line(consent.How, $"{pointer}/how"), ConsentAt(consent.At, $"{pointer}/at"))
        {
            Purpose = consent.Purpose, Wording = text.Line(consent.Wording, $"{pointer}/wording"),
        });

    public IReadOnlyList<Identifier> Identifiers(IReadOnlyList<IdentifierInput>? input) =>
        [.. List(input, "/identifiers", IntakeLimits.Identifiers, (identifier, pointer) =>
            text.Line(identifier.Value, $"{pointer}/value") is { } value
            ? new Identifier(text.Line(identifier.System, $"{pointer}/system"), value,
                text.Line(identifier.Type, $"{pointer}/type"))
            : Unreadable<Identifier>(pointer, IntakeWarningCodes.IdentifierIncomplete,
                JoinNonBlank(identifier.System, identifier.Value)))
            .DistinctBy(i => (i.System, i.Value))];

    public Instant? Moment(DateTimeOffset? moment, string pointer)
    {
        if (moment is not { } at) return null;
        if (at.Year >= IntakeLimits.EarliestYear && at.Year <= today.Year + IntakeLimits.YearsAhead)
            return Instant.FromDateTimeOffset(at);
        errors.Add(pointer,
            $"Expected a moment between {IntakeLimits.EarliestYear} and {IntakeLimits.YearsAhead} years ahead.");
        return null;
    }

    private PreferredTime? Window(TimeWindow window, string pointer)
    {
        var days = (window.Days ?? []).Select(day => (IsoDayOfWeek)(Array.IndexOf(DayNames, day) + 1)).Distinct()
            .ToArray();
        if (days.Length == 0 || days.Contains(IsoDayOfWeek.None)) return UnreadableWindow(window, pointer);
        // 24:00 is the end of a day; a window across midnight must be sent as two.
        return Hour(window.From) is { } from && (window.To == "24:00" ? LocalTime.Midnight : Hour(window.To)) is { } to
            && (from < to || to == LocalTime.Midnight)
            ? new(days, from, to)
            : UnreadableWindow(window, pointer);
    }

    private PreferredTime? UnreadableWindow(TimeWindow window, string pointer) =>
        Unreadable<PreferredTime>(pointer, IntakeWarningCodes.WindowUnreadable,
            JoinNonBlank(string.Join(',', (window.Days ?? []).Take(7)), window.From, "-", window.To));

    private static LocalTime? Hour(string? raw) =>
        TimeOnly.TryParseExact(raw, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? LocalTime.FromTimeOnly(time)
            : null;

    private List<TOut> List<TIn, TOut>(IReadOnlyList<TIn>? input, string pointer, int max,
        Func<TIn, string, TOut?> read)
        where TOut : class
    {
        var values = new List<TOut>();
        if (input is null) return values;
        if (input.Count > max)
        {
            errors.Add(pointer, $"At most {max} entries are kept.");
            return values;
        }
        for (var i = 0; i < input.Count; i++)
        {
            // JSON may have null in a list whatever its element type is.
            var value = input[i] is { } item ? read(item, $"{pointer}/{i}")
                : Incomplete<TOut>($"{pointer}/{i}", "An entry is null.");
            if (value is not null) values.Add(value);
        }
        return values;
    }

    private Instant? ConsentAt(DateTimeOffset? moment, string pointer)
    {
        if (moment is not { } at
            || (at.Year >= IntakeLimits.EarliestYear && at.Year <= today.Year + IntakeLimits.YearsAhead))
            return moment is { } given ? Instant.FromDateTimeOffset(given) : null;
        errors.Warn(pointer, IntakeWarningCodes.MomentOutOfRange,
            at.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture));
        return null;
    }

    /// <summary>Adds a warning with the value as received; the submission is not refused.</summary>
    private T? Unreadable<T>(string pointer, string code, string? written) where T : class
    {
        if (!errors.AnyUnder(pointer)) errors.Warn(pointer, code, written);
        return null;
    }

    private static string? JoinNonBlank(params ReadOnlySpan<string?> parts) =>
        string.Join(' ', parts.ToArray().Where(p => !string.IsNullOrWhiteSpace(p))
            .Select(p => p!.Trim())) is { Length: > 0 } joined ? joined : null;

    private T? Incomplete<T>(string pointer, string message) where T : class
    {
        if (!errors.AnyUnder(pointer)) errors.Add(pointer, message);
        return null;
    }
}
