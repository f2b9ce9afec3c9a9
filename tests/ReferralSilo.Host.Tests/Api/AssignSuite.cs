using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Host.Security.Accounts;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteAssignTests(SqliteHost host) : AssignSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresAssignTests(PostgresHost host) : AssignSuite(host);

/// <summary>Work is given to people and lines that there are.</summary>
public abstract class AssignSuite(RunningHost host)
{
    [Theory]
    [InlineData("nobody-such")]
    [InlineData("auditor")]
    [InlineData("source")]
    [InlineData("client:demo-client")]
    [InlineData(" ")]
    public async Task Assigning_to_nobody_such_or_to_one_who_may_not_work_on_it_is_refused_by_field(string to)
    {
        var id = (await host.Api.Create()).Id;
        var answer = (await host.Api.Do(id, "assign", new { to })).Is(400, "assignee-unknown");
        Assert.Equal(["/to"], answer.Pointers);
        Assert.Null((await host.Api.Get($"/api/referrals/{id}")).Json["assignedTo"]);
    }

    [Fact]
    public async Task Assignee_is_kept_under_the_id_of_the_account_however_it_was_written()
    {
        var id = (await host.Api.Create()).Id;
        Assert.Equal("nurse", (await host.Api.Do(id, "assign", new { to = "Nurse" }))
            .Is(200).Json["assignedTo"]!.GetValue<string>());
        Assert.Null((await host.Api.Do(id, "assign", new { to = (string?)null })).Is(200).Json["assignedTo"]);
        (await host.Api.Do("no-such", "assign", new { to = "nurse" })).Is(404);
    }

    [Fact]
    public async Task Retried_assignment_is_answered_as_before_though_the_person_has_left()
    {
        var staff = host.Services.GetRequiredService<StaffAccounts>();
        var (user, key) = (New("temp"), New("key"));
        Assert.Empty(
            await staff.Create(
            new StaffUser { UserName = user, DisplayName = "Temp", Roles = "scheduler", ServiceLines = Line },
            "a long password"));
        var id = (await host.Api.Create()).Id;
        (await host.Api.Do(id, "assign", new { to = user }, key)).Is(200);
        Assert.True(await staff.SetDisabled(user, true));
        Assert.True((await host.Api.Do(id, "assign", new { to = user }, key)).Is(200).Replayed);
        (await host.Api.Do(id, "assign", new { to = user })).Is(400, "assignee-unknown");
    }

    [Fact]
    public async Task Those_who_may_be_chosen_are_those_who_may_be_assigned()
    {
        var directory = host.Services.GetRequiredService<StaffDirectory>();
        var staff = host.Services.GetRequiredService<StaffAccounts>();
        var other = New("other");
        await staff.Create(
            new StaffUser { UserName = other, DisplayName = "Other line", Roles = "scheduler", ServiceLines = Strict },
            "a long password");
        var names = (await directory.Assignable(Line, TestContext.Current.CancellationToken)).Select(s => s.User)
            .ToList();
        foreach (var one in (string[])["nurse", "scheduler", "supervisor"]) Assert.Contains(one, names);
        Assert.DoesNotContain(other, names);
        Assert.DoesNotContain("auditor", names);
        (await host.Api.Do((await host.Api.Create()).Id, "assign", new { to = other })).Is(400, "assignee-unknown");
    }

    [Fact]
    public async Task Routing_to_a_line_that_is_not_there_is_refused_by_field()
    {
        foreach (var line in (string[])["no-such-line", "unassigned", "Not An Id", " "])
            Assert.Equal(["/serviceLine"],
                (await host.Api.Do((await host.Api.Create()).Id, "route", new { serviceLine = line }))
                .Is(400).Pointers);
    }
}
