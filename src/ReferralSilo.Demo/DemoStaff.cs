using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Identity.Accounts;

namespace ReferralSilo.Demo;

/// <summary>The staff of the demo: the same users as the demo sign-ins, with only the rights of their roles, on all
/// lines.</summary>
public static class DemoStaff
{
    /// <summary>The administrator who approved the shipped texts.</summary>
    public const string Administrator = "admin";

    public static Caller Nurse { get; } =
        new("user:nurse", "Nora Nurse", [Roles.TriageNurse], null, null, [Caller.AllLines]);

    public static Caller Scheduler { get; } =
        new("user:scheduler", "Sam Scheduler", [Roles.Scheduler], null, null, [Caller.AllLines]);

    public static Caller Supervisor { get; } =
        new("user:supervisor", "Sue Supervisor", [Roles.Supervisor], null, null, [Caller.AllLines]);

    /// <summary>The machine client that submits referrals and writes the settings.</summary>
    public static Caller Client { get; } =
        new("client:" + DemoAccounts.Client, "Demo client", [Roles.Service], null, null, [Caller.AllLines]);
}
