using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Settings;

/// <summary>One step of the set-up of an installation.</summary>
/// <param name="Name">Its name, for tests.</param>
/// <param name="Setting">Who may change this setting does the step: one of <see cref="SettingNames"/>, or
/// <see cref="Staff"/>.</param>
/// <param name="Title">What is made.</param>
/// <param name="Done">True when there is one.</param>
/// <param name="Needed">False for a step that no referral needs.</param>
/// <param name="Text">What there is, or what it is for.</param>
/// <param name="Address">The page of the step.</param>
public sealed record SetUpStep(string Name, string Setting, string Title, bool Done, bool Needed, string Text,
    string Address)
{
    /// <summary>Accounts of people, which only administrators manage.</summary>
    public const string Staff = "staff";

    /// <summary>The steps in their order.</summary>
    public static IReadOnlyList<SetUpStep> Of(SetUpProgress has) =>
    [
        Counted("line", SettingNames.ServiceLines, "Service line", has.ServiceLines, true,
            "The program that takes referrals: its name, time zone, rules and targets.",
            "/settings/lines", "/settings/new-line"),
        Counted("clinician", SettingNames.Clinicians, "Clinician", has.Clinicians, true,
            "Who sees the patients: service lines, licensed states, languages, kinds of visit.",
            "/settings/clinicians", "/settings/new-clinician"),
        new("availability", SettingNames.Availability, "Availability", has.WithAvailability > 0, true,
            has.WithAvailability > 0 ? $"{has.WithAvailability} of {has.Clinicians} clinicians have weekly times."
                : "The weekly times of a clinician, which the desk offers and books.", "/settings/clinicians"),
        new("staff", Staff, "Staff", has.IsStaffed, true, StaffText(has), "/staff"),
        Counted("source", SettingNames.Sources, "Source (optional)", has.Sources, false,
            "Who sends patients. Referrals can come without a source.", "/settings/sources", "/settings/new-source"),
    ];

    private static string StaffText(SetUpProgress has) => has switch
    {
        { Triage: 0, Scheduling: 0 } => "Accounts of the nurses, schedulers and supervisors who work on referrals.",
        { Triage: 0 } => "No one may triage yet: add a triage nurse or a supervisor.",
        { Scheduling: 0 } => "No one may schedule yet: add a scheduler.",
        _ => $"{People(has.Triage)} may triage, {People(has.Scheduling)} may schedule.",
    };

    private static string People(int count) => count == 1 ? "1 person" : $"{count} people";

    private static SetUpStep Counted(string name, string setting, string title, int count, bool needed, string purpose,
        string list, string form)
    {
        var text = count switch
        {
            0 => purpose,
            1 => $"There is 1 {setting.Replace('-', ' ')[..^1]}.",
            _ => $"There are {count} {setting.Replace('-', ' ')}.",
        };
        return new SetUpStep(name, setting, title, count > 0, needed, text, count > 0 ? list : form);
    }
}
