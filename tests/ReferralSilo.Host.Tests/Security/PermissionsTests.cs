using System.Runtime.CompilerServices;
using System.Text;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Host.Tests.Security;

public sealed class PermissionsTests
{
    [Fact]
    public void Who_may_do_what_is_as_approved() => Approve("Permissions", Table());

    [Fact]
    public void Caller_bound_to_a_source_sees_that_source_only()
    {
        var source = new Caller("user:source", "Source", [Roles.Source], "lakeside", null, []);

        Assert.True(source.MayWatch("source/lakeside"));
        Assert.False(source.MayWatch("source/other"));
        Assert.False(source.MayWatch("wallboard"));
        Assert.False(source.MaySeeSource("other"));
        Assert.False(source.MaySeeSource(null));
    }

    [Fact]
    public void Source_role_without_a_source_sees_nothing()
    {
        var lost = new Caller("user:lost", "Lost", [Roles.Source], null, null, []);

        Assert.False(lost.MaySeeSource(null));
        Assert.False(lost.MayWatch("source/lakeside"));
        Assert.Empty(lost.View().Boards);
    }

    [Fact]
    public void Service_bound_to_a_source_keeps_only_what_concerns_its_own_referrals()
    {
        var machine = new Caller("client:x", "X", [Roles.Service], "lakeside", null, []);

        Assert.True(machine.Can(Permission.SubmitReferral));
        Assert.False(machine.Can(Permission.DecideReferral));
        Assert.False(machine.MayWatch("triage/dermatology"));
        Assert.True(machine.MayWatch("source/lakeside"));
        Assert.Equal(["source/lakeside"], machine.View().Boards);
    }

    [Fact]
    public void Clinician_changes_their_own_time_only()
    {
        var clinician = new Caller("user:c", "C", [Roles.Clinician], null, "c-1", []);

        Assert.True(clinician.MayManageAvailabilityOf("c-1"));
        Assert.False(clinician.MayManageAvailabilityOf("c-2"));
        Assert.True(clinician.MayWatch("my-day/c-1"));
        Assert.False(clinician.MayWatch("my-day/c-2"));
    }

    [Fact]
    public void Scope_of_service_lines_narrows_the_boards()
    {
        var nurse = new Caller("user:n", "N", [Roles.TriageNurse], null, null, ["dermatology"]);

        Assert.True(nurse.MayWatch("triage/dermatology"));
        Assert.False(nurse.MayWatch("triage/behavioral-health"));
        Assert.Contains("triage/dermatology", nurse.View().Boards);
    }

    [Theory]
    [InlineData("triage/")]
    [InlineData("/dermatology")]
    [InlineData("wallboard/")]
    [InlineData("wallboard/x")]
    [InlineData("")]
    [InlineData("nothing/x")]
    [InlineData("Triage/dermatology")]
    public void Board_names_of_another_form_are_nobodys(string board)
    {
        var all = new Caller("user:s", "S", [.. Permissions.AllRoles.Where(r => r != Roles.Source)], null, null, []);

        Assert.False(all.MayWatch(board));
        Assert.False(Boards.IsKnown(board));
    }

    [Fact]
    public void Nobody_may_do_nothing()
    {
        Assert.DoesNotContain(Enum.GetValues<Permission>(), Caller.Anonymous.Can);
        Assert.False(Caller.Anonymous.MaySend(new Claim()));
        Assert.False(Caller.Anonymous.MayWatch("wallboard"));
    }

    [Fact]
    public void A_command_needs_its_permission_and_a_command_of_the_system_is_sent_by_no_caller()
    {
        var nurse = new Caller("user:n", "N", [Roles.TriageNurse], null, null, []);
        var all = new Caller("user:s", "S", [.. Permissions.AllRoles.Where(r => r != Roles.Source)], null, null, []);

        Assert.True(nurse.MaySend(new Accept()));
        Assert.False(nurse.MaySend(new Arrive()));
        Assert.False(all.MaySend(new TimeUp()));
    }

    private static string Table()
    {
        var text = new StringBuilder();
        foreach (var role in Permissions.AllRoles)
        {
            var view = new Caller("user:x", "X", [role], role == Roles.Source ? "own" : null, role == Roles.Clinician
                ? "own" : null, []).View();
            text.Append(role).Append("\n  permissions: ")
                .AppendJoin(' ', Enum.GetValues<Permission>().Where(p => Permissions.Grants(role, p)))
                .Append("\n  commands: ").AppendJoin(' ', view.Actions)
                .Append("\n  boards: ").AppendJoin(' ', view.Boards).Append("\n\n");
        }

        return text.ToString();
    }

    private static void Approve(string name, string received, [CallerFilePath] string here = "")
    {
        var approved = Path.Combine(Path.GetDirectoryName(here)!, name + ".approved.txt");
        var expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        if (received != expected)
            File.WriteAllText(Path.ChangeExtension(Path.ChangeExtension(approved, null), "received.txt"), received);
        Assert.Equal(expected, received);
    }
}
