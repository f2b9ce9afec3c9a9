using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.ServiceLines;
using ReferralSilo.Grains.Tests.Committing;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using ReferralSilo.Testing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.ServiceLines;

public sealed class SqliteLineCapacityTests(SqliteSilos silos) : LineCapacitySuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresLineCapacityTests(PostgresSilos silos) : LineCapacitySuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>A service line loads and follows the schedules of its own clinicians.</summary>
public abstract class LineCapacitySuite(SiloFixture silos)
{
    [Fact]
    public async Task A_line_reads_only_the_schedules_of_its_own_clinicians()
    {
        var (line, other) = (await silos.ServiceLine(), await silos.ServiceLine());
        var (own, foreign) = (await silos.Clinician(line), await silos.Clinician(other));
        foreach (var (id, clinician) in new[] { (line, own), (other, foreign) })
            await Eventually.Is("the line has its clinician", async () =>
                (await silos.Grains.GetGrain<IServiceLineGrain>(id).Clinicians()).Contains(clinician));
        await silos.Deactivate(silos.Grains.GetGrain<IServiceLineGrain>(line));
        silos.Ledger.Reads.Clear();

        // The list of clinicians follows the events, so it may be behind what the line has received.
        await Eventually.Is("the line has its clinician again", async () =>
            (await silos.Grains.GetGrain<IServiceLineGrain>(line).Clinicians()).SequenceEqual([own]));
        Assert.Contains(new StreamId("schedule", own), silos.Ledger.Reads);
        Assert.DoesNotContain(new StreamId("schedule", foreign), silos.Ledger.Reads);
    }

    [Fact]
    public async Task The_clinicians_of_a_line_follow_the_events_and_schedules_are_listed_once()
    {
        var (line, other) = (await silos.ServiceLine(), await silos.ServiceLine());
        var ledger = new FaultyLedger(silos.Real);
        using var directory = Directory(ledger);
        var first = await silos.Clinician(line);
        Assert.Equal([first], await Ids(directory, line));

        ledger.FailsSearch = true;
        var second = await silos.Clinician(line);
        await Move(first, other);
        await Eventually.Is("the events arrive", async () =>
            (await Ids(directory, line)).SequenceEqual([second])
            && (await Ids(directory, other)).SequenceEqual([first]));
    }

    [Fact]
    public async Task A_start_after_a_failed_one_lists_the_schedules_again()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var ledger = new FaultyLedger(silos.Real) { FailsSearch = true };
        using var directory = Directory(ledger);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Ids(directory, line));

        ledger.FailsSearch = false;
        Assert.Equal([clinician], await Ids(directory, line));
    }

    [Fact]
    public async Task The_lines_of_a_clinician_are_read_from_the_state_when_the_event_cannot_be_decrypted()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(await silos.ServiceLine());
        using var directory = Directory(silos.Ledger);
        Assert.Empty(await Ids(directory, line));
        silos.Ledger.UnreadableStream = new StreamId("schedule", clinician);
        await Move(clinician, line);

        await Eventually.Is("the state is read", async () =>
            (await Ids(directory, line)).SequenceEqual([clinician]));
        silos.Ledger.UnreadableStream = null;
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_read_concerns_no_other_clinician()
    {
        var (line, other) = (await silos.ServiceLine(), await silos.ServiceLine());
        var log = new LogLines<ClinicianLines>();
        using var directory = Directory(silos.Real, log);
        var first = await silos.Clinician(line);
        Assert.Equal([first], await Ids(directory, line));

        // The event cannot be read, and the state can.
        var moved = (await silos.Real.Read(new StreamId("schedule", await silos.Clinician(other))))!;
        await Define(new StreamId("schedule", first), moved.State);
        // Neither can be read.
        await Define(new StreamId("schedule", New("newer")), NewerProgram.AsNewer(moved.State.Span));
        await Define(new StreamId("schedule", New("garbled")), "{"u8.ToArray());
        var second = await silos.Clinician(line);

        await Eventually.Is("the events arrive", async () =>
            (await Ids(directory, line)).SequenceEqual([second])
            && (await Ids(directory, other)).Contains(first));
        Assert.Equal(["JsonException", "NewerFormException"], Logged());

        // A new process reads all schedules.
        using var later = Directory(silos.Real, log);
        Assert.Equal([second], await Ids(later, line));
        Assert.Equal(["JsonException", "NewerFormException"], Logged());

        IEnumerable<string> Logged() => log.Take().Select(l => l[(l.IndexOf('(') + 1)..l.IndexOf(')')]).Order();

        async Task Define(StreamId clinician, ReadOnlyMemory<byte> state) => await silos.Real.Commit(new Commit(
            clinician, await silos.Real.ReadVersion(clinician), state,
            [new EventToStore("clinician-defined", "newer", "{\"form\":9,\"form\":9}"u8.ToArray())], [], null, null,
            null, silos.Now));
    }

    [Fact]
    public async Task A_clinician_who_moves_to_another_line_leaves_one_board_and_comes_to_the_other()
    {
        var (line, other) = (await silos.ServiceLine(), await silos.ServiceLine());
        var clinician = await silos.Clinician(line);
        await using var here = new BoardReader(silos.Feed(), $"desk/{line}");
        await using var there = new BoardReader(silos.Feed(), $"desk/{other}");
        await here.Shows<ClinicianRow>($"clinician:{clinician}", _ => true, "at once");
        await Move(clinician, other);

        await there.Shows<ClinicianRow>($"clinician:{clinician}", _ => true, "after the move");
        await here.ShowsNo($"clinician:{clinician}");
    }

    private ClinicianLines Directory(ILedger ledger, ILogger<ClinicianLines>? log = null) => new(ledger,
        silos.Of<LedgerTail>(), silos.Of<ScheduleMapper>(), log ?? NullLogger<ClinicianLines>.Instance);

    private static async Task<IEnumerable<string>> Ids(ClinicianLines directory, string line) =>
        (await directory.Of(new ServiceLineId(line), TestContext.Current.CancellationToken)).Select(c => c.Value);

    private Task Move(string clinician, string line) => silos.DoOnSchedule(clinician,
        new ScheduleCommand.Define(new ClinicianProfile(new ClinicianId(clinician), "Dr. " + clinician,
            "America/Denver", [new ServiceLineId(line)], ["CO"], ["en"], [new VisitDuration(VisitType.Video, 30)], 0,
            null, null, null)));
}
