using ReferralSilo.Contracts.Session;
using ReferralSilo.Host.Security.Accounts;
using ReferralSilo.Host.Security.Rights;

namespace ReferralSilo.Host.Demo;

/// <summary>Who works in the demo: the same people as its sign-ins, with no more rights than their roles
/// give.</summary>
public static class DemoStaff
{
    public static Caller Nurse { get; } = new("user:nurse", "Nora Nurse", [Roles.TriageNurse], null, null, []);

    public static Caller Scheduler { get; } = new("user:scheduler", "Sam Scheduler", [Roles.Scheduler], null, null, []);

    public static Caller Supervisor { get; } =
        new("user:supervisor", "Sue Supervisor", [Roles.Supervisor], null, null, []);

    /// <summary>The machine that takes referrals in and keeps the settings.</summary>
    public static Caller Client { get; } =
        new("client:" + DemoAccounts.Client, "Demo client", [Roles.Service], null, null, []);
}
