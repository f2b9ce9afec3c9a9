using System.Runtime.CompilerServices;
using System.Text;
using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Host.Tests.Security;

public sealed class PermissionsTests
{
    [Fact]
    public void Who_may_do_what_is_as_approved() => Approve("Permissions", Table());

    [Fact]
    public void Whoever_may_change_something_may_ask_for_the_outcome()
    {
        var changing = Enum.GetValues<Permission>().Where(p => !Begins(p, "Read") && !Begins(p, "Watch")).ToList();

        Assert.All(Permissions.AllRoles.Where(role => changing.Any(p => Permissions.Grants(role, p))),
            role => Assert.True(Permissions.Grants(role, Permission.ReadOperations), role));

        static bool Begins(Permission permission, string with) =>
            permission.ToString().StartsWith(with, StringComparison.Ordinal);
    }

    [Fact]
    public void Caller_bound_to_a_source_sees_that_source_only()
    {
        var source = new Caller("user:source", "Source", [Roles.Source], "lakeside", null, []);

        Assert.True(source.May(Permission.WatchSource, AccessObject.Source("lakeside")));
        Assert.False(source.May(Permission.WatchSource, AccessObject.Source("other")));
        Assert.False(source.May(Permission.WatchSource, AccessObject.Source(null)));
        Assert.False(source.Can(Permission.WatchWallboard));
        Assert.Equal(["source/lakeside"], source.View().Boards);
    }

    [Fact]
    public void Source_role_without_a_source_sees_nothing()
    {
        var lost = new Caller("user:lost", "Lost", [Roles.Source], null, null, [Caller.AllLines]);

        Assert.False(lost.May(Permission.WatchSource, AccessObject.Source("lakeside")));
        Assert.False(lost.May(Permission.ReadReferrals, AccessObject.Referral("r", "line", null, [])));
        Assert.Empty(lost.View().Boards);
    }

    [Fact]
    public void Service_bound_to_a_source_keeps_only_what_concerns_its_own_referrals()
    {
        var machine = new Caller("client:x", "X", [Roles.Service], "lakeside", null, [Caller.AllLines]);

        Assert.True(machine.May(Permission.SubmitReferral, AccessObject.Source("lakeside")));
        Assert.False(machine.May(Permission.SubmitReferral, AccessObject.Source("other")));
        Assert.False(machine.Can(Permission.DecideReferral));
        Assert.False(machine.Can(Permission.WatchTriage));
        Assert.Equal(ViewLevel.Source, AccessPolicy.Decide(machine, Permission.ReadReferrals,
            AccessObject.Referral("r", "line", "lakeside", [])).Level);
        Assert.Equal(["source/lakeside"], machine.View().Boards);
    }

    [Fact]
    public void Clinician_changes_their_own_time_only()
    {
        var clinician = new Caller("user:c", "C", [Roles.Clinician], null, "c-1", []);

        Assert.True(clinician.May(Permission.ManageOwnAvailability, AccessObject.Schedule("c-1", [])));
        Assert.False(clinician.May(Permission.ManageOwnAvailability, AccessObject.Schedule("c-2", [])));
        Assert.Equal(["my-day/c-1", "referral/*", "schedule/c-1"],
            clinician.View().Boards.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Scope_of_service_lines_narrows_the_boards()
    {
        var nurse = new Caller("user:n", "N", [Roles.TriageNurse], null, null, ["dermatology"]);

        Assert.Contains("triage/dermatology", nurse.View().Boards);
        Assert.DoesNotContain("triage/*", nurse.View().Boards);
        Assert.True(nurse.May(Permission.WatchTriage, AccessObject.ServiceLine("dermatology")));
        Assert.False(nurse.May(Permission.WatchTriage, AccessObject.ServiceLine("behavioral-health")));
    }

    [Fact]
    public void One_time_password_allows_only_its_change()
    {
        var all = new Caller("user:s", "S", [.. Permissions.AllRoles], "own", null, [Caller.AllLines],
            passwordChangeRequired: true);

        Assert.Equal([Permission.ChangeOwnPassword], Enum.GetValues<Permission>().Where(all.Can));
        Assert.False(all.May(Permission.ReadReferrals, AccessObject.Referral("r", "line", "own", [])));
        Assert.Empty(all.View().Boards);
        Assert.Empty(all.View().Actions);
        Assert.True(all.View().PasswordChangeRequired);
    }

    [Fact]
    public void Machine_has_no_password_to_change() =>
        Assert.False(new Caller("client:x", "X", [Roles.Service], null, null, []).Can(Permission.ChangeOwnPassword));

    [Theory]
    [InlineData("triage/")]
    [InlineData("/dermatology")]
    [InlineData("wallboard/")]
    [InlineData("wallboard/x")]
    [InlineData("")]
    [InlineData("nothing/x")]
    [InlineData("Triage/dermatology")]
    public void Board_names_of_another_form_are_not_known(string board) => Assert.False(Boards.IsKnown(board));

    [Fact]
    public void Every_kind_of_board_has_its_permissions() =>
        Assert.All(Boards.Kinds, kind => Assert.NotEmpty(Boards.PermissionsOf(kind)));

    [Fact]
    public void Nobody_may_do_nothing() => Assert.DoesNotContain(Enum.GetValues<Permission>(), Caller.Anonymous.Can);

    private static string Table()
    {
        var text = new StringBuilder();
        foreach (var role in Permissions.AllRoles)
        {
            var view = new Caller("user:x", "X", [role], role == Roles.Source ? "own" : null, role == Roles.Clinician
                ? "own" : null, [Caller.AllLines]).View();
            text.Append(role);
            foreach (var scope in Enum.GetValues<AccessScope>())
                if (Enum.GetValues<Permission>().Where(p => Permissions.ScopeOf(role, p) == scope)
                    .ToList() is { Count: > 0 } granted)
                    text.Append("\n  ").Append(scope).Append(": ").AppendJoin(' ', granted);
            text.Append("\n  commands: ").AppendJoin(' ', view.Actions)
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
