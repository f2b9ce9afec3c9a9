namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The codes of rule results. They are stored: a code keeps its meaning, and new meanings get new
/// codes.</summary>
public static class RuleCodes
{
    /// <summary>No age limit.</summary>
    public const string AnyAge = "any-age";

    /// <summary>The age is not known. Values: <c>min</c>, <c>max</c>.</summary>
    public const string AgeUnknown = "age-unknown";

    /// <summary>The age is accepted. Values: <c>age</c>, <c>min</c>, <c>max</c>.</summary>
    public const string AgeWithin = "age-within";

    /// <summary>The age is not accepted. Values: <c>age</c>, <c>min</c>, <c>max</c>.</summary>
    public const string AgeOutside = "age-outside";

    /// <summary>No limit of location.</summary>
    public const string AnyLocation = "any-location";

    /// <summary>Outside the United States. Values: <c>country</c>, <c>accepted</c>.</summary>
    public const string OtherCountry = "other-country";

    /// <summary>The state is not known. Values: <c>accepted</c>.</summary>
    public const string StateUnknown = "state-unknown";

    /// <summary>The state is accepted. Values: <c>state</c>.</summary>
    public const string StateAccepted = "state-accepted";

    /// <summary>The state is not accepted. Values: <c>state</c>, <c>accepted</c>.</summary>
    public const string StateNotAccepted = "state-not-accepted";

    /// <summary>No visit type was requested.</summary>
    public const string NoVisitType = "no-visit-type";

    /// <summary>The visit type is offered. Values: <c>visitType</c>.</summary>
    public const string VisitTypeOffered = "visit-type-offered";

    /// <summary>The visit type is not offered. Values: <c>visitType</c>, <c>visitTypes</c>.</summary>
    public const string VisitTypeNotOffered = "visit-type-not-offered";

    /// <summary>No limit of the reason.</summary>
    public const string AnyReason = "any-reason";

    /// <summary>A code is accepted. Values: <c>code</c>.</summary>
    public const string CodeAccepted = "code-accepted";

    /// <summary>No code is accepted. Values: <c>codes</c>.</summary>
    public const string CodesNotAccepted = "codes-not-accepted";

    /// <summary>The reason has an accepted word. Values: <c>word</c>.</summary>
    public const string WordFound = "word-found";

    /// <summary>The codes are of a system without a pattern.</summary>
    public const string SystemNotEvaluated = "system-not-evaluated";

    /// <summary>There is no reason.</summary>
    public const string NoReason = "no-reason";

    /// <summary>The reason has no code, and no words are accepted.</summary>
    public const string NoCode = "no-code";

    /// <summary>The reason has no accepted word.</summary>
    public const string NoWordFound = "no-word-found";

    /// <summary>Exclusions apply. Values: <c>builtInNames</c>, <c>names</c>.</summary>
    public const string Excluded = "excluded";

    /// <summary>Exclusions apply, with a redirect. Values: <c>builtInNames</c>, <c>names</c>, and one of
    /// <c>builtInRedirect</c> and <c>redirect</c>.</summary>
    public const string ExcludedWithRedirect = "excluded-with-redirect";

    /// <summary>An emergency is only mentioned.</summary>
    public const string EmergencyMentioned = "emergency-mentioned";

    /// <summary>There are no exclusions.</summary>
    public const string NoExclusions = "no-exclusions";

    /// <summary>There is no reason to compare with the exclusions.</summary>
    public const string ExclusionUnknown = "exclusion-unknown";

    /// <summary>No exclusion applies.</summary>
    public const string NotExcluded = "not-excluded";

    /// <summary>No service line takes the referral.</summary>
    public const string NoServiceLine = "no-service-line";
}

/// <summary>The codes of the program's own texts, stored in a <see cref="ShownText"/> and in values of rule results. No
/// code is one of <see cref="RuleCodes"/>.</summary>
public static class BuiltInText
{
    /// <summary>The exclusion of suicide and self-harm.</summary>
    public const string SelfHarm = "self-harm";

    /// <summary>The exclusion of an overdose or a danger to others.</summary>
    public const string Danger = "danger";

    /// <summary>Redirect to 911.</summary>
    public const string EmergencyDepartment = "emergency-department";

    /// <summary>Redirect to 988.</summary>
    public const string CrisisLine = "crisis-line";

    /// <summary>Reason of a move back to triage: the order was sent again and names an emergency.</summary>
    public const string EmergencyInOrder = "emergency-in-order";
}
