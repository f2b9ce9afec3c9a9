using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Accounts;

/// <summary>The roles that a form offers, and what each may do.</summary>
internal static class RoleWords
{
    public static readonly IReadOnlyList<(string Role, string Does)> OfPeople =
    [
        (Roles.TriageNurse, "reviews, accepts, declines, redirects"), (Roles.Scheduler, "contacts patients and books"),
        (Roles.Supervisor, "does both and watches the whole"), (Roles.Clinician, "sees and completes own visits"),
        (Roles.Source, "sees the referrals of one source"), (Roles.Marketing, "manages campaigns, sees counts"),
        (Roles.Administrator, "manages settings and accounts"), (Roles.Auditor, "reads records"),
    ];

    public static readonly IReadOnlyList<(string Role, string Does)> OfMachines =
    [
        (Roles.Service, "the whole workflow, and settings"), (Roles.Source, "the referrals of one source"),
        (Roles.Marketing, "campaigns and counts"), (Roles.Auditor, "reads records"),
        (Roles.TriageNurse, "reviews referrals"), (Roles.Scheduler, "books"), (Roles.Supervisor, "both"),
    ];

    public static string Text(string role) => PlainWords.Sentence(role);
}
