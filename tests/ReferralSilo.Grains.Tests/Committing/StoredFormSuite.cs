using System.Text;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Maintenance;
using ReferralSilo.Storage.Projections;
using ReferralSilo.Storage.Sealing;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteStoredFormTests(SqliteSilos silos) : StoredFormSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresStoredFormTests(PostgresSilos silos) : StoredFormSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>States and events of other programs: of an older one they are read, of a newer one refused.</summary>
public abstract class StoredFormSuite(SiloFixture silos)
{
    [Fact]
    public async Task What_a_newer_program_stored_is_refused_and_stays_as_it_is()
    {
        var line = await silos.ServiceLine();
        var id = await silos.Received(line);
        await silos.Deactivate(silos.Referral(id));
        var before = await silos.CommitAsNewer(id, "claimed");

        var read = await Assert.ThrowsAsync<NewerFormException>(() => silos.Referral(id).Show());
        var command = await Assert.ThrowsAsync<NewerFormException>(() =>
            silos.Referral(id).Handle(Envelope(new Withdraw("no"), "withdraw-newer")));

        Assert.Equal("A referral is stored in form 9, and this program knows forms up to 1: a newer program wrote it. "
            + "Run that program.", read.Message);
        Assert.Equal(read.Message, command.Message);
        var after = (await silos.Real.Read(Stream(id)))!;
        Assert.Equal(before.State.ToArray(), after.State.ToArray());
        Assert.Equal((2, 2), (after.Version, (await silos.Real.ReadEvents(Stream(id))).Count));
        Assert.Null(await silos.Real.FindOperation("withdraw-newer"));
    }

    [Fact]
    public async Task An_activation_that_is_loaded_does_not_overwrite_what_a_newer_program_stored()
    {
        var id = await silos.Received(await silos.ServiceLine());
        var before = await silos.CommitAsNewer(id, "claimed");

        await Assert.ThrowsAsync<NewerFormException>(() => silos.Referral(id).Handle(Envelope(new Accept())));

        Assert.Equal(before.State.ToArray(), (await silos.Real.Read(Stream(id)))!.State.ToArray());
    }

    [Fact]
    public async Task A_list_waits_before_an_event_of_a_newer_program_and_parks_nothing()
    {
        var store = silos.Of<IProjectionStore>();
        var table = new ListTable("patients_of_older", PatientsProjection.Definition.Shape, []);
        await store.Create(table, 1);
        var id = await silos.Received(await silos.ServiceLine());
        await silos.CommitAsNewer(id, "received");
        var newer = await silos.Real.LastPosition();
        var runner = new ProjectionRunner(silos.Real, store,
            new OtherTable(new PatientsProjection(silos.Of<KeyedHash>()), table), 1);

        await Assert.ThrowsAsync<NewerFormException>(async () =>
        {
            while (await runner.Step()) { }
        });

        Assert.Empty(await runner.Parked());
        Assert.True(Assert.Single(await store.Builds(table.Name)).Position < newer);
    }

