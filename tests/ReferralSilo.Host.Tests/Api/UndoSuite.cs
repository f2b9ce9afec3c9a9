using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteUndoTests(SqliteHost host) : UndoSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresUndoTests(PostgresHost host) : UndoSuite(host);

/// <summary><c>undo</c> over HTTP, with what the decision had caused.</summary>
public abstract class UndoSuite(RunningHost host)
{
    private ApiClient Api => host.Api;

    [Fact]
    public async Task Accept_decline_and_close_are_taken_back()
    {
        var id = (await Api.Create()).Id;

        Assert.Equal("received", await UndoAfter(id, "decline", new { reason = "not ours" }));
        Assert.Equal("received", await UndoAfter(id, "redirect", new { to = "911", reason = "emergency" }));
        Assert.Equal("received", await UndoAfter(id, "accept"));
        (await Api.Do(id, "decline", new { reason = "not ours" })).Is(200);
        Assert.Equal("declined", await UndoAfter(id, "close"));
        await using var desk = await HubClient.Watch(host.Address, await host.Token(), $"desk/{Line}");
        await desk.Shows(id, r => r.GetProperty("stage").GetString() == "declined", "after the close was undone");
    }

    [Fact]
    public async Task A_completed_visit_that_is_taken_back_can_be_cancelled_and_its_slot_is_free_again()
    {
        var slot = (await Slots(Api, await Clinician(Api)))[0];
        var id = await Api.Waiting();
        (await Api.Do(id, "book", new { slot })).Is(200);

        Assert.Equal("booked", await UndoAfter(id, "arrive"));
        Assert.Equal("booked", await UndoAfter(id, "complete", new { outcome = "seen" }));

        (await Api.Do(id, "cancel-appointment", new { reason = "ill" })).Is(200);
        var other = await Api.Waiting(Referral(family: "Rivera"));
        await Eventually.Is("the slot is free", async () => (await Api.Do(other, "book", new { slot })).Status == 200);
    }

    [Fact]
    public async Task Only_ones_own_last_decision_is_undone_and_what_happened_since_keeps_it()
    {
        var id = (await Api.Create()).Id;
        var accepted = Version(await (await host.As("nurse")).Do(id, "accept"));

        (await Api.Do(id, "undo", new { version = accepted })).Is(409, "not-undoable");
        (await (await host.As("nurse")).Do(id, "assign", new { to = "scheduler" })).Is(200);
        (await (await host.As("nurse")).Do(id, "undo", new { version = accepted })).Is(409);
        Assert.Equal("accepted", (await Api.Get($"/api/referrals/{id}")).Stage);
        (await Api.Do(id, "undo")).Is(400, "invalid-input");
    }

    [Fact]
    public async Task A_retried_undo_gets_its_first_answer()
    {
        var (id, key) = ((await Api.Create()).Id, New("key"));
        var version = Version((await Api.Do(id, "accept")).Is(200));

        (await Api.Do(id, "undo", new { version }, key)).Is(200);
        Assert.True((await Api.Do(id, "undo", new { version }, key)).Is(200).Replayed);
        (await Api.Do(id, "undo", new { version })).Is(409, "not-allowed-in-stage");
        var history = (await Api.Get($"/api/referrals/{id}/history")).Is(200).Text;
        Assert.Contains("\"undone\"", history);
    }

    private async Task<string> UndoAfter(string id, string command, object? body = null) =>
        (await Api.Do(id, "undo", new { version = Version((await Api.Do(id, command, body)).Is(200)) })).Is(200).Stage;

    private static long Version(ApiAnswer answer) => answer.Is(200).Json["version"]!.GetValue<long>();
}
