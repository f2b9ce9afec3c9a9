using System.Text;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteNewerSiloTests(SqliteSilos silos) : NewerSiloSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresNewerSiloTests(PostgresSilos silos) : NewerSiloSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>Silos of this program beside one with a newer program.</summary>
public abstract class NewerSiloSuite(SiloFixture silos)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task An_applied_command_is_not_answered_as_one_that_changed_nothing()
    {
        var id = await silos.Received(await silos.ServiceLine());
        var operation = New("op");
        Assert.Equal(2, (await silos.Referral(id).Handle(Envelope(new Claim(), operation))).Version);
        await silos.CommitAsNewer(id, "claimed");

        await silos.Deactivate(silos.Referral(id));
        Assert.True((await silos.Referral(id).Handle(Envelope(new Claim(), operation))).Unknown);
        await Assert.ThrowsAsync<NewerFormException>(() => silos.Referral(id).Handle(Envelope(new Claim(), New("op"))));
        await Assert.ThrowsAsync<NewerFormException>(() => silos.Referral(id).Handle(Envelope(new Claim())));
    }

    [Fact]
    public async Task A_command_with_a_booked_slot_is_not_answered_as_one_that_changed_nothing()
    {
        var line = await silos.ServiceLine();
        var (clinician, id) = (await silos.Clinician(line), await silos.Waiting(line));
        await silos.CommitAsNewer(id, "claimed");

        var outcome = await silos.Referral(id).Handle(Envelope(new Book(silos.Slot(clinician)), New("op")));

        Assert.True(outcome.Unknown);
        Assert.Single((await silos.ScheduleOf(clinician)).Bookings);
    }

    [Fact]
    public async Task A_line_without_newer_referrals_goes_on_and_the_other_one_is_not_live()
    {
        var (line, other) = (await silos.ServiceLine(), await silos.ServiceLine());
        await using var here = new BoardReader(silos.Feed(), $"triage/{line}");
        await using var there = new BoardReader(silos.Feed(), $"triage/{other}");
        var before = await silos.Received(other);
        await there.Shows<TriageRow>(before, _ => true, "before");
        await here.ShowsNo(before);
        var epoch = there.Cursor.Epoch;

        await silos.CommitAsNewer(await CopyOf(await silos.Received(line)), "received");

        await silos.Until("the other line loaded its board again", () =>
            Task.FromResult(there.Cursor.Epoch != epoch), Soon);
        var after = await silos.Received(other);
        await silos.Until("the other line shows new referrals", () =>
            Task.FromResult(there.Row<TriageRow>(after) is not null), Soon);
        Assert.NotNull(there.Row<TriageRow>(before));
        await silos.Until("the line is not live", () => Task.FromResult(here.Ended > 0), Soon);
        await Assert.ThrowsAsync<NewerFormException>(() =>
            silos.Grains.GetGrain<IServiceLineGrain>(line).Clinicians());
    }

    /// <summary>Commits the state and the events of a referral as those of a new one.</summary>
    private async Task<string> CopyOf(string id)
    {
        var (mapper, copy) = (silos.Of<ReferralMapper>(), New("r"));
        var state = (await silos.Real.Read(Stream(id)))!;
        var events = await silos.Real.ReadEvents(Stream(id));
        await silos.Real.Commit(new Commit(Stream(copy), 0, state.State,
            [.. events.Select(e => new EventToStore(e.Type, e.Actor, e.Body))], [], null,
            mapper.Row(null, mapper.Form.ReadState(state.State.Span)), null, silos.Now));
        return copy;
    }
}

/// <summary>Commits as a program of form 9 would.</summary>
public static class NewerProgram
{
    /// <summary>Commits a next version of a referral.</summary>
    public static async Task<StoredState> CommitAsNewer(this SiloFixture silos, string id, string type)
    {
        var now = (await silos.Real.Read(Stream(id)))!;
        var first = (await silos.Real.ReadEvents(Stream(id)))[0];
        var mapper = silos.Of<ReferralMapper>();
        var state = ReferralJson.Form.ReadState(now.State.Span);
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(Stream(id), now.Version,
            AsNewer(now.State.Span), [new EventToStore(type, "newer", AsNewer(first.Body.Span))], [],
            mapper.DueAt(state), mapper.Row(null, state), null, silos.Now)));
        return (await silos.Real.Read(Stream(id)))!;
    }

    /// <summary>The JSON in form 9, with a property that this program does not know.</summary>
    public static byte[] AsNewer(ReadOnlySpan<byte> json) =>
        [.. json[..^1], .. Encoding.UTF8.GetBytes(",\"somethingNew\":1,\"form\":9}")];
}
