using ReferralSilo.Api.Access;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Domain;

namespace ReferralSilo.Host.Tests.Security;

/// <summary>The one decision about access, without the program around it.</summary>
public sealed class AccessPolicyTests
{
    private static readonly AccessObject Own = AccessObject.Referral("r1", "own-line", "own-source", ["own-doctor"]);
    private static readonly AccessObject Other = AccessObject.Referral("r2", "other-line", "other-source", ["other"]);

    [Fact]
    public void A_decision_names_caller_action_object_and_reason()
    {
        var allowed = AccessPolicy.Decide(A(Roles.Scheduler), Permission.ReadReferrals, Own);
        var denied = AccessPolicy.Decide(A(Roles.Scheduler), Permission.ReadReferrals, Other);

        Assert.Equal(new AccessDecision(true, AccessReasons.OwnLine, "user:x", Permission.ReadReferrals, "referral",
            "r1", ViewLevel.Full), allowed);
        Assert.Equal(new AccessDecision(false, AccessReasons.OtherLine, "user:x", Permission.ReadReferrals, "referral",
            "r2", ViewLevel.Nothing), denied);
    }

    [Theory]
    [InlineData(Roles.Administrator, AccessReasons.NoPermission, AccessReasons.NoPermission)]
    [InlineData(Roles.Marketing, AccessReasons.NoPermission, AccessReasons.NoPermission)]
    [InlineData(Roles.Auditor, AccessReasons.OwnLine, AccessReasons.OtherLine)]
    [InlineData(Roles.Clinician, AccessReasons.OwnVisit, AccessReasons.NoVisit)]
    [InlineData(Roles.Source, AccessReasons.OwnSource, AccessReasons.OtherSource)]
    [InlineData(Roles.Scheduler, AccessReasons.OwnLine, AccessReasons.OtherLine)]
    [InlineData(Roles.Service, AccessReasons.OwnLine, AccessReasons.OtherLine)]
    [InlineData(Roles.Supervisor, AccessReasons.OwnLine, AccessReasons.OtherLine)]
    [InlineData(Roles.TriageNurse, AccessReasons.OwnLine, AccessReasons.OtherLine)]
    public void Each_role_reads_the_referrals_of_its_scope_only(string role, string own, string other)
    {
        Assert.Equal(own, AccessPolicy.Decide(A(role), Permission.ReadReferrals, Own).Reason);
        Assert.Equal(other, AccessPolicy.Decide(A(role), Permission.ReadReferrals, Other).Reason);
    }

    [Fact]
    public void Whoever_has_no_service_line_sees_no_referral()
    {
        foreach (var role in (string[])[Roles.Scheduler, Roles.TriageNurse, Roles.Supervisor, Roles.Service,
            Roles.Auditor])
        {
            var caller = new Caller("user:x", "X", [role], null, null, []);
            Assert.False(caller.May(Permission.ReadReferrals, Own));
            Assert.False(caller.May(Permission.ReadReferrals, Unassigned));
            Assert.Equal([], AccessPolicy.LinesOf(caller, Permission.ReadReferrals)!);
            Assert.DoesNotContain(caller.View().Boards, b => b != "wallboard");
        }
    }

    [Fact]
    public void A_star_is_every_service_line_and_every_referral_of_none()
    {
        var caller = new Caller("user:x", "X", [Roles.Scheduler], null, null, [Caller.AllLines]);

        Assert.True(caller.May(Permission.ReadReferrals, Own));
        Assert.True(caller.May(Permission.ReadReferrals, Other));
        Assert.True(caller.May(Permission.ReadReferrals, Unassigned));
        Assert.Null(AccessPolicy.LinesOf(caller, Permission.ReadReferrals));
    }

    [Fact]
    public void What_no_line_takes_is_seen_by_everyone_who_has_a_line() =>
        Assert.True(A(Roles.TriageNurse).May(Permission.DecideReferral, Unassigned));

    [Fact]
    public void A_clinician_writes_own_visits_and_sees_no_other_patient_of_the_line()
    {
        var clinician = A(Roles.Clinician);
        var waiting = AccessObject.Referral("r3", "own-line", "own-source", []);

        Assert.True(clinician.May(Permission.RecordVisit, Own));
        Assert.False(clinician.May(Permission.RecordVisit, Other));
        Assert.False(clinician.May(Permission.ReadReferrals, waiting));
        Assert.True(clinician.May(Permission.WatchOwnSchedule, AccessObject.Schedule("own-doctor", ["other-line"])));
        Assert.False(clinician.May(Permission.WatchOwnSchedule, AccessObject.Schedule("other", ["own-line"])));
    }

