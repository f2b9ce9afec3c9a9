using System.Globalization;
using ReferralSilo.Host.Security.Accounts;

namespace ReferralSilo.Host.Demo;

/// <summary>What to type in demo mode, printed once it is ready.</summary>
public static class DemoSignIns
{
    private static readonly (string User, string For)[] People =
    [
        ("nurse", "triage: take, accept, ask, decline, redirect"),
        ("scheduler", "desk: contact, offer, book, move, close"),
        ("supervisor", "wallboard, and all that nurse and scheduler do"),
        ("clinician", "my day of dr-adams"),
        ("source", "portal of lakeside-family-practice"),
        ("marketing", "sources, campaigns, counts"),
        ("admin", "service lines, clinicians, sources, staff"),
        ("auditor", "the record, reading only"),
    ];

    public static string Text => string.Join(Environment.NewLine,
    [
        $"Sign-ins of the demo (password of each: {DemoAccounts.Password})",
        .. People.Select(p => string.Create(CultureInfo.InvariantCulture, $"  {p.User,-12}{p.For}")),
        string.Create(CultureInfo.InvariantCulture, $"  {"machine",-12}{DemoAccounts.Client} / {DemoAccounts.ClientSecret} at POST /connect/token"),
    ]);
}