    [Fact]
    public async Task Verification_says_which_form_a_stream_has()
    {
        var id = await silos.Received(await silos.ServiceLine());
        var stored = await silos.CommitAsNewer(id, "claimed");
        var events = await silos.Real.ReadEvents(Stream(id));

        var found = new StreamCheck<Referral, ReferralEvent>(silos.Of<ReferralMapper>())
            .Check(new CheckedStream(Stream(id), 2, stored.State, null, null, events));

        Assert.StartsWith("A referral is stored in form 9", Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_of_an_older_program_goes_on_in_the_present_form()
    {
        var mapper = new Renamed(silos.Of<ReferralMapper>());
        var id = await silos.Received(await silos.ServiceLine(), new Decline("no"), new Acknowledge());
        var old = await CopyAsOlder(id);

        var aggregate = new Aggregate<Referral, ReferralEvent>(silos.Real, mapper, old);
        await aggregate.Load(CancellationToken.None);
        var acknowledged = aggregate.State!.Case.SourceAcknowledgedAt;
        ReferralEvent closed = new ReferralEvent.Closed("done");
        Assert.Equal(CommitOutcome.Committed, await aggregate.Commit([closed], aggregate.Preview([closed]), [], null,
            "nora", silos.Now));

        Assert.NotNull(acknowledged);
        Assert.Equal(acknowledged, (await aggregate.StateAt(3, CancellationToken.None)).Case.SourceAcknowledgedAt);
        Assert.Equal((4, true), (aggregate.Version, aggregate.State is Referral.Closed));
        var stored = (await silos.Real.Read(Stream(old)))!;
        Assert.EndsWith(",\"form\":2}", Encoding.UTF8.GetString(stored.State.Span), StringComparison.Ordinal);
        Assert.Empty(new StreamCheck<Referral, ReferralEvent>(mapper).Check(new CheckedStream(Stream(old), 4,
            stored.State, mapper.Row(null, aggregate.State!), null, await silos.Real.ReadEvents(Stream(old)))));
    }

    [Fact]
    public void Settings_of_a_newer_program_are_refused()
    {
        var serializer = new SettingsJsonSerializer();
        var stored = serializer.Serialize(new StoredServiceLines { Revision = 3 });
        var newer = new BinaryData(NewerProgram.AsNewer(stored));

        Assert.Equal(3, serializer.Deserialize<StoredServiceLines>(stored).Revision);
        Assert.Throws<NewerFormException>(() => serializer.Deserialize<StoredServiceLines>(newer));
    }

    /// <summary>Commits the stream again under another id, with the names of an invented older form.</summary>
    private async Task<string> CopyAsOlder(string id)
    {
        var copy = New("old");
        var state = (await silos.Real.Read(Stream(id)))!;
        var events = await silos.Real.ReadEvents(Stream(id));
        var mapper = silos.Of<ReferralMapper>();
        await silos.Real.Commit(new Commit(Stream(copy), 0, AsOlder(state.State.Span),
            [.. events.Select(e => new EventToStore(e.Type, e.Actor, AsOlder(e.Body.Span)))], [], null,
            mapper.Row(null, mapper.Read(state.State.Span)), null, silos.Now));
        return copy;
    }

    private static byte[] AsOlder(ReadOnlySpan<byte> json) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json)
        .Replace("\"sourceAcknowledgedAt\":", "\"sourceHeardAt\":", StringComparison.Ordinal)
        .Replace("\"event\":\"source-acknowledged\"", "\"event\":\"source-heard\"", StringComparison.Ordinal));

    /// <summary>Referrals in form 2, which renamed a field of the state and an event.</summary>
    private sealed class Renamed(ReferralMapper mapper) : IAggregateMapper<Referral, ReferralEvent>
    {
        public string Kind => mapper.Kind;

        public StoredForm<Referral, ReferralEvent> Form { get; } = new("referral", ReferralJson.Options, new Upcaster(
            State: json =>
            {
                var data = json["case"]!.AsObject();
                data["sourceAcknowledgedAt"] = data["sourceHeardAt"]?.DeepClone();
                data.Remove("sourceHeardAt");
                return json;
            },
            Event: json =>
            {
                if ((string?)json["event"] == "source-heard") json["event"] = "source-acknowledged";
                return json;
            }));

        public string NameOf(ReferralEvent happened) => mapper.NameOf(happened);

        public Referral Evolve(Referral? state, ReferralEvent happened) => mapper.Evolve(state, happened);

        public InlineRow? Row(Referral? before, Referral state) => mapper.Row(before, state);
    }

    /// <summary>The same fold into a table of its own.</summary>
    private sealed class OtherTable(IProjection fold, ListTable table) : IProjection
    {
        public ListTable Table => table;

        public bool Reads(StreamId stream, string eventType) => fold.Reads(stream, eventType);

        public ValueTask Fold(ListChanges rows, PositionedEvent happened) => fold.Fold(rows, happened);
    }
}
