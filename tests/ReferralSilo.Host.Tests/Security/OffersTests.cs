using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Demo;
using ReferralSilo.Grains;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>Nothing is offered that there is not.</summary>
public sealed class OffersTests
{
    [Fact]
    public void Every_command_is_offered_to_some_role() =>
        Assert.All(CommandTable.All, row => Assert.Contains(Permissions.AllRoles, role =>
            Permissions.Grants(role, row.Permission)));

    [Fact]
    public void Session_offers_only_boards_that_some_grain_serves()
    {
        foreach (var role in Permissions.AllRoles)
        foreach (var board in new Caller("user:x", "X", [role], "own", role == Roles.Clinician ? "own" : null,
            [Caller.AllLines]).View().Boards
            .Concat(new Caller("user:x", "X", [role], null, "own", [Caller.AllLines]).View().Boards))
            Assert.True(board == BoardNames.Wallboard
                || GrainsRegistration.BoardKinds.Contains(board.Split('/')[0]), board);
    }

    [Theory]
    [InlineData("nurse", Roles.TriageNurse)]
    [InlineData("scheduler", Roles.Scheduler)]
    [InlineData("supervisor", Roles.Supervisor)]
    [InlineData("clinician", Roles.Clinician)]
    [InlineData("source", Roles.Source)]
    [InlineData("marketing", Roles.Marketing)]
    [InlineData("admin", Roles.Administrator)]
    [InlineData("auditor", Roles.Auditor)]
    public void Start_text_names_only_screens_that_the_role_can_open(string user, string role)
    {
        var line = DemoSignIns.People.Single(p => p.User == user).For;
        var caller =
            new Caller("user:x", "X", [role], role == Roles.Source ? "own" : null, role == Roles.Clinician ? "own"
            : null, [Caller.AllLines]);

        if (line.Contains("triage", StringComparison.Ordinal)) Assert.Contains("triage/*", caller.View().Boards);
        if (line.Contains("desk", StringComparison.Ordinal)) Assert.Contains("desk/*", caller.View().Boards);
        if (line.Contains("wallboard", StringComparison.Ordinal)) Assert.Contains("wallboard", caller.View().Boards);
        if (line.Contains("search", StringComparison.Ordinal)) Assert.True(caller.Can(Permission.ReadReferrals));
        if (line.Contains("own referrals", StringComparison.Ordinal))
            Assert.Contains("source/own", caller.View().Boards);
        if (line.Contains("my day", StringComparison.Ordinal))
            Assert.Contains("my-day/own", caller.View().Boards);
        foreach (var none in (string[])["portal", "counts", "staff", "the record"])
            Assert.DoesNotContain(none, line, StringComparison.Ordinal);
    }
}
