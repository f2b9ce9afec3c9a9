using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Api.Access;
using ReferralSilo.Identity.Accounts;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteAssignTests(SqliteHost host) : AssignSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresAssignTests(PostgresHost host) : AssignSuite(host)
{
    private readonly PostgresHost _host = host;

    [Fact]
    public async Task Assigning_is_unavailable_while_the_accounts_cannot_be_read()
    {
        var (id, key) = ((await _host.Api.Create()).Id, New("key"));
        await using (await _host.LockStaff())
            (await _host.Api.Do(id, "assign", new { to = "nurse" }, key)).Is(503, "unavailable");
        (await _host.Api.Do(id, "assign", new { to = "nurse" }, key)).Is(200);
    }
}

/// <summary>Referrals are assigned and routed to existing people and service lines only.</summary>
public abstract class AssignSuite(RunningHost host)
{
    [Theory]
    [InlineData("no-such-person")]
    [InlineData("auditor")]
    [InlineData("source")]
    [InlineData("client:demo-client")]
    [InlineData(" ")]
    public async Task Assigning_to_an_unknown_or_unauthorized_person_is_refused(string to)
    {
        var id = (await host.Api.Create()).Id;
        var answer = (await host.Api.Do(id, "assign", new { to })).Is(400, "assignee-unknown");
        Assert.Equal(["/to"], answer.Pointers);
        Assert.Null((await host.Api.Get($"/api/referrals/{id}")).Json["assignedTo"]);
    }

    [Fact]
    public async Task Assignee_is_stored_as_the_account_id_in_any_spelling()
    {
        var id = (await host.Api.Create()).Id;
        Assert.Equal("nurse", (await host.Api.Do(id, "assign", new { to = "Nurse" }))
            .Is(200).Json["assignedTo"]!.GetValue<string>());
        Assert.Null((await host.Api.Do(id, "assign", new { to = (string?)null })).Is(200).Json["assignedTo"]);
        (await host.Api.Do("no-such", "assign", new { to = "nurse" })).Is(404);
    }

    [Fact]
    public async Task Retried_assignment_gets_its_first_answer_after_the_account_is_disabled()
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
    public async Task Only_assignable_staff_are_listed_as_assignable()
    {
        var directory = host.Services.GetRequiredService<IStaffDirectory>();
        var staff = host.Services.GetRequiredService<StaffAccounts>();
        var other = New("other");
        await staff.Create(new StaffUser { UserName = other, DisplayName = "Other line", Roles = "scheduler",
            ServiceLines = Strict }, "a long password");
        var names = (await directory.Assignable(Line, TestContext.Current.CancellationToken)).Select(s => s.User)
            .ToList();
        foreach (var one in (string[])["nurse", "scheduler", "supervisor"]) Assert.Contains(one, names);
        Assert.DoesNotContain(other, names);
        Assert.DoesNotContain("auditor", names);
        (await host.Api.Do((await host.Api.Create()).Id, "assign", new { to = other })).Is(400, "assignee-unknown");
    }

    [Fact]
    public async Task Routing_to_an_unknown_service_line_is_refused()
    {
        foreach (var line in (string[])["no-such-line", "unassigned", "Not An Id", " "])
            Assert.Equal(["/serviceLine"],
                (await host.Api.Do((await host.Api.Create()).Id, "route", new { serviceLine = line }))
                .Is(400).Pointers);
    }
}
