using System.Globalization;
using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Demo;

/// <summary>The sign-ins of demo mode. The host prints them when the demo is ready.</summary>
public static class DemoSignIns
{
    internal static readonly (string User, string For)[] People =
    [
        ("nurse", "triage: take, accept, ask, decline, redirect"),
        ("scheduler", "desk: contact, offer, book, move, close"),
        ("supervisor", "wallboard, triage and desk, and all that nurse and scheduler do"),
        ("clinician", "my day: the visits of today; search; own hours by the API (dr-adams)"),
        ("source", "the own referrals, live: answer, take back (lakeside-family-practice)"),
        ("marketing", "wallboard; campaigns by the API"),
        ("admin", "wallboard; settings: service lines, clinicians, sources"),
        ("auditor", "wallboard, search and referrals, reading only"),
    ];

    public static string Text => string.Join(Environment.NewLine,
    [
        $"Sign-ins of the demo (password of each: {DemoAccounts.Password})",
        .. People.Select(p => string.Create(CultureInfo.InvariantCulture, $"  {p.User,-12}{p.For}")),
        string.Create(CultureInfo.InvariantCulture,
            $"  {"machine",-12}{DemoAccounts.Client} / {DemoAccounts.ClientSecret} at POST /connect/token"),
    ]);
}