    [Fact]
    public void A_schedule_is_seen_through_a_common_service_line()
    {
        var scheduler = A(Roles.Scheduler);

        Assert.True(scheduler.May(Permission.WatchSchedules, AccessObject.Schedule("d", ["other-line", "own-line"])));
        Assert.False(scheduler.May(Permission.WatchSchedules, AccessObject.Schedule("d", ["other-line"])));
        Assert.False(scheduler.May(Permission.WatchSchedules, AccessObject.Schedule("d", [])));
    }

    [Fact]
    public void Several_roles_see_what_each_of_them_sees_and_the_most_of_it()
    {
        var both = A(Roles.Auditor, Roles.Clinician);
        var audited = AccessObject.Referral("r3", "own-line", null, []);

        Assert.Equal(ViewLevel.Full, AccessPolicy.Decide(both, Permission.ReadReferrals, Own).Level);
        Assert.Equal(ViewLevel.Record, AccessPolicy.Decide(both, Permission.ReadReferrals, audited).Level);
        Assert.False(both.May(Permission.RecordVisit, audited));
    }

    [Fact]
    public void All_referrals_of_one_role_and_the_full_view_of_another_are_not_a_full_view_of_all()
    {
        var both = new Caller("user:x", "X", [Roles.Auditor, Roles.Clinician], null, "own-doctor", [Caller.AllLines]);
        var desk = new Caller("user:x", "X", [Roles.Auditor, Roles.Scheduler], null, null, [Caller.AllLines]);

        Assert.True(AccessPolicy.CoversEveryReferral(both, Permission.ReadReferrals));
        Assert.False(AccessPolicy.SeesEveryReferralInFull(both, Permission.ReadReferrals));
        Assert.True(AccessPolicy.SeesEveryReferralInFull(desk, Permission.ReadReferrals));
    }

    [Fact]
    public void The_least_level_of_several_roles_is_that_of_the_role_that_sees_alone()
    {
        Assert.Equal(ViewLevel.Record, Least(Roles.Auditor));
        Assert.Equal(ViewLevel.Record, Least(Roles.Auditor, Roles.Clinician));
        Assert.Equal(ViewLevel.Full, Least(Roles.Auditor, Roles.Scheduler));
        Assert.Equal(ViewLevel.Source, Least(Roles.Source));
        Assert.Equal(ViewLevel.Nothing, Least(Roles.Marketing));

        static ViewLevel Least(params string[] roles) =>
            AccessPolicy.LeastLevel(A(roles), Permission.ReadReferrals);
    }

    [Fact]
    public void What_does_not_exist_is_out_of_scope_for_everybody()
    {
        var all = new Caller("user:s", "S", [.. Permissions.AllRoles], null, "d", [Caller.AllLines]);
        var decision = AccessPolicy.Decide(all, Permission.ReadReferrals, AccessObject.Absent("referral", "none"));

        Assert.True(decision is { Allowed: false, IsHidden: true });
    }

    [Fact]
    public void No_permission_is_told_and_another_scope_is_not()
    {
        Assert.False(AccessPolicy.Decide(A(Roles.Marketing), Permission.ReadReferrals, Own).IsHidden);
        Assert.True(AccessPolicy.Decide(A(Roles.Source), Permission.ReadReferrals, Other).IsHidden);
        Assert.False(AccessPolicy.Decide(Caller.Anonymous, Permission.ReadReferrals, Own).Allowed);
        Assert.Equal(AccessReasons.NotSignedIn,
            AccessPolicy.Decide(Caller.Anonymous, Permission.SignedIn, AccessObject.None).Reason);
    }

    private static AccessObject Unassigned =>
        AccessObject.Referral("r4", ServiceLineId.Unassigned.Value, "own-source", []);

    private static Caller A(params string[] roles) => new("user:x", "X", roles,
        roles.Contains(Roles.Source) ? "own-source" : null, roles.Contains(Roles.Clinician) ? "own-doctor" : null,
        ["own-line"]);
}
