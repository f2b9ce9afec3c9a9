using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Tests.ServiceLines;

/// <summary>Test service lines and facts: behavioral health in Denver, weekdays 09:00–17:00.</summary>
internal static class AServiceLine
{
    public static readonly string[] Workdays = ["mon", "tue", "wed", "thu", "fri"];

    public static ServiceLineInput Input(EligibilityInput? eligibility = null, params TargetInput[] targets) =>
        new("Behavioral health", "America/Denver", [new(Workdays, "09:00", "17:00")], eligibility, targets);

    public static ServiceLine Line(string id, EligibilityInput? eligibility = null, params TargetInput[] targets) =>
        Parsed(Input(eligibility, targets), id);

    public static ServiceLine Parsed(ServiceLineInput input, string id = "behavioral-health")
    {
        var (value, errors) = ServiceLineParser.Parse(new(id), 1, input);
        Assert.Empty(errors);
        return value!;
    }

    public static TargetInput BusinessTarget(int minutes, ClockKind clock = ClockKind.Review,
        Priority? priority = null) =>
        new(clock, minutes, priority, CountedIn.BusinessHours);

    public static EligibilityFacts Facts(
        int? age = 40, string? state = "CO", VisitType? visitType = null, string? text = "Panic attacks, increasing",
        string? country = "US", params string[] codes)
    {
        var today = new LocalDate(2031, 3, 3);
        return new(age is { } years ? today.PlusYears(-years) : null, today, country, state, visitType, text,
            [.. codes.Select(c => new ConceptCode("http://hl7.org/fhir/sid/icd-10-cm", c))]);
    }
}
