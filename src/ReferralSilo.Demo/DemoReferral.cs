using System.Globalization;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Demo;

/// <summary>The problem of a synthetic referral that triage must handle.</summary>
public enum DemoTwist
{
    /// <summary>No problem: the referral is eligible and complete.</summary>
    None,

    /// <summary>The patient is in a state where no clinician is licensed.</summary>
    OutOfState,

    /// <summary>The birth date is missing.</summary>
    Incomplete,

    /// <summary>The reason is an emergency.</summary>
    Emergency,
}

/// <summary>One randomly created synthetic referral.</summary>
public sealed record DemoReferral(SubmitReferral Input, IntakeChannel EnteredBy)
{
    /// <summary>Identifier system that separates demo referrals from referrals that users send.</summary>
    public const string System = "urn:referralsilo:demo";

    /// <summary>The ways in which a program sends referrals. No other ways exist so far.</summary>
    private static readonly IntakeChannel[] Clinical = [IntakeChannel.Fhir, IntakeChannel.Fhir, IntakeChannel.Api];

    /// <summary>Creates a referral. The same dice give the same referral, except for the need-by time.</summary>
    /// <param name="name">Identifier in <see cref="System"/>; one identifier never creates two referrals.</param>
    public static DemoReferral Make(string name, DemoDice dice, string line, Priority priority, DemoTwist twist,
        DateTimeOffset now)
    {
        var source = dice.Of("source", SourcesOf(line));
        var kind = source.Settings.Kind;
        var reason = twist == DemoTwist.Emergency ? DemoReasons.Emergencies[line]
            : dice.Of("reason", DemoReasons.All[line]);
        var model = kind is SourceKind.Campaign or SourceKind.Self ? ReferralModel.Open
            : reason.AfterVisit && kind == SourceKind.Clinical ? ReferralModel.AfterVisit
            : ReferralModel.WarmHandoff;
        var channel = kind == SourceKind.Clinical ? dice.Of("intake", Clinical) : IntakeChannel.Api;
        var patient = Patient(dice, line, twist);
        return new DemoReferral(new SubmitReferral(
            line, model, source.Id, Tracking(dice, source), Referrer(dice, source), priority, NeedBy(priority, now),
            new ReasonInput(reason.Text, kind is SourceKind.Campaign or SourceKind.Self ? null
                : [new CodeInput(DemoReasons.CodeSystem, reason.Code, reason.Display)]),
            reason.Goal, patient, Preferences(dice, line), Consents(dice, patient, model),
            dice.Percent("payer", 60)
                ? dice.Of("payer-name", ["Plains Mutual (synthetic)", "Summit Health Plan (synthetic)", "Self-pay"])
                : null,
            [new IdentifierInput(System, name)], model == ReferralModel.AfterVisit ? "discharge" : null), channel);
    }

    private static IReadOnlyList<DemoSource> SourcesOf(string line) => [.. DemoSources.All.Where(s => s.Id switch
    {
        "skin-check-online" => line == DemoServiceLines.Dermatology,
        "front-range-pediatrics" => line != DemoServiceLines.ChronicCare,
        "sandia-womens-health" => line != DemoServiceLines.Dermatology,
        "wasatch-employer-health" or "sonoran-community-services" => line != DemoServiceLines.Dermatology,
        _ => true,
    })];

    private static PatientInput Patient(DemoDice dice, string line, DemoTwist twist)
    {
        var state = twist == DemoTwist.OutOfState ? "CA" : dice.Percent("home", 62) ? "CO"
            : dice.Of("state", DemoServiceLines.States);
        var (youngest, oldest) = line switch
        {
            DemoServiceLines.BehavioralHealth => (19, 70),
            DemoServiceLines.Dermatology => (6, 75),
            _ => (24, 88),
        };
        var person = DemoPeople.Person(dice, state, youngest, oldest);
        return twist == DemoTwist.Incomplete ? person with { BirthDate = null } : person;
    }

    private static TrackingInput? Tracking(DemoDice dice, DemoSource source)
    {
        if (source.Campaigns.Count == 0 || !dice.Percent("tracked", 70)) return null;
        var code = dice.Of("campaign", source.Campaigns).Code;
        return source.Settings.Kind == SourceKind.Campaign
            ? new TrackingInput(code, "skin-check",
                new UtmInput(dice.Of("utm", ["search", "social"]), "cpc", code.ToLowerInvariant(), null,
                dice.Of("ad", ["a", "b"])))
            : new TrackingInput(code);
    }

    private static ReferrerInput? Referrer(DemoDice dice, DemoSource source) =>
        source.Referrers.Count == 0 ? null
            : new ReferrerInput(dice.Of("referrer", source.Referrers), Npi(dice), source.Settings.Phone);

    // No NPI that begins with 2 is issued at present, so these numbers belong to no real person.
    private static string Npi(DemoDice dice)
    {
        var nine = string.Create(CultureInfo.InvariantCulture, $"2{dice.Throw("npi", 100_000_000):00000000}");
        return Enumerable.Range(0, 10).Select(digit => $"{nine}{digit}")
            .First(text => Domain.Referrals.Npi.TryParse(text, out _));
    }

    private static DateTimeOffset? NeedBy(Priority priority, DateTimeOffset now)
    {
        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        return priority switch
        {
            Priority.Stat => hour.AddHours(24),
            Priority.Asap => hour.AddHours(36),
            Priority.Urgent => hour.AddDays(3),
            _ => null,
        };
    }

    private static PreferencesInput? Preferences(DemoDice dice, string line) => dice.Throw("wishes", 10) switch
    {
        < 3 => null,
        < 6 => new PreferencesInput(VisitType.Video),
        < 8 => new PreferencesInput(line == DemoServiceLines.Dermatology ? VisitType.Video : null,
            [new TimeWindow(["mon", "wed", "fri"], "16:00", "20:00")]),
        _ => new PreferencesInput(line == DemoServiceLines.Dermatology ? VisitType.Video : VisitType.Phone,
            [new TimeWindow(["tue", "thu"], "08:00", "12:00")]),
    };

    private static List<ConsentInput> Consents(DemoDice dice, PatientInput patient, ReferralModel model)
    {
        var how = model == ReferralModel.Open ? "form" : "verbal";
        var kind = patient.PreferredChannel switch { Channel.Sms => ConsentKind.Sms, Channel.Email =>
            ConsentKind.Email, _ => ConsentKind.Call };
        List<ConsentInput> given = [new(kind, true, how)];
        if (dice.Percent("telehealth", 65)) given.Add(new ConsentInput(ConsentKind.Telehealth, true, how));
        return given;
    }
}
